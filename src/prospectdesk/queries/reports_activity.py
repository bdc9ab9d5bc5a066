"""What each person did in a period: calls, e-mails, appointments, notes; and the entries behind one number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from prospectdesk.queries.reports_scope import MY_ROUTINES, Asked, Where, companies_where
from prospectdesk.store.connection import Connection

CALLS, MAILS, MEETINGS, NOTES = "appel", "mail", "rendez_vous", "note"
ACTS = (CALLS, MAILS, MEETINGS, NOTES)
"""In the order they are drawn; all but the third are types of timeline entries."""
_KINDS = f"SELECT '{CALLS}' AS act UNION ALL SELECT '{MAILS}' UNION ALL SELECT '{NOTES}'"
"""Counted for each person by itself, a walk along the index; grouping a million entries sorts them all first."""
MEETING = "Rendez-vous"
"""The action type of a follow-up (D-45) that is an appointment once done; it counts for its actor (D-42)."""


@dataclass(frozen=True, slots=True)
class Doer:
    """One person: how often by act (ACTS)."""

    id: int
    name: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All acts."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Act:
    """One entry behind a number. `at` is an instant (ms UTC) or None, `day` a day number or None."""

    id: int
    company_id: int
    company: str
    act: str
    who: str
    title: str
    at: int | None
    day: int | None


def activity(conn: Connection, asked: Asked) -> tuple[Doer, ...]:
    """Who did what, the busiest first. Pipeline and service say nothing here: acts are of companies."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    told, held = entries_where(asked), meetings_where(asked)
    sql = (
        f"SELECT u.id, k.act, (SELECT count(*) FROM timeline e {told.sql} AND e.author_id = u.id AND e.type = k.act) "
        f"FROM user u CROSS JOIN ({_KINDS}) k"
    )
    for who, act, number in conn.execute(sql, told.values):
        if number:
            counts[who][act] = number
    sql = f"SELECT f.creator_id, count(*) FROM follow_up f {held.sql} GROUP BY 1"
    for who, number in conn.execute(sql, held.values):
        counts[who][MEETINGS] = number
    names = dict(conn.execute("SELECT id, name FROM user").fetchall())
    made = (Doer(who, names[who], found) for who, found in counts.items() if who in names)
    return tuple(sorted(made, key=lambda one: (-one.total, one.name, one.id)))


def acts_of(conn: Connection, asked: Asked, user: int, act: str, limit: int) -> tuple[Act, ...]:
    """The acts of one person behind a number, the latest first."""
    if act == MEETINGS:
        where = meetings_where(asked).add("f.creator_id = ?", user)
        table, joined, at, day, title = "follow_up f", "f", "NULL", "f.day", "coalesce(f.description, '')"
        who = "f.creator_id"
    else:
        where = entries_where(asked).add("e.type = ?", act).add("e.author_id = ?", user)
        table, joined, at, day = "timeline e", "e", "e.at", "NULL"
        title, who = "CASE e.title WHEN '' THEN e.text ELSE e.title END", "e.author_id"
    sql = (
        f"SELECT {joined}.id, c.id, coalesce(c.shown_name, c.name), ?, u.name, substr({title}, 1, 200), {at}, {day} "
        f"FROM {table} JOIN company c ON c.id = {joined}.company_id JOIN user u ON u.id = {who} {where.sql} "
        f"ORDER BY coalesce({at}, {day}) DESC, {joined}.id DESC LIMIT ?"
    )
    rows = conn.execute(sql, [act, *where.values, limit])
    return tuple(Act(*row) for row in rows)


def entries_where(asked: Asked) -> Where:
    """The acts of the timeline in the period that the person may read (C-65); worded as its index is."""
    where = Where().add("e.deleted_at IS NULL").add("e.type IN ('appel', 'mail', 'note')")
    where.within("e.at", asked.period.span(asked.zone))
    if not asked.leads:
        where.add(f"(e.owner IS NULL OR e.owner IN ({MY_ROUTINES}))", asked.person)
    return _people(asked, where, "e", "author_id")


def meetings_where(asked: Asked) -> Where:
    """Appointments of the period that took place; worded as their index is."""
    where = Where().add("f.deleted_at IS NULL").add("f.done = 1").add(f"f.action_type = '{MEETING}'")
    where.add("f.day BETWEEN ? AND ?", asked.period.first, asked.period.last)
    return _people(asked, where, "f", "creator_id")


def _people(asked: Asked, where: Where, row: str, column: str) -> Where:
    column = f"{row}.{column}"
    where.add(f"{column} IS NOT NULL")
    if asked.users:
        where.among(column, asked.users)
    return companies_where(asked, where, row)
