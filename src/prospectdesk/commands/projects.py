"""Dates the pieces of a project and hands it to sales administration (L-31…L-33, SM-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prospectdesk.commands import dossier_rows, find, project_rows, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import UNSET, Outcome, Ref, Unset, handles
from prospectdesk.domain import dossiers as rules
from prospectdesk.domain import projects
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.projects import PIECES, STEPS, WAITING, Project
from prospectdesk.store.labels import field_label
from prospectdesk.store.unit_of_work import Row, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class SetPiece:
    """Dates of a required piece of a project: `piece` devis, di or convention; an empty date takes it away."""

    dossier: Ref
    piece: str
    sent: date | str | Unset | None = UNSET
    returned: date | str | Unset | None = UNSET
    signed: date | str | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class TransmitProject:
    """Hands a project to sales administration; it waits until the port of its tickets is connected (L-33, X-24)."""

    dossier: Ref


@handles(SetPiece)
def set_piece(cmd: SetPiece, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps the mentioned dates. Raises Refused for another kind of dossier, Invalid for dates that cross."""
    dossier, project = _project(uow, cmd.dossier)
    _owned(project, ctx)
    rules.require(dossier_rows.state(uow, dossier), "edit")
    if project.handover is not None:
        raise Refused("handed_over", "Ce projet est transmis à l’ADV : ses pièces ne changent plus.")
    code = str(values.choice(cmd.piece, PIECES, label="Pièce"))
    before = next(one for one in project.pieces if one.code == code)
    told = {
        step: values.day(
            getattr(cmd, step),
            label=f"{PIECES[code]}\u00a0: {field_label('project_piece', f'{step}_on').lower()}",
        )
        for step in STEPS
        if not isinstance(getattr(cmd, step), Unset)
    }
    after = before
    for step, day in told.items():
        after = after.dated(step, day)
    projects.check_dates(after)
    if after != before:
        project_rows.keep_days(uow, dossier, code, told)
    if after.complete and not before.complete:
        uow.happened(dossier["company_id"], "dossier", f"Projet : {PIECES[code]} retournée et signée")
    return Outcome(f"pièce «\u00a0{PIECES[code]}\u00a0»", uid=dossier["uid"], row_id=dossier["id"])


@handles(TransmitProject)
def transmit_project(cmd: TransmitProject, uow: UnitOfWork, ctx: Context) -> Outcome:
    """One hand-off a project, whoever asks and however often. Raises Refused before « Concrétisé, à valider »."""
    dossier, project = _project(uow, cmd.dossier)
    _owned(project, ctx)
    stage = dossier_rows.as_stage(uow.get("stage", dossier["stage_id"]))
    rules.require(dossier_rows.state(uow, dossier), "edit")
    found = projects.handover_obstacle(project, stage, is_open=dossier["status"] == rules.OPEN)
    if found is not None:
        raise found
    missing = projects.lacking(project.pieces)
    if missing:
        raise Refused("pieces_missing", "Pièces à retourner signées : {pieces}.", pieces=", ".join(missing))
    project_rows.keep_handover(uow, dossier)
    uow.happened(dossier["company_id"], "dossier", f"Projet à transmettre à l’ADV : {WAITING}")
    return Outcome(
        "transmission à l’ADV",
        uid=dossier["uid"],
        row_id=dossier["id"],
        message=f"Le projet sera transmis à l’ADV : {WAITING.lower()}.",
    )


def _project(uow: UnitOfWork, ref: Ref) -> tuple[Row, Project]:
    dossier = find.row(uow, "dossier", ref)
    if not dossier_rows.is_project(uow, uow.get("dossier_type", dossier["type_id"])):
        raise Refused(
            "no_project", "Seul un projet (dossier de type Formation) a des pièces et une transmission."
        )
    return dossier, project_rows.read(uow, dossier)


def _owned(project: Project, ctx: Context) -> None:
    found = projects.owner_obstacle(project, ctx.person.id, leads=ctx.person.leads)
    if found is not None:
        raise found
