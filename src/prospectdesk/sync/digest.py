"""Does this store hold what the centre holds: counts and sums of a bucket, then of its 256 parts (F14).

Of each row (w0 xor w1 xor w2 xor w3) * (1 + rev mod 1000003) modulo 2^61 - 1, with the words of its uid.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from prospectdesk.store.connection import Connection
from prospectdesk.sync import state
from prospectdesk.sync.buckets import bucket_of
from prospectdesk.sync.incoming import is_uid
from prospectdesk.wire.rules import BUCKET_IN, DIRECTORY_TABLES, HEAVY, PERSON_OF, ROUTINE_OF
from prospectdesk.wire.tables import TABLES

MODULUS = 2**61 - 1
REST_MS = 3_600_000
"""A bucket where nothing moved is compared once in this time."""
PER_LINE_MS = 3
"""A line costs the centre and this machine some 3 µs: one where rows move is compared for a thousandth of the time."""
Total = tuple[int, int]
"""Count and sum."""
Place = list[str]
"""Table and uid, as `POST /v1/rows` asks for them."""
ASKED = 1_000
"""Rows that `POST /v1/rows` answers at a time."""
_LOW = np.uint64(0xFFFFFFFF)


@dataclass
class Lines:
    """The acknowledged rows of one bucket: their tables, uids and revs."""

    tables: list[str] = field(default_factory=list)
    uids: list[bytes] = field(default_factory=list)
    revs: list[int] = field(default_factory=list)

    def total(self) -> Total:
        """Count and sum of all."""
        return len(self.uids), _sum(marks(self.uids, self.revs))

    def parts(self) -> dict[str, Total]:
        """Count and sum by the first byte of the uid, as two hex digits; empty parts are left out."""
        if not self.uids:
            return {}
        found = marks(self.uids, self.revs)
        first = np.frombuffer(b"".join(self.uids), np.uint8)[::16]
        order = np.argsort(first, kind="stable")
        starts = np.flatnonzero(np.diff(first[order], prepend=-1))
        pieces = np.split(found[order], starts[1:])
        return {
            f"{first[order][start]:02x}": (len(piece), _sum(piece))
            for start, piece in zip(starts, pieces, strict=True)
        }

    def part(self, name: str) -> dict[tuple[str, str], int]:
        """Table and uid (hex) → rev of the rows of one part."""
        byte = int(name, 16)
        return {
            (table, uid.hex()): rev
            for table, uid, rev in zip(self.tables, self.uids, self.revs, strict=True)
            if uid[0] == byte
        }


def marks(uids: list[bytes], revs: list[int]) -> NDArray[np.uint64]:
    """What each row adds to the sum; below 2^52."""
    words = np.frombuffer(b"".join(uids), ">u4").reshape(-1, 4).astype(np.uint64)
    mixed = np.bitwise_xor.reduce(words, axis=1)
    factor = np.array(revs, np.uint64) % np.uint64(1_000_003) + np.uint64(1)
    result: NDArray[np.uint64] = mixed * factor
    return result


def _sum(found: NDArray[np.uint64]) -> int:
    """The sum modulo 2^61 - 1, in two halves so that nothing overflows."""
    low, high = int((found & _LOW).sum()), int((found >> np.uint64(32)).sum())
    return ((high << 32) + low) % MODULUS


def read(conn: Connection, buckets: Iterable[str]) -> dict[str, Lines]:
    """The acknowledged rows of each bucket (hex); held rows count, rows of rev 0 do not."""
    wanted = set(buckets)
    workspace = state.read(conn, "workspace") or ""
    found = {bucket: Lines() for bucket in wanted}
    held = _held(conn, workspace)
    for table in TABLES:
        aside = held.get(table, {})
        for uid, rev, bucket in _rows(conn, table, workspace, wanted):
            if bucket in wanted and uid not in aside:
                _add(found[bucket], table, uid, rev)
        for uid, (rev, bucket) in aside.items():
            if bucket in wanted and rev:
                _add(found[bucket], table, uid, rev)
    return found


def _add(lines: Lines, table: str, uid: bytes, rev: int) -> None:
    lines.tables.append(table)
    lines.uids.append(uid)
    lines.revs.append(rev)


def _rows(conn: Connection, table: str, workspace: str, wanted: set[str]) -> Iterator[tuple[bytes, int, str]]:
    if table in ROUTINE_OF:
        column = ROUTINE_OF[table]
        source = "t" if column == "uid" else "x"
        join = "" if column == "uid" else f"JOIN routine x ON x.id = t.{column}"
        yield from conn.execute(
            f"SELECT t.uid, t.rev, lower(hex({source}.uid)) FROM {table} t {join} WHERE t.rev > 0"
        )
        return
    if table in BUCKET_IN:
        column = BUCKET_IN[table]
        sql = f"SELECT uid, rev, coalesce(nullif(lower(hex({column})), ''), ?) FROM {table} WHERE rev > 0"
        yield from conn.execute(sql, (workspace,))
        return
    if workspace in wanted:
        for uid, rev in conn.execute(f"SELECT uid, rev FROM {table} WHERE rev > 0 AND scope = 1"):
            yield uid, rev, workspace
    if table in DIRECTORY_TABLES and state.NOBODY in wanted:
        for uid, rev in conn.execute(f"SELECT uid, rev FROM {table} WHERE rev > 0 AND scope = 0"):
            yield uid, rev, state.NOBODY
    if table in PERSON_OF:
        yield from conn.execute(
            f"SELECT t.uid, t.rev, coalesce(nullif(lower(hex(u.uid)), ''), ?) FROM {table} t "
            f"LEFT JOIN user u ON u.id = t.{PERSON_OF[table]} WHERE t.rev > 0 AND t.scope = 2",
            (workspace,),
        )


def _held(conn: Connection, workspace: str) -> dict[str, dict[bytes, tuple[int, str]]]:
    """Held rows by table and uid, with the rev that is held and the bucket."""
    found: dict[str, dict[bytes, tuple[int, str]]] = {}
    for table, uid, data in conn.execute("SELECT tbl, row_uid, data FROM held"):
        kept = json.loads(data)
        values = kept.get("values")
        bucket = kept.get("bucket") or (
            bucket_of(table, bytes(uid), values, workspace) if values is not None else workspace
        )
        found.setdefault(table, {})[bytes(uid)] = (int(kept["rev"]), bucket)
    return found


class Exchange(Protocol):
    """What a comparison needs of the sync round that asks for it."""

    def ask(self, fn: Callable[..., Any], *values: Any) -> Any:
        """Runs a query on the store."""

    def digest(self, document: dict[str, Any]) -> dict[str, Any]:
        """`POST /v1/digest`."""

    def read_again(self, places: list[Place]) -> None:
        """Reads rows from the centre and applies them, those that are gone too."""

    def start_bucket(self, bucket: str) -> None:
        """Reads a bucket from the beginning."""


@dataclass
class Compared:
    """When each bucket was last compared: `{bucket: [centre's ms, lines, 1 when rows moved since, rev of the cursor]}`.

    The cursor moves with the rows: what an interrupted sync brought is found by it.
    """

    kept: dict[str, list[int]]

    def due(self, buckets: Iterable[str], moved: set[str], now_ms: int) -> list[str]:
        """The buckets to compare now; remembers what moved and waits."""
        found = []
        for bucket in buckets:
            at, lines, stirred = self.kept.setdefault(bucket, [0, 0, 0])[:3]
            stirred = self.kept[bucket][2] = int(bool(stirred) or bucket in moved)
            rest = min(REST_MS, PER_LINE_MS * lines) if stirred else REST_MS
            if not 0 <= now_ms - at < rest:  # a centre's clock put back counts too
                found.append(bucket)
        return found

    def unseen(self, buckets: Iterable[str], cursors: dict[str, list[Any]]) -> set[str]:
        """The buckets whose cursor is not where it was when they were compared."""
        return {one for one in buckets if self.kept.get(one, [])[3:] != _rev_of(cursors, one)}

    def note(self, lines: dict[str, int], now_ms: int, cursors: dict[str, list[Any]] | None = None) -> None:
        """These buckets were found equal or mended."""
        told = cursors or {}
        self.kept.update({one: [now_ms, count, 0, *_rev_of(told, one)] for one, count in lines.items()})


def _rev_of(cursors: dict[str, list[Any]], bucket: str) -> list[int]:
    return [int(rev) for rev in cursors.get(bucket, [])[:1]]


def compare(exchange: Exchange, buckets: list[str] | None = None, lines: dict[str, int] | None = None) -> str:
    """Compares buckets (all of them) and repairs what differs: `equal`, `repaired` or `restarted`.

    `lines` gets the count of each bucket that was found equal or mended.
    """
    if buckets is None:
        buckets = list(exchange.ask(state.document, "buckets"))
    lines = {} if lines is None else lines
    bad = _different(exchange, buckets, lines)
    if not bad:
        return "equal"
    for bucket in bad:
        exchange.read_again(_to_ask(exchange, bucket))
    still = _different(exchange, bad, lines)
    for bucket in still:
        exchange.start_bucket(bucket)
    return "restarted" if still else "repaired"


def _different(exchange: Exchange, buckets: list[str], lines: dict[str, int]) -> list[str]:
    told = exchange.digest(dict.fromkeys(buckets, True)) if buckets else {}
    here = exchange.ask(read, [bucket for bucket in buckets if bucket in told])
    bad = [bucket for bucket, some in here.items() if list(told[bucket]) != list(some.total())]
    lines.update({bucket: len(some.uids) for bucket, some in here.items() if bucket not in bad})
    return bad


def _to_ask(exchange: Exchange, bucket: str) -> list[Place]:
    """Rows of the bad parts that differ: missing here, missing there, of another rev."""
    told = exchange.digest({"bucket": bucket, "parts": True})["parts"]
    lines: Lines = exchange.ask(read, [bucket])[bucket]
    here = lines.parts()
    names = sorted(name for name in {*told, *here} if list(told.get(name, ())) != list(here.get(name, ())))
    places: list[Place] = []
    for name in names:
        rows = exchange.digest({"bucket": bucket, "part": name})["rows"]
        there = {(row[0], row[1]): row[2] for row in rows if row[0] in TABLES and is_uid(row[1])}
        mine = lines.part(name)
        places += [[*place] for place in {*there, *mine} if there.get(place) != mine.get(place)]
    return places


def bearable(places: list[Place]) -> Iterator[list[Place]]:
    """Places in calls of at most ASKED rows, long rows counted for what they weigh."""
    part: list[Place] = []
    weight = 0
    for place in places:
        heavy = HEAVY.get(place[0], 1)
        if part and weight + heavy > ASKED:
            yield part
            part, weight = [], 0
        part.append(place)
        weight += heavy
    if part:
        yield part
