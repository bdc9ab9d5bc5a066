"""Values of cells, their text, and their form between the child process and the application."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

Cell = str | int | float | bool | date | datetime | None
"""One value of a sheet; None is an empty cell. Text is never empty and has \\n line ends."""
Row = list[Cell]
_EXACT = 10**15


@dataclass(frozen=True)
class Problem:
    """A row or line that cannot be used: where, what was read, and the French reason."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Some rows in file order; `numbers` are their row (or line) numbers in the file, from 1."""

    numbers: list[int]
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)
    units: list[list[Any]] = field(default_factory=list)
    """Legal units of the register, to be joined to the rows (`sheets.stock_rows.unit_records`)."""


def cell_text(value: Cell) -> str:
    """What a person would read in the cell; empty for None, numbers without ".0" nor exponent."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.strftime("%d/%m/%Y") if midnight else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        whole = int(value) if value.is_integer() else None
        return str(whole) if whole is not None else format(value, ".15f").rstrip("0").rstrip(".")
    return str(value)


def plain_cell(value: object) -> Cell:
    """A cell as calamine gives it, made a Cell: empty is None, whole numbers are int."""
    if isinstance(value, str):
        return _plain_text(value)
    if isinstance(value, float):
        if value.is_integer() and -_EXACT < value < _EXACT:
            return int(value)
        return value if -1e300 < value < 1e300 else None
    if value is None or isinstance(value, (bool, int, date)):
        return value
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")
    return str(value)


def _plain_text(value: str) -> str | None:
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return value if value and not value.isspace() else None


def dump(value: object) -> bytes:
    """`value` as JSON bytes; dates become {"$d": …} or {"$t": …}."""
    return json.dumps(value, default=_dump_date, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def load(data: bytes) -> object:
    """The inverse of `dump`."""
    return json.loads(data, object_hook=_load_date)


def _dump_date(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$t": value.isoformat()}
    if isinstance(value, date):
        return {"$d": value.isoformat()}
    raise TypeError(type(value).__name__)


def _load_date(value: dict[str, object]) -> object:
    if len(value) != 1:
        return value
    ((key, text),) = value.items()
    if key == "$d":
        return date.fromisoformat(str(text))
    if key == "$t":
        return datetime.fromisoformat(str(text))
    return value
