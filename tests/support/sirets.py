"""Valid SIREN and SIRET by number."""

from __future__ import annotations

from stdnum import luhn


def siren(number: int) -> str:
    """The SIREN of that number: nine digits, the last one the control."""
    head = f"{20_000_000 + number:08d}"
    return head + luhn.calc_check_digit(head)


def siret(number: int, place: int = 1) -> str:
    """The SIRET of an establishment of that SIREN."""
    head = siren(number) + f"{place:04d}"
    return head + luhn.calc_check_digit(head)
