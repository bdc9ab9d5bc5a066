"""The screens of the prospect list for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _list(desk: Desk) -> Page:
    from prospectdesk.ui.prospects.page import ProspectsPage

    return ProspectsPage(desk)


SCREENS = (ScreenSpec("prospects", "Prospects", "users", "rail", 4, _list, "Ctrl+5"),)
