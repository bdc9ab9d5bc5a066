"""Files made of reports: the data of a chart, all of them as one workbook, the bonus list, a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from prospectdesk.domain.clock import DEFAULT_ZONE, ms_instant, zone_of
from prospectdesk.domain.dossiers import BONUS_STATES
from prospectdesk.domain.people import Person
from prospectdesk.queries.bonuses import bonuses
from prospectdesk.queries.reader import Reader
from prospectdesk.queries.reports_scope import Asked
from prospectdesk.sheets.cells import Cell
from prospectdesk.sheets.tables import write_file, write_table, write_workbook
from prospectdesk.sheets.xlsx_writer import Column, Sheet

if TYPE_CHECKING:
    from prospectdesk.queries.bonuses import Bonus

Value = str | int | float | Decimal | None
WIDTH, TITLE_LIMIT = 22, 31
BONUS_TITLES = (
    "Commercial source", "Société", "Dossier", "Montant du dossier", "Pourcentage", "Prime", "Etat", "Signé le",
)  # fmt: skip
TOTAL_TITLES = ("Commercial source", "Nombre de primes", "Total des primes")


def write_data(target: Path, titles: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str) -> int:
    """Writes the data of one chart as .csv or .xlsx by the name; answers the rows.

    The dialog has asked before replacing a file. Raises Invalid (extension), Refused, Unavailable.
    """
    columns = [Column(one, WIDTH) for one in titles]
    return write_table(target, columns, _cells(rows), overwrite=True, title=title[:TITLE_LIMIT])


def write_all(target: Path, tables: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Value]]]]) -> int:
    """Writes the data of several charts, (title, titles of columns, rows) each, as one .xlsx; answers the rows."""
    sheets = [
        Sheet(title[:TITLE_LIMIT], [Column(one, WIDTH) for one in titles], _cells(rows))
        for title, titles, rows in tables
    ]
    return write_workbook(target, sheets, overwrite=True)


def write_picture(target: Path, content: bytes) -> int:
    """Writes a finished picture. Raises Unavailable."""
    return write_file(target, lambda stream: stream.write(content), overwrite=True)


def export_bonuses(
    reader: Reader, person: Person, asked: Asked, target: Path, *, overwrite: bool = False
) -> int:
    """Writes the bonus lines, and in a workbook the total of each person; answers the lines.

    Raises Forbidden for who is no administrator, Invalid (extension), Refused (file exists), Unavailable.
    """
    found = reader.run(bonuses, asked, person)
    lines = [_line(one, asked.zone) for one in found.rows]
    columns = [Column(one, WIDTH) for one in BONUS_TITLES]
    if target.suffix.lower() != ".xlsx":
        return write_table(target, columns, lines, overwrite=overwrite, title="Primes", total=len(lines))
    totals: list[Sequence[Cell]] = [(one.user, one.count, float(one.amount)) for one in found.people()]
    totals.append(("Total", len(lines), float(found.total)))
    sheets = [
        Sheet("Primes", columns, lines),
        Sheet("Total par personne", [Column(one, WIDTH) for one in TOTAL_TITLES], totals),
    ]
    write_workbook(target, sheets, overwrite=overwrite)
    return len(lines)


def _line(one: Bonus, zone: str = DEFAULT_ZONE) -> Sequence[Cell]:
    return (
        one.user,
        one.company,
        one.type,
        None if one.base is None else float(one.base),
        None if one.percent is None else round(float(one.percent), 2),
        float(one.amount),
        BONUS_STATES.get(one.state, one.state),
        signing_day(one.at, zone),
    )


def signing_day(ms: int, zone: str) -> date:
    """The day of an instant in a zone."""
    return ms_instant(ms).astimezone(zone_of(zone)).date()


def _cells(rows: Iterable[Sequence[Value]]) -> Iterable[Sequence[Cell]]:
    """Decimals as the numbers a sheet holds."""
    return ([float(one) if isinstance(one, Decimal) else one for one in row] for row in rows)
