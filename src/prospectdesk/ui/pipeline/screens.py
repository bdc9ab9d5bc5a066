"""The screens of the opportunities for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page

TITLE = str(QT_TRANSLATE_NOOP("Screens", "Opportunités"))
LIST_TITLE = str(QT_TRANSLATE_NOOP("Screens", "Opportunités en liste"))


def _board(desk: Desk) -> Page:
    from prospectdesk.ui.pipeline.page import OpportunitiesPage

    return OpportunitiesPage(desk)


def _list(desk: Desk) -> Page:
    from prospectdesk.ui.pipeline.page import OpportunitiesPage

    return OpportunitiesPage(desk, "list")


SCREENS = (
    ScreenSpec("opportunities", TITLE, "target", "rail", 40, _board),
    ScreenSpec("opportunities.list", LIST_TITLE, "rows-3", "hidden", 41, _list),
)
