"""The table of the list: Tab goes on to the next cell that can be edited, refused values stay marked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QWidget

from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.roles import set_role
from prospectdesk.ui.prospects.columns import FIXED
from prospectdesk.ui.prospects.group_table import GroupTable

KEEP_MS = 800
Hint = QAbstractItemDelegate.EndEditHint
CHOOSE = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect
    | QItemSelectionModel.SelectionFlag.Rows
    | QItemSelectionModel.SelectionFlag.Current
)
ONWARD = {Hint.EditNextItem: 1, Hint.EditPreviousItem: -1}


class ProspectTable(GroupTable):
    """`arranged` tells that a person moved or resized columns; `edit_ended` that no cell is open any more."""

    arranged = Signal()
    edit_ended = Signal()

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(name, accessible, parent)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.setInterval(KEEP_MS)
        self._told.timeout.connect(self.arranged)
        self.head.sectionMoved.connect(lambda *_places: self._moved())

    # columns ---------------------------------------------------------------------------------
    def _resized_by_hand(self) -> None:
        before = self._by_hand
        super()._resized_by_hand()
        if self._by_hand and not self._sharing and (before or self.isVisible()):
            self._told.start()

    def _moved(self) -> None:
        if not self._sharing:
            self._told.start()

    def reset_order(self) -> None:
        """Columns as the model has them, from left to right."""
        self._sharing = True
        for number in range(self.head.count()):
            self.head.moveSection(self.head.visualIndex(number), number)
        self._sharing = False

    def put_widths(self, widths: Mapping[str, int]) -> None:
        """Gives columns the widths a person chose, by key; none goes back to shares."""
        model = self.paged()
        if model is None:
            return
        self._by_hand = False
        self.share_room()
        if widths:
            self._sharing = True
            for number, column in enumerate(model.columns):
                if column.key in widths:
                    self.setColumnWidth(number, max(36, widths[column.key]))
            self._sharing = False
            self._by_hand = True

    def arrangement(self) -> tuple[list[str], dict[str, int]]:
        """Keys of the columns as they stand from left to right, and the widths set by hand."""
        model = self.paged()
        if model is None:
            return [], {}
        order = [model.columns[self.head.logicalIndex(place)].key for place in range(len(model.columns))]
        keys = [key for key in order if key not in FIXED]
        widths = {column.key: self.columnWidth(number) for number, column in enumerate(model.columns)}
        return keys, ({key: widths[key] for key in keys} if self._by_hand else {})

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[None]:
        """Around a change of the list: the row at the top and the row of the keyboard stay where they were."""
        model, bar = self.paged(), self.verticalScrollBar()
        top, before = self.rowAt(0), bar.value()
        first = model.id_at(top) if model is not None and 0 <= top < model.rowCount() else None
        offset = before - self.rowViewportPosition(top) - before if first is not None else 0
        here, column = self.currentIndex().row(), max(0, self.currentIndex().column())
        current = model.id_at(here) if model is not None and here >= 0 else None  # of a head too
        yield
        if model is None:
            return
        row = model.row_of(current) if current is not None else -1
        if row >= 0:
            self.selectionModel().setCurrentIndex(model.index(row, column), CHOOSE)
        place = model.row_of(first) if first is not None and before else -1
        bar.setValue(place * self.verticalHeader().defaultSectionSize() + offset if place >= 0 else before)

    # cells -----------------------------------------------------------------------------------
    @property
    def editing(self) -> bool:
        """Whether a cell is open."""
        return self.state() == GroupTable.State.EditingState

    def cell(self, one: int, key: str) -> QModelIndex:
        """The cell of an id and a column, invalid when it is not in the list."""
        model = self.paged()
        if model is None:
            return QModelIndex()
        row = model.row_of(one)
        place = next((number for number, column in enumerate(model.columns) if column.key == key), -1)
        return model.index(row, place) if row >= 0 and place >= 0 else QModelIndex()

    def reopen(self, one: int, key: str, text: str, sentence: str) -> bool:
        """Opens a cell again on a value that was refused, marked, with the reason as its description."""
        index = self.cell(one, key)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.edit(index)
        field = self.indexWidget(index)
        if not isinstance(field, QLineEdit):
            return False
        field.setText(text)
        field.selectAll()
        field.setToolTip(plain_tip(sentence))
        field.setAccessibleDescription(sentence)
        set_role(field, invalid="true")
        return True

    def closeEditor(self, editor: QWidget, hint: Hint) -> None:
        """Tab goes to the next cell that can be edited, whatever stands between."""
        way = ONWARD.get(hint, 0)
        start = self.currentIndex()
        super().closeEditor(editor, Hint.NoHint if way else hint)
        following = self._editable(start, way) if way else None
        if following is not None:
            self.setCurrentIndex(following)
            self.edit(following)
        else:
            self.setFocus()
            self.edit_ended.emit()

    def _editable(self, start: QModelIndex, way: int) -> QModelIndex | None:
        """The next cell to edit, in the row or in the rows after it."""
        model = self.paged()
        if model is None or not start.isValid():
            return None
        visual = [self.head.logicalIndex(place) for place in range(len(model.columns))]
        cells = [place for place in visual if model.columns[place].edit is not None]
        if start.column() not in cells:
            return None
        row, place = start.row(), cells.index(start.column()) + way
        if not 0 <= place < len(cells):
            row, place = row + way, place % len(cells)
        return model.index(row, cells[place]) if 0 <= row < model.rowCount() else None
