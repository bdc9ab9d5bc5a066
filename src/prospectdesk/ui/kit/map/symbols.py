"""The marks of a map: one shape and colour per type (DESIGN_UX), clusters with their count and proportions."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap, QStaticText

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
SECTORS = 24
"""Parts of that ring: so few that rings of the same proportions are drawn once."""
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
        thin, long = 0.15, 0.55
        corners = ((-thin, -long), (thin, -long), (thin, -thin), (long, -thin), (long, thin), (thin, thin))
        path.addPolygon([QPointF(x, y) for x, y in corners] + [QPointF(-x, -y) for x, y in corners])
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
    made = _clear(side, side, dpr)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_symbol(painter, kind, side / 2, side / 2, size, load_tokens(theme_name))
    painter.end()
    return made


def short_count(number: int) -> str:
    """A count that fits in a cluster: 950, 1,3 k, 12 k, 1,2 M."""
    say = QCoreApplication.translate
    if number < 1000:
        return count(number)
    if number < 999_500:
        return say("Map", "{0}\u00a0k").format(_rough(number / 1000))
    return say("Map", "{0}\u00a0M").format(_rough(number / 1_000_000))


def _rough(number: float) -> str:
    return f"{number:.1f}".replace(".", ",") if number < 9.95 else f"{number:.0f}"


def sectors(kinds: NDArray[np.int32]) -> NDArray[np.int64]:
    """For each cluster (a row of numbers by type), how many sectors of its ring each type gets.

    They add up to SECTORS; a type that is there has one at least.
    """
    exact = SECTORS * kinds / kinds.sum(axis=1, keepdims=True)
    there = kinds > 0
    given = np.where(there, np.maximum(1, np.floor(exact)), 0).astype(np.int64)
    rows = np.arange(len(kinds))
    for _ in range(len(TOKENS)):  # what rounding left goes where it is missed most
        missing = SECTORS - given.sum(axis=1)
        step = np.sign(missing)
        may = there & (given + step[:, None] > 0)
        wanting = np.where(may, step[:, None] * (exact - given), -np.inf).argmax(axis=1)
        given[rows, wanting] += step
    return given


def paint_ring(painter: QPainter, disc: QRectF, shares: Sequence[int], tokens: Tokens) -> None:
    """A disc inside a ring of the types' shares, clockwise from the top, inside a halo."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("surface"))
    painter.drawEllipse(disc.adjusted(-HALO, -HALO, HALO, HALO))
    turned, step = FULL // 4, FULL // SECTORS
    for share, token in zip(shares, TOKENS, strict=True):
        if share:
            painter.setBrush(tokens.color(token))
            turned -= share * step
            if share == SECTORS:
                painter.drawEllipse(disc)
            else:
                painter.drawPie(disc, turned, share * step)
    painter.setBrush(tokens.color("surface"))
    painter.drawEllipse(disc.adjusted(RING, RING, -RING, -RING))


@functools.lru_cache(maxsize=1024)
def _ring(radius: int, shares: tuple[int, ...], dpr: float, theme_name: str) -> QPixmap:
    """A ring as a pixmap, its middle in the middle."""
    side = 2 * radius + 2 * math.ceil(HALO) + 2
    made = _clear(side, side, dpr)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    disc = QRectF(side / 2 - radius, side / 2 - radius, 2 * radius, 2 * radius)
    paint_ring(painter, disc, shares, load_tokens(theme_name))
    painter.end()
    return made


@functools.lru_cache(maxsize=2048)
def _number(number: int, _percent: int) -> tuple[QStaticText, float, float, str]:
    """The text of a cluster laid out: it, half its width and height, its role. The text size is part of the question."""
    text = short_count(number)
    role = "caption" if len(text) > 3 else "secondary"
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(font=theme.fonts(role, True))
    size = made.size()
    return made, size.width() / 2, size.height() / 2, role


Cluster = tuple[float, float, float, list[int], int]
"""Middle, radius, sectors of each type, number of points."""


def paint_clusters(painter: QPainter, clusters: Sequence[Cluster], tokens: Tokens, dpr: float) -> None:
    """Rings of the types with the counts in them; `dpr` 0 draws vectors."""
    for x, y, radius, shares, _ in clusters:
        if dpr:
            picture = _ring(round(radius), tuple(shares), dpr, tokens.name)
            half = picture.width() / dpr / 2
            painter.drawPixmap(QPointF(x - half, y - half), picture)
        else:
            paint_ring(painter, QRectF(x - radius, y - radius, 2 * radius, 2 * radius), shares, tokens)
    percent = theme.current().look.text_percent
    painter.setPen(tokens.color("text"))
    for role in ("secondary", "caption"):
        painter.setFont(theme.fonts(role, True))
        for x, y, _, _, number in clusters:
            text, half_width, half_height, where = _number(number, percent)
            if where == role:
                painter.drawStaticText(QPointF(x - half_width, y - half_height), text)


def _clear(width: int, height: int, dpr: float) -> QPixmap:
    made = QPixmap(math.ceil(width * dpr), math.ceil(height * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    return made
