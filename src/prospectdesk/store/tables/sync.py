"""What sync keeps: conflicts (they travel like any row), refused gestures, rows that wait for their parent, marks."""

from sqlalchemy import Column, Integer, Text

from prospectdesk.store.tables.base import blob, index, integer, local, ref, synced, words

conflict = synced(
    "conflict",
    ref("company_id", "company"),
    words("tbl", need=True),
    blob("row_uid", need=True),
    words("col", need=True),
    words("kept"),
    words("lost"),
    ref("kept_by_id", "user"),
    ref("lost_by_id", "user"),
    integer("kept_at"),
    integer("lost_at"),
    words("reason", default="concurrent"),
    integer("made_at", need=True),
    integer("settled_at"),
    ref("settled_by_id", "user"),
    blob("owner"),
    deletable=False,
)
"""Made by the centre alone; values are JSON as on the wire. A laptop only settles it (docs/sync.md).

`owner` is the uid of the routine or the user in whose bucket the row lives; None: the whole workspace sees it."""
index("conflict_row", conflict.c.row_uid, conflict.c.col)
index("conflict_open", conflict.c.made_at, where="settled_at IS NULL")

refused = local(
    "refused",
    Column("id", Integer, primary_key=True),
    integer("batch", need=True),
    words("code", need=True),
    words("detail", default="{}"),
    words("operations", need=True),
    words("label"),
    integer("at", need=True),
    words("state", default="open"),
)
"""One gesture the centre refused, with its operations: the quarantine of SYNC §3. State: open, retried, dropped."""

held = local(
    "held",
    Column("id", Integer, primary_key=True),
    words("tbl", need=True),
    blob("row_uid", need=True),
    blob("missing_uid", need=True),
    words("data", need=True),
)
"""Rows of the centre that name a row not yet here; applied when it comes."""
index("held_missing", held.c.missing_uid)
index("held_row", held.c.row_uid)

sync_state = local("sync_state", Column("key", Text, primary_key=True), words("value"), without_rowid=True)
