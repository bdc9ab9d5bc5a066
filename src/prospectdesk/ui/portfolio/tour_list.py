"""The stops of a round in order: number, company, address, hour and way; moved and removed by keys or buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from prospectdesk.domain.tour import Stop, Visit
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.delegates import RIGHT, InkedDelegate, Inks, write
from prospectdesk.ui.kit.row_view import PAD, ROW, Index, RowModel, RowView, draw_ground
from prospectdesk.ui.portfolio.tour_words import leg, span

BADGE = 26
CENTER = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True, slots=True)
class TourRow:
    """One stop as it is shown; `number` counts from 1."""

    number: int
    stop: Stop
    visit: Visit
    new_day: bool = False

    def spoken(self) -> str:
        """The row in plain words."""
        day = show.date_text(self.visit.day) if self.new_day else ""
        parts = (str(self.number), self.stop.name, self.stop.address, day, span(self.visit), leg(self.visit))
        return ", ".join(part for part in parts if part)

    def told(self) -> str:
        """What the tooltip adds: whole address, who is visited, what is noted."""
        stop = self.stop
        return "\n".join(filter(None, (stop.address, stop.contact, stop.phone, stop.note)))


class TourModel(RowModel):
    """The stops of a round, numbered; each tells when another day begins."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.stop.name, TourRow.spoken, TourRow.told, parent)

    def show_round(self, stops: Sequence[Stop], visits: Sequence[Visit]) -> None:
        """Another round."""
        days = [visit.day for visit in visits]
        self.replace(
            [
                TourRow(n, stop, visit, n > 1 and days[n - 1] != days[n - 2])
                for n, (stop, visit) in enumerate(zip(stops, visits, strict=True), 1)
            ]
        )


class TourDelegate(InkedDelegate):
    """A numbered disc as on the map, the company over its address, hour over way at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines."""
        return QSize(0, self.inks().two_lines + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, disc, texts."""
        row = index.data(ROW)
        if not isinstance(row, TourRow):
            return
        inks = self.inks()
        painter.save()
        area = draw_ground(painter, inks, option)
        self._badge(painter, inks, area, row.number)
        area.setLeft(area.left() + BADGE + PAD)
        self._texts(painter, inks, area, row)
        painter.restore()

    @staticmethod
    def _badge(painter: QPainter, inks: Inks, area: QRect, number: int) -> None:
        disc = QRect(area.left(), area.center().y() - BADGE // 2, BADGE, BADGE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(inks.color("accent"))
        painter.drawEllipse(disc)
        write(painter, inks, disc, str(number), "accent_on", inks.small, CENTER)

    @staticmethod
    def _texts(painter: QPainter, inks: Inks, area: QRect, row: TourRow) -> None:
        top = area.top() + (area.height() - inks.two_lines) // 2
        high, low = inks.strong[1].height(), inks.caption[1].height()
        when, way = span(row.visit), leg(row.visit)
        if row.new_day:
            way = f"{show.date_text(row.visit.day)} · {way}"
        width = max(inks.body[1].horizontalAdvance(when), inks.caption[1].horizontalAdvance(way)) + 4
        left = QRect(area.left(), top, area.width() - width - PAD, high)
        right = QRect(area.right() - width, top, width, high)
        write(painter, inks, left, row.stop.name, "text", inks.strong)
        write(painter, inks, right, when, "text", inks.body, RIGHT)
        below = high + 4
        write(
            painter,
            inks,
            QRect(left.left(), top + below, left.width(), low),
            row.stop.address,
            "text_2",
            inks.caption,
        )
        write(painter, inks, QRect(right.left(), top + below, width, low), way, "text_2", inks.caption, RIGHT)


class TourList(RowView):
    """`stood` tells another current stop; `moved` carries −1 or +1, `removed` and `opened` the current stop's."""

    stood = Signal(int)
    moved = Signal(int)
    removed = Signal()
    opened = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, parent)
        self.round = TourModel(self)
        self.setModel(self.round)
        self.setItemDelegate(TourDelegate(self))
        self.selectionModel().currentChanged.connect(lambda now, _old: self.stood.emit(now.row()))
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def show_round(self, stops: Sequence[Stop], visits: Sequence[Visit], current: int) -> None:
        """Another round, standing at the row `current`."""
        self.round.show_round(stops, visits)
        if stops:
            self.stand_at(min(max(current, 0), len(stops) - 1))
        else:
            self.stood.emit(-1)

    def stand_at(self, row: int) -> None:
        """Makes a stop current and brings it into sight."""
        self.setCurrentIndex(self.round.index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Haut and Alt+Bas move, Suppr removes, Entrée opens the sheet."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete:
            self.removed.emit()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)
