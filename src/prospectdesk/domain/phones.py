"""Phone numbers: validated, stored as E.164, searched by national digits (D-07), shown the French way."""

from __future__ import annotations

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.text import clean_text, digits

DEFAULT_REGION = "FR"


def parse_phone(text: str, *, label: str = "Téléphone", region: str = DEFAULT_REGION) -> str:
    """The E.164 form of a typed number ("02 99 00 11 22" → "+33299001122"). Raises Invalid."""
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
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_digits(text: str | None) -> str | None:
    """The digits by which a number is found: +33 and 0033 become the national 0 (D-07)."""
    if not text:
        return None
    kept = digits(text)
    if text.strip().startswith("+"):
        kept = "00" + kept
    if kept.startswith("0033"):
        kept = "0" + kept[4:].removeprefix("0")
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
