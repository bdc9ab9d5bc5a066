"""What "Editions" writes of the list (D-05), row by row, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.phones import show_phone
from prospectdesk.queries.prospects import PAGE, ProspectRow, rows
from prospectdesk.store.connection import Connection

TITLES = (
    "Raison sociale",
    "Dernière action",
    "Date de la dernière action",
    "Prochaine action",
    "Date de la prochaine action",
    "Source",
    "Téléphone",
    "Mail",
    "Ville",
    "SIRET",
    "Naf",
    "Etape",
    "Commercial source",
    "Commercial opérationnel",
    "Date de création",
)
"""Column titles of D-05: those of D-02, each action with its date, then the five others."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One line of the file, in the order of TITLES; None is an empty cell."""

    name: str
    last_action: str | None
    last_date: date | None
    next_action: str | None
    next_date: date | None
    source: str | None
    phone: str | None
    mail: str | None
    city: str | None
    siret: str | None
    naf: str | None
    state: str
    source_user: str | None
    operational_user: str | None
    created: date | None

    @property
    def cells(self) -> tuple[str | date | None, ...]:
        """The values in the order of TITLES."""
        return tuple(getattr(self, name) for name in self.__slots__)


def export_rows(conn: Connection, ids: Iterable[int]) -> Iterator[ExportRow]:
    """The rows of `ids` in that order, read by pages."""
    left = iter(ids)
    while page := list(islice(left, PAGE)):
        for row in rows(conn, page):
            yield _exported(row)


def _exported(row: ProspectRow) -> ExportRow:
    return ExportRow(
        row.name,
        row.last_action,
        _date(row.last_day),
        row.next_action,
        _date(row.next_day),
        row.source,
        None if row.phone is None else show_phone(row.phone),
        row.mail,
        row.city,
        row.siret,
        row.naf,
        row.state_label,
        row.source_user,
        row.operational_user,
        _date(row.created_day),
    )


def _date(number: int | None) -> date | None:
    return None if number is None else day_date(number)
