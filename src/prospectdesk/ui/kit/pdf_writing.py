"""A PDF of A4 sheets that the kit paints itself: charts, maps. Letters are laid out by documents/ instead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

DPI = 600
MARGIN_MM = 12.0


def written(title: str, paint: Callable[[QPainter, QPdfWriter], None]) -> bytes:
    """The PDF that `paint` fills, by the thread that owns the fonts; `newPage` of the writer begins a sheet."""
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("ProspectDesk")
    writer.setResolution(DPI)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter(writer)
    try:
        paint(painter, writer)
    finally:
        painter.end()
        buffer.close()
    return bytes(store.data())
