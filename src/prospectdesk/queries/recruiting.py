"""Puts what the recruiting sources say beside the portfolio analysis, by SIRET alone (P-13, P-17)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.portfolio import Kind, Request, Row
from prospectdesk.domain.recruiting import SOURCES, Found, Gathered
from prospectdesk.geo.distance import Point, kilometres
from prospectdesk.queries import portfolio
from prospectdesk.queries.portfolio import PAGE, Analysis
from prospectdesk.queries.portfolio_types import Sets, counted
from prospectdesk.store.connection import Connection

Locate = Callable[[str | None, str | None], Point | None]
"""Where a postcode and a town lie, for rows without coordinates."""
_KNOWN = (
    "SELECT e.siret, c.id, c.uid, c.registered, c.kind FROM establishment e JOIN company c ON c.id = e.company_id "
    "WHERE e.siret IN ({marks}) AND e.deleted_at IS NULL AND c.deleted_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One SIRET with the names of the sources that gave it, and its company where the base knows one."""

    told: Found
    names: tuple[str, ...]
    company: int | None = None
    uid: str | None = None
    registered: bool = False
    listed: bool = True


def analyse(conn: Connection, sets: Sets, request: Request, gathered: Gathered, locate: Locate) -> Analysis:
    """The five first types as the portfolio analysis has them; suspects are the sources' alone, by distance.

    A company of the first five that a source names bears its names (« Recrute »). `found` holds all suspects.
    """
    whole = portfolio.analyse(conn, sets, request, gathered.at)
    hits = _hits(conn, gathered.found)
    place = {int(company): at for at, company in enumerate(whole.company)}
    kept = int(np.count_nonzero(whole.kind != Kind.SUSPECT))
    recruits: dict[int, tuple[str, ...]] = {}
    near: list[tuple[int, Hit]] = []
    suspects: list[Row] = []
    for hit in hits:
        at = None if hit.company is None else place.get(hit.company)
        if hit.company is not None and at is not None:
            if at < kept:
                recruits[hit.company] = _both(recruits.get(hit.company, ()), hit.names)
            else:
                near.append((at, hit))
        elif hit.listed and not hit.registered:
            row = _outside(request, hit, locate)
            suspects += [] if row is None else [row]
    suspects += _of_directory(conn, whole, near)
    suspects.sort(key=lambda row: (row.distance_km, row.name))
    client, mission, contact, to_qualify, potential, _none = counted(whole.kind[:kept])
    return replace(
        whole,
        points=whole.points.at(slice(0, kept)),
        km=whole.km[:kept],
        kind=whole.kind[:kept],
        several=whole.several[:kept],
        counts=(client, mission, contact, to_qualify, potential, len(suspects)),
        recruits=recruits,
        found=tuple(suspects),
        dropped=gathered.invalid,
    )


def _hits(conn: Connection, found: Iterable[Found]) -> list[Hit]:
    """The rows by SIRET, those of several sources made one, with the companies that the base knows them by."""
    told: dict[str, Found] = {}
    names: dict[str, tuple[str, ...]] = {}
    for one in found:
        told[one.siret] = _fuller(told.get(one.siret), one)
        names[one.siret] = _both(names.get(one.siret, ()), (SOURCES[one.source],))
    known: dict[str, tuple[int, bytes, int, int]] = {}
    sirets = list(told)
    for start in range(0, len(sirets), PAGE):
        part = sirets[start : start + PAGE]
        for siret, *company in conn.execute(_KNOWN.format(marks=", ".join("?" * len(part))), part):
            known[siret] = (company[0], company[1], company[2], company[3])
    hits = []
    for siret, one in told.items():
        company = known.get(siret)
        if company is None:
            hits.append(Hit(one, names[siret]))
        else:
            row, uid, registered, kind = company
            hits.append(Hit(one, names[siret], row, uid_text(uid), bool(registered), kind == 0))
    return hits


def _fuller(before: Found | None, one: Found) -> Found:
    """The first row of a SIRET, with the place and the contact of another where it has none."""
    if before is None:
        return one
    names = ("street", "postcode", "town", "naf", "signal", "contact")
    lacking = {name: getattr(one, name) for name in names if getattr(before, name) is None}
    if before.latitude is None:
        lacking |= {"latitude": one.latitude, "longitude": one.longitude}
    return replace(before, **lacking)


def _both(before: tuple[str, ...], more: Sequence[str]) -> tuple[str, ...]:
    wanted = {*before, *more}
    return tuple(name for name in SOURCES.values() if name in wanted)


def _outside(request: Request, hit: Hit, locate: Locate) -> Row | None:
    """A company that no establishment in the radius speaks for; None where it lies outside, or nobody knows where."""
    told, place = hit.told, request.place
    point = (
        locate(told.postcode, told.town)
        if told.latitude is None or told.longitude is None
        else (told.latitude, told.longitude)
    )
    if point is None:
        return None
    km = kilometres((place.latitude, place.longitude), point)
    if km > request.radius_km:
        return None
    return Row(
        company=hit.company, uid=hit.uid, siret=told.siret, name=told.name, town=told.town, distance_km=km,
        kind=Kind.SUSPECT, contacts=0, missions=0, placed=0, in_radius=1, latitude=point[0], longitude=point[1],
        recruits=hit.names, told=told,
    )  # fmt: skip


def _of_directory(conn: Connection, whole: Analysis, near: Sequence[tuple[int, Hit]]) -> list[Row]:
    """Suspects of the directory: one row a company, whichever of its establishments recruit."""
    names: dict[int, tuple[str, ...]] = {}
    for at, hit in near:
        names[at] = _both(names.get(at, ()), hit.names)
    order = list(names)
    companies = {int(whole.company[at]): at for at in order}
    rows = portfolio.rows(conn, whole, order)
    return [replace(row, recruits=names[companies[row.company]]) for row in rows if row.company is not None]
