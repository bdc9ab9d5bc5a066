"""The XML of a .xlsx looked at before calamine does: sheets, real extent, and slices of bounded size.

calamine makes every sheet dense, so two far cells could cost gigabytes: the sheet is cut into slices
of rows, each given to calamine as a small workbook of its own, and no declared dimension is kept.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from prospectdesk.domain.errors import BadFile
from prospectdesk.sheets import archive, limits

_ROW_NUMBER = re.compile(rb"""(?:^|\s)r\s*=\s*["'](\d{1,9})["']""")
_CELL_COLUMN = re.compile(rb"""[^>]*?\sr\s*=\s*["']\$?([A-Za-z]+)""")
_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?=[\s/>])[^>]*>")
_DIMENSION = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?dimension(?=[\s/>])[^>]*>")
_RELATION_ID = "id"


@dataclass(frozen=True)
class SheetPart:
    """One sheet of a workbook: its name, its zip part, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Slice:
    """A small sheet of consecutive rows; rows that carry no number count from `base`."""

    data: bytes
    base: int


def sheets_of(container: archive.Archive) -> list[SheetPart]:
    """The worksheets in workbook order. Raises BadFile when the workbook names none."""
    book = _workbook_part(container)
    folder, _, file = book.rpartition("/")
    targets = _targets(container, posixpath.join(folder, "_rels", f"{file}.rels"), folder)
    found = []
    for tag, attributes in _elements(container.xml(book)):
        if tag != "sheet":
            continue
        relation = next((value for key, value in attributes.items() if key.endswith(f":{_RELATION_ID}")), "")
        part = targets.get(relation, "")
        if part in container.names:
            hidden = attributes.get("state", "visible") != "visible"
            found.append(SheetPart(attributes.get("name", ""), part, hidden))
    if not found:
        raise archive.damaged()
    return found


class SheetRows:
    """The rows of one sheet, found in its XML; iterating gives slices that stay small once dense.

    `total` is how many rows are spelled out with cells. Raises BadFile for too many rows or columns.
    """

    def __init__(self, container: archive.Archive, part: str) -> None:
        self._data = container.xml(part)
        self._starts = array("Q")
        self._numbers = array("L")
        self._width = 1
        self.total = 0
        opening = _SHEET_DATA.search(self._data)
        if not opening or opening.group().endswith(b"/>"):
            return
        prefix, begin = bytes(opening[1]), opening.end()
        self._head = _DIMENSION.sub(b"", bytes(self._data[:begin]))
        self._tail = b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"
        self._cell = b"<" + prefix + b"c"
        del opening  # a match holds its buffer
        if self._data.find(b"<!", begin) >= 0:
            self._data = _without_comments(self._data)
        last = self._data.rfind(b"</" + prefix + b"sheetData")
        self._end = last if last >= begin else len(self._data)
        self._find_rows(prefix, begin)
        if self._width > limits.COLUMNS:
            self._drop_empty_cells(begin)
            self._find_rows(prefix, begin)
        if self._width > limits.COLUMNS:
            raise too_wide(self._width)
        self.total = len(self._starts)

    def __iter__(self) -> Iterator[Slice]:
        most = max(1, limits.CHUNK_CELLS // self._width)
        first = 0
        for place in range(1, self.total):
            tall = self._numbers[place] - self._numbers[first] >= most
            if tall or self._starts[place] - self._starts[first] >= limits.CHUNK_BYTES:
                yield self._slice(first, self._starts[place])
                first = place
        if self.total:
            yield self._slice(first, self._end)

    def _slice(self, first: int, end: int) -> Slice:
        begin = self._starts[first]
        stated = self._data.find(b">", begin)
        attributes = self._data[begin:stated]
        cell = self._data.find(self._cell, stated, end)
        numbered = _ROW_NUMBER.search(attributes) or (cell >= 0 and _CELL_COLUMN.match(self._data, cell))
        base = 0 if numbered else self._numbers[first] - 1
        return Slice(self._head + self._data[begin:end] + self._tail, base)

    def _find_rows(self, prefix: bytes, begin: int) -> None:
        """Fill starts and numbers of the rows that hold cells, and the width by their last cells."""
        del self._starts[:], self._numbers[:]
        data, cell, width, previous, open_at = self._data, self._cell, 1, 0, -1
        row = re.compile(rb"<" + prefix + rb"row(?=[\s/>])([^>]*)>")
        for match in row.finditer(data, begin, self._end):
            attributes = match[1]
            stated = _ROW_NUMBER.search(attributes)
            number = int(stated[1]) if stated else previous + 1
            if not 1 <= number <= limits.ROWS:
                raise too_long()
            if number <= previous:
                raise archive.damaged()
            previous = number
            if open_at >= 0:
                width = max(width, _last_column(data, cell, open_at, match.start()))
            open_at = -1
            if not attributes.endswith(b"/"):
                open_at = match.start()
                self._starts.append(open_at)
                self._numbers.append(number)
        if open_at >= 0:
            width = max(width, _last_column(data, cell, open_at, self._end))
        self._width = width

    def _drop_empty_cells(self, begin: int) -> None:
        """Formatting alone often reaches the last column: cells without a value are no columns."""
        empty = re.compile(self._cell + rb"(?=[\s/])[^>]*/>")
        body = empty.sub(b"", self._data[begin : self._end])
        self._data = self._data[:begin] + body
        self._end = len(self._data)


def _last_column(data: bytearray, cell: bytes, begin: int, end: int) -> int:
    place = data.rfind(cell + b" ", begin, end)
    if place < 0:
        return max(1, data.count(cell + b">", begin, end))
    match = _CELL_COLUMN.match(data, place, end)
    if not match:
        return max(1, data.count(cell, begin, end))
    return column_number(match[1])


def base_book(parts: dict[str, bytearray]) -> bytes:
    """A small workbook (zip) of the parts that every slice needs."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, data in parts.items():
            book.writestr(name, bytes(data))
    return target.getvalue()


def slice_book(base: bytes, part: str, sheet: bytes) -> io.BytesIO:
    """`base` with `sheet` at the place of `part`."""
    target = io.BytesIO(base)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_STORED) as book:
        book.writestr(part, sheet)
    target.seek(0)
    return target


def shared_parts(container: archive.Archive) -> dict[str, bytearray]:
    """The parts that every slice needs: workbook, relations, styles, shared strings."""
    wanted = [_workbook_part(container), "[Content_Types].xml"]
    wanted += [
        name
        for name in container.names
        if (name.endswith(".rels") and "worksheets" not in name)
        or posixpath.basename(name).lower() in ("styles.xml", "sharedstrings.xml")
    ]
    return {name: container.xml(name) for name in dict.fromkeys(wanted) if name in container.names}


def _workbook_part(container: archive.Archive) -> str:
    names = container.names
    if "xl/workbook.xml" in names:
        return "xl/workbook.xml"
    return min((name for name in names if name.endswith("workbook.xml")), key=len)


def _targets(container: archive.Archive, part: str, folder: str) -> dict[str, str]:
    if part not in container.names:
        raise archive.damaged()
    found = {}
    for tag, attributes in _elements(container.xml(part)):
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[attributes.get("Id", "")] = posixpath.normpath(path)
    return found


def _elements(data: bytearray) -> list[tuple[str, dict[str, str]]]:
    """Local names and attributes of all elements of a small XML part."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise archive.damaged() from error
    return found


def _without_comments(data: bytearray) -> bytearray:
    """`data` without comments; a CDATA section could hide rows from the cutting: refused."""
    if b"<![CDATA[" in data:
        raise archive.hostile()
    return bytearray(re.sub(rb"<!--.*?-->", b"", data, flags=re.DOTALL))


def column_number(letters: bytes | bytearray) -> int:
    """The number of a column from its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def too_wide(width: int) -> BadFile:
    """The sentence for a sheet with too many columns."""
    return BadFile(
        "too_many_columns",
        "Cette feuille a {count} colonnes, {limit} au plus sont acceptées\u00a0; supprimez "
        "celles qui ne servent pas.",
        count=width,
        limit=limits.COLUMNS,
    )


def too_long() -> BadFile:
    """The sentence for a sheet with too many rows."""
    return BadFile(
        "too_many_rows",
        "Cette feuille dépasse {limit} lignes\u00a0; découpez-la en plusieurs fichiers.",
        limit=limits.ROWS,
    )
