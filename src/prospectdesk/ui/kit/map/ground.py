"""The ground of a map: sea, land, borders, names of towns that do not touch each other."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPixmap

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.map import land
from prospectdesk.ui.kit.map.camera import Camera
from prospectdesk.ui.kit.theme import mixed
from prospectdesk.ui.kit.tokens import Tokens, load_tokens

ASKED, NAMED = 160, 60
"""Towns considered and named on one screen."""
AIR = (14.0, 9.0)
"""Pixels kept free beside and above a name."""
LARGE = 30_000
"""Inhabitants from which a name is bold."""


def sea(tokens: Tokens) -> QBrush:
    """What lies outside every border."""
    share = 0.8 if tokens.name == "light" else 0.35
    return QBrush(mixed(tokens.color("bg"), tokens.color("accent_soft"), share))


def soil(tokens: Tokens) -> QBrush:
    """The land: a warm grey on which every type's colour stands out."""
    if tokens.name == "light":
        warm = mixed(tokens.color("bg"), tokens.color("warn_soft"), 0.45)
        return QBrush(mixed(warm, tokens.color("text"), 0.03))
    return QBrush(mixed(tokens.color("bg"), tokens.color("surface"), 0.7))


def paint_land(painter: QPainter, camera: Camera, tokens: Tokens) -> None:
    """Sea everywhere, land, its edges and the borders of departments above it."""
    painter.fillRect(QRectF(0, 0, camera.width, camera.height), sea(tokens))
    edge = QPen(tokens.color("border_strong"), 1)
    for ring in land.in_sight(land.outlines(), camera):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # much quicker; the edge hides it
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soil(tokens))
        painter.drawPolygon(ring)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(ring)
    painter.setPen(
        QPen(
            tokens.color("border_strong"),
            1,
            Qt.PenStyle.DotLine if camera.zoom < 7 else Qt.PenStyle.SolidLine,
        )
    )
    for line in land.in_sight(land.borders(), camera):
        painter.drawPolyline(line)


def paint_towns(painter: QPainter, camera: Camera, tokens: Tokens, dpr: float) -> None:
    """The most populous towns in sight, each where it touches no larger one's name; `dpr` 0 draws vectors."""
    for name, room, bold in _placed(camera):
        if dpr:
            painter.drawPixmap(
                room.topLeft(), _name(name, bold, tokens.name, dpr, theme.fonts("caption").pixelSize())
            )
        else:
            _paint_name(painter, name, room, tokens, bold=bold)


def _paint_name(painter: QPainter, name: str, room: QRectF, tokens: Tokens, *, bold: bool) -> None:
    """The halo is a drawing, so that a name is one text for who reads a PDF."""
    font = theme.fonts("caption", bold)
    measures = theme.metrics("caption", bold)
    start = QPointF(room.left() + 2, room.center().y() + (measures.ascent() - measures.descent()) / 2)
    outline = QPainterPath()
    outline.addText(start, font, name)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(outline, QPen(soil(tokens).color(), 2.4))
    painter.setFont(font)
    painter.setPen(tokens.color("text_2" if bold else "text_3"))
    painter.drawText(start, name)


@functools.lru_cache(maxsize=512)
def _name(name: str, bold: bool, theme_name: str, dpr: float, _size: int) -> QPixmap:
    """The name of a town with its halo as a pixmap: the same ones come back at each zoom."""
    room = _room(name, bold=bold)
    made = QPixmap(math.ceil(room.width() * dpr), math.ceil(room.height() * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _paint_name(painter, name, room, load_tokens(theme_name), bold=bold)
    painter.end()
    return made


def _room(name: str, *, bold: bool) -> QRectF:
    measures = theme.metrics("caption", bold)
    return QRectF(0, 0, measures.horizontalAdvance(name) + 4, measures.height() + 2)


def _placed(camera: Camera) -> Sequence[tuple[str, QRectF, bool]]:
    known = land.towns()
    box = camera.box
    seen = np.flatnonzero(
        (known.xs > box.left) & (known.xs < box.right) & (known.ys > box.top) & (known.ys < box.bottom)
    )[:ASKED]
    lefts, tops = camera.screen(known.xs[seen], known.ys[seen])
    found: list[tuple[str, QRectF, bool]] = []
    taken: list[QRectF] = []
    for row, left, top in zip(seen.tolist(), lefts.tolist(), tops.tolist(), strict=True):
        bold = bool(known.people[row] >= LARGE)
        name = known.names[row]
        room = _room(name, bold=bold)
        room.moveCenter(QPointF(left, top))
        wide = room.adjusted(-AIR[0], -AIR[1], AIR[0], AIR[1])
        if any(wide.intersects(other) for other in taken):
            continue
        taken.append(room)
        found.append((name, room, bold))
        if len(found) == NAMED:
            break
    return found
