"""Values of one cell of an imported row: text, codes, numbers, dates, phones; a bad one is told, not kept.

Only what names the company refuses a row; any other value that cannot be read is left out and said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from prospectdesk.domain.clock import day_number
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.naf import parse_naf
from prospectdesk.domain.nomenclature import read_headcount
from prospectdesk.domain.phones import parse_phone
from prospectdesk.domain.text import clean_text, fold
from prospectdesk.sheets.cells import Cell, cell_text
from prospectdesk.sheets.codes import parse_day

T = TypeVar("T")
_FRENCH_PHONE = re.compile(r"0[1-9][0-9]{8}")
_PHONE_NOISE = str.maketrans("", "", " .-/\u00a0\u202f")
_COMMUNE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_YES = frozenset(("1", "oui", "o", "true", "vrai", "yes", "y", "x", "siege"))
_NO = frozenset(("0", "non", "n", "false", "faux", "no"))
_OPEN = {
    "a": 1,
    "actif": 1,
    "active": 1,
    "ouvert": 1,
    "en activite": 1,
    "f": 0,
    "ferme": 0,
    "c": 0,
    "cesse": 0,
    "cessee": 0,
}
_CACHED = 50_000
SAMPLES = 5


class RefusedCell(Exception):
    """The row cannot be used: the field at fault, its text, the French reason."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.value = value
        self.reason = reason


class Told:
    """What is reported of the rows so far: refused rows, and what was left out or mended, by reason."""

    def __init__(self, titles: Sequence[str], at: Mapping[str, int]) -> None:
        self._titles = titles
        self._at = at
        self.errors: list[tuple[int, str, str, str]] = []
        self.warnings: dict[tuple[str, str], list[int]] = {}
        self.warned: dict[tuple[str, str], int] = {}

    def title(self, field: str) -> str:
        """The title of the column that holds `field`, as the file writes it."""
        at = self._at.get(field)
        return field if at is None else self._titles[at]

    def error(self, line: int, wrong: RefusedCell) -> None:
        """Notes a refused row."""
        self.errors.append((line, self.title(wrong.field), wrong.value[:200], wrong.reason))

    def good(
        self, numbers: Sequence[int], rows: Sequence[T], read: Callable[[int, T], list[Any]]
    ) -> list[list[Any]]:
        """What `read` makes of each row; rows it refuses are noted and left out."""
        found = []
        for line, row in zip(numbers, rows, strict=True):
            try:
                found.append(read(line, row))
            except RefusedCell as wrong:
                self.error(line, wrong)
        return found

    def warn(self, line: int, field: str, reason: str) -> None:
        """Notes something mended or left out; the first lines of each reason are kept."""
        key = (self.title(field), reason)
        count = self.warned.get(key, 0)
        self.warned[key] = count + 1
        if count < SAMPLES:
            self.warnings.setdefault(key, []).append(line)


def short(cell: Cell, field: str = "", limit: int = 200) -> str:
    """The clean text of a cell; RefusedCell when it is longer than `limit`."""
    text = cell if isinstance(cell, str) else cell_text(cell)
    if text.isascii() and text.isprintable():
        text = text.strip() if "  " not in text else " ".join(text.split())
    else:
        text = clean_text(text, limit=10**9)
    if len(text) > limit:
        raise RefusedCell(field, text[:60], f"texte de {len(text)} caractères, {limit} au plus")
    return text


def folded(text: str) -> str:
    """The search form."""
    if text.isascii():
        return " ".join(text.lower().split())
    return fold(text)


def text_reader(field: str, limit: int) -> Callable[[Cell, int, Told], str | None]:
    """A reader of plain texts."""

    def read(cell: Cell, _line: int, _told: Told) -> str | None:
        return short(cell, field, limit) or None

    return read


Reading = tuple[Any, str | None]
"""A value and what is to be said about it."""


def cached(field: str, read: Callable[[str], Reading]) -> Callable[[Cell, int, Told], Any]:
    """A reader of values that come again and again: each text is looked at once."""
    known: dict[str, Reading] = {}

    def reader(cell: Cell, line: int, told: Told) -> Any:
        text = cell if isinstance(cell, str) else cell_text(cell)
        found = known.get(text)
        if found is None:
            if len(known) > _CACHED:
                known.clear()
            found = known[text] = read(text)
        if found[1] is not None:
            told.warn(line, field, found[1])
        return found[0]

    return reader


def _naf(text: str) -> Reading:
    try:
        return parse_naf(text), None
    except Invalid:
        return None, f"code NAF « {text.strip()[:20]} » illisible, laissé de côté"


def _postcode(text: str) -> Reading:
    kept = short(text).upper()
    plain = kept.replace(" ", "")
    if plain.isdigit() and plain.isascii():
        if len(plain) == 5:
            return plain, None
        if len(plain) == 4:
            return "0" + plain, "zéro de tête perdu par le tableur, remis"
    if len(kept) > 12:
        return None, f"code postal « {kept[:20]} » illisible, laissé de côté"
    return kept or None, None


def _commune(text: str) -> Reading:
    plain = text.strip().upper()
    if plain.isdigit() and len(plain) == 4:
        return "0" + plain, "zéro de tête perdu par le tableur, remis"
    if _COMMUNE.fullmatch(plain):
        return plain, None
    return None, f"code commune « {plain[:20]} » illisible, laissé de côté"


def _city(text: str) -> Reading:
    return short(text, "ville", 100) or None, None


def _band(text: str) -> Reading:
    short_text = text.strip()
    if short_text in ("99", "", "-") or fold(short_text[:40]) in (
        "inconnu",
        "inconnue",
        "non renseigne",
        "nc",
    ):
        return None, None
    band = read_headcount(short_text)
    return band, None if band else f"tranche d’effectif « {short_text[:30]} » inconnue, laissée de côté"


def _flag(text: str) -> Reading:
    plain = fold(text)
    if plain in _YES:
        return 1, None
    return (
        (0, None) if plain in _NO else (None, f"« {text.strip()[:20]} » n’est ni oui ni non, laissé de côté")
    )


def _state(text: str) -> Reading:
    found = _OPEN.get(fold(text).rstrip("."))
    return found, None if found is not None else f"état « {text.strip()[:20]} » inconnu, laissé de côté"


def _degrees(field: str, most: float) -> Callable[[Cell, int, Told], float | None]:
    def read(cell: Cell, line: int, told: Told) -> float | None:
        try:
            value = float(cell_text(cell).replace(",", ".") if not isinstance(cell, int | float) else cell)
        except ValueError:
            value = most + 1
        if -most <= value <= most:
            return value
        told.warn(line, field, "coordonnée illisible, laissée de côté")
        return None

    return read


def _day_reader(field: str) -> Callable[[Cell, int, Told], int | None]:
    def read(cell: Cell, line: int, told: Told) -> int | None:
        try:
            day = parse_day(cell)
        except Invalid:
            told.warn(line, field, "date illisible, laissée de côté")
            return None
        return None if day is None else day_number(day)

    return read


def phone_reader(field: str) -> Callable[[Cell, int, Told], str | None]:
    """A reader of phone numbers, as E.164; the zero that a spreadsheet dropped is restored."""

    def read(cell: Cell, line: int, told: Told) -> str | None:
        text = cell_text(cell)
        plain = text.translate(_PHONE_NOISE)
        if len(plain) == 9 and plain.isdigit() and plain[0] != "0":
            plain = "0" + plain
            told.warn(line, field, "zéro de tête perdu par le tableur, remis")
            text = plain
        if _FRENCH_PHONE.fullmatch(plain):
            return "+33" + plain[1:]
        try:
            return parse_phone(text)
        except Invalid:
            told.warn(line, field, "numéro illisible, laissé de côté")
            return None

    return read


def _checked(field: str, reason: str, parse: Callable[[str], str]) -> Callable[[Cell, int, Told], str | None]:
    def read(cell: Cell, line: int, told: Told) -> str | None:
        try:
            return parse(cell_text(cell))
        except Invalid:
            told.warn(line, field, reason)
            return None

    return read


def mail_reader(field: str) -> Callable[[Cell, int, Told], str | None]:
    """A reader of e-mail addresses."""
    from prospectdesk.domain.links import parse_email

    return _checked(field, "adresse e-mail illisible, laissée de côté", parse_email)


def _site(cell: Cell, line: int, told: Told) -> str | None:
    from prospectdesk.domain.links import parse_website

    return _checked("site_internet", "adresse de site illisible, laissée de côté", parse_website)(
        cell, line, told
    )


_fold_cache: dict[str, str] = {}


def folded_city(city: str) -> str:
    """The search form of a town; the few that come again and again are kept."""
    found = _fold_cache.get(city)
    if found is None:
        if len(_fold_cache) > _CACHED:
            _fold_cache.clear()
        found = _fold_cache[city] = folded(city)
    return found


def readers() -> dict[str, Callable[[Cell, int, Told], Any]]:
    """The reader of each field of a company, with fresh caches."""
    return {
        "raison_sociale": text_reader("raison_sociale", 200),
        "enseigne": text_reader("enseigne", 200),
        "naf": cached("naf", _naf),
        "code_postal": cached("code_postal", _postcode),
        "ville": cached("ville", _city),
        "rue": text_reader("rue", 200),
        "adresse_suite": text_reader("adresse_suite", 200),
        "code_commune": cached("code_commune", _commune),
        "pays": text_reader("pays", 60),
        "latitude": _degrees("latitude", 90),
        "longitude": _degrees("longitude", 180),
        "forme_juridique": text_reader("forme_juridique", 120),
        "date_creation": _day_reader("date_creation"),
        "tranche_effectif": cached("tranche_effectif", _band),
        "siege": cached("siege", _flag),
        "etat": cached("etat", _state),
        "telephone": phone_reader("telephone"),
        "telephone_etranger": phone_reader("telephone_etranger"),
        "fax": phone_reader("fax"),
        "courriel": mail_reader("courriel"),
        "site_internet": _site,
        "regime_imposition": text_reader("regime_imposition", 60),
        "cabinet_actuel": text_reader("cabinet_actuel", 200),
        "source": text_reader("source", 100),
        "ex_client": cached("ex_client", _flag),
    }


def contact_readers() -> dict[str, Callable[[Cell, int, Told], Any]]:
    """The reader of each field of a contact."""
    from prospectdesk.domain.links import parse_linkedin

    return {
        "raison_sociale": text_reader("raison_sociale", 200),
        "code_postal": cached("code_postal", _postcode),
        "civilite": text_reader("civilite", 60),
        "prenom": text_reader("prenom", 100),
        "nom": text_reader("nom", 100),
        "fonction": text_reader("fonction", 150),
        "role": text_reader("role", 60),
        "courriel": mail_reader("courriel"),
        "telephone_portable": phone_reader("telephone_portable"),
        "telephone_domicile": phone_reader("telephone_domicile"),
        "date_naissance": _day_reader("date_naissance"),
        "linkedin": _checked("linkedin", "adresse LinkedIn illisible, laissée de côté", parse_linkedin),
        "note": _note,
    }


def _note(cell: Cell, _line: int, _told: Told) -> str | None:
    text = clean_text(cell_text(cell), limit=10**9, lines=True)
    if len(text) > 10_000:
        raise RefusedCell("note", text[:60], f"note de {len(text)} caractères, 10 000 au plus")
    return text or None
