"""What "Editions" writes of the list (D-05), row by row, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.phones import show_phone
from prospectdesk.queries import prospects_sql
from prospectdesk.queries.prospects_criteria import STATES
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
PAGE = 1_000
"""Rows read at once: SQLite fetches them in the order of the file."""
Cells = tuple[str | date | None, ...]
"""The values of one line in the order of TITLES; None is an empty cell."""

_ROWS = (
    "SELECT c.id, c.shown_name, c.last_action, c.last_action_day, c.next_action, c.next_action_day, k.label, c.phone, "
    f"c.mail, c.shown_city, c.siret, c.shown_naf, {prospects_sql.STATE}, s.name, o.name, c.created_day FROM company c "
    "LEFT JOIN catalogue k ON k.id = c.source_id LEFT JOIN user s ON s.id = c.source_user_id "
    "LEFT JOIN user o ON o.id = c.operational_user_id WHERE c.id IN "
)
"""Only what is written: the rows of the list hold twice as much, some of it from other tables."""
_LAST_DAY, _NEXT_DAY, _PHONE, _STATE, _CREATED = 3, 5, 7, 12, 15


def export_rows(conn: Connection, ids: Iterable[int]) -> Iterator[Cells]:
    """The rows of `ids` in that order, read by pages; ids that no longer exist are left out."""
    left = iter(ids)
    while page := [int(one) for one in islice(left, PAGE)]:
        marks = "(" + ", ".join("?" * len(page)) + ")"
        found = {row[0]: row for row in conn.execute(_ROWS + marks, page)}
        for one in page:
            if one in found:
                yield _cells(found[one])


def _cells(row: Sequence[Any]) -> Cells:
    values = list(row)
    for place in (_LAST_DAY, _NEXT_DAY, _CREATED):
        if values[place] is not None:
            values[place] = day_date(values[place])
    if values[_PHONE] is not None:
        values[_PHONE] = show_phone(values[_PHONE])
    values[_STATE] = STATES[values[_STATE]]
    return tuple(values[1:])
