"""Rows of the centre become rows of the store, a page at a time, in bulk and in one muted transaction.

References are turned into local ids, what waits in the outbox is laid over, rows that lack a parent are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from prospectdesk.sync import derive, held, merged, writing
from prospectdesk.sync.incoming import Checked, Incoming, Row
from prospectdesk.sync.operations import targets
from prospectdesk.sync.work import Known, Work, mandatory_targets
from prospectdesk.wire.rules import DIRECTORY_TABLES


@dataclass
class Placed:
    """Rows of one table that can stand: new ones with the local id they get, known ones with theirs."""

    table: str
    columns: tuple[str, ...]
    new: list[tuple[int, Row]] = field(default_factory=list)
    old: list[tuple[Known, Row]] = field(default_factory=list)


def apply_rows(work: Work, checked: Checked, scope: int | None = None) -> None:
    """Applies checked rows and every held row they complete.

    `scope` is that of the page's bucket; None takes what the rows say (echo, single rows).
    """
    _set_aside(work, checked)
    tables = checked.tables
    while tables:
        work.arrived = set()
        _apply(work, tables, scope)
        if not work.holding:
            return
        rest = held.released(work.conn, work.arrived)
        _set_aside(work, rest)
        tables, scope = rest.tables, None


def _set_aside(work: Work, checked: Checked) -> None:
    held.set_aside(work.conn, checked.bad)
    work.aside += len(checked.bad)
    work.holding |= bool(checked.bad)


def _apply(work: Work, tables: Sequence[Incoming], scope: int | None) -> None:
    _resolve(work, tables)
    placed = [_place(work, one, scope) for one in tables]
    rows = [(one, _bound(work, one)) for one in placed]
    bulk = any(len(one.new) > derive.MANY_NEW for one in placed if one.table in derive.SEARCHED)
    first: dict[str, int] = {}
    for one in placed:
        if one.new:
            first.setdefault(one.table, one.new[0][0])
    if bulk:
        derive.mute_search(work)
    for one, bound in rows:
        writing.insert(work, one.table, one.columns, [(row_id, bound[row[0]]) for row_id, row in one.new])
    if bulk:
        derive.refresh_new(work, first)
        derive.fill_search(work, first)
    for one, bound in rows:
        writing.update(work, one.table, one.columns, [(known, bound[row[0]]) for known, row in one.old])
        if one.table == "company":
            merged.follow(work, one.columns, bound.values())


def _resolve(work: Work, tables: Iterable[Incoming]) -> None:
    """Reads the local ids of everything the rows name, in bulk."""
    wanted: dict[str, set[bytes]] = {}
    for one in tables:
        for name, target in targets(one.table).items():
            if name in one.columns:
                place = one.columns.index(name) + 2
                told = {row[place] for row in one.rows}
                wanted.setdefault(target, set()).update(uid for uid in told if uid is not None)
    for target, uids in wanted.items():
        work.resolve(target, uids)


def _place(work: Work, one: Incoming, scope: int | None) -> Placed:
    """Which rows of a table are new, known, stale or to be held; new ones get their local ids."""
    table, columns = one.table, one.columns
    placed = Placed(table, columns)
    rows = _newest(work, one)
    known = work.known(table, [row[0] for row in rows])
    ids = work.ids.setdefault(table, {})
    must = [
        (columns.index(name) + 2, work.ids.setdefault(target, {}))
        for name, target in mandatory_targets(table).items()
        if name in columns
    ]
    for row in rows:
        here = known.get(row[0])
        if (here is not None and work.trusting and row[1] < here.rev) or not _laid(work, one, row, scope):
            continue
        missing = [row[place] for place, there in must if row[place] not in there]
        if missing:
            held.hold(work.conn, table, columns, row, missing)
            work.holding = True
        elif here is not None:
            placed.old.append((here, row))
        else:
            ids[row[0]] = fresh = work.next_id(table)
            placed.new.append((fresh, row))
    done = [row[0] for _place, row in (*placed.new, *placed.old)]
    work.arrived.update(done)
    if work.holding:
        held.forget(work.conn, table, done)
    return placed


def _newest(work: Work, one: Incoming) -> list[Row]:
    """One row a uid, the newest; none that is older than what is held of it."""
    rows = {row[0]: row for row in sorted(one.rows, key=_rev)}
    if work.holding and work.trusting:
        for uid, rev in held.revs(work.conn, one.table).items():
            if uid in rows and rows[uid][1] < rev:
                del rows[uid]
    return list(rows.values())


def _laid(work: Work, one: Incoming, row: Row, scope: int | None) -> bool:
    """Sets a row's scope and lays the waiting values over it; False when it vanished here."""
    if "scope" in one.columns:
        at = one.columns.index("scope") + 2
        row[at] = _scope(one.table, row[at] if scope is None else scope)
    if work.waiting.has(one.table, row[0]):
        if not work.waiting.lay(one.table, one.columns, row):
            return False
        _resolve(
            work, [Incoming(one.table, one.columns, [row])]
        )  # what waits may name rows the page does not
    return True


def _scope(table: str, scope: int) -> int:
    """Only rows of the tables that everybody shares may be of the directory."""
    return 1 if scope == 0 and table not in DIRECTORY_TABLES else scope


def _rev(row: Row) -> int:
    return int(row[1])


def _bound(work: Work, one: Placed) -> dict[bytes, list[Any]]:
    """The values to write by uid: references as local ids; an unknown optional one is NULL and the row held too."""
    refs = [
        (one.columns.index(name) + 2, target)
        for name, target in targets(one.table).items()
        if name in one.columns
    ]
    bound: dict[bytes, list[Any]] = {}
    for _place, row in (*one.new, *one.old):
        values, missing = row, []
        if refs:
            values = list(row)
            for place, target in refs:
                if row[place] is not None:
                    values[place] = work.ids[target].get(row[place])
                    if values[place] is None:
                        missing.append(row[place])
        if one.table == "company":
            missing += merged.missing(work, one.columns, row)
        if missing:
            held.hold(work.conn, one.table, one.columns, row, missing)
            work.holding = True
        bound[row[0]] = values
    return bound
