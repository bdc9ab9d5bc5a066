"""What goes on inside a field, at its right end: a turning wheel while a service is asked, then how it went (X-31)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from prospectdesk.ui.kit.spinner import Turning

SIDE = 16
GAP = 8
STATES = {
    "busy": ("loader-circle", "accent"),
    "ok": ("circle-check", "ok"),
    "warn": ("triangle-alert", "warn"),
    "off": ("wifi-off", "text_3"),
}


class FieldMark(QWidget):
    """Stands in `field`; `state` is busy, ok, warn, off or "" for nothing. The words beside the field say the same."""

    def __init__(self, field: QLineEdit, name: str) -> None:
        super().__init__(field)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._field = field
        self._turning = Turning(self)
        self.state = ""
        self.setFixedSize(SIDE, SIDE)
        field.installEventFilter(self)
        self.hide()

    def show_state(self, state: str, words: str = "") -> None:
        """Another state; `words` is what a screen reader says of it."""
        self.state = state
        self.setAccessibleName(words)
        self._turning.turn(state == "busy")
        self._field.setTextMargins(0, 0, SIDE + GAP if state else 0, 0)
        self.setVisible(bool(state))
        self._place()
        self.update()

    def _place(self) -> None:
        self.move(self._field.width() - SIDE - GAP, (self._field.height() - SIDE) // 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays at the right end."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        if self.state:
            icon, ink = STATES[self.state]
            self._turning.draw(QPainter(self), QRectF(self.rect()), icon, ink)
