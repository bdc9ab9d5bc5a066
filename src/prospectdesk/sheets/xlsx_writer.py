"""A streaming .xlsx writer on the standard library: inline strings, one sheet, never a formula (T9)."""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from prospectdesk.sheets.cells import Cell

CELL_MOST = 32_767
"""Characters that Excel accepts in one cell."""
ROWS_MOST = 1_048_575
"""Rows below the header of one sheet."""
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_DAY = date(1900, 3, 1).toordinal()
_SAFE_INTEGER = 10**15
_BLOCK_ROWS = 500
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'<styleSheet xmlns="{_NAMESPACE}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz '
    'val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_HEADER, _DATE, _INSTANT, _TEXT = 1, 2, 3, 4
_TAG = f'" s="{_TEXT}" t="inlineStr"><is><t>'
_KEEPING_TAG = f'" s="{_TEXT}" t="inlineStr"><is><t xml:space="preserve">'
"""Cells of texts have the format Text: a person who edits "=1+1" or a SIRET there still has a text."""


@dataclass(frozen=True)
class Column:
    """One column of a list: its title and its width in characters."""

    title: str
    width: float = 16


class TooManyRows(Exception):
    """More rows than one sheet can hold."""


class TooLongCell(Exception):
    """A text longer than Excel accepts; `row` counts from 1 under the header."""

    def __init__(self, row: int, column: str, length: int) -> None:
        super().__init__(row, column, length)
        self.row = row
        self.column = column
        self.length = length


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its title, its columns and its rows, read once."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]


def write_xlsx(
    target: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, title: str = "Liste"
) -> int:
    """Write header and `rows` to `target`; gives the number of rows. Aware instants are written as they
    read in their zone. Raises TooManyRows or TooLongCell; memory does not grow with the rows."""
    return write_book(target, [Sheet(title, columns, rows)])


def write_book(target: IO[bytes], sheets: Sequence[Sheet]) -> int:
    """Write a workbook of several sheets; gives the number of rows of them all. Raises as write_xlsx."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1, allowZip64=True) as book:
        for name, text in _fixed_parts([sheet_title(one.title) for one in sheets]):
            with book.open(name, "w") as part:  # by name: the compression of the book, and no clock
                part.write((_DECLARATION + text).encode())
        count = 0
        for number, one in enumerate(sheets, 1):
            with book.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                count += _write_sheet(part, one.columns, one.rows)
        return count


def sheet_title(title: str) -> str:
    """`title` as Excel allows a sheet name: 31 characters, none of []:*?/\\, no apostrophe around."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", _BAD.sub("", title)).strip(" '")[:31].strip(" '")
    return plain or "Liste"


def column_letters(number: int) -> str:
    """The letters of column `number`, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _write_sheet(sheet: IO[bytes], columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
    sheet.write(_sheet_head(columns).encode())
    places = [f'<c r="{column_letters(number)}' for number in range(1, len(columns) + 1)]
    count = 0
    block: list[str] = []
    for row in rows:
        count += 1
        if count > ROWS_MOST:
            raise TooManyRows
        block.append(_row(count, places, row, columns))
        if len(block) == _BLOCK_ROWS:
            sheet.write(_block_bytes(block))
            block.clear()
    sheet.write(_block_bytes(block))
    last = f"{column_letters(len(columns))}{count + 1}"
    sheet.write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode())
    return count


def _row(number: int, places: list[str], row: Sequence[Cell], columns: Sequence[Column]) -> str:
    line = str(number + 1)
    parts = [f'<row r="{line}">']
    for at, value in enumerate(row):
        if isinstance(value, str):
            if not value:
                continue
            if len(value) > CELL_MOST:
                raise TooLongCell(number, columns[at].title, len(value))
            text = escape(value) if "&" in value or "<" in value or ">" in value else value
            tag = _TAG if value.strip() == value else _KEEPING_TAG
            parts.append(f"{places[at]}{line}{tag}{text}</t></is></c>")
        elif value is not None:
            parts.append(_other_cell(f"{places[at]}{line}", value))
    parts.append("</row>")
    return "".join(parts)


def _block_bytes(block: list[str]) -> bytes:
    """Some rows as bytes. What XML or Excel would misread in texts is put right for the block at once:
    markup holds none of it."""
    return _tidy("".join(block)).encode("utf-8", "replace")


def _tidy(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _BAD.search(text):
        text = _BAD.sub("", text)
    if "_x" in text:
        text = _ESCAPE_LOOKALIKE.sub("_x005F_", text)
    return text


def _other_cell(place: str, value: Cell) -> str:
    if isinstance(value, bool):
        return f'{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        serial = _serial(value)
        return (
            f'{place}" s="{_INSTANT}"><v>{serial!r}</v></c>'
            if serial
            else _string(place, value.strftime("%d/%m/%Y %H:%M"))
        )
    if isinstance(value, date):
        day = value.toordinal()
        return (
            f'{place}" s="{_DATE}"><v>{day - _EPOCH}</v></c>'
            if day >= _FIRST_DAY
            else _string(place, value.strftime("%d/%m/%Y"))
        )
    if isinstance(value, int) and not -_SAFE_INTEGER < value < _SAFE_INTEGER:
        return _string(place, str(value))
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return f'{place}"><v>{value!r}</v></c>'


def _string(place: str, text: str) -> str:
    return f'{place}" s="{_TEXT}" t="inlineStr"><is><t>{text}</t></is></c>'


def _serial(value: datetime) -> float:
    """The day number of Excel; 0 before March 1900, which Excel counts wrongly."""
    day = value.toordinal()
    if day < _FIRST_DAY:
        return 0
    return day - _EPOCH + (value.hour * 3600 + value.minute * 60 + value.second) / 86_400


def _sheet_head(columns: Sequence[Column]) -> str:
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{column.width:g}" customWidth="1"/>'
        for number, column in enumerate(columns, 1)
    )
    titles = "".join(
        f'<c r="{column_letters(number)}1" s="{_HEADER}" t="inlineStr"><is><t '
        f'xml:space="preserve">{_tidy(escape(column.title))}</t></is></c>'
        for number, column in enumerate(columns, 1)
    )
    return (
        f'{_DECLARATION}<worksheet xmlns="{_NAMESPACE}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        'state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData><row r="1">{titles}</row>'
    )


def _fixed_parts(titles: Sequence[str]) -> list[tuple[str, str]]:
    numbers = range(1, len(titles) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{one}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for one in numbers
    )
    entries = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{one}" r:id="rId{one}"/>'
        for one, title in zip(numbers, titles, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{one}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{one}.xml"/>'
        for one in numbers
    )
    styles = f'<Relationship Id="rId{len(titles) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return [
        (
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/><Override '
            f'PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
        ),
        (
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}{styles}</Relationships>',
        ),
        ("xl/styles.xml", _STYLES),
    ]
