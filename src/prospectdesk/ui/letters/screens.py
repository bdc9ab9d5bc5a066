"""The screen of letters for the window; a dossier gets its button « Impressions » from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from prospectdesk.ui.dossiers import printing
from prospectdesk.ui.kit.screen import ScreenSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from prospectdesk.ui.dossiers.printing import PrintButton
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page

TITLE = str(QT_TRANSLATE_NOOP("Screens", "Lettres"))


def _letters(desk: Desk) -> Page:
    from prospectdesk.ui.letters.page import LettersPage

    return LettersPage(desk)


def _button(desk: Desk, parent: QWidget) -> PrintButton:
    from prospectdesk.ui.letters.menu import PrintMenu

    return PrintMenu(desk, parent)


printing.register(_button)
SCREENS = (ScreenSpec("letters", TITLE, "file-text", "hidden", 60, _letters),)
