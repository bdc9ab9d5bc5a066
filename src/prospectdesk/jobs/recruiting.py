"""Asks the recruiting sources at the same time, each in a thread of the net lane (P-16 to P-18).

One source that fails leaves the others' rows; asked again, only what failed is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.domain.recruiting import SOURCES, Batch, Gathered, Search, Told
from prospectdesk.domain.rome import trades_of
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ports.failures import Offline
from prospectdesk.queries.portfolio import read_matching

if TYPE_CHECKING:
    from prospectdesk.domain.portfolio import Request
    from prospectdesk.jobs.lanes import Lane, Lanes
    from prospectdesk.jobs.ports import Ports
    from prospectdesk.jobs.session import Session

ASKED, DONE, FAILED = "asked", "done", "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """How one source is: ASKED, DONE with `count` establishments, or FAILED."""

    source: str
    state: str
    count: int = 0
    failure: Failure | None = None

    @property
    def label(self) -> str:
        """The source's name."""
        return SOURCES[self.source]


Tell = Callable[[Step], None]
T = TypeVar("T")


async def search(
    session: Session,
    lanes: Lanes,
    request: Request,
    *,
    tell: Tell | None = None,
    ticket: Ticket | None = None,
    before: Gathered | None = None,
) -> Gathered:
    """What the sources say; with `before`, those that failed there are asked again and the others stand.

    `tell` hears in the loop's thread. Raises Cancelled (the ticket), and Unavailable when every source fails:
    what was shown before stays (P-18).
    """
    ticket, tell = ticket or Ticket(), tell or _nobody
    asked = await _in(lanes, "read", asked_of, session, request)
    known = {} if before is None else {one.source: one for one in before.told}
    wanted = [one for one in SOURCES if one not in known or known[one].failure is not None]
    told = await _all(session, lanes, wanted, asked, tell, ticket)
    known |= {one.source: _not_less(known.get(one.source), one) for one in told}
    gathered = Gathered(tuple(known[one] for one in SOURCES), session.clock.now_ms())
    if not any(one.failure is None or one.batch.rows for one in gathered.told):
        raise _all_failed(gathered)
    return gathered


async def _all(
    session: Session, lanes: Lanes, wanted: list[str], asked: Search, tell: Tell, ticket: Ticket
) -> list[Told]:
    """What each of `wanted` says. However it ends, no thread works on."""
    futures = {one: _in(lanes, "net", _ask, session.ports, one, asked, ticket) for one in wanted}
    try:
        return await asyncio.gather(
            *(_heard(one, future, tell, ticket, len(wanted)) for one, future in futures.items())
        )
    except BaseException:
        ticket.cancel()
        await asyncio.wait(futures.values())
        raise


def _in(lanes: Lanes, lane: Lane, fn: Callable[..., T], *args: Any) -> asyncio.Future[T]:
    return asyncio.wrap_future(lanes.submit(lane, fn, *args), loop=asyncio.get_running_loop())


def asked_of(session: Session, request: Request) -> Search:
    """The question to the sources: the codes of the request, else those of its domains or of all the workspace's.

    In the read lane. Raises Offline.
    """
    if session.ports.is_offline:
        raise Offline(
            "offline",
            "Connexion nécessaire : les entreprises qui recrutent sont demandées à des services en ligne.",
        )
    matching = session.reader.run(read_matching)
    domains = request.domains or tuple(label for one in matching.trainings for label in one.domains)
    place = request.place
    return Search(
        place.latitude,
        place.longitude,
        request.radius_km,
        request.romes or trades_of(domains),
        request.contract_kinds,
    )


def _ask(ports: Ports, source: str, asked: Search, ticket: Ticket) -> Told:
    """In a thread of the net lane. Raises Cancelled."""
    try:
        batch = ports.recruiters(source).search(asked, lambda: ticket.cancelled)
        told = Told(source, batch, batch.cut)
    except Failure as failure:
        told = Told(source, Batch(), failure)
    ports.note(source, told.failure)
    return told


async def _heard(source: str, future: asyncio.Future[Told], tell: Tell, ticket: Ticket, total: int) -> Told:
    tell(Step(source, ASKED))
    told = await future
    count = len(told.batch.rows)
    tell(Step(source, DONE if told.failure is None else FAILED, count, told.failure))
    ticket.step(min(ticket.last.done + 1, total), total, SOURCES[source])
    return told


def _not_less(before: Told | None, now: Told) -> Told:
    """Rows of an answer that was cut stand until the source says more."""
    if before is not None and now.failure is not None and not now.batch.rows:
        return Told(now.source, before.batch, now.failure)
    return now


def _all_failed(gathered: Gathered) -> Failure:
    failures = [one.failure for one in gathered.told if one.failure is not None]
    return Unavailable(
        "all_failed",
        "Aucune source n’a répondu : le résultat précédent est gardé. {reasons}",
        reasons=" ".join(one.message for one in failures),
    )


def _nobody(_step: Step) -> None:
    """Who wants no progress."""
