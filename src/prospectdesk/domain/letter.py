"""One letter, merged and frozen: everything its PDF is made from, and its stored form (X-12)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from prospectdesk.domain.errors import Refused

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """What is printed. `sender`: name, then lines of the head; `contact`: its address and phone, at the right.

    `recipient` has one line an entry; `body` is in the language of `letter_text`.
    """

    title: str
    body: str
    subtitle: str = ""
    sender: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    legal: str = ""
    recipient: tuple[str, ...] = ()
    place_date: str = ""
    reference: str = ""
    signatures: tuple[str, ...] = field(default=())
    """Who signs, one text a block: a name, then a line of what is expected."""
    clauses: tuple[str, ...] = field(default=())
    """The clauses that could be left out, as `letter_clauses` keeps them."""
    dated: str = ""
    """The day it was written (ISO), which the file is dated with."""
    layout: str = ""
    """What drew it when it was printed; a letter that is still written has none."""

    def frozen(self) -> str:
        """The stored form, the same for the same letter."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, sort_keys=True)

    def with_body(self, body: str) -> Letter:
        """The same letter with an edited text (X-11)."""
        return replace(self, body=body)


def thaw(text: str) -> Letter:
    """The letter of a stored form. Raises Refused when it was written by a newer program, or is none."""
    try:
        told = json.loads(text)
        if told.pop("format") != FORMAT:
            raise ValueError(text[:20])
        found = Letter(**{name: _value(value) for name, value in told.items()})
        if found.dated:
            date.fromisoformat(found.dated)
        return found
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Refused(
            "unknown_letter", "Ce document ne peut pas être relu par cette version de ProspectDesk."
        ) from None


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise TypeError(type(value).__name__)
