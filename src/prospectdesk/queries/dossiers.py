"""Reads the dossiers of a company for its sheet: fields resolved, choices by right, what stands in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.dossiers import LOST, OPEN, State
from prospectdesk.domain.ids import natural_uid, uid_text
from prospectdesk.domain.money import percent_of, share
from prospectdesk.domain.pipeline import ABANDONED, Stage
from prospectdesk.domain.projects import PROJECT, Handover, Piece, Project, pieces
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.queries.project_owners import owner
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class DossierMission:
    """A mission of the contract type and who performs it (D-34)."""

    label: str
    performer_id: int | None = None
    performer: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One dossier as its sub-tab shows it. Dates are day numbers, `amount` a decimal string."""

    id: int
    uid: str
    company_id: int
    type_id: int
    type: str
    service: str | None
    stage: Stage
    status: str
    client_type_id: int | None
    client_type: str | None
    starts_on: int | None
    ends_on: int | None
    cabinet_id: int | None
    cabinet: str | None
    office_id: int | None
    office: str | None
    holder_id: int | None
    holder: str | None
    partner_id: int | None
    partner: str | None
    contract_type_id: int | None
    contract_type: str | None
    offer_id: int | None
    offer: str | None
    amount: str | None
    signing_on: int | None
    comment: str | None
    parent_id: int | None
    parent: str | None
    justification: str | None
    closed_at: int | None
    made_at: int
    state: State
    reasons: tuple[str, ...] = ()
    missions: tuple[DossierMission, ...] = ()
    linked: tuple[tuple[int, str], ...] = ()
    """Dossiers made from this one: local id and type."""
    project: Project | None = None
    """What a dossier of type Formation has besides (SM-5)."""


_SQL = """
SELECT d.id, d.uid, d.company_id, d.type_id, t.label, sv.label, s.id, s.pipeline_id, s.label, s.percent, s.meaning,
 s.active, d.status, d.client_type_id, k.label, d.starts_on, d.ends_on, d.cabinet_id, cb.name, d.office_id, o.name,
 d.holder_id, h.name, d.partner_id, p.name, d.contract_type_id, ct.label, d.offer_id, f.label, d.amount, d.signing_on,
 d.comment, d.parent_id, pt.label, d.justification, d.closed_at, d.made_at, d.twin, d.bonus_eligible, t.needs_contract,
 t.has_missions, ct.data, h.login, p.login, pa.uid, t.uid
FROM dossier d JOIN dossier_type t ON t.id = d.type_id JOIN stage s ON s.id = d.stage_id
LEFT JOIN catalogue sv ON sv.id = t.service_id LEFT JOIN catalogue k ON k.id = d.client_type_id
LEFT JOIN cabinet cb ON cb.id = d.cabinet_id LEFT JOIN office o ON o.id = d.office_id
LEFT JOIN user h ON h.id = d.holder_id LEFT JOIN user p ON p.id = d.partner_id
LEFT JOIN catalogue ct ON ct.id = d.contract_type_id LEFT JOIN catalogue f ON f.id = d.offer_id
LEFT JOIN dossier pa ON pa.id = d.parent_id LEFT JOIN dossier_type pt ON pt.id = pa.type_id
"""
_CONTACTS = (
    "SELECT count(*) FROM contact WHERE company_id = ? AND colour = 'orange' AND role = 'interlocuteur' "
    "AND deleted_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A row of `_SQL` with what only `show` tells."""

    dossier: Dossier
    holder_login: str | None
    partner_login: str | None
    parent_uid: bytes | None


def dossiers(conn: Connection, company_id: int) -> list[Dossier]:
    """The live dossiers of a company, oldest first."""
    return [one.dossier for one in _read(conn, "d.company_id = ? AND d.deleted_at IS NULL", company_id)]


def dossier(conn: Connection, dossier_id: int) -> Dossier | None:
    """One live dossier by local id."""
    found = _read(conn, "d.id = ? AND d.deleted_at IS NULL", dossier_id)
    return found[0].dossier if found else None


def _read(conn: Connection, where: str, value: int) -> list[_Raw]:
    rows = list(conn.execute(f"{_SQL} WHERE {where} ORDER BY d.made_at, d.id", (value,)))
    ids = [row[0] for row in rows]
    reasons = _grouped(
        conn,
        "SELECT r.dossier_id, c.label FROM dossier_reason r JOIN catalogue c ON c.id = r.reason_id "
        "WHERE r.deleted_at IS NULL AND r.dossier_id IN ({marks}) ORDER BY c.rank, r.id",
        ids,
    )
    performers = _grouped(
        conn,
        "SELECT m.dossier_id, m.label, m.performer_id, u.name FROM mission m LEFT JOIN user u ON u.id = m.performer_id "
        "WHERE m.nature = 'dossier' AND m.deleted_at IS NULL AND m.dossier_id IN ({marks}) ORDER BY m.id",
        ids,
    )
    linked = _grouped(
        conn,
        "SELECT d.parent_id, d.id, t.label FROM dossier d JOIN dossier_type t ON t.id = d.type_id "
        "WHERE d.deleted_at IS NULL AND d.parent_id IN ({marks}) ORDER BY d.id",
        ids,
    )
    companies = {row[2]: int(conn.execute(_CONTACTS, (row[2],)).fetchone()[0]) for row in rows}
    found = [
        _raw(row, companies[row[2]], reasons[row[0]], performers[row[0]], linked[row[0]]) for row in rows
    ]
    project = _project_type(conn)
    return _with_projects(conn, found, {row[0] for row in rows if bytes(row[45]) == project})


def _project_type(conn: Connection) -> bytes:
    """The identity of the type whose dossiers are projects."""
    row = conn.execute("SELECT uid FROM workspace ORDER BY id LIMIT 1").fetchone()
    return b"" if row is None else natural_uid("dossier_type", bytes(row[0]).hex(), PROJECT)


def _with_projects(conn: Connection, found: list[_Raw], ids: set[int]) -> list[_Raw]:
    """The same dossiers; those of `ids` are projects and get their pieces and hand-off."""
    dated = _grouped(
        conn,
        "SELECT dossier_id, kind, sent_on, returned_on, signed_on FROM project_piece WHERE dossier_id IN ({marks})",
        list(ids),
    )
    asked = _grouped(
        conn,
        "SELECT h.dossier_id, h.made_at, u.name FROM project_handover h LEFT JOIN user u ON u.id = h.author_id "
        "WHERE h.deleted_at IS NULL AND h.dossier_id IN ({marks})",
        list(ids),
    )

    def project(one: Dossier) -> Project:
        handover = next((Handover(*row) for row in asked[one.id]), None)
        return Project(pieces(Piece(*row) for row in dated[one.id]), handover, *owner(conn, one.id))

    return [
        replace(raw, dossier=replace(one, project=project(one), state=replace(one.state, project=True)))
        if (one := raw.dossier).id in ids
        else raw
        for raw in found
    ]


def _grouped(conn: Connection, sql: str, ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    if ids:
        for row in conn.execute(sql.format(marks=", ".join("?" * len(ids))), ids):
            found[row[0]].append(row[1:])
    return found


def _raw(row: Any, contacts: int, reasons: list[Any], performers: list[Any], linked: list[Any]) -> _Raw:
    state = State(
        status=row[12],
        abandoned=row[10] == ABANDONED,
        twin=bool(row[37]),
        linked=not row[38] or row[32] is not None,
        contacts=contacts,
        client_type=row[13] is not None,
        contract_type=row[25] is not None,
        offer=row[27] is not None,
        needs_contract=bool(row[39]),
        has_missions=bool(row[40]),
    )
    values: list[Any] = [
        row[0],
        uid_text(row[1]),
        *row[2:6],
        Stage(row[6], row[7], row[8], row[9], row[10], bool(row[11])),
        *row[12:37],
        state,
        tuple(one[0] for one in reasons),
        _missions(row[41], row[12], performers),
        tuple((one[0], one[1]) for one in linked),
    ]
    made = Dossier(*values)
    return _Raw(made, row[42], row[43], row[44])


def contract_missions(data: str | None) -> tuple[str, ...]:
    """The missions in the data of a contract type."""
    told = stored_object(data).get("missions")
    return tuple(str(one) for one in told) if isinstance(told, list) else ()


def _missions(data: str | None, status: str, performers: list[Any]) -> tuple[DossierMission, ...]:
    """Those of the contract type while the dossier is open, those it was closed with afterwards."""
    told = contract_missions(data)
    kept = {one[0]: DossierMission(*one) for one in performers}
    if status == OPEN:
        return tuple(kept.get(label, DossierMission(label)) for label in told)
    order = {label: place for place, label in enumerate(told)}
    labels = sorted(kept, key=lambda label: order.get(label, len(order)))
    return tuple(kept[label] for label in labels) if status != LOST or kept else ()


def of_company(conn: Connection, company_id: int) -> list[dict[str, Any]]:
    """The live dossiers, oldest first, as `show` prints them (CLI.md)."""
    found = _read(conn, "d.company_id = ? AND d.deleted_at IS NULL", company_id)
    logins = dict(conn.execute("SELECT id, login FROM user").fetchall())
    return [_told(one, logins) for one in found]


def _told(raw: _Raw, logins: dict[int, str]) -> dict[str, Any]:
    one = raw.dossier
    return {
        "id": one.uid,
        "dossier_type": one.type,
        "etape": one.stage.label,
        "percent": one.stage.percent,
        "status": one.status,
        "type_client": one.client_type,
        "montant": one.amount,
        "contrat_type": one.contract_type,
        "offre": one.offer,
        "titulaire": raw.holder_login,
        "associe": raw.partner_login,
        "cabinet": one.cabinet,
        "bureau": one.office,
        "date_debut": _iso(one.starts_on),
        "date_fin": _iso(one.ends_on),
        "expected_signing": _iso(one.signing_on),
        "comment": one.comment,
        "parent": None if raw.parent_uid is None else uid_text(raw.parent_uid),
        "bonus_eligible": one.state.bonus_eligible,
        "twin": one.state.twin,
        "missions": [
            {"mission": mission.label, "executant": logins.get(mission.performer_id or 0)}
            for mission in one.missions
        ],
        "pieces": [] if one.project is None else [_piece(piece) for piece in one.project.pieces],
        "transmission": None
        if one.project is None or one.project.handover is None
        else one.project.handover.state,
        "reasons": list(one.reasons),
        "justification": one.justification,
    }


def _piece(one: Piece) -> dict[str, Any]:
    days = {"sent": _iso(one.sent), "returned": _iso(one.returned), "signed": _iso(one.signed)}
    return {"piece": one.code, **days}


def _iso(day: int | None) -> str | None:
    return None if day is None else day_date(day).isoformat()


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signature will make (D-30, D-38, D-39): None where it makes nothing."""

    dossier: Dossier
    company: str
    client_file: bool
    routine: str | None
    bonus_for: str | None
    bonus: str
    """The amount of the bonus line, a decimal string."""


def signing(conn: Connection, dossier_id: int) -> Signing | None:
    """What signing a dossier would create, to be told before."""
    found = dossier(conn, dossier_id)
    if found is None:
        return None
    name, client, routine, seller = conn.execute(
        "SELECT coalesce(c.shown_name, c.name), c.client, r.title, s.name FROM company c "
        "LEFT JOIN user o ON o.id = c.operational_user_id LEFT JOIN routine r ON r.id = o.default_routine_id "
        "AND r.deleted_at IS NULL AND r.active = 1 LEFT JOIN user s ON s.id = c.source_user_id WHERE c.id = ?",
        (found.company_id,),
    ).fetchone()
    return Signing(
        found,
        name,
        not client,
        routine,
        seller if found.state.bonus_eligible else None,
        share(found.amount, bonus_percent(conn)),
    )


def bonus_percent(conn: Connection) -> Decimal:
    """The percentage of D-30 in the workspace's settings, 0 when it was never set."""
    row = conn.execute("SELECT settings FROM workspace ORDER BY id LIMIT 1").fetchone()
    return percent_of("" if row is None else row[0])


def followed(found: Iterable[Dossier]) -> Dossier | None:
    """The dossier the opportunity box shows (C-35): the open one furthest on, else the last one signed."""
    rows = list(found)
    live = [one for one in rows if one.status == OPEN]
    if live:
        return max(live, key=lambda one: (one.stage.percent, one.made_at))
    signed = [one for one in rows if one.status != LOST]
    return max(signed, key=lambda one: one.closed_at or 0) if signed else None
