"""Do the lines waiting in the outbox agree with the data they speak of (F1)."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from functools import cache
from typing import Any

from prospectdesk.store.connection import Connection


def disagreements(conn: Connection) -> list[int]:
    """The `seq` of unsent lines whose row or value is not what the store holds."""
    rows = conn.execute(
        "SELECT seq, tbl, row_uid, col, val FROM outbox WHERE sent = 0 ORDER BY seq"
    ).fetchall()
    newer = {(tbl, uid, col) for _seq, tbl, uid, col, _val in rows}
    return [seq for seq, tbl, uid, col, val in rows if not _agrees(conn, newer, tbl, uid, col, val)]


def _agrees(conn: Connection, newer: set[Any], tbl: str, uid: bytes, col: str, val: Any) -> bool:
    """Whether one line says what the row says; a cell of a new row that has a later line is skipped."""
    told = wire_columns(tbl)
    if told is None or (col not in {"*", "-"} and col not in told):
        return False
    row = conn.execute(
        f"SELECT {', '.join(told.values())} FROM {tbl} AS r WHERE r.uid = ?", (uid,)
    ).fetchone()
    if col == "-" or row is None:
        return (col == "-") == (row is None)
    held = dict(zip(told, row, strict=True))
    if col != "*":
        return _same(held[col], val)
    sent: dict[str, Any] = json.loads(val)
    return all(_same(held[name], value) or (tbl, uid, name) in newer for name, value in sent.items())


def _same(held: Any, val: Any) -> bool:
    """SQLite writes a float with 15 or 17 digits by its version, Python the shortest form of the same number."""
    if isinstance(held, float):
        with suppress(TypeError, ValueError):
            return math.isclose(held, float(val), rel_tol=1e-13)
    return bool(held == val or str(held) == str(val))


@cache
def wire_columns(table: str) -> dict[str, str] | None:
    """The travelling columns of a synced table with the SQL of their value on the wire; None elsewhere."""
    from prospectdesk.store.ddl import travelling, wire_value
    from prospectdesk.store.tables import metadata

    found = metadata.tables.get(table)
    if found is None or not found.info["synced"]:
        return None
    return {column.name: wire_value(column, "r") for column in travelling(found)}
