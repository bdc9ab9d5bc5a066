"""Many points, ready to be looked at from anywhere: sorted along a Z-curve once, then read by ranges.

A square of any zoom is one range of the curve, so what a screen shows costs a few hundred binary searches,
whatever the number of points; sums over a range are differences of running sums.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from prospectdesk.ui.kit.map.camera import Box, Camera, Floats, box_of, world

Numbers = NDArray[np.int64]
Codes = NDArray[np.uint64]

KINDS = 6
BITS = 24
"""Halvings of the world on the finest grid: squares of 2.4 m at the equator."""
SQUARE = 56.0
"""A square of the screen where points gather is at least so wide, and less than twice that (pixels)."""
FEW = 16
"""So many points of a square are drawn one by one."""
SAME_SPOT = 3.0
"""Points within about so many pixels are one mark: nobody could tell their symbols apart."""
MOST_SINGLE = 800
"""Symbols on one screen; when there are more, only emptier squares show theirs one by one."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What one screen shows, in columns: a range of the curve each, its middle (world), its points by kind.

    A mark of one point is a symbol, of several a cluster. `index` is the number of its first point.
    """

    first: Numbers
    last: Numbers
    xs: Floats
    ys: Floats
    kinds: NDArray[np.int32]
    index: Numbers

    def __len__(self) -> int:
        return len(self.first)

    @property
    def counts(self) -> Numbers:
        """Points of each mark."""
        return self.last - self.first

    def of(self, position: int) -> int:
        """The mark that holds a position of the curve; -1 when none does."""
        found = np.flatnonzero((self.first <= position) & (position < self.last))
        return int(found[0]) if len(found) else -1


class Cloud:
    """Points with a kind each. Numbers of points are those of the columns given; unknown places are left out."""

    def __init__(self, latitudes: ArrayLike, longitudes: ArrayLike, kinds: ArrayLike) -> None:
        """Degrees (NaN: unknown) and kinds 0…5. A million points take some tenths of a second: in a thread."""
        lat, lon = np.asarray(latitudes, np.float64), np.asarray(longitudes, np.float64)
        self.given = len(lat)
        kind = np.asarray(kinds, np.uint8)
        known = np.flatnonzero(np.isfinite(lat) & np.isfinite(lon) & (kind < KINDS))
        xs, ys = world(lat[known], lon[known])
        codes = morton(cells(xs, BITS), cells(ys, BITS))
        curve = np.argsort(codes, kind="stable")
        self.codes: Codes = codes[curve]
        self.order: Numbers = known[curve]
        self.xs, self.ys, self.kinds = xs[curve], ys[curve], kind[known][curve]
        self._sums = (_running(self.xs), _running(self.ys))
        self._of_kind = np.zeros((len(curve) + 1, KINDS), np.int32)
        for number in range(KINDS):
            np.cumsum(self.kinds == number, out=self._of_kind[1:, number])

    def __len__(self) -> int:
        return len(self.order)

    @property
    def totals(self) -> tuple[int, ...]:
        """Points of each kind."""
        return tuple(int(number) for number in self._of_kind[-1])

    @cached_property
    def places(self) -> Numbers:
        """Position on the curve of each point given; -1 for those without a place."""
        found = np.full(self.given, -1, np.int64)
        found[self.order] = np.arange(len(self.order))
        return found

    def position(self, index: int) -> int:
        """Where a point lies on the curve; -1 when it has no place."""
        return int(self.places[index]) if 0 <= index < self.given else -1

    def bounds(self, first: int, last: int) -> Box:
        """The box around a range of the curve, which is not empty."""
        return box_of(self.xs[first:last], self.ys[first:last])

    def marks(self, camera: Camera, seen: Camera | None = None) -> Marks:
        """What `camera` shows: squares with many points as clusters, the others' points one by one.

        How many points stand alone is decided by what `seen`, a part of it, shows: a margin changes nothing.
        """
        level = min(BITS, max(0, math.floor(camera.zoom + math.log2(256 / SQUARE))))
        first, last = self._squares(camera.box, level)
        counts = last - first
        if seen is None:
            threshold = self._threshold(counts)
        else:
            inner = self._squares(seen.box, level)
            threshold = self._threshold(inner[1] - inner[0])
        few = counts <= threshold
        heavy = self._gathered(first[~few], last[~few])
        side = 2.0**-level
        air = side / 2 - np.minimum(radius(heavy.counts) / camera.scale, side / 2)
        for values in (heavy.xs, heavy.ys):  # a cluster stays inside its square: none hides another
            middles = (np.floor(values / side) + 0.5) * side
            np.clip(values, middles - air, middles + air, out=values)
        fine = min(BITS, max(level, math.floor(camera.zoom + math.log2(256 / SAME_SPOT))))
        light = self._gathered(*self._spots(first[few], last[few], fine))
        return Marks(*(np.concatenate(pair) for pair in zip(_columns(heavy), _columns(light), strict=True)))

    def _squares(self, box: Box, level: int) -> tuple[Numbers, Numbers]:
        """The ranges of the squares of `level` in a box, those that hold points."""
        side = 2**level
        left, right = _span(box.left, box.right, side)
        top, bottom = _span(box.top, box.bottom, side)
        columns, rows = np.meshgrid(np.arange(left, right + 1), np.arange(top, bottom + 1))
        shift = np.uint64(2 * (BITS - level))
        codes = morton(columns.ravel().astype(np.uint64), rows.ravel().astype(np.uint64))
        codes.sort()
        first = np.searchsorted(self.codes, codes << shift)
        last = np.searchsorted(self.codes, (codes + np.uint64(1)) << shift)
        full = np.flatnonzero(last > first)
        return first[full], last[full]

    @staticmethod
    def _threshold(counts: Numbers) -> int:
        """How many points a square may show one by one, so that no screen draws too many."""
        shown = np.bincount(counts[counts <= FEW], minlength=FEW + 1) * np.arange(FEW + 1)
        return int(np.flatnonzero(np.cumsum(shown) <= MOST_SINGLE)[-1])

    def _spots(self, first: Numbers, last: Numbers, level: int) -> tuple[Numbers, Numbers]:
        """The ranges of some squares, cut where the spot on a fine grid changes."""
        counts = last - first
        total = int(counts.sum())
        if not total:
            return first, last
        starts = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        positions = starts + np.arange(total)
        spot = self.codes[positions] >> np.uint64(2 * (BITS - level))
        begins = np.flatnonzero(np.concatenate(([True], spot[1:] != spot[:-1])))
        ends = np.concatenate((begins[1:], [total])) - 1
        return positions[begins], positions[ends] + 1

    def _gathered(self, first: Numbers, last: Numbers) -> Marks:
        counts = last - first
        xs, ys = ((sums[last] - sums[first]) / counts for sums in self._sums)
        return Marks(first, last, xs, ys, self._of_kind[last] - self._of_kind[first], self.order[first])


def radius(counts: NDArray[np.integer]) -> Floats:
    """How large clusters of so many points are drawn, in pixels at normal text size."""
    found: Floats = np.clip(9.0 + 3.2 * np.log10(np.maximum(counts, 1)), 10.0, 24.0)
    return found


def cells(values: Floats, bits: int) -> Codes:
    """World coordinates to numbers of cells on a grid of 2**bits."""
    side = 2**bits
    found: Codes = np.clip(values * side, 0, side - 1).astype(np.uint64)
    return found


def morton(columns: Codes, rows: Codes) -> Codes:
    """Column and row (up to 32 bits) with their bits in turn: neighbours of a square stay together."""
    return _spread(columns) | (_spread(rows) << np.uint64(1))


def _spread(values: Codes) -> Codes:
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333), (1, 0x5555555555555555),
    ):  # fmt: skip
        values = (values | (values << np.uint64(shift))) & np.uint64(mask)
    return values


def _running(values: Floats) -> Floats:
    return np.concatenate(([0.0], np.cumsum(values)))


def _span(low: float, high: float, side: int) -> tuple[int, int]:
    return (max(0, math.floor(low * side)), min(side - 1, math.floor(high * side)))


def _columns(marks: Marks) -> tuple[NDArray[np.generic], ...]:
    return (marks.first, marks.last, marks.xs, marks.ys, marks.kinds, marks.index)


NO_POINTS = Cloud([], [], [])
