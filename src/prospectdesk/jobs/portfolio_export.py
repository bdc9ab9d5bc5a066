"""The companies of an analysis as an Excel file: a selection or the whole result (P-15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from prospectdesk.domain.portfolio import LABELS, Row, badges
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.sheets.cells import Cell
from prospectdesk.sheets.tables import write_table
from prospectdesk.sheets.xlsx_writer import Column

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis
    from prospectdesk.queries.reader import Reader

COLUMNS = (
    ("Type", 30),
    ("Raison sociale", 34),
    ("Ville", 24),
    ("Distance (km)", 14),
    ("SIRET", 18),
    ("Contacts", 10),
    ("Missions", 10),
    ("Candidats placés", 16),
    ("Établissements dans le rayon", 26),
    ("Badges", 40),
)
READ = 512


def export_analysis(
    reader: Reader,
    target: Path,
    analysis: Analysis,
    chosen: Iterable[int] | None = None,
    *,
    overwrite: bool = False,
    ticket: Ticket | None = None,
) -> int:
    """Writes the rows at `chosen` places of the result, or all, group by group and nearest first; answers the rows.

    Raises Invalid (extension), Refused (file exists), Unavailable (disk), Cancelled.
    """
    wanted = list(range(len(analysis)) if chosen is None else sorted(chosen))
    columns = [Column(title, width) for title, width in COLUMNS]
    return write_table(
        target,
        columns,
        _cells(reader, analysis, wanted),
        ticket=ticket,
        overwrite=overwrite,
        title="Portefeuille",
        total=len(wanted),
    )


def _cells(reader: Reader, analysis: Analysis, wanted: list[int]) -> Iterator[tuple[Cell, ...]]:
    from prospectdesk.queries import portfolio

    for start in range(0, len(wanted), READ):
        for row in reader.run(portfolio.rows, analysis, wanted[start : start + READ]):
            yield cells_of(row)


def cells_of(row: Row) -> tuple[Cell, ...]:
    """One line of the sheet."""
    return (
        LABELS[row.kind],
        row.name,
        row.town,
        round(row.distance_km, 1),
        row.siret,
        row.contacts,
        row.missions,
        row.placed,
        row.in_radius,
        " ; ".join(badges(row)),
    )
