"""Buckets: where a row lives, and how all rows of one go when it is withdrawn (F15, C-65)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from prospectdesk.sync import derive, gone, state
from prospectdesk.sync.work import Work
from prospectdesk.wire.rules import PERSON_OF, ROUTINE_OF
from prospectdesk.wire.tables import TABLES


def bucket_of(table: str, uid: bytes, values: Mapping[str, Any], workspace: str) -> str:
    """The bucket of a row by its values on the wire, as hex."""
    if table in ROUTINE_OF:
        column = ROUTINE_OF[table]
        return uid.hex() if column == "uid" else str(values.get(column))
    if values.get("scope") == 0:
        return state.NOBODY
    if table in PERSON_OF and values.get("scope") == 2:
        return str(values.get(PERSON_OF[table]) or workspace)
    return workspace


def withdraw(work: Work, bucket: str) -> int:
    """Deletes every row of a bucket for good, and its cursor; answers how many rows were here.

    What waits in the outbox stays: the centre refuses it and the person keeps a copy.
    """
    kinds = state.document(work.conn, "buckets")
    kind = kinds.pop(bucket, None)
    cursors = state.document(work.conn, "cursors")
    cursors.pop(bucket, None)
    state.write(work.conn, buckets=json.dumps(kinds), cursors=json.dumps(cursors))
    uid = bytes.fromhex(bucket)
    if kind == "routine":
        count = _routine(work, uid)
    elif kind == "person":
        count = sum(gone.delete_where(work, table, "scope = 2") for table in PERSON_OF)
    elif kind == "workspace":
        count = sum(gone.delete_where(work, table, "scope <> 0") for table in reversed(TABLES))
    else:
        return 0
    _forget_held(work, bucket, kind)
    derive.refresh(work)
    return count


def _routine(work: Work, uid: bytes) -> int:
    count = 0
    for table, column in reversed(ROUTINE_OF.items()):
        if column == "uid":
            count += gone.delete_where(work, table, "uid = ?", (uid,))
        else:
            count += gone.delete_where(
                work, table, f"{column} = (SELECT id FROM routine WHERE uid = ?)", (uid,)
            )
    return count


def _forget_held(work: Work, bucket: str, kind: str) -> None:
    """Held rows of the bucket go too."""
    workspace = bucket if kind == "workspace" else state.read(work.conn, "workspace") or ""
    for row_id, table, uid, data in work.conn.execute("SELECT id, tbl, row_uid, data FROM held").fetchall():
        values = json.loads(data).get("values")
        if values is not None and bucket_of(table, bytes(uid), values, workspace) == bucket:
            work.conn.execute("DELETE FROM held WHERE id = ?", (row_id,))
