"""How often the search tables merge what single commits add to them."""

from __future__ import annotations

from prospectdesk.store.connection import Connection

SEGMENTS = 16
"""Pieces of one size that are merged into one: at SQLite's own 4 half of the pages a note writes are merges."""


def settle(conn: Connection) -> None:
    """Sets it in search tables that do not have it yet; within a transaction, kept in the file."""
    tables = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE % USING fts5(%'"
    ).fetchall()
    for (name,) in tables:
        known = conn.execute(f"SELECT v FROM {name}_config WHERE k = 'automerge'").fetchone()
        if known is None or known[0] != SEGMENTS:
            conn.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('automerge', {SEGMENTS})")
