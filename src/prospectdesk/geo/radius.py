"""Which establishments lie within a radius of a place (P-04): one pass over whole columns, exact at the rim."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from prospectdesk.geo.distance import kilometres
from prospectdesk.store.points import EQUATOR_CM, SQUASH, Points, PointSet, on_ellipsoid

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]
Place = tuple[float, float]
"""Latitude and longitude in degrees."""
Degrees = Callable[[Points], tuple[Floats, Floats]]
"""Latitudes and longitudes of points exactly as stored."""

EQUATOR_KM = EQUATOR_CM / 100_000


def rim_km(radius_km: float) -> float:
    """What is nearer than this to the rim is asked of the geodesic. Points are kept to the centimetre and
    squared in single precision; what a chord does not tell of the curve's direction is 6 cm at 200 km at most and
    grows with the third power."""
    return 0.000_05 + radius_km * 4e-7 + 0.02 * (radius_km / 1_000) ** 3


def near(points: PointSet, place: Place, farthest_km: float) -> tuple[Points, Floats]:
    """The points within `farthest_km` (or a little more) and their distances in km, in no given order."""
    reach = max(farthest_km, 0.0)
    across = 2 * _curvature_km(place[0])
    most = _square_cm(reach + rim_km(reach), across)
    found = []
    for part, squares in _lines(points, place, most):
        rows = np.flatnonzero((squares <= most) & (part.company > 0))
        found.append((part.at(rows), squares[rows]))
    sides, lines = found[0] if not len(found[1][1]) else _joined(found)
    km: Floats = across * np.arcsin(np.sqrt(lines.astype(np.float64)) / (100_000 * across))
    return sides, km


def owners(points: PointSet, place: Place, radius_km: float, degrees: Degrees) -> NDArray[np.int32]:
    """The companies of the points at most `radius_km` away (inclusive) whose `site` is positive, one entry a point.

    One pass without distances: what counters need.
    """
    width, across = rim_km(radius_km), 2 * _curvature_km(place[0])
    least, most = (_square_cm(one, across) for one in (radius_km - width, radius_km + width))
    found = []
    for part, squares in _lines(points, place, most):
        rows = np.flatnonzero(squares <= most)
        rim = rows[squares[rows] >= least]
        if len(rim):
            far = rim[exact_km(place, part.at(rim), degrees) > radius_km]
            rows = rows[~np.isin(rows, far)] if len(far) else rows
        found.append(part.company[rows[part.site[rows] > 0]])
    return found[0] if not len(found[1]) else np.concatenate(found)


def inside(place: Place, points: Points, km: Floats, radius_km: float, degrees: Degrees) -> Mask:
    """Which of `points` are at most `radius_km` from a place (inclusive); `km` of those at the rim becomes exact."""
    width = rim_km(radius_km)
    found: Mask = km < radius_km - width
    rim = np.flatnonzero(~found & (km <= radius_km + width))
    if len(rim):
        km[rim] = exact_km(place, points.at(rim), degrees)
        found[rim] = km[rim] <= radius_km
    return found


def exact_km(place: Place, points: Points, degrees: Degrees) -> Floats:
    """Geodesics, one for all points that lie at one place."""
    both = np.stack(degrees(points), axis=1)
    told, which = np.unique(both, axis=0, return_inverse=True)
    km = np.array([kilometres(place, (float(lat), float(lon))) for lat, lon in told])
    found: Floats = km[which.reshape(-1)]
    return found


class Around:
    """The points at most `farthest_km` from a place, nearest first; any smaller radius is answered from them."""

    def __init__(self, points: PointSet, place: Place, farthest_km: float) -> None:
        self.place = place
        found, km = near(points, place, farthest_km)
        order = by_distance(km)
        self.points = found.at(order)
        self.km: Floats = km[order]
        self._exact = np.full(len(order), np.nan)

    def cut(self, radius_km: float, degrees: Degrees) -> tuple[int, Rows]:
        """How many of the first points are surely inside, and which of those at the rim are, too."""
        width = rim_km(radius_km)
        sure, last = (int(one) for one in np.searchsorted(self.km, (radius_km - width, radius_km + width)))
        rim = np.arange(sure, last)
        if len(rim):
            unknown = rim[np.isnan(self._exact[rim])]
            if len(unknown):
                self._exact[unknown] = exact_km(self.place, self.points.at(unknown), degrees)
            rim = rim[self._exact[rim] <= radius_km]
        return sure, rim


def _joined(parts: list[tuple[Points, Singles]]) -> tuple[Points, Singles]:
    points = Points(*(np.concatenate(columns) for columns in zip(*(part for part, _ in parts), strict=True)))
    return points, np.concatenate([squares for _, squares in parts])


def _lines(points: PointSet, place: Place, most: float) -> Iterator[tuple[Points, Singles]]:
    """The slice of the sorted points whose height can be near enough, then the loose ones, with the squares of the
    straight lines to them in cm, within some centimetres."""
    x, y, z = (round(float(one[0])) for one in on_ellipsoid(np.array([place[0]]), np.array([place[1]])))
    reach = math.sqrt(most)
    low, high = max(z - reach, -EQUATOR_CM), min(z + reach, EQUATOR_CM)
    bounds = np.array((math.floor(low), math.ceil(high) + 1), np.int32)
    first, last = np.searchsorted(points.sorted.z, bounds)
    for part in (points.sorted.at(slice(first, last)), points.loose):
        squares = _square(part.x, x)
        squares += _square(part.y, y)
        squares += _square(part.z, z)
        yield part, squares


def _square_cm(km: float, across: float) -> float:
    """The square in cm of the straight line under an arc on a ball so many km across; -1 for no arc."""
    return -1.0 if km < 0 else (math.sin(km / across) * across * 100_000) ** 2


def _square(column: NDArray[np.int32], middle: int) -> Singles:
    """Squares of differences; differences of whole centimetres lose nothing that matters in single precision."""
    found: Singles = (column - np.int32(middle)).astype(np.float32)
    np.square(found, out=found)
    return found


def _curvature_km(latitude: float) -> float:
    """The mean radius of the ellipsoid's curve at a latitude."""
    return EQUATOR_KM * math.sqrt(1 - SQUASH) / (1 - SQUASH * math.sin(math.radians(latitude)) ** 2)


def by_distance(km: Floats) -> Rows:
    """The order by distance, to the centimetre: two radix passes of 16 bits."""
    keys = (km * 100_000).astype(np.uint32)
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    return order[np.argsort((keys >> 16).astype(np.uint16)[order], kind="stable")]
