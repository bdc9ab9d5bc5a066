"""Tables of the laptop alone: outbox, settings, drafts, imports, columns."""

from sqlalchemy import Column, Integer, LargeBinary, Text

from prospectdesk.store.tables.base import blob, index, integer, local, words

write_state = local(
    "write_state",
    Column("id", Integer, primary_key=True),
    integer("muted", default=0),
    integer("fts_muted", default=0),
    integer("batch", default=0),
    integer("hlc", default=0),
    integer("offset_ms", default=0),
)
"""`offset_ms` is what the centre's clock was ahead at the last call: the hybrid clock counts from it."""
outbox = local(
    "outbox",
    Column("seq", Integer, primary_key=True),
    integer("batch", need=True),
    words("tbl", need=True),
    blob("row_uid", need=True),
    words("col", need=True),
    words("val"),
    integer("base", need=True),
    integer("hlc", need=True),
    integer("sent", default=0),
)
"""`sent` is the sequence number of the push that carries the line, 0 while it waits."""
index("outbox_cell", outbox.c.tbl, outbox.c.row_uid, outbox.c.col, where="sent = 0", unique=True)
index("outbox_batch", outbox.c.batch)
setting = local("setting", Column("key", Text, primary_key=True), words("value"), without_rowid=True)
draft = local(
    "draft",
    Column("key", Text, primary_key=True),
    words("kind", need=True),
    integer("company_id"),
    words("data", need=True),
    integer("at", need=True),
    without_rowid=True,
)
import_run = local(
    "import_run",
    Column("id", Integer, primary_key=True),
    blob("uid", need=True, unique=True),
    words("kind", need=True),
    words("file", need=True),
    words("fingerprint"),
    integer("at", need=True),
    integer("user_id"),
    words("state", default="staging"),
    words("report", default="{}"),
    integer("undone_at"),
)
import_change = local(
    "import_change",
    Column("id", Integer, primary_key=True),
    integer("run_id", need=True),
    words("tbl", need=True),
    integer("row_id", need=True),
    words("before"),
    words("after", need=True),
)
index("import_change_run", import_change.c.run_id)
column_chunk = local(
    "column_chunk",
    Column("name", Text, primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    without_rowid=True,
)
column_dirty = local("column_dirty", Column("id", Integer, primary_key=True), integer("batch"))
index("column_dirty_batch", column_dirty.c.batch)
register_answer = local(
    "register_answer",
    Column("siren", Text, primary_key=True),
    integer("at", need=True),
    words("source", need=True),
    words("outcome", need=True),
    words("fields", default="{}"),
    without_rowid=True,
)
"""What the public register said of a SIREN: when, which service, found, unknown or partial; by field the service, the
day the register dates it and the day it was asked."""
place_answer = local(
    "place_answer",
    Column("key", Text, primary_key=True),
    integer("at", need=True),
    words("source", need=True),
    words("candidates", need=True),
    without_rowid=True,
)
"""The address service's candidates for a folded text, kept for the next time and for offline (X-33)."""
