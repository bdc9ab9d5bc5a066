"""The ground of a map: sea, land, borders, names of towns that do not touch each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.map import land
from prospectdesk.ui.kit.map.camera import Camera
from prospectdesk.ui.kit.theme import mixed
from prospectdesk.ui.kit.tokens import Tokens

ASKED, NAMED = 160, 60
"""Towns considered and named on one screen."""
AIR = (14.0, 9.0)
"""Pixels kept free beside and above a name."""
LARGE = 30_000
"""Inhabitants from which a name is bold."""
DOT = 1.6
"""Half the width of the point of a town."""


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
    """Sea everywhere, land and its edges above it."""
    painter.fillRect(QRectF(0, 0, camera.width, camera.height), sea(tokens))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(soil(tokens))
    painter.setPen(QPen(tokens.color("border_strong"), 1))
    for ring in land.in_sight(land.outlines(), camera):
        painter.drawPolygon(ring)


def paint_towns(painter: QPainter, camera: Camera, tokens: Tokens, *, over_tiles: bool = False) -> None:
    """The most populous towns in sight, each where it touches no larger one's name."""
    if over_tiles:
        return  # pictures of tiles bear their own names
    halo = soil(tokens).color()
    for name, at, bold in _placed(camera):
        painter.setFont(theme.fonts("caption", bold))
        painter.setPen(halo)
        painter.setBrush(tokens.color("text_3"))
        for step in (QPointF(-1, 0), QPointF(1, 0), QPointF(0, -1), QPointF(0, 1)):
            painter.drawText(at.translated(step), int(Qt.AlignmentFlag.AlignCenter), name)
        painter.setPen(tokens.color("text_2" if bold else "text_3"))
        painter.drawText(at, int(Qt.AlignmentFlag.AlignCenter), name)


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
        measures = theme.metrics("caption", bold)
        name = known.names[row]
        room = QRectF(0, 0, measures.horizontalAdvance(name) + 4, measures.height())
        room.moveCenter(QPointF(left, top))
        wide = room.adjusted(-AIR[0], -AIR[1], AIR[0], AIR[1])
        if any(wide.intersects(other) for other in taken):
            continue
        taken.append(room)
        found.append((name, room, bold))
        if len(found) == NAMED:
            break
    return found
