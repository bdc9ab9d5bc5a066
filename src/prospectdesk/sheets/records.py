"""Records made of rows in the reading child, so that no long Python work holds up the window.

A *spec* is the JSON that the child gets: {"kind", "mapping" (title → field, None to find it),
"remembered" (shape of a header → mapping used before)}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from prospectdesk.domain.errors import Invalid
from prospectdesk.sheets import columns
from prospectdesk.sheets.cells import Batch, Problem
from prospectdesk.sheets.company_rows import CompanyRows, Record
from prospectdesk.sheets.contact_rows import ContactRows

Spec = Mapping[str, Any]
PHOTO = "photo"


def resolve(spec: Spec, header: Sequence[str]) -> tuple[dict[int, str], bool]:
    """Which column is which field, and whether that is remembered. Raises Invalid for a wrong mapping."""
    kind = spec["kind"]
    if spec["mapping"] is not None:
        return columns.apply_mapping(header, spec["mapping"], kind), False
    known = spec["remembered"].get(columns.shape_key(header, kind))
    if isinstance(known, dict):
        try:
            return columns.apply_mapping(header, known, kind), True
        except Invalid:
            pass  # written by another version: found anew
    return columns.recognise(header, kind), False


class Recorder:
    """Turns batches into records. Raises Invalid when a column that must be there is not."""

    def __init__(self, spec: Spec, header: Sequence[str]) -> None:
        self.mapping, self.remembered = resolve(spec, header)
        missing = columns.missing(self.mapping, spec["kind"])
        if missing:
            raise no_column(missing, header)
        maker = ContactRows if spec["kind"] == columns.CONTACTS else CompanyRows
        self._rows = maker(self.mapping, header)

    def batch(self, batch: Batch) -> tuple[list[Record], list[Problem]]:
        """The records of the good rows, and the problems of all."""
        records = self._rows.batch(batch.numbers, batch.rows)
        wrong = [Problem(*one) for one in self._rows.told.errors]
        self._rows.told.errors.clear()
        return records, [*self._refused(batch.problems), *wrong]

    def _refused(self, problems: Sequence[Problem]) -> list[Problem]:
        """Without the photos left out: their cards are kept, so this is only said."""
        for one in problems:
            if one.column == PHOTO and not one.value:
                self._rows.told.warn(one.row, PHOTO, one.reason.removeprefix(f"{PHOTO} "))
        return [one for one in problems if one.column != PHOTO or one.value]

    def warnings(self) -> list[list[object]]:
        """What was mended or left out: column title, reason, number of rows, the first of them."""
        told = self._rows.told
        return [
            [title, reason, told.warned[title, reason], lines]
            for (title, reason), lines in told.warnings.items()
        ]


def no_column(missing: Sequence[str], header: Sequence[str]) -> Invalid:
    """The sentence for a file without the column that names its companies or people."""
    return Invalid(
        "missing_column",
        "Aucune colonne ne donne « {field} » : indiquez-la dans la correspondance des colonnes. Colonnes du "
        "fichier : {titles}.",
        field=", ".join(missing),
        titles=", ".join(filter(None, header))[:300],
    )
