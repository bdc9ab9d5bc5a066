"""What the lists of a dossier offer: types with their refusal, cabinets and people by service right (D-22, D-27, D-28)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from prospectdesk.domain.dossiers import type_refusal
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.projects import PROJECT
from prospectdesk.queries.dossiers import contract_missions
from prospectdesk.store.connection import Connection

Named = tuple[int, str]


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """A dossier type; `refusal` is why it is greyed for this company, None when it can be chosen."""

    id: int
    label: str
    service: str | None
    refusal: Refused | None


@dataclass(frozen=True, slots=True)
class CabinetChoice:
    """A cabinet with its offices."""

    id: int
    label: str
    offices: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class ContractChoice:
    """A contract type with its missions and offers."""

    id: int
    label: str
    missions: tuple[str, ...]
    offers: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """Who and where a type of dossier allows: cabinets with its service, users with its right."""

    cabinets: tuple[CabinetChoice, ...]
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Every list of the dossiers of one company. `rights` is by type, `stages` by pipeline."""

    types: tuple[TypeChoice, ...]
    rights: dict[int, Rights]
    stages: dict[int, tuple[Stage, ...]]
    client_types: tuple[Named, ...]
    contracts: tuple[ContractChoice, ...]
    users: tuple[Named, ...]
    signature: tuple[Named, ...]
    loss: tuple[Named, ...]
    domains: tuple[str, ...]


def choices(conn: Connection, company_id: int) -> Choices:
    """Reads the lists; entries that are switched off are not offered."""
    users = _pairs(
        conn, "SELECT id, name FROM user WHERE active = 1 AND deleted_at IS NULL ORDER BY fold(name), id"
    )
    return Choices(
        types=types(conn, company_id),
        rights=_rights(conn, users),
        stages=_stages(conn),
        client_types=_entries(conn, "type_client"),
        contracts=_contracts(conn),
        users=users,
        signature=reasons(conn, "signature"),
        loss=reasons(conn, "perte"),
        domains=tuple(label for _id, label in _entries(conn, "training_domain")),
    )


def types(conn: Connection, company_id: int) -> tuple[TypeChoice, ...]:
    """The active types in their order, with what greys them (INV-07, INV-08)."""
    workspace = conn.execute("SELECT uid FROM workspace ORDER BY id LIMIT 1").fetchone()[0]
    project = natural_uid("dossier_type", bytes(workspace).hex(), PROJECT)
    used: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    for type_id, status, meaning in conn.execute(
        "SELECT d.type_id, d.status, s.meaning FROM dossier d JOIN stage s ON s.id = d.stage_id "
        "WHERE d.company_id = ? AND d.deleted_at IS NULL",
        (company_id,),
    ):
        used[type_id].append((status, meaning))
    rows = conn.execute(
        "SELECT t.id, t.uid, t.label, s.label, t.unique_per_company FROM dossier_type t "
        "LEFT JOIN catalogue s ON s.id = t.service_id WHERE t.active = 1 AND t.deleted_at IS NULL ORDER BY t.rank, t.id"
    )
    return tuple(
        TypeChoice(
            row[0],
            row[2],
            row[3],
            type_refusal(
                used=bool(row[4]) and bool(used[row[0]]),
                project_open=bytes(row[1]) == project
                and any(status == "en_cours" and meaning != "abandon" for status, meaning in used[row[0]]),
            ),
        )
        for row in rows
    )


def reasons(conn: Connection, scope: str) -> tuple[Named, ...]:
    """The active reasons ("Facteurs") of a scope: signature or perte."""
    return _pairs(
        conn,
        "SELECT id, label FROM catalogue WHERE kind = 'reason' AND active = 1 AND deleted_at IS NULL "
        "AND json_valid(data) AND json_extract(data, '$.scope') = ? ORDER BY rank, id",
        scope,
    )


def _rights(conn: Connection, users: tuple[Named, ...]) -> dict[int, Rights]:
    cabinets = _cabinets(conn)
    services: dict[int, set[int]] = defaultdict(set)
    for cabinet, service in conn.execute(
        "SELECT cabinet_id, service_id FROM cabinet_service WHERE deleted_at IS NULL"
    ):
        services[service].add(cabinet)
    granted: dict[int, set[int]] = defaultdict(set)
    for user, service in conn.execute(
        "SELECT user_id, service_id FROM user_service WHERE deleted_at IS NULL"
    ):
        granted[service].add(user)
    return {
        type_id: Rights(
            tuple(one for one in cabinets if service is None or one.id in services[service]),
            tuple(one for one in users if service is None or one[0] in granted[service]),
        )
        for type_id, service in conn.execute(
            "SELECT id, service_id FROM dossier_type WHERE deleted_at IS NULL"
        )
    }


def _cabinets(conn: Connection) -> list[CabinetChoice]:
    offices: dict[int, list[Named]] = defaultdict(list)
    for cabinet, office, name in conn.execute(
        "SELECT cabinet_id, id, name FROM office WHERE active = 1 AND deleted_at IS NULL ORDER BY rank, id"
    ):
        offices[cabinet].append((office, name))
    rows = _pairs(
        conn, "SELECT id, name FROM cabinet WHERE active = 1 AND deleted_at IS NULL ORDER BY rank, id"
    )
    return [CabinetChoice(cabinet, name, tuple(offices[cabinet])) for cabinet, name in rows]


def _contracts(conn: Connection) -> tuple[ContractChoice, ...]:
    offers: dict[int, list[Named]] = defaultdict(list)
    for parent, offer, label in conn.execute(
        "SELECT parent_id, id, label FROM catalogue WHERE kind = 'offer' AND active = 1 AND deleted_at IS NULL "
        "AND parent_id IS NOT NULL ORDER BY rank, id"
    ):
        offers[parent].append((offer, label))
    rows = conn.execute(
        "SELECT id, label, data FROM catalogue WHERE kind = 'contract_type' AND active = 1 AND deleted_at IS NULL "
        "ORDER BY rank, id"
    )
    return tuple(
        ContractChoice(row[0], row[1], contract_missions(row[2]), tuple(offers[row[0]])) for row in rows
    )


def _stages(conn: Connection) -> dict[int, tuple[Stage, ...]]:
    found: dict[int, list[Stage]] = defaultdict(list)
    for row in conn.execute(
        "SELECT id, pipeline_id, label, percent, meaning, active FROM stage WHERE deleted_at IS NULL ORDER BY rank, id"
    ):
        found[row[1]].append(Stage(row[0], row[1], row[2], row[3], row[4], bool(row[5])))
    return {pipeline: tuple(stages) for pipeline, stages in found.items()}


def _entries(conn: Connection, kind: str) -> tuple[Named, ...]:
    return _pairs(
        conn,
        "SELECT id, label FROM catalogue WHERE kind = ? AND active = 1 AND deleted_at IS NULL ORDER BY rank, id",
        kind,
    )


def _pairs(conn: Connection, sql: str, *values: object) -> tuple[Named, ...]:
    return tuple((row[0], row[1]) for row in conn.execute(sql, values))
