"""The recruiting search: what outside sources say, laid over the analysis of the portfolio (P-16, P-17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from prospectdesk.domain.ids import uid_text
from prospectdesk.domain.portfolio import Kind, Row
from prospectdesk.domain.recruiting import SOURCES, Found, Gathered
from prospectdesk.geo.distance import is_point, kilometres
from prospectdesk.queries.portfolio import Analysis, read_matching
from prospectdesk.queries.portfolio_types import UNLISTED, Sets, counted, kinds_of
from prospectdesk.store.connection import Connection
from prospectdesk.store.point_sql import Places
from prospectdesk.store.points import Points, points_of

PAGE = 256


@dataclass(frozen=True, slots=True)
class Known:
    """The establishment of the base that bears a SIRET, and its company; `kind` is a type or UNLISTED.

    `lies` tells whether the base knows where the establishment is: then no source places it elsewhere (P-04).
    """

    company: int
    uid: str
    site: int
    kind: int
    name: str
    town: str | None
    contacts: int
    missions: int
    placed: int
    lies: bool


@dataclass(frozen=True, slots=True)
class Recruiter:
    """A SIRET with all that sources say of it: the first row that has a place, and the names of its sources."""

    found: Found
    sources: tuple[str, ...]

    def distance_km(self, latitude: float, longitude: float) -> float | None:
        """How far it is, None where no source says where it lies."""
        lat, lon = self.found.latitude, self.found.longitude
        if lat is None or lon is None or not is_point(lat, lon):
            return None
        return kilometres((latitude, longitude), (lat, lon))


def recruiters(found: Iterable[Found]) -> dict[str, Recruiter]:
    """One entry a SIRET, naming every source that returned it, in the order of the sources."""
    rows: dict[str, list[Found]] = {}
    for one in found:
        rows.setdefault(one.siret, []).append(one)
    told = {}
    for siret, several in rows.items():
        named = {one.source for one in several}
        placed = next((one for one in several if one.latitude is not None), several[0])
        told[siret] = Recruiter(placed, tuple(label for key, label in SOURCES.items() if key in named))
    return told


def known_sirets(conn: Connection, sets: Sets, sirets: Sequence[str]) -> dict[str, Known]:
    """What the base knows of these SIRET, with the types of their companies."""
    rows = []
    for start in range(0, len(sirets), PAGE):
        part = sirets[start : start + PAGE]
        marks = ", ".join("?" * len(part))
        rows += conn.execute(
            "SELECT e.siret, c.id, c.uid, e.id, c.shown_name, coalesce(e.city, c.shown_city), c.n_orange, c.n_missions, "
            "c.n_placed, e.latitude IS NOT NULL FROM establishment e JOIN company c ON c.id = e.company_id "
            f"WHERE e.deleted_at IS NULL AND c.deleted_at IS NULL AND e.siret IN ({marks})",
            part,
        ).fetchall()
    kinds = kinds_of(sets, np.array([row[1] for row in rows], np.int32), read_matching(conn))
    return {
        row[0]: Known(row[1], uid_text(row[2]), row[3], int(kind), row[4] or "", *row[5:])
        for row, kind in zip(rows, kinds, strict=True)
    }


def recruiting(conn: Connection, sets: Sets, analysis: Analysis, gathered: Gathered) -> Analysis:
    """The result of P-17 out of the analysis of the same place and radius and what the sources said."""
    told = recruiters(gathered.found)
    return merged(analysis, told, known_sirets(conn, sets, list(told)), gathered.invalid)


def merged(
    analysis: Analysis, told: Mapping[str, Recruiter], known: Mapping[str, Known], invalid: int
) -> Analysis:
    """The first five groups as they are, with badges; the Suspects are those that sources returned in the radius."""
    radius, place = analysis.request.radius_km, analysis.request.place
    listed = {int(company): at for at, company in enumerate(analysis.company)}
    badges: dict[int, set[str]] = {}
    suspects: dict[int | str, Row] = {}
    more: list[tuple[Known, Recruiter, float]] = []
    for siret, one in told.items():
        base = known.get(siret)
        km = one.distance_km(place.latitude, place.longitude)
        at = None if base is None else listed.get(base.company)
        if at is None and (km is None or km > radius or (base is not None and base.lies)):
            continue
        if base is None:
            suspects[siret] = _stranger(one, km or 0.0)
        elif base.kind < Kind.SUSPECT:
            if at is None and base.company not in badges:
                more.append((base, one, km or 0.0))
            badges.setdefault(base.company, set()).update(one.sources)
        elif base.kind != UNLISTED:
            row = _suspect(base, one, float(analysis.km[at]) if at is not None else km or 0.0)
            suspects[base.company] = _both(suspects.get(base.company), row)
    kept = _grown(_cut(analysis), more)
    rows = sorted(suspects.values(), key=lambda row: (row.distance_km, row.name))
    return replace(
        kept,
        counts=(*kept.counts[:5], len(rows)),
        recruits={company: tuple(name for name in SOURCES.values() if name in names) for company, names in badges.items()},
        found=tuple(rows),
        dropped=invalid,
    )  # fmt: skip


def _stranger(one: Recruiter, km: float) -> Row:
    return Row(
        company=None,
        uid=None,
        siret=one.found.siret,
        name=one.found.name,
        town=one.found.town,
        distance_km=km,
        kind=Kind.SUSPECT,
        contacts=0,
        missions=0,
        placed=0,
        in_radius=1,
        latitude=one.found.latitude or 0.0,
        longitude=one.found.longitude or 0.0,
        recruits=one.sources,
    )


def _suspect(base: Known, one: Recruiter, km: float) -> Row:
    """A company of the directory that a source returned."""
    return replace(
        _stranger(one, km),
        company=base.company,
        uid=base.uid,
        name=base.name or one.found.name,
        town=base.town or one.found.town,
        contacts=base.contacts,
        missions=base.missions,
        placed=base.placed,
    )


def _both(before: Row | None, row: Row) -> Row:
    """Two SIRET of one company are one row: the nearer one, with the sources of both."""
    if before is None:
        return row
    names = {*before.recruits, *row.recruits}
    nearer = min(before, row, key=lambda one: one.distance_km)
    return replace(
        nearer,
        in_radius=before.in_radius + 1,
        recruits=tuple(name for name in SOURCES.values() if name in names),
    )


def _cut(analysis: Analysis) -> Analysis:
    """The analysis without the Suspects of the directory."""
    last = sum(analysis.counts[: Kind.SUSPECT])
    return replace(
        analysis,
        counts=(*analysis.counts[:5], 0),
        points=analysis.points.at(slice(last)),
        km=analysis.km[:last],
        kind=analysis.kind[:last],
        several=analysis.several[:last],
    )


def _grown(analysis: Analysis, more: Sequence[tuple[Known, Recruiter, float]]) -> Analysis:
    """With companies of the portfolio that only a source can place, in their groups."""
    if not more:
        return analysis
    ours = [
        points_of(
            Places(
                np.array([base.company], np.int32),
                np.array([base.site], np.int32),
                np.array([one.found.latitude or 0.0]),
                np.array([one.found.longitude or 0.0]),
            )
        )
        for base, one, _ in more
    ]
    points = Points(*(np.concatenate(columns) for columns in zip(analysis.points, *ours, strict=True)))
    km = np.concatenate((analysis.km, [far for *_, far in more]))
    kind = np.concatenate((analysis.kind, np.array([base.kind for base, *_ in more], np.uint8)))
    several = np.concatenate((analysis.several, np.ones(len(more), np.int32)))
    order = np.lexsort((km, kind))
    return replace(
        analysis,
        counts=counted(kind),
        points=points.at(order),
        km=km[order],
        kind=kind[order],
        several=several[order],
    )
