"""The offline geocoder (X-33): addresses to places, typed text to candidates, learned centres first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from prospectdesk.geo import reference
from prospectdesk.geo.names import department_of
from prospectdesk.geo.place import Candidate, Place, Precision
from prospectdesk.geo.resolve import Match, resolve
from prospectdesk.geo.search import Hit, coordinates_in, hits

Point = tuple[float, float]

_PRECISIONS: dict[str, Precision] = {"g": "commune", "w": "commune", "p": "postcode"}


class Geocoder:
    """Answers from the shipped tables and from what imported establishments taught."""

    def __init__(self, learned: Mapping[str, Point] | None = None) -> None:
        """`learned`: learning key (see `learning.learn`) → mean latitude and longitude."""
        self._learned = learned or {}

    def locate(
        self, postcode: str | None, city: str | None, city_code: str | None = None, street: str | None = None
    ) -> Place | None:
        """Where an address lies, at the precision of its commune; None when it says nothing known.

        `city_code` is an INSEE commune code and wins over the rest. `street` is only read when there is
        neither postcode nor town: some files put the whole address there.
        """
        match = resolve(postcode, city, city_code)
        if match is not None:
            return self._place(match)
        if street and not any((part or "").strip() for part in (postcode, city, city_code)):
            found = self.search(street, limit=1)
            if found and found[0].code:
                return self.locate(None, None, found[0].code)
        return None

    def search(self, text: str, limit: int = 10) -> list[Candidate]:
        """Candidates for a typed place, best first: a town, a postcode, both, a whole address, a department,
        or "48.1173, -1.6778". Never raises; hopeless text gives an empty list."""
        point = coordinates_in(text)
        if point is not None:
            return self._typed(*point)[:limit]
        found = (self._candidate(hit) for hit in hits(text, max(0, limit)))
        return [candidate for candidate in found if candidate is not None]

    def centre(self, row: int) -> tuple[Point, Precision] | None:
        """The point of a commune (row of reference.communes()) and its precision; None when unknown."""
        table = reference.communes()
        learned = self._learned.get(table.codes[row])
        if learned is not None:
            return learned, "learned"
        if math.isnan(table.latitudes[row]):
            return None
        precision = _PRECISIONS.get(table.how[row], "department")
        return (table.latitudes[row], table.longitudes[row]), precision

    def _place(self, match: Match) -> Place | None:
        table = reference.communes()
        if match.row is not None:
            centre = self.centre(match.row)
            if centre is None:
                return None
            (lat, lon), precision = centre
            precision = match.precision if precision == "commune" else precision
            code, label = table.codes[match.row], table.names[match.row]
            return Place(lat, lon, code, label, department_of(code), precision, match.key)
        department = table.department(match.rows[0])
        learned = self._learned.get(match.key)
        point = learned or middle(match.rows)
        if point is None:
            return None
        precision = "learned" if learned else match.precision
        label = match.area
        if match.precision == "department":
            label = reference.departments()[department].name
        return Place(*point, None, label, department, precision, match.key)

    def _candidate(self, hit: Hit) -> Candidate | None:
        table = reference.communes()
        if hit.department is not None:
            return self._department(hit.department)
        centre = self.centre(hit.row)
        if centre is None:
            return None
        (lat, lon), precision = centre
        postcodes = reference.postcodes().of(hit.row) or [""]
        postcode = hit.postcode if hit.postcode in postcodes else postcodes[0]
        label = table.names[hit.row] if hit.former is None else f"{hit.former} ({table.names[hit.row]})"
        code, people = table.codes[hit.row], table.populations[hit.row]
        return Candidate(lat, lon, code, label, postcode, department_of(code), people, precision)

    @staticmethod
    def _department(code: str) -> Candidate | None:
        rows = reference.communes().by_department.get(code, range(0))
        point = middle(rows)
        if point is None:
            return None
        people = sum(reference.communes().populations[row] for row in rows)
        return Candidate(*point, None, reference.departments()[code].name, "", code, people, "department")

    def _typed(self, latitude: float, longitude: float) -> list[Candidate]:
        """Typed coordinates; those that lie in France when they are exchanged are offered so as well, first."""
        found = [self._coordinates(latitude, longitude)]
        if not found[0].department and abs(longitude) <= 90:
            exchanged = self._coordinates(longitude, latitude)
            found = [exchanged, *found] if exchanged.department else found
        return found

    @staticmethod
    def _coordinates(latitude: float, longitude: float) -> Candidate:
        """Typed coordinates, with the department of the nearest commune ("" far from France)."""
        label = f"{latitude:.5f}\u00a0; {longitude:.5f}".replace(".", ",")
        row = nearest(latitude, longitude)
        department = "" if row is None else reference.communes().department(row)
        return Candidate(latitude, longitude, None, label, "", department, 0, "coordinates")


def middle(rows: Sequence[int]) -> Point | None:
    """The mean point of communes, weighted by their people: where an unknown address most likely is."""
    table = reference.communes()
    known = [row for row in rows if not math.isnan(table.latitudes[row])]
    if not known:
        return None
    weights = [table.populations[row] + 1 for row in known]
    total = sum(weights)
    lat = sum(table.latitudes[row] * weight for row, weight in zip(known, weights, strict=True)) / total
    lon = sum(table.longitudes[row] * weight for row, weight in zip(known, weights, strict=True)) / total
    return lat, lon


def nearest(latitude: float, longitude: float, limit_km: float = 60.0) -> int | None:
    """The commune (row) whose centre is nearest, None when there is none within `limit_km`."""
    table = reference.communes()
    squeeze = math.cos(math.radians(latitude)) ** 2
    best, found = (limit_km / 111.2) ** 2, None
    for row, (lat, lon) in enumerate(zip(table.latitudes, table.longitudes, strict=True)):
        apart = (lat - latitude) ** 2 + (lon - longitude) ** 2 * squeeze
        if apart < best:
            best, found = apart, row
    return found
