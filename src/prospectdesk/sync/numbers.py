"""Control digits of many SIREN and SIRET at once (INV-11)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.siret import LA_POSTE, siren_key_holds, siret_key_holds

FEW = 32


def sirens_hold(numbers: Sequence[str]) -> bool:
    """Whether all are 9 digits that pass the control."""
    if len(numbers) < FEW:
        return all(_is_digits(one, 9) and siren_key_holds(one) for one in numbers)
    figures = _figures(numbers, 9)
    return figures is not None and bool((_luhn(figures) & figures.any(axis=1)).all())


def sirets_hold(numbers: Sequence[str]) -> bool:
    """Whether all are 14 digits that pass the control; those of La Poste have a rule of their own."""
    if len(numbers) < FEW:
        return all(_is_digits(one, 14) and siret_key_holds(one) for one in numbers)
    figures = _figures(numbers, 14)
    if figures is None:
        return False
    holds = _luhn(figures)
    special = [one for one in numbers if one.startswith(LA_POSTE)]
    if not special:
        return bool(holds.all())
    return all(
        siret_key_holds(one) if one.startswith(LA_POSTE) else holds[place]
        for place, one in enumerate(numbers)
    )


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _figures(numbers: Sequence[str], length: int) -> NDArray[np.uint8] | None:
    """The digits as a matrix, None when one number is not `length` digits."""
    joined = "".join(numbers)
    if set(map(len, numbers)) != {length} or not (joined.isascii() and joined.isdigit()):
        return None
    return (np.frombuffer(joined.encode(), np.uint8) - 48).reshape(-1, length)


def _luhn(figures: NDArray[np.uint8]) -> NDArray[np.bool_]:
    doubled = figures.astype(np.int16)
    places = doubled[:, -2::-2]
    places *= 2
    places[places > 9] -= 9
    result: NDArray[np.bool_] = doubled.sum(axis=1) % 10 == 0
    return result
