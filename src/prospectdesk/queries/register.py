"""What the store knows of the public register: who waits for a check, where values come from, the local directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prospectdesk.domain.register import Director, Site, Unit
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.domain.text import fold, like_pattern
from prospectdesk.store.connection import Connection

LOCAL = "annuaire"
"""The source of values that were in the local directory already."""
CHUNK = 400
OWN = ("name", "legal_form", "naf", "created_on", "street", "postcode", "city")
"""Values of the register that a workspace may have corrected."""
OF_SEAT = frozenset({"street", "postcode", "city"})
"""Those that are an establishment's: the one whose address the sheet shows."""
_TYPED = (
    "c.registered = 1 AND c.kind = 0 AND c.deleted_at IS NULL AND c.siren IS NOT NULL AND c.origin = 'saisie' "
    "AND c.register_on IS NULL"
)
"""A company that was typed and never found in the register: "A vérifier" (X-31)."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: the service, the day the register dates it, the day it was asked."""

    source: str
    on: int | None
    asked: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a company stands with the register. `outcome` is found, unknown, partial or "" (never asked).

    `own` are the columns in which the workspace has a value of its own, which the register does not change.
    """

    to_check: bool
    outcome: str
    asked_at: int | None
    source: str
    origins: dict[str, Origin]
    own: frozenset[str] = frozenset()
    differs: dict[str, str | int] = field(default_factory=dict)
    """Of these, what the register says instead (a day number for a date)."""

    @property
    def withheld(self) -> bool:
        """Whether its holder objects to its use: no prospecting."""
        return self.outcome == "partial"


NEVER = Standing(to_check=False, outcome="", asked_at=None, source="", origins={})
"""Of a company the register was never asked about."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A company as a look-up wants it; `number` is its SIREN, else the digits of its SIRET, "" without either."""

    id: int
    name: str
    number: str


def standing(conn: Connection, company_id: int) -> Standing:
    """What is known about the register's answers on one company."""
    both = [f"r.{name}, {'e' if name in OF_SEAT else 'c'}.{name}" for name in OWN]
    row = conn.execute(
        f"SELECT {_TYPED}, a.outcome, a.at, a.source, a.fields, {', '.join(both)} "
        "FROM company c LEFT JOIN register_answer a ON a.siren = c.siren "
        "LEFT JOIN registration r ON r.company_id = c.id AND r.deleted_at IS NULL "
        "LEFT JOIN establishment e ON e.company_id = c.id AND e.siret = c.siret AND e.deleted_at IS NULL "
        "WHERE c.id = ? LIMIT 1",
        (company_id,),
    ).fetchone()
    if row is None:
        return NEVER
    values = dict(zip(OWN, zip(row[5::2], row[6::2], strict=True), strict=True))
    own = {name: told for name, (mine, told) in values.items() if mine is not None}
    differs = {name: told for name, told in own.items() if told is not None and told != values[name][0]}
    return Standing(
        bool(row[0]), row[1] or "", row[2], row[3] or "", _origins(row[4]), frozenset(own), differs
    )


def _origins(text: str | None) -> dict[str, Origin]:
    found: dict[str, Origin] = {}
    for name, told in stored_object(text).items():
        if isinstance(told, dict):
            on, asked = told.get("on"), told.get("asked")
            found[name] = Origin(
                str(told.get("source") or ""),
                on if isinstance(on, int) else None,
                asked if isinstance(asked, int) else None,
            )
    return found


def to_check(conn: Connection, not_since: int, limit: int) -> list[Numbered]:
    """Companies "A vérifier"; those asked about after `not_since` (ms) wait for their next turn."""
    rows = conn.execute(
        f"SELECT c.id, c.shown_name, c.siren FROM company c INDEXED BY company_typed "
        f"LEFT JOIN register_answer a ON a.siren = c.siren WHERE {_TYPED} AND coalesce(a.at, 0) <= ? "
        "ORDER BY c.id LIMIT ?",
        (not_since, limit),
    )
    return [Numbered(*row) for row in rows]


def numbered(conn: Connection, companies: Sequence[int]) -> list[Numbered]:
    """The companies of a selection, in its order; Particulier sheets have no number."""
    found: dict[int, Numbered] = {}
    for start in range(0, len(companies), CHUNK):
        part = list(companies[start : start + CHUNK])
        rows = conn.execute(
            "SELECT id, coalesce(shown_name, name), coalesce(siren, substr(siret, 1, 9), '') FROM company "
            f"WHERE deleted_at IS NULL AND kind = 0 AND id IN ({', '.join('?' * len(part))})",
            part,
        )
        found |= {row[0]: Numbered(*row) for row in rows}
    return [found[one] for one in companies if one in found]


def directory_unit(conn: Connection, number: str) -> Unit | None:
    """The company of a SIREN or SIRET as the local directory has it, register values only.

    One that was typed and never checked is none of the directory's.
    """
    row = conn.execute(
        "SELECT id, siren, name, legal_form, naf, created_on, headcount_band, open, register_on FROM company "
        "WHERE siren = ? AND deleted_at IS NULL AND coalesce(origin, '') <> 'saisie' ORDER BY registered DESC, id LIMIT 1",
        (number[:9],),
    ).fetchone()
    if row is None:
        return None
    sites = _sites(conn, row[0])
    if len(number) > 9 and not any(one.siret == number for one in sites):
        return None
    return Unit(
        siren=row[1],
        source=LOCAL,
        name=row[2],
        legal_form=row[3],
        naf=row[4],
        created_on=row[5],
        headcount_band=row[6],
        open=bool(row[7]),
        updated_on=row[8],
        sites=sites,
        directors=_directors(conn, row[0]),
        complete=True,
    )


def directory_sirens(conn: Connection, words: str, limit: int) -> list[str]:
    """The SIREN of companies of the directory whose name holds the words, in the order of their names."""
    rows = conn.execute(
        "SELECT siren FROM company WHERE name_key LIKE ? ESCAPE '\\' AND siren IS NOT NULL AND deleted_at IS NULL "
        "ORDER BY name_key LIMIT ?",
        (like_pattern(fold(words)), limit),
    )
    return [row[0] for row in rows]


def _sites(conn: Connection, company_id: int) -> tuple[Site, ...]:
    rows = conn.execute(
        "SELECT siret, name, brand, naf, street, street2, postcode, city, city_code, country, latitude, longitude, "
        "headcount_band, head_office, open, created_on FROM establishment WHERE company_id = ? AND siret IS NOT NULL "
        "AND deleted_at IS NULL ORDER BY coalesce(head_office, 0) DESC, open DESC, id LIMIT 200",
        (company_id,),
    )
    names = (
        "siret", "name", "brand", "naf", "street", "street2", "postcode", "city", "city_code", "country", "latitude",
        "longitude", "headcount_band", "head_office", "open", "created_on",
    )  # fmt: skip
    found = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        values["head_office"] = None if values["head_office"] is None else bool(values["head_office"])
        values["open"] = bool(values["open"])
        found.append(Site(**values))
    return tuple(found)


def _directors(conn: Connection, company_id: int) -> tuple[Director, ...]:
    rows = conn.execute(
        "SELECT last_name, first_name, job FROM contact WHERE company_id = ? AND colour = 'white' AND scope = 0 "
        "AND deleted_at IS NULL AND erased_at IS NULL AND last_name IS NOT NULL ORDER BY id",
        (company_id,),
    )
    return tuple(Director(last_name=row[0], first_name=row[1], job=row[2]) for row in rows)
