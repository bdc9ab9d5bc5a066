"""Nomenclatures of the public register: activities (NAF), legal forms, headcount bands. Pure look-ups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from prospectdesk.domain.text import fold

_NAF_CLASS = re.compile(r"(\d\d)[.\s]?(\d\d)\s?([A-Z])")


def naf_code(text: str) -> str | None:
    """The class "62.01Z" of "6201Z", "62.01z" or " 62.01 Z"; None when `text` has not that form.

    A well-formed code need not exist in the nomenclature ("00.00Z" does not): see `Naf.label`.
    """
    found = _NAF_CLASS.fullmatch(text[:20].strip().upper())
    return f"{found.group(1)}.{found.group(2)}{found.group(3)}" if found else None


@dataclass(frozen=True, slots=True)
class Naf:
    """The activity nomenclature: class or division → (label, letter of its section); section → label."""

    classes: Mapping[str, tuple[str, str]]
    divisions: Mapping[str, tuple[str, str]]
    sections: Mapping[str, str]

    def label(self, code: str) -> str | None:
        """The label of a class ("62.01Z" or "6201Z"), division ("62") or section ("J"); None if unknown."""
        if code in self.sections:
            return self.sections[code]
        if code in self.divisions:
            return self.divisions[code][0]
        entry = self.classes.get(naf_code(code) or "")
        return entry[0] if entry else None

    def section(self, code: str) -> str | None:
        """The letter of the section of a class or division; None if unknown."""
        entry = self.divisions.get(code) or self.classes.get(naf_code(code) or "")
        return entry[1] if entry else None

    def search(self, text: str, limit: int = 20) -> list[tuple[str, str]]:
        """Classes whose code begins with `text` or whose label has all its words, as (code, label)."""
        words = fold(text[:200]).replace("’", "'").split()
        if not words:
            return []
        start = re.sub(r"[^0-9a-z]", "", "".join(words)).upper()
        found = []
        for code, (label, _) in self.classes.items():
            folded = fold(label)
            if (start and code.replace(".", "").startswith(start)) or all(word in folded for word in words):
                found.append((code, label))
        return found[:limit]


@dataclass(frozen=True, slots=True)
class LegalForms:
    """The legal categories: two digits (groups) and four digits (forms) → label."""

    labels: Mapping[str, str]

    def label(self, code: str) -> str | None:
        """The label of a category; a four-digit code that is not listed falls back on its group."""
        code = code.strip()
        return self.labels.get(code) or self.labels.get(code[:2])

    def groups(self) -> list[tuple[str, str]]:
        """The two-digit groups in order, as (code, label)."""
        return [(code, label) for code, label in self.labels.items() if len(code) == 2]


@dataclass(frozen=True, slots=True)
class HeadcountBand:
    """A band of employees; `high` is None for the open last one, both are None when unknown."""

    code: str
    label: str
    low: int | None
    high: int | None


HEADCOUNT_BANDS: tuple[HeadcountBand, ...] = (
    HeadcountBand("NN", "Non employeuse", 0, 0),
    HeadcountBand("00", "0 salarié", 0, 0),
    HeadcountBand("01", "1 ou 2 salariés", 1, 2),
    HeadcountBand("02", "3 à 5 salariés", 3, 5),
    HeadcountBand("03", "6 à 9 salariés", 6, 9),
    HeadcountBand("11", "10 à 19 salariés", 10, 19),
    HeadcountBand("12", "20 à 49 salariés", 20, 49),
    HeadcountBand("21", "50 à 99 salariés", 50, 99),
    HeadcountBand("22", "100 à 199 salariés", 100, 199),
    HeadcountBand("31", "200 à 249 salariés", 200, 249),
    HeadcountBand("32", "250 à 499 salariés", 250, 499),
    HeadcountBand("41", "500 à 999 salariés", 500, 999),
    HeadcountBand("42", "1\u202f000 à 1\u202f999 salariés", 1000, 1999),
    HeadcountBand("51", "2\u202f000 à 4\u202f999 salariés", 2000, 4999),
    HeadcountBand("52", "5\u202f000 à 9\u202f999 salariés", 5000, 9999),
    HeadcountBand("53", "10\u202f000 salariés et plus", 10000, None),
)
_BANDS = {band.code: band for band in HEADCOUNT_BANDS}
_NUMBERS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d{1,9}")


def headcount_band(code: str) -> HeadcountBand | None:
    """The band of a register code ("11"; "1" of a spreadsheet is "01"); None for unknown ones such as 99."""
    short = code.strip().upper().removesuffix(".0")
    return _BANDS.get(short.zfill(2) if short.isdecimal() else short)


def headcount_band_of(count: int) -> HeadcountBand:
    """The band that holds `count` employees; none or fewer is "00"."""
    for band in reversed(HEADCOUNT_BANDS):
        if band.low is not None and count >= band.low and band.code != "NN":
            return band
    return _BANDS["00"]


def read_headcount(text: str) -> HeadcountBand | None:
    """The band written as a code or in words ("11", "10 à 19 salariés", "Non employeuse"); None if unclear.

    A lone number in words is a count ("12 salariés"); a bare number is a code when there is such a code.
    """
    short = text[:100].strip()
    band = headcount_band(short)
    if band is not None:
        return band
    if "non employeu" in fold(short):
        return _BANDS["NN"]
    numbers = [int(re.sub(r"\D", "", found)) for found in _NUMBERS.findall(short)]
    if not numbers or len(numbers) > 2 or (short.isdecimal() and len(short) <= 2):
        return None
    low = headcount_band_of(numbers[0])
    exact = len(numbers) == 1 or (low.low, low.high) == (numbers[0], numbers[1])
    return low if exact else None
