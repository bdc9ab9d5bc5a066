"""The marks of a map: one shape and colour per type (DESIGN_UX), clusters with their count and proportions."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.tokens import Tokens, load_tokens

TOKENS = ("type_client", "type_mission", "type_contact", "type_qualify", "type_potential", "type_suspect")
"""The colours of the types, in the order of P-14."""
SIZE = 11.0
"""Width of a symbol, in pixels at normal text size."""
HALO = 1.5
"""The edge in the colour of the paper that keeps symbols apart."""
RING = 4.0
"""Width of the proportions around a cluster."""
LEAST_ARC = 2.0
"""Degrees below which a share is not drawn."""
FULL = 5760
"""Qt's arcs count sixteenths of a degree."""


def kind_names() -> tuple[str, ...]:
    """The types in words, in the plural, in the order of P-14."""
    say = QCoreApplication.translate
    return (
        say("Map", "Clients"),
        say("Map", "Mission qualifiée"),
        say("Map", "Contact qualifié"),
        say("Map", "À qualifier"),
        say("Map", "Potentiels"),
        say("Map", "Suspects"),
    )


@functools.cache
def shape(kind: int) -> QPainterPath:
    """● ◆ ■ ▲ ✚ ○ around the origin, one unit wide."""
    path = QPainterPath()
    if kind == 0:
        path.addEllipse(QPointF(0, 0), 0.46, 0.46)
    elif kind == 1:
        path.addPolygon([QPointF(0, -0.56), QPointF(0.56, 0), QPointF(0, 0.56), QPointF(-0.56, 0)])
    elif kind == 2:
        path.addRect(QRectF(-0.42, -0.42, 0.84, 0.84))
    elif kind == 3:
        path.addPolygon([QPointF(0, -0.52), QPointF(0.54, 0.44), QPointF(-0.54, 0.44)])
    elif kind == 4:
        arm, long = 0.13, 0.55
        path.addRect(QRectF(-long, -arm, 2 * long, 2 * arm))
        path.addRect(QRectF(-arm, -long, 2 * arm, 2 * long))
        path = path.simplified()
    else:
        path.addEllipse(QPointF(0, 0), 0.42, 0.42)
        path.addEllipse(QPointF(0, 0), 0.22, 0.22)
    path.closeSubpath()
    return path


def paint_symbol(painter: QPainter, kind: int, x: float, y: float, size: float, tokens: Tokens) -> None:
    """One symbol with its halo, as vectors."""
    painter.save()
    painter.translate(x, y)
    painter.scale(size, size)
    halo = QPen(tokens.color("surface"), 2 * HALO / size)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(halo)
    painter.setBrush(tokens.color("surface") if kind == 5 else Qt.BrushStyle.NoBrush)
    painter.drawPath(shape(kind))
    if kind == 5:
        painter.drawEllipse(QPointF(0, 0), 0.3, 0.3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color(TOKENS[kind]))
    painter.drawPath(shape(kind))
    painter.restore()


@functools.lru_cache(maxsize=64)
def symbol(kind: int, size: float, dpr: float, theme_name: str) -> QPixmap:
    """A symbol as a pixmap with its halo, its middle in the middle."""
    side = math.ceil(size + 2 * HALO + 2)
    made = QPixmap(round(side * dpr), round(side * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_symbol(painter, kind, side / 2, side / 2, size, load_tokens(theme_name))
    painter.end()
    return made


def short_count(number: int) -> str:
    """A count that fits in a cluster: 950, 1 284, 12 k, 1,2 M."""
    if number < 10_000:
        return count(number)
    if number < 999_500:
        return QCoreApplication.translate("Map", "{0}\u00a0k").format(round(number / 1000))
    return QCoreApplication.translate("Map", "{0}\u00a0M").format(f"{number / 1e6:.1f}".replace(".", ","))


def paint_cluster(
    painter: QPainter, x: float, y: float, radius: float, kinds: Sequence[int], tokens: Tokens
) -> None:
    """A disc with the count, inside a ring of the types' shares, inside a halo."""
    total = sum(kinds)
    disc = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("surface"))
    painter.drawEllipse(disc.adjusted(-HALO, -HALO, HALO, HALO))
    turned = FULL / 4
    for number, token in enumerate(TOKENS):
        part = FULL * kinds[number] / total
        if part >= LEAST_ARC * 16:
            painter.setBrush(tokens.color(token))
            if part >= FULL:
                painter.drawEllipse(disc)
            else:
                painter.drawPie(disc, round(turned - part), round(part))
        turned -= part
    inside = disc.adjusted(RING, RING, -RING, -RING)
    painter.setBrush(tokens.color("surface"))
    painter.drawEllipse(inside)
    text = short_count(total)
    small = theme.metrics("secondary", True).horizontalAdvance(text) > inside.width() - 2
    painter.setFont(theme.fonts("caption" if small else "secondary", True))
    painter.setPen(tokens.color("text"))
    painter.drawText(inside.adjusted(-8, -8, 8, 8), int(Qt.AlignmentFlag.AlignCenter), text)
