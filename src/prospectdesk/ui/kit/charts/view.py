"""A chart on the screen: hover and keyboard go from mark to mark, each read out; Entrée or a click picks one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.charts.data import Chart
from prospectdesk.ui.kit.charts.painting import paint
from prospectdesk.ui.kit.charts.scene import Scene, least_height, scene

STEPS = {
    Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1,
}  # fmt: skip
PICKS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
IN_SIGHT = 60
"""Pixels around a mark that are brought into sight with it."""
NO_CHART = Chart("", (), ())


class ChartView(QWidget):
    """`picked` carries the key of a mark; `told` the words of the mark under mouse or keyboard, "" for none."""

    picked = Signal(str)
    told = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.chart = NO_CHART
        self.chosen: int | None = None
        self._scene = Scene()
        theme.current().changed.connect(self._lay_out)

    def show_chart(self, chart: Chart) -> None:
        """Another chart; the mark in hand stays if there is still one of its key."""
        held = self.key_at(self.chosen)
        self.chart = chart
        self._lay_out()
        keys = [self.key_at(number) for number in range(len(self._scene.marks))]
        self.chosen = keys.index(held) if held in keys else None
        self.setAccessibleName(chart.title)
        self._tell()

    def key_at(self, number: int | None) -> str | None:
        """The key of a mark."""
        if number is None or number >= len(self._scene.marks):
            return None
        mark = self._scene.marks[number]
        return self.chart.groups[mark.group].parts[mark.part].key

    def said(self) -> str:
        """The mark in hand in words."""
        if self.chosen is None or self.chosen >= len(self._scene.marks):
            return ""
        mark = self._scene.marks[self.chosen]
        return self.chart.groups[mark.group].parts[mark.part].said

    def marks(self) -> int:
        """How many marks there are."""
        return len(self._scene.marks)

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        return QSize(480, max(220, self.minimumHeight()))

    def _lay_out(self) -> None:
        least = least_height(self.chart, max(240, self.width() - 8))
        if least != self.minimumHeight():
            self.setMinimumHeight(least)
        self._scene = scene(self.chart, QSizeF(self.width() - 8, self.height() - 8))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays the chart out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chart, and the ring of the keyboard around it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.tokens().color("accent"), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.translate(4, 4)
        paint(painter, self.chart, self._scene, theme.tokens(), self.chosen, self.hasFocus())

    # choosing a mark -----------------------------------------------------------------------
    def choose(self, number: int | None) -> None:
        """Takes a mark in hand and reads it out."""
        if number == self.chosen:
            return
        self.chosen = number
        self._tell()
        self.update()

    def _tell(self) -> None:
        text = self.said()
        spoken = text or self.chart.note
        if spoken != self.accessibleDescription():
            self.setAccessibleDescription(spoken)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.told.emit(text)

    def _mark_at(self, place: QPointF) -> int | None:
        return self._scene.at(place - QPointF(4, 4))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The mark under the mouse is taken in hand."""
        found = self._mark_at(event.position())
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if self.key_at(found) else Qt.CursorShape.ArrowCursor
        )
        if found is not None or not self.hasFocus():
            self.choose(found)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click picks the mark."""
        found = self._mark_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.choose(found)
            self._pick()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is in hand without mouse and keyboard."""
        if not self.hasFocus():
            self.choose(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard starts at the first mark."""
        super().focusInEvent(event)
        if self.chosen is None and self._scene.marks and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.choose(0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The mark is let go."""
        super().focusOutEvent(event)
        self.choose(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Début, Fin go from mark to mark; Entrée picks."""
        key, count = Qt.Key(event.key()), len(self._scene.marks)
        if not count or (
            key not in STEPS and key not in PICKS and key not in {Qt.Key.Key_Home, Qt.Key.Key_End}
        ):
            super().keyPressEvent(event)
        elif key in PICKS:
            self._pick()
        else:
            self._go(key, count)

    def _go(self, key: Qt.Key, count: int) -> None:
        """The mark a key leads to, brought into sight."""
        here = -1 if self.chosen is None and STEPS.get(key, 0) > 0 else self.chosen or 0
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: count - 1}
        self.choose(ends.get(key, min(count - 1, max(0, here + STEPS.get(key, 0)))))
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        inside = None if area is None else area.widget()
        if area is not None and inside is not None and self.chosen is not None:
            middle = self._scene.marks[self.chosen].area.center().toPoint()
            place = self.mapTo(inside, middle)
            area.ensureVisible(place.x(), place.y(), IN_SIGHT, IN_SIGHT)

    def _pick(self) -> None:
        key = self.key_at(self.chosen)
        if key:
            self.picked.emit(key)
