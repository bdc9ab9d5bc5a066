"""Reads follow-ups: the Suivi tab of a company (D-42) and the two columns of the relance panel (C-78…C-81)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.follow_ups import lateness
from prospectdesk.domain.ids import uid_text
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One follow-up. `day` is a day number, `minute` minutes since midnight, `priority` 0 haute … 2 faible."""

    id: int
    uid: str
    company_id: int
    kind: str
    done: bool
    day: int
    minute: int | None
    action_type: str
    description: str | None
    priority: int
    actor_id: int | None
    actor: str | None
    actor_login: str | None
    assignees: tuple[tuple[int, str, str], ...]
    contact_id: int | None
    source_id: int | None
    rp_case: int | None
    done_at: int | None
    contact_uid: str | None = None


@dataclass(frozen=True, slots=True)
class RelanceRow:
    """One row of the panel with what its company adds (C-80, C-44)."""

    follow_up: FollowUpRow
    company: str
    city: str | None
    phone: str | None
    last_note: str | None
    best_stage: str | None
    best_percent: int | None
    amount: str | None
    late: str

    @property
    def id(self) -> int:
        """The follow-up's id."""
        return self.follow_up.id


@dataclass(frozen=True, slots=True)
class Panel:
    """The two columns; the counts are of all rows, the lists hold at most `limit` each."""

    due: tuple[RelanceRow, ...]
    coming: tuple[RelanceRow, ...]
    due_count: int
    coming_count: int
    overdue_count: int
    today_count: int


@dataclass(frozen=True, kw_only=True)
class PanelFilter:
    """The listing criteria of C-79; `users` empty = everybody; days are day numbers."""

    users: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ("relance",)
    priorities: tuple[int, ...] = ()
    routine: int | None = None
    tag: str | None = None
    first_day: int | None = None
    last_day: int | None = None
    department: str | None = None
    with_opportunity: bool | None = None
    without_note: bool = False


_COLUMNS = (
    "f.id, f.uid, f.company_id, f.kind, f.done, f.day, f.minute, f.action_type, f.description, f.priority, "
    "f.creator_id, u.name, u.login, f.contact_id, f.source_id, f.rp_case, f.done_at, "
    "(SELECT p.uid FROM contact p WHERE p.id = f.contact_id)"
)


def of_company(conn: Connection, company_id: int) -> list[FollowUpRow]:
    """All follow-ups of a company: open ones by date, then the done ones, newest first."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM follow_up f LEFT JOIN user u ON u.id = f.creator_id WHERE f.company_id = ? "
        "AND f.deleted_at IS NULL ORDER BY f.done, CASE WHEN f.done = 0 THEN f.day ELSE -f.day END, f.id",
        (company_id,),
    ).fetchall()
    return _build(conn, rows)


def one(conn: Connection, follow_up_id: int) -> FollowUpRow | None:
    """One live follow-up."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM follow_up f LEFT JOIN user u ON u.id = f.creator_id WHERE f.id = ? "
        "AND f.deleted_at IS NULL",
        (follow_up_id,),
    ).fetchall()
    built = _build(conn, rows)
    return built[0] if built else None


def open_relance(conn: Connection, company_id: int) -> FollowUpRow | None:
    """The company's open relance (INV-02)."""
    row = conn.execute(
        "SELECT id FROM follow_up WHERE company_id = ? AND kind = 'relance' AND done = 0 AND deleted_at IS NULL "
        "ORDER BY id LIMIT 1",
        (company_id,),
    ).fetchone()
    return None if row is None else one(conn, row[0])


def panel(
    conn: Connection, wanted: PanelFilter, today: int, limit: int = 500, coming: int | None = None
) -> Panel:
    """The rows to treat (date ≤ today) and to come (`coming` of them), by priority then date (C-78, C-80).

    Ids are found once, on the follow-ups alone; companies are read for the rows shown only.
    """
    source, values = _source(conn, wanted)
    past: list[int] = []
    later: list[int] = []
    counts: tuple[int, ...] = (0, 0, 0, 0)
    for part, *found in conn.execute(
        _PANEL.format(source=source),
        [*values, *[today] * 4, today, limit, today, limit if coming is None else coming],
    ):
        if part == 0:
            counts = tuple(found)
        else:
            (past if part == 1 else later).append(found[0])
    due, ahead = _rows(conn, past, today), _rows(conn, later, today)
    return Panel(tuple(due), tuple(ahead), *counts)


def due_count(conn: Connection, user_id: int, today: int) -> int:
    """How many relances the user has to treat: the number on the ⏰ button (C-78)."""
    source, values = _source(conn, PanelFilter(users=(user_id,), last_day=today))
    return int(conn.execute(f"SELECT count(*) {source}", values).fetchone()[0])


_ORDER = "ORDER BY f.priority, f.day, coalesce(f.minute, 1440), f.id"
_PANEL = (
    "WITH found AS MATERIALIZED (SELECT f.id, f.day, f.priority, f.minute {source}) "
    "SELECT 0, coalesce(sum(day <= ?), 0), coalesce(sum(day > ?), 0), coalesce(sum(day < ?), 0), "
    "coalesce(sum(day = ?), 0) FROM found "
    f"UNION ALL SELECT * FROM (SELECT 1, f.id, 0, 0, 0 FROM found f WHERE f.day <= ? {_ORDER} LIMIT ?) "
    f"UNION ALL SELECT * FROM (SELECT 2, f.id, 0, 0, 0 FROM found f WHERE f.day > ? {_ORDER} LIMIT ?)"
)
"""The four counts, then the ids of both columns in their order: one pass over the follow-ups."""
MANY = 4_000
"""Assigned follow-ups beyond which all open ones are read from their index instead of one row for each."""


def _source(conn: Connection, wanted: PanelFilter) -> tuple[str, list[Any]]:
    """FROM and WHERE of the follow-ups wanted; the company is joined only where a criterion is about it."""
    mine = "SELECT follow_up_id FROM follow_up_assignee WHERE user_id IN ({marks}) AND deleted_at IS NULL"
    whole = not wanted.users or _many(conn, wanted.users)
    parts = ["f.done = 0", "f.deleted_at IS NULL"]
    values: list[Any] = []

    def among(sql: str, items: Sequence[Any]) -> None:
        if items:
            parts.append(sql.format(marks=", ".join("?" * len(items))))
            values.extend(items)

    among(f"{'+' * whole}f.id IN ({mine})", wanted.users)
    among("f.kind IN ({marks})", wanted.kinds)
    among("f.priority IN ({marks})", wanted.priorities)
    if wanted.routine is not None:
        parts.append(
            "EXISTS (SELECT 1 FROM routine_tag t WHERE t.company_id = f.company_id AND t.routine_id = ? "
            "AND t.deleted_at IS NULL" + (" AND t.tag = ?)" if wanted.tag else ")")
        )
        values += [wanted.routine, *([wanted.tag] if wanted.tag else [])]
    for sql, value in (
        ("f.day >= ?", wanted.first_day),
        ("f.day <= ?", wanted.last_day),
        ("c.department = ?", wanted.department),
    ):
        if value is not None:
            parts.append(sql)
            values.append(value)
    if wanted.with_opportunity is not None:
        parts.append(f"{'' if wanted.with_opportunity else 'NOT '}{_OPPORTUNITY}")
    if wanted.without_note:
        parts.append("c.last_note IS NULL")
    of_company = any("c." in part for part in parts)
    table = "follow_up f" + (" INDEXED BY follow_up_open" if whole else "")
    table += " JOIN company c ON c.id = f.company_id" if of_company else ""
    return f"FROM {table} WHERE {' AND '.join(parts)}", values


_OPPORTUNITY = (
    "EXISTS (SELECT 1 FROM dossier d WHERE d.company_id = f.company_id AND d.deleted_at IS NULL "
    "AND d.status = 'en_cours')"
)


def _many(conn: Connection, users: Sequence[int]) -> bool:
    sql = (
        f"SELECT 1 FROM follow_up_assignee WHERE user_id IN ({', '.join('?' * len(users))}) LIMIT 1 OFFSET ?"
    )
    return conn.execute(sql, (*users, MANY)).fetchone() is not None


def _rows(conn: Connection, ids: Sequence[int], today: int) -> list[RelanceRow]:
    if not ids:
        return []
    rows = conn.execute(
        f"SELECT {_COLUMNS}, coalesce(c.shown_name, c.name), c.shown_city, c.phone, c.last_note, c.best_stage, "
        "c.best_percent, (SELECT d.amount FROM dossier d WHERE d.company_id = c.id AND d.deleted_at IS NULL AND "
        "d.status = 'en_cours' ORDER BY d.id LIMIT 1) FROM follow_up f JOIN company c ON c.id = f.company_id "
        f"LEFT JOIN user u ON u.id = f.creator_id WHERE f.id IN ({', '.join('?' * len(ids))}) "
        f"AND c.deleted_at IS NULL {_ORDER}",
        tuple(ids),
    ).fetchall()
    built = _build(conn, [row[:18] for row in rows])
    return [
        RelanceRow(*[follow_up, *row[18:], lateness(follow_up.day, today)])
        for follow_up, row in zip(built, rows, strict=True)
    ]


def _build(conn: Connection, rows: Sequence[Sequence[Any]]) -> list[FollowUpRow]:
    people: dict[int, list[tuple[int, str, str]]] = {}
    ids = [row[0] for row in rows]
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        found = conn.execute(
            "SELECT a.follow_up_id, u.id, u.login, u.name FROM follow_up_assignee a JOIN user u ON u.id = a.user_id "
            f"WHERE a.deleted_at IS NULL AND a.follow_up_id IN ({', '.join('?' * len(part))}) ORDER BY a.id",
            part,
        )
        for follow_up, user, login, name in found:
            people.setdefault(follow_up, []).append((user, login, name))
    made = []
    for r in rows:
        values: list[Any] = [
            r[0],
            uid_text(r[1]),
            r[2],
            r[3],
            bool(r[4]),
            *r[5:13],
            tuple(people.get(r[0], ())),
            *r[13:17],
            None if r[17] is None else uid_text(r[17]),
        ]
        made.append(FollowUpRow(*values))
    return made
