"""Which company and establishment a row is about: SIRET and SIREN, their lost zeros restored (INV-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.siret import LA_POSTE, SIREN_LENGTH, SIRET_LENGTH, parse_siren, parse_siret
from prospectdesk.sheets.cells import Cell, cell_text
from prospectdesk.sheets.row_values import RefusedCell, Told

_DOUBLE = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}


def read(
    line: int, row: Sequence[Cell], at: Mapping[str, int], told: Told
) -> tuple[str | None, str | None]:
    """The SIREN and SIRET of a row, None where it has none. Raises RefusedCell.

    A valid SIRET gives the SIREN; one that contradicts it is reported and the SIRET wins.
    """
    siret_text = _text(row, at, "siret")
    siren_text = _text(row, at, "siren")
    if not siret_text and siren_text and "nic" in at:
        nic = _text(row, at, "nic")
        siret_text = siren_text.zfill(SIREN_LENGTH) + nic.zfill(5) if nic else ""
    if siret_text:
        siret = _siret(siret_text, line, told)
        siren = siret[:SIREN_LENGTH]
        if siren_text and siren_text != siren and "siren" in at:
            _compare(siren_text, siren, line, told)
        return siren, siret
    if siren_text:
        return _siren(siren_text, line, told), None
    return None, None


def _text(row: Sequence[Cell], at: Mapping[str, int], field: str) -> str:
    place = at.get(field)
    if place is None:
        return ""
    cell = row[place]
    if cell is None:
        return ""
    return cell.strip() if isinstance(cell, str) else cell_text(cell)


def _siret(text: str, line: int, told: Told) -> str:
    if len(text) == SIRET_LENGTH and text.isascii() and text.isdigit() and _luhn(text):
        return text
    try:
        return parse_siret(text)
    except Invalid as wrong:
        restored = _restored(text, SIRET_LENGTH, parse_siret)
        if restored is None:
            raise RefusedCell("siret", text, wrong.message) from None
        told.warn(line, "siret", "zéros de tête perdus par le tableur, remis")
        return restored


def _siren(text: str, line: int, told: Told) -> str:
    try:
        return parse_siren(text)
    except Invalid as wrong:
        restored = _restored(text, SIREN_LENGTH, parse_siren)
        if restored is None:
            raise RefusedCell("siren", text, wrong.message) from None
        told.warn(line, "siren", "zéros de tête perdus par le tableur, remis")
        return restored


def _compare(text: str, siren: str, line: int, told: Told) -> None:
    try:
        same = parse_siren(text) == siren
    except Invalid:
        same = text.isdigit() and text.zfill(SIREN_LENGTH) == siren
    if not same:
        told.warn(line, "siren", "ne correspond pas au SIRET de la ligne, le SIRET l’emporte")


def _restored(text: str, length: int, parse: object) -> str | None:
    """`text` with the zeros a spreadsheet dropped at its beginning, when its key then holds."""
    if not (text.isascii() and text.isdigit() and length - 4 <= len(text) < length):
        return None
    try:
        return parse(text.zfill(length))  # type: ignore[operator,no-any-return]
    except Invalid:
        return None


def _luhn(number: str) -> bool:
    """Luhn over 14 digits; La Poste and the empty SIREN take the long way."""
    if number.startswith((LA_POSTE, "0" * SIREN_LENGTH)):
        return False
    total = sum(map(_DOUBLE.__getitem__, number[::2])) + sum(map(int, number[1::2]))
    return total % 10 == 0
