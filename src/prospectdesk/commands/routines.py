"""Routines and their tags, as far as relances need them (C-64, C-71…C-73, C-76)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import UNSET, Outcome, Ref, Unset, handles
from prospectdesk.domain.errors import Forbidden, Invalid, Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.text import fold
from prospectdesk.store.labels import TAGS
from prospectdesk.store.unit_of_work import Row, UnitOfWork

WEIGHTS = {"important": 30, "notable": 20, "interessant": 10}


@dataclass(frozen=True, kw_only=True)
class CreateRoutine:
    """A new routine: mandatory criteria (at least one) and weighted ones."""

    title: str
    mandatory: tuple[dict[str, Any], ...]
    weighted: tuple[dict[str, Any], ...] = ()
    users: tuple[Ref, ...] = ()
    default_for: tuple[Ref, ...] = ()
    description: str | None = None
    alert_above: int | None = None


@dataclass(frozen=True, kw_only=True)
class EditRoutine:
    """Sets the mentioned fields of a routine."""

    routine: Ref
    title: str | Unset | None = UNSET
    mandatory: tuple[dict[str, Any], ...] | Unset | None = UNSET
    weighted: tuple[dict[str, Any], ...] | Unset | None = UNSET
    users: tuple[Ref, ...] | Unset | None = UNSET
    default_for: tuple[Ref, ...] | Unset | None = UNSET
    description: str | Unset | None = UNSET
    alert_above: int | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class SetTag:
    """Sets the tag of a company on a routine (C-72, C-73)."""

    company: Ref
    routine: Ref
    tag: str | None = None
    """Absent: the tag stays, only the mention Ex-Client changes."""
    ex_client: bool | None = None


@handles(SetTag)
def set_tag(cmd: SetTag, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes the tag and says so in the timeline."""
    company = find.company(uow, cmd.company)
    routine = find.routine(uow, cmd.routine)
    check_sees(uow, ctx, routine)
    tag = _kept_tag(uow, company, routine) if cmd.tag is None else values.choice(cmd.tag, TAGS, label="Tag")
    set_tag_row(uow, company, routine, tag, cmd.ex_client)
    return Outcome("changement de tag", uid=company["uid"], row_id=company["id"])


def _kept_tag(uow: UnitOfWork, company: Row, routine: Row) -> str:
    tag = uow.value(
        "SELECT tag FROM routine_tag WHERE company_id = ? AND routine_id = ? AND deleted_at IS NULL",
        (company["id"], routine["id"]),
    )
    if tag is None:
        raise values.mandatory("Tag")
    return str(tag)


def set_tag_row(uow: UnitOfWork, company: Row, routine: Row, tag: str, ex_client: bool | None) -> bool:
    """Sets the tag and adds its timeline entry; answers whether it changed."""
    uid = natural_uid("routine_tag", company["uid"].hex(), routine["uid"].hex())
    known = uow.by_uid("routine_tag", uid)
    row: Row = {"company_id": company["id"], "routine_id": routine["id"], "tag": tag}
    if ex_client is not None:
        row["ex_client"] = int(ex_client)
    same = known is not None and known["deleted_at"] is None and all(known[name] == row[name] for name in row)
    if same:
        return False
    uow.insert("routine_tag", row, uid=uid)
    uow.happened(
        company["id"], "tag", f"Tag « {TAGS[tag]} » sur « {routine['title']} »", owner=routine["uid"]
    )
    return True


def check_sees(uow: UnitOfWork, ctx: Context, routine: Row) -> None:
    """C-65: an Utilisateur works only with the routines he is assigned to. Raises Forbidden."""
    if ctx.person.leads:
        return
    if not uow.value(
        "SELECT 1 FROM routine_user WHERE routine_id = ? AND user_id = ? AND deleted_at IS NULL",
        (routine["id"], ctx.person.id),
    ):
        raise Forbidden(
            "not_your_routine", "Vous n’êtes pas affecté à la routine « {title} ».", title=routine["title"]
        )


@handles(CreateRoutine)
def create_routine(cmd: CreateRoutine, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the routine with its users."""
    _require_lead(ctx)
    row_id = uow.insert(
        "routine",
        {
            "title": _title(uow, cmd.title),
            "description": values.text(cmd.description, label="Description", limit=2000, lines=True),
            "mandatory": _criteria(cmd.mandatory, weighted=False),
            "weighted": _criteria(cmd.weighted, weighted=True),
            "alert_above": cmd.alert_above,
        },
    )
    _members(uow, row_id, cmd.users)
    _defaults(uow, row_id, cmd.default_for)
    return Outcome("création d’une routine", uid=uow.get("routine", row_id)["uid"], row_id=row_id)


@handles(EditRoutine)
def edit_routine(cmd: EditRoutine, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Changes the mentioned fields; users given replace the former ones."""
    _require_lead(ctx)
    routine = find.routine(uow, cmd.routine)
    row: Row = {}
    if not isinstance(cmd.title, Unset):
        row["title"] = _title(uow, cmd.title, own_id=routine["id"])
    if not isinstance(cmd.description, Unset):
        row["description"] = values.text(cmd.description, label="Description", limit=2000, lines=True)
    if not isinstance(cmd.mandatory, Unset):
        row["mandatory"] = _criteria(cmd.mandatory or (), weighted=False)
    if not isinstance(cmd.weighted, Unset):
        row["weighted"] = _criteria(cmd.weighted or (), weighted=True)
    if not isinstance(cmd.alert_above, Unset):
        row["alert_above"] = cmd.alert_above
    uow.update("routine", routine["id"], row)
    if not isinstance(cmd.users, Unset):
        _members(uow, routine["id"], cmd.users or ())
    if not isinstance(cmd.default_for, Unset):
        _defaults(uow, routine["id"], cmd.default_for or ())
    return Outcome("modification d’une routine", uid=routine["uid"], row_id=routine["id"])


def _require_lead(ctx: Context) -> None:
    if not ctx.person.leads:
        raise Forbidden("lead_only", "Réservé aux responsables et aux administrateurs.")


def _title(uow: UnitOfWork, typed: str | None, own_id: int = 0) -> str:
    """A title names one routine only: commands and filters find it by that name."""
    title = values.required(typed, label="Titre", limit=120)
    for other in uow.rows("SELECT id, title FROM routine WHERE deleted_at IS NULL"):
        if other["id"] != own_id and fold(other["title"]) == fold(title):
            raise Refused("title_taken", "Une routine s’appelle déjà « {title} ».", title=title)
    return title


def _criteria(given: tuple[dict[str, Any], ...], *, weighted: bool) -> str:
    kept = []
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("criterion"), str) or "value" not in one:
            raise Invalid(
                "bad_criterion", "Un critère de routine a un champ « criterion » et un champ « value »."
            )
        if weighted and one.get("weight") not in tuple(WEIGHTS):
            raise Invalid("bad_criterion", "Le poids d’un critère est important, notable ou interessant.")
        kept.append({name: one[name] for name in ("criterion", "value", "weight") if name in one})
    if not kept and not weighted:
        raise values.mandatory("Critères obligatoires")
    return json.dumps(kept, ensure_ascii=False)


def _members(uow: UnitOfWork, routine_id: int, users: tuple[Ref, ...]) -> None:
    wanted = {find.user(uow, ref)["id"] for ref in users}
    known = {
        row["user_id"]: row["id"]
        for row in uow.rows(
            "SELECT id, user_id FROM routine_user WHERE routine_id = ? AND deleted_at IS NULL", (routine_id,)
        )
    }
    for user_id in known.keys() - wanted:
        uow.remove("routine_user", known[user_id])
    routine = uow.get("routine", routine_id)
    for user_id in wanted - known.keys():
        uid = natural_uid("routine_user", routine["uid"].hex(), uow.get("user", user_id)["uid"].hex())
        uow.insert("routine_user", {"routine_id": routine_id, "user_id": user_id}, uid=uid)


def _defaults(uow: UnitOfWork, routine_id: int, users: tuple[Ref, ...]) -> None:
    """C-71: at most one default routine a user; a new choice replaces the old."""
    for ref in users:
        uow.update("user", find.user(uow, ref)["id"], {"default_routine_id": routine_id})
