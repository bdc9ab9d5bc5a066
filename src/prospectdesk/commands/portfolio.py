"""Stores and deletes portfolio analyses (P-02)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.domain.errors import Forbidden
from prospectdesk.domain.portfolio import POTENTIAL_BY_NAF, Counts, Request
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.store.unit_of_work import Row, UnitOfWork

PORTFOLIO, RECRUITING = "portefeuille", "recrutement"
KEPT_MS = 30 * 86_400_000
"""The rows of a deleted analysis stay that long, so that the deletion can be undone."""


@dataclass(frozen=True, kw_only=True)
class SaveAnalysis:
    """Keeps a result: what was asked and counted is everybody's, `rows` (packed) stay on this computer."""

    request: Request
    counts: Counts
    at: int
    invalid: int = 0
    rows: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True)
class DeleteAnalysis:
    """Deletes a stored analysis."""

    analysis: Ref


@dataclass(frozen=True, kw_only=True)
class SetPotentialByNaf:
    """Whether the NAF codes of the trainings make a company « Prospect potentiel », too (P-10; administrators)."""

    on: bool


@handles(SaveAnalysis, public=False)
def save_analysis(cmd: SaveAnalysis, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Adds one; the same search at another hour is another analysis. Raises Forbidden (P-01)."""
    ctx.person.require_prospector()
    asked = cmd.request
    row: Row = {
        "place": values.required(asked.place.label, label="Emplacement", limit=200),
        "latitude": asked.place.latitude,
        "longitude": asked.place.longitude,
        "radius_km": asked.radius_km,
        "mode": RECRUITING if asked.recruiting else PORTFOLIO,
        "at": cmd.at,
        "author_id": ctx.person.id,
        "counts": json.dumps(list(cmd.counts)),
        "invalid": cmd.invalid,
        "asked": _asked(asked),
    }
    row_id = uow.insert("portfolio_analysis", row, log=False)
    uid = bytes(uow.get("portfolio_analysis", row_id)["uid"])
    uow.run(
        "DELETE FROM portfolio_rows WHERE analysis NOT IN (SELECT uid FROM portfolio_analysis "
        "WHERE deleted_at IS NULL OR deleted_at > ?)",
        (uow.now_ms - KEPT_MS,),
    )
    if cmd.rows:
        uow.run("INSERT INTO portfolio_rows (analysis, data) VALUES (?, ?)", (uid, cmd.rows))
    return Outcome("analyse enregistrée", uid=uid, row_id=row_id, undoable=False)


@handles(DeleteAnalysis)
def delete_analysis(cmd: DeleteAnalysis, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Takes it off everybody's list; its author may, responsables and administrators too."""
    ctx.person.require_prospector()
    known = find.row(uow, "portfolio_analysis", cmd.analysis)
    if known["author_id"] != ctx.person.id and not ctx.person.leads:
        raise Forbidden("not_author", "Seul l’auteur d’une analyse ou un responsable peut la supprimer.")
    uow.remove("portfolio_analysis", known["id"], log=False)
    return Outcome("suppression d’une analyse", uid=known["uid"], row_id=known["id"])


@handles(SetPotentialByNaf)
def set_potential_by_naf(cmd: SetPotentialByNaf, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps it in the workspace's settings, beside what else stands there."""
    ctx.person.require_admin()
    workspace = find.workspace(uow)
    kept = {**stored_object(workspace["settings"]), POTENTIAL_BY_NAF: cmd.on}
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    uow.update("workspace", workspace["id"], {"settings": text})
    return Outcome("condition des prospects potentiels", uid=workspace["uid"], row_id=workspace["id"])


def _asked(request: Request) -> str:
    if not request.recruiting:
        return "{}"
    told = {"contract_kinds": request.contract_kinds, "domains": request.domains, "romes": request.romes}
    return json.dumps(told, ensure_ascii=False)
