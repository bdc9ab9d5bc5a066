"""What a map draws rarely, kept as pictures: panning moves them, and they are drawn larger between two frames."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from prospectdesk.ui.kit.map.camera import Camera

MARGIN = 96
"""Pixels drawn beyond each edge of what is seen, once there is time."""
WORN = 0.5
"""How much of the margin is used up when a new picture is drawn, between two frames."""
STRETCH = 1.25
"""Steps of zoom by which a picture may be shown larger or smaller for one frame, until it is drawn anew."""

Draw = Callable[[QPainter, Camera, float], None]
"""Draws what a camera sees on a device of some pixel ratio."""


class Layer:
    """One picture. `opaque` ones have no transparency, which makes them quicker to show.

    With `coarse` a picture of a near zoom is shown stretched for a frame, over what `coarse` draws where it does not
    cover the screen, and drawn anew after that frame: a step of the wheel does not wait for it.
    """

    def __init__(self, draw: Draw, *, opaque: bool = False, coarse: Draw | None = None) -> None:
        self._draw = draw
        self._coarse = coarse
        self._opaque = opaque
        self.is_stretched = False
        self._picture: QPixmap | None = None
        self._camera: Camera | None = None
        self._margin = 0

    def forget(self) -> None:
        """Draws anew the next time."""
        self._picture = self._camera = None
        self.is_stretched = False

    @property
    def is_tight(self) -> bool:
        """Whether the kept picture has no margin: it was drawn in haste."""
        return self._picture is not None and not self._margin and not self.is_stretched

    def is_worn(self, camera: Camera) -> bool:
        """Whether the picture will soon not cover the screen any more."""
        kept = self._camera
        if kept is None:
            return False
        away = max(abs(kept.x - camera.x), abs(kept.y - camera.y)) * camera.scale
        return self.is_stretched or self.is_tight or away > WORN * self._margin

    def widen(self, camera: Camera, dpr: float) -> None:
        """Draws the picture anew with its margin, ahead of need."""
        self._renew(camera, dpr, MARGIN)

    def ensure(self, camera: Camera, dpr: float) -> QPointF:
        """Draws what is seen unless the kept picture shows it; answers where the picture lies."""
        offset = self._offset(camera, dpr)
        return offset if offset is not None else self._renew(camera, dpr, 0)

    def show(self, painter: QPainter, camera: Camera, dpr: float) -> None:
        """Draws the part of the picture that `camera` sees, stretched where it is of another zoom."""
        if self._coarse is not None and self._offset(camera, dpr) is None:
            room = self._stretched(camera, dpr)
            if room is not None and self._picture is not None:
                if not room.contains(QRectF(0, 0, camera.width, camera.height)):
                    self._coarse(painter, camera, dpr)
                painter.drawPixmap(room, self._picture, QRectF(self._picture.rect()))
                self.is_stretched = True
                return
        offset = self.ensure(camera, dpr)
        if self._picture is not None:
            painter.drawPixmap(offset, self._picture)

    def _offset(self, camera: Camera, dpr: float) -> QPointF | None:
        """Where the kept picture lies, on whole device pixels; None when it does not cover the screen."""
        kept, picture, margin = self._camera, self._picture, self._margin
        if kept is None or picture is None or picture.devicePixelRatio() != dpr:
            return None
        size = (camera.zoom, camera.width + 2 * margin, camera.height + 2 * margin)
        if (kept.zoom, kept.width, kept.height) != size:
            return None
        right, down = ((a - b) * camera.scale for a, b in ((kept.x, camera.x), (kept.y, camera.y)))
        if max(abs(right), abs(down)) > margin + 1e-6:
            return None
        return QPointF(round((right - margin) * dpr) / dpr, round((down - margin) * dpr) / dpr)

    def _stretched(self, camera: Camera, dpr: float) -> QRectF | None:
        """Where the kept picture of another zoom lies on the screen; None for one of the same zoom or far from it."""
        kept, picture = self._camera, self._picture
        if kept is None or picture is None or picture.devicePixelRatio() != dpr:
            return None
        if not 0 < abs(kept.zoom - camera.zoom) <= STRETCH:
            return None
        box = kept.box
        corner = QPointF(*camera.screen_point(box.left, box.top))
        room = QRectF(corner, QPointF(*camera.screen_point(box.right, box.bottom)))
        return room if room.intersects(QRectF(0, 0, camera.width, camera.height)) else None

    def _renew(self, camera: Camera, dpr: float, margin: int) -> QPointF:
        wide = camera.sized(camera.width + 2 * margin, camera.height + 2 * margin)
        picture = QPixmap(round(wide.width * dpr), round(wide.height * dpr))
        picture.setDevicePixelRatio(dpr)
        if not self._opaque:
            picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self._draw(painter, wide, dpr)
        painter.end()
        self._picture, self._camera, self._margin = picture, wide, margin
        self.is_stretched = False
        return QPointF(-margin, -margin)
