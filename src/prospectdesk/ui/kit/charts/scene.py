"""Where everything of a chart lies: pure geometry from a chart and a size, for every device alike."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.charts.data import Chart, Group, nice_step

GAP, SWATCH, PART_GAP = 8.0, 11.0, 1.5
ROW_LEAST, ROW_MOST, BAR_SHARE = 24, 38, 0.62
COLUMN_MOST, INSIDE_AIR = 64.0, 6.0
LINE_EVERY = 70
"""Pixels between grid lines, about."""
LEFT, RIGHT, CENTER = "left", "right", "center"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in an area, at its left, right or centre; `ink` is a token; it is cut where it does not fit."""

    area: QRectF
    text: str
    at: str = LEFT
    ink: str = "text"
    role: str = "secondary"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark: where it lies, and which group and part it is. `clear` is the room of the text written on it."""

    area: QRectF
    group: int
    part: int
    inside: str = ""
    clear: QRectF = field(default_factory=QRectF)


@dataclass(slots=True)
class Scene:
    """All that is drawn. `lines` are grid lines from point to point, `tracks` pale bars, `arrows` tips of arrows."""

    marks: list[Placed] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    lines: list[tuple[QPointF, QPointF]] = field(default_factory=list)
    tracks: list[QRectF] = field(default_factory=list)
    arrows: list[QPointF] = field(default_factory=list)
    swatches: list[tuple[QRectF, int]] = field(default_factory=list)

    def at(self, place: QPointF) -> int | None:
        """The number of the mark under a point; thin ones are easier to hit than they look."""
        for number, one in enumerate(self.marks):
            if one.area.adjusted(-2, -2, 2, 2).contains(place):
                return number
        return None


def width_of(text: str, role: str = "secondary", bold: bool = False) -> float:
    """How wide a text is drawn."""
    return float(theme.metrics(role, bold).horizontalAdvance(text)) if text else 0.0


def line_height(role: str = "secondary") -> float:
    """The height of one line of text."""
    return float(theme.metrics(role).height())


def least_height(chart: Chart, width: float) -> int:
    """The height below which a chart is not readable."""
    top = _legend(Scene(), chart, width)
    if chart.form == "columns":
        return math.ceil(top + 190)
    return math.ceil(top + max(1, len(chart.groups)) * theme.current().px(ROW_LEAST))


def scene(chart: Chart, size: QSizeF) -> Scene:
    """The chart laid out in a size."""
    made = Scene()
    top = _legend(made, chart, size.width())
    area = QRectF(0, top, size.width(), max(0.0, size.height() - top))
    if chart.form == "rows":
        _rows(made, chart, area)
    else:
        _columns(made, chart, area)
    return made


def _legend(made: Scene, chart: Chart, width: float) -> float:
    """Names of the series beside their colours, in as many lines as they need; answers the height."""
    if not chart.legend:
        return 0.0
    left, top, height = 0.0, 0.0, line_height() + 4
    order = list(enumerate(chart.series))
    for number, series in (
        reversed(order) if chart.form == "columns" else order
    ):  # as they stand from the bottom
        room = SWATCH + 6 + width_of(series.label)
        if left and left + room > width:
            left, top = 0.0, top + height
        swatch = QRectF(left, top + (height - SWATCH) / 2, SWATCH, SWATCH)
        made.swatches.append((swatch, number))
        words = QRectF(left + SWATCH + 6, top, min(room, width - left), height)
        made.words.append(Words(words, series.label, ink="text_2"))
        left += room + 16
    return top + height + GAP


def _rows(made: Scene, chart: Chart, area: QRectF) -> None:
    """Bars lying under each other: label, bar, number, aside, and what goes on to the next."""
    groups = chart.groups
    if not groups:
        return
    px = theme.current().px
    row = min(px(ROW_MOST) * 1.4, max(px(ROW_LEAST), area.height() / len(groups)))
    labels = min(max(width_of(one.label) for one in groups) + 14, area.width() * 0.36)
    asides = max((width_of(one.aside) for one in groups), default=0.0)
    steps = max((width_of(one.step, bold=True) for one in groups), default=0.0)
    right = (asides + 12 if asides else 0.0) + (steps + 44 if steps else 0.0)
    totals = max((width_of(one.total, bold=True) for one in groups), default=0.0) + 10
    full = area.width() - labels - right - totals
    scale = full / chart.most if chart.most > 0 and full > 0 else 0.0
    height = min(px(ROW_MOST) * BAR_SHARE + 4, row * BAR_SHARE)
    for number, group in enumerate(groups):
        line = QRectF(area.left(), area.top() + number * row, area.width(), row)
        bar = QRectF(line.left() + labels, line.center().y() - height / 2, max(full, 0.0), height)
        if chart.track:
            made.tracks.append(bar)
        made.words.append(Words(QRectF(line.left(), line.top(), labels - 8, row), group.label))
        end = _parts(made, group, number, bar, scale)
        made.words.append(Words(QRectF(end + 8, line.top(), totals, row), group.total, bold=True))
        if group.aside:
            made.words.append(Words(line, group.aside, RIGHT, "text_2"))
        if group.step:
            _step(made, line, group.step, row)


def _step(made: Scene, line: QRectF, text: str, row: float) -> None:
    """Between two bars: an arrow down and the share that goes on."""
    between = line.translated(0, row / 2)
    made.words.append(Words(between, text, RIGHT, "text_2", bold=True))
    tip = QPointF(line.right() - width_of(text, bold=True) - 22, between.center().y() + 6)
    made.arrows.append(tip)


def _parts(made: Scene, group: Group, number: int, bar: QRectF, scale: float) -> float:
    """The parts of one lying bar, one after the other; answers where it ends."""
    left = bar.left()
    for place, part in enumerate(group.parts):
        width = part.value * scale
        if width <= 0:
            continue
        area = QRectF(
            left, bar.top(), max(2.0, width - (PART_GAP if len(group.parts) > 1 else 0)), bar.height()
        )
        made.marks.append(_mark(area, number, place, part.inside))
        left += width
    return left


def _mark(area: QRectF, group: int, part: int, text: str) -> Placed:
    width, height = width_of(text, bold=True), line_height()
    if not text or width + INSIDE_AIR > area.width() or height > area.height() + 2:
        return Placed(area, group, part)
    clear = QRectF(0, 0, width + INSIDE_AIR, min(height, area.height() - 2))
    clear.moveCenter(area.center())
    return Placed(area, group, part, text, clear)


def _columns(made: Scene, chart: Chart, area: QRectF) -> None:
    """Standing columns over a grid, their totals above them, their labels beneath."""
    line = line_height()
    step = nice_step(chart.most, max(3, int(area.height() // LINE_EVERY)))
    ticks = max(1, math.ceil(chart.most / step))
    written = [chart.axis(step * number) for number in range(ticks + 1)]
    left = area.left() + max(width_of(one) for one in written) + 10
    bottom, top = area.bottom() - line - 6, area.top() + line + 4
    scale = max(0.0, bottom - top) / (step * ticks)
    for number, text in enumerate(written):
        y = bottom - step * number * scale
        made.lines.append((QPointF(left, y), QPointF(area.right(), y)))
        made.words.append(
            Words(QRectF(area.left(), y - line / 2, left - area.left() - 8, line), text, RIGHT, "text_2")
        )
    if not chart.groups:
        return
    room = (area.right() - left) / len(chart.groups)
    width = min(COLUMN_MOST, room * 0.58)
    tight = max(width_of(group.label) for group in chart.groups) > room - 2
    for number, group in enumerate(chart.groups):
        middle = left + room * (number + 0.5)
        column = QRectF(middle - width / 2, top, width, bottom - top)
        high = _stack(made, group, number, column, scale)
        cell = QRectF(middle - room / 2 + 1, bottom + 4, room - 2, line)
        made.words.append(Words(cell, group.label, CENTER, "text_2", "caption" if tight else "secondary"))
        total = QRectF(middle - room / 2, high - line - 2, room, line)
        if group.value > 0:
            made.words.append(Words(total, group.total, CENTER, bold=True))


def _stack(made: Scene, group: Group, number: int, column: QRectF, scale: float) -> float:
    """The parts of one column from the bottom up; answers its top."""
    y = column.bottom()
    for place, part in enumerate(group.parts):
        height = part.value * scale
        if height <= 0:
            continue
        gap = PART_GAP if place else 0.0
        area = QRectF(column.left(), y - height, column.width(), max(1.0, height - gap))
        made.marks.append(Placed(area, number, place))
        y -= height
    return y
