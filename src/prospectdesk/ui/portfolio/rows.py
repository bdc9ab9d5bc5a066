"""The rows of a result as a table model: six groups with their headings, over positions in arrays (P-14)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject

from prospectdesk.domain.portfolio import Kind, Row
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.columns import Cell, Column, NameCell, PillCell
from prospectdesk.ui.kit.selection import Ticked
from prospectdesk.ui.kit.table_model import PagedModel, Spawn
from prospectdesk.ui.portfolio.words import badges, distance, group_name

SEPARATOR = " · "
Positions = NDArray[np.int64]
FetchRows = Callable[[Sequence[int]], Awaitable[Sequence[tuple[int, Row]]]]
"""Rows of a result with their positions, as asked for; companies that are gone are left out."""


@dataclass(frozen=True, slots=True)
class BadgesCell(PillCell):
    """Several pills: (text, tone) each."""

    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above a group."""

    kind: Kind
    number: int
    opened: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A row and its position in the result."""

    position: int
    row: Row


Line = Heading | Shown


def heading_id(kind: Kind) -> int:
    """The id of a heading: below zero, positions are not."""
    return -1 - int(kind)


def kind_of_heading(one: int) -> Kind:
    """The group whose heading has this id."""
    return Kind(-1 - one)


def line_id(line: Line) -> int:
    """The id of a line."""
    return heading_id(line.kind) if isinstance(line, Heading) else line.position


class GroupTicks(Ticked):
    """Ticks over positions, kept while groups are folded; the box of a heading stands for its group."""

    def __init__(self) -> None:
        super().__init__()
        self._starts: list[int] = [0] * (len(Kind) + 1)
        self._whole: dict[Kind, bool] | None = None

    def renew(self, counts: Sequence[int]) -> None:
        """Another result, with so many rows in each group: nothing is ticked."""
        self._starts = [0, *np.cumsum(counts).tolist()]
        self.put_all(False)
        super().over(range(self._starts[-1]))

    def over(self, ids: Sequence[int]) -> None:
        """Folding a group forgets nothing."""

    def group(self, kind: Kind) -> range:
        """The positions of a group."""
        return range(self._starts[kind], self._starts[kind + 1])

    def has(self, one: int) -> bool:
        """Whether a position is ticked, or the whole group of a heading."""
        if one >= 0:
            return super().has(one)
        if self._whole is None:
            self._whole = {kind: self._is_whole(kind) for kind in Kind}
        return self._whole[kind_of_heading(one)]

    def _is_whole(self, kind: Kind) -> bool:
        group = self.group(kind)
        odd = sum(1 for one in self._odd if one in group)
        return bool(group) and odd == (0 if self._all else len(group))

    def put(self, ids: Iterable[int], ticked: bool) -> None:
        """Ticks or unticks positions; headings among them count for nothing."""
        super().put((one for one in ids if one >= 0), ticked)
        self._whole = None

    def put_all(self, ticked: bool) -> None:
        """Ticks or unticks everything."""
        super().put_all(ticked)
        self._whole = None


class GroupModel(PagedModel):
    """`show_result` gives counts and a reader of rows; `fold` and `show_only` change what of it is listed."""

    ticked: GroupTicks

    def __init__(self, spawn: Spawn, parent: QObject | None = None) -> None:
        super().__init__(columns(), self._lines, spawn, id_of=line_id, parent=parent)
        self.ticked = GroupTicks()
        self.counts: tuple[int, ...] = (0,) * len(Kind)
        self.folded: set[Kind] = set()
        self.only: Kind | None = None
        self._rows: FetchRows | None = None
        self.set_sort("distance", False)

    def show_result(self, counts: Sequence[int], rows: FetchRows) -> None:
        """Another result; folded groups stay folded."""
        self.counts = tuple(counts)
        self._rows = rows
        self.ticked.renew(counts)
        self._list()

    def fold(self, kind: Kind, folded: bool) -> None:
        """Folds or unfolds a group."""
        (self.folded.add if folded else self.folded.discard)(kind)
        self._list()

    def show_only(self, kind: Kind | None) -> None:
        """Lists one group, or all."""
        self.only = kind
        self._list()

    def group_of(self, position: int) -> Kind:
        """The group a position is in."""
        return next(kind for kind in Kind if position in self.ticked.group(kind))

    def reveal(self, position: int) -> None:
        """Has a position listed, whatever was folded."""
        kind = self.group_of(position)
        if self.only not in {None, kind}:
            self.only = None
        elif kind not in self.folded:
            return
        self.folded.discard(kind)
        self._list()

    def _list(self) -> None:
        parts: list[Positions] = []
        for kind in Kind:
            if self.only not in {None, kind}:
                continue
            parts.append(np.array([heading_id(kind)], dtype=np.int64))
            group = self.ticked.group(kind)
            if kind not in self.folded:
                parts.append(np.arange(group.start, group.stop, dtype=np.int64))
        listed: Any = np.concatenate(parts)
        self.set_ids(listed)

    def is_plain(self, row: int) -> bool:
        """Whether a row is a company, not the heading of a group."""
        return self.heading_at(row) is None

    def read_row(self, row: int) -> Any | None:
        """The rows as they are read; headings need no reading."""
        heading = self.heading_at(row)
        return super().read_row(row) if heading is None else self._row(heading)

    async def _lines(self, ids: list[int]) -> Sequence[Line]:
        """Rows from the result."""
        positions = [one for one in ids if one >= 0]
        if not positions or self._rows is None:
            return ()
        return [Shown(position, row) for position, row in await self._rows(positions)]

    def _heading(self, kind: Kind) -> Heading:
        return Heading(kind, self.counts[kind], kind not in self.folded)

    def ticks_moved(self) -> None:
        """Ticks were set elsewhere (the lasso)."""
        self._ticks_changed(0, self.rowCount() - 1)

    def heading_at(self, row: int) -> Heading | None:
        """The heading in a line of the table, None for a row; needs no reading."""
        one = self.id_at(row)
        return self._heading(kind_of_heading(one)) if one < 0 else None

    def toggle(self, first: int, last: int | None = None) -> None:
        """The box of a heading ticks its group; a range leaves headings out."""
        heading = self.heading_at(first)
        if heading is not None and last is None:
            self.ticked.put(self.ticked.group(heading.kind), not self.ticked.has(self.id_at(first)))
            self.ticks_moved()
            return
        super().toggle(first, last)


def columns() -> list[Column]:
    """The columns of P-14."""
    tr = QCoreApplication.translate
    made = [
        Column("check", "", 36, "check"),
        Column("name", tr("Portfolio", "Raison sociale"), 190, "name", _name, 3),
        Column("town", tr("Portfolio", "Ville"), 110, "text", lambda line: _of(line, _town), 1),
        Column("distance", tr("Portfolio", "Distance"), 98, "number", lambda line: _of(line, _distance)),
        Column("siret", tr("Portfolio", "SIRET"), 154, "text", lambda line: _of(line, _siret)),
        Column("contacts", tr("Portfolio", "Contacts"), 76, "number", lambda line: _of(line, _contacts)),
        Column("missions", tr("Portfolio", "Missions"), 76, "number", lambda line: _of(line, _missions)),
        Column("placed", tr("Portfolio", "Candidats placés"), 124, "number", lambda line: _of(line, _placed)),
        Column("badges", tr("Portfolio", "Badges"), 250, "pill", _badges, 1),
        Column("open", "", 40, "open"),
    ]
    return [column._replace(sortable=False) for column in made]


def _of(line: Line, text: Callable[[Row], str]) -> Cell:
    return "" if isinstance(line, Heading) else text(line.row)


def _name(line: Line) -> Cell:
    if isinstance(line, Heading):
        return NameCell(f"{group_name(line.kind)} ({show.count(line.number)})")
    if line.row.recruits:
        return NameCell(line.row.name, "", "megaphone", "ok")  # the badges say it in words
    return NameCell(line.row.name, "", "user-x" if line.row.missing_contact else "", "warn")


def _badges(line: Line) -> Cell:
    parts = () if isinstance(line, Heading) else tuple(badges(line.row))
    return BadgesCell(SEPARATOR.join(text for text, _tone in parts), parts=parts)


def _town(row: Row) -> str:
    return row.town or ""


def _distance(row: Row) -> str:
    return distance(row.distance_km)


def _siret(row: Row) -> str:
    return show.siret(row.siret)


def _contacts(row: Row) -> str:
    return show.count(row.contacts)


def _missions(row: Row) -> str:
    return show.count(row.missions)


def _placed(row: Row) -> str:
    return show.count(row.placed)
