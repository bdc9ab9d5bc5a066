"""A table over an array of ids: pages of 128 rows are read in the background, never in data()."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from prospectdesk.ui.kit.columns import NO_VALUE, Cell, Column, cell_text
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.selection import Ticked

PAGE = 128
PAGES_KEPT = 64
PAGES_AWAITED = 4
Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
READABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
EDITABLE = READABLE | Qt.ItemFlag.ItemIsEditable
Fetch = Callable[[list[int]], Awaitable[Sequence[Any]]]
Spawn = Callable[[Coroutine[Any, Any, None]], object]
Role = Qt.ItemDataRole


class Row:
    """A row that was read. Cells are made when they are drawn first: of the 128 rows of a page some twenty are."""

    __slots__ = ("_cells", "_columns", "_words", "record")

    def __init__(self, record: Any, columns: Sequence[Column]) -> None:
        self.record = record
        self._columns = columns
        self._cells: tuple[Cell, ...] | None = None
        self._words: tuple[str, ...] | None = None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cell of each column."""
        if self._cells is None:
            made = ("" if one.cell is None else one.cell(self.record) for one in self._columns)
            self._cells = tuple(made)
        return self._cells

    @property
    def words(self) -> tuple[str, ...]:
        """Their plain words."""
        if self._words is None:
            self._words = tuple(map(cell_text, self.cells))
        return self._words


class PagedModel(QAbstractTableModel):
    """`fetch(ids)` reads records (any order, gone ones left out), `spawn` runs the reading, `id_of` names them."""

    sort_requested = Signal(str, bool)
    """(column key, descending): a head was pressed; read the ids in that order and call `set_ids`."""
    ticked_changed = Signal()
    edited = Signal(int, str, str)
    """(id, column key, text): a cell was edited in place; the new value shows after `refresh_ids`."""

    def __init__(
        self,
        columns: Sequence[Column],
        fetch: Fetch,
        spawn: Spawn,
        *,
        id_of: Callable[[Any], int] = lambda record: int(record.id),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.ticked = Ticked()
        self.sorting: tuple[str, bool] | None = None
        self._fetch, self._spawn, self._id_of = fetch, spawn, id_of
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, list[Row | None]] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._refused: set[int] = set()
        self._version = 0
        self._reading = False

    # the list ------------------------------------------------------------------------------
    def set_ids(self, ids: Sequence[int], first: Sequence[Any] = ()) -> None:
        """Shows another list, or the same in another order; `ids` is a list or a numpy array.

        `first` are the records of its first page where they are known: the first painting shows them then.
        """
        self.beginResetModel()
        self._ids = ids
        self._forget()
        if len(first):
            self._keep_page(0, [int(one) for one in ids[:PAGE]], first)
        self.ticked.over(self.ids())
        self.endResetModel()
        self.ticked_changed.emit()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns over the same list."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._forget()
        self.endResetModel()

    def _forget(self) -> None:
        self._version += 1
        self._pages.clear()
        self._wanted.clear()
        self._refused.clear()

    def ids(self) -> Sequence[int]:
        """The list as it was given."""
        return self._ids

    def id_at(self, row: int) -> int:
        """The id of a row."""
        return int(self._ids[row])

    def row_of(self, one: int) -> int:
        """The row of an id, -1 when it is not in the list."""
        if hasattr(self._ids, "nonzero"):
            array: Any = self._ids
            places = (array == one).nonzero()[0]
            return int(places[0]) if len(places) else -1
        try:
            return self._ids.index(one)
        except ValueError:
            return -1

    def row_at(self, row: int) -> Any | None:
        """The record of a row, None while it is being read."""
        found = self.read_row(row)
        return None if found is None else found.record

    def refresh_ids(self, ids: Iterable[int] | None = None) -> None:
        """Reads these rows again (all when None); the old ones stay on screen until then."""
        self._refused.clear()
        changed = None if ids is None else set(ids)
        for page in list(self._pages):
            start = page * PAGE
            if changed is None or any(int(one) in changed for one in self._ids[start : start + PAGE]):
                self._want(page)

    def is_plain(self, row: int) -> bool:
        """Whether a row is a record; models with heads of groups say so."""
        return True

    # reading -------------------------------------------------------------------------------
    def read_row(self, row: int) -> Row | None:
        """The row if it was read; otherwise None, and it is asked for."""
        page, place = divmod(row, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            if page not in self._refused:
                self._want(page)
            return None
        self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def _want(self, page: int) -> None:
        """The last asked pages are read first; what was scrolled past long ago is dropped."""
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        while len(self._wanted) > PAGES_AWAITED:
            old = next((one for one in self._wanted if one not in self._pages), next(iter(self._wanted)))
            del self._wanted[old]
        if not self._reading:
            self._reading = True
            self._spawn(self._read())

    async def _read(self) -> None:
        try:
            while self._wanted:
                await self._read_page(self._wanted.popitem()[0])
        finally:
            self._reading = False

    async def _read_page(self, page: int) -> None:
        version, start = self._version, page * PAGE
        ids = [int(one) for one in self._ids[start : start + PAGE]]
        try:
            wanted = [one for one in ids if one >= 0]  # below zero stands what is no record: heads of groups
            records = await self._fetch(wanted) if wanted else ()
        except BaseException:
            self._refused.add(page)
            raise
        if version != self._version or not ids:
            return
        self._keep_page(page, ids, records)
        last = self.index(start + len(ids) - 1, len(self.columns) - 1)
        self.dataChanged.emit(self.index(start, 0), last)

    def _keep_page(self, page: int, ids: Sequence[int], records: Sequence[Any]) -> None:
        known = {self._id_of(record): record for record in records}
        self._pages[page] = [self._row(known[one]) if one in known else None for one in ids]
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)

    def _row(self, record: Any) -> Row:
        return Row(record, self.columns)

    # ticks ---------------------------------------------------------------------------------
    def toggle(self, first: int, last: int | None = None) -> None:
        """Ticks or unticks a row; with `last`, all rows up to it become as `first` is."""
        end = first if last is None else last
        ticked = self.ticked.has(self.id_at(first)) is (last is not None)
        low, high = sorted((first, end))
        self.ticked.put((int(one) for one in self._ids[low : high + 1] if one >= 0), ticked)
        self._ticks_changed(low, high)

    def tick_all(self, ticked: bool) -> None:
        """Ticks or unticks the whole list."""
        self.ticked.put_all(ticked)
        self._ticks_changed(0, len(self._ids) - 1)

    def _ticks_changed(self, low: int, high: int) -> None:
        if high >= low:
            self.dataChanged.emit(self.index(low, 0), self.index(high, len(self.columns) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)
        self.ticked_changed.emit()

    # what Qt asks --------------------------------------------------------------------------
    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """As many as ids."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """As many as columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Words, tooltip, what a screen reader says, tick; drawing goes by `read_row`."""
        if role not in ANSWERED or not index.isValid():
            return None
        column = self.columns[index.column()]
        if column.kind == "check":
            return self._tick_data(index.row(), role)
        row = self.read_row(index.row())
        if row is None or role == Role.CheckStateRole:
            return "…" if role in {Role.DisplayRole, Role.AccessibleTextRole} and column.cell else None
        words = row.words[index.column()]
        if role == Role.EditRole:
            return column.edit(row.record) if column.edit is not None else words
        if role == Role.AccessibleTextRole:
            said = self.tr("{0} : {1}").format(column.title, words or NO_VALUE)
            return said if column.title else self.tr("Ouvrir la fiche")
        return plain_tip(words) if role == Role.ToolTipRole else words

    def _tick_data(self, row: int, role: int) -> Any:
        ticked = self.ticked.has(self.id_at(row))
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Role.AccessibleTextRole:
            return self.tr("sélectionné") if ticked else self.tr("non sélectionné")
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Passes an edited text on; a view never changes its own rows."""
        row = self.read_row(index.row()) if index.isValid() else None
        column = self.columns[index.column()]
        if role != Role.EditRole or row is None or column.edit is None:
            return False
        text = str(value).strip()
        if text != column.edit(row.record):
            self.edited.emit(self.id_at(index.row()), column.key, text)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Editable where the column says so."""
        return EDITABLE if index.isValid() and self.columns[index.column()].edit is not None else READABLE

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in {Role.DisplayRole, Role.AccessibleTextRole}:
            return self.columns[section].title
        return None

    def set_sort(self, key: str, descending: bool) -> None:
        """Says in which order the list stands; the head shows it."""
        self.sorting = (key, descending)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, len(self.columns) - 1))

    def ask_sort(self, section: int) -> None:
        """A head was pressed: the other way round when the list stands in its order already."""
        column = self.columns[section]
        if column.orders:
            key, descending = self.sorting or ("", True)
            self.sort_requested.emit(column.key, key == column.key and not descending)


ANSWERED = frozenset(
    {Role.DisplayRole, Role.EditRole, Role.ToolTipRole, Role.AccessibleTextRole, Role.CheckStateRole}
)
