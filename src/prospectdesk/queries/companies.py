"""Reads one company sheet: header, establishments, tags, and who looks like it (C-01…C-04, D-04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.ids import parse_uid, uid_text
from prospectdesk.domain.text import digits, fold
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class CompanyHead:
    """The head of a sheet and the fields of its Fiche tab (D-13…D-15). Dates are day numbers.

    Every value is what the user sees: his own correction, else the register's. `register_*` keep the
    register's value where a correction hides it.
    """

    id: int
    uid: str
    kind: str
    siren: str | None
    siret: str | None
    name: str
    register_name: str
    legal_form: str | None
    naf: str | None
    tax_regime: str | None
    accountant: str | None
    created_on: int | None
    street: str | None
    street2: str | None
    postcode: str | None
    city: str | None
    country: str | None
    phone: str | None
    phone_foreign: str | None
    fax: str | None
    website: str | None
    mail: str | None
    linkedin: str | None
    takeover: bool
    source_user_id: int | None
    source_user: str | None
    operational_user_id: int | None
    operational_user: str | None
    source_id: int | None
    source: str | None
    registered: bool
    client: bool
    open: bool
    headcount_band: str | None
    headcount: int | None
    turnover: str | None
    turnover_year: int | None
    result: str | None
    capital: str | None
    agreement: str | None
    register_on: int | None
    best_stage: str | None
    best_percent: int | None
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Establishment:
    """One establishment of the sheet (C-03)."""

    id: int
    uid: str
    siret: str | None
    name: str | None
    brand: str | None
    naf: str | None
    street: str | None
    street2: str | None
    postcode: str | None
    city: str | None
    phone: str | None
    head_office: bool | None
    open: bool
    latitude: float | None
    longitude: float | None
    headcount_band: str | None


@dataclass(frozen=True, slots=True)
class RoutineTag:
    """A routine's tag on the company; `default` marks the user's default routine (C-72)."""

    routine_id: int
    routine: str
    tag: str | None
    ex_client: bool
    score: int | None
    default: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """A company that looks like the one being typed (D-04)."""

    id: int
    uid: str
    name: str
    city: str | None
    siret: str | None
    reason: str
    registered: bool


_HEAD = """
SELECT c.id, c.uid, CASE c.kind WHEN 1 THEN 'particulier' ELSE 'organisation' END, c.siren, c.siret,
 coalesce(c.shown_name, c.name), c.name, coalesce(r.legal_form, c.legal_form), c.shown_naf, r.tax_regime, r.accountant,
 c.created_day, coalesce(r.street, e.street), coalesce(r.street2, e.street2), c.shown_postcode, c.shown_city,
 coalesce(r.country, e.country, 'France'), coalesce(r.phone, e.phone), r.phone_foreign, r.fax, r.website, r.mail,
 coalesce(r.linkedin, c.linkedin), c.takeover, r.source_user_id, su.name, r.operational_user_id, ou.name,
 r.source_id, so.label, c.registered, c.client, c.open, coalesce(c.headcount_band, e.headcount_band), c.headcount,
 c.turnover, c.turnover_year, c.result, c.capital, c.agreement, c.register_on, c.best_stage, c.best_percent,
 coalesce(e.latitude, r.latitude), coalesce(e.longitude, r.longitude)
FROM company c
LEFT JOIN registration r ON r.company_id = c.id AND r.deleted_at IS NULL
LEFT JOIN establishment e ON e.id = (SELECT x.id FROM establishment x WHERE x.company_id = c.id AND x.deleted_at IS NULL
 ORDER BY coalesce(x.head_office, 0) DESC, x.open DESC, x.id LIMIT 1)
LEFT JOIN user su ON su.id = r.source_user_id
LEFT JOIN user ou ON ou.id = r.operational_user_id
LEFT JOIN catalogue so ON so.id = r.source_id
WHERE c.id = ? AND c.deleted_at IS NULL
"""


def head(conn: Connection, company_id: int) -> CompanyHead | None:
    """The head of a sheet, None when the company is gone."""
    row = conn.execute(_HEAD, (company_id,)).fetchone()
    if row is None:
        return None
    values = list(row)
    values[1] = uid_text(values[1])
    for position in (23, 30, 31, 32):
        values[position] = bool(values[position])
    return CompanyHead(*values)


_BY_UID = (
    "WITH RECURSIVE known (id, merged_into, deleted_at) AS (SELECT id, merged_into, deleted_at FROM company WHERE uid = ? "
    "UNION SELECT c.id, c.merged_into, c.deleted_at FROM known k JOIN company c ON c.uid = k.merged_into) "
    "SELECT id FROM known WHERE merged_into IS NULL AND deleted_at IS NULL"
)
"""The company of a uid, or the one it became (X-19)."""


def find_id(conn: Connection, ref: str) -> int | None:
    """The local id of a live company named by uid, SIREN or SIRET."""
    uid = parse_uid(ref.strip())
    number = digits(ref)
    if uid is not None:
        row = conn.execute(_BY_UID, (uid,)).fetchone()
    elif len(number) == 9:
        row = conn.execute(
            "SELECT id FROM company WHERE siren = ? AND deleted_at IS NULL ORDER BY registered DESC, id LIMIT 1",
            (number,),
        ).fetchone()
    elif len(number) == 14:
        row = conn.execute(
            "SELECT id FROM company WHERE siret = ?1 AND deleted_at IS NULL UNION ALL SELECT e.company_id FROM "
            "establishment e JOIN company c ON c.id = e.company_id WHERE e.siret = ?1 AND e.deleted_at IS NULL "
            "AND c.deleted_at IS NULL LIMIT 1",
            (number,),
        ).fetchone()
    else:
        row = None
    return None if row is None else int(row[0])


def establishments(conn: Connection, company_id: int, limit: int = 200) -> list[Establishment]:
    """The establishments, the seat first, open ones before closed ones (C-03)."""
    rows = conn.execute(
        "SELECT id, uid, siret, name, brand, naf, street, street2, postcode, city, phone, head_office, open, latitude, "
        "longitude, headcount_band FROM establishment WHERE company_id = ? AND deleted_at IS NULL "
        "ORDER BY coalesce(head_office, 0) DESC, open DESC, id LIMIT ?",
        (company_id, limit),
    )
    made = []
    for r in rows:
        head_office = None if r[11] is None else bool(r[11])
        values: list[Any] = [r[0], uid_text(r[1]), *r[2:11], head_office, bool(r[12]), *r[13:]]
        made.append(Establishment(*values))
    return made


def tags(conn: Connection, company_id: int, user_id: int, all_routines: bool) -> list[RoutineTag]:
    """The routines the user sees with the company's tags, his default one first (C-65, C-72)."""
    rows = conn.execute(
        "SELECT r.id, r.title, t.tag, coalesce(t.ex_client, 0), f.value, r.id IS u.default_routine_id FROM routine r "
        "JOIN user u ON u.id = ?2 LEFT JOIN routine_tag t ON t.routine_id = r.id AND t.company_id = ?1 "
        "AND t.deleted_at IS NULL LEFT JOIN fit_score f ON f.routine_id = r.id AND f.company_id = ?1 "
        "AND f.deleted_at IS NULL WHERE r.deleted_at IS NULL AND r.active = 1 AND (?3 OR EXISTS (SELECT 1 FROM "
        "routine_user m WHERE m.routine_id = r.id AND m.user_id = ?2 AND m.deleted_at IS NULL)) "
        "ORDER BY 6 DESC, fold(r.title)",
        (company_id, user_id, int(all_routines)),
    )
    return [RoutineTag(row[0], row[1], row[2], bool(row[3]), row[4], bool(row[5])) for row in rows]


def lookalikes(
    conn: Connection,
    name: str,
    postcode: str | None = None,
    siret: str | None = None,
    besides: int = 0,
    limit: int = 5,
) -> list[Twin]:
    """Companies of the same SIRET/SIREN, or of the same name and postcode (D-04); same name alone counts when no
    postcode is known."""
    found: dict[int, str] = {}
    number = digits(siret or "")
    if len(number) in {9, 14}:
        same = find_id(conn, number) or find_id(conn, number[:9])
        if same is not None:
            found[same] = "même SIRET" if len(number) == 14 else "même SIREN"
    key = fold(name)
    if len(key) >= 3:
        rows = conn.execute(
            "SELECT id FROM company WHERE name_key = ? AND deleted_at IS NULL AND (?2 IS NULL OR shown_postcode = ?2) "
            "ORDER BY registered DESC LIMIT ?3",
            (key, postcode or None, limit),
        )
        for row in rows:
            found.setdefault(row[0], "même nom et même code postal" if postcode else "même nom")
    found.pop(besides, None)
    marks = ", ".join("?" * len(found))
    rows = conn.execute(
        "SELECT id, uid, coalesce(shown_name, name), shown_city, siret, registered FROM company WHERE id IN "
        f"({marks}) LIMIT {int(limit)}",
        list(found),
    )
    return [Twin(r[0], uid_text(r[1]), r[2], r[3], r[4], found[r[0]], bool(r[5])) for r in rows]
