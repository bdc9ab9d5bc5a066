"""Reads the home screen: the day's order with its counts, and the sheets seen lately (C-84)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.queries.relances import Panel, PanelFilter, panel
from prospectdesk.store.connection import Connection

LATELY = 20_000
"""How far back in the timeline (entries of everybody) a visit is looked for."""


@dataclass(frozen=True, slots=True)
class RecentSheet:
    """A sheet the user opened; `at` in ms UTC."""

    company_id: int
    name: str
    city: str | None
    at: int


@dataclass(frozen=True, slots=True)
class DayActions:
    """What the user did today."""

    calls: int
    notes: int
    treated: int


@dataclass(frozen=True, slots=True)
class HomeView:
    """`whole` counts all of the user's relances; the two others hold the first rows of each part of the day."""

    whole: Panel
    with_opportunity: Panel
    without_opportunity: Panel
    coming_soon: int
    actions: DayActions
    recent: tuple[RecentSheet, ...]
    started: bool


def home(conn: Connection, user_id: int, today: int, midnight_ms: int, rows: int = 3) -> HomeView:
    """Everything of the home screen; `midnight_ms` is where today began for the user."""
    mine = PanelFilter(users=(user_id,))
    soon = PanelFilter(users=(user_id,), first_day=today + 1, last_day=today + 7)
    return HomeView(
        panel(conn, mine, today, 200, coming=0),
        panel(conn, PanelFilter(users=(user_id,), with_opportunity=True, last_day=today), today, rows),
        panel(conn, PanelFilter(users=(user_id,), with_opportunity=False, last_day=today), today, rows),
        panel(conn, soon, today, 0).coming_count,
        _actions(conn, user_id, midnight_ms),
        recent_sheets(conn, user_id),
        conn.execute("SELECT EXISTS (SELECT 1 FROM registration WHERE deleted_at IS NULL)").fetchone()[0]
        == 1,
    )


def recent_sheets(conn: Connection, user_id: int, limit: int = 8) -> tuple[RecentSheet, ...]:
    """The companies whose sheets the user opened last, newest first."""
    found = conn.execute(
        "SELECT v.company_id, coalesce(c.shown_name, c.name), c.shown_city, v.at FROM (SELECT company_id, max(at) AS at "
        "FROM timeline NOT INDEXED WHERE id > (SELECT coalesce(max(id), 0) - ? FROM timeline) "
        "AND type = 'visite' AND author_id = ? AND deleted_at IS NULL GROUP BY company_id) v "
        "JOIN company c ON c.id = v.company_id WHERE c.deleted_at IS NULL ORDER BY v.at DESC LIMIT ?",
        (LATELY, user_id, limit),
    ).fetchall()
    return tuple(RecentSheet(*row) for row in found)


def _actions(conn: Connection, user_id: int, midnight_ms: int) -> DayActions:
    calls, notes = conn.execute(
        "SELECT coalesce(sum(type = 'appel'), 0), coalesce(sum(type = 'note'), 0) FROM timeline "
        "WHERE id > (SELECT coalesce(max(id), 0) - ? FROM timeline) AND author_id = ? AND at >= ? "
        "AND deleted_at IS NULL",
        (LATELY, user_id, midnight_ms),
    ).fetchone()
    treated = conn.execute(
        "SELECT count(*) FROM follow_up f WHERE f.done = 1 AND f.done_at >= ? AND f.deleted_at IS NULL AND EXISTS "
        "(SELECT 1 FROM follow_up_assignee a WHERE a.follow_up_id = f.id AND a.user_id = ? AND a.deleted_at IS NULL)",
        (midnight_ms, user_id),
    ).fetchone()[0]
    return DayActions(calls, notes, treated)
