"""Another stage for the open dossiers of many companies: one step; what may not move is named and stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prospectdesk.commands import dossier_rows as find_rows
from prospectdesk.commands import find
from prospectdesk.commands.context import Context
from prospectdesk.commands.lists import chosen
from prospectdesk.commands.pipeline import check_open, move
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.domain.dossiers import OPEN
from prospectdesk.domain.errors import Failure, Invalid, Refused
from prospectdesk.domain.pipeline import Stage
from prospectdesk.store.unit_of_work import Row, UnitOfWork

NAMED = 5
"""Dossiers that are named one by one in the sentence; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class MoveStages:
    """Puts the open dossiers of companies at a stage of their pipeline; those of other pipelines stay."""

    companies: tuple[int, ...]
    etape: Ref


@handles(MoveStages, public=False)
def move_stages(cmd: MoveStages, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Moves what may move; `Done.data["left"]` has (company, why) of the rest. Raises Refused when nothing may."""
    to = _stage(uow, cmd.etape)
    moved = 0
    left: list[tuple[str, str]] = []
    for company in chosen(uow, cmd.companies):
        dossiers = _dossiers(uow, company["id"], to.pipeline_id)
        if not dossiers:
            left.append((company["shown_name"], "aucun dossier de ce pipeline"))
        for dossier in dossiers:
            try:
                check_open(find_rows.state(uow, dossier))
                if dossier["stage_id"] != to.id:
                    move(uow, dossier, to, ctx.person)
                    moved += 1
            except Failure as failure:
                left.append((company["shown_name"], _reason(failure)))
    if not moved and left:
        raise Refused("nothing_moved", "Aucun dossier n’a changé d’étape. {left}", left=_told(left))
    if not moved:
        message = f"Rien à changer\u00a0: ces dossiers sont déjà à l’étape «\u00a0{to.label}\u00a0»."
        return Outcome("étape de dossiers", message=message)
    label = f"étape de {moved} dossiers" if moved > 1 else "étape d’un dossier"
    message = f"{moved} {'dossiers' if moved > 1 else 'dossier'} à l’étape «\u00a0{to.label}\u00a0»."
    if left:
        message = f"{message} {_told(left)}"
    return Outcome(label, message=message, data={"moved": moved, "left": left})


def _stage(uow: UnitOfWork, ref: Ref) -> Stage:
    """The stage by local id or uid. A stage nobody leaves is no bulk matter: it closes each dossier for good."""
    stage = find_rows.as_stage(find.row(uow, "stage", ref))
    if stage.terminal:
        raise Refused(
            "stage_terminal", "L’étape «\u00a0{stage}\u00a0» se donne dossier par dossier.", stage=stage.label
        )
    if not stage.active:
        raise Invalid(
            "stage_inactive", "L’étape «\u00a0{stage}\u00a0» n’est plus utilisée.", stage=stage.label
        )
    return stage


def _dossiers(uow: UnitOfWork, company: int, pipeline: int) -> list[Row]:
    """The open dossiers of a company in a pipeline; when none is open those that are closed, so that one can say why."""
    found = uow.rows(
        "SELECT d.* FROM dossier d JOIN stage s ON s.id = d.stage_id WHERE d.company_id = ? AND s.pipeline_id = ? "
        "AND d.deleted_at IS NULL ORDER BY d.id",
        (company, pipeline),
    )
    return [row for row in found if row["status"] == OPEN] or found


def _reason(failure: Failure) -> str:
    """A sentence as a part of another one."""
    text = failure.message.rstrip(".")
    return text[:1].lower() + text[1:]


def _told(left: Sequence[tuple[str, str]]) -> str:
    """Who stays where it is, and why."""
    named = [f"«\u00a0{name}\u00a0» ({why})" for name, why in left[:NAMED]]
    more = len(left) - len(named)
    if more:
        named.append("un autre" if more == 1 else f"{more} autres")
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} et {named[-1]}"
    return f"Sans changement\u00a0: {listed}."
