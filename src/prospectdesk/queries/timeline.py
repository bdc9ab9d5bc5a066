"""Reads the timeline of a company and its field history (C-33, C-34, D-49)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.domain.contacts import full_name
from prospectdesk.domain.ids import uid_text
from prospectdesk.store.connection import Connection

FILTERS: dict[str, tuple[str, ...]] = {
    "timeline": (),
    "notes": ("note", "appel"),
    "mail": ("mail", "reponse"),
    "appel": ("appel",),
    "visites": ("visite_web",),
}
"""The five filters of C-34 and the entry types they keep; empty = all."""
_FORGOTTEN = (
    "(c.erased_at IS NOT NULL OR (c.scope = 0 OR c.colour = 'white') AND EXISTS (SELECT 1 FROM contact o "
    "WHERE o.white_twin_id = c.id AND o.erased_at IS NOT NULL))"
)
"""Contact `c` asked to be erased: what happened with its white twin names nobody either (C-21, SM-1)."""
_OBJECT = f"iif({_FORGOTTEN}, 'Interlocuteur supprimé', h.object)"


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One entry; `at` in ms UTC. A contact erased on request shows as "contact supprimé"."""

    id: int
    uid: str
    at: int
    type: str
    title: str
    text: str
    author_id: int | None
    author: str | None
    contact_id: int | None
    contact: str | None
    number: str | None
    code: str | None
    edited_at: int | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One field-level change; `at` in ms UTC."""

    id: int
    at: int
    user: str | None
    object: str
    field: str
    old: str | None
    new: str | None
    user_login: str | None = None


def entries(
    conn: Connection,
    company_id: int,
    kind: str = "timeline",
    before: tuple[int, int] | None = None,
    limit: int = 50,
) -> list[TimelineRow]:
    """A page of the timeline, newest first; `before` is the (at, id) of the last row already shown."""
    types = FILTERS[kind]
    where = f"AND t.type IN ({', '.join('?' * len(types))})" if types else ""
    place = "AND (t.at, t.id) < (?, ?)" if before else ""
    rows = conn.execute(
        "SELECT t.id, t.uid, t.at, t.type, t.title, t.text, t.author_id, u.name, t.contact_id, c.first_name, "
        f"c.last_name, {_FORGOTTEN}, t.number, t.code, t.edited_at FROM timeline t LEFT JOIN user u ON u.id = t.author_id "
        f"LEFT JOIN contact c ON c.id = t.contact_id WHERE t.company_id = ? AND t.deleted_at IS NULL {where} {place} "
        "ORDER BY t.at DESC, t.id DESC LIMIT ?",
        [company_id, *types, *(before or ()), limit],
    )
    found = []
    for r in rows:
        contact = None if r[8] is None else ("contact supprimé" if r[11] else full_name(r[9], r[10]))
        found.append(
            TimelineRow(
                r[0], uid_text(r[1]), r[2], r[3], r[4], r[5], r[6], r[7], r[8], contact, r[12], r[13], r[14]
            )
        )
    return found


def counts(conn: Connection, company_id: int) -> dict[str, int]:
    """How many entries each filter holds."""
    by_type = dict(
        conn.execute(
            "SELECT type, count(*) FROM timeline WHERE company_id = ? AND deleted_at IS NULL GROUP BY type",
            (company_id,),
        ).fetchall()
    )
    return {
        name: sum(by_type.values()) if not types else sum(by_type.get(one, 0) for one in types)
        for name, types in FILTERS.items()
    }


def history(
    conn: Connection, company_id: int, text: str = "", before: tuple[int, int] | None = None, limit: int = 200
) -> list[HistoryRow]:
    """A page of the history, newest first; `text` keeps lines that contain it, accents and case ignored."""
    place = "AND (h.at, h.id) < (?, ?)" if before else ""
    match = (
        f"AND instr(fold(coalesce(u.name, '') || ' ' || {_OBJECT} || ' ' || h.field || ' ' || coalesce(h.old, '') || ' ' "
        "|| coalesce(h.new, '')), fold(?)) > 0"
        if text.strip()
        else ""
    )
    rows = conn.execute(
        f"SELECT h.id, h.at, u.name, {_OBJECT}, h.field, h.old, h.new, u.login "
        "FROM history h LEFT JOIN user u ON u.id = h.user_id LEFT JOIN contact c ON c.uid = h.object_uid "
        f"WHERE h.company_id = ? {place} {match} ORDER BY h.at DESC, h.id DESC LIMIT ?",
        [company_id, *(before or ()), *([text] if match else []), limit],
    )
    return [HistoryRow(*row) for row in rows]
