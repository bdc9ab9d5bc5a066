"""Companies that may become one: what each says field by field, and what hangs on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from prospectdesk.store.connection import Connection

FIELDS: dict[str, tuple[str, ...]] = {
    "raison_sociale": ("name",),
    "forme_juridique": ("legal_form",),
    "naf": ("naf",),
    "regime_imposition": ("tax_regime",),
    "cabinet_actuel": ("accountant",),
    "date_creation": ("created_on",),
    "adresse": ("street", "street2", "postcode", "city", "country", "latitude", "longitude"),
    "telephone": ("phone",),
    "telephone_etranger": ("phone_foreign",),
    "fax": ("fax",),
    "mail": ("mail",),
    "site_internet": ("website",),
    "linkedin": ("linkedin",),
    "source": ("source_id",),
    "commercial_source": ("source_user_id",),
    "commercial_operationnel": ("operational_user_id",),
    "repreneur_activite": ("takeover",),
}
"""What is chosen when companies become one, with its columns of the registration; an address is one unit."""
_SEAT = ("street", "street2", "postcode", "city", "country", "latitude", "longitude", "phone")
_COUNTED = ("contact", "establishment", "timeline", "dossier", "follow_up", "document")


@dataclass(frozen=True, slots=True)
class Side:
    """One company as it is seen: `values` are those of FIELDS (a tuple each, all None when empty), the user's own before
    the register's; `sirens` every SIREN a number of it names; `counts` rows by table."""

    id: int
    uid: bytes
    name: str
    siren: str | None
    siret: str | None
    shared: bool
    registered: bool
    kind: int
    values: dict[str, tuple[Any, ...]]
    sirens: frozenset[str]
    counts: dict[str, int]
    open_projects: int

    def filled(self, key: str) -> bool:
        """Whether it says something in a field."""
        return any(value not in (None, "", 0) for value in self.values[key])


def sides(conn: Connection, ids: Iterable[int]) -> list[Side]:
    """The live companies among `ids`, in that order."""
    found = (_side(conn, int(one)) for one in dict.fromkeys(ids))
    return [side for side in found if side is not None]


def survivor(found: Sequence[Side]) -> Side | None:
    """The one that must stay: of the register, else with a SIREN; None when the user chooses."""
    shared = next((side for side in found if side.shared), None)
    return shared or next((side for side in found if side.sirens), None)


def chosen(stays: Side, others: Sequence[Side], key: str) -> Side:
    """Whose value a field takes unless somebody says otherwise: the one that stays, else the first that has one."""
    if stays.filled(key):
        return stays
    return next((side for side in others if side.filled(key)), stays)


def _row(conn: Connection, sql: str, value: int) -> dict[str, Any] | None:
    cursor = conn.execute(sql, (value,))
    names = [item[0] for item in cursor.description]
    row = cursor.fetchone()
    return None if row is None else dict(zip(names, row, strict=True))


def _side(conn: Connection, company: int) -> Side | None:
    unit = _row(conn, "SELECT * FROM company WHERE id = ? AND deleted_at IS NULL", company)
    if unit is None:
        return None
    own = _row(conn, "SELECT * FROM registration WHERE company_id = ? AND deleted_at IS NULL", company) or {}
    seat = _row(
        conn,
        "SELECT * FROM establishment WHERE company_id = ? AND deleted_at IS NULL "
        "ORDER BY coalesce(head_office, 0) DESC, open DESC, id LIMIT 1",
        company,
    )
    register = {name: unit[name] for name in ("name", "legal_form", "created_on", "linkedin")}
    register |= {"naf": unit["shown_naf"]} | {name: (seat or {}).get(name) for name in _SEAT}
    counts = {
        table: conn.execute(
            f"SELECT count(*) FROM {table} WHERE company_id = ? AND deleted_at IS NULL", (company,)
        ).fetchone()[0]
        for table in _COUNTED
    }
    return Side(
        id=company, uid=unit["uid"], name=unit["shown_name"] or unit["name"], siren=unit["siren"], siret=unit["siret"],
        shared=unit["scope"] == 0, registered=bool(unit["registered"]), kind=unit["kind"],
        values={key: _value(own, register, columns) for key, columns in FIELDS.items()},
        sirens=_sirens(conn, company, unit["siren"], own.get("siret")), counts=counts,
        open_projects=_open_projects(conn, company),
    )  # fmt: skip


def _value(own: dict[str, Any], register: dict[str, Any], columns: tuple[str, ...]) -> tuple[Any, ...]:
    """The user's own words when he has any in these columns, else the register's."""
    told = tuple(own.get(name) for name in columns)
    if any(value is not None for value in told):
        return told
    return tuple(register.get(name) for name in columns)


def _sirens(conn: Connection, company: int, siren: str | None, siret: str | None) -> frozenset[str]:
    rows = conn.execute(
        "SELECT siret FROM establishment WHERE company_id = ? AND siret IS NOT NULL AND deleted_at IS NULL",
        (company,),
    )
    numbers = [siren, siret, *(row[0] for row in rows)]
    return frozenset(number[:9] for number in numbers if number)


def _open_projects(conn: Connection, company: int) -> int:
    """Dossiers that are open in a pipeline with a stage nobody leaves (INV-08)."""
    return int(
        conn.execute(
            "SELECT count(*) FROM dossier d JOIN stage s ON s.id = d.stage_id WHERE d.company_id = ? AND d.status = "
            "'en_cours' AND d.deleted_at IS NULL AND EXISTS (SELECT 1 FROM stage x WHERE x.pipeline_id = s.pipeline_id "
            "AND x.meaning = 'abandon' AND x.deleted_at IS NULL)",
            (company,),
        ).fetchone()[0]
    )
