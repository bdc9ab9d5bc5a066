"""The gallery as a screen of the window, for developers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _gallery(desk: Desk) -> Page:
    from PySide6.QtWidgets import QVBoxLayout

    from prospectdesk.ui.gallery.page import GalleryPage
    from prospectdesk.ui.kit.page import Page

    page = Page(desk, "gallery")
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    inside = GalleryPage(desk.today, page)
    inside.setObjectName("gallery.page")
    box.addWidget(inside)
    return page


SCREENS = (
    ScreenSpec("gallery", str(QT_TRANSLATE_NOOP("Screens", "Galerie")), "layers", "hidden", 0, _gallery),
)
