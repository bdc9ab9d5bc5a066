"""Schema versions of the local store, forward only; a new file goes through the same steps."""

from __future__ import annotations

from pathlib import Path

from prospectdesk.store.connection import APPLICATION_ID, SCHEMA, Connection


def upgrade(path: Path, key: bytes | None, conn: Connection) -> None:
    """Brings the store to the newest schema in one transaction."""
    from prospectdesk.store.ddl import statements

    conn.execute("BEGIN IMMEDIATE")
    try:
        for statement in statements():
            conn.execute(statement)
        conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        conn.execute(f"PRAGMA user_version = {SCHEMA}")
        conn.execute("COMMIT")
    except BaseException:
        conn.execute("ROLLBACK")
        raise
