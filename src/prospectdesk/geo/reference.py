"""The shipped reference tables of resources/reference/, read when first asked for and kept."""

from __future__ import annotations

import gzip
import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from prospectdesk import resources
from prospectdesk.domain.nomenclature import LegalForms, Naf
from prospectdesk.geo.names import department_of
from prospectdesk.geo.words import BETWEEN, Places, Words

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

    def __init__(self, codes: Words, names: Words, keys: Words, how: str) -> None:
        """`codes` are in ascending order."""
        self.codes = codes
        self.names = names
        self.keys = keys
        self.how = how
        self.populations: array[int] = array("i")
        self.latitudes: array[float] = array("d")
        self.longitudes: array[float] = array("d")
        self.rows = Places(codes)

    def __len__(self) -> int:
        return len(self.codes)

    def department(self, row: int) -> str:
        """The department's code."""
        return department_of(self.codes[row])

    @cached_property
    def _by_key(self) -> array[int]:
        """The rows in the order of their keys: 140 kB where a dictionary would be some megabytes."""
        return array("i", sorted(range(len(self.keys)), key=self.keys.__getitem__))

    def named(self, key: str) -> list[int]:
        """The communes of that very name key, the most populous first."""
        return self._between(key, key + "\0")

    def beginning(self, key: str) -> list[int]:
        """The communes whose name key begins with `key`, the most populous first."""
        return self._between(key, key + "\x7f")

    def _between(self, low: str, high: str) -> list[int]:
        first = bisect_left(self._by_key, low, key=self.keys.__getitem__)
        last = bisect_left(self._by_key, high, lo=first, key=self.keys.__getitem__)
        return sorted(self._by_key[first:last], key=lambda row: (-self.populations[row], row))

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


class Postcodes:
    """Postcodes and their communes (rows), side by side with delivery labels ("" = the commune's name)."""

    def __init__(self, codes: list[str], communes: array[int], labels: Words) -> None:
        """`codes` are in ascending order, once for every commune of theirs."""
        self._communes = communes
        self._labels = labels
        self._starts = [i for i, code in enumerate(codes) if i == 0 or code != codes[i - 1]]
        self._number = {codes[start]: n for n, start in enumerate(self._starts)}
        self._starts.append(len(codes))

    def __len__(self) -> int:
        return len(self._number)

    def __contains__(self, postcode: object) -> bool:
        return postcode in self._number

    def __iter__(self) -> Iterator[str]:
        return iter(self._number)

    def _span(self, postcode: str) -> slice:
        number = self._number.get(postcode)
        return slice(0, 0) if number is None else slice(self._starts[number], self._starts[number + 1])

    def pairs(self, postcode: str) -> list[tuple[int, str]]:
        """(commune row, name key of the delivery label or "") of a postcode; empty for an unknown one."""
        span = self._span(postcode)
        return list(zip(self._communes[span], self._labels[span], strict=True))

    def rows(self, postcode: str) -> list[int]:
        """The communes of a postcode, each once; empty for an unknown one."""
        return list(dict.fromkeys(self._communes[self._span(postcode)]))

    def beginning(self, digits: str) -> set[int]:
        """The communes of every postcode that begins with `digits`."""
        return {row for code in self._number if code.startswith(digits) for row in self.rows(code)}

    @cached_property
    def _by_commune(self) -> array[int]:
        return array("i", sorted(range(len(self._communes)), key=self._communes.__getitem__))

    def of(self, row: int) -> list[str]:
        """The postcodes of a commune, in ascending order."""
        first = bisect_left(self._by_commune, row, key=self._communes.__getitem__)
        found: dict[str, None] = {}
        codes = list(self._number)
        for place in self._by_commune[first:]:
            if self._communes[place] != row:
                break
            found[codes[bisect_right(self._starts, place) - 1]] = None
        return list(found)


@dataclass(frozen=True, slots=True)
class Former:
    """Communes of the past: code → row of the one that took it over, name key → (old name, that row)."""

    by_code: dict[str, int]
    by_key: dict[str, list[tuple[str, int]]]


def _lines(name: str) -> Iterator[list[str]]:
    """The rows of a small table, without its line of column names."""
    return (line.split("\t") for line in resources.text(f"reference/{name}").split("\n")[1:-1])


def _columns(name: str) -> Iterator[bytes]:
    """The columns of a large table, each with a tab between its cells."""
    return iter(gzip.decompress(resources.data(f"reference/{name}.columns.gz")).split(b"\n")[1:-1])


def _cells(column: bytes) -> list[str]:
    return column.decode().split("\t")


def _rows() -> dict[str, int]:
    """Code → row, for who asks for all of them."""
    return {code: row for row, code in enumerate(communes().codes)}


@cache
def communes() -> Communes:
    """All 35,000 communes; the first call costs some 50 ms of CPU."""
    codes, names, keys, people, latitudes, longitudes, how = _columns("communes")
    table = Communes(Words(codes), Words(names), Words(keys), how.replace(BETWEEN, b"").decode())
    table.populations.extend(map(int, people.split(BETWEEN)))
    table.latitudes.extend(map(float, latitudes.split(BETWEEN)))
    table.longitudes.extend(map(float, longitudes.split(BETWEEN)))
    return table


@cache
def postcodes() -> Postcodes:
    """Every postcode with its communes."""
    codes, communes_of, labels = _columns("postcodes")
    rows = _rows()
    return Postcodes(_cells(codes), array("i", [rows[code] for code in _cells(communes_of)]), Words(labels))


@cache
def former() -> Former:
    """The communes that were merged into others and kept a name."""
    rows = _rows()
    by_code: dict[str, int] = {}
    by_key: dict[str, list[tuple[str, int]]] = {}
    for code, name, key, current in zip(*map(_cells, _columns("former")), strict=True):
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
def borders() -> list[list[tuple[float, float]]]:
    """The borders between departments, lines of (longitude, latitude)."""
    raw = json.loads(resources.text("reference/borders.json"))
    return [[(x, y) for x, y in line] for line in raw]


@cache
def sources() -> tuple[Source, ...]:
    """The attributions of everything in this module."""
    return tuple(Source(**entry) for entry in json.loads(resources.text("reference/SOURCES.json")))


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    return ((cells[0], cells[1]) for cells in _lines(name))
