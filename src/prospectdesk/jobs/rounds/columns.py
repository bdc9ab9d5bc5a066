"""Keeps the sets of columns loaded and saved: after a rebuild, and when many rows changed since (PERFORMANCE §0.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prospectdesk.commands.columns import SaveColumns
    from prospectdesk.queries.reader import Reader
    from prospectdesk.store.columns import ColumnSet
    from prospectdesk.store.connection import Connection
    from prospectdesk.store.points import PointSet

WORTH = 2_000
"""Companies changed since the last saving from which saving again is worth its writing."""


def is_due(reader: Reader) -> bool:
    """Whether a loaded set was rebuilt and never saved, or over 2,000 companies changed since."""
    return any(_is_worth(reader, one) for one in (reader.columns, reader.points))


def slices(reader: Reader) -> Iterator[SaveColumns]:
    """The commands that save what is due; each is short, so that a person's own get in between."""
    from prospectdesk.commands.columns import SaveColumns, saving

    for one in (reader.columns, reader.points):
        if one is not None and _is_worth(reader, one):
            yield from saving(one)
    while reader.run(_remains):
        yield SaveColumns(())


def _is_worth(reader: Reader, one: ColumnSet | PointSet | None) -> bool:
    from prospectdesk.store.column_stamps import unsaved

    return one is not None and (one.saved < 0 or reader.run(unsaved, one.saved, WORTH + 1) > WORTH)


def _remains(conn: Connection) -> bool:
    from prospectdesk.store.column_stamps import held_upto

    sql = "SELECT 1 FROM column_dirty WHERE batch <= ? LIMIT 1"
    return conn.execute(sql, (held_upto(conn),)).fetchone() is not None
