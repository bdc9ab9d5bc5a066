"""The geodesic circle: the places that lie exactly so many kilometres from a middle (WGS-84), and the way back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EQUATOR_KM = 6378.137
FLATTENING = 1 / 298.257223563

ROUNDS = 8
"""Vincenty's direct formula settles below a tenth of a millimetre in three or four rounds up to 1,000 km."""


def ring(latitude: float, longitude: float, radius_km: float, corners: int) -> tuple[Floats, Floats]:
    """Latitudes and longitudes of `corners` places at `radius_km`, clockwise from the north, not closed.

    Longitudes go on past ±180 rather than jump. Vincenty's direct solution on whole columns.
    """
    azimuths = np.arange(corners, dtype=np.float64) * (2 * math.pi / corners)
    return along(latitude, longitude, radius_km, azimuths)


def along(latitude: float, longitude: float, km: float, azimuths: Floats) -> tuple[Floats, Floats]:
    """Where one arrives after `km` in each direction (radians clockwise from the north)."""
    polar = EQUATOR_KM * (1 - FLATTENING)
    reduced = math.atan((1 - FLATTENING) * math.tan(math.radians(latitude)))
    sin_u, cos_u = math.sin(reduced), math.cos(reduced)
    sin_az, cos_az = np.sin(azimuths), np.cos(azimuths)
    start = np.arctan2(math.tan(reduced), cos_az)
    sin_alpha = cos_u * sin_az
    cos2_alpha = 1 - sin_alpha**2
    u2 = cos2_alpha * (EQUATOR_KM**2 - polar**2) / polar**2
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    sigma = straight = km / (polar * a)
    for _ in range(ROUNDS):
        middle = np.cos(2 * start + sigma)
        fourth = b / 6 * middle * (-3 + 4 * np.sin(sigma) ** 2) * (-3 + 4 * middle**2)
        bend = b * np.sin(sigma) * (middle + b / 4 * (np.cos(sigma) * (-1 + 2 * middle**2) - fourth))
        sigma = straight + bend
    middle = np.cos(2 * start + sigma)
    sin_s, cos_s = np.sin(sigma), np.cos(sigma)
    flat = np.hypot(sin_alpha, sin_u * sin_s - cos_u * cos_s * cos_az)
    arrived = np.arctan2(sin_u * cos_s + cos_u * sin_s * cos_az, (1 - FLATTENING) * flat)
    turned = np.arctan2(sin_s * sin_az, cos_u * cos_s - sin_u * sin_s * cos_az)
    c = FLATTENING / 16 * cos2_alpha * (4 + FLATTENING * (4 - 3 * cos2_alpha))
    sweep = sigma + c * sin_s * (middle + c * cos_s * (-1 + 2 * middle**2))
    east = turned - (1 - c) * FLATTENING * sin_alpha * sweep
    return np.degrees(arrived), longitude + np.degrees(east)


def apart(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The distance of two places in km, within 0.3 m up to 200 km (Andoyer–Lambert): for a hand that drags."""
    here, there = (
        math.atan((1 - FLATTENING) * math.tan(math.radians(value))) for value in (latitude, other_latitude)
    )
    half_sum, half_gap = (here + there) / 2, (there - here) / 2
    half_lon = math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    chord = min(1.0, math.sin(half_gap) ** 2 + math.cos(here) * math.cos(there) * half_lon)
    if chord in {0.0, 1.0}:
        return 0.0 if chord == 0.0 else math.pi * EQUATOR_KM
    angle = 2 * math.asin(math.sqrt(chord))
    sine = math.sin(angle)
    near = (angle - sine) * (math.sin(half_sum) * math.cos(half_gap)) ** 2 / (1 - chord)
    far = (angle + sine) * (math.cos(half_sum) * math.sin(half_gap)) ** 2 / chord
    return EQUATOR_KM * (angle - FLATTENING / 2 * (near + far))
