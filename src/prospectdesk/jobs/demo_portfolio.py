"""Analyses that pictures of the demonstration show: three of the portfolio, one search for who recruits (P-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prospectdesk.domain.portfolio import Request
from prospectdesk.domain.recruiting import SOURCES, Gathered, Told
from prospectdesk.jobs import portfolio
from prospectdesk.jobs.recruiting import asked_of
from prospectdesk.queries.own_place import own_place

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

DAY_MS = 86_400_000
PORTFOLIO = ((30.0, 21), (50.0, 6), (30.0, 0))
"""Radius and how many days ago."""


def furnish(session: Session) -> None:
    """Keeps them; nothing where the workspace has no place."""
    own = session.reader.run(own_place)
    if own is None:
        return
    now = session.clock
    for radius, days in PORTFOLIO:
        session.clock = now.forward(-days * DAY_MS)
        found = portfolio.analyse(session, Request(own.place, radius))
        session.bus.do(portfolio.keeping(session, found))
    session.clock = now.forward(-DAY_MS)
    request = Request(own.place, 50.0, recruiting=True)
    asked = asked_of(session, request)
    told = tuple(Told(source, session.ports.recruiters(source).search(asked)) for source in SOURCES)
    found = portfolio.recruiting(session, request, Gathered(told, session.clock.now_ms()))
    session.bus.do(portfolio.keeping(session, found))
    session.clock = now
