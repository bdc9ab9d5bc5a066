"""The walker of the relances for the settings, Claire (administrator) at the desk, and open forms."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)
from walking import Walker


class Clerk(Walker):
    """Works with lists and forms by the names of their widgets."""

    def rows(self, panel: str) -> list[str]:
        """The titles of a list, as they stand."""
        return [row.title for row in self.find(f"{panel}.list").entries.rows]

    def row(self, panel: str, title: str) -> Any:
        """One row of a list."""
        return next(row for row in self.find(f"{panel}.list").entries.rows if row.title == title)

    def pick(self, panel: str, title: str) -> None:
        """Clicks a row."""
        view = self.find(f"{panel}.list")
        place = self.rows(panel).index(title)
        middle = view.visualRect(view.entries.index(place, 0)).center()
        self.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
        self.rest()

    def form(self, opener: str) -> QDialog:
        """Presses what opens a form."""
        self.press(opener, asks=True)
        return self.dialog()

    def fill(self, **values: Any) -> None:
        """Types into the fields of the open form; lists tick exactly these boxes."""
        dialog = self.dialog()
        for key, value in values.items():
            field = dialog.findChild(QWidget, f"{dialog.objectName()}.{key}")
            assert field is not None, key
            if isinstance(field, QLineEdit):
                field.clear()
                field.insert(value)  # QTest aborts on letters with accents
            elif isinstance(field, QPlainTextEdit):
                field.setPlainText(value)
            elif isinstance(field, QSpinBox):
                field.setValue(value)
            elif isinstance(field, QComboBox):
                field.setCurrentIndex(field.findText(value))
            elif isinstance(field, QAbstractButton):
                field.setChecked(value)
            else:
                for box in field.findChildren(QAbstractButton):
                    if box.isChecked() != (box.accessibleName() in value):
                        self.qtbot.mouseClick(
                            box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2)
                        )

    def save(self) -> None:
        """Presses the form's own button; it closes."""
        dialog = self.dialog()
        self.qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: not self._dialogs())
        self.rest()

    def save_in_vain(self) -> str:
        """Presses the form's own button; answers why it stays open."""
        dialog = self.dialog()
        self.qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
        said: list[str] = []

        def refused() -> bool:
            texts = [dialog.error, *(one.under for one in dialog._labelled.values())]
            said[:] = [
                one.text()
                for one in texts
                if one.isVisible() and (one.property("tone") == "bad" or one is dialog.error)
            ]
            return bool(said) and dialog.yes.isEnabled()

        self.qtbot.waitUntil(refused)
        return said[0]

    def give_up(self) -> None:
        """Leaves the form."""
        self.qtbot.mouseClick(self.dialog().no, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: not self._dialogs())
        self.rest()

    def picture(self, name: str) -> None:
        """Keeps a picture of the open form or the page where a folder is named (PICTURES)."""
        folder = os.environ.get("PICTURES")
        if folder:
            shown = self._dialogs()
            (shown[0] if shown else self.host).grab().save(str(Path(folder) / f"{name}.png"))


@pytest.fixture
def clerk(demo_desk: Any, rest: Any, qtbot: Any) -> Iterator[Clerk]:
    """Claire, administrator of the demonstration."""
    made = Clerk(demo_desk, rest, qtbot)
    made.sign_in("claire")
    yield made
    made.close()
