"""What geocoded establishments teach: the mean of their points becomes their commune's centre."""

from __future__ import annotations

from collections.abc import Iterable

from prospectdesk.geo import reference
from prospectdesk.geo.distance import flat_kilometres, is_point
from prospectdesk.geo.geocoder import Geocoder, Point
from prospectdesk.geo.names import MAX_TEXT
from prospectdesk.geo.resolve import resolve

Row = tuple[str | None, str | None, str | None, float | None, float | None]
"""INSEE code, postcode, town, latitude, longitude of an establishment; None where unknown."""

Sum = tuple[int, float, float]
"""Number of points, sum of their latitudes, sum of their longitudes."""

FARTHEST_KM = 40.0
FARTHEST_VAGUE_KM = 150.0
"""For communes whose shipped point is no better than a department's."""

Expected = tuple[str, Point, float]


def learn(rows: Iterable[Row]) -> dict[str, Sum]:
    """Learning key → sums over the establishments of that place, for the table of learned centres.

    The key is the commune's INSEE code, or postcode and town where no commune is recognised. Points that
    are missing, not on Earth or too far from the shipped centre (FARTHEST_KM) are ignored.
    """
    geocoder = Geocoder()
    expected: dict[tuple[str | None, str | None, str | None], Expected | None] = {}
    sums: dict[str, Sum] = {}
    for code, postcode, city, latitude, longitude in rows:
        if latitude is None or longitude is None or not is_point(latitude, longitude):
            continue
        address = (code, postcode, city)
        if address not in expected:
            expected[address] = _expected(geocoder, *address)
        place = expected[address]
        if place is None or flat_kilometres((latitude, longitude), place[1]) > place[2]:
            continue
        n, lat_sum, lon_sum = sums.get(place[0], (0, 0.0, 0.0))
        sums[place[0]] = (n + 1, lat_sum + latitude, lon_sum + longitude)
    return sums


def _expected(
    geocoder: Geocoder, code: str | None, postcode: str | None, city: str | None
) -> Expected | None:
    """The learning key of an address, where its points should be and how far they may lie."""
    match = resolve(postcode, city, code)
    if match is None or (match.row is None and not (city or "")[:MAX_TEXT].strip()):
        return None
    place = geocoder.locate(postcode, city, code)
    if place is None:
        return None
    exact = match.row is None or reference.communes().how[match.row] != "d"
    vague = place.precision == "department" and (match.row is None or not exact)
    return match.key, (place.latitude, place.longitude), FARTHEST_VAGUE_KM if vague else FARTHEST_KM
