"""« Voir les données »: the numbers of a chart as a table that sorts."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.domain.text import fold
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.columns import Cell, Column, Kind
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView

Value = str | int | float | Decimal | None
"""A text, a number, a percentage (float) or an amount (Decimal)."""


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The titles of the columns and the rows beneath them; the first column names the row."""

    titles: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    values: tuple[Value, ...]


def written(value: Value) -> str:
    """A value as people read it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return show.amount(value, cents=value != value.to_integral_value())
    return show.count(value) if isinstance(value, int) else show.percent(value, 1)


class DataTable(QWidget):
    """Shows a ChartTable; a head sorts by its column, rows without a value last."""

    def __init__(
        self, name: str, spawn: Callable[[Coroutine[Any, Any, None]], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._spawn = spawn
        self._lines: dict[int, _Line] = {}
        self.table = ChartTable((), ())
        self.view = TableView(name, self.tr("Données du graphique"))
        self.model: PagedModel | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)

    def show_table(self, table: ChartTable) -> None:
        """Other numbers; the order stays as chosen while the columns are the same."""
        self._lines = {number: _Line(number, row) for number, row in enumerate(table.rows)}
        if self.model is None or table.titles != self.table.titles or not self.table.rows:
            self.model = PagedModel(self._columns(table), self._fetch, self._spawn, parent=self)
            self.model.sort_requested.connect(self._sort)
            self.view.show_model(self.model)
        self.table = table
        key, descending = self.model.sorting or ("", False)
        self.model.set_ids(self._order(key, descending))

    def _columns(self, table: ChartTable) -> list[Column]:
        """Texts at the left, numbers at the right; the first column is the widest."""

        def cell(place: int) -> Callable[[_Line], Cell]:
            return lambda line: written(line.values[place])

        made = []
        for place, title in enumerate(table.titles):
            text = not place or any(isinstance(row[place], str) for row in table.rows)
            width, share = (96, 1) if place else (150, 2)
            kind: Kind = "text" if text else "number"
            made.append(Column(str(place), title, width, kind, cell(place), share))
        return made

    def _sort(self, key: str, descending: bool) -> None:
        if self.model is not None:
            self.model.set_sort(key, descending)
            self.model.set_ids(self._order(key, descending))

    def _order(self, key: str, descending: bool) -> list[int]:
        if not key:
            return list(self._lines)
        place = int(key)

        def rank(number: int) -> Any:
            value = self._lines[number].values[place]
            return fold(value) if isinstance(value, str) else value

        known = [one for one in self._lines if self._lines[one].values[place] is not None]
        rest = [one for one in self._lines if self._lines[one].values[place] is None]
        return sorted(known, key=rank, reverse=descending) + rest

    async def _fetch(self, ids: list[int]) -> list[_Line]:
        return [self._lines[one] for one in ids if one in self._lines]
