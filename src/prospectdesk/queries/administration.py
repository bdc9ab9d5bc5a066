"""What the administration screens show: the entries of the lists, active or not, and the users."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from prospectdesk.domain.people import CAPABILITIES
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.queries.catalogue_uses import BY_LABEL, uses
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `owner` is the local id of what it belongs to (contract type, cabinet, pipeline).

    `uses` says in words what uses it, None when nothing does; `values` holds its fields by the names of
    SaveCatalogueEntry, references as local ids.
    """

    id: int
    label: str
    active: bool
    owner: int | None = None
    uses: str | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """A user as an administrator edits him; services and cabinets are local ids."""

    id: int
    uid: bytes
    login: str
    name: str
    email: str | None
    licence: str
    active: bool
    capabilities: frozenset[str]
    services: frozenset[int]
    cabinets: frozenset[int]


Lists = dict[str, list[Line]]


def lists(conn: Connection, kinds: Iterable[str]) -> Lists:
    """The entries of several lists, each in its order."""
    return {kind: lines(conn, kind) for kind in kinds}


def lines(conn: Connection, kind: str) -> list[Line]:
    """The entries of one list that are not deleted, in their order."""
    used = uses(conn, kind)
    read = _READERS.get(kind)
    found = _simple(conn, kind) if read is None else read(conn)
    by_label = kind in BY_LABEL
    return [
        Line(
            one.id, one.label, one.active, one.owner, used.get(one.label if by_label else one.id), one.values
        )
        for one in found
    ]


def members(conn: Connection) -> list[Member]:
    """All users, active ones first, by name."""
    services = _links(conn, "user_service", "service_id")
    cabinets = _links(conn, "user_cabinet", "cabinet_id")
    rows = conn.execute(
        "SELECT id, uid, login, name, email, licence, active, recruiter, school_admin, cf, source_seller "
        "FROM user WHERE deleted_at IS NULL ORDER BY active DESC, fold(name), id"
    )
    return [
        Member(
            row[0],
            bytes(row[1]),
            row[2],
            row[3],
            row[4],
            row[5],
            bool(row[6]),
            frozenset(key for key, flag in zip(CAPABILITIES, row[7:], strict=True) if flag),
            frozenset(services.get(row[0], ())),
            frozenset(cabinets.get(row[0], ())),
        )
        for row in rows
    ]


def _links(conn: Connection, table: str, column: str, owner: str = "user_id") -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in conn.execute(f"SELECT {owner}, {column} FROM {table} WHERE deleted_at IS NULL"):
        found.setdefault(one, set()).add(other)
    return found


def _simple(conn: Connection, kind: str) -> list[Line]:
    """A list of the catalogue: what its JSON holds are its fields."""
    rows = conn.execute(
        "SELECT id, label, active, parent_id, data FROM catalogue WHERE kind = ? AND deleted_at IS NULL "
        "ORDER BY rank, id",
        (kind,),
    )
    return [Line(row[0], row[1], bool(row[2]), row[3], None, stored_object(row[4])) for row in rows]


def _cabinets(conn: Connection) -> list[Line]:
    services = _links(conn, "cabinet_service", "service_id", "cabinet_id")
    rows = conn.execute(
        "SELECT id, name, active, address, phone, email, legal FROM cabinet WHERE deleted_at IS NULL ORDER BY rank, id"
    )
    return [
        Line(
            row[0],
            row[1],
            bool(row[2]),
            values=dict(zip(("address", "phone", "email", "legal"), row[3:], strict=True))
            | {"services": sorted(services.get(row[0], ()))},
        )
        for row in rows
    ]


def _offices(conn: Connection) -> list[Line]:
    rows = conn.execute(
        "SELECT id, name, active, cabinet_id, address, phone FROM office WHERE deleted_at IS NULL ORDER BY rank, id"
    )
    return [
        Line(row[0], row[1], bool(row[2]), row[3], values={"address": row[4], "phone": row[5]})
        for row in rows
    ]


def _dossier_types(conn: Connection) -> list[Line]:
    rows = conn.execute(
        "SELECT id, label, active, service_id, pipeline_id, unique_per_company, needs_contract, has_missions "
        "FROM dossier_type WHERE deleted_at IS NULL ORDER BY rank, id"
    )
    flags = ("unique", "contract_required", "missions_button")
    return [
        Line(
            row[0],
            row[1],
            bool(row[2]),
            values={"service": row[3], "pipeline": row[4]}
            | {name: bool(flag) for name, flag in zip(flags, row[5:], strict=True)},
        )
        for row in rows
    ]


def _pipelines(conn: Connection) -> list[Line]:
    rows = conn.execute("SELECT id, label, active FROM pipeline WHERE deleted_at IS NULL ORDER BY rank, id")
    return [Line(row[0], row[1], bool(row[2])) for row in rows]


def _stages(conn: Connection) -> list[Line]:
    rows = conn.execute(
        "SELECT id, label, active, pipeline_id, percent, meaning FROM stage WHERE deleted_at IS NULL ORDER BY rank, id"
    )
    return [
        Line(row[0], row[1], bool(row[2]), row[3], values={"percent": row[4], "meaning": row[5]})
        for row in rows
    ]


_READERS: dict[str, Callable[[Connection], list[Line]]] = {
    "cabinet": _cabinets,
    "bureau": _offices,
    "dossier_type": _dossier_types,
    "pipeline": _pipelines,
    "stage": _stages,
}
