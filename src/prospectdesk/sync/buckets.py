"""Buckets: where a row lives, and how all rows of one go when it is withdrawn (F15, C-65)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from prospectdesk.store.connection import Connection
from prospectdesk.sync import derive, gone, state
from prospectdesk.sync.rebase import stored
from prospectdesk.sync.work import Work
from prospectdesk.wire.rules import BUCKET_IN, PERSON_OF, ROUTINE_OF, is_shared
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
    if table in BUCKET_IN:
        return str(values.get(BUCKET_IN[table]) or workspace)
    return workspace


def reread(conn: Connection, rows: Iterable[tuple[str, bytes]]) -> None:
    """Rows the centre no longer shows: the buckets they live in here are read from the beginning.

    The right may have been withdrawn and granted again between two pulls; the cursor would pass over what went
    meanwhile. The workspace's bucket is nobody's to lose.
    """
    cursors = state.document(conn, "cursors")
    lost = {_bucket_here(conn, table, uid) for table, uid in rows if not is_shared(table)}
    if lost & set(cursors):
        kept = {bucket: place for bucket, place in cursors.items() if bucket not in lost}
        state.write(conn, cursors=json.dumps(kept))


def _bucket_here(conn: Connection, table: str, uid: bytes) -> str | None:
    """The bucket of a row of this store, held or not, as hex; None when it is the workspace's or the row not here."""
    if table in ROUTINE_OF:
        column = ROUTINE_OF[table]
        name = "t.uid" if column == "uid" else f"(SELECT uid FROM routine WHERE id = t.{column})"
    elif table in PERSON_OF:
        name = f"CASE WHEN t.scope = 2 THEN (SELECT uid FROM user WHERE id = t.{PERSON_OF[table]}) END"
    else:
        name = f"t.{BUCKET_IN[table]}"
    row = conn.execute(f"SELECT lower(hex({name})) FROM {table} t WHERE t.uid = ?", (uid,)).fetchone()
    if row is not None:
        return row[0] or None
    held = conn.execute("SELECT data FROM held WHERE tbl = ? AND row_uid = ?", (table, uid)).fetchone()
    values = None if held is None else json.loads(held[0]).get("values")
    return None if values is None else bucket_of(table, uid, values, "")


def lives_in(conn: Connection, table: str, uid: bytes, bucket: str) -> bool:
    """Whether a row here is of this bucket: what left one bucket may have come with another before.

    True for a row that is not here at all.
    """
    if table not in ROUTINE_OF and table not in PERSON_OF:
        return True
    column = ROUTINE_OF.get(table) or PERSON_OF[table]
    values = stored(conn, table, uid, ["scope"] if column == "uid" else ["scope", column])
    told = {name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
    if not told:
        held = conn.execute("SELECT data FROM held WHERE tbl = ? AND row_uid = ?", (table, uid)).fetchone()
        told = {} if held is None else json.loads(held[0]).get("values") or {}
    return not told or bucket_of(table, uid, told, state.read(conn, "workspace") or "") == bucket


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
    for table, column in BUCKET_IN.items():
        count += gone.delete_where(work, table, f"{column} = ?", (uid,))
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
