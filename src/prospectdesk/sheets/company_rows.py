"""Rows of a list of companies made into records: cleaned, validated, with what is wrong and where.

Pure and fast (some fifteen microseconds a row); it runs in the reading child (`sheets.records`).
A record is a list in the order of COLUMNS; see `store.import_stage` for what becomes of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prospectdesk.domain.ids import siren_uid, siret_uid
from prospectdesk.domain.places import department_of
from prospectdesk.domain.register import MASKED
from prospectdesk.sheets import row_identity, row_values
from prospectdesk.sheets.cells import Cell, cell_text

COLUMNS = (
    "line", "siren", "siret", "company_uid", "site_uid", "name", "name_key", "search_key", "brand", "naf",
    "legal_form", "created_on", "headcount_band", "headcount", "street", "street2", "postcode", "city",
    "city_key", "city_code", "country", "department", "latitude", "longitude", "head_office", "open", "phone",
    "phone_foreign", "fax", "mail", "website", "tax_regime", "accountant", "source", "ex_client", "withheld",
)  # fmt: skip
"""What a record holds; uids as hexadecimal text, days and flags as integers, degrees as floats; "" is nothing.
`withheld` says why a row of the register is not for prospecting (`sheets.stock_rows`)."""

_FIELDS = {
    "raison_sociale": "name", "enseigne": "brand", "naf": "naf", "forme_juridique": "legal_form",
    "date_creation": "created_on", "tranche_effectif": "headcount_band", "rue": "street",
    "adresse_suite": "street2", "code_postal": "postcode", "ville": "city", "code_commune": "city_code",
    "pays": "country", "latitude": "latitude", "longitude": "longitude", "siege": "head_office", "etat": "open",
    "telephone": "phone", "telephone_etranger": "phone_foreign", "fax": "fax", "courriel": "mail",
    "site_internet": "website", "regime_imposition": "tax_regime", "cabinet_actuel": "accountant",
    "source": "source", "ex_client": "ex_client",
}  # fmt: skip
_STREET = ("numero_voie", "type_voie", "libelle_voie")
_SLOT = {name: place for place, name in enumerate(COLUMNS)}
(_NAME, _NAME_KEY, _SEARCH, _BRAND, _BAND, _HEADCOUNT, _ROAD, _POSTCODE, _CITY, _CITY_KEY, _DEPARTMENT, _LAT, _LON) = (
    _SLOT[name] for name in ("name", "name_key", "search_key", "brand", "headcount_band", "headcount", "street",
                             "postcode", "city", "city_key", "department", "latitude", "longitude")
)  # fmt: skip
_OPEN, _OFF = _SLOT["open"], _SLOT["withheld"]
_NOTHING = [""] * (len(COLUMNS) - 5)

Record = list[Any]
CLOSED, WITHHELD = "F", "P"
"""Why a row is not for prospecting: its establishment is closed, its holder objects to the use of its data."""
LABEL = "Non diffusible"
"""What stands in place of the name of who objects."""


def bare(line: int, siren: str | None, siret: str | None, off: str, is_open: int) -> Record:
    """A row that is not for prospecting: what it is about and why; never a name of who objects."""
    record: Record = [line, siren or "", siret or "", *_uids(siren, siret), *_NOTHING]
    record[_OPEN], record[_OFF] = is_open, off
    if off == WITHHELD:
        record[_NAME], record[_NAME_KEY], record[_SEARCH] = LABEL, LABEL.lower(), LABEL.lower()
    return record


def _uids(siren: str | None, siret: str | None) -> tuple[str, str]:
    return siren_uid(siren).hex() if siren else "", siret_uid(siret).hex() if siret else ""


class CompanyRows:
    """Makes records of rows; `mapping` says which column is which field (`sheets.columns`).

    Without `named` the names come from elsewhere: a row that has none is as good as any.
    """

    def __init__(self, mapping: Mapping[int, str], titles: Sequence[str], *, named: bool = True) -> None:
        self._named = named
        at = {name: place for place, name in mapping.items()}
        self._at = at
        self.told = row_values.Told(titles, at)
        self._status = at.get("statut_diffusion")
        self._street = tuple(at[name] for name in _STREET if name in at)
        readers = row_values.readers()
        self._readers = [
            (at[field], _SLOT[column], readers[field]) for field, column in _FIELDS.items() if field in at
        ]
        self._departments: dict[str, str] = {}

    def batch(self, numbers: Sequence[int], rows: Sequence[Sequence[Cell]]) -> list[Record]:
        """The records of the good rows; problems are kept in `told`."""
        return self.told.good(numbers, rows, self.record)

    def record(self, line: int, row: Sequence[Cell]) -> Record:
        """The record of one row. Raises RefusedCell."""
        told = self.told
        siren, siret = row_identity.read(line, row, self._at, told)
        if self._status is not None and cell_text(row[self._status]).strip().upper() in {"P", "N"}:
            return bare(line, siren, siret, WITHHELD, 1)
        record = [line, siren or "", siret or "", *_uids(siren, siret), *_NOTHING]
        for place, slot, reader in self._readers:
            cell = row[place]
            if cell is not None and cell not in MASKED:
                value = reader(cell, line, told)
                if value is not None:
                    record[slot] = value
        if not siren and not record[_NAME]:
            raise row_values.RefusedCell(
                "raison_sociale",
                "",
                "ni SIRET, ni SIREN, ni raison sociale : la ligne ne désigne aucune société",
            )
        if self._named and not record[_NAME]:
            told.warn(line, "raison_sociale", "absente, une société nouvelle est nommée d’après son SIREN")
        self._complete(record, row)
        return record

    def _complete(self, record: Record, row: Sequence[Cell]) -> None:
        """What follows from the values: search forms, headcount, department, one line of address."""
        name, brand = record[_NAME], record[_BRAND]
        record[_NAME_KEY] = search = row_values.folded(name)
        record[_SEARCH] = f"{search} {row_values.folded(brand)}".strip() if brand else search
        band = record[_BAND]
        if band:
            record[_BAND], record[_HEADCOUNT] = band.code, band.low
        if not record[_ROAD] and self._street:
            record[_ROAD] = " ".join(
                [
                    row_values.short(row[at], "libelle_voie")
                    for at in self._street
                    if row[at] is not None and row[at] not in MASKED
                ]
            )
        postcode, city = record[_POSTCODE], record[_CITY]
        if postcode:
            department = self._departments.get(postcode)
            if department is None:
                department = self._departments[postcode] = department_of(postcode) or ""
            record[_DEPARTMENT] = department
        if city:
            record[_CITY_KEY] = row_values.folded_city(city)
        latitude, longitude = record[_LAT], record[_LON]
        if latitude == "" or longitude == "" or (latitude == 0 and longitude == 0):  # 0, 0 means unknown
            record[_LAT] = record[_LON] = ""
