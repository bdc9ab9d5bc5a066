"""The column set: what filters and sorts need of every company, as numpy arrays by row id.

Saved as BLOB chunks inside the store (PERFORMANCE §0.1), kept true by the rows that
`store.summaries` marks dirty; about 55 MB in memory at a million companies.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prospectdesk.store import column_kinds, column_links, column_order, memory
from prospectdesk.store.column_kinds import Kinds
from prospectdesk.store.column_links import Link, Links
from prospectdesk.store.column_order import Order
from prospectdesk.store.column_sql import (
    CHUNK,
    DTYPES,
    LIVE,
    REGISTERED,
    Column,
    Numbered,
    Texts,
    empty,
    highest_id,
    read_chunk,
    read_rows,
)
from prospectdesk.store.column_stamps import MANY, STAMP
from prospectdesk.store.connection import Connection

LAYOUT = 3
"""Changes with DTYPES or the meaning of a column: saved chunks of another layout are not read."""
SPARE = 4_096
"""Row ids kept free at least, beside a sixteenth: a larger set means a second one in memory for a moment."""
PIECE = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One chunk to save: the name of its column, its number, its bytes."""

    name: str
    chunk: int
    data: bytes


class ColumnSet:
    """Arrays over all companies at one moment (`batch`); threads share it."""

    stamp = STAMP

    def __init__(
        self, arrays: dict[str, Column], links: dict[str, Link], order: Order, texts: Texts, batch: int
    ) -> None:
        self.arrays = arrays
        self.links = Links(links)
        self.order = order
        self.texts = texts
        self.batch = batch
        self.saved = batch
        self._lock = threading.Lock()
        self._ranks: Order | None = None
        self._town_ranks: NDArray[np.int32] | None = None
        self._texts: dict[str, tuple[int, Order]] = {}
        self._kinds: Kinds | None = None
        self._known = {table: column_links.last_known(links[table]) for table in column_links.APPENDED}

    # loading -------------------------------------------------------------------------------
    @classmethod
    def load(cls, conn: Connection) -> tuple[ColumnSet, bool]:
        """The saved set brought up to date, or one read from the tables; and whether it was the latter."""
        saved = cls.saved_set(conn)
        return (saved, False) if saved is not None else (cls.read(conn), True)

    @classmethod
    def saved_set(cls, conn: Connection) -> ColumnSet | None:
        """The saved set brought up to date; None when there is none or too much changed since."""
        saved = cls._saved(conn)
        return saved if saved is not None and saved.follow(conn) else None

    @classmethod
    def read(cls, conn: Connection) -> ColumnSet:
        """The set read from the tables: seconds at a million companies."""
        batch = read_batch(conn)
        size = highest_id(conn) + 1
        arrays = _arrays(_roomy(size))
        texts = Texts(Numbered(), Numbered())
        for chunk in range((size + CHUNK - 1) // CHUNK):
            read_chunk(conn, chunk, texts, arrays)
        links = {table: column_links.read_link(conn, table) for table in column_links.TABLES}
        made = cls(arrays, links, column_order.read_names(conn), texts, batch)
        made.saved = -1
        return made

    @classmethod
    def _saved(cls, conn: Connection) -> ColumnSet | None:
        row = conn.execute("SELECT data FROM column_chunk WHERE name = 'stamp' AND chunk = 0").fetchone()
        stamp: dict[str, Any] = json.loads(row[0]) if row else {}
        if stamp.get("layout") != LAYOUT:
            return None
        sizes = stamp["sizes"]
        arrays = _arrays(sizes["flags"])
        links = {table: np.empty(sizes[table], np.int32) for table in column_links.TABLES}
        order = np.empty(sizes["order"], np.int32)
        for name, column in _all(arrays, links, order).items():
            if not read_chunks(conn, name, column):
                return None
        texts = Texts(*(_read_names(conn, name) for name in Texts._fields))
        made = cls(arrays, links, order, texts, stamp["batch"])
        for table, last in stamp.get("known", {}).items():
            made._known[table] = min(last, made._known[table])
        return made

    # following -----------------------------------------------------------------------------
    def follow(self, conn: Connection) -> bool:
        """Re-reads the rows that changed since; False when too many did (load again then)."""
        batch = read_batch(conn)
        if batch <= self.batch:
            return True
        with self._lock:
            if batch <= self.batch:
                return True
            dirty = [
                row[0]
                for row in conn.execute(
                    "SELECT id FROM column_dirty WHERE batch > ? OR batch IS NULL LIMIT ?",
                    (self.batch, MANY + 1),
                )
            ]
            if len(dirty) > MANY:
                return False
            if dirty:
                self._patch(conn, dirty)
            for table, since in self._known.items():
                last = column_links.highest(conn, table)
                if last <= since:
                    self._known[table] = last
                    continue  # a packed link stays so
                self.links[table], self._known[table] = column_links.extend_link(
                    conn, table, self.links[table], since
                )
            self.batch = batch
        return True

    def _patch(self, conn: Connection, dirty: Sequence[int]) -> None:
        self._grow(highest_id(conn) + 1)
        known = sorted(read_rows(conn, dirty, self.texts, self.arrays))
        for table, link in self.links.items():
            self.links[table] = column_links.follow_link(conn, table, link, dirty)
        if self._kinds is not None:
            self._kinds = column_kinds.follow_kinds(conn, self._kinds, dirty, len(self.arrays["flags"]))
        ranks = self.ranks
        order = column_order.moved_names(conn, self.order, ranks, known)
        self._town_ranks = None
        if order is not self.order:
            self.order, self._ranks = order, None

    def _grow(self, size: int) -> None:
        old = len(self.arrays["flags"])
        if size <= old:
            return
        larger = _arrays(_roomy(size))
        for name, column in larger.items():
            column[:old] = self.arrays[name]
        self.arrays = larger
        self._ranks = None
        memory.release()

    # asking --------------------------------------------------------------------------------
    @property
    def ranks(self) -> Order:
        """For each row id its place by name."""
        ranks = self._ranks
        if ranks is None or len(ranks) < len(self.arrays["flags"]):
            ranks = self._ranks = column_order.ranks_of(self.order, len(self.arrays["flags"]))
        return ranks

    @property
    def town_ranks(self) -> NDArray[np.int32]:
        """The alphabetical place of each town number."""
        ranks = self._town_ranks
        if ranks is None or len(ranks) < len(self.texts.towns.names):
            ranks = self._town_ranks = self.texts.towns.ranks()
        return ranks

    def text_ranks(self, conn: Connection, sort: str) -> Order:
        """For each row id its rank by a text column of column_order.TEXTS, -1 when empty."""
        size = len(self.arrays["flags"])
        known = self._texts.get(sort)
        if known is None or known[0] != self.batch or len(known[1]) < size:
            self._texts = {sort: (self.batch, column_order.read_texts(conn, sort, size))}
            known = self._texts[sort]
        return known[1]

    def next_kinds(self, conn: Connection) -> Kinds:
        """The kind of each company's next action; read the first time, then kept true."""
        with self._lock:
            if self._kinds is None:
                self._kinds = column_kinds.read_kinds(conn, len(self.arrays["flags"]))
            return self._kinds

    def best_of(self, ids: Sequence[int], most: int) -> list[int]:
        """The live companies among `ids`, registered ones first, each group by name; at most `most`."""
        flags = self.arrays["flags"]
        found = np.array(ids, np.int64)
        found = found[found < len(flags)]
        found = found[(flags[found] & LIVE) != 0]
        places = self.ranks[found].astype(np.int64)
        places[(flags[found] & REGISTERED) == 0] += len(flags)
        best: list[int] = found[np.argsort(places)][:most].tolist()
        return best

    @property
    def nbytes(self) -> int:
        """Bytes held in memory by the arrays."""
        total = (
            sum(column.nbytes for column in _all(self.arrays, {}, self.order).values()) + self.links.nbytes
        )
        total += 0 if self._ranks is None else self._ranks.nbytes
        total += 0 if self._kinds is None else self._kinds.rows.nbytes
        return int(total + sum(ranks.nbytes for _, ranks in self._texts.values()))

    def rest(self) -> None:
        """Nobody asks for a while: what is seldom needed is packed. For a worker."""
        for table in column_links.TABLES:
            with self._lock:  # a change waits for one at most
                self.links.pack(table)

    # saving --------------------------------------------------------------------------------
    def saving(self) -> tuple[str, Iterator[list[Part]]]:
        """The stamp of the set as it is now, and all its chunks, some 2 MB at a time.

        Rows that change meanwhile may be in the chunks already: they are dirty and read again.
        """
        with self._lock:
            columns = _all(self.arrays, self.links, self.order)
            sizes = {name: len(column) for name, column in columns.items()}
            told = {"layout": LAYOUT, "batch": self.batch, "sizes": sizes, "known": self._known}
            stamp = json.dumps(told)
        return stamp, self._pieces(columns)

    def _pieces(self, columns: dict[str, Column]) -> Iterator[list[Part]]:
        piece: list[Part] = []
        weight = 0
        for name, column in columns.items():
            for start in range(0, len(column), CHUNK):
                part = Part(name, start // CHUNK, column[start : start + CHUNK].tobytes())
                piece.append(part)
                weight += len(part.data)
                if weight >= PIECE:
                    yield piece
                    piece, weight = [], 0
        for name, texts in self.texts._asdict().items():
            piece.append(Part(f"names.{name}", 0, json.dumps(texts.names).encode()))
        yield piece


def read_batch(conn: Connection) -> int:
    """The number of the last transaction that wrote."""
    return int(conn.execute("SELECT batch FROM write_state").fetchone()[0])


def _roomy(size: int) -> int:
    """`size` with room for the next companies."""
    return size + max(SPARE, size // 16)


def _arrays(size: int) -> dict[str, Column]:
    return {name: np.full(size, empty(name), dtype) for name, dtype in DTYPES.items()}


def _all(arrays: dict[str, Column], links: Mapping[str, Link], order: Order) -> dict[str, Column]:
    """Every array that is saved, by its name in the store."""
    return {**arrays, **links, "order": order}


def _read_names(conn: Connection, name: str) -> Numbered:
    row = conn.execute(
        "SELECT data FROM column_chunk WHERE name = ? AND chunk = 0", (f"names.{name}",)
    ).fetchone()
    return Numbered(json.loads(row[0]) if row else ())


def read_chunks(conn: Connection, name: str, into: Column) -> bool:
    """Copies the saved chunks of a column into place; False when one is missing or has another length."""
    done = 0
    for chunk, data in conn.execute(
        "SELECT chunk, data FROM column_chunk WHERE name = ? ORDER BY chunk", (name,)
    ):
        start = chunk * CHUNK
        length = min(CHUNK, len(into) - start)
        if start != done or len(data) != length * into.itemsize:
            return False
        into[start : start + length] = np.frombuffer(data, into.dtype)
        done += length
    return done == len(into)
