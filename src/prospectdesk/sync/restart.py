"""The centre does not stand where the laptop believes: what is counted anew, what is read again."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.sync import operations, state
from prospectdesk.sync.incoming import is_uid


def start_over(conn: Connection, code: str, values: dict[str, Any]) -> None:
    """`sequence` counts pushes as the centre does; `generation` and `resync` read everything again.

    The outbox is kept: lines that were under way wait again.
    """
    last = values.get("last_seq")
    if code == "sequence":
        operations.unmark(conn)
        state.write(conn, last_seq=last if type(last) is int and last >= 0 else 0)
        return
    if code == "generation":
        operations.unmark(conn)
        if is_uid(values.get("generation")):
            state.write(conn, generation=values["generation"])
    state.write(conn, cursors="{}", reread=1)


def start_bucket(conn: Connection, bucket: str) -> None:
    """Reads one bucket from the beginning."""
    cursors = state.document(conn, "cursors")
    cursors.pop(bucket, None)
    state.write(conn, cursors=json.dumps(cursors), reread=1)


def complete(conn: Connection) -> None:
    """Everything was read: revs compare again."""
    state.write(conn, reread=None)
