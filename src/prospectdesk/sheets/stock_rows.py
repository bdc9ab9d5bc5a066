"""Rows of the official stock files made into records: establishments as any list's, legal units as their names.

Who objects to the use of his data (partial diffusion) has no name here: a label stands in its place.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from prospectdesk.domain.lambert import to_degrees
from prospectdesk.domain.register import MASKED
from prospectdesk.sheets import row_identity, row_values
from prospectdesk.sheets.company_rows import CLOSED, COLUMNS, LABEL, WITHHELD, CompanyRows, Record, bare
from prospectdesk.sheets.stock_files import Row

SITE_NAMES = (
    "siret", "statutDiffusionEtablissement", "etatAdministratifEtablissement", "etablissementSiege",
    "complementAdresseEtablissement", "numeroVoieEtablissement", "indiceRepetitionEtablissement",
    "typeVoieEtablissement", "libelleVoieEtablissement", "codePostalEtablissement",
    "libelleCommuneEtablissement", "libelleCommuneEtrangerEtablissement",
    "distributionSpecialeEtablissement", "codeCommuneEtablissement", "libellePaysEtrangerEtablissement",
    "coordonneeLambertAbscisseEtablissement", "coordonneeLambertOrdonneeEtablissement",
    "enseigne1Etablissement", "denominationUsuelleEtablissement", "activitePrincipaleEtablissement",
    "nomenclatureActivitePrincipaleEtablissement", "trancheEffectifsEtablissement",
    "dateCreationEtablissement",
)  # fmt: skip
"""Columns of StockEtablissement that are read, in this order."""
UNIT_NAMES = (
    "siren", "statutDiffusionUniteLegale", "etatAdministratifUniteLegale", "denominationUniteLegale",
    "nomUniteLegale", "nomUsageUniteLegale", "prenomUsuelUniteLegale", "prenom1UniteLegale",
    "categorieJuridiqueUniteLegale",
)  # fmt: skip
"""Columns of StockUniteLegale that are read, in this order."""
_NAF = "NAFRev2"

_FIELDS = {
    0: "siret", 1: "enseigne", 2: "naf", 3: "tranche_effectif", 4: "rue", 5: "adresse_suite", 6: "code_postal",
    7: "code_commune", 8: "ville", 9: "pays", 10: "latitude", 11: "longitude", 12: "date_creation", 13: "siege",
}  # fmt: skip
_TITLES = (
    "siret", "enseigne1Etablissement", "activitePrincipaleEtablissement", "trancheEffectifsEtablissement",
    "libelleVoieEtablissement", "complementAdresseEtablissement", "codePostalEtablissement",
    "codeCommuneEtablissement", "libelleCommuneEtablissement", "libellePaysEtrangerEtablissement",
    "coordonneeLambertOrdonneeEtablissement", "coordonneeLambertAbscisseEtablissement",
    "dateCreationEtablissement", "etablissementSiege",
)  # fmt: skip
_SIRET = {"siret": 0}
_OPEN, _SEAT = COLUMNS.index("open"), COLUMNS.index("head_office")


class SiteRows:
    """Makes records of establishments; the SIREN of those that have a name to find are kept in `sirens`."""

    def __init__(self) -> None:
        self._rows = CompanyRows(_FIELDS, _TITLES, named=False)
        self.told = self._rows.told
        self.sirens = array("I")

    def batch(self, numbers: Sequence[int], rows: Sequence[Row]) -> list[Record]:
        """The records of the good rows; problems are kept in `told`."""
        return self.told.good(numbers, rows, self._record)

    def _record(self, line: int, row: Row) -> Record:
        cells = [None if cell in MASKED else cell for cell in row]
        off = WITHHELD if row[1] not in {"O", None} else CLOSED if cells[2] == "F" else ""
        if off:
            return self._bare(line, cells[0], off, int(cells[2] != "F"), cells[3])
        point = to_degrees(cells[15], cells[16], cells[13])
        latitude, longitude = point or (None, None)
        record = self._rows.record(
            line,
            [
                cells[0], cells[17] or cells[18], cells[19] if cells[20] in {_NAF, None} else None, cells[21],
                _street(cells), _joined(cells[4], cells[12]), cells[9], cells[13], cells[10] or cells[11], cells[14],
                latitude, longitude, cells[22], cells[3],
            ],
        )  # fmt: skip
        record[_OPEN] = 1
        siren = int(record[1])
        if not self.sirens or self.sirens[-1] != siren:  # the file goes by SIREN: few repeats are left
            self.sirens.append(siren)
        return record

    def _bare(self, line: int, cell: str | None, off: str, is_open: int, seat: str | None) -> Record:
        """A row that is not for prospecting: what it is about, and why; a former seat is one no more."""
        siren, siret = row_identity.read(line, (cell,), _SIRET, self.told)
        if siret is None:
            raise row_values.RefusedCell("siret", "", "la ligne n’a pas de SIRET")
        record = bare(line, siren, siret, off, is_open)
        if off == CLOSED and seat == "false":
            record[_SEAT] = 0
        return record


def _street(cells: Sequence[str | None]) -> str | None:
    """Number, repetition, kind and name of the road in one line."""
    number = (cells[5] or "") + (f" {cells[6]}" if cells[5] and cells[6] else "")
    return _joined(number, cells[7], cells[8])


def _joined(*parts: str | None) -> str | None:
    return " ".join(part for part in parts if part) or None


def unit_records(rows: Sequence[Row]) -> list[list[Any]]:
    """SIREN, name, its search form, legal form, whether it is open, whether it is withheld, of legal units."""
    found = []
    for row in rows:
        cells = [None if cell in MASKED else cell for cell in row]
        off = row[1] not in {"O", None}
        name = LABEL if off else _name(cells)
        found.append(
            [row[0] or "", name, row_values.folded(name), cells[8] or "", int(cells[2] != "C"), int(off)]
        )
    return found


def _name(cells: Sequence[str | None]) -> str:
    """The denomination of a legal person; first name and name of a natural one."""
    text = cells[3] or _joined(cells[6] or cells[7], cells[5] or cells[4]) or ""
    try:
        return row_values.short(text)
    except row_values.RefusedCell:
        return row_values.short(text[:180])
