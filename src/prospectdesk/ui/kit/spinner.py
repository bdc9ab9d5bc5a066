"""An icon that turns while something goes on, and stands still where the system wants no motion (X-41)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from prospectdesk.ui.kit.icons import pixmap

BEAT_MS = 80
STEP = 30.0


class Turning:
    """Draws an icon of `owner` at an angle that goes on while `turn(True)`."""

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        self._angle = 0.0
        self._timer = QTimer(owner)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def turn(self, on: bool) -> None:
        """Begins or ends the turning."""
        if on and not self._timer.isActive():
            if self._moves():
                self._timer.start()
        elif not on and self._timer.isActive():
            self._timer.stop()
            self._angle = 0.0
            self._owner.update()

    def _moves(self) -> bool:
        """Whether the system wants motion."""
        from PySide6.QtWidgets import (
            QStyle,
        )  # late: its names are many, and the frame of the window has a spinner

        return bool(self._owner.style().styleHint(QStyle.StyleHint.SH_Widget_Animate, None, self._owner))

    def draw(self, painter: QPainter, place: QRectF, icon: str, ink: str) -> None:
        """Paints the icon into a square."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(place.center())
        painter.rotate(self._angle)
        half = place.width() / 2
        painter.drawPixmap(round(-half), round(-half), pixmap(icon, ink, round(place.width())))
        painter.restore()

    def _beat(self) -> None:
        self._angle = (self._angle + STEP) % 360
        if self._owner.isVisible():
            self._owner.update()
