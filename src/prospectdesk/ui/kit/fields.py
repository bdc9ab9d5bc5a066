"""Fields: SearchField (waits for a pause in typing), a labelled field with its error beneath."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role

PAUSE_MS = 150


class SearchField(QLineEdit):
    """A field with a magnifier; `searched` is told after a short pause, at once on Entrée. Échap empties it."""

    searched = Signal(str)
    left_down = Signal()
    """Flèche bas: the list beneath takes over."""

    def __init__(
        self, placeholder: str, name: str, *, accessible: str = "", pause_ms: int = PAUSE_MS,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName(name)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(accessible or placeholder)
        self.setClearButtonEnabled(True)
        self.setMaxLength(200)
        self._told = ""
        self._mark = QAction(self)
        set_icon(self._mark, "search")
        self.addAction(self._mark, QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(lambda _text: self._timer.start())
        self.returnPressed.connect(self._tell)

    def show_text(self, text: str) -> None:
        """Shows a text without telling."""
        self._told = text.strip()
        self.setText(text)
        self._timer.stop()

    def _tell(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap empties, Flèche bas leaves."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._tell()
        elif event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)


class Labelled(QWidget):
    """A label, the widget it is about, and an error beneath while there is one."""

    def __init__(self, label: str, field: QWidget, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._hint = hint
        self.label = Label(label, "secondary", tone="muted")
        self.label.setBuddy(field)
        self.under = Label(hint, "caption", wrap=True)
        if not field.accessibleName():
            field.setAccessibleName(label)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self.label)
        box.addWidget(field)
        box.addWidget(self.under)
        self.under.setVisible(bool(hint))

    def show_error(self, text: str) -> None:
        """Marks the field and says why; "" takes the mark away."""
        set_role(self.field, invalid="true" if text else "false")
        self.under.setText(text or self._hint)
        self.under.set_tone("bad" if text else "")
        self.under.setVisible(bool(text or self._hint))
        self.field.setAccessibleDescription(text)
