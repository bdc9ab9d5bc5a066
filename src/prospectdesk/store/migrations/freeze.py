"""Makes the text of a frozen schema from the declarations; used by developers and by a test."""

from __future__ import annotations

import contextlib
import sqlite3

from prospectdesk.store.ddl import statements
from prospectdesk.store.migrations.frozen import HEAD, fingerprint

_STAMP = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


def frozen_text(schema: int) -> str:
    """The whole frozen file: the hash of its objects, then one statement a line."""
    lines = [*statements(), _STAMP, f"INSERT INTO alembic_version (version_num) VALUES ('{schema:04d}')"]
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        for line in lines:
            conn.execute(line)
        told = fingerprint(conn)
    return "\n".join([f"{HEAD}{told}", *(f"{line};" for line in lines)]) + "\n"
