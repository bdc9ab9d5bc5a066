"""Workbooks (.xlsx, .xls, .ods) read through calamine, slice by slice; runs in the child process."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from prospectdesk.domain.errors import BadFile
from prospectdesk.sheets import archive, kinds, limits, xlsx_parts
from prospectdesk.sheets.cells import Batch, Cell, Problem, Row, plain_cell

_REPEAT = re.compile(rb'number-(rows|columns)-repeated\s*=\s*["\'](\d+)["\']')
_ODS_COLUMNS = 16_384


@dataclass(frozen=True)
class Leaf:
    """One sheet that can be chosen: name and whether it is hidden."""

    name: str
    hidden: bool


@dataclass(frozen=True)
class Book:
    """An opened workbook: its sheets, the one chosen, its rows (nearly) and their stream."""

    leaves: list[Leaf]
    chosen: str
    total: int
    batches: Iterator[Batch]


def open_book(path: Path, kind: str, wanted: str | None) -> Book:
    """The workbook at `path` on sheet `wanted` (name or number from 1; default the first visible one)."""
    if kind == kinds.XLSX:
        return _open_xlsx(path, wanted)
    if kind == kinds.ODS:
        _check_open_document(path)
    elif path.stat().st_size > limits.BOOK_BYTES:
        raise archive.too_big()
    book = _native(path)
    leaves = [
        Leaf(meta.name, meta.visible != SheetVisibleEnum.Visible)
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet
    ]
    chosen = choose(leaves, wanted)
    sheet = book.get_sheet_by_name(chosen)
    while wanted is None and sheet.end is None and (following := _next_visible(leaves, chosen)):
        chosen = following
        sheet = book.get_sheet_by_name(chosen)
    return Book(leaves, chosen, sheet.total_height, _dense_rows(sheet))


def choose(leaves: list[Leaf], wanted: str | None) -> str:
    """The name of the sheet to read; a hidden one is never taken without being named."""
    if wanted is not None:
        names = [leaf.name for leaf in leaves]
        if wanted in names:
            return wanted
        if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
            return names[int(wanted) - 1]
        raise BadFile(
            "no_such_sheet",
            "La feuille «\u00a0{sheet}\u00a0» n’existe pas dans ce classeur\u00a0; feuilles\u00a0: {names}.",
            sheet=wanted,
            names=", ".join(names),
        )
    for leaf in leaves:
        if not leaf.hidden:
            return leaf.name
    if not leaves:
        raise kinds.empty()
    raise BadFile(
        "hidden_sheets_only",
        "Toutes les feuilles de ce classeur sont masquées ({names})\u00a0; choisissez celle à lire.",
        names=", ".join(leaf.name for leaf in leaves),
    )


def _next_visible(leaves: list[Leaf], name: str) -> str | None:
    place = next(index for index, leaf in enumerate(leaves) if leaf.name == name)
    return next((leaf.name for leaf in leaves[place + 1 :] if not leaf.hidden), None)


def _native(source: Path | io.BytesIO) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_object(source)
    except PasswordError as error:
        raise archive.protected() from error
    except (CalamineError, ValueError, OSError) as error:
        raise archive.damaged() from error


def _open_xlsx(path: Path, wanted: str | None) -> Book:
    container = archive.Archive(path)
    parts = xlsx_parts.sheets_of(container)
    leaves = [Leaf(part.name, part.hidden) for part in parts]
    chosen = choose(leaves, wanted)
    base = xlsx_parts.base_book(xlsx_parts.shared_parts(container))
    by_name = {part.name: part for part in reversed(parts)}
    while True:
        part = by_name[chosen]
        found = xlsx_parts.SheetRows(container, part.part)
        following = _next_visible(leaves, chosen) if wanted is None else None
        if found.total or following is None:
            return Book(leaves, chosen, found.total, _sliced_rows(found, part, base))
        chosen = following


def _sliced_rows(found: xlsx_parts.SheetRows, part: xlsx_parts.SheetPart, base: bytes) -> Iterator[Batch]:
    for piece in found:
        with _native(xlsx_parts.slice_book(base, part.part, piece.data)) as book:
            try:
                sheet = book.get_sheet_by_name(part.name)
            except (CalamineError, ValueError) as error:
                raise archive.damaged() from error
            start = sheet.start
            if start is None:
                yield Batch([], [])
                continue
            _check_extent(sheet)
            rows = sheet.to_python(skip_empty_area=True)
        del book, sheet
        yield from _batches(rows, piece.base + start[0] + 1, start[1])


def _dense_rows(sheet: CalamineSheet) -> Iterator[Batch]:
    if sheet.start is None:
        return
    _check_extent(sheet)
    first_column = sheet.start[1]
    held: list[Sequence[object]] = []
    number = 1
    for row in sheet.iter_rows():
        held.append(row)
        if len(held) == limits.BATCH_ROWS:
            yield from _batches(held, number, first_column)
            number += len(held)
            held = []
    yield from _batches(held, number, first_column)


def _check_extent(sheet: CalamineSheet) -> None:
    end = sheet.end
    if end is None:
        return
    if end[1] >= limits.COLUMNS:
        raise xlsx_parts.too_wide(end[1] + 1)
    if end[0] >= limits.ROWS:
        raise xlsx_parts.too_long()


def _batches(rows: Sequence[Sequence[object]], number: int, indent: int) -> Iterator[Batch]:
    """`rows` as batches from row `number` on, empty rows left out, `indent` empty cells before each."""
    lead: Row = [None] * indent
    step = max(1, min(limits.BATCH_ROWS, 50_000 // max(1, len(rows[0]) if rows else 1)))
    most = limits.CELL_CHARACTERS
    other = _OtherCell()
    for begin in range(0, len(rows), step):
        batch = Batch([], [], [])
        for offset, row in enumerate(rows[begin : begin + step], number + begin):
            cells = [
                # ordinary text goes by without a call: most cells of a list are such
                value
                if isinstance(value, str) and value >= "!" and "\r" not in value and len(value) < most
                else other(value)
                for value in row
            ]
            if cells.count(None) == len(cells):
                continue
            if other.met_long:
                other.met_long = False
                long = next(
                    place for place, cell in enumerate(cells) if isinstance(cell, str) and len(cell) > most
                )
                batch.problems.append(long_cell(offset, indent + long, str(cells[long])))
                continue
            batch.numbers.append(offset)
            batch.rows.append(lead + cells if indent else cells)
        yield batch


class _OtherCell:
    """Makes cells of all values but ordinary text, and remembers that one was too long."""

    def __init__(self) -> None:
        self.met_long = False

    def __call__(self, value: object) -> Cell:
        cell = plain_cell(value)
        if isinstance(cell, str) and len(cell) > limits.CELL_CHARACTERS:
            self.met_long = True
        return cell


def long_cell(row: int, column: int, value: str) -> Problem:
    """The report of a cell above the limit; `column` counts from 0 and becomes its title later."""
    return Problem(
        row,
        f"#{column}",
        f"{value[:40]}…",
        f"cellule de {len(value)} caractères, {limits.CELL_CHARACTERS} au plus",
    )


def _check_open_document(path: Path) -> None:
    data = archive.Archive(path).xml("content.xml")
    for match in _REPEAT.finditer(data):
        axis, count = match[1], int(match[2][:12])
        if axis == b"rows" and count > limits.ROWS:
            raise xlsx_parts.too_long()
        if axis == b"columns" and count > _ODS_COLUMNS:
            raise xlsx_parts.too_wide(count)
