"""The list of an administration panel: two lines a row, a mark at the right for what is switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.delegates import InkedDelegate, Inks, write
from prospectdesk.ui.kit.pills import draw_pill, pill_size
from prospectdesk.ui.kit.row_view import PAD, ROW, Index, RowModel, RowView, draw_ground

MOST_SHOWN = 12
"""Rows the list is high; more scroll inside it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `pill` is a word at the right with its tone, `muted` writes the title in the quiet ink."""

    id: int | str
    title: str
    under: str = ""
    pill: str = ""
    tone: str = "neutral"
    muted: bool = False

    def spoken(self) -> str:
        """The row in plain words."""
        return ", ".join(part for part in (self.title, self.pill, self.under) if part)


class EntryDelegate(InkedDelegate):
    """Title, a small line beneath, a pill at the right."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.two_lines = True

    def height(self) -> int:
        """The height of every row: two lines when one of them has two."""
        inks = self.inks()
        return (inks.two_lines if self.two_lines else inks.strong[1].height() + 2) + 14

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The common height."""
        return QSize(0, self.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, line beneath, texts."""
        row = index.data(ROW)
        if not isinstance(row, Row):
            return
        inks = self.inks()
        painter.save()
        area = draw_ground(painter, inks, option)
        if row.pill:
            size = pill_size(row.pill)
            top = area.center().y() - size.height() / 2
            pill = QRectF(area.right() - size.width(), top, size.width(), size.height())
            draw_pill(painter, pill, row.pill, row.tone)
            area.setRight(int(pill.left()) - PAD)
        self._texts(painter, inks, area, row)
        painter.restore()

    @staticmethod
    def _texts(painter: QPainter, inks: Inks, area: QRect, row: Row) -> None:
        ink = "text_2" if row.muted else "text"
        if not row.under:
            write(painter, inks, area, row.title, ink, inks.strong)
            return
        top = area.top() + (area.height() - inks.two_lines) // 2
        upper = QRect(area.left(), top, area.width(), inks.strong[1].height())
        write(painter, inks, upper, row.title, ink, inks.strong)
        lower = QRect(area.left(), upper.bottom() + 4, area.width(), inks.caption[1].height())
        write(painter, inks, lower, row.under, "text_2", inks.caption)


class EntryList(RowView):
    """`picked` tells that another row is current; `opened` Entrée, F2 or a double click; `removed` Suppr."""

    picked = Signal()
    opened = Signal()
    removed = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(name, label, parent)
        self.entries = RowModel(lambda row: row.title, lambda row: row.spoken(), lambda row: row.under, self)
        self._wanted: int | str | None = None
        self.setModel(self.entries)
        self.painter_of_rows = EntryDelegate(self)
        self.setItemDelegate(self.painter_of_rows)
        self.selectionModel().currentChanged.connect(lambda *_: self.picked.emit())
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        theme.current().changed.connect(self._fit)

    def current(self) -> Row | None:
        """The row the keyboard stands on."""
        found = self.currentIndex().data(ROW)
        return found if isinstance(found, Row) else None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Shows rows; the current one stays current unless another one is wanted (`want`)."""
        held = self.current()
        place = self.currentIndex().row()
        key = None if held is None else held.id
        if any(row.id == self._wanted for row in rows):
            key, self._wanted = self._wanted, None
        self.entries.replace(rows)
        self._fit()
        found = next((number for number, row in enumerate(rows) if row.id == key), None)
        if found is None and held is not None and rows:
            found = min(max(place, 0), len(rows) - 1)
        if found is not None:
            self.stand_at(found)
        self.picked.emit()

    def want(self, entry: int | str | None) -> None:
        """Makes an entry current: now, or as soon as it is among the rows."""
        shown = next((number for number, row in enumerate(self.entries.rows) if row.id == entry), None)
        self._wanted = entry if shown is None else None
        if shown is not None:
            self.stand_at(shown)

    def stand_at(self, number: int) -> None:
        """Makes a row current."""
        self.setCurrentIndex(self.entries.index(number, 0))

    def _fit(self) -> None:
        """As high as its rows, up to a limit."""
        self.painter_of_rows.two_lines = any(row.under for row in self.entries.rows)
        rows = min(max(1, self.entries.rowCount()), MOST_SHOWN)
        self.setFixedHeight(rows * self.painter_of_rows.height() + 2)
        self.doItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée and F2 open, Suppr removes."""
        if self.current() is not None and event.key() in {
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_F2,
        }:
            self.opened.emit()
        elif self.current() is not None and event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)
