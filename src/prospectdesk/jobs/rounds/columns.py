"""Keeps the column set loaded and saved: after a rebuild, and when many rows changed since (PERFORMANCE §0.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prospectdesk.commands.columns import SaveColumns
    from prospectdesk.queries.reader import Reader
    from prospectdesk.store.connection import Connection

WORTH = 2_000
"""Companies changed since the last saving from which saving again is worth its writing."""


def is_due(reader: Reader) -> bool:
    """Whether the columns were rebuilt and never saved, or over 2,000 companies changed since."""
    columns = reader.columns
    if columns is None:
        return False
    return columns.saved < 0 or reader.run(columns.unsaved, WORTH + 1) > WORTH


def slices(reader: Reader) -> Iterator[SaveColumns]:
    """The commands that save the set; each is short, so that a person's own get in between."""
    from prospectdesk.commands.columns import SaveColumns, saving

    columns = reader.columns
    if columns is None:
        return
    yield from saving(columns)
    while reader.run(_remains, columns.saved):
        yield SaveColumns((), upto=columns.saved)


def _remains(conn: Connection, upto: int) -> bool:
    return conn.execute("SELECT 1 FROM column_dirty WHERE batch <= ? LIMIT 1", (upto,)).fetchone() is not None
