"""The companies of an analysis as an Excel file: a selection or the whole result (P-15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from prospectdesk.domain.opposition import left_out
from prospectdesk.domain.portfolio import LABELS, Row, badges
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.sheets.cells import Cell
from prospectdesk.sheets.tables import write_table
from prospectdesk.sheets.xlsx_writer import Column

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis
    from prospectdesk.queries.reader import Reader
    from prospectdesk.store.connection import Connection

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

    Companies that object to prospecting are left out; the last line says how many (domain.opposition).
    Raises Invalid (extension), Refused (file exists), Unavailable (disk), Cancelled.
    """
    wanted, closed = reader.run(
        _allowed, analysis, range(len(analysis)) if chosen is None else sorted(chosen)
    )
    columns = [Column(title, width) for title, width in COLUMNS]
    written = write_table(
        target,
        columns,
        _cells(reader, analysis, wanted, closed),
        ticket=ticket,
        overwrite=overwrite,
        title="Portefeuille",
        total=len(wanted),
    )
    return written - bool(closed)


def _allowed(conn: Connection, analysis: Analysis, chosen: Sequence[int]) -> tuple[list[int], int]:
    """The places whose companies do not object, and how many do."""
    from prospectdesk.queries.opposed import opposed_among

    known = len(analysis.company)
    found = [0 if row.company is None else row.company for row in analysis.found]
    companies = [int(analysis.company[one]) if one < known else found[one - known] for one in chosen]
    hidden = opposed_among(conn, companies)
    kept = [place for place, company in zip(chosen, companies, strict=True) if company not in hidden]
    return kept, len(companies) - len(kept)


def _cells(reader: Reader, analysis: Analysis, wanted: list[int], closed: int) -> Iterator[tuple[Cell, ...]]:
    from prospectdesk.queries import portfolio

    for start in range(0, len(wanted), READ):
        for row in reader.run(portfolio.rows, analysis, wanted[start : start + READ]):
            yield cells_of(row)
    if closed:
        yield (None, f"{left_out(closed)}.", *(None for _ in COLUMNS[2:]))


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
