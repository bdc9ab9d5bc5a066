"""The report of an import as a sheet: every refused row with its line, column, value and reason (X-40)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from prospectdesk.jobs.ticket import Ticket
from prospectdesk.sheets.tables import write_table
from prospectdesk.sheets.xlsx_writer import Column

COLUMNS = (Column("Ligne", 8), Column("Colonne", 24), Column("Valeur lue", 30), Column("Raison", 60))


def write_report(
    target: Path, document: Mapping[str, Any], *, overwrite: bool = False, ticket: Ticket | None = None
) -> int:
    """Writes the refused rows and what was mended (.xlsx or .csv); answers the rows written.

    `document` is what CLI.md calls the answer of `import`. Raises Invalid, Refused, Unavailable, Cancelled.
    """
    errors = document["row_errors"]
    rows = [[one["row"], one["column"], one["value"] or "", one["reason"]] for one in errors]
    rows += [[None, "Attention", None, text] for text in document["warnings"]]
    return write_table(
        target, COLUMNS, rows, ticket=ticket, overwrite=overwrite, title="Rapport d’import", total=len(rows)
    )
