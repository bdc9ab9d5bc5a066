"""What a map draws rarely, kept as pictures larger than the screen: panning moves them, nothing is drawn anew."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

from prospectdesk.ui.kit.map.camera import Camera

MARGIN = 96
"""Pixels drawn beyond each edge of what is seen."""
WORN = 0.5
"""How much of the margin is used up when a new picture is drawn, between two frames."""

Draw = Callable[[QPainter, Camera, float], None]
"""Draws what a camera sees on a device of some pixel ratio."""


class Layer:
    """One picture. `opaque` ones have no transparency, which makes them quicker to show."""

    def __init__(self, draw: Draw, *, opaque: bool = False) -> None:
        self._draw = draw
        self._opaque = opaque
        self._picture: QPixmap | None = None
        self._camera: Camera | None = None

    def forget(self) -> None:
        """Draws anew the next time."""
        self._picture = self._camera = None

    def covers(self, camera: Camera, dpr: float) -> bool:
        """Whether the kept picture shows what a camera sees."""
        return self._offset(camera, dpr) is not None

    def is_worn(self, camera: Camera, dpr: float) -> bool:
        """Whether the picture will soon not cover the screen any more."""
        kept = self._camera
        if kept is None or self._offset(camera, dpr) is None:
            return False
        return max(abs(kept.x - camera.x), abs(kept.y - camera.y)) * camera.scale > WORN * MARGIN

    def renew(self, camera: Camera, dpr: float) -> None:
        """Draws the picture anew around a camera, ahead of need."""
        self._renew(camera, dpr)

    def show(self, painter: QPainter, camera: Camera, dpr: float) -> None:
        """Draws the part of the picture that `camera` sees."""
        offset = self._offset(camera, dpr)
        if offset is None:
            offset = self._renew(camera, dpr)
        if self._picture is not None:
            painter.drawPixmap(offset, self._picture)

    def _offset(self, camera: Camera, dpr: float) -> QPointF | None:
        """Where the kept picture lies, on whole device pixels; None when it does not cover the screen."""
        kept, picture = self._camera, self._picture
        if kept is None or picture is None or picture.devicePixelRatio() != dpr:
            return None
        if (kept.zoom, kept.width, kept.height) != (
            camera.zoom,
            camera.width + 2 * MARGIN,
            camera.height + 2 * MARGIN,
        ):
            return None
        right, down = ((a - b) * camera.scale for a, b in ((kept.x, camera.x), (kept.y, camera.y)))
        if abs(right) > MARGIN or abs(down) > MARGIN:
            return None
        return QPointF(round((right - MARGIN) * dpr) / dpr, round((down - MARGIN) * dpr) / dpr)

    def _renew(self, camera: Camera, dpr: float) -> QPointF:
        wide = camera.sized(camera.width + 2 * MARGIN, camera.height + 2 * MARGIN)
        picture = QPixmap(round(wide.width * dpr), round(wide.height * dpr))
        picture.setDevicePixelRatio(dpr)
        if not self._opaque:
            picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self._draw(painter, wide, dpr)
        painter.end()
        self._picture, self._camera = picture, wide
        return QPointF(-MARGIN, -MARGIN)
