"""What the reading child answers about the official stock files: establishments first, then their legal units.

Only SIREN numbers are held between the two files, four bytes each: the names are joined where the rows are staged.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from prospectdesk.sheets import frames, limits, stock_files
from prospectdesk.sheets.cells import Problem
from prospectdesk.sheets.stock_files import SITES, UNITS, Block, Members, Places, Stock
from prospectdesk.sheets.stock_rows import SITE_NAMES, UNIT_NAMES, SiteRows, unit_records

Frame = tuple[bytes, object]
_SHOWN = 50
_TELL_S = 0.5


def preview(stock: Stock, kind: str) -> Iterator[Frame]:
    """The header and the first rows as they stand in the file."""
    yield frames.INFO, told(stock, kind)
    for block in stock.blocks(stock.header, None):
        rows = [list(row) for row in block.rows[:_SHOWN]]
        yield frames.BATCH, [list(block.numbers[:_SHOWN]), rows, _problems(block.problems[:_SHOWN])]
        break
    yield frames.END, None


def told(stock: Stock, kind: str) -> dict[str, object]:
    """What is known of a stock file before its rows."""
    text = stock.format != "parquet"
    return {
        "format": stock.format, "encoding": "utf-8" if text else None, "separator": None, "sheets": [], "sheet": None,
        "header": stock.header, "header_row": 1 if text else 0, "total": stock.total, "stock": kind,
    }  # fmt: skip


def parts(path: Path, spec: Mapping[str, Any]) -> Iterator[Frame]:
    """All records of an import: `spec` is {"units": path or None, "departments": codes or None for all}."""
    sites = stock_files.needed(path, SITES)
    units = stock_files.needed(Path(spec["units"]), UNITS) if spec["units"] else None
    yield frames.INFO, told(sites, SITES) | {"mapping": [], "remembered": False}
    wanted = None if spec["departments"] is None else Places(frozenset(spec["departments"]))
    rows = SiteRows()
    tell = _Tell()
    for block in sites.blocks(SITE_NAMES, wanted):
        for start in range(0, len(block.rows), limits.BATCH_ROWS):
            records = rows.batch(
                block.numbers[start : start + limits.BATCH_ROWS],
                block.rows[start : start + limits.BATCH_ROWS],
            )
            wrong = [Problem(*one) for one in rows.told.errors]
            rows.told.errors.clear()
            yield frames.BATCH, [[record[0] for record in records], records, _problems(wrong)]
        if block.problems:
            yield frames.BATCH, [[], [], _problems(block.problems)]
        yield from tell(block, SITES)
    if units is not None:
        members = None if wanted is None else Members(rows.sirens)
        for block in units.blocks(UNIT_NAMES, members):
            if block.rows:
                yield frames.UNITS, unit_records(block.rows)
            yield from tell(block, UNITS)
    yield (
        frames.END,
        [
            [title, reason, rows.told.warned[title, reason], lines]
            for (title, reason), lines in rows.told.warnings.items()
        ],
    )


class _Tell:
    """Says at each file, and twice a second, how far the reading is, also when no row is wanted for long."""

    def __init__(self) -> None:
        self._last, self._kind = 0.0, ""

    def __call__(self, block: Block, kind: str) -> Iterator[Frame]:
        now = time.monotonic()
        if kind != self._kind or now - self._last >= _TELL_S:
            self._last, self._kind = now, kind
            yield frames.BEAT, [block.done, block.total, stock_files.TITLES[kind]]


def _problems(found: list[Problem]) -> list[list[object]]:
    return [[one.row, one.column, one.value, one.reason] for one in found]
