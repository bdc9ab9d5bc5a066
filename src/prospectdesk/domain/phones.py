"""Phone numbers: validated, stored as E.164, searched by national digits (D-07), shown the French way."""

from __future__ import annotations

from typing import Any

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import clean_text, digits

DEFAULT_REGION = "FR"
_OVERSEAS = ("RE", "GP", "GF", "MQ", "YT")
"""Regions numbered like France (0262…, 0590…, 0696…) whose numbers have a country code of their own."""
COUNTRY_CODES = ("33", "262", "590", "594", "596")
"""Country codes of numbers that French people write with a zero."""
_OVERSEAS_CODES = tuple("00" + code for code in COUNTRY_CODES[1:])


def parse_phone(text: str, *, label: str = "Téléphone", region: str = DEFAULT_REGION) -> str:
    """The E.164 form of a typed number ("02 99 00 11 22" → "+33299001122", "0262…" → "+262262…"). Raises Invalid."""
    import phonenumbers  # late: 30 ms at the first number, none at start

    shown = clean_text(text, limit=40, label=label)
    try:
        number = phonenumbers.parse(shown, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Invalid(
            "bad_phone",
            "« {label} » n’est pas un numéro de téléphone : {value}. Exemple : 02 99 12 34 56.",
            label=label,
            value=shown,
            fields=(label,),
        )
    if number.country_code == 33 and not phonenumbers.is_valid_number(number):
        number = _overseas(str(phonenumbers.national_significant_number(number))) or number
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _overseas(national: str) -> Any:
    """The number of an overseas department typed as in France; None when it is none."""
    import phonenumbers

    for region in _OVERSEAS:
        number = phonenumbers.parse(f"0{national}", region)
        if phonenumbers.is_valid_number(number):
            return number
    return None


def phone_digits(text: str | None) -> str | None:
    """The digits by which a number is found: +33, 0033 and the overseas codes become the national 0 (D-07)."""
    if not text:
        return None
    kept = digits(text)
    if text.strip().startswith("+"):
        kept = "00" + kept
    if kept.startswith("0033"):
        kept = "0" + kept[4:].removeprefix("0")
    elif kept.startswith(_OVERSEAS_CODES):
        kept = "0" + kept[5:].removeprefix("0")
    return kept or None


def show_phone(stored: str) -> str:
    """A French number by pairs ("02 99 00 11 22"), another one in international form."""
    kept = phone_digits(stored) or ""
    if len(kept) == 10 and kept.startswith("0") and not kept.startswith("00"):
        return " ".join(kept[i : i + 2] for i in range(0, 10, 2))
    if stored.startswith("+"):
        import phonenumbers

        try:
            number = phonenumbers.parse(stored, None)
        except phonenumbers.NumberParseException:
            return stored
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return stored
