"""The look at a store at every start: does it read at all (SECURITY F6)? The full check is `store.check`."""

from __future__ import annotations

from pathlib import Path

from prospectdesk.store.connection import Connection, StoreError, database_errors

SMALL_BYTES = 32 << 20
"""Up to this size a store that was not closed properly is read whole at start (F6)."""
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"


def glance(conn: Connection, path: Path, unclean: bool) -> None:
    """The check of every start: the top of each table; after a crash a small store is read whole.

    Raises StoreError damaged.
    """
    try:
        for (name,) in conn.execute(_TABLES).fetchall():
            conn.execute(f'SELECT 1 FROM "{name}" NOT INDEXED LIMIT 1').fetchone()
        if unclean and path.stat().st_size <= SMALL_BYTES:
            told = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
            if told != "ok":
                raise damaged()
    except database_errors() as error:
        if "locked" in str(error).lower():
            return  # another process is at work on it: it has looked itself
        raise damaged() from error


def damaged() -> StoreError:
    """The refusal of a store that does not read."""
    return StoreError(
        "damaged",
        "La base est abîmée. Elle n’a pas été modifiée : restaurez la dernière sauvegarde (verbe « restore »), ou repartez "
        "du service central (« restore --from-centre ») : ce qui n’était pas envoyé est repris.",
    )
