"""The home screen, for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _page(desk: Desk) -> Page:
    from prospectdesk.ui.home.page import HomePage

    return HomePage(desk)


SCREENS = (ScreenSpec("home", "Accueil", "house", "rail", 10, _page),)
