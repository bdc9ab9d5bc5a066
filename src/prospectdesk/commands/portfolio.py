"""Stores and deletes portfolio analyses (P-02)."""

from __future__ import annotations

import base64
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
PIECE = 90_000
"""Characters of a piece of packed rows; the centre takes 100,000 in one value."""
DAY_MS = 86_400_000
UNDONE_MS = 30 * DAY_MS
"""The rows of a deleted analysis stay that long, so that the deletion can be undone."""
KEPT_MS = 400 * DAY_MS
"""Rows are kept for a year and a month: this week can be compared with the same week a year ago."""
KEPT_PIECES = 160
"""And so many pieces of one author, the newest: fourteen megabytes, some million rows. Counters stay for ever."""


@dataclass(frozen=True, kw_only=True)
class SaveAnalysis:
    """Keeps a result with its packed rows, for everybody of the workspace."""

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
    pieces = _pieces(cmd.rows)
    row["parts"] = len(pieces)
    row_id = uow.insert("portfolio_analysis", row, log=False)
    uid = bytes(uow.get("portfolio_analysis", row_id)["uid"])
    for number, data in enumerate(pieces):
        part: Row = {"analysis_id": row_id, "author_id": ctx.person.id, "number": number, "data": data}
        uow.insert("portfolio_part", part, log=False)
    _let_go(uow, ctx)
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


def _pieces(rows: bytes) -> list[str]:
    text = base64.b64encode(rows).decode()
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


_OF_ANALYSES = (
    "SELECT a.id, a.deleted_at, a.at, a.parts, a.author_id FROM portfolio_analysis a WHERE a.parts > 0 "
    "AND (a.author_id = ? OR (? AND a.deleted_at IS NOT NULL)) ORDER BY a.at DESC, a.id DESC"
)


def _let_go(uow: UnitOfWork, ctx: Context) -> None:
    """Empties rows that are kept no longer: of one's own analyses, and of deleted ones where one may."""
    held = 0
    for one in uow.rows(_OF_ANALYSES, (ctx.person.id, ctx.person.leads)):
        gone = one["deleted_at"] is not None
        if not gone:
            held += one["parts"]
        too_many = held > KEPT_PIECES and held > one["parts"]
        if gone and one["deleted_at"] > uow.now_ms - UNDONE_MS:
            continue
        if gone or too_many or one["at"] < uow.now_ms - KEPT_MS:
            uow.update("portfolio_analysis", one["id"], {"parts": 0}, log=False)
            for part in uow.rows(
                "SELECT id FROM portfolio_part WHERE analysis_id = ? AND deleted_at IS NULL", (one["id"],)
            ):
                emptied: Row = {"data": "", "deleted_at": uow.now_ms}
                uow.update("portfolio_part", part["id"], emptied, log=False)
