"""The list of prospects (D-01 … D-09): ids in display order, then rows by pages of ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from prospectdesk.queries import prospects_sql
from prospectdesk.queries.names import Names
from prospectdesk.queries.prospects_criteria import STATES, Criteria, parse_criteria, tests_of
from prospectdesk.queries.reader import bounded
from prospectdesk.store.connection import Connection

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from prospectdesk.store.columns import ColumnSet

    Ids = Sequence[int] | NDArray[numpy.int32]

__all__ = ["NOTHING", "Criteria", "ProspectRow", "count", "counts", "find", "first", "parse_criteria", "rows"]

NOTHING = Criteria()
PAGE = 128
"""Rows read at a time: a page of the table (ui.kit.table_model)."""
PATIENCE = 1.0
"""Seconds a search may take (SECURITY R6); lists without columns loaded may take LONG_PATIENCE."""
LONG_PATIENCE = 30.0


class ProspectRow(NamedTuple):
    """One line of the list, a tuple as SQLite gives it: pages of them are read while somebody scrolls.

    Days are day numbers, `next_minute` minutes of the day; None is empty.
    `state` is a value of D-08 (en_cours, signe, perdu); `stage` and `percent` are the most advanced
    dossier's; `category` is the score category of the hottest contact.
    """

    id: int
    uid: bytes
    siren: str | None
    siret: str | None
    name: str
    last_action: str | None
    last_day: int | None
    next_action: str | None
    next_day: int | None
    next_minute: int | None
    source: str | None
    phone: str | None
    mail: str | None
    postcode: str | None
    city: str | None
    naf: str | None
    state: str
    stage: str | None
    percent: int | None
    category: str | None
    source_user: str | None
    operational_user: str | None
    created_day: int | None
    registered_day: int | None
    contacts: int
    last_note: str | None
    in_portfolio: int
    has_file: int
    taken_over: int

    @property
    def registered(self) -> bool:
        """Whether the workspace has it in its portfolio."""
        return self.in_portfolio == 1

    @property
    def client(self) -> bool:
        """Whether it has a client's file."""
        return self.has_file == 1

    @property
    def takeover(self) -> bool:
        """Whether it is somebody's business taken over."""
        return self.taken_over == 1

    @property
    def id_text(self) -> str:
        """The uid as 36 characters."""
        from prospectdesk.domain.ids import uid_text  # late: no page of the list shows it

        return uid_text(self.uid)

    @property
    def state_label(self) -> str:
        """En cours, Signé or Perdu."""
        return STATES[self.state]


_HOTTEST = (
    "(SELECT p.category FROM contact p WHERE p.company_id = c.id AND p.deleted_at IS NULL AND p.colour = 'orange' "
    "AND p.category IS NOT NULL ORDER BY p.score DESC LIMIT 1)"
)
_ROWS = (
    "SELECT c.id, c.uid, c.siren, c.siret, coalesce(c.shown_name, ''), c.last_action, c.last_action_day, c.next_action, "
    "c.next_action_day, c.next_action_minute, k.label, c.phone, c.mail, c.shown_postcode, c.shown_city, "
    f"c.shown_naf, {prospects_sql.STATE}, c.best_stage, c.best_percent, CASE WHEN c.n_orange > 0 THEN {_HOTTEST} END, "
    "s.name, o.name, c.created_day, c.registered_day, c.n_orange, c.last_note, c.registered, c.client, c.takeover "
    "FROM json_each(?) j CROSS JOIN company c ON c.id = j.value LEFT JOIN catalogue k ON k.id = c.source_id "
    "LEFT JOIN user s ON s.id = c.source_user_id LEFT JOIN user o ON o.id = c.operational_user_id"
)


def rows(conn: Connection, ids: Iterable[int]) -> list[ProspectRow]:
    """The rows of `ids` in that order; ids that no longer exist are left out."""
    wanted = json.dumps([int(one) for one in ids])
    return [ProspectRow._make(row) for row in conn.execute(_ROWS, (wanted,))]


def find(
    conn: Connection,
    criteria: Criteria = NOTHING,
    sort: str = "raison_sociale",
    *,
    all_companies: bool = False,
    due_to: int | None = None,
    columns: ColumnSet | None = None,
    names: Names | None = None,
) -> Ids:
    """Ids of the companies that meet `criteria`, in display order: an int32 array with `columns`, else a list.

    `sort` is a column of prospects_sql.ORDERS, "-column" descends. `all_companies` takes the whole
    directory; `due_to` keeps what is due on that day number at the latest. Raises Invalid (bad value or
    sort) and Unavailable (the search takes over a second).
    """
    prospects_sql.parse_sort(sort)
    tests = tests_of(criteria, names or Names.read(conn))._replace(due_to=due_to)
    if columns is not None and columns.follow(conn):
        from prospectdesk.queries import prospects_columns

        with bounded(conn, PATIENCE):
            hits = prospects_columns.matching(conn, columns, tests, all_companies)
        with bounded(conn, LONG_PATIENCE):
            return prospects_columns.ordered(conn, columns, hits, sort, names)
    where, values = prospects_sql.where(tests, all_companies)
    with bounded(conn, LONG_PATIENCE):
        found = conn.execute(
            f"SELECT group_concat(id) FROM (SELECT c.id AS id FROM company c WHERE {where} "
            f"ORDER BY {prospects_sql.order_by(sort)})",
            values,
        ).fetchone()[0]
    return [int(one) for one in found.split(",")] if found else []


def first(conn: Connection, limit: int = PAGE, *, all_companies: bool = False) -> list[int]:
    """The first ids of the whole list by name, for the first paint: one look into the index."""
    where = prospects_sql.DIRECTORY if all_companies else prospects_sql.REGISTERED
    found = conn.execute(
        f"SELECT c.id FROM company c WHERE {where} ORDER BY c.name_key, c.id LIMIT ?", (limit,)
    )
    return [row[0] for row in found]


def count(
    conn: Connection,
    criteria: Criteria = NOTHING,
    *,
    all_companies: bool = False,
    due_to: int | None = None,
    columns: ColumnSet | None = None,
    names: Names | None = None,
) -> int:
    """How many companies meet `criteria`. Raises as `find` does."""
    tests = tests_of(criteria, names or Names.read(conn))._replace(due_to=due_to)
    if columns is not None and columns.follow(conn):
        from prospectdesk.queries import prospects_columns

        with bounded(conn, PATIENCE):
            return prospects_columns.count(conn, columns, tests, all_companies)
    where, values = prospects_sql.where(tests, all_companies)
    with bounded(conn, LONG_PATIENCE):
        return int(conn.execute(f"SELECT count(*) FROM company c WHERE {where}", values).fetchone()[0])


def counts(
    conn: Connection,
    views: Sequence[Criteria],
    *,
    columns: ColumnSet | None = None,
    names: Names | None = None,
) -> list[int | None]:
    """Live counts of saved views; None for one that cannot be counted (unknown label, too slow)."""
    from prospectdesk.domain.errors import Invalid, Unavailable

    known = names or Names.read(conn)
    made: list[int | None] = []
    for criteria in views:
        try:
            made.append(count(conn, criteria, columns=columns, names=known))
        except (Invalid, Unavailable):
            made.append(None)
    return made
