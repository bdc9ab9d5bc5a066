"""What waits in the outbox is laid over what the centre sends: nobody sees his own edit flicker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.store.outbox_check import wire_columns
from prospectdesk.sync.operations import ROW, VANISHED, group_of, kinds, typed
from prospectdesk.wire.rules import QUIET

Cells = dict[str, Any]
_CENTRE_S = QUIET | {"twin"}
"""What the centre decides of a new row."""


@dataclass
class Waiting:
    """The rows of the outbox by table, read once for a page."""

    conn: Connection
    rows: dict[str, set[bytes]] = field(default_factory=dict)

    @classmethod
    def read(cls, conn: Connection) -> Waiting:
        """Which rows have lines that are not answered yet."""
        made = cls(conn)
        for table, uid in conn.execute("SELECT DISTINCT tbl, row_uid FROM outbox"):
            made.rows.setdefault(table, set()).add(bytes(uid))
        return made

    def has(self, table: str, uid: bytes) -> bool:
        """Whether a row has lines in the outbox."""
        return uid in self.rows.get(table, ())

    def lay(self, table: str, columns: Sequence[str], row: list[Any]) -> bool:
        """Lays the waiting values over a checked row in place; False when the row vanished here."""
        lines = self.lines(table, row[0])
        if any(col == VANISHED for col, _val in lines):
            return False
        laid = overlay(table, lines, lambda names: stored(self.conn, table, row[0], names))
        for place, name in enumerate(columns, 2):
            if name in laid:
                row[place] = laid[name]
        return True

    def lines(self, table: str, uid: bytes) -> list[tuple[str, str | None]]:
        """Columns and values of a row's lines, the oldest first."""
        found = self.conn.execute(
            "SELECT col, val FROM outbox WHERE tbl = ? AND row_uid = ? ORDER BY sent = 0, sent, seq",
            (table, uid),
        )
        return [(str(col), val) for col, val in found]


def overlay(table: str, lines: Iterable[tuple[str, str | None]], local: Any) -> Cells:
    """The cells that lines set, blobs and references as bytes; a group is kept whole, as `local` has it.

    Of a whole row that waits, empty cells and bookkeeping give way to the centre's (docs/sync.md).
    """
    laid: Cells = {}
    members: set[str] = set()
    for col, val in lines:
        if col == ROW:
            whole = json.loads(val or "{}")
            told = {
                name: value for name, value in whole.items() if value is not None and name not in _CENTRE_S
            }
            laid |= cells(table, told)
        elif col in kinds(table):
            laid |= cells(table, {col: typed(table, col, val)})
            members.update(group_of(table).get(col, ()))
    missing = [name for name in members if name not in laid]
    return {**local(missing), **laid} if missing else laid


def cells(table: str, values: Cells) -> Cells:
    """Values of the wire as a checked row has them: blobs and references as bytes."""
    kind = kinds(table)
    return {
        name: bytes.fromhex(value) if value is not None and kind[name] == "b" else value
        for name, value in values.items()
        if name in kind
    }


def stored(conn: Connection, table: str, uid: bytes, names: Sequence[str]) -> Cells:
    """Cells of a row as the store has them, blobs and references as bytes; {} when it is not there."""
    told = wire_columns(table) or {}
    if not names:
        return {}
    row = conn.execute(
        f"SELECT {', '.join(told[name] for name in names)} FROM {table} AS r WHERE r.uid = ?", (uid,)
    ).fetchone()
    return {} if row is None else cells(table, dict(zip(names, row, strict=True)))
