"""What a list says when it has nothing to show: what it is for, and one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.labels import Label, Mark

TEXT_WIDTH = 420


class EmptyState(QWidget):
    """Icon, title, a sentence, at most one button."""

    def __init__(
        self, icon: str, title: str, text: str = "", button: str = "", *, button_icon: str = "",
        on: Callable[[], object] | None = None, name: str = "empty", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName(name)
        self._mark = Mark(icon, "text_3", 40)
        self.title = Label(title, "section", name=f"{name}.title", wrap=True)
        self.text = Label(text, tone="muted", wrap=True, name=f"{name}.text")
        self.button = Button(button, button_icon, name=f"{name}.button", on=on)
        middle = QWidget()
        middle.setMaximumWidth(TEXT_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self._mark, self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 8)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 24)
        box.addStretch(1)
        box.addLayout(row)
        box.addStretch(1)
        self.text.setVisible(bool(text))
        self.button.setVisible(bool(button))

    def say(self, icon: str, title: str, text: str = "", button: str = "") -> None:
        """Another reason for being empty (nothing yet, nothing found, offline, not allowed)."""
        self._mark.show_icon(icon, "text_3")
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.button.set_text(button)
        self.button.setVisible(bool(button))
