"""Finds the header of a table among its first rows and gives the rows below it; runs in the child."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from prospectdesk.sheets import kinds, limits, xlsx_parts
from prospectdesk.sheets.cells import Batch, Problem, Row, cell_text

_LOOKED_AT = 20
_FULL_ENOUGH = 0.6


@dataclass(frozen=True)
class Header:
    """The titles of the columns and the row (or line) they stand in; 0 when there is none in the file."""

    titles: list[str]
    row: int


class Table:
    """A stream of raw batches, its header taken out. `header` is known once made; BadFile when empty."""

    def __init__(self, batches: Iterator[Batch]) -> None:
        self._batches = batches
        self._first = self._first_rows()
        place = header_place(self._first.rows)
        titles = [" ".join(cell_text(cell).split())[:200] for cell in self._first.rows[place]]
        while titles and not titles[-1]:
            titles.pop()
        if len(titles) > limits.COLUMNS:
            raise xlsx_parts.too_wide(len(titles))
        self.header = Header(titles, self._first.numbers[place])
        above = self._first.numbers[place]
        self._first = Batch(
            self._first.numbers[place + 1 :],
            self._first.rows[place + 1 :],
            [problem for problem in self._first.problems if problem.row > above],
        )

    def __iter__(self) -> Iterator[Batch]:
        yield self._fitted(self._first)
        for batch in self._batches:
            yield self._fitted(batch)

    def _first_rows(self) -> Batch:
        first = Batch([], [], [])
        for batch in self._batches:
            first.numbers.extend(batch.numbers)
            first.rows.extend(batch.rows)
            first.problems.extend(batch.problems)
            if len(first.rows) >= _LOOKED_AT:
                break
        if not first.rows:
            raise kinds.empty()
        return first

    def _fitted(self, batch: Batch) -> Batch:
        """The rows exactly as wide as the header, columns of problems named by their titles."""
        width = len(self.header.titles)
        numbers: list[int] = []
        rows: list[Row] = []
        for number, row in zip(batch.numbers, batch.rows, strict=True):
            if len(row) < width:
                row.extend([None] * (width - len(row)))
            fitted = row if len(row) == width else row[:width]
            if fitted.count(None) < width:
                numbers.append(number)
                rows.append(fitted)
        return Batch(numbers, rows, [self._named(problem) for problem in batch.problems])

    def _named(self, problem: Problem) -> Problem:
        if not problem.column.startswith("#"):
            return problem
        place = int(problem.column[1:])
        titles = self.header.titles
        title = titles[place] if place < len(titles) and titles[place] else f"colonne {place + 1}"
        return replace(problem, column=title)


def header_place(rows: list[Row]) -> int:
    """The index of the header among the first rows: the first nearly full one made of text."""
    head = rows[:_LOOKED_AT]
    filled = [len(row) - row.count(None) for row in head]
    most = max(filled)
    for place, row in enumerate(head):
        only_text = all(cell is None or isinstance(cell, str) for cell in row)
        if only_text and filled[place] >= _FULL_ENOUGH * most:
            return place
    return 0
