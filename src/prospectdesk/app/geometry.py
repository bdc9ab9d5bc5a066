"""Where the window stood, and the look it had: read before the first paint, kept beside the store."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from prospectdesk.ui.kit.theme import Look
from prospectdesk.ui.settings.look import look_of

FILE = "window.ini"


class Geometry:
    """The file `window.ini` of a profile; the demonstration that is thrown away has none."""

    def __init__(self, folder: Path | None) -> None:
        self._kept = None if folder is None else QSettings(str(folder / FILE), QSettings.Format.IniFormat)

    def look(self) -> Look:
        """The look of the last run, so that the first paint is not in other colours."""
        if self._kept is None:
            return Look()
        kept: dict[str, object] = {
            "ui.theme": self._kept.value("theme"),
            "ui.density": self._kept.value("density"),
            "ui.text": self._kept.value("text", 100, int),
        }
        return look_of(kept, Look())

    def place(self, window: QMainWindow) -> None:
        """Gives a window the place it had, as far as the present screens allow."""
        kept = None if self._kept is None else self._kept.value("geometry")
        if not isinstance(kept, QByteArray) or not window.restoreGeometry(kept):
            window.resize(window.sizeHint())
            screen = window.screen().availableGeometry()
            window.resize(window.size().boundedTo(screen.size()).expandedTo(window.minimumSize()))

    def keep(self, window: QMainWindow, look: Look) -> None:
        """Keeps place and look for the next start."""
        if self._kept is None:
            return
        self._kept.setValue("geometry", window.saveGeometry())
        self._kept.setValue("theme", look.mode)
        self._kept.setValue("density", look.density)
        self._kept.setValue("text", look.text_percent)
        self._kept.sync()
