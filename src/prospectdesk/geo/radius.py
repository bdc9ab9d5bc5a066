"""Which establishments lie within a radius of a place (P-04): one pass over whole columns, exact at the rim."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from prospectdesk.geo.distance import kilometres
from prospectdesk.store.points import EQUATOR_CM, SQUASH, Points, PointSet, on_ellipsoid

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Degrees = Callable[[Points], tuple[Floats, Floats]]
"""Latitudes and longitudes of points exactly as stored."""

EQUATOR_KM = EQUATOR_CM / 100_000
FLATTENING = 1 / 298.257223563


def rim_km(radius_km: float) -> float:
    """What is nearer than this to the rim is asked of the geodesic: chords tell distances within 10 cm up to 200 km,
    and their error grows with the third power."""
    return 0.002 + 0.01 * (radius_km / 1_000) ** 3


class Around:
    """The points at most `farthest_km` from a place, nearest first; any smaller radius is answered from them."""

    def __init__(self, points: PointSet, latitude: float, longitude: float, farthest_km: float) -> None:
        self.place = (latitude, longitude)
        middle = tuple(float(one[0]) for one in on_ellipsoid(np.array([latitude]), np.array([longitude])))
        reach = (max(farthest_km, 0.0) + rim_km(farthest_km)) * 100_000
        parts = [
            _near(part, middle, reach) for part in (_band(points.sorted, middle[2], reach), points.loose)
        ]
        found = Points(
            *(np.concatenate(columns) for columns in zip(*(part for part, _ in parts), strict=True))
        )
        chord = np.sqrt(np.concatenate([squares for _, squares in parts])) / 100_000
        across = 2 * _curvature_km(latitude)
        km = across * np.arcsin(chord / across)
        order = _by_distance(km)
        self.points = found.at(order)
        self.km: Floats = km[order]
        self._exact = np.full(len(order), np.nan)

    def inside(self, radius_km: float, degrees: Degrees) -> Places:
        """Places in `points` of those at most `radius_km` away (inclusive), nearest first."""
        sure, rim = self.cut(radius_km, degrees)
        return np.concatenate((np.arange(sure), rim)) if len(rim) else np.arange(sure)

    def cut(self, radius_km: float, degrees: Degrees) -> tuple[int, Places]:
        """How many of the first points are surely inside, and which of those at the rim are, too."""
        width = rim_km(radius_km)
        sure, last = (int(one) for one in np.searchsorted(self.km, (radius_km - width, radius_km + width)))
        rim = np.arange(sure, last)
        if len(rim):
            self._measure(rim[np.isnan(self._exact[rim])], degrees)
            rim = rim[self._exact[rim] <= radius_km]
        return sure, rim

    def _measure(self, rim: Places, degrees: Degrees) -> None:
        """The geodesic of points at the rim, once for all that lie at one place."""
        if not len(rim):
            return
        both = np.stack(degrees(self.points.at(rim)), axis=1)
        told, which = np.unique(both, axis=0, return_inverse=True)
        km = np.array([kilometres(self.place, (float(lat), float(lon))) for lat, lon in told])
        self._exact[rim] = self.km[rim] = km[which.reshape(-1)]


def _band(points: Points, z: float, reach: float) -> Points:
    """The slice of the sorted points whose height can be within reach."""
    bounds = np.clip((z - reach, z + reach), -EQUATOR_CM, EQUATOR_CM)
    first, last = np.searchsorted(
        points.z, np.array((math.floor(bounds[0]), math.ceil(bounds[1]) + 1), np.int32)
    )
    return points.at(slice(first, last))


def _near(points: Points, middle: tuple[float, ...], reach: float) -> tuple[Points, Floats]:
    """Those within reach as a straight line, and the squares of these lines in cm."""
    squares: Floats = np.square(points.x - middle[0], dtype=np.float64)
    squares += (points.y - middle[1]) ** 2
    squares += (points.z - middle[2]) ** 2
    near = np.flatnonzero((squares <= reach * reach) & (points.company > 0))
    found: Floats = squares[near]
    return points.at(near), found


def _curvature_km(latitude: float) -> float:
    """The mean radius of the ellipsoid's curve at a latitude."""
    return EQUATOR_KM * math.sqrt(1 - SQUASH) / (1 - SQUASH * math.sin(math.radians(latitude)) ** 2)


def _by_distance(km: Floats) -> Places:
    """The order by distance, to the centimetre: two radix passes of 16 bits."""
    keys = (km * 100_000).astype(np.uint32)
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    return order[np.argsort((keys >> 16).astype(np.uint16)[order], kind="stable")]
