"""To which company a contact or a note belongs, as numbers by row id: a text hit leads there without its row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from prospectdesk.store.column_sql import CHUNK, NONE, numbers
from prospectdesk.store.connection import Connection

Link = NDArray[np.int32]
SPARE = 4_096

_LIVE = {
    "contact": "deleted_at IS NULL AND erased_at IS NULL",
    "timeline": "deleted_at IS NULL AND type IN ('note', 'appel')",
}
TABLES = tuple(_LIVE)
"""The linked tables; of the timeline only notes and calls, of both only live rows."""


def _owner(table: str) -> str:
    return f"CASE WHEN {_LIVE[table]} THEN company_id ELSE {NONE} END"


def _highest(conn: Connection, table: str) -> int:
    return int(conn.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


def read_link(conn: Connection, table: str) -> Link:
    """The whole link of a table."""
    link = np.full(_highest(conn, table) + 1, NONE, np.int32)
    for start in range(0, len(link), CHUNK):
        ids, owners = conn.execute(
            f"SELECT group_concat(id), group_concat({_owner(table)}) FROM {table} WHERE id BETWEEN ? AND ?",
            (start, start + CHUNK - 1),
        ).fetchone()
        if ids is not None:
            link[numbers(ids)] = numbers(owners)
    return link


def follow_link(conn: Connection, table: str, link: Link, companies: Sequence[int]) -> Link:
    """The link after rows of `companies` may have changed; a larger array when rows were added."""
    highest = _highest(conn, table)
    if highest >= len(link):
        larger = np.full(highest + 1 + SPARE, NONE, np.int32)
        larger[: len(link)] = link
        link = larger
    for start in range(0, len(companies), 256):
        part = companies[start : start + 256]
        marks = ", ".join("?" * len(part))
        cursor = conn.execute(f"SELECT id, {_owner(table)} FROM {table} WHERE company_id IN ({marks})", part)
        for one, owner in cursor:
            link[one] = owner
    return link
