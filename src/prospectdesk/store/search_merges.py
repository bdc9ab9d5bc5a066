"""How often the search tables merge what single commits add to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prospectdesk.store.connection import Connection

SETTINGS = {"automerge": 16, "crisismerge": 64}
"""Pieces of one size that are merged into one, a little at each commit: at SQLite's own 4 half of the pages a note
writes are merges. At its own 16 for the second, one commit in many would do all of a merge at once."""


OLDEST = (3, 42)
"""The first SQLite that can take words out of the pieces where they stand."""


@contextmanager
def thorough(conn: Connection) -> Iterator[None]:
    """Words taken out within leave the file at once; without it they stay in their piece until it is merged.

    Within a transaction. For who asked to be forgotten: it reads and writes more than a merge some time later.
    """
    version = tuple(map(int, conn.execute("SELECT sqlite_version()").fetchone()[0].split(".")))
    names = _tables(conn) if version >= OLDEST else []
    for name in names:
        conn.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('secure-delete', 1)")
    yield
    for name in names:
        conn.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('secure-delete', 0)")


def settle(conn: Connection) -> None:
    """Sets it in search tables that do not have it yet; within a transaction, kept in the file."""
    for name in _tables(conn):
        known = dict(conn.execute(f"SELECT k, v FROM {name}_config").fetchall())
        for key, value in SETTINGS.items():
            if known.get(key) != value:
                conn.execute(f"INSERT INTO {name} ({name}, rank) VALUES (?, ?)", (key, value))


def _tables(conn: Connection) -> list[str]:
    rows = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%'"
    )
    return [name for (name,) in rows.fetchall()]
