"""Creates and re-dates follow-ups; "Suivi par +" (D-42…D-48, C-75…C-77, C-82)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import UNSET, Outcome, Ref, Unset, handles
from prospectdesk.commands.routines import set_tag_row
from prospectdesk.commands.timeline import NOTE_LIMIT, AddNote, add_note
from prospectdesk.domain import follow_ups as rules
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.contacts import check_at_hand
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.opposition import opposed
from prospectdesk.queries.opposed import is_opposed
from prospectdesk.store.unit_of_work import Row, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class CreateFollowUp:
    """A new tâche or relance; defaults of C-75: today, Normale, the present user."""

    company: Ref
    kind: str = rules.RELANCE
    date: date | str | None = None
    time: str | None = None
    type_action: str | None = None
    description: str | None = None
    priority: str = "normale"
    assignees: tuple[Ref, ...] | None = None
    contact: Ref | None = None
    dossier: Ref | None = None
    lead: str | None = None
    source: Ref | None = None
    rp_case: int | None = None
    note: str | None = None
    """Written into the timeline in the same step (C-44)."""


@dataclass(frozen=True, kw_only=True)
class EditFollowUp:
    """Sets the mentioned fields of an open follow-up."""

    follow_up: Ref
    date: date | str | Unset | None = UNSET
    time: str | Unset | None = UNSET
    type_action: str | Unset | None = UNSET
    description: str | Unset | None = UNSET
    priority: str | Unset | None = UNSET
    source: Ref | Unset | None = UNSET


@handles(CreateFollowUp)
def create_follow_up(cmd: CreateFollowUp, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Adds the follow-up with its assignees; a relance by hand turns the default routine's tag (C-76)."""
    company = find.company(uow, cmd.company)
    find.refuse_lead(cmd.lead)
    kind = values.choice(cmd.kind, rules.KINDS, label="Type de suivi")
    if kind == rules.RP:
        raise Refused("rp_needs_lead", "Un RP se crée depuis la fiche d’un lead.")
    day = values.day(cmd.date, label="Date")
    day = ctx.today_number if day is None else day
    done = rules.starts_done(kind, day, ctx.today_number)
    if kind == rules.RELANCE:
        if is_opposed(uow.conn, company["id"]):
            raise opposed(company["shown_name"])
        _refuse_second_relance(uow, company)
    row = _fields(cmd, uow, kind) | {
        "company_id": company["id"],
        "kind": kind,
        "day": day,
        "creator_id": ctx.person.id,
        "made_at": uow.now_ms,
        "done": int(done),
        "done_at": uow.now_ms if done else None,
        "zone": ctx.clock.zone,
        "contact_id": _child(uow, "contact", cmd.contact, company),
        "dossier_id": _child(uow, "dossier", cmd.dossier, company),
    }
    people = [find.user(uow, ref)["id"] for ref in cmd.assignees] if cmd.assignees else [ctx.person.id]
    row_id = uow.insert("follow_up", row)
    uid = uow.get("follow_up", row_id)["uid"]
    for person in dict.fromkeys(people):
        assign(uow, row_id, person, company["id"], log=False)
    if values.text(cmd.note, label="Note", limit=NOTE_LIMIT, lines=True):
        add_note(AddNote(company=company["id"], text=cmd.note or "", lead=cmd.lead), uow, ctx)
    message = None
    if kind == rules.RELANCE:
        uow.happened(company["id"], "relance", f"Relance planifiée au {day_date(day):%d/%m/%Y}")
        message = _turn_default_tag(uow, ctx, company)
    return Outcome(f"ajout d’une {rules.KINDS[kind].lower()}", uid=uid, row_id=row_id, message=message)


def _fields(cmd: CreateFollowUp, uow: UnitOfWork, kind: str) -> Row:
    default = "Relance" if kind == rules.RELANCE else "Autre"
    action = action_type(cmd.type_action or default)
    source = find.entry(uow, "source", cmd.source, label="Source")["id"] if cmd.source else None
    check_demand(action, source)
    return {
        "minute": values.minute(cmd.time),
        "action_type": action,
        "source_id": source,
        "priority": rules.PRIORITIES[
            values.choice(cmd.priority or "normale", rules.PRIORITIES, label="Priorité")
        ],
        "description": values.text(cmd.description, label="Description", limit=2000, lines=True),
    }


def action_type(typed: str) -> str:
    """One of the 12 action types of D-45, whatever case and accents were typed."""
    return values.choice(typed, dict.fromkeys(rules.ACTION_TYPES), label="Type d’action")


def check_demand(action: str, source: int | None) -> None:
    """D-46: type Demande needs a Source."""
    if action == "Demande" and source is None:
        raise values.mandatory("Source")


def _child(uow: UnitOfWork, table: str, ref: Ref | None, company: Row) -> int | None:
    if ref is None or ref == "":
        return None
    found = find.contact(uow, ref) if table == "contact" else find.row(uow, table, ref)
    check_at_hand(found, company["id"])
    return int(found["id"])


def _refuse_second_relance(uow: UnitOfWork, company: Row) -> None:
    known = open_relance(uow, company["id"])
    if known is not None:
        raise Refused(
            "relance_open",
            "Une relance est déjà ouverte sur « {name} », le {day} : modifiez-la ou marquez-la comme faite.",
            name=company["shown_name"],
            day=f"{day_date(known['day']):%d/%m/%Y}",
        )


def open_relance(uow: UnitOfWork, company_id: int) -> Row | None:
    """The company's one open relance (INV-02)."""
    return uow.one(
        "SELECT * FROM follow_up WHERE company_id = ? AND kind = 'relance' AND done = 0 "
        "AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (company_id,),
    )


def assign(uow: UnitOfWork, follow_up_id: int, user_id: int, company_id: int, *, log: bool = True) -> int:
    """Adds an assignee; the same user twice is one row on every laptop."""
    follow_up, user = uow.get("follow_up", follow_up_id), uow.get("user", user_id)
    uid = natural_uid("assignee", follow_up["uid"].hex(), user["uid"].hex())
    return uow.insert(
        "follow_up_assignee",
        {"follow_up_id": follow_up_id, "user_id": user_id},
        uid=uid,
        company=company_id,
        log=log,
    )


def _turn_default_tag(uow: UnitOfWork, ctx: Context, company: Row) -> str | None:
    """C-76: the default routine's tag becomes Prospect; answers the sentence of the undo bar."""
    routine_id = uow.get("user", ctx.person.id)["default_routine_id"]
    if routine_id is None:
        return None
    routine = uow.get("routine", routine_id)
    if routine["deleted_at"] is not None or not set_tag_row(uow, company, routine, "prospect", None):
        return None
    return f"Relance planifiée\u00a0; tag «\u00a0Prospect\u00a0» posé sur «\u00a0{routine['title']}\u00a0»."


@handles(EditFollowUp)
def edit_follow_up(cmd: EditFollowUp, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Changes an open follow-up (D-48, C-82)."""
    follow_up = find.row(uow, "follow_up", cmd.follow_up)
    rules.check_open(follow_up)
    row: Row = {}
    if not isinstance(cmd.date, Unset):
        day = values.day(cmd.date, label="Date")
        if day is None:
            raise values.mandatory("Date")
        if day != follow_up["day"]:
            rules.check_new_day(day, ctx.today_number)
            row["day"] = day
    if not isinstance(cmd.time, Unset):
        row["minute"] = values.minute(cmd.time)
    if not isinstance(cmd.type_action, Unset):
        row["action_type"] = action_type(cmd.type_action or "")
    if not isinstance(cmd.description, Unset):
        row["description"] = values.text(cmd.description, label="Description", limit=2000, lines=True)
    if not isinstance(cmd.priority, Unset):
        row["priority"] = rules.PRIORITIES[
            values.choice(cmd.priority or "", rules.PRIORITIES, label="Priorité")
        ]
    if not isinstance(cmd.source, Unset):
        row["source_id"] = (
            find.entry(uow, "source", cmd.source, label="Source", kept=follow_up["source_id"])["id"]
            if cmd.source
            else None
        )
    after = {**follow_up, **row}
    check_demand(after["action_type"], after["source_id"])
    moved = "day" in row and follow_up["kind"] == rules.RELANCE
    uow.update("follow_up", follow_up["id"], row)
    if moved:
        uow.happened(
            follow_up["company_id"], "relance", f"Relance reportée au {day_date(row['day']):%d/%m/%Y}"
        )
    return Outcome("modification d’un suivi", uid=follow_up["uid"], row_id=follow_up["id"])
