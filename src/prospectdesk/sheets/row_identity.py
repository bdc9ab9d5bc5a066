"""Which company and establishment a row is about: SIRET and SIREN, their lost zeros restored (INV-11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.siret import LA_POSTE, SIREN_LENGTH, SIRET_LENGTH, parse_siren, parse_siret
from prospectdesk.sheets.cells import Cell, cell_text
from prospectdesk.sheets.codes import restore
from prospectdesk.sheets.row_values import RefusedCell, Told

_DOUBLE = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}


def read(line: int, row: Sequence[Cell], at: Mapping[str, int], told: Told) -> tuple[str | None, str | None]:
    """The SIREN and SIRET of a row, None where it has none. Raises RefusedCell.

    A valid SIRET gives the SIREN; one that contradicts it is reported and the SIRET wins.
    """
    siret_text = _text(row, at, "siret")
    siren_text = _text(row, at, "siren")
    if siret_text:
        siret = _siret(siret_text, line, told)
        siren = siret[:SIREN_LENGTH]
        if siren_text and siren_text != siren:
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
    return _mended("siret", text, parse_siret, line, told)


def _siren(text: str, line: int, told: Told) -> str:
    return _mended("siren", text, parse_siren, line, told)


def _mended(field: str, text: str, parse: Callable[[str], str], line: int, told: Told) -> str:
    """The number in `text`, the zeros a spreadsheet dropped at its beginning put back."""
    try:
        return parse(text)
    except Invalid as wrong:
        try:
            number = parse(restore(field, text).text)
        except Invalid:
            raise RefusedCell(field, text, wrong.message) from None
    told.warn(line, field, "zéros de tête perdus par le tableur, remis")
    return number


def _compare(text: str, siren: str, line: int, told: Told) -> None:
    try:
        same = parse_siren(text) == siren
    except Invalid:
        same = restore("siren", text).text == siren
    if not same:
        told.warn(line, "siren", "ne correspond pas au SIRET de la ligne, le SIRET l’emporte")


def _luhn(number: str) -> bool:
    """Luhn over 14 digits; La Poste and the empty SIREN take the long way."""
    if number.startswith((LA_POSTE, "0" * SIREN_LENGTH)):
        return False
    total = sum(map(_DOUBLE.__getitem__, number[::2])) + sum(map(int, number[1::2]))
    return total % 10 == 0
