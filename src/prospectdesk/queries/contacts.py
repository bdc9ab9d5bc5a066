"""Reads contact cards (C-12…C-23) and finds existing persons (D-17)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from prospectdesk.domain.contacts import full_name
from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.phones import phone_digits
from prospectdesk.domain.text import fold, like_pattern
from prospectdesk.store.connection import Connection

COLUMNS = (
    "c.id, c.uid, c.company_id, c.colour, c.role, c.privileged, c.title, c.first_name, c.last_name, c.job, c.status, "
    "c.linkedin, c.born_on, c.block_call, c.block_sms, c.block_email, c.newsletter, c.bulletin, c.email_origin, "
    "c.email, c.home, c.mobile, c.score, c.category, c.was_orange"
)
VISIBLE = (
    "c.deleted_at IS NULL AND c.erased_at IS NULL AND NOT ((c.scope = 0 OR c.colour = 'white') AND EXISTS "
    "(SELECT 1 FROM contact o WHERE o.white_twin_id = c.id AND (o.deleted_at IS NULL OR o.erased_at IS NOT NULL)))"
)
"""A card of the register with an orange, grey or erased twin in the workspace is hidden, white or grey since (SM-1)."""
ORDER = (
    "CASE c.colour WHEN 'orange' THEN 0 WHEN 'white' THEN 1 ELSE 2 END, c.privileged DESC, c.name_key, c.id"
)


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One card. `born_on` is a day number; phones are E.164."""

    id: int
    uid: str
    company_id: int
    colour: str
    role: str
    privileged: bool
    title: str | None
    first_name: str | None
    last_name: str | None
    job: str | None
    status: str | None
    linkedin: str | None
    born_on: int | None
    block_call: bool
    block_sms: bool
    block_email: bool
    newsletter: bool
    bulletin: bool
    email_origin: str | None
    email: str | None
    home: str | None
    mobile: str | None
    score: int
    category: str | None
    was_orange: bool
    further: tuple[tuple[str, str], ...] = ()
    """(kind, value) of second and later numbers and e-mails: kind mobile, home or email (X-17)."""

    @property
    def name(self) -> str:
        """Prénom Nom."""
        return full_name(self.first_name, self.last_name)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every phone, the mobile first."""
        more = (value for kind, value in self.further if kind != "email")
        return tuple(one for one in (self.mobile, self.home, *more) if one)

    @property
    def blocked(self) -> tuple[str, ...]:
        """Closed channels among call, sms, email."""
        marks = (("call", self.block_call), ("sms", self.block_sms), ("email", self.block_email))
        return tuple(name for name, closed in marks if closed)


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person of the base found while adding a contact."""

    id: int
    name: str
    job: str | None
    company_id: int
    company: str
    email: str | None
    phone: str | None
    colour: str


def cards(conn: Connection, company_id: int) -> list[ContactCard]:
    """The visible cards of a company: orange, white, grey (C-12)."""
    sql = f"SELECT {COLUMNS} FROM contact c WHERE c.company_id = ? AND {VISIBLE} ORDER BY {ORDER}"
    return _with_further(conn, [_card(row) for row in conn.execute(sql, (company_id,))])


def card(conn: Connection, contact_id: int) -> ContactCard | None:
    """One visible card."""
    row = conn.execute(
        f"SELECT {COLUMNS} FROM contact c WHERE c.id = ? AND {VISIBLE}", (contact_id,)
    ).fetchone()
    return None if row is None else _with_further(conn, [_card(row)])[0]


def by_uid(conn: Connection, uid: bytes) -> ContactCard | None:
    """One visible card by its identity."""
    row = conn.execute(f"SELECT {COLUMNS} FROM contact c WHERE c.uid = ? AND {VISIBLE}", (uid,)).fetchone()
    return None if row is None else _with_further(conn, [_card(row)])[0]


def find_persons(conn: Connection, text: str, limit: int = 8) -> list[PersonHit]:
    """Existing persons by part of name, e-mail or phone (at least three characters)."""
    key = fold(text)
    number = phone_digits(text) or ""
    if len(key) < 3:
        return []
    grams = [
        "SELECT rowid FROM contact_grams WHERE name_key LIKE ?1 ESCAPE '\\'",
        "SELECT rowid FROM contact_grams WHERE email_key LIKE ?1 ESCAPE '\\'",
    ]
    values = [like_pattern(key), limit]
    if len(number) >= 4:
        grams += [
            "SELECT id FROM contact WHERE mobile_key = ?3",
            "SELECT id FROM contact WHERE home_key = ?3",
        ]
        values.append(number)
    sql = (
        "SELECT c.id, c.first_name, c.last_name, c.job, c.company_id, coalesce(s.shown_name, s.name), c.email, "
        "coalesce(c.mobile, c.home), c.colour FROM contact c JOIN company s ON s.id = c.company_id "
        f"WHERE c.id IN ({' UNION ALL '.join(grams)}) AND {VISIBLE} ORDER BY c.name_key, c.id LIMIT ?2"
    )
    return [
        PersonHit(row[0], full_name(row[1], row[2]), row[3], row[4], row[5], row[6], row[7], row[8])
        for row in conn.execute(sql, values)
    ]


def _with_further(conn: Connection, cards: list[ContactCard]) -> list[ContactCard]:
    sql = (
        "SELECT contact_id, kind, value FROM contact_point x WHERE deleted_at IS NULL AND rank > 0 "
        "AND contact_id IN (SELECT value FROM json_each(?)) AND EXISTS (SELECT 1 FROM contact_point o "
        "WHERE o.contact_id = x.contact_id AND o.kind = x.kind AND o.deleted_at IS NULL "
        "AND (o.rank, o.uid) < (x.rank, x.uid)) ORDER BY kind DESC, rank, uid"
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for contact, kind, value in conn.execute(sql, (json.dumps([one.id for one in cards]),)):
        found.setdefault(contact, []).append((kind, value))
    return [replace(one, further=tuple(found[one.id])) if one.id in found else one for one in cards]


def _card(row: Sequence[Any]) -> ContactCard:
    values = list(row)
    values[1] = uid_text(values[1])
    for position in (5, 13, 14, 15, 16, 17, 24):
        values[position] = bool(values[position])
    return ContactCard(*values)
