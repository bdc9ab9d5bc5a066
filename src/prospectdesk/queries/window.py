"""Reads what the frame of the window shows: names on tabs, badges, what waits for the centre."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prospectdesk.queries.people import settings, waiting
from prospectdesk.store.connection import Connection

Badge = Callable[[Any, int, int], int]


@dataclass(frozen=True, slots=True)
class FrameState:
    """Badges by screen, user actions that wait (X-15), whether the user is offline by choice."""

    badges: Mapping[str, int]
    waiting: int
    offline: bool


def company_names(conn: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The shown names of the living companies among `ids`."""
    rows = conn.execute(
        "SELECT id, coalesce(shown_name, name) FROM company WHERE deleted_at IS NULL "
        "AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {int(row[0]): str(row[1]) for row in rows}


def frame_state(conn: Connection, badges: Mapping[str, Badge], person_id: int, today: int) -> FrameState:
    """Everything around the pages, in one snapshot; `today` is a day number."""
    counts = {name: count(conn, person_id, today) for name, count in badges.items()}
    return FrameState(counts, waiting(conn), settings(conn, "offline").get("offline") is True)


def most_told(conn: Connection) -> int | None:
    """The prospect with the most content (contacts and timeline), for pictures; None in an empty store."""
    row = conn.execute(
        "SELECT c.id FROM company c WHERE c.deleted_at IS NULL AND c.registered = 1 ORDER BY "
        "(SELECT count(*) FROM contact p WHERE p.company_id = c.id AND p.deleted_at IS NULL) * 3 + "
        "(SELECT count(*) FROM timeline t WHERE t.company_id = c.id) DESC, c.id LIMIT 1"
    ).fetchone()
    return None if row is None else int(row[0])
