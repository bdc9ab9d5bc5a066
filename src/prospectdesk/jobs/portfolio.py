"""Runs portfolio analyses on an open profile, for the window's read lane and the command line (P-03…P-14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from prospectdesk.domain.errors import NotFound
from prospectdesk.domain.portfolio import MOST_KM, Counts, Place, Request, Row

if TYPE_CHECKING:
    from prospectdesk.commands.portfolio import SaveAnalysis
    from prospectdesk.domain.recruiting import Found, Gathered
    from prospectdesk.jobs.session import Session
    from prospectdesk.queries.portfolio import Analysis
    from prospectdesk.queries.portfolio_stored import Compared, Stored
    from prospectdesk.queries.portfolio_types import Surroundings


def analyse(session: Session, request: Request) -> Analysis:
    """The companies within the radius by type. The first call loads the columns."""
    from prospectdesk.queries import portfolio

    with session.reader.session() as conn:
        return portfolio.analyse(conn, session.reader.ready_sets(conn), request, session.clock.now_ms())


def surroundings(session: Session, place: Place, farthest_km: float = MOST_KM) -> Surroundings:
    """What a circle dragged around a place is counted from, up to `farthest_km`."""
    from prospectdesk.queries import portfolio

    with session.reader.session() as conn:
        return portfolio.surroundings(conn, session.reader.ready_sets(conn), place, farthest_km)


def counts(session: Session, near: Surroundings, radius_km: float) -> Counts:
    """The six counters within a radius: some tenths of a millisecond."""
    from prospectdesk.queries import portfolio

    with session.reader.session() as conn:
        return near.counts(radius_km, portfolio.exactly(conn))


def recruiting(session: Session, request: Request, gathered: Gathered) -> Analysis:
    """The result of the recruiting search (P-17) out of what the sources said."""
    from prospectdesk.queries import portfolio, portfolio_recruiting

    told = located(session, gathered)
    with session.reader.session() as conn:
        sets = session.reader.ready_sets(conn)
        analysis = portfolio.analyse(conn, sets, request, session.clock.now_ms())
        return portfolio_recruiting.recruiting(conn, sets, analysis, told)


def located(session: Session, gathered: Gathered) -> Gathered:
    """The same, rows without coordinates at the place of their town."""
    return replace(
        gathered,
        told=tuple(
            replace(
                one, batch=replace(one.batch, rows=tuple(_located(session, row) for row in one.batch.rows))
            )
            for one in gathered.told
        ),
    )


def _located(session: Session, row: Found) -> Found:
    if row.latitude is not None and row.longitude is not None:
        return row
    place = session.geocoder().locate(row.postcode, row.town)
    return row if place is None else replace(row, latitude=place.latitude, longitude=place.longitude)


def keeping(session: Session, analysis: Analysis) -> SaveAnalysis:
    """The command that stores a result with its rows (P-02); carried out by whoever asked."""
    from prospectdesk.commands.portfolio import SaveAnalysis
    from prospectdesk.queries.portfolio_stored import packed

    return SaveAnalysis(
        request=analysis.request,
        counts=analysis.counts,
        at=analysis.at,
        invalid=analysis.invalid,
        rows=session.reader.run(packed, analysis),
    )


def stored(session: Session, *, recruiting: bool | None = None) -> list[Stored]:
    """The analyses of the workspace, newest first; the first one of a mode is what is shown offline (P-19)."""
    from prospectdesk.queries import portfolio_stored

    return session.reader.run(portfolio_stored.stored, recruiting=recruiting)


def reopened(session: Session, one: Stored) -> Analysis:
    """A stored analysis as it was. Raises NotFound when its rows are not here (yet) or not kept any more."""
    from prospectdesk.queries import portfolio_stored

    found = session.reader.run(portfolio_stored.reopened, one)
    if found is None:
        raise NotFound(*_closed(one))
    return found


def _closed(one: Stored) -> tuple[str, str]:
    """Why an analysis cannot be reopened."""
    if not one.kept:
        return (
            "rows_let_go",
            "Les lignes de cette analyse ne sont plus gardées : relancez-la pour la voir à ce jour.",
        )
    if not one.opens:
        return (
            "rows_elsewhere",
            "Les lignes de cette analyse arrivent avec la prochaine synchronisation ; vous pouvez aussi la relancer.",
        )
    return "rows_unreadable", "Les lignes de cette analyse ne se lisent pas : relancez-la."


def compared(session: Session, before: Analysis, after: Analysis) -> Compared:
    """What came, left or changed type between two analyses; rows by `rows` of the one or the other."""
    from prospectdesk.queries import portfolio_stored

    return session.reader.run(portfolio_stored.compared, before, after)


def rows(session: Session, analysis: Analysis, places: Iterable[int]) -> list[Row]:
    """The rows at these places of the result (0 … len − 1), read now; ask for a page at a time."""
    from prospectdesk.queries import portfolio

    return session.reader.run(portfolio.rows, analysis, places)
