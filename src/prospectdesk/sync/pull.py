"""Pages of a pull, whole answers and single rows are applied; the cursor moves with the rows (F10)."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.sync import buckets, derive, gone, state
from prospectdesk.sync.apply import apply_rows
from prospectdesk.sync.incoming import Checked, Incoming, Row, check, check_gone, is_uid
from prospectdesk.sync.work import Work

SCOPES = {"directory": 0, "person": 2}
"""The scope of a bucket's rows by its kind; 1 elsewhere."""


@dataclass(frozen=True)
class Page:
    """A checked page, or a part of one: only the last part moves the cursor (`next` is None before)."""

    bucket: str
    kind: str
    rows: Checked
    gone: list[tuple[str, bytes]]
    next: tuple[int, str] | None

    @property
    def count(self) -> int:
        """Rows and vanished ones."""
        return self.rows.count + len(self.gone)


def page_of(document: Any, kinds: Any) -> Page | None:
    """One element of `pages` of a pull, checked; None when it makes no sense."""
    if not isinstance(document, dict) or not is_uid(document.get("bucket")):
        return None
    bucket, after = document["bucket"], document.get("next")
    kind = kinds.get(bucket) if isinstance(kinds, dict) else None
    sound = isinstance(after, list) and len(after) == 2 and type(after[0]) is int and is_uid(after[1])
    place = (int(after[0]), str(after[1])) if sound and after else None
    return Page(
        bucket,
        str(kind or "workspace"),
        check(document.get("rows")),
        check_gone(document.get("gone")),
        place,
    )


def parts(page: Page, most: int) -> Iterator[Page]:
    """A page in parts of about `most` rows; the rows that vanished come with the last.

    The rows of one company stay together, so that what is derived of it is made once; others go first.
    """
    if page.count <= most:
        yield page
        return
    bad = page.rows.bad
    for tables in _families(page.rows.tables, most):
        yield Page(page.bucket, page.kind, Checked(tables, bad), [], None)
        bad = []
    yield Page(page.bucket, page.kind, Checked(bad=bad), page.gone, page.next)


def _families(tables: list[Incoming], most: int) -> Iterator[list[Incoming]]:
    """Rows by the company they belong to, as far as the page itself says."""
    roots: dict[bytes, bytes] = {}
    families: dict[bytes, list[tuple[int, Row]]] = {}
    for number, one in enumerate(tables):
        place = _owner_place(one)
        for row in one.rows:
            owner = row[0] if place == 0 else row[place] if place else b""
            root = roots.setdefault(row[0], roots.get(owner, owner)) if owner else b""
            families.setdefault(root, []).append((number, row))
    part: list[tuple[int, Row]] = []
    for rows in (families.pop(b"", []), *families.values()):
        for start in range(0, len(rows), most):
            if len(part) + min(len(rows) - start, most) > most and part:
                yield _split(tables, part)
                part = []
            part += rows[start : start + most]
    if part:
        yield _split(tables, part)


def _owner_place(one: Incoming) -> int | None:
    """Where a row of the table names its company or what leads there; 0 for a company itself."""
    if one.table == "company":
        return 0
    for name in ("company_id", "contact_id", "mission_id", "follow_up_id"):
        if name in one.columns:
            return one.columns.index(name) + 2
    return None


def _split(tables: list[Incoming], part: list[tuple[int, Row]]) -> list[Incoming]:
    rows: list[list[Row]] = [[] for _ in tables]
    for number, row in part:
        rows[number].append(row)
    return [Incoming(one.table, one.columns, rows[at]) for at, one in enumerate(tables) if rows[at]]


def apply_page(conn: Connection, page: Page) -> Work:
    """Applies a page or a part of one within a muted transaction."""
    work = Work.begin(conn, trusting=state.read(conn, "reread") is None)
    apply_rows(work, page.rows, SCOPES.get(page.kind, 1))
    gone.delete(work, [place for place in page.gone if buckets.lives_in(conn, *place, page.bucket)])
    derive.refresh(work)
    if page.next is not None:
        cursors = state.document(conn, "cursors")
        cursors[page.bucket] = list(page.next)
        known = state.document(conn, "buckets")
        state.write(conn, cursors=json.dumps(cursors))
        if known.get(page.bucket) != page.kind:
            state.write(conn, buckets=json.dumps({**known, page.bucket: page.kind}))
    return work


def apply_single(conn: Connection, rows: Checked, vanished: list[tuple[str, bytes]]) -> Work:
    """Applies rows read one by one (`POST /v1/rows`)."""
    work = Work.begin(conn, trusting=False)
    apply_rows(work, rows)
    buckets.reread(conn, vanished)
    gone.delete(work, vanished)
    derive.refresh(work)
    return work


class Pace:
    """How many rows the write lane takes at a time, so that nobody waits longer than `aim_ms` (SYNC §5)."""

    def __init__(self, aim_ms: float = 190.0, first: int = 500) -> None:
        self.aim_ms = aim_ms
        self.rows = first

    @contextmanager
    def timed(self, rows: int) -> Iterator[None]:
        """Learns from the block, which applies so many rows.

        By processor time, or a third of the clock's: on a busy machine small parts would only make more work.
        """
        wall, own = time.perf_counter(), time.process_time()
        yield
        spent = max(time.process_time() - own, (time.perf_counter() - wall) / 3)
        self.took(rows, spent * 1000)

    def took(self, rows: int, ms: float) -> None:
        """Learns from a page of `rows` that took `ms`."""
        if rows < 20 or ms <= 0:
            return
        wanted = int(rows * self.aim_ms / ms)
        self.rows = max(100, min(wanted, self.rows * 2, 20_000))
