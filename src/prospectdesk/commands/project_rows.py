"""The pieces of a project and its hand-off as rows: read for the rules, dated, asked for, joined when two become one."""

from __future__ import annotations

from prospectdesk.commands import dossier_rows
from prospectdesk.domain import projects
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.people import Person
from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.projects import STEPS, Handover, Piece, Project
from prospectdesk.queries.project_owners import owner
from prospectdesk.store.unit_of_work import Row, UnitOfWork


def read(uow: UnitOfWork, dossier: Row) -> Project:
    """What the rules of a project look at."""
    pieces = uow.rows("SELECT * FROM project_piece WHERE dossier_id = ?", (dossier["id"],))
    asked = uow.one(
        "SELECT h.made_at, u.name FROM project_handover h LEFT JOIN user u ON u.id = h.author_id "
        "WHERE h.dossier_id = ? AND h.deleted_at IS NULL",
        (dossier["id"],),
    )
    return Project(
        projects.pieces(Piece(one["kind"], *(one[f"{step}_on"] for step in STEPS)) for one in pieces),
        None if asked is None else Handover(asked["made_at"], asked["name"]),
        *owner(uow.conn, dossier["id"]),
    )


def keep_days(uow: UnitOfWork, dossier: Row, piece: str, days: dict[str, int | None]) -> None:
    """Writes dates of a piece by step; None takes one away. The row is there from the first date on."""
    uid = natural_uid("project_piece", dossier["uid"].hex(), piece)
    company = dossier["company_id"]
    named: Row = {"dossier_id": dossier["id"], "kind": piece}
    row_id = uow.insert("project_piece", named, uid=uid, company=company, log=False)
    uow.update("project_piece", row_id, {f"{step}_on": day for step, day in days.items()}, company=company)


def keep_handover(uow: UnitOfWork, dossier: Row) -> None:
    """Notes that the project is to be handed over."""
    uid = natural_uid("project_handover", dossier["uid"].hex())
    row: Row = {"dossier_id": dossier["id"], "made_at": uow.now_ms, "author_id": uow.user_id}
    uow.insert("project_handover", row, uid=uid, company=dossier["company_id"])


def join(uow: UnitOfWork, kept: Row, lost: Row) -> None:
    """Dates that only the lost one of two dossiers has go to the other, and its hand-off."""
    mine, others = read(uow, kept), read(uow, lost)
    for own, other in zip(mine.pieces, others.pieces, strict=True):
        days = {
            step: getattr(other, step)
            for step in STEPS
            if getattr(own, step) is None and getattr(other, step) is not None
        }
        if days:
            keep_days(uow, kept, own.code, days)
    if others.handover is not None and mine.handover is None:
        keep_handover(uow, kept)


def guard(uow: UnitOfWork, dossier: Row, to: Stage, person: Person) -> None:
    """Raises what keeps a project from a stage: who asks, then its pieces (L-31, L-32); other dossiers pass."""
    guard_owner(uow, dossier, person)
    if _is_project(uow, dossier):
        found = projects.stage_obstacle(read(uow, dossier), to)
        if found is not None:
            raise found


def guard_owner(uow: UnitOfWork, dossier: Row, person: Person) -> None:
    """Raises Forbidden when the project is another CF's (L-31)."""
    if _is_project(uow, dossier):
        found = projects.owner_obstacle(read(uow, dossier), person.id, leads=person.leads)
        if found is not None:
            raise found


def _is_project(uow: UnitOfWork, dossier: Row) -> bool:
    return dossier_rows.is_project(uow, uow.get("dossier_type", dossier["type_id"]))
