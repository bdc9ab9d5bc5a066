"""The projected metres that INSEE publishes beside an address, as latitude and longitude.

Metropolitan France is in Lambert-93, each overseas department in the UTM zone of its legal system; their
datums agree with WGS-84 within a metre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]
"""Latitude and longitude in degrees, in this order."""

AXIS_M = 6378137.0
FLATTENING = 1 / 298.257222101
"""GRS 80, the ellipsoid of all these systems; it differs from WGS-84's by a tenth of a millimetre."""

ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING)
ECCENTRICITY = math.sqrt(ECCENTRICITY_2)
THIRD = FLATTENING / (2 - FLATTENING)

FROM_CONFORMAL = (
    2 * THIRD - 2 / 3 * THIRD**2 - 2 * THIRD**3 + 116 / 45 * THIRD**4,
    7 / 3 * THIRD**2 - 8 / 5 * THIRD**3 - 227 / 45 * THIRD**4,
    56 / 15 * THIRD**3 - 136 / 35 * THIRD**4,
    4279 / 630 * THIRD**4,
)
"""Krüger's series from the conformal to the geographic latitude, below a micrometre."""

FROM_GRID = (
    THIRD / 2 - 2 / 3 * THIRD**2 + 37 / 96 * THIRD**3 - THIRD**4 / 360,
    THIRD**2 / 48 + THIRD**3 / 15 - 437 / 1440 * THIRD**4,
    17 / 480 * THIRD**3 - 37 / 840 * THIRD**4,
    4397 / 161280 * THIRD**4,
)
"""Krüger's series that takes a transverse Mercator grid back to the sphere."""


def isometric(latitude: float) -> float:
    """The isometric latitude of a latitude in radians."""
    sine = math.sin(latitude)
    return math.atanh(sine) - ECCENTRICITY * math.atanh(ECCENTRICITY * sine)


def _scale(latitude: float) -> float:
    """Radius of the parallel at a latitude in radians, in units of the axis."""
    return math.cos(latitude) / math.sqrt(1 - ECCENTRICITY_2 * math.sin(latitude) ** 2)


def _geographic(conformal: float) -> float:
    return conformal + sum(c * math.sin(2 * (k + 1) * conformal) for k, c in enumerate(FROM_CONFORMAL))


ORIGIN, SOUTH, NORTH = math.radians(46.5), math.radians(44), math.radians(49)
MERIDIAN = math.radians(3)
EAST_M, NORTH_M = 700_000.0, 6_600_000.0
CONE = math.log(_scale(SOUTH) / _scale(NORTH)) / (isometric(NORTH) - isometric(SOUTH))
RADIUS_M = AXIS_M * _scale(SOUTH) * math.exp(CONE * isometric(SOUTH)) / CONE
POLE_M = NORTH_M + RADIUS_M * math.exp(-CONE * isometric(ORIGIN))


def lambert93(x: float, y: float) -> Point:
    """Latitude and longitude in degrees of a point in Lambert-93 metres."""
    east, south = x - EAST_M, POLE_M - y
    away = math.hypot(east, south)
    isometric = -math.log(away / RADIUS_M) / CONE if away else math.inf
    latitude = _geographic(math.asin(math.tanh(isometric)))
    return math.degrees(latitude), math.degrees(MERIDIAN + math.atan2(east, south) / CONE)


UTM_SCALE = 0.9996
MEAN_M = AXIS_M / (1 + THIRD) * (1 + THIRD**2 / 4 + THIRD**4 / 64)


def utm(x: float, y: float, zone: int, *, south: bool = False) -> Point:
    """Latitude and longitude in degrees of a point in the metres of a UTM zone."""
    up = (y - (10_000_000.0 if south else 0.0)) / (UTM_SCALE * MEAN_M)
    right = (x - 500_000.0) / (UTM_SCALE * MEAN_M)
    xi, eta = up, right
    for k, c in enumerate(FROM_GRID):
        xi -= c * math.sin(2 * (k + 1) * up) * math.cosh(2 * (k + 1) * right)
        eta -= c * math.cos(2 * (k + 1) * up) * math.sinh(2 * (k + 1) * right)
    latitude = _geographic(math.asin(math.sin(xi) / math.cosh(eta)))
    longitude = math.radians(6 * zone - 183) + math.atan2(math.sinh(eta), math.cos(xi))
    return math.degrees(latitude), math.degrees(longitude)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a department's points lie (degrees) and the UTM zone they are published in (0: Lambert-93)."""

    low: Point
    high: Point
    zone: int = 0

    def point(self, x: float, y: float) -> Point | None:
        """The point, or None when it falls outside: metres of another system, or nonsense."""
        if not (abs(x) < 1e7 and abs(y) < 1.1e7):
            return None
        found = utm(x, y, self.zone, south=self.low[0] < 0) if self.zone else lambert93(x, y)
        inside = self.low[0] <= found[0] <= self.high[0] and self.low[1] <= found[1] <= self.high[1]
        return found if inside else None


METROPOLE = Frame((41.0, -5.8), (51.6, 10.0))
ANTILLES = Frame((14.2, -63.4), (18.3, -60.6), 20)
OVERSEAS = {
    "971": ANTILLES,
    "972": ANTILLES,
    "973": Frame((1.8, -55.0), (6.2, -51.2), 22),
    "974": Frame((-21.6, 54.9), (-20.6, 56.2), 40),
    "975": Frame((46.5, -56.8), (47.4, -55.9), 21),
    "976": Frame((-13.3, 44.7), (-12.3, 45.6), 38),
    "977": ANTILLES,
    "978": ANTILLES,
}
"""Overseas departments and collectivities whose metres are published in a known UTM zone."""


def to_degrees(x: float | str | None, y: float | str | None, commune: str | None = None) -> Point | None:
    """The point of `coordonneeLambertAbscisse…` and `…Ordonnee…`; None when masked, empty or impossible.

    Both come as numbers or as text; `commune` is the INSEE code of the commune (or a department's), which
    says in what system they are: without it, metropolitan France is understood.
    """
    try:
        east, north = float(x or ""), float(y or "")
    except ValueError:
        return None
    code = commune or ""
    if not code.startswith(("97", "98")):
        return METROPOLE.point(east, north)
    frame = OVERSEAS.get(code[:3])
    return frame.point(east, north) if frame else None
