"""Amounts of money: exact decimals, kept as text with two places ("2400.00")."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.stored_json import stored_object

BONUS_PERCENT = "bonus_percent"
"""The key of the percentage of D-30 in the workspace's settings."""
CENT = Decimal("0.01")
MOST = Decimal(10) ** 12
_BLANKS = re.compile(r"[\s\u00a0\u202f']|€|EUR$")
_NUMBER = re.compile(r"\d+([.,]\d{1,2})?")


def parse_amount(typed: str, *, label: str = "Montant") -> str:
    """An amount as people write it ("2 400", "2 400,50 €", "2400.00") as its stored text. Raises Invalid."""
    plain = _BLANKS.sub("", typed.strip())
    if not plain.isascii() or not _NUMBER.fullmatch(plain):
        raise Invalid(
            "bad_amount",
            "« {label} » n’est pas un montant : {value}. Exemple : 2 400,00.",
            label=label,
            value=typed[:40],
            fields=(label,),
        )
    value = Decimal(plain.replace(",", "."))
    if value >= MOST:
        raise Invalid("amount_too_large", "« {label} » est trop grand.", label=label, fields=(label,))
    return stored(value)


def stored(value: Decimal) -> str:
    """A decimal as it is kept: two places, rounded half up."""
    return str(value.quantize(CENT, ROUND_HALF_UP))


def read_amount(text: str | None) -> Decimal | None:
    """A stored amount; None when there is none, or when what stands there is no number."""
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def share(amount: str | None, percent: Decimal) -> str:
    """`percent` of a stored amount, as its stored text; 0.00 of none."""
    return stored((read_amount(amount) or Decimal(0)) * percent / 100)


def percent_of(settings: str | None) -> Decimal:
    """The bonus percentage in the settings of a workspace (JSON), 0 when it was never set."""
    return read_amount(str(stored_object(settings).get(BONUS_PERCENT, "0"))) or Decimal(0)
