"""The open dossiers of board and list as a sheet, in the order they are shown (X-06, C-37)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from prospectdesk.domain.clock import day_date
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries import pipeline
from prospectdesk.queries.pipeline import Wanted
from prospectdesk.queries.pipeline_cards import Card
from prospectdesk.queries.reader import Reader
from prospectdesk.sheets.cells import Cell
from prospectdesk.sheets.tables import write_table
from prospectdesk.sheets.xlsx_writer import Column

COLUMNS = (
    ("Société", 34),
    ("Type", 16),
    ("Etape", 18),
    ("Pourcentage", 12),
    ("Montant", 14),
    ("Montant pondéré", 16),
    ("Signature prévue", 16),
    ("Titulaire", 22),
    ("Prochaine action", 20),
    ("Date de la prochaine action", 16),
    ("Commentaire", 40),
)


def export_opportunities(
    reader: Reader,
    target: Path,
    wanted: Wanted,
    sort: str = pipeline.RANK,
    *,
    descending: bool = False,
    board: bool = True,
    overwrite: bool = False,
    ticket: Ticket | None = None,
) -> int:
    """Writes the cards that meet `wanted`: stage by stage as on the `board`, else as the list; answers the rows.

    Raises Invalid (extension), Refused (file exists), Unavailable (disk), Cancelled.
    """
    with reader.session() as conn:
        if board:
            found = pipeline.board(conn, wanted, sort, descending)
            cards: Iterable[Card] = [card for column in found.columns for card in column.cards]
        else:
            cards = pipeline.listed(conn, wanted, sort, descending)
    listed = list(cards)
    columns = [Column(title, width) for title, width in COLUMNS]
    return write_table(
        target,
        columns,
        _rows(listed),
        ticket=ticket,
        overwrite=overwrite,
        title="Opportunités",
        total=len(listed),
    )


def _rows(cards: Iterable[Card]) -> Iterator[tuple[Cell, ...]]:
    for one in cards:
        yield (
            one.company,
            one.type,
            one.stage,
            one.percent,
            None if one.amount is None else float(one.amount),
            None if one.amount is None else float(one.weighted),
            None if one.signing_on is None else day_date(one.signing_on),
            one.holder,
            one.next_action,
            None if one.next_day is None else day_date(one.next_day),
            one.comment,
        )
