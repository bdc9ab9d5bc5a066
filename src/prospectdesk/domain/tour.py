"""A round of visits: its order, its distances, its hours (issue: Tournée). Pure: distances come as a table.

Up to EXACT stops the shortest order is found (Held and Karp); beyond, the best of some nearest-neighbour rounds is
improved by 2-opt and Or-opt until neither shortens it. The same stops always give the same round.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from prospectdesk.domain.errors import Refused

MOST = 100
"""Stops of one round."""
EXACT = 9
SEEDS = 8
"""Nearest-neighbour rounds that are improved, each begun at another stop."""
LONGEST_RUN = 3
"""Stops that Or-opt moves together."""
LEAST_GAIN = 1e-9
DAY = 24 * 60

Table = Sequence[Sequence[float]]
"""Kilometres between places: place 0 is where the round begins, the last where it ends, stops are between.
A round that may begin (or end) anywhere has zeros in that row and column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One company to visit; texts are "" when unknown, the coordinates None."""

    company: int
    uid: str
    name: str
    address: str = ""
    contact: str = ""
    phone: str = ""
    note: str = ""
    latitude: float | None = None
    longitude: float | None = None
    registered: bool = True
    relance: int | None = None
    """The day of the relance that is open already."""

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What hours are worked out with. Minutes of the day; `kmh` counts as the crow flies; `end` is when the last
    visit of a day may end at the latest."""

    start: int = 9 * 60
    visit: int = 45
    kmh: int = 40
    end: int = 18 * 60


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a round begins and ends: a label and a point, None where it begins or ends at a stop."""

    start: tuple[str, tuple[float, float]] | None = None
    end: tuple[str, tuple[float, float]] | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """When a stop is visited: minutes of the day, `km` from the place before (None: it begins there)."""

    day: date
    arrives: int
    leaves: int
    km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round as it stands: stops in order, each with its visit; `back_km` leads to the end (None: there is none)."""

    title: str
    stops: tuple[Stop, ...]
    visits: tuple[Visit, ...]
    ends: Ends
    pace: Pace
    back_km: float | None = None

    @property
    def total_km(self) -> float:
        """All its ways together."""
        return sum(visit.km or 0.0 for visit in self.visits) + (self.back_km or 0.0)

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Every point in order, the ends too."""
        ends = [one and one[1] for one in (self.ends.start, self.ends.end)]
        inner = [stop.point for stop in self.stops]
        return tuple(point for point in (ends[0], *inner, ends[1]) if point is not None)


def too_many(number: int) -> Refused:
    """The sentence for a selection that is no round any more."""
    return Refused(
        "tour_size",
        "Une tournée compte {most:d} visites au plus, pas {number:d} : réduisez la sélection.",
        most=MOST,
        number=number,
    )


def length(table: Table, order: Sequence[int]) -> float:
    """The kilometres of a round; `order` are stops (from 1), without the two ends."""
    return sum(table[a][b] for a, b in pairwise((0, *order, len(table) - 1)))


def nearest_neighbour(table: Table, first: int = 0) -> list[int]:
    """From the beginning (or from the stop `first`) always on to the nearest stop that is left."""
    left = list(range(1, len(table) - 1))
    order = [first] if first else []
    if first:
        left.remove(first)
    here = first
    while left:
        here = min(left, key=lambda stop: (table[here][stop], stop))
        left.remove(here)
        order.append(here)
    return order


def best_order(table: Table) -> list[int]:
    """A short round through every stop, never longer than the nearest neighbour's."""
    stops = len(table) - 2
    if stops <= 1:
        return list(range(1, stops + 1))
    if stops <= EXACT:
        return _exact(table)
    seeds = [nearest_neighbour(table)]
    others = sorted(
        (nearest_neighbour(table, stop) for stop in range(1, stops + 1)), key=lambda o: (length(table, o), o)
    )
    seeds += others[: SEEDS - 1]
    found = [improved(table, seed) for seed in seeds]
    return min(found, key=lambda order: (round(length(table, order), 6), order))


def improved(table: Table, order: Sequence[int]) -> list[int]:
    """The round after 2-opt and Or-opt: no turn around and no move of a few stops shortens it any more."""
    path = [0, *order, len(table) - 1]
    while _two_opt(table, path) or _or_opt(table, path):
        pass
    return path[1:-1]


def _two_opt(table: Table, path: list[int]) -> bool:
    """Turns around every stretch that shortens the round so, in one sweep; answers whether there was one."""
    last, found = len(path) - 1, False
    for i in range(1, last - 1):
        before = table[path[i - 1]]
        for j in range(i + 1, last):
            first, end, after = path[i], path[j], path[j + 1]
            if before[end] + table[first][after] < before[first] + table[end][after] - LEAST_GAIN:
                path[i : j + 1] = path[i : j + 1][::-1]
                found = True
    return found


def _or_opt(table: Table, path: list[int]) -> bool:
    """Moves runs of one to three stops, turned around or not, to where they cost least, in one sweep."""
    found = False
    for size in range(1, LONGEST_RUN + 1):
        for i in range(1, len(path) - size):
            run = path[i : i + size]
            before, after = path[i - 1], path[i + size]
            saved = table[before][run[0]] + table[run[-1]][after] - table[before][after]
            if saved <= LEAST_GAIN:
                continue
            rest = path[:i] + path[i + size :]
            gain, place, way = _best_place(table, rest, run, saved)
            if gain > LEAST_GAIN:
                path[:] = rest[:place] + way + rest[place:]
                found = True
    return found


def _best_place(table: Table, rest: list[int], run: list[int], saved: float) -> tuple[float, int, list[int]]:
    """Where a run that was taken out gains most: kilometres, place in `rest`, the run as it is put there."""
    best: tuple[float, int, list[int]] = (0.0, 0, run)
    first, last = table[run[0]], table[run[-1]]
    for place in range(1, len(rest)):
        a, b = rest[place - 1], rest[place]
        usual, turned = first[a] + last[b], last[a] + first[b]
        gain = saved + table[a][b] - min(usual, turned)
        if gain > best[0]:
            best = (gain, place, run if usual <= turned else run[::-1])
    return best


def _exact(table: Table) -> list[int]:
    """The shortest round, by subsets (Held and Karp)."""
    stops = len(table) - 2
    end = len(table) - 1
    best: dict[tuple[int, int], tuple[float, int]] = {
        (1 << n, n): (table[0][n + 1], -1) for n in range(stops)
    }
    for seen in range(1, 1 << stops):
        for n in range(stops):
            if (seen, n) not in best:
                continue
            cost = best[seen, n][0]
            for m in range(stops):
                if seen >> m & 1:
                    continue
                key, total = (seen | 1 << m, m), cost + table[n + 1][m + 1]
                if key not in best or total < best[key][0]:
                    best[key] = (total, n)
    seen = (1 << stops) - 1
    here = min(range(stops), key=lambda n: best[seen, n][0] + table[n + 1][end])
    order = []
    while here >= 0:
        order.append(here + 1)
        seen, here = seen & ~(1 << here), best[seen, here][1]
    return order[::-1]


def timetable(kilometres: Sequence[float | None], pace: Pace, first_day: date) -> list[Visit]:
    """When each stop is visited; `kilometres` lead to each (None: the round begins at that stop).

    The departure is at `pace.start` of a working day; a visit that would end after `pace.end` opens the next
    working day, as would one whose road leads past midnight.
    """
    visits: list[Visit] = []
    day, now = next(_working_days(first_day)), pace.start
    for km in kilometres:
        arrives = now + minutes(km or 0.0, pace)
        if visits and visits[-1].day == day and arrives + pace.visit > pace.end:
            day = next(_working_days(day + timedelta(1)))
            arrives = pace.start
        arrives = min(arrives, DAY - pace.visit - 1)
        visits.append(Visit(day, arrives, arrives + pace.visit, km))
        now = arrives + pace.visit
    return visits


def minutes(km: float, pace: Pace) -> int:
    """The minutes a way takes, whole ones upwards."""
    return math.ceil(km / pace.kmh * 60 - LEAST_GAIN)


def _working_days(day: date) -> Iterator[date]:
    while True:
        if day.weekday() < 5:
            yield day
        day += timedelta(1)
