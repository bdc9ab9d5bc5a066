"""Rows that are no longer this person's to see are deleted for good, with what is derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from prospectdesk.store.outbox_check import wire_columns
from prospectdesk.sync import held
from prospectdesk.sync.operations import ROW, targets
from prospectdesk.sync.work import OWNER_BY, Work, mandatory_targets, owner_column
from prospectdesk.wire.tables import TABLES

CHUNK = 400


def delete(work: Work, rows: Iterable[tuple[str, bytes]], *, keep_new: bool = True) -> int:
    """Deletes rows by table and uid; answers how many were here.

    With `keep_new` a row that waits in the outbox as a whole stays until its push is answered.
    """
    by_table: dict[str, list[bytes]] = {}
    for table, uid in rows:
        if not (keep_new and work.waiting.has(table, uid) and _is_new(work, table, uid)):
            by_table.setdefault(table, []).append(uid)
    count = 0
    for table in sorted(by_table, key=list(TABLES).index, reverse=True):
        uids = by_table[table]
        held.forget(work.conn, table, uids)
        found = work.known(table, uids)
        count += _delete_ids(work, table, [one.id for one in found.values()])
    return count


def delete_where(work: Work, table: str, condition: str, parameters: Sequence[object] = ()) -> int:
    """Deletes the rows of `table` that an SQL condition names."""
    ids = [row[0] for row in work.conn.execute(f"SELECT id FROM {table} WHERE {condition}", parameters)]
    return _delete_ids(work, table, ids)


def _is_new(work: Work, table: str, uid: bytes) -> bool:
    return any(col == ROW for col, _val in work.waiting.lines(table, uid))


def _delete_ids(work: Work, table: str, ids: Sequence[int]) -> int:
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        _note(work, table, part)
        for child, column, mandatory in children_of(table):
            _unhook(work, child, column, mandatory, part)
        marks = ", ".join("?" * len(part))
        work.conn.execute(f"DELETE FROM {table} WHERE id IN ({marks})", part)
        if table == "company":
            for owners in work.fed.values():
                owners.difference_update(part)
        elif table == "contact":
            work.contacts.difference_update(part)
        elif table == "timeline":
            work.notes.difference_update(part)
    known = work.ids.get(table)
    if known and ids:
        away = set(ids)
        work.ids[table] = {uid: row_id for uid, row_id in known.items() if row_id not in away}
    return len(ids)


def _note(work: Work, table: str, ids: Sequence[int]) -> None:
    """Tells the companies of rows that are about to vanish."""
    marks = ", ".join("?" * len(ids))
    if table in OWNER_BY:
        column, parent = OWNER_BY[table]
        sql = f"SELECT x.id, p.company_id, p.id FROM {table} x JOIN {parent} p ON p.id = x.{column} WHERE x.id IN ({marks})"
        for row_id, company, owner in work.conn.execute(sql, ids).fetchall():
            work.touch(table, row_id, company)
            if parent == "contact":
                work.contacts.add(owner)
        return
    sql = f"SELECT id, {owner_column(table)} FROM {table} WHERE id IN ({marks})"
    for row_id, company in work.conn.execute(sql, ids).fetchall():
        work.touch(table, row_id, company)


@cache
def children_of(table: str) -> tuple[tuple[str, str, bool], ...]:
    """Tables and columns that point at `table`, and whether their rows cannot stand without it."""
    return tuple(
        (child, column, column in mandatory_targets(child))
        for child in TABLES
        for column, target in targets(child).items()
        if target == table
    )


def _unhook(work: Work, child: str, column: str, mandatory: bool, ids: Sequence[int]) -> None:
    """Rows that point at rows about to vanish: held until the row comes back or they vanish too."""
    marks = ", ".join("?" * len(ids))
    rows = work.conn.execute(f"SELECT id FROM {child} WHERE {column} IN ({marks})", ids).fetchall()
    found = [row[0] for row in rows]
    if not found:
        return
    for names, row, missing in _as_held(work, child, column, found):
        held.hold(work.conn, child, names, row, [missing])
    work.holding = True
    if mandatory:
        _delete_ids(work, child, found)
    else:
        for start in range(0, len(found), CHUNK):
            part = found[start : start + CHUNK]
            work.conn.execute(
                f"UPDATE {child} SET {column} = NULL WHERE id IN ({', '.join('?' * len(part))})", part
            )
            _note(work, child, part)


def _as_held(
    work: Work, table: str, column: str, ids: Sequence[int]
) -> Iterator[tuple[tuple[str, ...], list[object], bytes]]:
    """Rows as they travel (blobs as bytes), with the uid that `column` names."""
    from prospectdesk.sync.rebase import cells

    told = wire_columns(table) or {}
    names = tuple(told)
    for row_id in ids:
        found = work.conn.execute(
            f"SELECT r.uid, r.rev, {', '.join(told.values())} FROM {table} AS r WHERE r.id = ?", (row_id,)
        ).fetchone()
        values = cells(table, dict(zip(names, found[2:], strict=True)))
        yield names, [bytes(found[0]), found[1], *values.values()], values[column]
