"""Writing .csv for French spreadsheets: UTF-8 with BOM, semicolons, guarded against formulas (T9)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import IO

from prospectdesk.sheets.cells import Cell, cell_text

_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
_NUMBER = re.compile(r"[+-]?[0-9][0-9\u00a0\u202f ]*(?:[.,][0-9]+)?(?:\s?[%€])?")
_PHONE = re.compile(r"\+[0-9](?:[0-9 .\u00a0\u202f]|\(0\))*")
_GUARDED = re.compile(r"'+[=+\-@\t]")


def write_csv(target: IO[bytes], titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write header and `rows` to `target`, dates as dd/mm/yyyy, decimals with a comma; gives "
    "the row count."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", errors="replace", newline="", write_through=False)
    try:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow([guarded(title) for title in titles])
        count = 0
        for row in rows:
            writer.writerow([_text(value) for value in row])
            count += 1
        text.flush()
        return count
    finally:
        text.detach()


def guarded(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet would calculate; numbers and phones as they are.

    Line ends become \\n. The reader takes the apostrophe away again.
    """
    if "\r" in text or "\x00" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.startswith(_STARTS):
        return text
    if text[0] == "'":
        return f"'{text}" if _GUARDED.match(text) else text
    if _NUMBER.fullmatch(text) or _PHONE.fullmatch(text):
        return text
    return f"'{text}"


def _text(value: Cell) -> str:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, float):
        return cell_text(value).replace(".", ",")
    return cell_text(value)
