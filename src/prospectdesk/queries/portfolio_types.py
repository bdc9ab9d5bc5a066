"""The type of every company around a place, one numpy pass over the columns (P-05…P-13)."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.portfolio import Counts, Kind, Matching, Place, kind_of
from prospectdesk.geo.radius import Around, Degrees, Places
from prospectdesk.store import column_sql as cols
from prospectdesk.store.columns import ColumnSet
from prospectdesk.store.points import PointSet

Ints = NDArray[np.int32]
Kinds = NDArray[np.uint8]
Mask = NDArray[np.bool_]
LISTED = cols.LIVE | cols.ORGANISATION
_SHIFT = 7
"""The bits CONTACT, MISSION and PLACED of `flags` begin here."""


class Sets(NamedTuple):
    """What an analysis passes over: the columns of companies and the points of their establishments."""

    companies: ColumnSet
    points: PointSet


@cache
def _table() -> Kinds:
    """For each value of `flags` the type without the training domains."""
    kinds = np.empty(1 << 16, np.uint8)
    for flags in range(1 << 16):
        kinds[flags] = kind_of(
            registered=bool(flags & cols.REGISTERED),
            contacts=flags & cols.CONTACT,
            missions=flags & cols.MISSION,
            placed=flags & cols.PLACED,
            potential=False,
        )
    return kinds


def kinds_of(sets: Sets, companies: Ints, flags: NDArray[np.uint16], matching: Matching) -> Kinds:
    """The types of `companies`, whose flags are given."""
    kinds = _table()[flags]
    met = _met(sets.companies, matching)
    directory = np.flatnonzero(kinds == Kind.SUSPECT)
    theirs = companies[directory]
    numbers = sets.companies.arrays["domains"][theirs]
    potential = met[np.where((numbers >= 0) & (numbers < len(met)), numbers, -1)]
    if matching.naf:
        codes = np.array([cols.naf_span(code)[0] for code in matching.naf], np.int32)
        potential = potential | np.isin(sets.companies.arrays["naf"][theirs], codes)
    kinds[directory[potential]] = Kind.POTENTIAL
    return kinds


def _met(columns: ColumnSet, matching: Matching) -> Mask:
    """For each known set of domains whether one is the workspace's; False at the end for none."""
    known = list(columns.texts.domains.names)
    return np.array([not matching.domains.isdisjoint(text.split("\n")) for text in known] + [False], np.bool_)


class Surroundings:
    """The companies around a place with their types, nearest first: answers one radius after another.

    A circle that is dragged asks `counts`; both take less than a frame once this is made.
    """

    def __init__(self, sets: Sets, matching: Matching, place: Place, farthest_km: float) -> None:
        self.farthest_km = farthest_km
        self.around = Around(sets.points, place.latitude, place.longitude, farthest_km)
        self.company = self.around.points.company
        flags = sets.companies.arrays["flags"][self.company]
        self.listed: Mask = (flags & LISTED) == LISTED
        self.sound: Mask = self.listed & (self.around.points.site > 0)
        self.kind = kinds_of(sets, self.company, flags, matching)
        sound = np.flatnonzero(self.sound)
        self._firsts = sound[firsts(self.company[sound])[0]]
        self._kinds = self.kind[self._firsts]

    def counts(self, radius_km: float, degrees: Degrees) -> Counts:
        """The six counters within a radius of at most `farthest_km`."""
        sure, rim = self.around.cut(radius_km, degrees)
        certain = int(np.searchsorted(self._firsts, sure))
        found = np.bincount(self._kinds[:certain], minlength=len(Kind))
        rim = rim[self.sound[rim]]
        if len(rim):
            rim = rim[firsts(self.company[rim])[0]]
            rim = rim[~np.isin(self.company[rim], self.company[self._firsts[:certain]])]
            found += np.bincount(self.kind[rim], minlength=len(Kind))
        client, mission, contact, to_qualify, potential, suspect = (int(one) for one in found)
        return client, mission, contact, to_qualify, potential, suspect

    def inside(self, radius_km: float, degrees: Degrees) -> tuple[Places, Ints, Ints]:
        """Within the radius: places in `around` of each typed company's nearest establishment, by type and then
        distance; how many establishments it has there; and the companies whose SIRET gives no type."""
        inside = self.around.inside(radius_km, degrees)
        sound = inside[self.sound[inside]]
        nearest, several = firsts(self.company[sound])
        sound = sound[nearest]
        order = np.argsort(self.kind[sound], kind="stable")
        unsound = np.unique(self.company[inside[self.listed[inside] & ~self.sound[inside]]])
        return sound[order], several[order], unsound[~np.isin(unsound, self.company[sound])]


def firsts(companies: Ints) -> tuple[Places, Ints]:
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
