"""The screen `import`, under Outils."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page


def _make(desk: Desk) -> Page:
    from prospectdesk.ui.imports.page import ImportPage

    return ImportPage(desk)


ABOUT = str(
    QT_TRANSLATE_NOOP(
        "Screens", "Sociétés, interlocuteurs, clients et leads depuis un fichier Excel, CSV ou vCard."
    )
)
SCREENS = (ScreenSpec("import", "Import", "upload", "tools", 50, _make, about=ABOUT),)
