"""Which establishments lie within a radius of a place (P-04): one pass over whole columns, exact at the rim."""

from __future__ import annotations

import math
from collections.abc import Callable

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
FLATTENING = 1 / 298.257223563


def rim_km(radius_km: float) -> float:
    """What is nearer than this to the rim is asked of the geodesic. Points are kept to the centimetre and
    squared in single precision; what a chord does not tell of the curve's direction is 6 cm at 200 km at most and
    grows with the third power."""
    return 0.000_05 + radius_km * 4e-7 + 0.02 * (radius_km / 1_000) ** 3


def near(points: PointSet, latitude: float, longitude: float, farthest_km: float) -> tuple[Points, Floats]:
    """The points within `farthest_km` (or a little more) and their distances in km, in no given order."""
    middle = tuple(round(float(one[0])) for one in on_ellipsoid(np.array([latitude]), np.array([longitude])))
    farthest = max(farthest_km, 0.0)
    reach = (farthest + rim_km(farthest)) * 100_000
    parts = [_within(part, middle, reach) for part in (_band(points.sorted, middle[2], reach), points.loose)]
    sides, squares = parts[0] if not len(parts[1][1]) else _joined(parts)
    across = 2 * _curvature_km(latitude)
    km: Floats = across * np.arcsin(np.sqrt(squares.astype(np.float64)) / (100_000 * across))
    return sides, km


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
        found, km = near(points, *place, farthest_km)
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


def _band(points: Points, z: int, reach: float) -> Points:
    """The slice of the sorted points whose height can be within reach."""
    low, high = max(z - reach, -EQUATOR_CM), min(z + reach, EQUATOR_CM)
    first, last = np.searchsorted(points.z, np.array((math.floor(low), math.ceil(high) + 1), np.int32))
    return points.at(slice(first, last))


def _within(points: Points, middle: tuple[int, ...], reach: float) -> tuple[Points, Singles]:
    """Those within reach as a straight line, and the squares of these lines in cm, within some centimetres."""
    squares = _square(points.x, middle[0])
    squares += _square(points.y, middle[1])
    squares += _square(points.z, middle[2])
    close = np.flatnonzero((squares <= reach * reach) & (points.company > 0))
    found: Singles = squares[close]
    return points.at(close), found


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
