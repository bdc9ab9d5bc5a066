"""Which establishments lie within a radius of a place (P-04): whole columns at once, exact at the rim."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prospectdesk.geo.distance import kilometres

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

EQUATOR_KM = 6378.137
FLATTENING = 1 / 298.257223563
POLE_DEGREE_KM = 110.574
"""The shortest degree of latitude, at the equator: dividing by it never makes the slice too narrow."""
RIM_KM = 0.002


def andoyer_kilometres(latitude: float, longitude: float, latitudes: Floats, longitudes: Floats) -> Floats:
    """Ellipsoidal distances from one place to many, in km (Andoyer–Lambert, 0.3 m up to 200 km)."""
    reduced = np.arctan((1 - FLATTENING) * np.tan(np.radians(latitudes)))
    here = np.arctan((1 - FLATTENING) * np.tan(np.radians(latitude)))
    half_lon = np.sin(np.radians(longitudes - longitude) / 2) ** 2
    half_sum, half_gap = (here + reduced) / 2, (reduced - here) / 2
    chord = np.clip(np.sin(half_gap) ** 2 + np.cos(here) * np.cos(reduced) * half_lon, 0.0, 1.0)
    angle = 2 * np.arcsin(np.sqrt(chord))
    sine = np.sin(angle)
    with np.errstate(divide="ignore", invalid="ignore"):
        near = (angle - sine) * (np.sin(half_sum) * np.cos(half_gap)) ** 2 / (1 - chord)
        far = (angle + sine) * (np.cos(half_sum) * np.sin(half_gap)) ** 2 / chord
    correction = np.where(chord > 0, np.nan_to_num(near) + np.nan_to_num(far), 0.0)
    distances: Floats = EQUATOR_KM * (angle - FLATTENING / 2 * correction)
    return distances


class RadiusIndex:
    """Points sorted by latitude. Rows without coordinates (NaN) are never found."""

    def __init__(self, latitudes: Floats, longitudes: Floats) -> None:
        """`latitudes` and `longitudes` are degrees; row numbers of the answers refer to these columns."""
        known = np.flatnonzero(~(np.isnan(latitudes) | np.isnan(longitudes)))
        self._order = known[np.argsort(latitudes[known], kind="stable")].astype(np.int64)
        self._latitudes = np.ascontiguousarray(latitudes[self._order], dtype=np.float64)
        self._longitudes = np.ascontiguousarray(longitudes[self._order], dtype=np.float64)

    def within(self, latitude: float, longitude: float, radius_km: float) -> tuple[Rows, Floats]:
        """Rows at most `radius_km` away (inclusive) and their distances in km, in no given order."""
        margin = max(radius_km, 0.0) * 1.01 / POLE_DEGREE_KM + 1e-6
        first, last = np.searchsorted(self._latitudes, (latitude - margin, latitude + margin))
        lat, lon = self._latitudes[first:last], self._longitudes[first:last]
        widest = np.cos(np.radians(min(abs(latitude) + margin, 89.9)))
        apart = np.abs((lon - longitude + 180.0) % 360.0 - 180.0)
        near = np.flatnonzero(apart <= margin / widest)
        lat, lon = lat[near], lon[near]
        distances = andoyer_kilometres(latitude, longitude, lat, lon)
        for i in np.flatnonzero(np.abs(distances - radius_km) <= RIM_KM):
            distances[i] = kilometres((latitude, longitude), (float(lat[i]), float(lon[i])))
        inside = distances <= radius_km
        return self._order[first:last][near][inside], distances[inside]
