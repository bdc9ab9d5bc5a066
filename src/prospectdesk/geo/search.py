"""Free text to places: coordinates, postcodes, towns, whole addresses. Bounded and never raising."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from prospectdesk.domain.text import fold
from prospectdesk.geo import reference
from prospectdesk.geo.names import (
    MAX_TEXT,
    department_of,
    district_code,
    loose_key,
    name_key,
    read_town,
)
from prospectdesk.geo.resolve import ALIASES, resolve

MAX_WORDS = 24
ARTICLES = ("", "le ", "la ", "les ", "l ")
LIKENESS = 82
ENOUGH = 3
"""Fewer answers than this that only begin with the text: typing errors are looked for as well."""

_NUMBER = r"([+-]?\d{1,3}(?:[.,]\d{1,15}))\s*°?\s*([nseow])?"
_COORDINATES = re.compile(rf"\s*\(?\s*{_NUMBER}\s*(?:[,;/|\s])\s*{_NUMBER}\s*\)?\s*")
_SIXTIETHS = (
    r"(\d{1,3})\s*[°º]\s*(\d{1,2})\s*['’′]\s*(?:(\d{1,2}(?:[.,]\d{1,9})?)\s*(?:[\"”″]|''))?\s*([nseow])"
)
_DEGREES = re.compile(rf"\s*\(?\s*{_SIXTIETHS}\s*[,;/|]?\s*{_SIXTIETHS}\s*\)?\s*")
_POSTCODE = re.compile(r"(?<!\d)(\d\d) ?(\d{3})(?!\d)")
_DEPARTMENT = re.compile(r"^(.*?)[\s,(]*\b(\d{2,3}|2[ab])\b\)?\s*$")
_ONLY_DEPARTMENT = re.compile(r"(?:departement )?(\d{2,3}|2[ab])")


@dataclass(frozen=True, slots=True)
class Hit:
    """A commune (row), or a whole department when `department` is set; `former` is the old name that was
    found, `postcode` the one that was typed."""

    row: int
    postcode: str = ""
    former: str | None = None
    department: str | None = None


def coordinates_in(text: str) -> tuple[float, float] | None:
    """Latitude and longitude of "48.1173, -1.6778", "48,1173; -1,6778", "48.1173 N 1.6778 O" or
    48°07'02"N 1°40'40"O; else None."""
    text = text[:MAX_TEXT].lower()
    sixtieths = _DEGREES.fullmatch(text)
    if sixtieths is not None:
        *one, first_side = sixtieths.groups()[:4]
        *other, second_side = sixtieths.groups()[4:]
        first, second = _degrees(*one), _degrees(*other)
    else:
        found = _COORDINATES.fullmatch(text)
        if found is None:
            return None
        first, first_side, second, second_side = found.groups()
    latitude, longitude = _signed(first, first_side), _signed(second, second_side)
    if first_side in {"e", "o", "w"} and second_side in {"n", "s", None}:
        latitude, longitude = longitude, latitude
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _degrees(whole: str, minutes: str, seconds: str | None) -> str:
    """Degrees of sixtieths; what is no minute or second makes them impossible."""
    parts = float(minutes), float((seconds or "0").replace(",", "."))
    return str(int(whole) + parts[0] / 60 + parts[1] / 3600) if max(parts) < 60 else "999"


def _signed(number: str, side: str | None) -> float:
    value = float(number.replace(",", "."))
    return -abs(value) if side in {"s", "o", "w"} else value


def hits(text: str, limit: int) -> list[Hit]:
    """At most `limit` answers to a typed text, best first; communes of one name by population."""
    text = text[:MAX_TEXT]
    folded = fold(text)[:MAX_TEXT]
    if limit <= 0 or not re.search(r"[a-z0-9]", folded):
        return []
    found = _with_postcode(folded)
    if found is None:
        found = _with_department(folded)
    if found is None:
        found = _named(folded, lambda row: True, limit)
    return _unique(found)[:limit]


def _unique(found: Iterable[Hit]) -> list[Hit]:
    """One hit a commune, the first; a department counts apart."""
    kept: dict[tuple[int, str | None], Hit] = {}
    for hit in found:
        kept.setdefault((hit.row, hit.department), hit)
    return list(kept.values())


def _with_postcode(folded: str) -> list[Hit] | None:
    """Answers when a known postcode, or something that can only be one, is in the text; else None."""
    table = reference.postcodes()
    found = [match for match in _POSTCODE.finditer(folded) if _is_postcode(match, table)]
    if not found:
        return None
    match = found[-1]
    postcode = match.group(1) + match.group(2)
    before, after = folded[: match.start()].rstrip(" ,"), folded[match.end() :].strip(" ,")
    town = after.partition(",")[0]
    rows = table.rows(postcode)
    people = reference.communes().populations
    ordered = [Hit(row, postcode) for row in sorted(rows, key=lambda row: -people[row])]
    if name_key(town):
        return [*_resolved(postcode, town), *ordered]
    if name_key(before):
        return [*_before(postcode, before, rows), *ordered]
    return ordered or _resolved(postcode, "")


def _is_postcode(match: re.Match[str], known: reference.Postcodes) -> bool:
    code = match.group(1) + match.group(2)
    return code in known or (" " not in match.group(0) and code[:2] != "00")


def _resolved(postcode: str, town: str) -> list[Hit]:
    answer = resolve(postcode, town)
    if answer is None:
        return []
    if answer.row is not None:
        return [Hit(answer.row, postcode)]
    return [Hit(row) for row in answer.rows[:1]] if answer.precision == "department" else []


def _before(postcode: str, text: str, rows: list[int]) -> list[Hit]:
    """The town written before its postcode: the last words of the text that name a commune of it."""
    keys = reference.communes().keys
    words = name_key(text).split()[-MAX_WORDS:]
    for start in range(len(words)):
        tail = " ".join(words[start:])
        same = [Hit(row, postcode) for row in rows if loose_key(keys[row]) == loose_key(tail)]
        if same:
            return same
    return [] if rows else _resolved(postcode, text.rpartition(",")[2])


def _with_department(folded: str) -> list[Hit] | None:
    """Answers to "57", "Saint-Denis (93)" or "Lagny 77"; None when no department is named."""
    only = _ONLY_DEPARTMENT.fullmatch(name_key(folded))
    known = reference.departments()
    if only is not None:
        code = only.group(1).upper()
        return [Hit(-1, department=code)] if code in known else []
    found = _DEPARTMENT.match(folded)
    town = read_town(folded)
    if found is None or found.group(2).upper() not in known or town.district or town.cedex:
        return None
    code = found.group(2).upper()
    codes = reference.communes().codes
    answers = _named(found.group(1), lambda row: department_of(codes[row]) == code, 50)
    return answers or None


def _named(folded: str, allowed: Callable[[int], bool], limit: int) -> list[Hit]:
    """Communes by name: exact, departments, beginnings, words inside, ends of an address, typing errors."""
    town = read_town(folded)
    key = town.key
    if not key:
        return []

    def kept(found: Iterable[Hit]) -> list[Hit]:
        return [hit for hit in found if hit.row < 0 or allowed(hit.row)]

    business = [Hit(reference.communes().rows[town.district])] if town.cedex and town.district else []
    named = kept(business) + kept(_exact(key)) + kept(_departments(key))
    found = named + kept(_beginning(key))
    if len(found) < limit:
        inside = kept(_inside(key))
        found += inside
        if not found:
            found = kept(_address(key))
        if not named and not inside and len(found) < ENOUGH:
            found += kept(_similar(key))
    return found


def _exact(key: str) -> list[Hit]:
    table = reference.communes()
    district = district_code(key)
    found = [Hit(table.rows[district])] if district else []
    found += [Hit(row) for row in table.named(key)]
    if key in ALIASES:
        found.append(Hit(table.rows[ALIASES[key]]))
    old = [Hit(row, former=name) for name, row in reference.former().by_key.get(key, ())]
    return found + sorted(old, key=lambda hit: -table.populations[hit.row])


def _departments(key: str) -> list[Hit]:
    return [
        Hit(-1, department=department.code)
        for department in reference.departments().values()
        if name_key(department.name) == key and department.code in reference.communes().by_department
    ]


def _beginning(key: str) -> list[Hit]:
    """Names that begin with `key`, after their article too: "mans" finds Le Mans."""
    table = reference.communes()
    return _by_people(row for article in ARTICLES for row in table.beginning(article + key))


def _inside(key: str) -> list[Hit]:
    """`key` begins a word of the name: "sevigne" finds Cesson-Sévigné."""
    if len(key) < 3:
        return []
    wanted = f" {key}"
    return _by_people(row for row, name in enumerate(reference.communes().keys) if wanted in name)


def _address(key: str) -> list[Hit]:
    """The longest end of "12 rue x cesson sevigne" that is a town."""
    words = key.split()[-MAX_WORDS:]
    for start in range(1, len(words)):
        tail = " ".join(words[start:])
        if len(tail) >= 3 and (found := _exact(tail)):
            return found
    return []


def _similar(key: str) -> list[Hit]:
    from rapidfuzz import fuzz, process

    if len(key) < 4:
        return []
    table = reference.communes()
    close = process.extract(key, table.keys, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=20)
    close.sort(key=lambda item: (-round(item[1] / 5), -table.populations[item[2]]))
    return [Hit(row) for _, _, row in close]


def _by_people(rows: Iterable[int]) -> list[Hit]:
    people = reference.communes().populations
    return [Hit(row) for row in sorted(set(rows), key=lambda row: (-people[row], row))]
