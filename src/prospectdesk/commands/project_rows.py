"""The pieces of a project and its hand-off, kept among the documents of the dossier with numbers below zero.

A row is one date of one piece, said by one person; the newest word about it counts. So two laptops date different pieces,
and the same one too, without a conflict.
"""

from __future__ import annotations

import json

from prospectdesk.commands import dossier_rows
from prospectdesk.domain import projects
from prospectdesk.domain.people import Person
from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.projects import HANDOVER, NUMBER, PIECES, STEPS, Project, Told
from prospectdesk.store.unit_of_work import Row, UnitOfWork

SQL = (
    "SELECT d.dossier_id, d.template, d.text, d.made_at, u.name FROM document d LEFT JOIN user u ON u.id = d.author_id "
    f"WHERE d.number = {NUMBER} AND d.deleted_at IS NULL"
)
ORDER = "ORDER BY d.made_at, d.id"
ADV = "Transmission à l’ADV"


def read(uow: UnitOfWork, dossier: Row) -> Project:
    """What the rules of a project look at."""
    rows = uow.rows(f"{SQL} AND d.dossier_id = ? {ORDER}", (dossier["id"],))
    owner = uow.value("SELECT name FROM user WHERE id = ?", (dossier["holder_id"],))
    told = (Told(row["template"], row["text"], row["made_at"], row["name"]) for row in rows)
    return projects.read(told, dossier["holder_id"], owner)


def keep_day(uow: UnitOfWork, dossier: Row, piece: str, step: str, day: int | None) -> None:
    """Writes the date of a piece into the row of who says it; None takes it away."""
    template = f"{piece}:{step}"
    text = json.dumps({"day": day})
    row_id = uow.value(
        "SELECT id FROM document WHERE dossier_id = ? AND number = ? AND template = ? AND author_id IS ? "
        "AND deleted_at IS NULL",
        (dossier["id"], NUMBER, template, uow.user_id),
    )
    if row_id is not None:
        uow.update("document", row_id, {"text": text, "made_at": uow.now_ms}, log=False)
    else:
        title = f"{PIECES[piece]}\u00a0: {STEPS[step]}"
        uow.insert("document", _row(uow, dossier, template, (PIECES[piece], title), text), log=False)


def keep_handover(uow: UnitOfWork, dossier: Row) -> int:
    """Notes that the project is to be handed over; answers the local id of the row."""
    return uow.insert(
        "document", _row(uow, dossier, HANDOVER, (ADV, ADV), json.dumps({"key": None})), log=False
    )


def _row(uow: UnitOfWork, dossier: Row, template: str, named: tuple[str, str], text: str) -> Row:
    """`named`: label and title."""
    return {
        "company_id": dossier["company_id"],
        "dossier_id": dossier["id"],
        "label": named[0],
        "template": template,
        "number": NUMBER,
        "title": named[1],
        "text": text,
        "made_at": uow.now_ms,
        "author_id": uow.user_id,
    }


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
