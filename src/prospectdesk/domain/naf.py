"""NAF codes: one stored form (62.01Z), every usual way of writing it."""

from __future__ import annotations

import re

from prospectdesk.domain.errors import Invalid

_CODE = re.compile(r"([0-9]{2})[.,]?([0-9]{2})([A-Z])")
_PREFIX = re.compile(r"([0-9]{1,2})(?:[.,]?([0-9]{0,2})([A-Z]?))?")
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


def parse_naf(text: str) -> str:
    """`text` ("6201Z", "62.01z", "62.01 Z") as "62.01Z"; unknown codes are kept. Raises Invalid."""
    match = _CODE.fullmatch(_BLANKS.sub("", text).upper())
    if not match:
        raise Invalid(
            "naf_form",
            "Code NAF\u00a0: «\u00a0{value}\u00a0» n’est pas de la forme 62.01Z",
            value=text.strip()[:40],
        )
    return f"{match[1]}.{match[2]}{match[3]}"


def naf_prefix(text: str) -> str:
    """The beginning of a stored code for a search text with or without dot ("620" gives "62.0").

    Empty gives empty; raises Invalid for what can begin no code.
    """
    plain = _BLANKS.sub("", text).upper()
    if not plain:
        return ""
    match = _PREFIX.fullmatch(plain)
    division, rest, letter = (match[1], match[2] or "", match[3] or "") if match else ("", "", "")
    shape_holds = bool(match) and (not rest or len(division) == 2) and (not letter or len(rest) == 2)
    if not shape_holds:
        raise Invalid(
            "naf_prefix",
            "Code NAF\u00a0: «\u00a0{value}\u00a0» ne commence aucun code (exemple\u00a0: 62.01Z)",
            value=text.strip()[:40],
        )
    return f"{division}.{rest}{letter}" if rest else division
