"""Asks the public register for companies (X-31): one look-up, a refresh, a list with progress, those "A vérifier".

The questions run on the network lane, each answer is one command; the callers bring both.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from prospectdesk.commands.register_facts import FOUND, WITHHELD, NoteUnknown, TakeRegisterFacts
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Cancelled, Failure, Invalid
from prospectdesk.domain.register import Unit
from prospectdesk.jobs import services
from prospectdesk.queries.register import Numbered, to_check

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session
    from prospectdesk.jobs.ticket import Ticket
    from prospectdesk.ports.pace import Stop

Ask = Callable[[str], Awaitable[Unit | None]]
"""Looks up a SIREN or SIRET."""
Do = Callable[[Any], Awaitable[Done]]
"""Carries out a command."""
AGAIN_MS = 7 * 86_400_000
"""A company the register did not know is asked about again after a week."""
IN_A_ROW = 3
"""Answers in a row that cannot be read: then it is the service, not the company."""
OF_ONE = frozenset({"bad_answer", "too_long", "request_refused"})
"""Failures that may be those of one company only: the others are asked."""
ROUND = 50
"""Companies "A vérifier" that one round asks about."""
SHORTEST, POSTCODE = 3, 5


@dataclass
class Completion:
    """What a list got from the register; `failure` is the sentence that stopped it, `left` were not asked any more.

    `unread` are those whose answer alone could not be read; the others were asked all the same.
    """

    asked: int = 0
    changed: int = 0
    unchanged: int = 0
    cards: int = 0
    unknown: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    without_number: list[str] = field(default_factory=list)
    unread: list[Numbered] = field(default_factory=list)
    failure: Failure | None = None
    cancelled: bool = False
    left: int = 0


async def take(number: str, unit: Unit | None, do: Do) -> Done:
    """Keeps the answer about a SIREN or SIRET; an unknown one is noted and changes nothing."""
    if unit is None:
        return await do(NoteUnknown(siren=number[:9], source="registry"))
    return await do(TakeRegisterFacts(unit=unit))


async def complete(wanted: Sequence[Numbered], ask: Ask, do: Do, ticket: Ticket | None = None) -> Completion:
    """Asks about each company in turn; what was answered before a stop or a failure is kept."""
    report = Completion(left=len(wanted))
    try:
        unread = 0
        for at, one in enumerate(wanted):
            if ticket is not None:
                ticket.step(at, len(wanted), one.name)
            unread = 0 if await _complete_one(one, ask, do, report, unread) else unread + 1
            report.left -= 1
        if ticket is not None:
            ticket.step(len(wanted), len(wanted), "")
    except Cancelled:
        report.cancelled = True
    except Failure as failure:
        report.failure = failure
    return report


async def _complete_one(one: Numbered, ask: Ask, do: Do, report: Completion, unread: int) -> bool:
    """Answers whether the answer could be read; `unread` is how many before it could not."""
    if not one.number:
        report.without_number.append(one.name)
        return True
    try:
        unit = await ask(one.number)
    except Failure as failure:
        if getattr(failure.__cause__, "code", "") not in OF_ONE or unread + 1 >= IN_A_ROW:
            raise
        report.failure = failure
        report.unread.append(one)
        return False
    _count(report, one, unit, await take(one.number, unit, do))
    return True


def _count(report: Completion, one: Numbered, unit: Unit | None, done: Done) -> None:
    report.asked += 1
    if unit is None:
        report.unknown.append(one.name)
        return
    if done.data["outcome"] == WITHHELD:
        report.withheld.append(one.name)
    elif done.data["outcome"] == FOUND and done.data["changed"]:
        report.changed += 1
    else:
        report.unchanged += 1
    report.cards += done.data["cards"]
    if not unit.open:
        report.closed.append(one.name)


# asking, where the network may be waited for -----------------------------------------------------
def why_not(session: Session) -> Failure | None:
    """Why the register is not asked at all: offline on purpose, or switched off; None when it may be asked."""
    return services.why_not(session, "registry")


def waiting(session: Session) -> list[Numbered]:
    """The companies "A vérifier" that may be asked about now; none offline."""
    if why_not(session) is not None:
        return []
    return session.reader.run(to_check, session.clock.now_ms() - AGAIN_MS, ROUND)


def ask(session: Session, number: str, stop: Stop | None = None) -> Unit | None:
    """The company of a SIREN or SIRET. Raises Unavailable ("Registre indisponible …"), Cancelled."""
    return services.registers(session).by_number(number, stop)


def ask_whole(session: Session, number: str, stop: Stop | None = None) -> Unit | None:
    """The same with every establishment that a service tells, for a refresh."""
    return services.registers(session).whole(number[:9], stop)


def find(
    session: Session, name: str, town: str = "", postcode: str = "", stop: Stop | None = None
) -> tuple[Unit, ...]:
    """Companies of a name, in a town where one is given; those withheld from the public are not proposed.

    Raises Invalid (too short), Unavailable ("Registre indisponible …"), Cancelled.
    """
    filters = _town_filters(session, town, postcode)
    if len(name.strip()) < SHORTEST:
        raise Invalid("too_short", "Donnez au moins {count} caractères de la raison sociale.", count=SHORTEST)
    found = services.registers(session).search(name, filters, 1, stop)
    return tuple(one for one in found.units if one.public and one.name is not None)


def _town_filters(session: Session, town: str, postcode: str) -> dict[str, str]:
    """What narrows a search to a town: its postcode, else its commune, else nothing that is known."""
    if len(postcode) == POSTCODE and postcode.isdecimal():
        return {"code_postal": postcode}
    place = session.geocoder().locate(None, town or None)
    return {"code_commune": place.code} if place is not None and place.code is not None else {}
