"""Outbox lines as the operations of a push: whole gestures in order, groups complete, the same again until answered.

Marking writes the completing lines into the outbox, so that a push is a function of its marked lines alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.store.outbox_check import wire_columns
from prospectdesk.sync import state
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES

MOST_LINES = 1000
MOST_BYTES = 6_000_000
"""A push is cut here too; the centre takes 8 MB with the names and brackets."""
ROW, VANISHED = "*", "-"
_FIELDS = "seq, batch, tbl, row_uid, col, val, base, hlc"
Line = tuple[int, int, str, bytes, str, str | None, int, int]
"""One line of the outbox: seq, batch, table, uid, column, value as stored, base, hlc."""
Operation = list[Any]
"""`[batch, table, uid, column, value, base, hlc]` as on the wire."""


@dataclass(frozen=True)
class Push:
    """One push: its number, its operations, and the outbox line each of them is made of.

    `seen` says what the register here knows of companies the centre may not (sync.seen), by uid in hex.
    """

    seq: int
    operations: list[Operation]
    lines: tuple[int, ...]
    seen: dict[str, str] = field(default_factory=dict)

    def document(self, generation: str) -> dict[str, Any]:
        """The body of `POST /v1/push`."""
        told = {"seq": self.seq, "generation": generation, "ops": self.operations}
        return {**told, "seen": self.seen} if self.seen else told


def under_way(conn: Connection) -> Push | None:
    """The push that was marked and not answered yet, the same each time; None when there is none."""
    row = conn.execute("SELECT min(sent) FROM outbox WHERE sent > 0").fetchone()
    return None if row[0] is None else of_seq(conn, int(row[0]))


def of_seq(conn: Connection, seq: int) -> Push:
    """The push of one number, from its marked lines; empty when they are gone."""
    found = conn.execute(
        f"SELECT {_FIELDS} FROM outbox WHERE sent = ? ORDER BY batch, seq", (seq,)
    ).fetchall()
    lines = sorted(found, key=_place)
    return Push(seq, [operation(line) for line in lines], tuple(line[0] for line in lines))


def mark(conn: Connection, most: int = MOST_LINES) -> Push | None:
    """The push under way, else the next one: marks its lines. None when nothing waits.

    Within a muted transaction of the writing connection.
    """
    known = under_way(conn)
    if known is not None:
        return known
    chosen = _choose(conn, most)
    if not chosen:
        return None
    seq = state.number(conn, "last_seq") + 1
    conn.executemany("UPDATE outbox SET sent = ? WHERE seq = ?", [(seq, line[0]) for line in chosen])
    _behind_births(conn, chosen)
    _complete_groups(conn, seq, chosen)
    return of_seq(conn, seq)


def unmark(conn: Connection) -> None:
    """Lines that were sent and never answered wait again (another generation or device of the centre).

    A cell with a later line keeps the older base in that line.
    """
    rows = conn.execute(
        "SELECT seq, tbl, row_uid, col, base FROM outbox WHERE sent > 0 ORDER BY sent DESC, seq DESC"
    ).fetchall()
    for seq, tbl, uid, col, base in rows:
        later = conn.execute(
            "SELECT seq FROM outbox WHERE tbl = ? AND row_uid = ? AND col = ? AND sent = 0", (tbl, uid, col)
        ).fetchone()
        if later is None:
            conn.execute("UPDATE outbox SET sent = 0 WHERE seq = ?", (seq,))
        else:
            conn.execute("UPDATE outbox SET base = min(base, ?) WHERE seq = ?", (base, later[0]))
            conn.execute("DELETE FROM outbox WHERE seq = ?", (seq,))


def keep_first_bases(conn: Connection, push: Push) -> None:
    """What waits behind an answered push keeps the base of what it stood behind.

    A pull in between hid the centre's values under those under way: a later base would claim to have seen them.
    """
    told = [
        (one[5], one[1], bytes.fromhex(one[2]), name)
        for one in push.operations
        for name in (_named(one[1], one[4]) if one[3] == ROW else (one[3],))
    ]
    conn.executemany(
        "UPDATE outbox SET base = min(base, ?) WHERE sent = 0 AND tbl = ? AND row_uid = ? AND col = ?", told
    )


def _behind_births(conn: Connection, chosen: Iterable[Line]) -> None:
    """The same for edits that go with the birth of their row, which somebody else may have made meanwhile."""
    lines = list(chosen)
    born = {line[2:4]: _named(line[2], typed(line[2], ROW, line[5])) for line in lines if line[4] == ROW}
    late = [(line[0],) for line in lines if line[6] > 0 and line[4] in born.get(line[2:4], ())]
    conn.executemany("UPDATE outbox SET base = 0 WHERE seq = ?", late)


def _named(table: str, whole: dict[str, Any] | None) -> set[str]:
    """The cells a whole row tells, groups complete."""
    named = {name for name, value in (whole or {}).items() if value is not None}
    return named.union(*(group_of(table).get(name, ()) for name in named))


def operation(line: Sequence[Any]) -> Operation:
    """One outbox line as the wire has it."""
    _seq, batch, tbl, uid, col, val, base, hlc = line
    return [batch, tbl, bytes(uid).hex(), col, typed(tbl, col, val), base, hlc]


def typed(table: str, column: str, value: str | None) -> Any:
    """The value of an outbox line, which is kept as text, with its kind."""
    if value is None or column == VANISHED:
        return None
    if column == ROW:
        return json.loads(value)
    kind = kinds(table)[column]
    return int(value) if kind == "i" else float(value) if kind == "r" else value


@cache
def kinds(table: str) -> dict[str, str]:
    """The kind of each travelling column: i, t, r or b."""
    return {column.name: column.kind for column in rules.columns(table)}


@cache
def targets(table: str) -> dict[str, str]:
    """The columns of a table that are references, with the table they point at."""
    return {column.name: column.target for column in rules.columns(table) if column.target is not None}


@cache
def group_of(table: str) -> dict[str, tuple[str, ...]]:
    """For each column that merges as part of a group, all columns of the group."""
    return {name: members for members in rules.GROUPS.get(table, {}).values() for name in members}


_ORDER = {table: place for place, table in enumerate(TABLES)}


def _place(line: Sequence[Any]) -> tuple[int, int, int, int]:
    """Gestures in order; within one, new rows come first, parents before children, vanished rows last."""
    seq, batch, tbl, _uid, col = line[:5]
    if col == ROW:
        return batch, 0, _ORDER[tbl], seq
    return batch, 2 if col == VANISHED else 1, -_ORDER[tbl] if col == VANISHED else 0, seq


def _choose(conn: Connection, most: int) -> list[Line]:
    """The waiting lines of whole gestures, as many as fit; one that is too large by itself is cut."""
    lines: list[Line] = conn.execute(
        f"SELECT {_FIELDS} FROM outbox WHERE sent = 0 ORDER BY batch, seq LIMIT ?", (most + 1,)
    ).fetchall()
    lines.sort(key=_place)
    fits = _fitting(lines, most)
    if fits == len(lines):
        return lines
    cut = lines[fits][1]  # the gesture that does not fit as a whole
    whole = [line for line in lines[:fits] if line[1] != cut]
    return whole or lines[:fits]


def _fitting(lines: Sequence[Line], most: int) -> int:
    """How many of the first lines fit in one push, the cells that complete their groups counted."""
    weight = count = 0
    groups: set[tuple[Any, ...]] = set()
    for place, line in enumerate(lines):
        members = group_of(line[2]).get(line[4])
        group = (line[1], line[2], bytes(line[3]), members)
        cells = 1 if members is None else 0 if group in groups else len(members)
        groups.add(group)
        weight += 150 * cells + len(line[5] or "")
        count += cells
        if place and (count > most or weight > MOST_BYTES):
            return place
    return len(lines)


def _complete_groups(conn: Connection, seq: int, chosen: Iterable[Line]) -> None:
    """Adds the other columns of each group that a gesture changed, with what the row holds now.

    All on the earliest base that waits: a pull in between hid the centre's values under one's own, so that a later
    base would claim to have seen them.
    """
    groups: dict[tuple[int, str, bytes, tuple[str, ...]], list[Line]] = {}
    for line in chosen:
        members = group_of(line[2]).get(line[4])
        if members is not None:
            groups.setdefault((line[1], line[2], bytes(line[3]), members), []).append(line)
    for (batch, table, uid, members), lines in groups.items():
        base, hlc = _first_base(conn, table, uid, members), max(line[7] for line in lines)
        known = {line[4] for line in lines}
        row = _cells(conn, table, uid, members)
        for name, value in row.items():
            if name not in known:
                conn.execute(
                    "INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc, sent) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (batch, table, uid, name, value, base, hlc, seq),
                )
        conn.executemany(
            "UPDATE outbox SET base = ?, hlc = ? WHERE seq = ?", [(base, hlc, line[0]) for line in lines]
        )


def _first_base(conn: Connection, table: str, uid: bytes, members: Sequence[str]) -> int:
    marks = ", ".join("?" * len(members))
    found = conn.execute(
        f"SELECT min(base) FROM outbox WHERE tbl = ? AND row_uid = ? AND col IN ({marks})",
        (table, uid, *members),
    ).fetchone()
    return int(found[0])


def _cells(conn: Connection, table: str, uid: bytes, names: Iterable[str]) -> dict[str, Any]:
    """Cells of a row as the wire has them; {} when the row is not there."""
    told = wire_columns(table)
    assert told is not None
    wanted = list(names)
    row = conn.execute(
        f"SELECT {', '.join(told[name] for name in wanted)} FROM {table} AS r WHERE r.uid = ?", (uid,)
    ).fetchone()
    return (
        {}
        if row is None
        else {name: None if value is None else str(value) for name, value in zip(wanted, row, strict=True)}
    )
