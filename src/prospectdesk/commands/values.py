"""Reads the plain values of commands: texts with limits, dates, times, choices (SECURITY R1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from prospectdesk.commands.registry import Unset
from prospectdesk.domain.clock import day_number
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import clean_text, fold

_TIME = re.compile(r"([01]?\d|2[0-3])[:hH]([0-5]\d)?")
YEARS = range(1000, 3000)
"""Years that a typed date may have: the oldest firms are of the Middle Ages, other years are slips."""
_FRENCH_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def text(value: str | Unset | None, *, label: str, limit: int = 200, lines: bool = False) -> str | None:
    """A clean text, None when empty. Raises Invalid when too long."""
    if value is None or isinstance(value, Unset):
        return None
    return clean_text(value, limit=limit, label=label, lines=lines) or None


def required(value: str | None, *, label: str, limit: int = 200, lines: bool = False) -> str:
    """A clean text that is not empty (D-16)."""
    kept = text(value, label=label, limit=limit, lines=lines)
    if kept is None:
        raise mandatory(label)
    return kept


def mandatory(*labels: str) -> Invalid:
    """The refusal of D-16 for one or several empty fields."""
    return Invalid("mandatory", "Champ obligatoire : {label}", label=", ".join(labels), fields=labels)


def day(value: date | str | Unset | None, *, label: str) -> int | None:
    """A date as a day number: `2026-11-23`, 23/11/2026 or a date object."""
    if value is None or isinstance(value, Unset) or value == "":
        return None
    if isinstance(value, date):
        return day_number(value)
    try:
        french = _FRENCH_DAY.fullmatch(value.strip())
        iso = "-".join(french.groups()[::-1]) if french else value.strip()
        if _ISO_DAY.fullmatch(iso) is None:  # fromisoformat knows weeks and bare digits too
            raise ValueError(value)
        meant = date.fromisoformat(iso)
        if meant.year not in YEARS:
            raise ValueError(value)
        return day_number(meant)
    except ValueError:
        raise Invalid(
            "bad_date",
            "« {label} » n’est pas une date : {value}. Exemple : 2026-11-23.",
            label=label,
            value=value[:40],
            fields=(label,),
        ) from None


def minute(value: str | Unset | None, *, label: str = "Heure") -> int | None:
    """A time of day as minutes since midnight: `14:00`."""
    if value is None or isinstance(value, Unset) or value == "":
        return None
    found = _TIME.fullmatch(value.strip())
    if found is None:
        raise Invalid(
            "bad_time",
            "« {label} » n’est pas une heure : {value}. Exemple : 14:00.",
            label=label,
            value=value[:40],
            fields=(label,),
        )
    return int(found[1]) * 60 + int(found[2] or 0)


def choice(value: str, options: Mapping[str, object], *, label: str) -> str:
    """The option meant by `value`, whatever its case, accents and joints. Raises Invalid naming the list."""
    kept = {_plain(one): one for one in options}.get(_plain(value))
    if kept is None:
        raise Invalid(
            "bad_choice",
            "« {label} » n’accepte que : {options}.",
            label=label,
            options=", ".join(options),
            fields=(label,),
        )
    return kept


def _plain(value: str) -> str:
    return fold(value).replace(" ", "_").replace("-", "_")
