"""The radius on the map: a geodesic circle, its handle, and how long a drag of the handle makes it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from prospectdesk.domain.portfolio import LEAST_KM, MOST_KM
from prospectdesk.geo.ring import apart, ring
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.map.camera import Box, Camera, Floats, box_of, world
from prospectdesk.ui.kit.map.land import drawn
from prospectdesk.ui.kit.map.words import kilometres_text
from prospectdesk.ui.kit.tokens import Tokens

FINE_PIXELS = 24.0
"""Pixels a kilometre from which the handle stops at tenths of a kilometre."""
SAGITTA = 0.1
"""Pixels that the drawn polygon may lie inside the true circle."""
CORNERS = (720, 14400)
"""Corners of the polygon: never fewer, so that it is made once for most zooms; never more."""
HANDLE, INSIDE = 7.0, 26.0
"""Half the width of the handle, and how far inside the window it is kept."""
SMALLEST = 20.0
"""Pixels of radius below which there is no handle."""
FILL = 0.10


@dataclass(frozen=True, slots=True)
class Circle:
    """The places `km` away from a middle, as a ring of world points clockwise from the north."""

    latitude: float
    longitude: float
    km: float
    xs: Floats
    ys: Floats

    @classmethod
    def of(cls, latitude: float, longitude: float, km: float, corners: int = CORNERS[0]) -> Circle:
        """The geodesic circle of a place."""
        return cls(latitude, longitude, km, *world(*ring(latitude, longitude, km, corners)))

    @property
    def box(self) -> Box:
        """The box around it."""
        return box_of(self.xs, self.ys)

    def fine_enough(self, camera: Camera) -> Circle:
        """Itself, or one of more corners where a camera would see the difference."""
        wanted = corners_for(self.km * camera.pixels_per_km(self.latitude))
        return self if wanted <= len(self.xs) else Circle.of(self.latitude, self.longitude, self.km, wanted)

    def is_graspable(self, camera: Camera) -> bool:
        """Whether it is drawn large enough for a handle."""
        return self.km * camera.pixels_per_km(self.latitude) >= SMALLEST

    def handle(self, camera: Camera) -> QPointF:
        """Where the handle is drawn: in the east, or where the circle is in sight."""
        lefts, tops = camera.screen(self.xs, self.ys)
        seen = np.flatnonzero(
            (lefts > INSIDE)
            & (lefts < camera.width - INSIDE)
            & (tops > INSIDE)
            & (tops < camera.height - INSIDE)
        )
        east = len(lefts) // 4
        corner = int(seen[np.argmin(np.abs(seen - east))]) if len(seen) else east
        return QPointF(float(lefts[corner]), float(tops[corner]))


def corners_for(pixels: float) -> int:
    """How many corners make a circle of so many pixels round to the eye (a step of 720)."""
    least, most = CORNERS
    if pixels <= SAGITTA:
        return least
    wanted = math.pi / math.acos(1 - SAGITTA / pixels)
    return int(min(most, max(least, math.ceil(wanted / least) * least)))


def dragged(latitude: float, longitude: float, camera: Camera, left: float, top: float) -> float:
    """The radius whose circle goes through a pixel: whole kilometres, tenths when drawn large."""
    exact = apart(latitude, longitude, *camera.place_at(left, top))
    fine = camera.pixels_per_km(latitude) >= FINE_PIXELS
    return clamped(round(exact, 1) if fine else float(round(exact)))


def clamped(km: float) -> float:
    """A radius that P-03 allows."""
    return min(MOST_KM, max(LEAST_KM, km))


def paint_circle(painter: QPainter, circle: Circle, camera: Camera, tokens: Tokens) -> None:
    """The disc and its dashed edge."""
    ring = drawn(circle.xs, circle.ys, camera)
    accent = tokens.color("accent")
    disc = QColor(accent)
    disc.setAlphaF(FILL)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # quicker; the edge hides the steps
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(disc)
    painter.drawPolygon(ring)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QPen(accent, 1.6)
    edge.setDashPattern([5.0, 3.0])
    edge.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(edge)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(ring)


def paint_middle(painter: QPainter, at: QPointF, tokens: Tokens) -> None:
    """The place in the middle: a ring with a dot."""
    painter.setBrush(tokens.color("surface"))
    painter.setPen(QPen(tokens.color("accent"), 2))
    painter.drawEllipse(at, 6, 6)
    painter.setBrush(tokens.color("accent"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(at, 2.2, 2.2)


def paint_handle(
    painter: QPainter, at: QPointF, km: float, area: QRectF, tokens: Tokens, *, held: bool
) -> None:
    """The handle, and the radius beside it, inside `area`."""
    measures = theme.metrics("secondary", True)
    text = kilometres_text(km)
    label = QRectF(0, 0, measures.horizontalAdvance(text) + 22, measures.height() + 6)
    label.moveCenter(QPointF(at.x() - label.width() / 2 - 6, at.y() + label.height()))
    label.moveLeft(min(max(label.left(), area.left() + 4), area.right() - label.width() - 4))
    if label.bottom() > area.bottom() - 4:
        label.moveBottom(at.y() - HANDLE - 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("accent"))
    painter.drawRoundedRect(label, label.height() / 2, label.height() / 2)
    painter.setFont(theme.fonts("secondary", True))
    painter.setPen(tokens.color("accent_on"))
    painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.setBrush(tokens.color("surface"))
    painter.setPen(QPen(tokens.color("accent"), 3 if held else 2))
    painter.drawEllipse(at, HANDLE, HANDLE)
