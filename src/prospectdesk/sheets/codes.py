"""Codes that spreadsheets spoil: leading zeros lost, numbers rounded, dates in many forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from prospectdesk.domain import siret as sirets
from prospectdesk.domain.errors import Invalid
from prospectdesk.sheets.cells import Cell, cell_text

_LENGTHS = {
    "siret": (14, 12), "siren": (9, 7), "code_postal": (5, 4), "code_commune": (5, 4), "departement": (2, 1),
}  # fmt: skip
"""Full length of a code, and the shortest that lost zeros can have left of it."""
_PHONES = ("telephone", "telephone_portable", "telephone_domicile", "fax")
_DIGITS = re.compile(r"[0-9]+")
_FLOAT_TAIL = re.compile(r"([0-9]+)[.,]0+")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\-]?([0-9]{2})[/.\-]?([0-9]{2})(?:[ T].*)?")
_PIVOT = 30


@dataclass(frozen=True)
class Restored:
    """The text of a code, and the French warning when something was put back."""

    text: str
    warning: str = ""


def restore(field: str, value: Cell) -> Restored:
    """`value` as the text of the code `field`, zeros that a spreadsheet dropped put back with a warning.

    Fields that are no code give their plain text. Nothing is checked here: the parsers of the domain do.
    """
    text = cell_text(value).strip()
    if field not in _LENGTHS and field not in _PHONES:
        return Restored(text)
    tail = _FLOAT_TAIL.fullmatch(text)
    plain = tail[1] if tail else text
    if not _DIGITS.fullmatch(plain):
        return Restored(text)
    if field in _PHONES:
        return _phone(plain)
    length, shortest = _LENGTHS[field]
    if not shortest <= len(plain) < length:
        return Restored(plain)
    full = plain.zfill(length)
    if field == "siret" and not (sirets.siret_key_holds(full) and sirets.siren_key_holds(full[:9])):
        return Restored(plain)
    if field == "siren" and not sirets.siren_key_holds(full):
        return Restored(plain)
    return Restored(full, f"zéro initial rétabli\u00a0: {plain} lu comme {full}")


def _phone(plain: str) -> Restored:
    if len(plain) == 9 and plain[0] != "0":
        return Restored(f"0{plain}", f"zéro initial rétabli\u00a0: {plain} lu comme 0{plain}")
    if len(plain) == 11 and plain.startswith("33"):
        return Restored(f"+{plain}", f"signe + rétabli\u00a0: {plain} lu comme +{plain}")
    return Restored(plain)


def parse_day(value: Cell) -> date | None:
    """The date in a cell (a real one, dd/mm/yyyy, yyyy-mm-dd, yyyymmdd), None when empty. "
    "Raises Invalid."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = cell_text(value).strip()
    if not text:
        return None
    match = _DAY_FIRST.fullmatch(text)
    if match:
        day, month, year = (int(part) for part in match.groups())
        if year < 100:
            year += 2000 if year <= _PIVOT else 1900
    else:
        match = _YEAR_FIRST.fullmatch(text)
        year, month, day = (int(part) for part in match.groups()) if match else (0, 0, 0)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Invalid(
            "date_form", "date «\u00a0{value}\u00a0» illisible, forme attendue jj/mm/aaaa", value=text[:40]
        ) from error
