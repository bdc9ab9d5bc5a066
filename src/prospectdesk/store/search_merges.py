"""How often the search tables merge what single commits add to them."""

from __future__ import annotations

from prospectdesk.store.connection import Connection

SETTINGS = {"automerge": 16, "crisismerge": 64}
"""Pieces of one size that are merged into one, a little at each commit: at SQLite's own 4 half of the pages a note
writes are merges. At its own 16 for the second, one commit in many would do all of a merge at once."""


def settle(conn: Connection) -> None:
    """Sets it in search tables that do not have it yet; within a transaction, kept in the file."""
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%'"
    ).fetchall()
    for (name,) in tables:
        known = dict(conn.execute(f"SELECT k, v FROM {name}_config").fetchall())
        for key, value in SETTINGS.items():
            if known.get(key) != value:
                conn.execute(f"INSERT INTO {name} ({name}, rank) VALUES (?, ?)", (key, value))
