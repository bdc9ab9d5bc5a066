"""Reads users, the workspace, catalogues, settings, drafts and saved views."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from prospectdesk.domain.people import CAPABILITIES, Person
from prospectdesk.store.connection import Connection

_PERSON = "id, uid, login, name, licence, recruiter, school_admin, cf, source_seller"
"""The columns of a Person: the flags in the order of CAPABILITIES."""


class UserRow(NamedTuple):
    """A user as lists and forms offer him."""

    id: int
    login: str
    name: str
    licence: str
    source_seller: bool
    default_routine_id: int | None


class Entry(NamedTuple):
    """One entry of a catalogue."""

    id: int
    label: str


class Draft(NamedTuple):
    """What was being typed when the program last knew of it; `at` in ms UTC."""

    key: str
    kind: str
    company_id: int | None
    data: dict[str, Any]
    at: int


class View(NamedTuple):
    """A saved view of a list."""

    id: int
    title: str
    shared: bool
    data: dict[str, Any]


def workspace_name(conn: Connection) -> str | None:
    """The workspace's name, None in a store that was never set up."""
    row = conn.execute("SELECT name FROM workspace ORDER BY id LIMIT 1").fetchone()
    return None if row is None else str(row[0])


def find_user(conn: Connection, login: str) -> Person | None:
    """The active user of that login."""
    row = conn.execute(
        f"SELECT {_PERSON} FROM user WHERE login = ? AND active = 1 AND deleted_at IS NULL", (login,)
    ).fetchone()
    return None if row is None else _person(row)


def device_user(conn: Connection) -> Person | None:
    """Whose device this profile is, active or not; None for a profile without a centre."""
    kept = dict(conn.execute("SELECT key, value FROM sync_state WHERE key IN ('user', 'login')"))
    if "user" not in kept:
        return None
    uid = bytes.fromhex(kept["user"])
    row = conn.execute(f"SELECT {_PERSON} FROM user WHERE uid = ?", (uid,)).fetchone()
    if row is None:  # the centre took his row away: the profile still opens, to be synchronised
        return Person(0, uid, kept.get("login", ""), kept.get("login", ""), "utilisateur")
    return _person(row)


def _person(row: Sequence[Any]) -> Person:
    held = {key for key, flag in zip(CAPABILITIES, row[5:], strict=True) if flag}
    return Person(row[0], bytes(row[1]), row[2], row[3], row[4], frozenset(held))


def last_login(conn: Connection) -> str | None:
    """Who signed in last, else the first user."""
    kept = setting(conn, "user.last")
    if isinstance(kept, str):
        return kept
    row = conn.execute("SELECT login FROM user WHERE deleted_at IS NULL ORDER BY id LIMIT 1").fetchone()
    return None if row is None else str(row[0])


def users(conn: Connection) -> list[UserRow]:
    """All active users, by name."""
    return [
        UserRow(row[0], row[1], row[2], row[3], bool(row[4]), row[5])
        for row in conn.execute(
            "SELECT id, login, name, licence, source_seller, default_routine_id FROM user "
            "WHERE active = 1 AND deleted_at IS NULL ORDER BY fold(name)"
        )
    ]


def users_for(conn: Connection, company_id: int) -> list[UserRow]:
    """All active users; a source salesperson without access to a cabinet of the company's dossiers is none here (D-10)."""
    barred = {row[0] for row in conn.execute(_WITHOUT_CABINET, (company_id,))}
    return [
        one._replace(source_seller=False) if one.source_seller and one.id in barred else one
        for one in users(conn)
    ]


_WITHOUT_CABINET = (
    "SELECT DISTINCT u.id FROM user u JOIN dossier d ON d.company_id = ? AND d.cabinet_id IS NOT NULL "
    "AND d.status <> 'perdu' AND d.deleted_at IS NULL WHERE NOT EXISTS (SELECT 1 FROM user_cabinet g "
    "WHERE g.user_id = u.id AND g.cabinet_id = d.cabinet_id AND g.deleted_at IS NULL)"
)
"""Users who lack access to the cabinet of a dossier of the company."""


def entries(conn: Connection, kind: str) -> list[Entry]:
    """The active entries of a catalogue, in their order."""
    sql = "SELECT id, label FROM catalogue WHERE kind = ? AND active = 1 AND deleted_at IS NULL ORDER BY rank, id"
    return [Entry(*row) for row in conn.execute(sql, (kind,))]


def settings(conn: Connection, prefix: str = "") -> dict[str, Any]:
    """The preferences whose key begins with `prefix`."""
    rows = conn.execute("SELECT key, value FROM setting WHERE substr(key, 1, ?) = ?", (len(prefix), prefix))
    return {key: json.loads(value) for key, value in rows}


def setting(conn: Connection, key: str) -> Any:
    """One preference, None when it was never set."""
    row = conn.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else json.loads(row[0])


def drafts(conn: Connection) -> list[Draft]:
    """All drafts, oldest first."""
    rows = conn.execute("SELECT key, kind, company_id, data, at FROM draft ORDER BY at")
    return [Draft(row[0], row[1], row[2], json.loads(row[3]), row[4]) for row in rows]


def views(conn: Connection, screen: str, user_id: int) -> list[View]:
    """The saved views of a screen: the user's own and the shared ones."""
    rows = conn.execute(
        "SELECT id, title, shared, data FROM saved_view WHERE screen = ? AND deleted_at IS NULL "
        "AND (shared = 1 OR user_id = ?) ORDER BY rank, id",
        (screen, user_id),
    )
    return [View(row[0], row[1], bool(row[2]), json.loads(row[3])) for row in rows]


def learned_places(conn: Connection) -> dict[str, tuple[float, float]]:
    """Commune centres learned from imported establishments: INSEE code → latitude, longitude (decision 12)."""
    rows = conn.execute("SELECT code, latitude_sum / n, longitude_sum / n FROM commune_centre WHERE n > 0")
    return {row[0]: (row[1], row[2]) for row in rows}


def waiting(conn: Connection) -> int:
    """How many user actions wait for the centre (X-15)."""
    return int(conn.execute("SELECT count(DISTINCT batch) FROM outbox").fetchone()[0])
