"""SIRET and SIREN (INV-11): reading every pasted form, the control key, the printed form."""

from __future__ import annotations

import re
import unicodedata

from prospectdesk.domain.errors import Invalid

SIREN_LENGTH = 9
SIRET_LENGTH = 14
LA_POSTE = "356000000"
LA_POSTE_SEAT = "35600000000048"
_SEPARATORS = re.compile(
    r"[\s.,;:_'’/·\-\u2010-\u2015\u2212\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_LABEL = re.compile(r"^\s*(?:n\s*[°ºo]\s*)?(?:siret|siren)\b", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_SCIENTIFIC = re.compile(r"\s*[0-9]+(?:[.,][0-9]+)?\s*[eE]\s*\+?[0-9]+\s*")


def parse_siret(text: str) -> str:
    """The 14 digits of a SIRET written in any usual form. Raises Invalid with the French reason."""
    number = _number(text, "SIRET", SIRET_LENGTH)
    if number[:SIREN_LENGTH] == "0" * SIREN_LENGTH or not siret_key_holds(number):
        raise Invalid("siret_key", "SIRET : clé de contrôle fausse", value=number)
    return number


def parse_siren(text: str) -> str:
    """The 9 digits of a SIREN written in any usual form. Raises Invalid with the French reason."""
    number = _number(text, "SIREN", SIREN_LENGTH)
    if not siren_key_holds(number):
        raise Invalid("siren_key", "SIREN : clé de contrôle fausse", value=number)
    return number


def siret_key_holds(number: str) -> bool:
    """Whether 14 digits pass their control: Luhn, or for La Poste a digit sum that five divides.

    The seat of La Poste alone was numbered before that rule and passes Luhn.
    """
    if number.startswith(LA_POSTE) and number != LA_POSTE_SEAT:
        return sum(map(int, number)) % 5 == 0
    return _luhn_holds(number)


def siren_key_holds(number: str) -> bool:
    """Whether 9 digits pass the Luhn control and are not all zero."""
    return number != "0" * SIREN_LENGTH and _luhn_holds(number)


def siren_of(siret: str) -> str:
    """The SIREN of a SIRET: its first nine digits."""
    return siret[:SIREN_LENGTH]


def format_siret(siret: str) -> str:
    """`siret` as 123 456 782 00017, with no-break spaces."""
    return "\u00a0".join((siret[:3], siret[3:6], siret[6:9], siret[9:]))


def format_siren(siren: str) -> str:
    """`siren` as 123 456 782, with no-break spaces."""
    return "\u00a0".join((siren[:3], siren[3:6], siren[6:9]))


def _number(text: str, name: str, length: int) -> str:
    """The `length` digits in `text`; Invalid says what else was read."""
    code = name.lower()
    plain = _LABEL.sub("", unicodedata.normalize("NFKC", text))
    if _SCIENTIFIC.fullmatch(plain):
        raise Invalid(
            f"{code}_scientific",
            "{name} : « {value} » est un nombre arrondi par le tableur, les derniers chiffres sont perdus",
            name=name,
            value=text.strip(),
        )
    number = _SEPARATORS.sub("", plain)
    if not number:
        raise Invalid(f"{code}_empty", "{name} : aucun chiffre lu", name=name)
    if not _DIGITS.fullmatch(number):
        raise Invalid(
            f"{code}_characters",
            "{name} : « {value} » contient autre chose que des chiffres",
            name=name,
            value=text.strip()[:40],
        )
    if len(number) != length:
        raise Invalid(
            f"{code}_length",
            "{name} : {expected} chiffres attendus, {count} lus",
            name=name,
            expected=length,
            count=len(number),
            value=number[:40],
        )
    return number


def _luhn_holds(number: str) -> bool:
    from stdnum import luhn  # late: the window is painted before a number is checked

    return bool(luhn.is_valid(number))
