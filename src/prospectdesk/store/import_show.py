"""Shows what `store.import_write` wrote hidden, part by part, or deletes it; both go on after a kill.

All it needs is in the store: the lines of `import_change` that are only noted, and the hidden rows they name.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from prospectdesk.store import import_update, summaries
from prospectdesk.store.connection import Connection, database_errors
from prospectdesk.store.import_write import END, PLANNED, TABLES, fresh_uids
from prospectdesk.store.lock import ProfileLock
from prospectdesk.store.outbox_check import wire_columns
from prospectdesk.store.store import Store

WRITING, SHOWING = "writing", "showing"
"""States of a run before and after the decision: then a start of the program deletes, or shows the rest."""
UNDOING, REDOING = "undoing", "redoing"
"""States of a run on its way back, and of one that comes back because that was stopped: a start goes on."""
LOCK = "import.lock"
Ranges = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Unfinished:
    """An import of which rows are hidden; `decided` ones are shown, the others deleted. `at` in ms UTC."""

    run_id: int
    at: int
    user_id: int | None
    decided: bool
    kind: str = "companies"
    state: str = WRITING

    @property
    def hidden(self) -> int:
        """What stands in `deleted_at` of its hidden rows."""
        return -self.run_id


_here: set[str] = set()
_guard = threading.Lock()


@contextlib.contextmanager
def turn(store: Store) -> Iterator[bool]:
    """Whether no other import of this store is under way, in this program or another; it is ours for the block."""
    name = str(store.path.absolute())
    lock = ProfileLock(store.path.parent, LOCK)
    with _guard:
        ours = name not in _here and lock.acquire()
        if ours:
            _here.add(name)
    try:
        yield ours
    finally:
        if ours:
            with _guard:
                _here.discard(name)
            lock.release()


_SOURCE = {
    "registration": ", source_id = coalesce(source_id, :source)",
    "company": ", source_id = CASE WHEN registered = 1 THEN coalesce(source_id, :source) END",
}
"""The source of an import may be made by its decision only."""


def import_source(conn: Connection) -> int | None:
    """The source "Import" of the catalogue, None when there is none."""
    row = conn.execute(
        "SELECT id FROM catalogue WHERE kind = 'source' AND fold(label) = 'import' AND deleted_at IS NULL LIMIT 1"
    ).fetchone()
    return None if row is None else int(row[0])


def unfinished(conn: Connection) -> list[Unfinished]:
    """Imports that were stopped half way."""
    rows = conn.execute(
        "SELECT id, at, user_id, state, kind FROM import_run WHERE state IN (?, ?, ?, ?) ORDER BY id",
        (WRITING, SHOWING, UNDOING, REDOING),
    )
    return [
        Unfinished(run_id, at, user, state == SHOWING, kind, state)
        for run_id, at, user, state, kind in rows.fetchall()
    ]


def show_part(conn: Connection, run: Unfinished, after: int) -> int | None:
    """Shows the part whose lines follow `after`; answers its last line, None when there is none."""
    end = _end(conn, run, after)
    if end is None:
        return None
    part = {"run": run.run_id, "after": after, "end": end}
    told = highest_history(conn)
    fresh_uids(conn, run.at)
    ranges = _ranges(conn, part)
    known = _known(conn, part, ranges)
    import_update.carry_out(conn, part, run.at, run.user_id)
    conn.execute("UPDATE write_state SET muted = 1")  # rows the centre does not know yet: told whole below
    source = import_source(conn)
    for table, (first, last) in ranges.items():
        conn.execute(
            f"UPDATE {table} SET deleted_at = NULL{_SOURCE.get(table, '')} "
            "WHERE id BETWEEN :first AND :last AND deleted_at = :hidden",
            {"first": first, "last": last, "hidden": run.hidden, "source": source},
        )
    conn.execute("UPDATE write_state SET muted = 0")
    for table in reversed(TABLES):
        if table in ranges:
            _tell_whole(conn, table, *ranges[table])
    if "registration" in ranges:
        _history(conn, run, *ranges["registration"])
    summaries.refresh(conn, known)
    if "company" in ranges:
        _mark_dirty(conn, *ranges["company"])
    conn.execute(
        f"UPDATE import_change AS i NOT INDEXED SET tbl = substr(tbl, 2) WHERE {import_update.LINES} AND tbl <> '{END}'",
        part,
    )
    conn.execute("DELETE FROM import_change WHERE id = ?", (end,))
    note_history(conn, run.run_id, told)
    return end


def note_history(conn: Connection, run_id: int, told: int) -> None:
    """Notes the lines of the history after `told` as the import's own: they are no edits (store.import_undo)."""
    last = highest_history(conn)
    if last > told:
        conn.execute(
            "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, 'history', ?, NULL, ?)",
            (run_id, told + 1, json.dumps({"last": last})),
        )


def drop_part(conn: Connection, run: Unfinished) -> bool:
    """Deletes one part of what was written hidden; False when there is none left."""
    end = _end(conn, run, 0)
    if end is None:
        return False
    part = {"run": run.run_id, "after": 0, "end": end}
    for table, (first, last) in _ranges(conn, part).items():
        sql = f"DELETE FROM {table} WHERE id BETWEEN ? AND ? AND deleted_at = ?"
        try:
            conn.execute(sql, (first, last, run.hidden))
        except database_errors():  # something came for one of them meanwhile: it stays, as a deleted row
            conn.execute(
                f"UPDATE {table} SET deleted_at = ? WHERE id BETWEEN ? AND ? AND deleted_at = ?",
                (run.at, first, last, run.hidden),
            )
    conn.execute("DELETE FROM import_change WHERE run_id = ? AND id <= ?", (run.run_id, end))
    return True


def close(conn: Connection, run_id: int) -> None:
    """Ranges that follow each other become one; the run is done."""
    spans: dict[str, list[list[int]]] = {}
    rows = conn.execute(
        "SELECT id, tbl, row_id, after ->> 'last' FROM import_change WHERE run_id = ? AND before IS NULL "
        "AND after ->> 'last' IS NOT NULL ORDER BY tbl, row_id",
        (run_id,),
    ).fetchall()
    for _id, table, first, last in rows:
        known = spans.setdefault(table, [])
        if known and known[-1][1] + 1 == first:
            known[-1][1] = last
        else:
            known.append([first, last])
    conn.executemany("DELETE FROM import_change WHERE id = ?", [(row[0],) for row in rows])
    conn.executemany(
        "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, ?, ?, NULL, ?)",
        [
            (run_id, table, first, json.dumps({"last": last}))
            for table, known in spans.items()
            for first, last in known
        ],
    )
    conn.execute("UPDATE import_run SET state = 'done' WHERE id = ?", (run_id,))


def forget(conn: Connection, run_id: int) -> None:
    """Removes the line of a run of which nothing is left."""
    conn.execute("DELETE FROM import_run WHERE id = ?", (run_id,))


def _end(conn: Connection, run: Unfinished, after: int) -> int | None:
    row = conn.execute(
        "SELECT id FROM import_change NOT INDEXED WHERE id > ? AND run_id = ? AND tbl = ? ORDER BY id LIMIT 1",
        (after, run.run_id, END),
    ).fetchone()
    return None if row is None else int(row[0])


def _ranges(conn: Connection, part: import_update.Part) -> Ranges:
    rows = conn.execute(
        f"SELECT substr(i.tbl, 2), i.row_id, i.after ->> 'last' FROM import_change i NOT INDEXED WHERE "
        f"{import_update.LINES} AND i.before IS NULL AND i.tbl LIKE '{PLANNED}%' AND i.tbl <> '{END}' ORDER BY i.id",
        part,
    )
    return {table: (first, last) for table, first, last in rows.fetchall()}


def _known(conn: Connection, part: import_update.Part, ranges: Ranges) -> list[int]:
    """Companies that were there before and of which something changes."""
    first, last = ranges.get("company", (1, 0))
    found: set[int] = set()
    for table in TABLES:
        owner = "o.id" if table == "company" else "o.company_id"
        sql = (
            f"SELECT {owner} FROM import_change i NOT INDEXED JOIN {table} o ON o.id = i.row_id WHERE "
            f"{import_update.LINES} AND i.tbl = '{PLANNED}{table}' AND i.before IS NOT NULL"
        )
        found.update(row[0] for row in conn.execute(sql, part))
        if table in ranges and table != "company":
            sql = (
                f"SELECT company_id FROM {table} WHERE id BETWEEN ? AND ? AND company_id NOT BETWEEN ? AND ?"
            )
            found.update(row[0] for row in conn.execute(sql, (*ranges[table], first, last)))
    return sorted(found)


def _tell_whole(conn: Connection, table: str, first: int, last: int) -> None:
    """Outbox lines of new rows, as the trigger of an insertion writes them."""
    told = wire_columns(table)
    assert told is not None
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in told.items())
    conn.execute(
        f"INSERT INTO outbox (batch, tbl, row_uid, col, val, base, hlc) SELECT w.batch, '{table}', r.uid, '*', "
        f"json_object({pairs}), 0, w.hlc FROM {table} r, write_state w WHERE r.id BETWEEN ? AND ? AND r.scope <> 0 "
        "AND r.rev = 0 AND r.deleted_at IS NULL ON CONFLICT (tbl, row_uid, col) WHERE sent = 0 DO NOTHING",
        (first, last),
    )


def _history(conn: Connection, run: Unfinished, first: int, last: int) -> None:
    """INV-15: that each company was registered."""
    conn.execute(
        "INSERT INTO history (uid, company_id, at, user_id, object, object_uid, field, new) SELECT fresh_uid(), "
        "g.company_id, ?, ?, 'Société', g.uid, 'Création', c.name || ' (import)' FROM registration g "
        "JOIN company c ON c.id = g.company_id WHERE g.id BETWEEN ? AND ? AND g.deleted_at IS NULL",
        (run.at, run.user_id, first, last),
    )


def _mark_dirty(conn: Connection, first: int, last: int) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO column_dirty (id, batch) SELECT c.id, w.batch FROM company c, write_state w "
        "WHERE c.id BETWEEN ? AND ?",
        (first, last),
    )


def highest_history(conn: Connection) -> int:
    """The last line of the history."""
    return int(conn.execute("SELECT coalesce(max(id), 0) FROM history").fetchone()[0])
