"""Schema versions of the local store, forward only: one frozen SQL file and one migration each."""

from __future__ import annotations

from pathlib import Path

from prospectdesk.store.connection import SCHEMA, Connection
from prospectdesk.store.migrations import frozen


def upgrade(path: Path, key: bytes | None, conn: Connection) -> None:
    """Brings the store to the newest schema; a file that is new is made at once.

    An older store is copied first; its migrations are one transaction. Raises StoreError, Unavailable.
    """
    version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        frozen.make(conn, SCHEMA)
        version = conn.execute("PRAGMA user_version").fetchone()[0]
    if version < SCHEMA:
        from prospectdesk.store.migrations.runner import migrate  # late: SQLAlchemy and Alembic

        frozen.refuse_unknown(conn, version)
        migrate(path, key, conn)
    frozen.refuse_unknown(conn, SCHEMA)
