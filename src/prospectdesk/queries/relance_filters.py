"""Reads what the relance panel can be narrowed to (C-79): users, routines, departments that occur."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.queries.people import UserRow, users
from prospectdesk.store.connection import Connection
from prospectdesk.store.labels import TAGS

MANY = 5_000
"""Open follow-ups beyond which every department is offered: telling which occur reads a company for each."""


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """`routines` as (id, title), the default one first; `tags` as (key, French label)."""

    users: tuple[UserRow, ...]
    routines: tuple[tuple[int, str], ...]
    tags: tuple[tuple[str, str], ...]
    departments: tuple[str, ...]


def choices(conn: Connection, user_id: int, all_routines: bool) -> FilterChoices:
    """The lists of the filter menus; an Utilisateur sees the routines he is assigned to (C-65)."""
    routines = conn.execute(
        "SELECT r.id, r.title FROM routine r JOIN user u ON u.id = ?1 WHERE r.deleted_at IS NULL AND r.active = 1 "
        "AND (?2 OR EXISTS (SELECT 1 FROM routine_user m WHERE m.routine_id = r.id AND m.user_id = ?1 "
        "AND m.deleted_at IS NULL)) ORDER BY r.id IS u.default_routine_id DESC, fold(r.title)",
        (user_id, int(all_routines)),
    ).fetchall()
    return FilterChoices(
        tuple(users(conn)),
        tuple((int(row[0]), str(row[1])) for row in routines),
        tuple(TAGS.items()),
        _departments(conn),
    )


def _departments(conn: Connection) -> tuple[str, ...]:
    live = "FROM follow_up INDEXED BY follow_up_open WHERE done = 0 AND deleted_at IS NULL"
    if conn.execute(f"SELECT 1 {live} LIMIT 1 OFFSET ?", (MANY,)).fetchone() is not None:
        from prospectdesk.geo.reference import departments

        return tuple(sorted(departments()))
    found = conn.execute(
        f"SELECT DISTINCT department FROM company WHERE department IS NOT NULL AND id IN (SELECT company_id {live}) "
        "ORDER BY department"
    )
    return tuple(str(row[0]) for row in found.fetchall())
