"""Portfolio analysis: the companies around a place by type, rows read page by page (P-04…P-14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.portfolio import (
    REGISTERED,
    Counts,
    Kind,
    Matching,
    Place,
    Request,
    Row,
    Training,
    Unsound,
    lacks_contact,
)
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.geo.radius import Degrees
from prospectdesk.queries import portfolio_types
from prospectdesk.queries.portfolio_types import LISTED, Sets, Surroundings
from prospectdesk.queries.workspace_settings import is_by_naf
from prospectdesk.store import column_sql as cols
from prospectdesk.store.connection import Connection
from prospectdesk.store.point_sql import read_places
from prospectdesk.store.points import Points, degrees

PAGE = 256
MOST_UNSOUND = 10_000
"""So many companies with a wrong SIRET are listed at most; they are all counted."""


class Past(NamedTuple):
    """By row, as it was: the SIRET as a number, orange contacts, placement missions, candidates placed."""

    siret: NDArray[np.int64]
    contacts: NDArray[np.uint16]
    missions: NDArray[np.uint16]
    placed: NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Analysis:
    """One result. Arrays have one entry a company, by type (P-14) and then by distance.

    `points` are the nearest establishments with their companies, `several` counts those in the radius; `recruits`
    names sources by company (P-17). `found` are rows of companies that only sources know, after all others. `at`
    is in ms UTC. `past` is what a stored analysis says of its rows; a company of it that is gone since is 0.
    """

    request: Request
    at: int
    counts: Counts
    points: Points
    km: NDArray[np.float64]
    kind: NDArray[np.uint8]
    several: NDArray[np.int32]
    unsound: NDArray[np.int32]
    recruits: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    found: tuple[Row, ...] = ()
    dropped: int = 0
    past: Past | None = None

    @property
    def company(self) -> NDArray[np.int32]:
        """Row ids of the companies that the base knows."""
        return self.points.company

    @cached_property
    def degrees(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Latitudes and longitudes of all rows, for the map."""
        known = degrees(self.points)
        if not self.found:
            return known
        extra = np.array([(one.latitude, one.longitude) for one in self.found])
        return np.concatenate((known[0], extra[:, 0])), np.concatenate((known[1], extra[:, 1]))

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """The types of all rows, for the map."""
        return np.concatenate((self.kind, np.array([one.kind for one in self.found], np.uint8)))

    def __len__(self) -> int:
        return len(self.company) + len(self.found)

    def group(self, kind: Kind) -> range:
        """Which rows are of a type."""
        start = sum(self.counts[:kind])
        return range(start, start + self.counts[kind])

    @property
    def invalid(self) -> int:
        """How many companies and rows of sources have no type because of their SIRET (P-13, P-17)."""
        return len(self.unsound) + self.dropped


def read_matching(conn: Connection) -> Matching:
    """The workspace's trainings and whether their NAF codes count (P-10)."""
    rows = conn.execute(
        "SELECT label, data FROM catalogue WHERE kind = 'training' AND active = 1 AND deleted_at IS NULL ORDER BY rank, id"
    )
    return Matching(tuple(_training(label, stored_object(data)) for label, data in rows), is_by_naf(conn))


def _training(label: str, data: Mapping[str, Any]) -> Training:
    domains, naf = (data.get(name) for name in ("domains", "naf"))
    return Training(
        label,
        tuple(str(one) for one in domains) if isinstance(domains, list) else (),
        tuple(str(one) for one in naf) if isinstance(naf, list) else (),
    )


def surroundings(conn: Connection, sets: Sets, place: Place, farthest_km: float) -> Surroundings:
    """The typed companies around a place, for one radius after another up to `farthest_km`."""
    return Surroundings(sets, read_matching(conn), place, farthest_km)


def exactly(conn: Connection) -> Degrees:
    """How the rim is decided: the stored degrees of a few points."""

    def read(points: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        places = read_places(conn, sorted({int(one) for one in points.company}))
        known = dict(
            zip(zip(places.company.tolist(), places.site.tolist(), strict=True),
                zip(places.latitude.tolist(), places.longitude.tolist(), strict=True), strict=True)
        )  # fmt: skip
        rough = np.stack(degrees(points), axis=1)
        for at, key in enumerate(zip(points.company.tolist(), points.site.tolist(), strict=True)):
            rough[at] = known.get(key, tuple(rough[at]))
        return rough[:, 0], rough[:, 1]

    return read


def count(conn: Connection, sets: Sets, place: Place, radius_km: float) -> Counts:
    """The six counters alone, without rows."""
    return portfolio_types.count(sets, read_matching(conn), place, radius_km, exactly(conn))


def analyse(conn: Connection, sets: Sets, request: Request, at: int) -> Analysis:
    """The companies within the radius by type; `at` is the present moment (ms UTC)."""
    found = portfolio_types.find(sets, read_matching(conn), request.place, request.radius_km, exactly(conn))
    return Analysis(
        request=request,
        at=at,
        counts=portfolio_types.counted(found.kind),
        points=found.points,
        km=found.km,
        kind=found.kind,
        several=found.several,
        unsound=np.union1d(found.unsound, _placeless(sets)).astype(np.int32),
    )


def _placeless(sets: Sets) -> NDArray[np.int32]:
    """Companies of the workspace without SIRET and without any place: nobody can say that they are elsewhere."""
    flags = sets.companies.arrays["flags"]
    wanted = LISTED | cols.REGISTERED | cols.NO_SIRET
    lost = ((flags & wanted) == wanted) & (sets.points.several(len(flags)) == 0)
    return np.flatnonzero(lost).astype(np.int32)


_ROWS = (
    "SELECT c.id, c.uid, c.shown_name, c.shown_city, c.siret, c.n_orange, c.n_missions, c.n_placed, "
    "e.id, e.siret, e.city FROM company c LEFT JOIN establishment e ON e.id IN ({sites}) AND e.company_id = c.id "
    "WHERE c.id IN ({companies})"
)
GONE = "Société absente de ce poste"
"""A row of a stored analysis whose company was deleted since, or is in a colleague’s directory alone."""
_GONE = (None, None, GONE, None, None, 0, 0, 0, None, None, None)


def rows(conn: Connection, analysis: Analysis, chosen: Iterable[int]) -> list[Row]:
    """The rows at these places of the result, in that order, with what the store says now."""
    wanted = [int(one) for one in chosen]
    told: dict[int, Row] = {}
    known = [one for one in wanted if one < len(analysis.company)]
    for start in range(0, len(known), PAGE):
        told.update(_page(conn, analysis, known[start : start + PAGE]))
    for one in wanted:
        if len(analysis.company) <= one < len(analysis):
            told[one] = analysis.found[one - len(analysis.company)]
    return [told[one] for one in wanted if one in told]


def _page(conn: Connection, analysis: Analysis, places: Sequence[int]) -> Iterable[tuple[int, Row]]:
    companies = {int(analysis.company[one]) for one in places} - {0}
    sites = [abs(int(analysis.points.site[one])) for one in places]
    sql = _ROWS.format(sites=", ".join("?" * len(sites)), companies=", ".join("?" * len(companies)))
    known = {row[0]: row for row in conn.execute(sql, (*sites, *companies))}
    for place in places:
        row = known.get(int(analysis.company[place]))
        if row is not None or analysis.past is not None:
            yield place, _row(analysis, place, row or _GONE)


def _row(analysis: Analysis, place: int, row: Sequence[Any]) -> Row:
    company, uid, name, city, siret, contacts, missions, placed, site, its_siret, its_city = row
    if site is not None:
        city, siret = (city if its_siret == siret else its_city), its_siret
    kind, past = Kind(int(analysis.kind[place])), analysis.past
    if past is not None:
        siret = f"{past.siret[place]:014d}"
        contacts, missions, placed = (int(one[place]) for one in past[1:])
    return Row(
        company=company,
        uid=None if uid is None else uid_text(uid),
        siret=siret,
        name=name or "",
        town=city,
        distance_km=float(analysis.km[place]),
        kind=kind,
        contacts=contacts,
        missions=missions,
        placed=placed,
        in_radius=int(analysis.several[place]),
        latitude=float(analysis.degrees[0][place]),
        longitude=float(analysis.degrees[1][place]),
        missing_contact=lacks_contact(registered=kind in REGISTERED, contacts=contacts, missions=missions),
        recruits=analysis.recruits.get(company, ()),
    )


def unsound(conn: Connection, analysis: Analysis, most: int = MOST_UNSOUND) -> list[Unsound]:
    """The companies whose SIRET is missing or wrong, by name (P-13)."""
    ids = analysis.unsound[:most].tolist()
    found = []
    for start in range(0, len(ids), PAGE):
        part = ids[start : start + PAGE]
        marks = ", ".join("?" * len(part))
        sql = (
            "SELECT id, uid, shown_name, shown_city, siret, registered, name_key FROM company "
            f"WHERE id IN ({marks})"
        )
        found += conn.execute(sql, part).fetchall()
    found.sort(key=lambda row: (row[6] or "", row[0]))
    return [Unsound(row[0], uid_text(row[1]), row[2] or "", row[3], row[4], bool(row[5])) for row in found]
