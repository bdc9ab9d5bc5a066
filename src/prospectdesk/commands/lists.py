"""Acts of the prospect list on many companies at once: one transaction, one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prospectdesk.commands import find, values
from prospectdesk.commands.companies import RegisterCompany, register_company
from prospectdesk.commands.context import Context
from prospectdesk.commands.follow_ups import CreateFollowUp, create_follow_up, open_relance
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.commands.routines import check_sees, set_tag_row
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.links import parse_email
from prospectdesk.domain.opposition import all_opposed, left_out
from prospectdesk.queries.opposed import opposed_among
from prospectdesk.store.labels import TAGS
from prospectdesk.store.unit_of_work import Row, UnitOfWork

MOST = 5000
"""Companies of one bulk act: more would hold up every other change for seconds."""


@dataclass(frozen=True, kw_only=True)
class AssignProspects:
    """Gives companies an operational salesperson."""

    companies: tuple[int, ...]
    user: Ref


@dataclass(frozen=True, kw_only=True)
class PlanRelances:
    """A relance on each company that has none open; the others are left alone."""

    companies: tuple[int, ...]
    date: date | str | None = None
    type_action: str | None = None
    priority: str = "normale"
    description: str | None = None
    assignee: Ref | None = None
    assignees: tuple[Ref, ...] | None = None
    """Several users instead of one."""
    time: str | None = None
    note: str | None = None
    """Written into the timeline of each in the same step."""


@dataclass(frozen=True, kw_only=True)
class TagProspects:
    """Puts companies of the workspace on a routine; those that have a tag there keep it."""

    companies: tuple[int, ...]
    routine: Ref
    tag: str = "suspect"


@dataclass(frozen=True, kw_only=True)
class RegisterProspects:
    """Takes companies of the directory into the workspace."""

    companies: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SetCompanyMail:
    """The company's own mail, shown before its privileged contact's (D-03); an empty text clears it."""

    company: int
    mail: str


@handles(AssignProspects, public=False)
def assign_prospects(cmd: AssignProspects, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes the salesperson where it is another one."""
    user = find.user(uow, cmd.user, label="Commercial opérationnel")
    wanted = user["id"]
    changed = 0
    for company in chosen(uow, cmd.companies):
        registration = find.registration(uow, company)
        if registration["operational_user_id"] != wanted:
            uow.update("registration", registration["id"], {"operational_user_id": wanted})
            changed += 1
    message = f"{_prospects(changed)} {'affectés' if changed > 1 else 'affecté'} à {user['name']}."
    if not changed:
        message = "Rien à changer\u00a0: ces prospects étaient déjà affectés ainsi."
    return Outcome(f"affectation de {_prospects(changed)}", message=message)


@handles(PlanRelances, public=False)
def plan_relances(cmd: PlanRelances, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Plans the relances; refuses when every company has one open already."""
    planned = kept = 0
    followed_by = cmd.assignees or (None if cmd.assignee is None else (cmd.assignee,))
    closed = opposed_among(uow.conn, cmd.companies)
    for company in chosen(uow, cmd.companies):
        if company["id"] in closed:
            continue
        if open_relance(uow, company["id"]) is not None:
            kept += 1
            continue
        one = CreateFollowUp(
            company=company["id"], date=cmd.date, type_action=cmd.type_action, priority=cmd.priority,
            description=cmd.description, assignees=followed_by, time=cmd.time, note=cmd.note,
        )  # fmt: skip
        create_follow_up(one, uow, ctx)
        planned += 1
    if not planned and closed and not kept:
        raise all_opposed()
    if not planned:
        raise Refused(
            "relance_open",
            "Une relance est déjà ouverte sur chacun de ces prospects\u00a0: rien n’a été planifié.",
        )
    message = f"Relance planifiée pour {_prospects(planned)}."
    if kept:
        message = f"Relance planifiée pour {_prospects(planned)}\u00a0; {kept} en avaient déjà une."
    return Outcome(f"relance de {_prospects(planned)}", message=_and_closed(message, closed))


@handles(TagProspects, public=False)
def tag_prospects(cmd: TagProspects, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes the tags. Raises Forbidden for a routine of others (C-65), Refused for a company of the directory."""
    routine = find.routine(uow, cmd.routine)
    check_sees(uow, ctx, routine)
    tag = values.choice(cmd.tag, TAGS, label="Tag")
    there = {
        one["company_id"]
        for one in uow.rows(
            "SELECT company_id FROM routine_tag WHERE routine_id = ? AND deleted_at IS NULL", (routine["id"],)
        )
    }
    added = kept = 0
    for company in chosen(uow, cmd.companies):
        find.registration(uow, company)
        if company["id"] in there:
            kept += 1
        else:
            set_tag_row(uow, company, routine, tag, None)
            added += 1
    message = f"{_prospects(added)} sur la routine « {routine['title']} »."
    if kept:
        message = f"{_prospects(added)} sur la routine « {routine['title']} »\u00a0; {kept} y étaient déjà."
    return Outcome(f"ajout de {_prospects(added)} à une routine", message=message)


@handles(RegisterProspects, public=False)
def register_prospects(cmd: RegisterProspects, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Registers those that are not yet."""
    added = 0
    closed = opposed_among(uow.conn, cmd.companies)
    for company in chosen(uow, cmd.companies):
        if not company["registered"] and company["id"] not in closed:
            register_company(RegisterCompany(company=company["id"]), uow, ctx)
            added += 1
    if not added and closed:
        raise all_opposed()
    many = "sociétés ajoutées" if added > 1 else "société ajoutée"
    message = (
        f"{added} {many} au portefeuille." if added else "Ces sociétés sont déjà dans votre portefeuille."
    )
    return Outcome("ajout au portefeuille", message=_and_closed(message, closed))


def _and_closed(message: str, closed: frozenset[int]) -> str:
    """With what was passed over because it is not for prospecting."""
    return f"{message.removesuffix('.')}\u00a0; {left_out(len(closed))}." if closed else message


@handles(SetCompanyMail, public=False)
def set_company_mail(cmd: SetCompanyMail, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes the mail of the registration."""
    company = find.company(uow, cmd.company)
    registration = find.registration(uow, company)
    typed = values.text(cmd.mail, label="Mail", limit=254)
    address = None if typed is None else parse_email(typed, label="Mail")
    uow.update("registration", registration["id"], {"mail": address})
    return Outcome("modification de la fiche", uid=company["uid"], row_id=company["id"])


def chosen(uow: UnitOfWork, ids: Sequence[int]) -> list[Row]:
    """The live companies of a selection. Raises Invalid for an empty one, Refused for one that is too large."""
    if not ids:
        raise Invalid("empty_selection", "Sélectionnez d’abord au moins un prospect.")
    if len(ids) > MOST:
        raise Refused(
            "too_many",
            "Une action groupée porte sur {most:d} prospects au plus, pas {number:d}\u00a0: affinez la sélection.",
            most=MOST,
            number=len(ids),
        )
    found = (
        uow.one("SELECT * FROM company WHERE id = ? AND deleted_at IS NULL", (one,))
        for one in dict.fromkeys(ids)
    )
    return [row for row in found if row is not None]


def _prospects(number: int) -> str:
    return f"{number} prospects" if number > 1 else f"{number} prospect"
