"""The companies of a routine by tag (C-73), and the list behind one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prospectdesk.queries.reports_scope import Asked, Where
from prospectdesk.store.connection import Connection

TAGS = ("suspect", "prospect", "client", "hors_cible")
"""The four tags, in the order they are drawn."""


@dataclass(frozen=True, slots=True)
class RoutineTags:
    """How many companies bear each tag of a routine; `routine` None: the person sees none."""

    routine: int | None
    title: str
    counts: dict[str, int]
    ex_clients: dict[str, int]


@dataclass(frozen=True, slots=True)
class Tagged:
    """One company of a routine. `id` is the company's."""

    id: int
    company_id: int
    company: str
    city: str | None
    tag: str
    ex_client: bool
    follower: str | None


def tags(conn: Connection, asked: Asked) -> RoutineTags:
    """The routine asked for, else the person's default one, else the first he sees (C-65)."""
    row = conn.execute(
        "SELECT r.id, r.title FROM routine r WHERE r.deleted_at IS NULL AND r.active = 1 AND (?2 OR EXISTS "
        "(SELECT 1 FROM routine_user m WHERE m.routine_id = r.id AND m.user_id = ?1 AND m.deleted_at IS NULL)) "
        "ORDER BY r.id IS NOT ?3, r.id IS NOT (SELECT default_routine_id FROM user WHERE id = ?1), fold(r.title), r.id "
        "LIMIT 1",
        (asked.person, int(asked.leads), asked.routine),
    ).fetchone()
    if row is None or asked.routine not in {None, row[0]}:
        return RoutineTags(None, "", {}, {})
    where = _where(asked, row[0])
    rows = conn.execute(
        "SELECT g.tag, count(*), sum(g.ex_client) FROM routine_tag g JOIN company c ON c.id = g.company_id "
        f"{where.sql} GROUP BY 1",
        where.values,
    ).fetchall()
    return RoutineTags(row[0], row[1], {one[0]: one[1] for one in rows}, {one[0]: one[2] for one in rows})


def tagged(conn: Connection, asked: Asked, routine: int, tag: str, limit: int) -> tuple[Tagged, ...]:
    """The companies of one tag by name."""
    where = _where(asked, routine).add("g.tag = ?", tag)
    rows = conn.execute(
        "SELECT c.id, c.id, coalesce(c.shown_name, c.name), c.shown_city, g.tag, g.ex_client, u.name "
        "FROM routine_tag g JOIN company c ON c.id = g.company_id LEFT JOIN user u ON u.id = c.operational_user_id "
        f"{where.sql} ORDER BY c.name_key, c.id LIMIT ?",
        [*where.values, limit],
    )
    return tuple(_tagged(row) for row in rows)


def _tagged(row: Any) -> Tagged:
    values: list[Any] = [*row[:5], bool(row[5]), row[6]]
    return Tagged(*values)


def _where(asked: Asked, routine: int) -> Where:
    """Users filter by who follows the company."""
    where = Where().add("g.deleted_at IS NULL").add("c.deleted_at IS NULL").add("g.routine_id = ?", routine)
    if asked.users:
        where.among("c.operational_user_id", asked.users)
    if not asked.leads:
        where.add(
            "EXISTS (SELECT 1 FROM routine_user m WHERE m.routine_id = ? AND m.user_id = ? AND m.deleted_at IS NULL)",
            routine,
            asked.person,
        )
    if asked.source is not None:
        where.add("c.source_id = ?", asked.source)
    return where
