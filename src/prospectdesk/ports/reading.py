"""Reads named values of remote JSON by type: what is not as documented is absent, never a crash (SECURITY R1).

Values that their owner withholds are absent too: a mask is neither a name nor a number.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from prospectdesk.domain.clock import day_number
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.nomenclature import headcount_band, naf_code
from prospectdesk.domain.register import MASKED
from prospectdesk.domain.text import clean_text

Json = dict[str, Any]
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", re.DOTALL | re.ASCII)
_DIGITS = re.compile(r"[0-9]+")
_MOST = 2**53


def objects(value: Any) -> list[Json]:
    """The objects of a list; whatever else stands there is passed over."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def part(document: Json, name: str) -> Json:
    """The object under a name, {} when there is none."""
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def masked(value: Any) -> bool:
    """Whether a value is withheld by its owner."""
    return isinstance(value, str) and value.strip().upper() in MASKED


def diffusion(*told: Any) -> bool | None:
    """Whether status values (O public, P and N withheld; one that is not told is public) are all public.

    None for values that are none of these: nothing may be concluded, for or against its holder.
    """
    values = [one for one in told if one is not None]
    if any(one in ("P", "N") or masked(one) for one in values):
        return False
    return True if all(one == "O" for one in values) else None


def text(document: Json, *names: str, limit: int = 200) -> str | None:
    """The first of the named values that is a text with something in it; one that is too long is left out."""
    for name in names:
        value = document.get(name)
        if isinstance(value, str) and not masked(value):
            try:
                kept = clean_text(value, limit=limit)
            except Invalid:
                continue
            if kept:
                return kept
    return None


def joined(document: Json, *names: str) -> str | None:
    """Named texts in a row, those that are there."""
    found = " ".join(kept for name in names if (kept := text(document, name)))
    return found if 0 < len(found) <= 200 else None


def number(document: Json, name: str, length: int) -> str | None:
    """A SIREN or SIRET: exactly `length` digits."""
    value = document.get(name)
    return value if isinstance(value, str) and len(value) == length and _DIGITS.fullmatch(value) else None


def day(document: Json, *names: str) -> int | None:
    """The day number of the first of the named dates that is one (a time behind it is cut off)."""
    for name in names:
        value = document.get(name)
        found = _DAY.fullmatch(value) if isinstance(value, str) and len(value) < 40 else None
        if found is not None:
            try:
                return day_number(date(int(found[1]), int(found[2]), int(found[3])))
            except ValueError:
                continue
    return None


def figure(value: Any) -> float | None:
    """A finite number, also one written as text ("48.11", "48,11")."""
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
        if not value or len(value) > 40 or not value.isascii():
            return None
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """A whole number below 2⁵³, also one written as text."""
    found = figure(value)
    return int(found) if found is not None and found == int(found) and abs(found) < _MOST else None


def degrees(value: Any, bound: float) -> float | None:
    """A coordinate, also written as text; None out of bounds."""
    found = figure(value)
    return found if found is not None and abs(found) <= bound else None


def point(latitude: Any, longitude: Any) -> tuple[float, float] | tuple[None, None]:
    """Both coordinates, or neither: half a place is none, and 0, 0 is none either."""
    lat, lon = degrees(latitude, 90.0), degrees(longitude, 180.0)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None, None
    return lat, lon


def naf(document: Json, *names: str) -> str | None:
    """The first of the named activity codes that has the form of one, with its dot."""
    found = (naf_code(kept) for name in names if (kept := text(document, name, limit=20)))
    return next((code for code in found if code is not None), None)


def band(document: Json, name: str) -> str | None:
    """A headcount band of the nomenclature."""
    kept = text(document, name, limit=4)
    found = headcount_band(kept) if kept else None
    return None if found is None else found.code


def code(document: Json, name: str, limit: int = 8) -> str | None:
    """A short code of digits and capitals (legal form, commune, postcode)."""
    kept = text(document, name, limit=limit)
    return kept if kept and kept.isalnum() and kept.isascii() else None


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


def place_of(latitude: Any, longitude: Any) -> tuple[float, float] | tuple[None, None]:
    """Latitude and longitude; the two are exchanged where only then the place is in France."""
    here, there = point(latitude, longitude), point(longitude, latitude)
    return there if not _is_in_france(*here) and _is_in_france(*there) else here


def _is_in_france(latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return False
    return any(
        south <= latitude <= north and west <= longitude <= east for south, north, west, east in FRANCE
    )
