"""From what an address says (INSEE code, postcode, town) to the commune it means, offline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from prospectdesk.geo import reference
from prospectdesk.geo.names import (
    MAX_TEXT,
    Town,
    departments_of_postcode,
    loose_key,
    read_postcode,
    read_town,
)
from prospectdesk.geo.place import Precision

WHOLE_TOWNS = frozenset({"75056", "69123", "13055"})
"""Paris, Lyon and Marseille, which have municipal districts."""

# Names that business addresses use and that are no communes.
ALIASES = {
    "paris la defense": "92062", "la defense": "92062", "roissy cdg": "95527",
    "roissy charles de gaulle": "95527",
    "sophia antipolis": "06152", "courtaboeuf": "91692", "la plaine saint denis": "93066",
    "marne la vallee": "77083", "cergy pontoise": "95127", "saint quentin en yvelines": "78423",
    "orly aerogare": "94054", "evry": "91228", "capavenir vosges": "88465",
}  # fmt: skip
POSTCODE_LIKENESS = 80
DEPARTMENT_LIKENESS = 88
DOMINANT = 5
"""Without a postcode a name means its largest bearer only when that has so many times the next one's people."""

LARGE = 5000
"""People of a town that is believed more than the postcode beside it."""

_EMBEDDED = re.compile(r"(?<!\d)(\d{5})(?!\d)")
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Match:
    """The commune (`row` of reference.communes(), None when not decided), the communes to average otherwise
    and how sure that is; `key` is the learning key."""

    row: int | None
    rows: tuple[int, ...]
    precision: Precision
    area: str
    key: str


def resolve(postcode: str | None, city: str | None, city_code: str | None = None) -> Match | None:
    """The best match for an address; None when nothing in it is French and known."""
    return _resolve((postcode or "")[:20], (city or "")[:MAX_TEXT], (city_code or "")[:20])


def forget() -> None:
    """Gives back the communes, their postcodes and what was resolved, 13 MB; who asks next reads them again (0.1 s)."""
    _resolve.cache_clear()
    for table in (reference.former, reference.postcodes, reference.communes):
        table.cache_clear()


@lru_cache(maxsize=65536)
def _resolve(postcode: str, city: str, city_code: str) -> Match | None:
    town = read_town(city)
    code, certain = read_postcode(postcode)
    if code is None and not postcode.strip() and (found := _EMBEDDED.search(city)):
        code, certain = found.group(1), True
        town = read_town(city[: found.start()] + " " + city[found.end() :])
    row = _by_insee(city_code, town, code)
    if row is None:
        row = _by_district(town, code)
    if row is None and town.key:
        row = _by_name(_spellings(town, city), code, town.cedex)
    if row is not None:
        return Match(row, (), "commune", "", reference.communes().codes[row])
    return _by_area(code, town) if code is not None and certain else None


def _by_insee(city_code: str, town: Town, postcode: str | None) -> int | None:
    code = city_code.strip().upper()
    if not code:
        return None
    code = code.zfill(5)
    if code in WHOLE_TOWNS:
        district = _by_district(town, postcode)
        if district is not None:
            return district
    row = reference.communes().rows.get(code)
    return reference.former().by_code.get(code) if row is None else row


def _by_district(town: Town, postcode: str | None) -> int | None:
    """A municipal district, by its number in the town's name or by its postcode."""
    table = reference.communes()
    rows = reference.postcodes().rows(postcode or "")
    if town.district is not None and not any(table.codes[row] == town.district for row in rows):
        named_town = town.district[:2]
        agreeing = [row for row in rows if table.codes[row].startswith(named_town)]
        return agreeing[0] if len(agreeing) == 1 and not town.cedex else table.rows.get(town.district)
    if town.district is not None:
        return table.rows[town.district]
    return None


def _spellings(town: Town, city: str) -> list[str]:
    """The town's key, and the one without what stands in brackets."""
    if "(" not in city:
        return [town.key]
    bare = read_town(_BRACKETS.sub(" ", city)).key
    return [town.key, bare] if bare and bare != town.key else [town.key]


def _by_name(keys: Sequence[str], postcode: str | None, cedex: bool) -> int | None:
    if postcode is None:
        return _anywhere(keys)
    for key in keys:
        row = _in_postcode(key, postcode)
        if row is None:
            row = _in_department(key, postcode, cedex)
        if row is not None:
            return row
    return None


def _in_postcode(key: str, postcode: str) -> int | None:
    """The commune of the postcode that bears, bore or is delivered under a name like `key`."""
    keys = reference.communes().keys
    pairs = reference.postcodes().pairs(postcode)
    if not pairs:
        return None
    names = [(row, keys[row]) for row, _ in pairs]
    labels = [(row, label) for row, label in pairs if label]
    ways: tuple[Callable[[], int | None], ...] = (
        lambda: _same(names, key),
        lambda: _former(key, {row for row, _ in pairs}),
        lambda: _same(labels, key),
        lambda: _begins(names + labels, key),
    )
    return _first(ways)


def _in_department(key: str, postcode: str, cedex: bool) -> int | None:
    """What a name that its postcode does not know means: first elsewhere in the department, exactly written,
    then with typing errors, then anywhere in France when it is a large town's."""
    keys, areas = reference.communes().keys, reference.communes().by_department
    area = [row for name in departments_of_postcode(postcode) for row in areas.get(name, ())]
    names = [(row, keys[row]) for row in area]
    near = [(row, keys[row]) for row, _ in reference.postcodes().pairs(postcode)]
    ways: tuple[Callable[[], int | None], ...] = (
        lambda: _same(names, key),
        lambda: _former(key, set(area)) if key in reference.former().by_key else None,
        lambda: _alias(key, departments_of_postcode(postcode)),
        lambda: _alike(near, key, POSTCODE_LIKENESS),
        lambda: _heads(area, key),
        lambda: _alike(names, key, DEPARTMENT_LIKENESS),
        lambda: _first_word(area, key) if cedex else None,
        lambda: _elsewhere(key),
    )
    return _first(ways)


def _first(ways: Iterable[Callable[[], int | None]]) -> int | None:
    """The first answer that is one."""
    return next((row for way in ways if (row := way()) is not None), None)


def _same(names: Sequence[tuple[int, str]], key: str) -> int | None:
    """The commune whose name is `key`: word for word, else without spaces, else without small words."""
    same = [row for row, name in names if name == key]
    if not same:
        packed = key.replace(" ", "")
        same = [row for row, name in names if name.replace(" ", "") == packed]
    if not same:
        loose = loose_key(key)
        same = [row for row, name in names if loose_key(name) == loose]
    return _largest(same) if same else None


def _former(key: str, allowed: set[int]) -> int | None:
    rows = [row for _, row in reference.former().by_key.get(key, ()) if row in allowed]
    return _largest(rows) if rows else None


def _begins(names: Sequence[tuple[int, str]], key: str) -> int | None:
    """Within one postcode: "villeneuve" for Villeneuve-d'Ascq, "cesson sevigne zi sud" for Cesson-Sévigné."""
    if len(key) < 4:
        return None
    rows = [row for row, name in names if name.startswith(f"{key} ") or key.startswith(f"{name} ")]
    return rows[0] if len(set(rows)) == 1 else None


def _heads(area: Sequence[int], key: str) -> int | None:
    """Within a department: the longest name that `key` begins with ("saint denis la plaine")."""
    keys = reference.communes().keys
    rows = [row for row in area if len(keys[row]) >= 5 and key.startswith(f"{keys[row]} ")]
    return max(rows, key=lambda row: len(keys[row])) if rows else None


def _alias(key: str, departments: Sequence[str]) -> int | None:
    code = ALIASES.get(key)
    return reference.communes().rows.get(code) if code and code[:2] in departments else None


def _alike(names: Sequence[tuple[int, str]], key: str, likeness: int) -> int | None:
    """The most similar name when it is similar enough; typing errors, missing letters."""
    from rapidfuzz import fuzz, process

    if len(key) < 4:
        return None
    found = process.extractOne(key, [name for _, name in names], scorer=fuzz.ratio, score_cutoff=likeness)
    return names[found[2]][0] if found else None


def _first_word(area: Sequence[int], key: str) -> int | None:
    """For business mail only: "roissy aeroport" means the largest commune of the department called Roissy…"""
    word = key.split(" ", 1)[0]
    if len(word) < 5 or word in {"saint", "sainte", "grand", "grande", "centre", "villeneuve"}:
        return None
    keys = reference.communes().keys
    rows = [row for row in area if keys[row] == word or keys[row].startswith(f"{word} ")]
    return _largest(rows) if rows else None


def _elsewhere(key: str) -> int | None:
    """A town with a wrong postcode ("53000 Rennes"): large, and the only one that can be meant."""
    row = _anywhere([key])
    return row if row is not None and reference.communes().populations[row] >= LARGE else None


def _anywhere(keys: Sequence[str]) -> int | None:
    """Without a postcode: the only commune of that name, or one far larger than its namesakes."""
    table = reference.communes()
    for key in keys:
        rows = table.named(key) or [row for _, row in reference.former().by_key.get(key, ())]
        if len(rows) == 1:
            return rows[0]
        if rows and table.populations[rows[0]] >= DOMINANT * table.populations[rows[1]] > 0:
            return rows[0]
        if key in ALIASES:
            return table.rows.get(ALIASES[key])
    return None


def _by_area(postcode: str, town: Town) -> Match | None:
    """What is left when the town is unknown: the postcode, its first three digits, its department."""
    key = f"{postcode} {town.key}".strip()
    rows = tuple(reference.postcodes().rows(postcode))
    if len(rows) == 1:
        return Match(rows[0], (), "postcode", postcode, reference.communes().codes[rows[0]])
    if rows:
        return Match(None, rows, "postcode", postcode, key)
    near = reference.postcodes().beginning(postcode[:3])
    if near and not postcode.startswith(("97", "98")):
        return Match(None, (_largest(near),), "department", postcode[:2], key)
    areas = reference.communes().by_department
    inside = tuple(row for name in departments_of_postcode(postcode) for row in areas.get(name, ()))
    return Match(None, inside, "department", postcode[:2], key) if inside else None


def _largest(rows: Iterable[int]) -> int:
    populations = reference.communes().populations
    return max(rows, key=lambda row: (populations[row], -row))
