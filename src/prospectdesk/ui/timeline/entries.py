"""The list of a timeline: pages on demand, the place kept when it is read again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.domain.people import Person
from prospectdesk.queries.timeline import TimelineRow
from prospectdesk.ui.kit import theme
from prospectdesk.ui.timeline.delegate import EntryDelegate
from prospectdesk.ui.timeline.model import ROW, TimelineModel
from prospectdesk.ui.timeline.row_actions import Act, RowActions

NEAR_END = 400


class EntryList(QListView):
    """`end_reached` asks for the next page."""

    end_reached = Signal()

    def __init__(
        self,
        clock: Clock,
        person: Callable[[], Person],
        edit: Act,
        delete: Act,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sheet.timeline.list")
        self.setAccessibleName(self.tr("Timeline"))
        self.setProperty("role", "bare")
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.entries = TimelineModel(clock, self)
        self.setModel(self.entries)
        self.setItemDelegate(EntryDelegate(clock, self))
        self.actions_ = RowActions(self, person, edit, delete)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.current().changed.connect(self.doItemsLayout)

    def show_rows(self, rows: list[TimelineRow]) -> None:
        """Shows these rows; the first visible entry stays where it was, unless the list stands at its top."""
        bar = self.verticalScrollBar()
        first = self.indexAt(self.viewport().rect().topLeft())
        held = first.data(ROW) if bar.value() > 0 and first.isValid() else None
        offset = self.visualRect(first).top() if held is not None else 0
        if not self.entries.replace(rows):
            return
        self.doItemsLayout()
        if held is None:
            self.scrollToTop()
            return
        place = self.entries.place_of(held.id)
        if place.isValid():
            self.scrollTo(place, QAbstractItemView.ScrollHint.PositionAtTop)
            bar.setValue(bar.value() - offset)

    def minimumSizeHint(self) -> QSize:
        """One entry, scrolled."""
        return QSize(160, 32)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Heights depend on the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Suppr act on the entry under the cursor."""
        if not self.actions_.keyboard(event.key()):
            super().keyPressEvent(event)

    def _scrolled(self, value: int) -> None:
        if self.verticalScrollBar().maximum() - value < NEAR_END:
            self.end_reached.emit()
