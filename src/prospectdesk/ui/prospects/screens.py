"""The screens of the prospect list for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _list(desk: Desk) -> Page:
    from prospectdesk.ui.prospects.page import ProspectsPage

    return ProspectsPage(desk)


def _advanced(desk: Desk) -> Page:
    from prospectdesk.ui.prospects.advanced_page import AdvancedPage

    return AdvancedPage(desk)


def _new(desk: Desk) -> Page:
    from prospectdesk.ui.prospects.new_page import NewProspectPage

    return NewProspectPage(desk)


SCREENS = (
    ScreenSpec("prospects", str(QT_TRANSLATE_NOOP("Screens", "Prospects")), "users", "rail", 5, _list),
    ScreenSpec(
        "prospects.advanced", str(QT_TRANSLATE_NOOP("Screens", "Recherche avancée")), "sliders-horizontal",
        "hidden", 10, _advanced,
    ),
    ScreenSpec(
        "prospects.new", str(QT_TRANSLATE_NOOP("Screens", "Nouveau prospect")), "plus", "hidden", 11, _new
    ),
)  # fmt: skip
