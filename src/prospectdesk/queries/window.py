"""Reads what the frame of the window shows: names on tabs, badges, what waits for the centre."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prospectdesk.queries.first_look import company_names
from prospectdesk.queries.people import settings
from prospectdesk.store.connection import Connection

__all__ = ["FrameState", "company_names", "first_prospects", "frame_state", "most_told", "reached"]

Badge = Callable[[Any, int, int], int]
_KEYS = "'server', 'online', 'error', 'last_sync_ms', 'clock_off'"


@dataclass(frozen=True, slots=True)
class FrameState:
    """Badges by screen, user actions that wait (X-15), whether the user is offline by choice.

    `linked`: the profile belongs to a centre; `online` and `error` are those of the last try, `last_ms` the last
    complete sync by this machine's clock, `clock_minutes` how wrong that clock is (0: right enough, F13).
    """

    badges: Mapping[str, int]
    waiting: int
    offline: bool
    linked: bool = False
    online: bool = True
    error: str = ""
    last_ms: int | None = None
    conflicts: int = 0
    refused: int = 0
    clock_minutes: int = 0


def frame_state(conn: Connection, badges: Mapping[str, Badge], person_id: int, today: int) -> FrameState:
    """Everything around the pages, in one snapshot; `today` is a day number."""
    counts = {name: count(conn, person_id, today) for name, count in badges.items()}
    offline = settings(conn, "offline").get("offline") is True
    kept = dict(conn.execute("SELECT key, value FROM sync_state WHERE key IN (" + _KEYS + ")"))
    row = conn.execute(
        "SELECT (SELECT count(DISTINCT batch) FROM outbox), (SELECT count(*) FROM conflict WHERE settled_at IS NULL), "
        "(SELECT count(*) FROM refused WHERE state = 'open'), (SELECT offset_ms FROM write_state)"
    ).fetchone()
    offset = int(row[3] or 0)
    last = int(kept.get("last_sync_ms") or 0)
    return FrameState(
        badges=counts,
        waiting=row[0],
        offline=offline,
        linked="server" in kept,
        online=kept.get("online") != "0",
        error=kept.get("error") or "",
        last_ms=last - offset if last else None,
        conflicts=row[1],
        refused=row[2],
        clock_minutes=round(abs(offset) / 60_000) if kept.get("clock_off") == "1" else 0,
    )


def most_told(conn: Connection) -> int | None:
    """The prospect with the most content (contacts and timeline), for pictures; None in an empty store."""
    row = conn.execute(
        "SELECT c.id FROM company c WHERE c.deleted_at IS NULL AND c.registered = 1 ORDER BY "
        "(SELECT count(*) FROM contact p WHERE p.company_id = c.id AND p.deleted_at IS NULL) * 3 + "
        "(SELECT count(*) FROM timeline t WHERE t.company_id = c.id) DESC, c.id LIMIT 1"
    ).fetchone()
    return None if row is None else int(row[0])


def first_prospects(conn: Connection, limit: int) -> list[int]:
    """A few prospects by name, for pictures of what is done with a selection."""
    rows = conn.execute(
        "SELECT id FROM company WHERE deleted_at IS NULL AND registered = 1 ORDER BY name, id LIMIT ?",
        (limit,),
    )
    return [int(row[0]) for row in rows]


def reached(conn: Connection) -> bool | None:
    """Whether the centre answered at the last try; None before the first."""
    row = conn.execute("SELECT value FROM sync_state WHERE key = 'online'").fetchone()
    return None if row is None else row[0] == "1"
