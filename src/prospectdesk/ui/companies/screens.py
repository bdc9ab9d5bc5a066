"""The screens of a sheet for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _sheet(desk: Desk) -> Page:
    from prospectdesk.ui.companies.sheet import SheetPage

    return SheetPage(desk)


SCREENS = (ScreenSpec("sheet", "Fiche société", "building-2", "sheet", 0, _sheet),)
