"""Rows of a list of contacts made into records (CLI.md `import --kind contacts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prospectdesk.domain.text import fold
from prospectdesk.sheets import row_identity, row_values
from prospectdesk.sheets.cells import Cell, cell_text

COLUMNS = (
    "line", "siren", "siret", "company", "company_key", "postcode", "title", "first_name", "last_name", "job",
    "role", "email", "mobile", "home", "born_on", "linkedin", "note",
)  # fmt: skip
_TITLES = {
    "m": "M.",
    "m.": "M.",
    "mr": "M.",
    "monsieur": "M.",
    "mme": "Mme",
    "mme.": "Mme",
    "madame": "Mme",
    "mlle": "Mme",
}
_READ = (
    "raison_sociale", "code_postal", "civilite", "prenom", "nom", "fonction", "role", "courriel", "telephone_portable",
    "telephone_domicile", "date_naissance", "linkedin", "note",
)  # fmt: skip


class ContactRows:
    """Makes records of rows, in the order of COLUMNS; "" is nothing."""

    def __init__(self, mapping: Mapping[int, str], titles: Sequence[str]) -> None:
        self._at = {name: place for place, name in mapping.items()}
        self.told = row_values.Told(titles, self._at)
        readers = row_values.contact_readers()
        self._readers = [(name, self._at[name], readers[name]) for name in _READ if name in self._at]

    def batch(self, numbers: Sequence[int], rows: Sequence[Sequence[Cell]]) -> list[list[Any]]:
        """The records of the good rows; problems are kept in `told`."""
        return self.told.good(numbers, rows, self._record)

    def _record(self, line: int, row: Sequence[Cell]) -> list[Any]:
        siren, siret = row_identity.read(line, row, self._at, self.told)
        read: dict[str, Any] = {}
        for name, at, reader in self._readers:
            if row[at] is not None:
                read[name] = reader(row[at], line, self.told)
        if not read.get("nom"):
            raise row_values.RefusedCell("nom", "", "nom absent : une carte de contact porte un nom")
        company = read.get("raison_sociale") or ""
        if not siren and not company:
            raise row_values.RefusedCell(
                "siret", "", "ni SIRET, ni SIREN, ni société : on ne sait pas à qui rattacher ce contact"
            )
        title = _TITLES.get(fold(cell_text(read.get("civilite"))), "")
        if read.get("civilite") and not title:
            self.told.warn(line, "civilite", "ni M. ni Mme, laissée de côté")
        role = "candidat" if fold(read.get("role") or "") == "candidat" else "interlocuteur"
        values = (
            line, siren, siret, company, fold(company), read.get("code_postal"), title, read.get("prenom"),
            read["nom"], read.get("fonction"), role, read.get("courriel"), read.get("telephone_portable"),
            read.get("telephone_domicile"), read.get("date_naissance"), read.get("linkedin"), read.get("note"),
        )  # fmt: skip
        return ["" if value is None else value for value in values]
