"""The relances of a round of visits, in one act with one undo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prospectdesk.commands import find
from prospectdesk.commands.context import Context
from prospectdesk.commands.follow_ups import CreateFollowUp, create_follow_up, open_relance
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.opposition import all_opposed, left_out
from prospectdesk.domain.tour import MOST, too_many
from prospectdesk.queries.opposed import opposed_among
from prospectdesk.store.unit_of_work import UnitOfWork

ACTION = "Rendez-vous"


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """One visit: local id of the company, day, minute of the day."""

    company: int
    day: date
    minute: int


@dataclass(frozen=True, kw_only=True)
class PlanVisits:
    """A relance of type Rendez-vous on each company, at the hour of its visit; those with an open one keep it."""

    visits: tuple[Appointment, ...]
    description: str = ""


@handles(PlanVisits, public=False)
def plan_visits(cmd: PlanVisits, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Plans the visits; companies outside the portfolio are left alone. Raises Invalid, Refused."""
    if not cmd.visits:
        raise Invalid("empty_tour", "Cette tournée n’a aucune visite à planifier.")
    if len(cmd.visits) > MOST:
        raise too_many(len(cmd.visits))
    planned = kept = outside = 0
    closed = opposed_among(uow.conn, (visit.company for visit in cmd.visits))
    for visit in cmd.visits:
        company = find.company(uow, visit.company)
        if not company["registered"]:
            outside += 1
        elif company["id"] in closed:
            continue
        elif open_relance(uow, company["id"]) is not None:
            kept += 1
        else:
            time = f"{visit.minute // 60:02}:{visit.minute % 60:02}"
            one = CreateFollowUp(
                company=company["id"], date=visit.day, time=time, type_action=ACTION, description=cmd.description or None,
            )  # fmt: skip
            create_follow_up(one, uow, ctx)
            planned += 1
    if not planned and closed and not (kept or outside):
        raise all_opposed()
    if not planned:
        raise Refused(
            "no_visit",
            "Aucune visite à planifier : ces sociétés ont déjà une relance ouverte ou ne sont pas dans votre portefeuille.",
        )
    return Outcome(
        f"relances d’une tournée ({planned})", message=_message(planned, kept, outside, len(closed))
    )


def _message(planned: int, kept: int, outside: int, closed: int) -> str:
    parts = [f"{planned} relances planifiées" if planned > 1 else "1 relance planifiée"]
    if kept:
        parts.append(f"{kept} sociétés en avaient déjà une" if kept > 1 else "1 société en avait déjà une")
    if outside:
        parts.append(f"{outside} hors de votre portefeuille")
    if closed:
        parts.append(left_out(closed))
    return " ; ".join(parts) + "."
