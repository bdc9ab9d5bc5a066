"""The screens of dashboard and reports for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page

TITLE = str(QT_TRANSLATE_NOOP("Screens", "Tableau de bord"))
REPORTS_TITLE = str(QT_TRANSLATE_NOOP("Screens", "Rapports"))
REPORTS_ABOUT = str(
    QT_TRANSLATE_NOOP("Screens", "Conversion, pertes, activité et prévisions, en graphiques et en tableaux.")
)


def _dashboard(desk: Desk) -> Page:
    from prospectdesk.ui.reports.dashboard import DashboardPage

    return DashboardPage(desk)


def _reports(desk: Desk) -> Page:
    from prospectdesk.ui.reports.page import ReportsPage

    return ReportsPage(desk)


SCREENS = (
    ScreenSpec("dashboard", TITLE, "chart-column", "rail", 80, _dashboard),
    ScreenSpec("reports", REPORTS_TITLE, "chart-pie", "tools", 45, _reports, about=REPORTS_ABOUT),
)
