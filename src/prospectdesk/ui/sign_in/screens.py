"""The screen `sign_in`, before the window or from a local profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _page(desk: Desk) -> Page:
    from prospectdesk.ui.sign_in.page import SignInPage

    return SignInPage(desk)


SCREENS = (
    ScreenSpec("sign_in", str(QT_TRANSLATE_NOOP("Screens", "Connexion")), "log-in", "hidden", 1, _page),
)
