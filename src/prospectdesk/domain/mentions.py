"""What names a person in a text: an erasure takes it out, the right of access shows it (C-21, SECURITY L2)."""

from __future__ import annotations

import re

from prospectdesk.domain.phones import COUNTRY_CODES
from prospectdesk.domain.text import fold

_TITLES = r"(?:(?:m|mr|mme|mlle)\.\s*|(?:m|mr|mme|mlle|monsieur|madame|mademoiselle)\s+)"
_GAP = r"[\s\-]+"


def mention(first: str | None, last: str | None, points: list[str]) -> re.Pattern[str] | None:
    """What names the person in a text: full name in both orders, title and name, e-mail, phones; None when nothing does."""
    ways = [re.escape(one) for one in points if "@" in one]
    ways += [_number(one) for one in points if "@" not in one and one]
    if last:
        names = [_name(last)]
        ways.append(f"{_TITLES}{names[0]}")
        if first:
            names.append(_name(first))
            ways += [f"(?:{_TITLES})?{_GAP.join(order)}" for order in (names[::-1], names)]
    if not ways:
        return None
    ways.sort(key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)


def _name(name: str) -> str:
    """The name as written or without accents, its parts joined by spaces or hyphens, either apostrophe in it."""
    forms = {_GAP.join(map(re.escape, re.split(_GAP, form))) for form in (name, fold(name)) if form.strip()}
    return re.sub("['’]", "['’]", f"(?:{'|'.join(sorted(forms))})")


def _number(stored: str) -> str:
    """A number in E.164 however it is spaced, with its French zero too."""
    digits = re.sub(r"\D", "", stored)
    spaced = r"[\s.\-]*".join
    ways = [rf"\+{spaced(digits)}", rf"00[\s.\-]*{spaced(digits)}"]
    for code in COUNTRY_CODES:
        if digits.startswith(code):
            ways.append(rf"(?:\+{code}[\s.\-]*\(0\)|0)[\s.\-]*{spaced(digits[len(code) :])}")
    return rf"(?:{'|'.join(ways)})"
