"""The XML of a .xlsx looked at before calamine does: sheets, real extent, and slices of bounded size.

calamine makes every sheet dense, so two far cells could cost gigabytes: the sheet is cut into slices
of rows, each given to calamine as a small workbook of its own, and no declared dimension is kept.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from prospectdesk.domain.errors import BadFile
from prospectdesk.sheets import archive, limits

_ROW = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?row(?=[\s/>])([^>]*)>")
_ROW_NUMBER = re.compile(rb"""(?:^|\s)r\s*=\s*["'](\d{1,9})["']""")
_FAR_COLUMN = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{2,})\$?\d""")
_EMPTY_CELL = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c(?=[\s/])[^>]*/>")
_SHEET_DATA = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?sheetData(?=[\s/>])[^>]*>")
_NUMBERED_CELL = re.compile(rb"\s*<(?:[A-Za-z_][\w.-]*:)?c\s[^>]*\br\s*=")
_DIMENSION = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?dimension(?=[\s/>])[^>]*>")
_HIDING = (b"<!--", b"<![CDATA[")
_RELATION_ID = "id"


@dataclass(frozen=True)
class SheetPart:
    """One sheet of a workbook: its name, its zip part, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Slice:
    """Bytes of consecutive rows of a sheet; rows that carry no number count from `base`."""

    data: bytes
    rows: int
    base: int


@dataclass(frozen=True)
class _Cut:
    begin: int
    end: int
    rows: int
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


def slices(container: archive.Archive, part: str) -> Iterator[Slice]:
    """The rows of the sheet in `part` as slices that stay small once dense. Raises BadFile."""
    data = container.xml(part)
    opening = _SHEET_DATA.search(data)
    if not opening or opening.group().endswith(b"/>"):
        return
    head = _DIMENSION.sub(b"", bytes(data[: opening.end()]))
    begin = opening.end()
    del opening  # a match holds its buffer
    end = _end_of_rows(data, begin)
    if any(data.find(mark, begin, end) >= 0 for mark in _HIDING):
        data = _without_comments(data)
    data, width = _measured(data, begin)
    end = _end_of_rows(data, begin)
    tail = _closing_tags(head)
    for cut in _cuts(data, begin, end, width):
        yield Slice(head + data[cut.begin : cut.end] + tail, cut.rows, cut.base)


def row_count(container: archive.Archive, part: str) -> int:
    """How many rows the sheet in `part` spells out, empty ones included."""
    return sum(block.count(b"row ") + block.count(b"row>") for block in container.blocks(part)) // 2


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
        name for name in container.names
        if name.endswith(".rels") and "worksheets" not in name
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


def _end_of_rows(data: bytearray, begin: int) -> int:
    last = max(data.rfind(b"</sheetData"), data.rfind(b":sheetData"))
    if last < begin:
        return len(data)
    return data.rfind(b"<", 0, last + 1)


def _without_comments(data: bytearray) -> bytearray:
    """`data` without comments; a CDATA section could hide rows from the cutting: refused."""
    if b"<![CDATA[" in data:
        raise archive.hostile()
    return bytearray(re.sub(rb"<!--.*?-->", b"", data, flags=re.DOTALL))


def _measured(data: bytearray, begin: int) -> tuple[bytearray, int]:
    """`data` and its width in columns; empty cells far right are dropped, full ones refused."""
    width = _width(data, begin)
    if width <= limits.COLUMNS:
        return data, width
    data = bytearray(data[:begin] + _EMPTY_CELL.sub(b"", data[begin:]))
    width = _width(data, begin)
    if width > limits.COLUMNS:
        raise too_wide(width)
    return data, width


def _width(data: bytearray, begin: int) -> int:
    far = {bytes(letters) for letters in _FAR_COLUMN.findall(data, begin)}
    return max((column_number(letters) for letters in far), default=26)


def column_number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, XFD is 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _cuts(data: bytearray, begin: int, end: int, width: int) -> Iterator[_Cut]:
    """Byte ranges of `data` whose rows, made dense, stay under the limit of cells."""
    most = max(1, limits.CHUNK_CELLS // width)
    start, first, previous, count, base = begin, 0, 0, 0, 0
    for match in _ROW.finditer(data, begin, end):
        attributes = match[1]
        stated = _ROW_NUMBER.search(attributes)
        number = int(stated[1]) if stated else previous + 1
        if not 1 <= number <= limits.ROWS:
            raise too_long()
        if number <= previous:
            raise archive.damaged()
        previous = number
        if attributes.endswith(b"/"):
            continue
        if count and number - first >= most:
            yield _Cut(start, match.start(), count, base)
            count = 0
        if not count:
            start, first = match.start(), number
            base = 0 if stated or _NUMBERED_CELL.match(data, match.end()) else number - 1
        count += 1
    if count:
        yield _Cut(start, end, count, base)


def _closing_tags(head: bytes) -> bytes:
    """The end tags for the elements that `head` leaves open: sheetData and worksheet."""
    data = _SHEET_DATA.search(head)
    prefix = b""
    if data and b":" in (name := re.split(rb"[\s/>]", data.group()[1:], maxsplit=1)[0]):
        prefix = name.partition(b":")[0] + b":"
    return b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"


def too_wide(width: int) -> BadFile:
    """The sentence for a sheet with too many columns."""
    return BadFile(
        "too_many_columns", "Cette feuille a {count} colonnes, {limit} au plus sont acceptées\u00a0; supprimez celles qui ne servent pas.",
        count=width, limit=limits.COLUMNS,
    )


def too_long() -> BadFile:
    """The sentence for a sheet with too many rows."""
    return BadFile("too_many_rows", "Cette feuille dépasse {limit} lignes\u00a0; découpez-la en plusieurs fichiers.", limit=limits.ROWS)
