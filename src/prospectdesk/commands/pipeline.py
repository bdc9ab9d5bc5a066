"""Moves a dossier to another stage or another place of the board (X-06, X-07, D-25)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands import dossier_rows as find_rows
from prospectdesk.commands import find, project_rows
from prospectdesk.commands.client_files import MADE, ensure_client_file
from prospectdesk.commands.context import Context, Person
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.domain import dossiers as rules
from prospectdesk.domain.errors import Refused, Stale
from prospectdesk.domain.pipeline import Stage, check_move
from prospectdesk.store.unit_of_work import Row, UnitOfWork

GIVEN_UP = "Projet abandonné : un nouveau projet est à ouvrir pour une autre tentative."


@dataclass(frozen=True, kw_only=True)
class MoveStage:
    """Another stage for an open dossier; `expect` is the stage it was seen in.

    `after` and `before` are the dossiers it is put between on the board; without both it goes behind the last.
    """

    dossier: Ref
    etape: Ref
    expect: Ref | None = None
    after: Ref | None = None
    before: Ref | None = None


@handles(MoveStage)
def move_stage(cmd: MoveStage, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Sets stage and rank; Gagné makes the client file. Raises Stale when it was moved meanwhile."""
    dossier = find.row(uow, "dossier", cmd.dossier)
    now = find_rows.as_stage(uow.get("stage", dossier["stage_id"]))
    check_open(find_rows.state(uow, dossier))
    if cmd.expect is not None:
        expected = find_rows.find_stage(uow, now.pipeline_id, cmd.expect)
        if expected.id != now.id:
            raise Stale(
                "stage_moved",
                "Ce dossier a changé d’étape entre-temps : il est à « {stage} ».",
                stage=now.label,
            )
    to = find_rows.find_stage(uow, now.pipeline_id, cmd.etape)
    placed = cmd.after is not None or cmd.before is not None
    rank = _place(uow, dossier, to, cmd) if placed else None
    made = move(uow, dossier, to, ctx.person, rank=rank)
    lost = to.terminal and to.id != now.id
    return Outcome(
        "changement d’étape" if to.id != now.id else "ordre des dossiers",
        uid=dossier["uid"],
        row_id=dossier["id"],
        undoable=not lost,
        message=MADE if made else GIVEN_UP if lost else None,
    )


def check_open(state: rules.State) -> None:
    """A closed or locked dossier keeps its stage. Raises Refused."""
    if state.status == rules.SIGNED:
        raise Refused("signed_dossier", "Un dossier signé ne change plus d’étape.")
    if state.status == rules.LOST and state.abandoned:
        raise rules.given_up()
    if state.status == rules.LOST:
        raise Refused(
            "lost_dossier", "Un dossier perdu ne change plus d’étape : un responsable peut le rouvrir."
        )
    rules.require(state, "edit")


def move(uow: UnitOfWork, dossier: Row, to: Stage, person: Person, *, rank: str | None = None) -> bool:
    """Writes stage and rank with the timeline entry; answers whether a client file was made (D-25).

    A stage that is never left closes the dossier (SM-5: Abandon is Perdu).
    """
    now = find_rows.as_stage(uow.get("stage", dossier["stage_id"]))
    check_move(now, to)
    if to.id != now.id:
        project_rows.guard(uow, dossier, to, person)
    changes: Row = {"stage_id": to.id}
    if rank is not None:
        changes["rank"] = rank
    elif to.id != now.id or dossier["rank"] is None:
        changes["rank"] = find_rows.last_rank(uow, to.id)
    if to.terminal and to.id != now.id:
        changes |= {"status": rules.LOST, "closed_at": uow.now_ms}
    uow.update("dossier", dossier["id"], changes)
    if to.id == now.id:
        return False
    kind = uow.get("dossier_type", dossier["type_id"])["label"]
    uow.happened(dossier["company_id"], "etape", f"Dossier {kind} : {now.label} → {to.label}")
    return to.won and ensure_client_file(uow, dossier["company_id"], dossier["id"])


def _place(uow: UnitOfWork, dossier: Row, to: Stage, cmd: MoveStage) -> str:
    """The rank between two neighbours of the same column; only one of them need be told."""
    above, below = (None if ref is None else find.row(uow, "dossier", ref) for ref in (cmd.after, cmd.before))
    for one in (above, below):
        if one is not None and (one["stage_id"] != to.id or one["id"] == dossier["id"]):
            raise Stale("neighbour_moved", "Le tableau a changé entre-temps : recommencez.")
    if below is None:
        below = _next(uow, above, to, dossier["id"], down=True)
    elif above is None:
        above = _next(uow, below, to, dossier["id"], down=False)
    return find_rows.safe_between(
        None if above is None else above["rank"], None if below is None else below["rank"]
    )


def _next(uow: UnitOfWork, one: Row | None, to: Stage, but: int, *, down: bool) -> Row | None:
    if one is None or one["rank"] is None:
        return None
    sign, order = (">", "ASC") if down else ("<", "DESC")
    return uow.one(
        f"SELECT * FROM dossier WHERE stage_id = ? AND status = 'en_cours' AND deleted_at IS NULL AND rank {sign} ? "
        f"AND id <> ? ORDER BY rank {order} LIMIT 1",
        (to.id, one["rank"], but),
    )
