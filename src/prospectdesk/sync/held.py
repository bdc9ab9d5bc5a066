"""Rows that cannot stand in their table yet: what they name is not here, or they are not sound."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.sync.incoming import Bad, Checked, check
from prospectdesk.sync.operations import kinds

UNSOUND = b""
"""Stands for the missing row where a row is held because it failed the check."""
CHUNK = 500


def hold(
    conn: Connection, table: str, columns: Sequence[str], row: Sequence[Any], missing: Iterable[bytes]
) -> None:
    """Keeps a checked row (blobs as bytes) until each of `missing` arrives; replaces what was held of it."""
    forget(conn, table, [row[0]])
    kind = kinds(table)
    values = {
        name: bytes(value).hex() if value is not None and kind[name] == "b" else value
        for name, value in zip(columns, row[2:], strict=True)
    }
    data = json.dumps({"rev": row[1], "values": values}, ensure_ascii=False)
    conn.executemany(
        "INSERT INTO held (tbl, row_uid, missing_uid, data) VALUES (?, ?, ?, ?)",
        [(table, row[0], one, data) for one in sorted(set(missing))],
    )


def set_aside(conn: Connection, bad: Iterable[Bad]) -> None:
    """Keeps rows that failed the check, with the reason, to be shown and counted (SECURITY T15)."""
    for one in bad:
        forget(conn, one.table, [one.uid])
        told = {"rev": one.rev, "reason": one.reason, "row": one.data, "at": _now_ms(conn)}
        data = json.dumps(told, ensure_ascii=True)
        conn.execute(
            "INSERT INTO held (tbl, row_uid, missing_uid, data) VALUES (?, ?, ?, ?)",
            (one.table[:100], one.uid, UNSOUND, data),
        )


def _now_ms(conn: Connection) -> int:
    """When the present transaction began, by this machine's clock."""
    return int(conn.execute("SELECT (hlc >> 16) - offset_ms FROM write_state").fetchone()[0])


def forget(conn: Connection, table: str, uids: Sequence[bytes]) -> None:
    """Drops what is held of rows: they arrived anew or are gone."""
    for start in range(0, len(uids), CHUNK):
        part = uids[start : start + CHUNK]
        marks = ", ".join("?" * len(part))
        conn.execute(f"DELETE FROM held WHERE row_uid IN ({marks}) AND tbl = ?", (*part, table))


def revs(conn: Connection, table: str) -> dict[bytes, int]:
    """The rev of each held row of a table."""
    found = conn.execute("SELECT row_uid, json_extract(data, '$.rev') FROM held WHERE tbl = ?", (table,))
    return {bytes(uid): int(rev) for uid, rev in found}


def released(conn: Connection, arrived: Iterable[bytes]) -> Checked:
    """The held rows that waited for one of `arrived`, as rows to apply."""
    parts: dict[tuple[str, tuple[str, ...]], dict[str, list[Any]]] = {}
    for table, uid, data in _waiting(conn, sorted(arrived)):
        kept = json.loads(data)
        columns = tuple(kept["values"])
        parts.setdefault((table, columns), {})[uid.hex()] = [uid.hex(), kept["rev"], *kept["values"].values()]
    made = Checked()
    for (table, columns), rows in parts.items():
        part = check({table: {"columns": list(columns), "rows": list(rows.values())}}, unsent=True)
        made.tables += part.tables
        made.bad += part.bad
    return made


def _waiting(conn: Connection, arrived: Sequence[bytes]) -> Iterator[tuple[str, bytes, str]]:
    for start in range(0, len(arrived), CHUNK):
        part = arrived[start : start + CHUNK]
        marks = ", ".join("?" * len(part))
        rows = conn.execute(f"SELECT tbl, row_uid, data FROM held WHERE missing_uid IN ({marks})", part)
        for table, uid, data in rows.fetchall():
            yield table, bytes(uid), data
