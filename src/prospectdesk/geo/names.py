"""How names of towns and postcodes are brought to one form before they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prospectdesk.domain.text import fold

MAX_TEXT = 200
"""Longest text that is looked at; what follows is ignored (texts come from files and the clipboard)."""

_SUR = re.compile(r"\bs\s?/\s?(?=\w)")
_WORDS = re.compile(r"[a-z0-9]+")
_CEDEX = re.compile(r"\bcedex\b\s*(\d{0,2})")
_ABBREVIATIONS = {
    "st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes",
    "mt": "mont", "gd": "grand", "gde": "grande", "lez": "les",
}  # fmt: skip
_SMALL_WORDS = frozenset(
    {"le", "la", "les", "l", "de", "du", "des", "d", "en", "sur", "sous", "au", "aux", "a", "et"}
)
_DISTRICT = re.compile(
    r"^(paris|lyon|marseille) 0?(\d{1,2})(?: ?(?:er|e|eme|ieme|nd|nde|ere))?"
    r"(?: (?:arrondissement|arr|ardt))?$"
)
_DISTRICTS = {"paris": ("751", 20), "lyon": ("6938", 9), "marseille": ("132", 16)}


def name_key(name: str) -> str:
    """`name` as lower-case words without accents, hyphens and abbreviations: "St-Malo" → "saint malo"."""
    text = fold(name[:MAX_TEXT])
    if "/" in text:
        text = _SUR.sub("sur ", text)
    return " ".join(_ABBREVIATIONS.get(word, word) for word in _WORDS.findall(text))


def loose_key(key: str) -> str:
    """A `name_key` without its articles and prepositions: "le mans" → "mans". Never empty for a name."""
    return " ".join(word for word in key.split(" ") if word not in _SMALL_WORDS) or key


def district_code(key: str) -> str | None:
    """The INSEE code of a municipal district written as a town name ("paris 12"), else None."""
    found = _DISTRICT.match(key)
    return _district(found.group(1), int(found.group(2))) if found else None


def _district(town: str, number: int) -> str | None:
    prefix, last = _DISTRICTS[town]
    if not 1 <= number <= last:
        return None
    return prefix + str(number).zfill(5 - len(prefix))


@dataclass(frozen=True, slots=True)
class Town:
    """What the town field of an address says.

    `key` is the `name_key` without CEDEX, `district` the INSEE code of a municipal district of Paris,
    Lyon or Marseille, `cedex` whether the address is one of business mail.
    """

    key: str
    district: str | None
    cedex: bool


def read_town(text: str) -> Town:
    """The town of a postal address line such as "METZ CEDEX 1", "PARIS 12" or "L'Haÿ-les-Roses"."""
    key = name_key(text)
    found = _CEDEX.search(key)
    if found is None:
        return Town(key, district_code(key), False)
    town = key[: found.start()].strip() or key[found.end() :].strip()
    number = found.group(1)
    district = _district(town, int(number)) if number and town in _DISTRICTS else district_code(town)
    return Town(town, district, True)


def read_postcode(text: str | None) -> tuple[str | None, bool]:
    """The five digits of a postcode and whether they are certain.

    "F-35 000" gives ("35000", True). A spreadsheet loses the first zero: "1000" gives ("01000", False),
    as it may be a Belgian or Swiss code as well. Anything else, foreign codes included, gives (None, False).
    """
    if not text:
        return None, False
    short = text[:20].strip().upper().removesuffix(".0")
    short = re.sub(r"^(?:FR|F)[ -]*(?=\d)", "", short)
    if re.search(r"[^0-9\s\u00a0\u202f.]", short):
        return None, False
    code = re.sub(r"[^0-9]", "", short)
    if len(code) == 5:
        return code, True
    return (code.zfill(5), False) if len(code) == 4 else (None, False)


def department_of(code: str) -> str:
    """The department of an INSEE commune code: "2A004" → "2A", "97411" → "974"."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def departments_of_postcode(postcode: str) -> tuple[str, ...]:
    """The departments that the first digits of a postcode name (two for an unclear Corsican one)."""
    if postcode.startswith(("97", "98")):
        return (postcode[:3],)
    if postcode.startswith("20"):
        if postcode[2] in "01":
            return ("2A",)
        return ("2B",) if postcode[2] in "26" else ("2A", "2B")
    return (postcode[:2],)
