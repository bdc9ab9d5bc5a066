"""A chart as a file: PNG at twice the size, or a drawing (SVG); always on white paper, with title, legend and note."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.charts.data import Chart
from prospectdesk.ui.kit.charts.painting import paint
from prospectdesk.ui.kit.charts.scene import Scene, least_height, line_height, scene
from prospectdesk.ui.kit.tokens import load_tokens

WIDTH, HEIGHT, MARGIN, SCALE, DPI = 900, 420, 24, 2, 96
ROOMY = 1.4
"""How much higher than necessary lying bars are drawn."""
PAPER = "light"
"""The theme of exported pictures, whatever the window wears."""


def png(chart: Chart) -> bytes:
    """The chart as a PNG file."""
    size = picture_size(chart)
    image = QImage(size * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(load_tokens(PAPER).color("surface"))
    painter = QPainter(image)
    draw(painter, chart, size)
    painter.end()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    buffer.close()
    return bytes(store.data())


def svg(chart: Chart) -> bytes:
    """The chart as an SVG file; its texts stay texts."""
    size = picture_size(chart)
    store = QByteArray()
    buffer = QBuffer(store)
    maker = QSvgGenerator()
    maker.setOutputDevice(buffer)
    maker.setResolution(DPI)
    maker.setTitle(chart.title)
    maker.setDescription(chart.note)
    maker.setSize(size)
    maker.setViewBox(QRect(0, 0, size.width(), size.height()))
    painter = QPainter(maker)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), load_tokens(PAPER).color("surface"))
    draw(painter, chart, size)
    painter.end()
    buffer.close()
    return bytes(store.data())


def picture_size(chart: Chart) -> QSize:
    """The size of an exported picture, in logical pixels."""
    least = least_height(chart, WIDTH - 2 * MARGIN)
    inside = max(HEIGHT - 2 * MARGIN - _head(chart), least) if chart.form == "columns" else least * ROOMY
    return QSize(WIDTH, round(inside + 2 * MARGIN + _head(chart)))


def _head(chart: Chart) -> int:
    """The height of title, subtitle and note."""
    lines = line_height("section") + 12 + (line_height() + 10 if chart.note else 0)
    return round(lines + (line_height() + 4 if chart.subtitle else 0))


def draw(painter: QPainter, chart: Chart, size: QSize) -> None:
    """Draws a chart with title, subtitle and note on an area of `picture_size`, at the origin."""
    tokens = load_tokens(PAPER)
    width, top = size.width() - 2 * MARGIN, float(MARGIN)
    for text, role, ink, bold in (
        (chart.title, "section", "text", True),
        (chart.subtitle, "secondary", "text_2", False),
    ):
        if text:
            painter.setPen(tokens.color(ink))
            painter.setFont(theme.fonts(role, bold))
            line = QRectF(MARGIN, top, width, line_height(role))
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
            top += line_height(role) + 4
    top += 8
    bottom = size.height() - MARGIN - (line_height() + 10 if chart.note else 0)
    if chart.note:
        painter.setPen(tokens.color("text_2"))
        painter.setFont(theme.fonts("secondary"))
        line = QRectF(MARGIN, bottom + 10, width, line_height())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), chart.note)
    laid: Scene = scene(chart, QSizeF(width, bottom - top))
    painter.translate(MARGIN, top)
    paint(painter, chart, laid, tokens)
