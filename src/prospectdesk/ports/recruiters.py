"""What both sources of recruiting companies need: rows by SIRET, bad ones counted, places that may be exchanged."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.errors import Failure, Invalid
from prospectdesk.domain.recruiting import Batch, Found
from prospectdesk.domain.siret import SIRET_LENGTH, parse_siret
from prospectdesk.ports import reading

FRANCE = (
    (41.0, 51.5, -5.8, 10.0),
    (14.0, 18.6, -63.5, -60.5),
    (2.0, 6.0, -55.0, -51.0),
    (-21.6, -12.3, 44.5, 56.0),
    (46.6, 47.3, -56.6, -56.0),
    (-28.0, 8.0, -180.0, -134.0),
    (-23.5, -13.0, 158.0, 180.0),
)
"""Boxes of France here and overseas: least and most latitude, least and most longitude."""


class Rows:
    """Gathers rows; the first one of a SIRET stands, a row without a valid one is counted."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}
        self.invalid = 0

    def siret(self, value: Any) -> str | None:
        """The SIRET of a row; None, and counted, when it is none."""
        found = siret_of(value)
        self.invalid += found is None
        return found

    def batch(self, notes: tuple[str, ...] = (), cut: Failure | None = None) -> Batch:
        """What was gathered."""
        return Batch(tuple(self.found.values()), self.invalid, notes, cut)


def siret_of(value: Any) -> str | None:
    """A valid SIRET (INV-11), also one sent as a number, which lost its zeros."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**SIRET_LENGTH:
        value = f"{value:0{SIRET_LENGTH}d}"
    if not isinstance(value, str) or len(value) > 60:
        return None
    try:
        return parse_siret(value)
    except Invalid:
        return None


def place_of(latitude: Any, longitude: Any) -> tuple[float, float] | tuple[None, None]:
    """Latitude and longitude; the two are exchanged where only then the place is in France."""
    here, there = reading.point(latitude, longitude), reading.point(longitude, latitude)
    return there if not _is_in_france(*here) and _is_in_france(*there) else here


def _is_in_france(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return False
    return any(
        south <= latitude <= north and west <= longitude <= east for south, north, west, east in FRANCE
    )
