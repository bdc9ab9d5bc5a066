"""The screen of printed documents for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page

TITLE = str(QT_TRANSLATE_NOOP("Screens", "Documents"))


def _documents(desk: Desk) -> Page:
    from prospectdesk.ui.documents.page import DocumentsPage

    return DocumentsPage(desk)


ABOUT = str(
    QT_TRANSLATE_NOOP(
        "Screens", "Les lettres et documents imprimés : ouvrir, copier, comparer, imprimer une série."
    )
)
SCREENS = (ScreenSpec("documents", TITLE, "file-text", "tools", 50, _documents, about=ABOUT),)
