"""Reads the placement missions of a company with the candidates placed on them (P-20)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from prospectdesk.domain.contacts import full_name
from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.stored_json import stored_list
from prospectdesk.domain.text import fold, like_pattern
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who is placed or can be: `sheet` is the name of the company or person's sheet his card lives on."""

    id: int
    uid: str
    name: str
    sheet: str
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement mission; `own` is False for one of the directory. Dates are day numbers."""

    id: int
    uid: str
    label: str
    domains: tuple[str, ...]
    contract_kind: str | None
    starts_on: int | None
    ends_on: int | None
    own: bool
    candidates: tuple[Candidate, ...]


def of_company(conn: Connection, company_id: int) -> list[Placement]:
    """The placement missions, oldest first."""
    placed: dict[int, list[Candidate]] = defaultdict(list)
    for row in conn.execute(
        "SELECT p.mission_id, c.id, c.uid, c.first_name, c.last_name, coalesce(s.shown_name, s.name), c.email "
        "FROM mission m JOIN placement p ON p.mission_id = m.id AND p.deleted_at IS NULL "
        "JOIN contact c ON c.id = p.contact_id AND c.deleted_at IS NULL AND c.erased_at IS NULL "
        "JOIN company s ON s.id = c.company_id WHERE m.company_id = ? AND m.nature = 'placement' "
        "AND m.deleted_at IS NULL ORDER BY p.id",
        (company_id,),
    ):
        placed[row[0]].append(Candidate(row[1], uid_text(row[2]), full_name(row[3], row[4]), row[5], row[6]))
    rows = conn.execute(
        "SELECT id, uid, label, domains, contract_kind, starts_on, ends_on, scope FROM mission "
        "WHERE company_id = ? AND nature = 'placement' AND deleted_at IS NULL ORDER BY id",
        (company_id,),
    )
    return [
        Placement(
            row[0],
            uid_text(row[1]),
            row[2],
            stored_list(row[3]),
            row[4],
            row[5],
            row[6],
            bool(row[7]),
            tuple(placed[row[0]]),
        )
        for row in rows
    ]


def find_candidates(conn: Connection, text: str, limit: int = 8) -> list[Candidate]:
    """Candidates of the base by part of name or e-mail (at least three characters)."""
    key = fold(text)
    if len(key) < 3:
        return []
    rows = conn.execute(
        "SELECT c.id, c.uid, c.first_name, c.last_name, coalesce(s.shown_name, s.name), c.email FROM contact c "
        "JOIN company s ON s.id = c.company_id WHERE c.id IN (SELECT rowid FROM contact_grams WHERE name_key "
        "LIKE ?1 ESCAPE '\\' UNION ALL SELECT rowid FROM contact_grams WHERE email_key LIKE ?1 ESCAPE '\\') "
        "AND c.role = 'candidat' AND c.colour = 'orange' AND c.deleted_at IS NULL AND c.erased_at IS NULL "
        "ORDER BY c.name_key, c.id LIMIT ?2",
        (like_pattern(key), limit),
    )
    return [Candidate(row[0], uid_text(row[1]), full_name(row[2], row[3]), row[4], row[5]) for row in rows]
