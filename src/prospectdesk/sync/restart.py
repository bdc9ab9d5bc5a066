"""The centre does not stand where the laptop believes: what is counted anew, what is read again."""

from __future__ import annotations

import json
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.sync import operations, state
from prospectdesk.sync.incoming import is_uid
from prospectdesk.wire.tables import SCHEMA


def start_over(conn: Connection, code: str, values: dict[str, Any]) -> None:
    """`sequence` counts pushes as the centre does; `generation`, `resync` and `schema` (this program knows more than
    the last one) read everything again.

    The outbox is kept: lines that were under way wait again. A restored centre says the `rev` its dump knows: what is
    newer here waits again.
    """
    last = values.get("last_seq")
    if code == "sequence":
        operations.unmark(conn)
        state.write(conn, last_seq=last if type(last) is int and last >= 0 else 0)
        return
    if code == "schema":
        state.write(conn, schema=SCHEMA)
    if code == "generation":
        operations.unmark(conn)
        if is_uid(values.get("generation")):
            state.write(conn, generation=values["generation"])
        if type(values.get("rev")) is int:
            from prospectdesk.sync.retell import retell  # late: once in the life of a centre

            retell(conn, values["rev"])
    state.write(conn, cursors="{}", reread=1)


def start_bucket(conn: Connection, bucket: str) -> None:
    """Reads one bucket from the beginning."""
    cursors = state.document(conn, "cursors")
    cursors.pop(bucket, None)
    state.write(conn, cursors=json.dumps(cursors), reread=1)


def complete(conn: Connection) -> None:
    """Everything was read: revs compare again."""
    state.write(conn, reread=None, schema=SCHEMA)


def is_newer(conn: Connection) -> bool:
    """Whether this program knows tables or columns that the one of the last sync was not told of."""
    return 0 < state.number(conn, "schema") < SCHEMA
