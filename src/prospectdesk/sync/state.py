"""What a laptop remembers of its centre: keys of the table sync_state (docs/sync.md)."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.store.connection import Connection

NOBODY = "0" * 32
"""The uid of the bucket `directory`, as hex; also stands for "from the beginning" in cursors."""


def read(conn: Connection, key: str) -> str | None:
    """The value of a key, None when it was never set."""
    row = conn.execute("SELECT value FROM sync_state WHERE key = ?", (key,)).fetchone()
    return None if row is None else row[0]


def number(conn: Connection, key: str) -> int:
    """The value of a key as a whole number, 0 when it was never set."""
    return int(read(conn, key) or 0)


def document(conn: Connection, key: str) -> dict[str, Any]:
    """The value of a JSON key, {} when it was never set."""
    found: dict[str, Any] = json.loads(read(conn, key) or "{}")
    return found


def write(conn: Connection, **values: str | int | None) -> None:
    """Sets keys; None takes one away. Within a transaction of the writing connection."""
    for key, value in values.items():
        if value is None:
            conn.execute("DELETE FROM sync_state WHERE key = ?", (key,))
        else:
            conn.execute(
                "INSERT INTO sync_state (key, value) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, str(value)),
            )


def write_document(conn: Connection, key: str, value: dict[str, Any]) -> None:
    """Sets a JSON key."""
    write(conn, **{key: json.dumps(value, separators=(",", ":"))})


def is_linked(conn: Connection) -> bool:
    """Whether this store belongs to a centre."""
    return read(conn, "server") is not None
