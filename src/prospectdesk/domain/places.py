"""Facts about French addresses that need no table."""

from __future__ import annotations


def department_of(postcode: str | None) -> str | None:
    """The department of a postcode: two digits, three overseas, Corsica as 2A and 2B."""
    if not postcode or len(postcode) != 5 or not postcode.isdigit():
        return None
    if postcode.startswith(("97", "98")):
        return postcode[:3]
    if postcode.startswith("20"):
        return "2A" if postcode[2] in "01" else "2B"
    return postcode[:2]
