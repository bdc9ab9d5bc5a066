"""The saved sets of columns and what they already hold of the changes marked dirty."""

from __future__ import annotations

from prospectdesk.store.connection import Connection

STAMP, POINTS = "stamp", "points"
"""Chunks that say of which moment a saved set is: of the columns of companies, of the points of establishments."""
MANY = 20_000
"""With more dirty rows than this, a set is to be loaded again."""

_BATCH = "json_extract(CAST(data AS TEXT), '$.batch')"


def held_upto(conn: Connection) -> int:
    """The last transaction that every saved set holds, -1 without one: dirty rows up to it may be forgotten."""
    sql = f"SELECT min({_BATCH}) FROM column_chunk WHERE name IN (?, ?) AND chunk = 0"
    found = conn.execute(sql, (STAMP, POINTS)).fetchone()[0]
    return -1 if found is None else int(found)


def drop_stale(conn: Connection) -> None:
    """Forgets saved points that too many companies changed since: nobody could bring them up to date."""
    row = conn.execute(
        f"SELECT {_BATCH} FROM column_chunk WHERE name = ? AND chunk = 0", (POINTS,)
    ).fetchone()
    if row is None:
        return
    sql = "SELECT count(*) FROM (SELECT 1 FROM column_dirty WHERE batch > ? LIMIT ?)"
    if conn.execute(sql, (row[0], MANY + 1)).fetchone()[0] > MANY:
        conn.execute("DELETE FROM column_chunk WHERE name LIKE 'point%'")


def unsaved(conn: Connection, since: int, most: int) -> int:
    """How many companies changed since a set was saved at `since`; counts no further than `most`."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM column_dirty WHERE batch > ? OR batch IS NULL LIMIT ?)"
    return int(conn.execute(sql, (since, most)).fetchone()[0])
