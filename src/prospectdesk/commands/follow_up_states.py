"""Follow-ups: assignees, done → next step, deletion (D-43, INV-01, INV-03, C-75, C-82)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, get_type_hints

from prospectdesk.commands import find
from prospectdesk.commands.context import Context
from prospectdesk.commands.follow_ups import CreateFollowUp, assign, create_follow_up
from prospectdesk.commands.registry import Outcome, Ref, handles, typed
from prospectdesk.domain import follow_ups as rules
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.store.unit_of_work import Row, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class AddAssignee:
    """Adds a user to a follow-up."""

    follow_up: Ref
    user: Ref


@dataclass(frozen=True, kw_only=True)
class RemoveAssignee:
    """Removes a user; the last one removed deletes the follow-up (INV-01)."""

    follow_up: Ref
    user: Ref


@dataclass(frozen=True, kw_only=True)
class MarkDone:
    """ "A faire" → "Effectué", for ever (D-43); `next` holds the fields of the next follow-up."""

    follow_up: Ref
    next: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class DeleteFollowUp:
    """Deletes a follow-up; its users stop following the sheet (C-82)."""

    follow_up: Ref


@handles(AddAssignee)
def add_assignee(cmd: AddAssignee, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Shares the follow-up with one more user."""
    follow_up = find.row(uow, "follow_up", cmd.follow_up)
    rules.check_open(follow_up)
    user = find.user(uow, cmd.user)
    assign(uow, follow_up["id"], user["id"], follow_up["company_id"])
    return Outcome("partage d’un suivi", uid=follow_up["uid"], row_id=follow_up["id"])


@handles(RemoveAssignee)
def remove_assignee(cmd: RemoveAssignee, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Takes a user off; without any user left the follow-up goes too."""
    follow_up = find.row(uow, "follow_up", cmd.follow_up)
    rules.check_open(follow_up)
    user = find.user(uow, cmd.user)
    known = uow.one(
        "SELECT id FROM follow_up_assignee WHERE follow_up_id = ? AND user_id = ? AND deleted_at IS NULL",
        (follow_up["id"], user["id"]),
    )
    if known is None:
        raise Refused("not_assigned", "« {name} » ne suit pas cette fiche.", name=user["name"])
    uow.remove("follow_up_assignee", known["id"], company=follow_up["company_id"])
    left = uow.value(
        "SELECT count(*) FROM follow_up_assignee WHERE follow_up_id = ? AND deleted_at IS NULL",
        (follow_up["id"],),
    )
    if not left:
        _remove(uow, follow_up)
    return Outcome("retrait d’un utilisateur", uid=follow_up["uid"], row_id=follow_up["id"])


@handles(MarkDone)
def mark_done(cmd: MarkDone, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Marks it Effectué; there is no way back (INV-03), so no undo. The next step is made in the same act."""
    follow_up = find.row(uow, "follow_up", cmd.follow_up)
    rules.check_open(follow_up)
    uow.update("follow_up", follow_up["id"], {"done": 1, "done_at": uow.now_ms})
    kind = rules.KINDS[follow_up["kind"]]
    uow.happened(
        follow_up["company_id"],
        "relance" if follow_up["kind"] == rules.RELANCE else "suivi",
        f"{kind} effectuée : {follow_up['action_type']}",
    )
    data: dict[str, Any] = {}
    if cmd.next is not None:
        made = create_follow_up(_next(cmd.next, follow_up), uow, ctx)
        data["next"] = made.row_id
    return Outcome(
        f"{kind.lower()} effectuée", uid=follow_up["uid"], row_id=follow_up["id"], undoable=False, data=data
    )


def _next(given: dict[str, Any], follow_up: Row) -> CreateFollowUp:
    known = {one.name for one in fields(CreateFollowUp)}
    for name in given:
        if name not in known:
            raise Invalid(
                "unknown_field",
                "La commande « {name} » n’a pas de champ « {field} ».",
                name="MarkDone.next",
                field=name,
            )
    hints = get_type_hints(CreateFollowUp)
    values = {"kind": follow_up["kind"]}
    values |= {
        name: value if isinstance(value, tuple | date) else typed("MarkDone.next", name, value, hints[name])
        for name, value in given.items()
        if value is not None
    }
    return CreateFollowUp(**values | {"company": follow_up["company_id"]})


@handles(DeleteFollowUp)
def delete_follow_up(cmd: DeleteFollowUp, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Deletes it, Effectué or not."""
    follow_up = find.row(uow, "follow_up", cmd.follow_up)
    for one in uow.rows(
        "SELECT id FROM follow_up_assignee WHERE follow_up_id = ? AND deleted_at IS NULL", (follow_up["id"],)
    ):
        uow.remove("follow_up_assignee", one["id"], company=follow_up["company_id"], log=False)
    _remove(uow, follow_up)
    return Outcome("suppression d’un suivi", uid=follow_up["uid"], row_id=follow_up["id"])


def _remove(uow: UnitOfWork, follow_up: Row) -> None:
    uow.remove("follow_up", follow_up["id"])
    if follow_up["kind"] == rules.RELANCE and not follow_up["done"]:
        uow.happened(follow_up["company_id"], "relance", "Relance supprimée")
