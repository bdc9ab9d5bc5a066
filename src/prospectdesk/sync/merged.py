"""A company that the centre merged into another: what hangs on it here alone follows it (X-19)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from prospectdesk.sync.operations import targets
from prospectdesk.sync.work import Work
from prospectdesk.wire.tables import TABLES

COLUMN = "merged_into"


def missing(work: Work, columns: Sequence[str], row: Sequence[Any]) -> list[bytes]:
    """The company a merged one became, when it is not here yet: the row waits for it and is applied again then."""
    uid = row[columns.index(COLUMN) + 2] if COLUMN in columns else None
    return [] if uid is None or uid in work.resolve("company", [uid]) else [uid]


def follow(work: Work, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows that the centre does not know yet, and waiting lines, name the company that stands.

    The centre's own rows come with their new company by themselves.
    """
    if COLUMN not in columns:
        return
    place = columns.index(COLUMN) + 2
    for row in rows:
        if row[place] is not None:
            ids = work.resolve("company", [row[0], row[place]])
            if row[0] in ids and row[place] in ids:
                _repoint(work, row[0], row[place])


def _repoint(work: Work, loser: bytes, survivor: bytes) -> None:
    old, new = work.ids["company"][loser], work.ids["company"][survivor]
    for table in TABLES:
        if targets(table).get("company_id") == "company":
            found = work.conn.execute(
                f"SELECT id FROM {table} WHERE company_id = ? AND rev = 0", (old,)
            ).fetchall()
            for (row_id,) in found:
                work.conn.execute(f"UPDATE {table} SET company_id = ? WHERE id = ?", (new, row_id))
                work.touch(table, row_id, new, old)
    work.conn.execute(
        "UPDATE outbox SET val = replace(val, ?, ?) WHERE sent = 0 AND instr(val, ?)",
        (loser.hex(), survivor.hex(), loser.hex()),
    )
