"""The frozen schemas: what makes a new store, and which triggers a store may hold (SECURITY K6).

No SQLAlchemy here: a new store is made, and every store is checked, before the first paint.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from prospectdesk.store.connection import APPLICATION_ID, Connection, StoreError

FOLDER = Path(__file__).resolve().parent
HEAD = "-- objects "


def frozen_file(schema: int) -> Path:
    """The SQL file of a schema: a line that tells its objects, then one statement a line."""
    return FOLDER / f"schema_{schema:04d}.sql"


def statements(schema: int) -> list[str]:
    """The statements that make an empty store of that schema."""
    lines = frozen_file(schema).read_text(encoding="utf-8").splitlines()
    return [line.removesuffix(";") for line in lines if line and not line.startswith("--")]


def make(conn: Connection, schema: int) -> None:
    """Makes the schema in an empty file, in one transaction; one made meanwhile by another process stays."""
    conn.execute("BEGIN IMMEDIATE")
    try:
        if conn.execute("PRAGMA user_version").fetchone()[0] == 0:
            for statement in statements(schema):
                conn.execute(statement)
            conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            conn.execute(f"PRAGMA user_version = {schema}")
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise


def fingerprint(conn: Any) -> str:
    """A hash over everything in the file that runs by itself: triggers, views, virtual tables."""
    rows = conn.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') "
        "OR sql LIKE 'CREATE VIRTUAL %' ORDER BY type, name"
    )
    told = hashlib.sha256()
    for row in rows:
        told.update("\x00".join(str(part) for part in row).encode() + b"\n")
    return told.hexdigest()


def expected_fingerprint(schema: int) -> str:
    """The hash the frozen file tells."""
    with frozen_file(schema).open(encoding="utf-8") as file:
        return file.readline().removeprefix(HEAD).strip()


def refuse_unknown(conn: Connection, schema: int) -> None:
    """Refuses a file with triggers or views that this program did not make. Raises StoreError damaged."""
    if fingerprint(conn) != expected_fingerprint(schema):
        raise StoreError(
            "damaged",
            "Cette base contient des automatismes que ProspectDesk n’a pas écrits, ou il lui en manque. "
            "Par prudence elle n’a pas été ouverte ni modifiée : restaurez la dernière sauvegarde.",
        )
