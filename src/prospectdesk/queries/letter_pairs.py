"""Two letters inside a name, by the pieces of three that hold them: the search tables know no shorter ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from prospectdesk.store.column_sql import numbers
from prospectdesk.store.connection import Connection

Ids = NDArray[np.int64]
LAST = "\U0010ffff"
VOCABULARY = "temp.pieces"


def holding(conn: Connection, table: str, column: str, text: str) -> Ids:
    """Row ids of the search table `table` whose `column` holds the two characters `text`, doubles possible.

    All but values of two characters, which have no piece.
    """
    pieces = _pieces(conn, table, text)
    sql = f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?"
    found = [numbers(conn.execute(sql, (_match(column, one),)).fetchone()[0]) for one in pieces]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _match(column: str, piece: str) -> str:
    quoted = piece.replace('"', '""')
    return f'{{{column}}} : "{quoted}"'


def _pieces(conn: Connection, table: str, text: str) -> list[str]:
    """The pieces that begin with the text, and those that end with it: a value may end with it too."""
    before = conn.execute("PRAGMA query_only").fetchone()[0]
    conn.execute(
        "PRAGMA query_only = OFF"
    )  # of the connection's own memory; a reader's file is opened for reading
    try:
        conn.execute(f"CREATE VIRTUAL TABLE {VOCABULARY} USING fts5vocab('main', '{table}', 'row')")
        try:
            begun = f"SELECT term FROM {VOCABULARY} WHERE term >= ? AND term < ?"
            found = [row[0] for row in conn.execute(begun, (text, text + LAST)).fetchall()]
            return list(dict.fromkeys([*found, *(first + text for first in _firsts(conn))]))
        finally:
            conn.execute(f"DROP TABLE {VOCABULARY}")
    finally:
        conn.execute(f"PRAGMA query_only = {int(before)}")


def _firsts(conn: Connection) -> Iterator[str]:
    """Every character that a piece begins with: one look into the index each."""
    sql = f"SELECT term FROM {VOCABULARY} WHERE term > ? LIMIT 1"
    row = conn.execute(sql, ("",)).fetchone()
    while row is not None:
        yield row[0][0]
        row = conn.execute(sql, (row[0][0] + LAST,)).fetchone()
