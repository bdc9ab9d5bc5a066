"""Bound rows go into their tables by executemany; a row the table refuses is set aside alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from prospectdesk.store import statements
from prospectdesk.store.connection import driver
from prospectdesk.sync import held
from prospectdesk.sync.incoming import Bad, bad_row
from prospectdesk.sync.work import OWNER_BY, Known, Work, owner_column


def insert(work: Work, table: str, columns: Sequence[str], rows: list[tuple[int, list[Any]]]) -> None:
    """Adds rows under the local ids they were given."""
    if not rows:
        return
    sql = statements.insert(table, ("id", "uid", "rev", *columns))
    _write(work, table, columns, sql, [(row_id, *row) for row_id, row in rows], uid_at=1)
    _touch_new(work, table, columns, rows)


def update(work: Work, table: str, columns: Sequence[str], rows: list[tuple[Known, list[Any]]]) -> None:
    """Sets the columns of known rows."""
    if not rows:
        return
    sql = statements.update(table, ("uid", "rev", *columns))
    _write(work, table, columns, sql, [(*row, known.id) for known, row in rows], uid_at=0)
    _touch_old(work, table, columns, rows)


def _write(
    work: Work, table: str, columns: Sequence[str], sql: str, rows: list[tuple[Any, ...]], *, uid_at: int
) -> None:
    """All rows at once; where the table refuses one, each by itself.

    Without a savepoint, which would copy each page that is written: new rows go again, an UPDATE may come twice.
    """
    conn = work.conn
    try:
        conn.executemany(sql, rows)
    except driver().IntegrityError:
        if uid_at:
            conn.executemany(f"DELETE FROM {table} WHERE id = ?", [(row[0],) for row in rows])
        for row in rows:
            try:
                conn.execute(sql, row)
            except driver().IntegrityError:
                held.set_aside(conn, [_refused(table, columns, row[uid_at:])])
                work.aside += 1


def _refused(table: str, columns: Sequence[str], row: Sequence[Any]) -> Bad:
    told = [bytes(value).hex() if isinstance(value, bytes) else value for value in row]
    return bad_row(table, columns, told, "store")


def _touch_new(work: Work, table: str, columns: Sequence[str], rows: list[tuple[int, list[Any]]]) -> None:
    if owner_column(table) == "company_id":
        place = columns.index("company_id") + 2
        for row_id, row in rows:
            work.touch(table, row_id, row[place])
    elif table in OWNER_BY:
        _touch_child(
            work, table, [(row_id, row[columns.index(OWNER_BY[table][0]) + 2]) for row_id, row in rows]
        )
    else:
        for row_id, _row in rows:
            work.touch(table, row_id, row_id if table == "company" else None)


def _touch_old(work: Work, table: str, columns: Sequence[str], rows: list[tuple[Known, list[Any]]]) -> None:
    """What a row belonged to before changed as well."""
    owner = owner_column(table)
    place = columns.index(owner) + 2 if owner in columns else None
    if table in OWNER_BY and place is not None:
        pairs = [(known.id, row[place]) for known, row in rows]
        pairs += [(k.id, k.owner) for k, row in rows if k.owner is not None and k.owner != row[place]]
        _touch_child(work, table, pairs)
        return
    for known, row in rows:
        work.touch(table, known.id, None if place is None else row[place], known.owner)
    if table == "stage":
        marks = ", ".join("?" * len(rows))
        found = work.conn.execute(
            f"SELECT DISTINCT company_id FROM dossier WHERE stage_id IN ({marks})",
            [known.id for known, _row in rows],
        )
        work.fed.setdefault("dossier", set()).update(row[0] for row in found)


def _touch_child(work: Work, table: str, rows: list[tuple[int, int]]) -> None:
    """Rows whose company is that of their parent."""
    parent = OWNER_BY[table][1]
    owners: dict[int, int] = {}
    parents = sorted({owner for _row_id, owner in rows})
    for start in range(0, len(parents), 5_000):
        part = parents[start : start + 5_000]
        marks = ", ".join("?" * len(part))
        owners.update(work.conn.execute(f"SELECT id, company_id FROM {parent} WHERE id IN ({marks})", part))
    for row_id, owner in rows:
        work.touch(table, row_id, owners[owner])
    if table == "contact_point":
        work.contacts.update(parents)
