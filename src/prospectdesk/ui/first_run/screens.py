"""The screen of a first start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _page(desk: Desk) -> Page:
    from prospectdesk.ui.first_run.page import FirstRunPage

    return FirstRunPage(desk)


SCREENS = (
    ScreenSpec("first_run", str(QT_TRANSLATE_NOOP("Screens", "Bienvenue")), "compass", "hidden", 0, _page),
)
