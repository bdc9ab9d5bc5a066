"""Reads the plain values of commands: texts with limits, dates, times, choices (SECURITY R1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from prospectdesk.commands.registry import Unset
from prospectdesk.domain.clock import day_number
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import clean_text

_TIME = re.compile(r"([01]?\d|2[0-3])[:hH]([0-5]\d)?")
_FRENCH_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


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
        if french:
            return day_number(date(int(french[3]), int(french[2]), int(french[1])))
        return day_number(date.fromisoformat(value.strip()))
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
    """A value of a closed list. Raises Invalid naming the list."""
    kept = value.strip().lower()
    if kept not in options:
        raise Invalid(
            "bad_choice",
            "« {label} » n’accepte que : {options}.",
            label=label,
            options=", ".join(options),
            fields=(label,),
        )
    return kept
