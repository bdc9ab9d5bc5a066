"""A row that may be wider than its place: tabs of views, of dossiers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

NARROW = 48


class Sideways(QScrollArea):
    """Shows as much of a row as there is room for; the wheel and the keyboard reach the rest."""

    def __init__(self, row: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(row)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        row.setAutoFillBackground(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The row has other parts: its height is ours."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """The size of the row."""
        row = self.widget()
        return super().sizeHint() if row is None else row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As high as the row, as narrow as may be."""
        return QSize(NARROW, self.sizeHint().height())

    def reveal(self, part: QWidget) -> None:
        """Scrolls a part into view, once it has its place."""
        QTimer.singleShot(0, part, lambda: self.ensureWidgetVisible(part, 24, 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel goes sideways."""
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (event.angleDelta().y() or event.angleDelta().x()) // 2)
