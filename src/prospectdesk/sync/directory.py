"""The directory of a local store as records for the centre, and a store emptied of everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.store.tables import metadata
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

OF_REGISTER = ("company", "establishment", "commune_centre")
"""Tables an import of the register fills, parents first."""


def columns(table: str) -> list[str]:
    """The travelling columns of a table but its scope."""
    return [column.name for column in rules.columns(table) if column.name != "scope"]


def records(conn: Connection, table: str) -> Iterator[Sequence[Any]]:
    """Uid and values of every directory row; references as the uid of their row."""
    parts = []
    for column in rules.columns(table):
        if column.name == "scope":
            continue
        if column.target is None:
            parts.append(f't."{column.name}"')
        else:
            parts.append(f'(SELECT r.uid FROM "{column.target}" r WHERE r.id = t."{column.name}")')
    yield from conn.execute(f'SELECT t.uid, {", ".join(parts)} FROM "{table}" t WHERE t.scope = 0')


def only_directory(conn: Connection) -> int:
    """Takes everything but the directory out of a copy of a store; answers the rows left. The copy is not a profile."""
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("BEGIN IMMEDIATE")
    conn.execute("UPDATE write_state SET muted = 1")
    for table in reversed(metadata.sorted_tables):
        if table.info["synced"]:
            conn.execute(f'DELETE FROM "{table.name}" WHERE scope <> 0')
        elif table.name != "write_state":
            conn.execute(f'DELETE FROM "{table.name}"')
    conn.execute("UPDATE write_state SET muted = 0")
    conn.execute("COMMIT")
    counted = [
        conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for name in TABLES
        if name in rules.DIRECTORY_TABLES
    ]
    return int(sum(counted))
