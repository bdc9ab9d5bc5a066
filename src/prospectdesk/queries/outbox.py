"""What the screen Synchronisation and the status bar show: what waits, what was refused, when we last met (X-15, X-21)."""

from __future__ import annotations

import json
from dataclasses import dataclass

from prospectdesk.store.connection import Connection
from prospectdesk.sync import gestures, refusals, shown, state

MOST = 200


@dataclass(frozen=True, slots=True)
class SyncState:
    """`last_sync_ms` and `online` are None before the first sync; `clock_off` when the clock is wrong by > 2 min (F13).

    `aside` counts rows of the centre that could not be taken, `held` those that wait for another row.
    """

    linked: bool
    last_sync_ms: int | None
    online: bool | None
    error: str | None
    waiting: int
    refused: int
    conflicts: int
    clock_off: bool
    aside: int
    held: int


@dataclass(frozen=True, slots=True)
class WaitingGesture:
    """One user action that the centre has not answered. `at` in ms UTC, `sending` once it was sent."""

    batch: int
    text: str
    table: str
    company: int | None
    company_name: str | None
    at: int
    sending: bool


@dataclass(frozen=True, slots=True)
class RefusedGesture:
    """One gesture the centre refused. `details` are (label, value) pairs; `again` tells whether a retry may help,
    `why_not` why it cannot."""

    id: int
    text: str
    reason: str
    code: str
    details: tuple[tuple[str, str], ...]
    table: str
    company: int | None
    company_name: str | None
    at: int
    again: bool
    why_not: str = ""


def waiting(conn: Connection) -> int:
    """How many user actions wait for the centre's answer."""
    return _count(conn, "SELECT count(DISTINCT batch) FROM outbox")


def sync_state(conn: Connection) -> SyncState:
    """The whole state in numbers."""
    online = state.read(conn, "online")
    return SyncState(
        linked=state.is_linked(conn),
        last_sync_ms=state.number(conn, "last_sync_ms") or None,
        online=None if online is None else online == "1",
        error=state.read(conn, "error"),
        waiting=waiting(conn),
        refused=_count(conn, "SELECT count(*) FROM refused WHERE state = 'open'"),
        conflicts=_count(conn, "SELECT count(*) FROM conflict WHERE settled_at IS NULL"),
        clock_off=state.number(conn, "clock_off") == 1,
        aside=_count(conn, "SELECT count(*) FROM held WHERE missing_uid = x''"),
        held=_count(conn, "SELECT count(DISTINCT row_uid) FROM held WHERE missing_uid <> x''"),
    )


def waiting_gestures(conn: Connection, most: int = MOST) -> tuple[WaitingGesture, ...]:
    """The user actions that wait, the latest first, `most` at most."""
    batches = conn.execute(
        "SELECT batch, max(hlc) >> 16, max(sent) FROM outbox GROUP BY batch ORDER BY batch DESC LIMIT ?",
        (most,),
    ).fetchall()
    made = []
    for batch, at, sent in batches:
        lines = conn.execute("SELECT tbl, row_uid, col, val FROM outbox WHERE batch = ? LIMIT 500", (batch,))
        told = gestures.describe(conn, lines.fetchall())
        made.append(
            WaitingGesture(batch, told.text, told.table, told.company, told.company_name, at, sent > 0)
        )
    return tuple(made)


def refused_gestures(conn: Connection) -> tuple[RefusedGesture, ...]:
    """What the centre refused and nobody settled yet, the latest first."""
    rows = conn.execute(
        "SELECT id, code, operations, label, at FROM refused WHERE state = 'open' ORDER BY at DESC, id DESC LIMIT ?",
        (MOST,),
    )
    return tuple(_refused(conn, *row) for row in rows.fetchall())


def _refused(
    conn: Connection, row_id: int, code: str, operations: str, label: str | None, at: int
) -> RefusedGesture:
    kept = json.loads(operations)
    told = gestures.describe(conn, [tuple(one[1:5]) for one in kept])
    details: list[tuple[str, str]] = []
    for _batch, table, _uid, column, value, *_rest in kept:
        if table != "history":
            details += shown.pairs(conn, table, value if column == "*" else {column: value})
    return RefusedGesture(
        id=row_id,
        text=label or told.text,
        reason=refusals.sentence(code),
        code=code,
        details=tuple(dict.fromkeys(details)),
        table=told.table,
        company=told.company,
        company_name=told.company_name,
        at=at,
        again=refusals.may_try_again(code),
        why_not=refusals.why_not_again(code),
    )


def _count(conn: Connection, sql: str) -> int:
    return int(conn.execute(sql).fetchone()[0])
