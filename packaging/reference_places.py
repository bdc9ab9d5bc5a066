"""Where communes lie: GeoNames places matched to INSEE codes, the others estimated from neighbours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from reference_written import WRITTEN

from prospectdesk.geo.names import department_of, name_key

Point = tuple[float, float]
Row = dict[str, object]

# GeoNames files the overseas territories under their own country codes.
COUNTRIES = frozenset({"FR", "RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF"})
ALONE = {"BL": "97701", "MF": "97801"}
ONE_COLLECTIVITY = {"PF": "987", "NC": "988", "WF": "986"}


@dataclass(frozen=True, slots=True)
class Located:
    """A commune's point and how it was found: g GeoNames, w written by hand, or the mean of the known
    communes of p the postcode, e the intercommunality, a the arrondissement, d the department; - unknown."""

    point: Point | None
    how: str


@dataclass(frozen=True, slots=True)
class City:
    """One populated place of GeoNames."""

    key: str
    country: str
    province: str
    department: str
    code: str
    population: int
    point: Point


def read_cities(lines: Iterable[str]) -> list[City]:
    """The French places of a GeoNames table."""
    cities = []
    for line in lines:
        field = line.rstrip("\n").split("\t")
        if field[8] in COUNTRIES:
            point = (float(field[4]), float(field[5]))
            key = name_key(field[1])
            cities.append(City(key, field[8], field[10], field[11], field[13], int(field[14]), point))
    return cities


def kilometres(a: Point, b: Point) -> float:
    """Flat distance, good enough to throw outliers away."""
    east = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 6371.0 * math.hypot(east, math.radians(b[0] - a[0]))


def mean(points: Iterable[Point]) -> Point | None:
    """The middle of some points, None of none."""
    known = list(points)
    if not known:
        return None
    return (sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known))


class Matcher:
    """Finds the commune that a GeoNames place belongs to."""

    def __init__(self, communes: Mapping[str, Row], parents: Mapping[str, str]) -> None:
        self.keys = {code: name_key(str(row["nom"])) for code, row in communes.items()}
        self.parents = parents
        self.by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, key in self.keys.items():
            self.by_name[department_of(code), key].append(code)

    def code_of(self, city: City) -> tuple[str, bool] | None:
        """The commune's INSEE code and whether the names agree."""
        code = self._declared(city)
        if code is not None and self.keys[code] == city.key:
            return code, True
        area = ONE_COLLECTIVITY.get(city.country) or (
            department_of(city.code) if city.code else city.department
        )
        named = self.by_name.get((area, self._district_key(city.key)), [])
        if len(named) == 1:
            return named[0], True
        return (code, False) if code is not None else None

    def _declared(self, city: City) -> str | None:
        for code in (city.code, ALONE.get(city.country, ""), city.province, city.department):
            if code in self.keys:
                return code
        return None

    @staticmethod
    def _district_key(key: str) -> str:
        """ "marseille 09" is "marseille 9e arrondissement" in the official list."""
        town, _, number = key.rpartition(" ")
        if town not in {"lyon", "marseille"} or not number.isdigit():
            return key
        return f"{town} {int(number)}{'er' if int(number) == 1 else 'e'} arrondissement"


def matched(
    cities: Iterable[City], communes: Mapping[str, Row], parents: Mapping[str, str]
) -> dict[str, Point]:
    """INSEE code → the place that bears its name, else its largest place."""
    matcher = Matcher(communes, parents)
    best: dict[str, tuple[bool, int, Point]] = {}
    for city in cities:
        found = matcher.code_of(city)
        if found is None:
            continue
        code, agrees = found
        rank = (agrees, city.population, city.point)
        if code not in best or rank > best[code]:
            best[code] = rank
    return {code: point for code, (_, _, point) in best.items()}


def without_strays(points: Mapping[str, Point], group_of: Mapping[str, str]) -> dict[str, Point]:
    """`points` less the few that GeoNames puts far from every other commune of their intercommunality."""
    groups: dict[str, list[str]] = defaultdict(list)
    for code in points:
        groups[group_of.get(code, "")].append(code)
    kept = {}
    for code, point in points.items():
        others = [points[other] for other in groups[group_of.get(code, "")] if other != code]
        near = min((kilometres(point, other) for other in others), default=0.0)
        if not group_of.get(code) or len(others) < 8 or near <= 15.0:
            kept[code] = point
    return kept


def located(
    communes: Mapping[str, Row], points: Mapping[str, Point], group_of: Mapping[str, str]
) -> dict[str, Located]:
    """Every commune with its point, its own or the mean of the known communes nearest in kind."""
    known = dict(points)
    result = {code: Located(point, "g") for code, point in points.items()}
    for code, point in WRITTEN.items():
        if code not in result:
            known[code] = point
            result[code] = Located(point, "w")
    levels = _levels(communes, group_of)
    for code in communes:
        if code not in result:
            result[code] = _estimated(code, levels, known)
    return result


Level = tuple[str, Callable[[str], list[str]]]


def _levels(communes: Mapping[str, Row], group_of: Mapping[str, str]) -> list[Level]:
    """From the closest circle of neighbours to the widest, with the letter that says so."""
    by_postcode: dict[str, list[str]] = defaultdict(list)
    by_group: dict[str, list[str]] = defaultdict(list)
    by_district: dict[str, list[str]] = defaultdict(list)
    by_department: dict[str, list[str]] = defaultdict(list)
    for code, row in communes.items():
        for postcode in _postcodes(row):
            by_postcode[postcode].append(code)
        by_group[group_of.get(code, "")].append(code)
        by_district[str(row.get("arrondissement", ""))].append(code)
        by_department[department_of(code)].append(code)

    def shared(code: str) -> list[str]:
        return [other for postcode in _postcodes(communes[code]) for other in by_postcode[postcode]]

    def shared_in_group(code: str) -> list[str]:
        return [other for other in shared(code) if group_of.get(other, "") == group_of.get(code, "")]

    return [
        ("p", shared_in_group),
        ("p", shared),
        ("e", lambda code: by_group[group_of[code]] if code in group_of else []),
        ("a", lambda code: by_district[str(communes[code].get("arrondissement", "-"))]),
        ("d", lambda code: by_department[department_of(code)]),
    ]


def _estimated(code: str, levels: list[Level], known: Mapping[str, Point]) -> Located:
    for how, neighbours in levels:
        point = mean(known[other] for other in neighbours(code) if other in known)
        if point is not None:
            return Located(point, how)
    return Located(None, "-")


def _postcodes(row: Row) -> list[str]:
    codes = row.get("codesPostaux", [])
    return [str(code) for code in codes] if isinstance(codes, list) else []
