"""The figures and charts of a page on A4 sheets, as the PDF that goes to the printer (mock-up 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPdfWriter, QPen

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.charts.data import Chart
from prospectdesk.ui.kit.charts.pictures import MARGIN, PAPER, WIDTH, draw, picture_size
from prospectdesk.ui.kit.charts.scene import line_height
from prospectdesk.ui.kit.pdf_writing import written
from prospectdesk.ui.kit.tokens import load_tokens

HEIGHT = 1340.0
"""The height of a sheet where a chart is WIDTH wide: A4 with margins of 12 mm."""
FOOT, TILE, GAP = 26.0, 86.0, 12.0
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed: the title, lines beneath it, figures as (what, value, how it moved), the charts."""

    title: str
    lines: tuple[str, ...]
    figures: tuple[tuple[str, str, str], ...]
    charts: tuple[Chart, ...]


def pdf(report: Printed) -> bytes:
    """The report as PDF, drawn by the thread that owns the fonts."""
    sheets = _sheets(report)

    def paint(painter: QPainter, writer: QPdfWriter) -> None:
        scale = writer.width() / WIDTH
        for number, charts in enumerate(sheets, 1):
            if number > 1:
                writer.newPage()
            painter.save()
            painter.scale(scale, scale)
            _sheet(painter, report, charts, number, len(sheets))
            painter.restore()

    return written(report.title, paint)


def _head_height(report: Printed) -> float:
    lines = line_height("title") + 6 + len(report.lines) * (line_height() + 2) + 10
    return lines + (TILE + GAP if report.figures else 0)


def _sheets(report: Printed) -> list[list[Chart]]:
    """The charts by sheet: as many as fit beneath each other."""
    sheets: list[list[Chart]] = [[]]
    room = HEIGHT - FOOT - _head_height(report)
    for chart in report.charts:
        high = picture_size(chart).height()
        if high > room and sheets[-1]:
            sheets.append([])
            room = HEIGHT - FOOT
        sheets[-1].append(chart)
        room -= high
    return sheets


def _sheet(painter: QPainter, report: Printed, charts: Sequence[Chart], number: int, count: int) -> None:
    tokens, top = load_tokens(PAPER), 0.0
    if number == 1:
        top = _head(painter, report)
    for chart in charts:
        size = picture_size(chart)
        painter.save()
        painter.translate(0, top)
        draw(painter, chart, size)
        painter.restore()
        top += size.height()
    painter.setPen(tokens.color("text_2"))
    painter.setFont(theme.fonts("secondary"))
    foot = QRectF(MARGIN, HEIGHT - FOOT, WIDTH - 2 * MARGIN, FOOT)
    painter.drawText(foot, LEFT, report.title)
    painter.drawText(foot, RIGHT, f"{number}/{count}")


def _head(painter: QPainter, report: Printed) -> float:
    """Title, lines and figures of the first sheet; answers where the charts begin."""
    tokens, top = load_tokens(PAPER), 0.0
    wide = WIDTH - 2 * MARGIN
    painter.setPen(tokens.color("text"))
    painter.setFont(theme.fonts("title", True))
    painter.drawText(QRectF(MARGIN, top, wide, line_height("title")), LEFT, report.title)
    top += line_height("title") + 6
    painter.setPen(tokens.color("text_2"))
    painter.setFont(theme.fonts("secondary"))
    measures = theme.metrics("secondary")
    for line in report.lines:
        shown = measures.elidedText(line, Qt.TextElideMode.ElideRight, int(wide))
        painter.drawText(QRectF(MARGIN, top, wide, line_height()), LEFT, shown)
        top += line_height() + 2
    top += 10
    if report.figures:
        _figures(painter, report, top)
        top += TILE + GAP
    return top


def _figures(painter: QPainter, report: Printed, top: float) -> None:
    tokens = load_tokens(PAPER)
    wide = (WIDTH - 2 * MARGIN - GAP * (len(report.figures) - 1)) / len(report.figures)
    for place, (what, value, moved) in enumerate(report.figures):
        area = QRectF(MARGIN + place * (wide + GAP), top, wide, TILE)
        painter.setPen(QPen(tokens.color("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 6, 6)
        inner = area.adjusted(10, 6, -10, -6)
        for text, role, ink, bold, down in (
            (what, "secondary", "text_2", False, 0.0),
            (value, "figure", "text", True, 20.0),
            (moved, "caption", "text_2", False, 54.0),
        ):
            painter.setPen(tokens.color(ink))
            painter.setFont(theme.fonts(role, bold))
            shown = theme.metrics(role, bold).elidedText(
                text, Qt.TextElideMode.ElideRight, int(inner.width())
            )
            painter.drawText(
                QRectF(inner.left(), inner.top() + down, inner.width(), line_height(role)), LEFT, shown
            )
