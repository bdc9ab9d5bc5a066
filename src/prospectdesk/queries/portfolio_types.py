"""The type of every company around a place, one numpy pass over the columns (P-05…P-13)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.portfolio import Counts, Kind, Matching, Place, kind_of
from prospectdesk.geo.radius import Around, Degrees, Rows, by_distance, inside, near, owners
from prospectdesk.store import column_sql as cols
from prospectdesk.store.columns import ColumnSet
from prospectdesk.store.points import Points, PointSet

Ints = NDArray[np.int32]
Kinds = NDArray[np.uint8]
Mask = NDArray[np.bool_]
LISTED = cols.LIVE | cols.ORGANISATION


class Sets(NamedTuple):
    """What an analysis passes over: the columns of companies and the points of their establishments."""

    companies: ColumnSet
    points: PointSet


UNLISTED = len(Kind)
"""Neither of the six: gone, or a Particulier (P-05)."""
_PERHAPS = len(Kind) + 1
"""A suspect with missions: their domains decide."""


@cache
def _table() -> Kinds:
    """For each value of `flags` the type, as far as flags tell it."""
    kinds = np.empty(cols.NO_SIRET << 1, np.uint8)
    for flags in range(len(kinds)):
        kind = kind_of(
            registered=bool(flags & cols.REGISTERED),
            contacts=flags & cols.CONTACT,
            missions=flags & cols.MISSION,
            placed=flags & cols.PLACED,
            potential=False,
        )
        told = _PERHAPS if kind is Kind.SUSPECT and flags & cols.MISSION else int(kind)
        kinds[flags] = told if (flags & LISTED) == LISTED else UNLISTED
    return kinds


def kinds_of(sets: Sets, companies: Ints, matching: Matching) -> Kinds:
    """The types of `companies`, UNLISTED for those that have none."""
    arrays = sets.companies.arrays
    kinds = _table()[arrays["flags"][companies]]
    perhaps = np.flatnonzero(kinds == _PERHAPS)
    numbers = arrays["domains"][companies[perhaps]]
    met = _met(sets.companies, matching)
    kinds[perhaps] = np.where(met[np.clip(numbers, -1, len(met) - 1)], Kind.POTENTIAL, Kind.SUSPECT)
    if matching.naf:
        codes = np.array([cols.naf_span(code)[0] for code in matching.naf], np.int32)
        suspects = np.flatnonzero(kinds == Kind.SUSPECT)
        kinds[suspects[np.isin(arrays["naf"][companies[suspects]], codes)]] = Kind.POTENTIAL
    return kinds


def _met(columns: ColumnSet, matching: Matching) -> Mask:
    """For each known set of domains whether one is the workspace's; False at the end for none."""
    wanted = matching.domains
    return columns.texts.domains.holding(wanted, lambda text: not wanted.isdisjoint(text.split("\n")))


def count(sets: Sets, matching: Matching, place: Place, radius_km: float, degrees: Degrees) -> Counts:
    """The six counters within one radius: one pass, nothing sorted, companies of several places taken once."""
    companies = owners(sets.points, (place.latitude, place.longitude), radius_km, degrees)
    several = sets.points.several(len(sets.companies.arrays["flags"]))[companies] > 1
    kinds = kinds_of(sets, companies[~several], matching)
    twice = np.sort(companies[several])
    twice = twice[np.diff(twice, prepend=-1) > 0]
    return counted(np.concatenate((kinds, kinds_of(sets, twice, matching))))


def counted(kinds: Kinds) -> Counts:
    """How many there are of each type."""
    client, mission, contact, to_qualify, potential, suspect = np.bincount(kinds, minlength=UNLISTED + 1)[
        :UNLISTED
    ].tolist()
    return client, mission, contact, to_qualify, potential, suspect


class Found(NamedTuple):
    """The companies within a radius, by type and then by distance, at their nearest establishment; `several`
    counts their establishments in the radius. `unsound` are those whose SIRET gives no type."""

    points: Points
    km: NDArray[np.float64]
    kind: Kinds
    several: Ints
    unsound: Ints


def find(sets: Sets, matching: Matching, place: Place, radius_km: float, degrees: Degrees) -> Found:
    """The companies within a radius with their types."""
    points, km = near(sets.points, (place.latitude, place.longitude), radius_km)
    found = inside((place.latitude, place.longitude), points, km, radius_km, degrees)
    unsound = np.flatnonzero(found & (points.site <= 0))
    sound = np.flatnonzero(found & (points.site > 0))
    sound = sound[_nearest_first(sets, points.company[sound], km[sound])]
    nearest, several = firsts(points.company[sound])
    sound = sound[nearest]
    kinds = kinds_of(sets, points.company[sound], matching)
    order = np.argsort(kinds, kind="stable")[: int(np.count_nonzero(kinds < UNLISTED))]
    chosen = sound[order]
    lost = points.company[unsound]
    if len(lost):
        lost = np.unique(lost[kinds_of(sets, lost, matching) < UNLISTED])
        lost = lost[~np.isin(lost, points.company[sound])]
    return Found(points.at(chosen), km[chosen], kinds[order], several[order], lost)


def _nearest_first(sets: Sets, companies: Ints, km: NDArray[np.float64]) -> Rows:
    """The order by distance; companies of one place go by name."""
    order = by_distance(km)
    cm = (km[order] * 100_000).astype(np.int64)
    same = np.flatnonzero(cm[1:] == cm[:-1])
    if len(same):
        tied = np.union1d(same, same + 1)
        theirs = order[tied]
        names = sets.companies.ranks[companies[theirs]]
        order[tied] = theirs[np.lexsort((names, cm[tied]))]
    return order


class Surroundings:
    """The companies around a place with their types, nearest first: a circle that is dragged asks for `counts`
    of one radius after another, up to `farthest_km`."""

    def __init__(self, sets: Sets, matching: Matching, place: Place, farthest_km: float) -> None:
        self.place = place
        self.farthest_km = farthest_km
        self._around = Around(sets.points, (place.latitude, place.longitude), farthest_km)
        self._company = self._around.points.company
        self._sound: Mask = self._around.points.site > 0
        sound = np.flatnonzero(self._sound)
        self._firsts = sound[firsts(self._company[sound])[0]]
        self._sets, self._matching = sets, matching
        self._kinds = kinds_of(sets, self._company[self._firsts], matching)

    def counts(self, radius_km: float, degrees: Degrees) -> Counts:
        """The six counters within a radius."""
        sure, rim = self._around.cut(radius_km, degrees)
        certain = int(np.searchsorted(self._firsts, sure))
        kinds = self._kinds[:certain]
        rim = rim[self._sound[rim]]
        if len(rim):
            rim = rim[firsts(self._company[rim])[0]]
            rim = rim[~np.isin(self._company[rim], self._company[self._firsts[:certain]])]
            kinds = np.concatenate((kinds, kinds_of(self._sets, self._company[rim], self._matching)))
        return counted(kinds)


def firsts(companies: Ints) -> tuple[Rows, Ints]:
    """Where each company stands first, in order, and how often it stands in all."""
    if not len(companies):
        return np.empty(0, np.intp), np.empty(0, np.int32)
    first = np.empty(int(companies.max()) + 1, np.int32)
    places = np.arange(len(companies), dtype=np.int32)
    first[companies[::-1]] = places[::-1]
    mine = first[companies]
    found = np.flatnonzero(mine == places)
    if len(found) == len(companies):
        return found, np.ones(len(found), np.int32)
    rank = np.empty(len(companies), np.int32)
    rank[found] = np.arange(len(found), dtype=np.int32)
    return found, np.bincount(rank[mine], minlength=len(found)).astype(np.int32)
