"""The screen `sync`, under Outils."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _make(desk: Desk) -> Page:
    from prospectdesk.ui.sync.page import SyncPage

    return SyncPage(desk)


TITLE = str(QT_TRANSLATE_NOOP("Screens", "Synchronisation"))
ABOUT = str(
    QT_TRANSLATE_NOOP("Screens", "Ce qui attend le centre, ce qu’il a refusé, et les conflits à régler.")
)
SCREENS = (ScreenSpec("sync", TITLE, "refresh-cw", "tools", 60, _make, about=ABOUT),)
