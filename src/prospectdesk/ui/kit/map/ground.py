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
CELL = 4.0
"""Pixels of a square of the grid that keeps names apart."""
FAR = 7.0
"""Zoom below which borders are dotted."""
AIR = (14.0, 9.0)
"""Pixels kept free beside and above a name."""
LIFT = 15.0
"""Pixels from the middle of a town up to that of its name: a company placed by its commune hides no name."""
HALO = tuple(QPointF(x, y) for x, y in ((-1, 0), (1, 0), (0, -1), (0, 1)))
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


def paint_coarse(painter: QPainter, camera: Camera, tokens: Tokens) -> QPainterPath:
    """Sea everywhere and the land, without its edges; answers the land."""
    painter.fillRect(QRectF(0, 0, camera.width, camera.height), sea(tokens))
    land_path = land.outlines().path(camera)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)  # quicker; the edge hides the steps
    painter.fillPath(land_path, soil(tokens))
    return land_path


def paint_land(painter: QPainter, camera: Camera, tokens: Tokens) -> None:
    """Sea, land, its edges and the borders of departments above it."""
    land_path = paint_coarse(painter, camera, tokens)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = QPen(tokens.color("border_strong"), 1)
    painter.strokePath(land_path, line)
    if camera.zoom < FAR:
        line.setStyle(Qt.PenStyle.DotLine)
    painter.strokePath(land.borders().path(camera), line)


def paint_towns(painter: QPainter, camera: Camera, tokens: Tokens, dpr: float) -> None:
    """The most populous towns in sight, each where it touches no larger one's name; `dpr` 0 draws vectors."""
    size = theme.fonts("caption").pixelSize()
    for name, room, bold in _placed(camera):
        if dpr:
            painter.drawPixmap(room.topLeft(), _name(name, bold, tokens.name, dpr, size))
        else:
            _paint_name(painter, name, room, tokens, bold=bold, paper=True)


def _paint_name(
    painter: QPainter, name: str, room: QRectF, tokens: Tokens, *, bold: bool, paper: bool = False
) -> None:
    """On paper the halo is a drawing, so that a name is one text for who reads a PDF; that takes far longer."""
    font = theme.fonts("caption", bold)
    measures = theme.metrics("caption", bold)
    start = QPointF(room.left() + 2, room.center().y() + (measures.ascent() - measures.descent()) / 2)
    halo = soil(tokens).color()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    if paper:
        outline = QPainterPath()
        outline.addText(start, font, name)
        painter.strokePath(outline, QPen(halo, 2.4))
    else:
        painter.setPen(halo)
        for step in HALO:
            painter.drawText(start + step, name)
    painter.setPen(tokens.color("text_2" if bold else "text_3"))
    painter.drawText(start, name)


@functools.lru_cache(maxsize=512)
def _name(name: str, bold: bool, theme_name: str, dpr: float, size: int) -> QPixmap:
    """The name of a town with its halo as a pixmap: the same ones come back at each zoom."""
    room = QRectF(0, 0, *_room(name, bold, size))
    made = QPixmap(math.ceil(room.width() * dpr), math.ceil(room.height() * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _paint_name(painter, name, room, load_tokens(theme_name), bold=bold)
    painter.end()
    return made


@functools.lru_cache(maxsize=2048)
def _room(name: str, bold: bool, _size: int) -> tuple[float, float]:
    """Width and height of a name; the text size is part of the question."""
    measures = theme.metrics("caption", bold)
    return measures.horizontalAdvance(name) + 4.0, measures.height() + 2.0


def _placed(camera: Camera) -> Sequence[tuple[str, QRectF, bool]]:
    """Names with their places. What is taken is kept as squares of a coarse grid."""
    known, box = land.towns(), camera.box
    seen = np.flatnonzero(
        (known.xs > box.left) & (known.xs < box.right) & (known.ys > box.top) & (known.ys < box.bottom)
    )[:ASKED]
    lefts, tops = camera.screen(known.xs[seen], known.ys[seen])
    taken = np.zeros((int(camera.height / CELL) + 2, int(camera.width / CELL) + 2), np.bool_)
    size = theme.fonts("caption").pixelSize()
    found: list[tuple[str, QRectF, bool]] = []
    for row, left, top in zip(seen.tolist(), lefts.tolist(), tops.tolist(), strict=True):
        bold = bool(known.people[row] >= LARGE)
        wide, high = _room(known.names[row], bold, size)
        free = taken[_cells(top, high + 2 * AIR[1]), _cells(left, wide + 2 * AIR[0])]
        if free.any():
            continue
        taken[_cells(top, high), _cells(left, wide)] = True
        found.append((known.names[row], QRectF(left - wide / 2, top - LIFT - high / 2, wide, high), bold))
        if len(found) == NAMED:
            break
    return found


def _cells(middle: float, length: float) -> slice:
    """The squares of the grid that a length around a middle touches."""
    return slice(max(0, int((middle - length / 2) / CELL)), max(0, int((middle + length / 2) / CELL) + 1))
