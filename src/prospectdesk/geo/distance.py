"""Distances on the WGS-84 ellipsoid; geopy is loaded at the first call."""

from __future__ import annotations

import math

Point = tuple[float, float]
"""Latitude and longitude in degrees, in this order."""

EARTH_KM = 6371.0088


def kilometres(a: Point, b: Point) -> float:
    """The geodesic distance of two points, in kilometres."""
    from geopy.distance import geodesic

    return float(geodesic(a, b).km)


def flat_kilometres(a: Point, b: Point) -> float:
    """A quick distance that is right within 0.5 % up to some hundred kilometres; no library."""
    east = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return EARTH_KM * math.hypot(east, math.radians(b[0] - a[0]))


def is_point(latitude: float, longitude: float) -> bool:
    """Whether this is a place on Earth; (0, 0) is how tables say "unknown" and is none."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180 and not (latitude == 0 and longitude == 0)
