"""Draws a laid out chart with a painter: the same strokes on a screen, in a picture, in a drawing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.charts.data import Chart, Pattern, Series
from prospectdesk.ui.kit.charts.scene import CENTER, RIGHT, Scene, Words
from prospectdesk.ui.kit.theme import mixed
from prospectdesk.ui.kit.tokens import Tokens

STRIPE, DOT, RADIUS = 6.0, 1.1, 2.5
INK_LIMIT = 0.18
"""Luminance above which text on a fill is dark."""
ALIGN = {RIGHT: Qt.AlignmentFlag.AlignRight, CENTER: Qt.AlignmentFlag.AlignHCenter}


def paint(
    painter: QPainter,
    chart: Chart,
    scene: Scene,
    tokens: Tokens,
    chosen: int | None = None,
    ring: bool = False,
) -> None:
    """Draws everything; mark `chosen` stands out, with the ring of the keyboard if `ring`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for start, end in scene.lines:
        painter.setPen(QPen(tokens.color("border"), 1))
        painter.drawLine(QPointF(start.x(), round(start.y()) + 0.5), QPointF(end.x(), round(end.y()) + 0.5))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("hover"))
    for track in scene.tracks:
        painter.drawRoundedRect(track, RADIUS, RADIUS)
    for area, number in scene.swatches:
        _fill(painter, area, chart.series[number], tokens)
    for number, mark in enumerate(scene.marks):
        part = chart.groups[mark.group].parts[mark.part]
        series = chart.series[part.series]
        _fill(painter, mark.area, series, tokens, mark.clear)
        if mark.inside:
            _write(
                painter, Words(mark.area, mark.inside, CENTER, bold=True), _ink(fill(series, tokens), tokens)
            )
        if number == chosen:
            _stand_out(painter, mark.area, tokens, ring)
    for tip in scene.arrows:
        _arrow(painter, tip, tokens)
    for words in scene.words:
        _write(painter, words, tokens.color(words.ink))


def fill(series: Series, tokens: Tokens) -> QColor:
    """The colour of a series on the paper of a theme."""
    return mixed(tokens.color(series.token), tokens.color("surface"), series.share)


def _fill(
    painter: QPainter, area: QRectF, series: Series, tokens: Tokens, clear: QRectF | None = None
) -> None:
    """A filled area with the pattern of its series; the room of a text stays plain."""
    color = fill(series, tokens)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(area, RADIUS, RADIUS)
    if series.pattern != "plain":
        stripe = mixed(color, _ink(color, tokens), 0.42)
        _pattern(painter, area.adjusted(1, 1, -1, -1), series.pattern, stripe)
        if clear is not None and not clear.isEmpty():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(clear, 3, 3)


def _pattern(painter: QPainter, area: QRectF, pattern: Pattern, color: QColor) -> None:
    if area.isEmpty():
        return
    if pattern == "dots":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for place in _dots(area):
            painter.drawEllipse(place, DOT, DOT)
        return
    painter.setPen(QPen(color, 1.2))
    lines: list[QLineF] = []
    if pattern in {"forward", "cross"}:
        lines += stripes(area, rising=True)
    if pattern in {"back", "cross"}:
        lines += stripes(area, rising=False)
    if pattern == "lines":
        count = int(area.height() // STRIPE)
        lines += [
            QLineF(
                area.left(), area.top() + STRIPE * (n + 0.5), area.right(), area.top() + STRIPE * (n + 0.5)
            )
            for n in range(count)
        ]
    painter.drawLines(lines)


def _dots(area: QRectF) -> Iterator[QPointF]:
    rows, columns = int(area.height() // STRIPE), int(area.width() // STRIPE)
    for row in range(rows):
        for column in range(columns):
            yield QPointF(area.left() + STRIPE * (column + 0.5), area.top() + STRIPE * (row + 0.5))


def stripes(area: QRectF, *, rising: bool) -> list[QLineF]:
    """Slanting lines that end at the edges of an area: drawings have no clipping."""
    made = []
    width, height = area.width(), area.height()
    offset = STRIPE
    while offset < width + height:
        x1, y1 = (offset, 0.0) if offset <= width else (width, offset - width)
        x2, y2 = (0.0, offset) if offset <= height else (offset - height, height)
        if rising:  # from the lower left to the upper right
            made.append(QLineF(area.left() + x2, area.top() + y2, area.left() + x1, area.top() + y1))
        else:
            made.append(QLineF(area.right() - x2, area.top() + y2, area.right() - x1, area.top() + y1))
        offset += STRIPE
    return made


def _ink(color: QColor, tokens: Tokens) -> QColor:
    """White or dark, whichever is readable on a colour."""
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return QColor("#0B1526") if light > INK_LIMIT else QColor("#FFFFFF")


def _stand_out(painter: QPainter, area: QRectF, tokens: Tokens, ring: bool) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("text"), 2 if ring else 1))
    painter.drawRoundedRect(area.adjusted(-1.5, -1.5, 1.5, 1.5), RADIUS + 1, RADIUS + 1)


def _arrow(painter: QPainter, tip: QPointF, tokens: Tokens) -> None:
    painter.setPen(QPen(tokens.color("border_strong"), 1.4))
    painter.drawLine(QPointF(tip.x(), tip.y() - 13), tip)
    painter.drawPolyline(QPolygonF([tip + QPointF(-3.5, -4), tip, tip + QPointF(3.5, -4)]))


def _write(painter: QPainter, words: Words, ink: QColor) -> None:
    if not words.text:
        return
    painter.setPen(ink)
    painter.setFont(theme.fonts(words.role, words.bold))
    measures = theme.metrics(words.role, words.bold)
    text = words.text
    if measures.horizontalAdvance(text) > words.area.width() + 1:
        text = measures.elidedText(text, Qt.TextElideMode.ElideRight, int(words.area.width()))
    at = Qt.AlignmentFlag.AlignVCenter | ALIGN.get(words.at, Qt.AlignmentFlag.AlignLeft)
    painter.drawText(words.area, int(at | Qt.TextFlag.TextSingleLine), text)
