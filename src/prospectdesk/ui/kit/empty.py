"""What a list says when it has nothing to show: what it is for, and one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label

TEXT_WIDTH = 420


class EmptyState(QWidget):
    """Icon, title, a sentence, at most one button."""

    def __init__(
        self, icon: str, title: str, text: str = "", button: str = "", *, button_icon: str = "",
        on: Callable[[], object] | None = None, name: str = "empty", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName(name)
        self._icon = icon
        self._mark = Label()
        self.title = Label(title, "section", name=f"{name}.title", wrap=True)
        self.text = Label(text, tone="muted", wrap=True, name=f"{name}.text")
        self.button = Button(button, button_icon, name=f"{name}.button", on=on)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 32, 24, 32)
        box.setSpacing(8)
        box.addStretch(1)
        for part in (self._mark, self.title, self.text, self.button):
            if isinstance(part, Label):
                part.setAlignment(Qt.AlignmentFlag.AlignCenter)
                part.setMinimumWidth(min(TEXT_WIDTH, 240))
                part.setMaximumWidth(TEXT_WIDTH)
            box.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        self.text.setVisible(bool(text))
        self.button.setVisible(bool(button))
        theme.current().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._mark.setPixmap(pixmap(self._icon, "text_3", 40))

    def say(self, icon: str, title: str, text: str = "", button: str = "") -> None:
        """Another reason for being empty (nothing yet, nothing found, offline, not allowed)."""
        self._icon = icon
        self._dress()
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.button.set_text(button)
        self.button.setVisible(bool(button))
