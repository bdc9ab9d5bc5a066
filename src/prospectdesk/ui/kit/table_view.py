"""The table of big lists: heads that sort, ticks, Espace to peek, Entrée to open, F2 to edit in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.delegates import LEFT, PAD, PaintedDelegate, PaintedRow, draw_tick
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.table_model import Index, PagedModel

HEAD_HEIGHT = 36


class Head(QHeaderView):
    """Titles, the arrow of the order, and the box that ticks everything."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)

    def sizeHint(self) -> QSize:
        """One line of small text."""
        return QSize(self.length(), max(HEAD_HEIGHT, theme.current().px(HEAD_HEIGHT)))

    def paintSection(self, painter: QPainter, area: QRect, section: int) -> None:
        """One head, drawn like the cells beneath it."""
        model = self.model()
        if not isinstance(model, PagedModel) or section >= len(model.columns):
            super().paintSection(painter, area, section)
            return
        look, column = theme.current(), model.columns[section]
        painter.fillRect(area, look.color("surface"))
        painter.setPen(look.color("border_strong"))
        painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
        if column.kind == "check":
            draw_tick(painter, area, self._state(model))
            return
        inner = area.adjusted(PAD, 0, -PAD, -1)
        sorting = model.sorting if model.sorting and model.sorting[0] == column.key else None
        face = look.metrics("secondary", True)
        room = inner.width() - (18 if sorting else 0)
        text = face.elidedText(column.title, Qt.TextElideMode.ElideRight, room)
        painter.setPen(look.color("text" if sorting else "text_2"))
        painter.setFont(look.font("secondary", True))
        painter.drawText(inner, LEFT, text)
        if sorting:
            left = inner.left() + face.horizontalAdvance(text) + 4
            name = "arrow-down" if sorting[1] else "arrow-up"
            painter.drawPixmap(left, inner.center().y() - 6, pixmap(name, "accent", 14))

    @staticmethod
    def _state(model: PagedModel) -> Qt.CheckState:
        if model.ticked.all():
            return Qt.CheckState.Checked
        return Qt.CheckState.PartiallyChecked if model.ticked.count() else Qt.CheckState.Unchecked


class TableView(QTableView):
    """Give it a PagedModel by `show_model`. Ctrl+Espace ticks, Ctrl+A ticks all, Maj+click ticks a range."""

    opened = Signal(int)
    """The id of the row to open: Entrée, double click, or the icon at its end."""
    peeked = Signal(int)
    """The id of the row to look at beside the list: Espace."""
    row_changed = Signal(int)
    """The id of the row the keyboard stands on."""
    edit_refused = Signal()
    """F2 where nothing can be edited."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self._anchor: int | None = None
        self._by_hand = False
        self._sharing = False
        self._room = 0
        self.head = Head(self)
        self.setHorizontalHeader(self.head)
        self.setItemDelegate(PaintedDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.head.sectionClicked.connect(self._head_pressed)
        self.head.sectionResized.connect(self._resized_by_hand)
        self.doubleClicked.connect(self._double)
        theme.current().changed.connect(self._dress)
        self._dress()

    def show_model(self, model: PagedModel) -> None:
        """Shows a list with the widths of its columns."""
        self.setModel(model)
        model.modelReset.connect(self.share_room)
        model.ticked_changed.connect(self._show_ticks)
        self.share_room()

    def paged(self) -> PagedModel | None:
        """The list shown."""
        model = self.model()
        return model if isinstance(model, PagedModel) else None

    def current_id(self) -> int | None:
        """The id of the row the keyboard stands on."""
        model, index = self.paged(), self.currentIndex()
        return model.id_at(index.row()) if model is not None and index.isValid() else None

    def go_to(self, one: int) -> bool:
        """Stands on the row of an id; False when it is not in the list."""
        model = self.paged()
        row = -1 if model is None else model.row_of(one)
        if model is None or row < 0:
            return False
        self.setCurrentIndex(model.index(row, max(0, self.currentIndex().column())))
        return True

    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        if self.isVisible():
            self.viewport().update()

    def _show_ticks(self) -> None:
        if self.isVisible():
            self.head.viewport().update()

    # painting ------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the rows itself: the view's own way through every cell costs as much as what is drawn."""
        model, delegate = self.paged(), self.itemDelegate()
        if model is None or not isinstance(delegate, PaintedDelegate):
            super().paintEvent(event)
            return
        area, chosen = event.rect(), self.selectionModel()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        last = model.rowCount() - 1 if last < 0 else last
        if first < 0 or last < first:
            return
        columns = [
            (place, left, self.columnWidth(place))
            for place in range(model.columnCount())
            if not self.isColumnHidden(place)
            and (left := self.columnViewportPosition(place)) <= area.right()
            and left + self.columnWidth(place) > area.left()
        ]
        under = self._under_mouse()
        painter = QPainter(self.viewport())
        for row in range(first, last + 1):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            cells = [(place, QRect(left, top, width, height)) for place, left, width in columns]
            if not model.is_plain(row):
                self._paint_cells(painter, delegate, model, row, cells)
                continue
            hovered = under.column() if under.row() == row else -1
            delegate.paint_row(
                painter, model, PaintedRow(row, chosen.isRowSelected(row, QModelIndex()), hovered), cells
            )
        painter.end()

    def _under_mouse(self) -> QModelIndex:
        port = self.viewport()
        return self.indexAt(port.mapFromGlobal(QCursor.pos())) if port.underMouse() else QModelIndex()

    def _paint_cells(
        self, painter: QPainter, delegate: PaintedDelegate, model: PagedModel, row: int,
        cells: Sequence[tuple[int, QRect]],
    ) -> None:  # fmt: skip
        """A row that a delegate draws in its own way, cell by cell."""
        chosen = self.selectionModel().isRowSelected(row, QModelIndex())
        for place, area in cells:
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = area
            option.state |= QStyle.StateFlag.State_Enabled
            if chosen:
                option.state |= QStyle.StateFlag.State_Selected
            delegate.paint(painter, option, model.index(row, place))

    # widths --------------------------------------------------------------------------------
    def share_room(self) -> None:
        """Gives each column its width, and free room by the shares, until a person sets widths."""
        model = self.paged()
        if model is None or self._by_hand:
            return
        scale = theme.current().px
        fixed = {number: scale(column.width) for number, column in enumerate(model.columns)}
        shares = sum(column.stretch for column in model.columns)
        free = self._room - sum(fixed.values())
        self._sharing = True
        for number, column in enumerate(model.columns):
            extra = free * column.stretch // shares if shares and free > 0 else 0
            self.setColumnWidth(number, fixed[number] + extra)
        self._sharing = False

    def _resized_by_hand(self) -> None:
        if not self._sharing and self.isVisible():
            self._by_hand = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the new room: the event tells that of the cells."""
        super().resizeEvent(event)
        self._room = event.size().width()
        self.share_room()

    # mouse and keyboard ----------------------------------------------------------------------
    def _kind(self, index: QModelIndex) -> str:
        model = self.paged()
        return model.columns[index.column()].kind if model is not None and index.isValid() else ""

    def _head_pressed(self, section: int) -> None:
        model = self.paged()
        if model is None:
            return
        if model.columns[section].kind == "check":
            model.tick_all(not model.ticked.all())
        else:
            model.ask_sort(section)

    def _double(self, index: QModelIndex) -> None:
        model = self.paged()
        if model is not None and self._kind(index) not in {"check", "open"}:
            self.opened.emit(model.id_at(index.row()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ticks and opens by their own columns; elsewhere the row is chosen."""
        index, model = self.indexAt(event.position().toPoint()), self.paged()
        kind = self._kind(index)
        if model is None or event.button() != Qt.MouseButton.LeftButton or kind not in {"check", "open"}:
            super().mousePressEvent(event)
            return
        if kind == "open":
            self.setCurrentIndex(index)
            self.opened.emit(model.id_at(index.row()))
            return
        ranged = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and self._anchor is not None
        if ranged and self._anchor is not None:
            model.toggle(self._anchor, index.row())
        else:
            model.toggle(index.row())
        self._anchor = index.row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Espace, Entrée, F2, Ctrl+Espace, Ctrl+A."""
        model, index = self.paged(), self.currentIndex()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if model is None or self.state() == QAbstractItemView.State.EditingState:  # keys an open cell let go
            super().keyPressEvent(event)
        elif control and event.key() == Qt.Key.Key_A:
            model.tick_all(not model.ticked.all())
        elif not index.isValid() or not self._row_key(model, index, event.key(), control):
            super().keyPressEvent(event)

    def _row_key(self, model: PagedModel, index: QModelIndex, key: int, control: bool) -> bool:
        """Whether the key meant something for the row."""
        if key == Qt.Key.Key_Space and control:
            model.toggle(index.row())
            self._anchor = index.row()
        elif key == Qt.Key.Key_Space:
            self.peeked.emit(model.id_at(index.row()))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(model.id_at(index.row()))
        elif key == Qt.Key.Key_F2:
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)
            else:
                self.edit_refused.emit()
        else:
            return False
        return True

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tells which row the keyboard stands on."""
        super().currentChanged(current, previous)
        model = self.paged()
        if model is not None and current.isValid() and current.row() != previous.row():
            one = model.id_at(current.row())
            if one >= 0:
                self.row_changed.emit(one)
