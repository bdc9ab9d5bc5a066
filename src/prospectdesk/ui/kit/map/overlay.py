"""What stands above the marks: the chosen one, the lasso, the round of visits, scale, attribution, legend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.map.camera import Camera, bar, degrees, world
from prospectdesk.ui.kit.map.land import drawn
from prospectdesk.ui.kit.map.symbols import SIZE, kind_names, paint_symbol
from prospectdesk.ui.kit.map.words import length_text
from prospectdesk.ui.kit.tokens import Tokens

LONGEST_BAR, EDGE = 120.0, 12.0
STOP = 10.0
"""Half the width of the number of a stop."""
CENTER = int(Qt.AlignmentFlag.AlignCenter)


def paint_chosen(
    painter: QPainter, at: QPointF, half: float, text: str, area: QRectF, tokens: Tokens
) -> None:
    """A ring around the chosen mark, its name beside it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("surface"), 5))
    painter.drawEllipse(at, half + 4, half + 4)
    painter.setPen(QPen(tokens.color("text"), 2.4))
    painter.drawEllipse(at, half + 4, half + 4)
    if not text:
        return
    measures = theme.metrics("secondary", True)
    text = measures.elidedText(text, Qt.TextElideMode.ElideRight, int(area.width() / 2))
    label = QRectF(0, 0, measures.horizontalAdvance(text) + 16, measures.height() + 8)
    label.moveTopLeft(QPointF(at.x() + half + 8, at.y() - label.height() / 2))
    if label.right() > area.right() - 4:
        label.moveRight(at.x() - half - 8)
    painter.setPen(QPen(tokens.color("border_strong"), 1))
    painter.setBrush(tokens.color("surface"))
    painter.drawRoundedRect(label, 6, 6)
    painter.setPen(tokens.color("text"))
    painter.setFont(theme.fonts("secondary", True))
    painter.drawText(label, CENTER, text)


def paint_lasso(painter: QPainter, line: Sequence[QPointF], tokens: Tokens) -> None:
    """The line being drawn by hand, and what it holds."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    held = QColor(tokens.color("accent"))
    held.setAlphaF(0.14)
    painter.setBrush(held)
    painter.setPen(QPen(tokens.color("accent"), 2))
    painter.drawPolygon(QPolygonF(list(line)))


Spot = tuple[float, float]
Ends = tuple[Spot | None, Spot | None]
"""Where a round begins and ends; None: at a stop."""


def whole_way(stops: Sequence[Spot], ends: Ends) -> list[Spot]:
    """Every place of a round in order."""
    return [spot for spot in (ends[0], *stops, ends[1]) if spot is not None]


def paint_route(
    painter: QPainter, stops: Sequence[Spot], camera: Camera, tokens: Tokens, ends: Ends = (None, None)
) -> None:
    """The round: a line from stop to stop, each with its number; a ring where it begins and ends."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    way = whole_way(stops, ends)
    xs, ys = world(*np.array(way, np.float64).reshape(-1, 2).T)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    line = drawn(xs, ys, camera)
    for token, width in (("surface", 6.0), ("accent", 3.0)):
        pen = QPen(tokens.color(token), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(line)
    painter.setFont(theme.fonts("secondary", True))
    first = 0 if ends[0] is None else 1
    lefts, tops = (values.tolist() for values in camera.screen(xs, ys))
    half = theme.current().px(100) / 100 * STOP
    for place in {0, len(way) - 1} - set(range(first, first + len(stops))):
        painter.setPen(QPen(tokens.color("accent"), 3))
        painter.setBrush(tokens.color("surface"))
        painter.drawEllipse(QPointF(lefts[place], tops[place]), 0.7 * half, 0.7 * half)
    for number in range(len(stops), 0, -1):  # the first stop lies highest
        at = QPointF(lefts[first + number - 1], tops[first + number - 1])
        painter.setPen(QPen(tokens.color("accent_on"), 2))
        painter.setBrush(tokens.color("accent"))
        painter.drawEllipse(at, half, half)
        room = QRectF(0, 0, 4 * half, 2 * half)
        room.moveCenter(at)
        painter.drawText(room, CENTER, str(number))


def paint_scale(painter: QPainter, camera: Camera, area: QRectF, tokens: Tokens) -> None:
    """A bar of a round length at the lower left: as long as it is in the middle of the map."""
    km, pixels = bar(camera.pixels_per_km(degrees(camera.x, camera.y)[0]), LONGEST_BAR)
    left, bottom = area.left() + EDGE, area.bottom() - EDGE
    measures = theme.metrics("caption")
    backed(
        painter, QRectF(left - 4, bottom - measures.height() - 5, pixels + 8, measures.height() + 9), tokens
    )
    painter.setPen(QPen(tokens.color("text_2"), 1.6))
    painter.drawLine(QPointF(left, bottom), QPointF(left + pixels, bottom))
    for end in (left, left + pixels):
        painter.drawLine(QPointF(end, bottom - 4), QPointF(end, bottom))
    painter.setPen(tokens.color("text_2"))
    painter.setFont(theme.fonts("caption"))
    painter.drawText(QPointF(left + 3, bottom - measures.descent() - 2), length_text(km))


def paint_attribution(painter: QPainter, text: str, area: QRectF, tokens: Tokens) -> None:
    """Who made the ground, at the lower right."""
    measures = theme.metrics("caption")
    width = area.width() - LONGEST_BAR - 4 * EDGE
    text = measures.elidedText(text, Qt.TextElideMode.ElideRight, int(width))
    room = QRectF(0, 0, measures.horizontalAdvance(text) + 8, measures.height() + 4)
    room.moveBottomRight(QPointF(area.right() - EDGE + 4, area.bottom() - EDGE + 4))
    backed(painter, room, tokens)
    painter.setPen(tokens.color("text_2"))
    painter.setFont(theme.fonts("caption"))
    painter.drawText(room, CENTER, text)


def backed(painter: QPainter, room: QRectF, tokens: Tokens) -> None:
    """A pale ground under a small text, whatever lies below."""
    paper = QColor(tokens.color("surface"))
    paper.setAlphaF(0.9)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(paper)
    painter.drawRoundedRect(room, 4, 4)


def paint_legend(painter: QPainter, totals: Sequence[int], area: QRectF, tokens: Tokens) -> float:
    """The types there are, shape, name and number, side by side in as many lines as needed; its height."""
    from prospectdesk.ui.kit.format import count

    measures = theme.metrics("secondary")
    painter.setFont(theme.fonts("secondary"))
    line = measures.height() + 6.0
    left, top = area.left(), area.top()
    for kind, (name, number) in enumerate(zip(kind_names(), totals, strict=True)):
        if not number:
            continue
        text = QCoreApplication.translate("Map", "{0}\u00a0: {1}").format(name, count(number))
        wide = SIZE + 8 + measures.horizontalAdvance(text) + 18
        if left > area.left() and left + wide > area.right():
            left, top = area.left(), top + line
        paint_symbol(painter, kind, left + SIZE / 2 + 1, top + line / 2, SIZE, tokens)
        painter.setPen(tokens.color("text"))
        painter.drawText(QPointF(left + SIZE + 8, top + line / 2 + measures.ascent() / 2 - 1), text)
        left += wide
    return top + line - area.top()
