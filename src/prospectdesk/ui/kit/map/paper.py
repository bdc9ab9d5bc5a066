"""A map for paper, drawn as vectors: title, map in a frame, legend, scale and attribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPdfWriter, QPen

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.map import overlay
from prospectdesk.ui.kit.map.camera import Camera, world_point
from prospectdesk.ui.kit.map.circle import paint_circle, paint_middle
from prospectdesk.ui.kit.map.ground import paint_land, paint_towns
from prospectdesk.ui.kit.map.marks import paint_marks
from prospectdesk.ui.kit.map.words import own_ground
from prospectdesk.ui.kit.pdf_writing import written
from prospectdesk.ui.kit.tokens import load_tokens

if TYPE_CHECKING:
    from prospectdesk.ui.kit.map.canvas import MapCanvas
    from prospectdesk.ui.kit.map.view import MapView

PAPER = "light"
"""The theme of paper, whatever the window wears."""
SCREEN_DPI = 96.0
"""A sheet is laid out in pixels of a screen, then drawn as finely as its device can."""


def pdf(view: MapView, title: str) -> bytes:
    """What the map shows on an A4 sheet."""

    def paint(painter: QPainter, writer: QPdfWriter) -> None:
        view.paint_on(painter, QRectF(0, 0, writer.width(), writer.height()), title)

    return written(title, paint)


def paint_sheet(painter: QPainter, area: QRectF, view: MapCanvas, title: str) -> None:
    """Fills `area` (device pixels) with what the map shows."""
    tokens = load_tokens(PAPER)
    grown = painter.device().logicalDpiX() / SCREEN_DPI
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(grown, grown)
    wide, high = area.width() / grown, area.height() / grown
    top = 0.0
    if title:
        painter.setFont(theme.fonts("title", True))
        painter.setPen(tokens.color("text"))
        line = QRectF(0, 0, wide, theme.metrics("title", True).height() + 4)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        top = line.height() + 6
    legend = overlay.paint_legend(painter, view.cloud.totals, QRectF(0, top, wide, 0), tokens)
    top += legend + 6 if any(view.cloud.totals) else 0
    _paint_map(painter, QRectF(0, top, wide, high - top), view)
    painter.restore()


def _paint_map(painter: QPainter, frame: QRectF, view: MapCanvas) -> None:
    tokens = load_tokens(PAPER)
    camera = _camera(view, frame)
    painter.save()
    painter.setClipRect(frame)
    painter.translate(frame.topLeft())
    area = QRectF(0, 0, frame.width(), frame.height())
    paint_land(painter, camera, tokens)
    paint_towns(painter, camera, tokens, 0.0)
    if view.circle is not None:
        paint_circle(painter, view.circle.fine_enough(camera), camera, tokens)
        at = world_point(view.circle.latitude, view.circle.longitude)
        paint_middle(painter, QPointF(*camera.screen_point(*at)), tokens)
    paint_marks(painter, view.cloud.marks(camera), camera, tokens)
    if view.stops:
        overlay.paint_route(painter, view.stops, camera, tokens, view.ends)
    overlay.paint_scale(painter, camera, area, tokens)
    overlay.paint_attribution(painter, own_ground(), area, tokens)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("border_strong"), 1))
    painter.drawRect(frame)


def _camera(view: MapCanvas, frame: QRectF) -> Camera:
    """What the screen shows, all of it, in the shape of the paper."""
    seen = view.camera.box
    return view.camera.sized(frame.width(), frame.height()).around(seen)
