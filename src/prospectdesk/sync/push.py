"""The answer to a push is applied: lines away, refused gestures set aside, echoed rows as the centre has them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.sync import buckets, derive, gestures, gone, operations, state
from prospectdesk.sync.apply import apply_rows
from prospectdesk.sync.incoming import Checked, check, check_gone
from prospectdesk.sync.operations import ROW, Push
from prospectdesk.sync.work import Work

Place = tuple[str, bytes]


@dataclass
class Settled:
    """What an answer did. `ask` are rows to read again, `merged` how many operations met another's edit,
    `lines` the outbox lines that were answered."""

    work: Work
    refused: int
    merged: int
    deleted: int
    ask: list[list[str]]
    lines: tuple[int, ...]


def settle(conn: Connection, seq: int, answer: dict[str, Any], now_ms: int) -> Settled:
    """Ends the push `seq` within a muted transaction; the same answer twice does nothing more."""
    push = operations.of_seq(conn, seq)
    turned_down = _refused(conn, push, answer.get("refused"), now_ms)
    conn.execute("DELETE FROM outbox WHERE sent = ?", (seq,))
    operations.keep_first_bases(conn, push)
    state.write(conn, last_seq=max(seq, state.number(conn, "last_seq")))
    work = Work.begin(conn)
    rows = check(answer.get("echo"))
    apply_rows(work, rows)
    vanished = check_gone(answer.get("gone"))
    told = {*_places(rows), *vanished}
    lonely = [
        place for place in _new_rows(push, turned_down) if place not in told and _is_unknown(work, *place)
    ]
    buckets.reread(conn, vanished)
    deleted = gone.delete(work, [*vanished, *lonely])
    derive.refresh(work)
    ask = sorted({_place(push.operations[one]) for one in turned_down} - told - set(lonely))
    merged = answer.get("merged")
    return Settled(
        work,
        refused=len({push.operations[one][0] for one in turned_down}),
        merged=len(merged) if isinstance(merged, list) else 0,
        deleted=deleted,
        ask=[[table, uid.hex()] for table, uid in ask],
        lines=push.lines,
    )


def _refused(conn: Connection, push: Push, told: Any, now_ms: int) -> set[int]:
    """Keeps refused gestures with their operations; answers the indexes of those operations."""
    away: set[int] = set()
    for one in told if isinstance(told, list) else []:
        batch = one.get("batch") if isinstance(one, dict) else None
        mine = [place for place, operation in enumerate(push.operations) if operation[0] == batch]
        mine = [place for place in mine if place not in away]
        if not mine:
            continue
        away.update(mine)
        kept = [push.operations[place] for place in mine]
        conn.execute(
            "INSERT INTO refused (batch, code, detail, operations, label, at) VALUES (?, ?, ?, ?, ?, ?)",
            (
                batch,
                str(one.get("code"))[:60],
                json.dumps(one.get("values") or {}),
                json.dumps(kept, ensure_ascii=False),
                gestures.describe(conn, [tuple(operation[1:5]) for operation in kept]).text,
                now_ms,
            ),
        )
    return away


def _new_rows(push: Push, away: set[int]) -> list[Place]:
    """Rows that only a refused gesture would have made."""
    return [_place(push.operations[one]) for one in sorted(away) if push.operations[one][3] == ROW]


def _is_unknown(work: Work, table: str, uid: bytes) -> bool:
    """Whether the centre has never had the row of a refused gesture."""
    known = work.known(table, [uid]).get(uid)
    return known is None or known.rev == 0


def _place(operation: operations.Operation) -> Place:
    return operation[1], bytes.fromhex(operation[2])


def _places(rows: Checked) -> set[Place]:
    return {(one.table, row[0]) for one in rows.tables for row in one.rows} | {
        (one.table, one.uid) for one in rows.bad
    }
