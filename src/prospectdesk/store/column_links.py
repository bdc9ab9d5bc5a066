"""To which company a contact or a note belongs, as numbers by row id: a text hit leads there without its row."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator, Mapping, MutableMapping, Sequence

import numpy as np
from numpy.typing import NDArray

from prospectdesk.store.column_sql import CHUNK, NONE, numbers
from prospectdesk.store.connection import Connection

Link = NDArray[np.int32]
SPARE = 4_096
FEW = 64
"""So many new rows are taken one by one."""

PACKED = 1 << 20
"""Bytes from which a link is packed at rest."""

_LIVE = {
    "contact": "deleted_at IS NULL AND erased_at IS NULL",
    "timeline": "deleted_at IS NULL AND type IN ('note', 'appel')",
}
TABLES = tuple(_LIVE)
"""The linked tables; of the timeline only notes and calls, of both only live rows."""
APPENDED = ("timeline",)
"""Tables whose new rows are found by their ids (summaries.APPENDED): they mark no company."""


class Links(MutableMapping[str, Link]):
    """The link of each table. At rest they are packed, twenty megabytes at a million companies: only searches for texts
    and new rows need them, and unpacking takes some hundredths of a second. Threads share it.
    """

    def __init__(self, links: Mapping[str, Link]) -> None:
        self._links: dict[str, Link | bytes] = dict(links)
        self._lock = threading.Lock()

    def __getitem__(self, table: str) -> Link:
        with self._lock:
            found = self._links[table]
            if isinstance(found, bytes):
                found = self._links[table] = np.frombuffer(bytearray(zlib.decompress(found)), np.int32)
            return found

    def __setitem__(self, table: str, link: Link) -> None:
        with self._lock:
            self._links[table] = link

    def __delitem__(self, table: str) -> None:
        with self._lock:
            del self._links[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._links)

    def __len__(self) -> int:
        return len(self._links)

    @property
    def nbytes(self) -> int:
        """Bytes held in memory now."""
        return sum(len(one) if isinstance(one, bytes) else one.nbytes for one in self._links.values())

    def pack(self, table: str) -> None:
        """Makes a large link small until it is asked for; nobody may write into it meanwhile. For a worker."""
        link = self._links[table]
        if isinstance(link, bytes) or link.nbytes < PACKED:
            return
        small = zlib.compress(np.ascontiguousarray(link).data, 1)
        with self._lock:
            if self._links[table] is link:
                self._links[table] = small


def _owner(table: str) -> str:
    return f"CASE WHEN {_LIVE[table]} THEN company_id ELSE {NONE} END"


def highest(conn: Connection, table: str) -> int:
    """The highest row id of a table, 0 when it is empty."""
    return int(conn.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])


def last_known(link: Link) -> int:
    """The last row that a link knows the company of."""
    known = np.flatnonzero(link != NONE)
    return int(known[-1]) if len(known) else 0


def read_link(conn: Connection, table: str) -> Link:
    """The whole link of a table."""
    link = np.full(highest(conn, table) + 1, NONE, np.int32)
    _read(conn, table, link, 0)
    return link


def extend_link(conn: Connection, table: str, link: Link, since: int) -> tuple[Link, int]:
    """The link with the rows after `since`, and the highest row id now."""
    last = highest(conn, table)
    if last > since:
        link = _roomy(link, last)
    if last - since > FEW:
        _read(conn, table, link, since + 1)
    elif last > since:
        for one, owner in conn.execute(f"SELECT id, {_owner(table)} FROM {table} WHERE id > ?", (since,)):
            link[one] = owner
    return link, last


def _read(conn: Connection, table: str, link: Link, first: int) -> None:
    """Reads the rows from `first` on; the link has room for them."""
    for start in range(first, len(link), CHUNK):
        ids, owners = conn.execute(
            f"SELECT group_concat(id), group_concat({_owner(table)}) FROM {table} WHERE id BETWEEN ? AND ?",
            (start, start + CHUNK - 1),
        ).fetchone()
        if ids is not None:
            link[numbers(ids)] = numbers(owners)


def _roomy(link: Link, last: int) -> Link:
    """A link with room for the row `last`."""
    if last < len(link):
        return link
    larger = np.full(last + 1 + SPARE, NONE, np.int32)
    larger[: len(link)] = link
    return larger


def follow_link(conn: Connection, table: str, link: Link, companies: Sequence[int]) -> Link:
    """The link after rows of `companies` may have changed; a larger array when rows were added."""
    link = _roomy(link, highest(conn, table))
    for start in range(0, len(companies), 256):
        part = companies[start : start + 256]
        marks = ", ".join("?" * len(part))
        cursor = conn.execute(f"SELECT id, {_owner(table)} FROM {table} WHERE company_id IN ({marks})", part)
        for one, owner in cursor:
            link[one] = owner
    return link
