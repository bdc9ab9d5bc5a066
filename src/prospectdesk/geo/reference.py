"""The shipped reference tables of resources/reference/, read when first asked for and kept."""

from __future__ import annotations

import gzip
import json
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from prospectdesk import resources
from prospectdesk.domain.nomenclature import LegalForms, Naf
from prospectdesk.geo.names import department_of

NOWHERE = float("nan")

HOW_EXACT = "gw"
"""Letters of `Communes.how` whose point is the commune's own; the others are means of neighbours
(p same postcode, e intercommunality, a arrondissement, d department) and - means unknown."""


@dataclass(frozen=True, slots=True)
class Department:
    """A department or overseas collectivity; `zone` is metro, drom or com, `capital` an INSEE code."""

    code: str
    name: str
    region: str
    capital: str
    zone: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region or what stands for one overseas; `capital` is an INSEE commune code."""

    code: str
    name: str
    capital: str
    zone: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where shipped data comes from, for the Sources page (every text is French)."""

    name: str
    what: str
    version: str
    author: str
    licence: str
    licence_url: str
    homepage: str
    changes: str


class Communes:
    """Today's communes and municipal districts as columns; a commune is its row number here.

    `keys` are `name_key` forms, `latitudes` and `longitudes` degrees (NaN when unknown), `populations`
    inhabitants (0 when unknown), `how` one letter a commune saying where its point comes from.
    """

    def __init__(self, codes: list[str], names: list[str], keys: list[str], how: str) -> None:
        self.codes = codes
        self.names = names
        self.keys = keys
        self.how = how
        self.populations: array[int] = array("i")
        self.latitudes: array[float] = array("d")
        self.longitudes: array[float] = array("d")
        self.rows = {code: row for row, code in enumerate(codes)}

    def __len__(self) -> int:
        return len(self.codes)

    def department(self, row: int) -> str:
        """The department's code."""
        return department_of(self.codes[row])

    @cached_property
    def by_key(self) -> dict[str, list[int]]:
        """Name key → communes of that name, the most populous first."""
        return self._grouped(self.keys)

    @cached_property
    def by_department(self) -> dict[str, range]:
        """Department → its communes: rows are sorted by code, so they follow each other."""
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        for row, code in enumerate(self.codes):
            department = department_of(code)
            first.setdefault(department, row)
            last[department] = row
        return {department: range(first[department], last[department] + 1) for department in first}

    def _grouped(self, keys: list[str]) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for row, key in enumerate(keys):
            groups.setdefault(key, []).append(row)
        for rows in groups.values():
            if len(rows) > 1:
                rows.sort(key=lambda row: -self.populations[row])
        return groups


@dataclass(frozen=True, slots=True)
class Postcodes:
    """Postcodes in ascending order beside communes (rows) and delivery labels ("" = the commune's name);
    `spans` tells where a postcode begins and ends in these columns."""

    codes: list[str]
    communes: list[int]
    labels: list[str]
    spans: dict[str, tuple[int, int]]

    def pairs(self, postcode: str) -> list[tuple[int, str]]:
        """(commune row, name key of the delivery label or "") of a postcode; empty for an unknown one."""
        first, last = self.spans.get(postcode, (0, 0))
        return list(zip(self.communes[first:last], self.labels[first:last], strict=True))

    def rows(self, postcode: str) -> list[int]:
        """The communes of a postcode, each once; empty for an unknown one."""
        first, last = self.spans.get(postcode, (0, 0))
        return list(dict.fromkeys(self.communes[first:last]))

    def beginning(self, digits: str) -> set[int]:
        """The communes of every postcode that begins with `digits`."""
        return set(self.communes[bisect_left(self.codes, digits) : bisect_left(self.codes, f"{digits}:")])


@dataclass(frozen=True, slots=True)
class Former:
    """Communes of the past: code → row of the one that took it over, name key → (old name, that row)."""

    by_code: dict[str, int]
    by_key: dict[str, list[tuple[str, int]]]


def _lines(name: str) -> Iterator[list[str]]:
    """The rows of a small table, without its line of column names."""
    return (line.split("\t") for line in resources.text(f"reference/{name}").split("\n")[1:-1])


def _columns(name: str) -> Iterator[list[str]]:
    """The columns of a large table."""
    text = gzip.decompress(resources.data(f"reference/{name}.columns.gz")).decode("utf-8")
    return (line.split("\t") for line in text.split("\n")[1:-1])


@cache
def communes() -> Communes:
    """All 35,000 communes; the first call costs some 50 ms of CPU."""
    codes, names, keys, people, latitudes, longitudes, how = _columns("communes")
    table = Communes(codes, names, keys, "".join(how))
    table.populations.extend(map(int, people))
    table.latitudes.extend(map(float, latitudes))
    table.longitudes.extend(map(float, longitudes))
    return table


@cache
def postcodes() -> Postcodes:
    """Every postcode with its communes."""
    codes, communes_of, labels = _columns("postcodes")
    rows = communes().rows
    starts: dict[str, int] = {}
    for i, code in enumerate(codes):
        starts.setdefault(code, i)
    ends = [*starts.values(), len(codes)][1:]
    spans = {code: (first, last) for (code, first), last in zip(starts.items(), ends, strict=True)}
    return Postcodes(codes, [rows[code] for code in communes_of], labels, spans)


@cache
def postcodes_of() -> dict[int, list[str]]:
    """Commune row → its postcodes in ascending order."""
    table = postcodes()
    found: dict[int, list[str]] = {}
    for postcode, row in zip(table.codes, table.communes, strict=True):
        codes = found.setdefault(row, [])
        if not codes or codes[-1] != postcode:
            codes.append(postcode)
    return found


@cache
def former() -> Former:
    """The communes that were merged into others and kept a name."""
    rows = communes().rows
    by_code: dict[str, int] = {}
    by_key: dict[str, list[tuple[str, int]]] = {}
    for code, name, key, current in zip(*_columns("former"), strict=True):
        by_code[code] = rows[current]
        by_key.setdefault(key, []).append((name, rows[current]))
    return Former(by_code, by_key)


@cache
def departments() -> dict[str, Department]:
    """Code → department, 101 of them and the overseas collectivities."""
    return {cells[0]: Department(*cells) for cells in _lines("departments.tsv")}


@cache
def regions() -> dict[str, Region]:
    """Code → region, 18 of them and the overseas collectivities."""
    return {cells[0]: Region(*cells) for cells in _lines("regions.tsv")}


@cache
def naf() -> Naf:
    """The activity nomenclature NAF rev. 2."""
    return Naf(
        classes={code: (label, section) for code, label, section in _lines("naf.tsv")},
        divisions={code: (label, section) for code, label, section in _lines("naf_divisions.tsv")},
        sections=dict(_pairs("naf_sections.tsv")),
    )


@cache
def legal_forms() -> LegalForms:
    """The legal categories of INSEE."""
    return LegalForms(dict(_pairs("legal_forms.tsv")))


@cache
def outline() -> dict[str, list[list[tuple[float, float]]]]:
    """Territory ("metropole" or an overseas code) → rings of (longitude, latitude), the largest first."""
    raw = json.loads(resources.text("reference/outline.json"))
    return {name: [[(x, y) for x, y in ring] for ring in rings] for name, rings in raw.items()}


@cache
def sources() -> tuple[Source, ...]:
    """The attributions of everything in this module."""
    return tuple(Source(**entry) for entry in json.loads(resources.text("reference/SOURCES.json")))


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    return ((cells[0], cells[1]) for cells in _lines(name))
