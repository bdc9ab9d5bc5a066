"""Who was erased since a copy was made: kept beside the store while the copy takes its place (C-21).

Numbers of cards alone, which name nobody. A present database that cannot be read cannot tell them.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from prospectdesk.store.connection import StoreError, connect, database_errors
from prospectdesk.store.files import write_private


def remember(file: Path, database: Path, key: bytes | None) -> None:
    """Adds the erased cards of the present database to the list `file`. Raises Unavailable."""
    known = set(waiting(file))
    with contextlib.suppress(StoreError, *database_errors()):
        if database.exists():
            with contextlib.closing(connect(database, key, read_only=True)) as conn:
                sql = "SELECT uid FROM contact WHERE erased_at IS NOT NULL"
                known |= {bytes(row[0]) for row in conn.execute(sql)}
    if known:
        write_private(file, json.dumps(sorted(one.hex() for one in known)).encode())


def waiting(file: Path) -> tuple[bytes, ...]:
    """The cards that are to be erased again, none without a list."""
    try:
        told = json.loads(file.read_bytes())
        return tuple(bytes.fromhex(one) for one in told)
    except (OSError, ValueError, TypeError):
        return ()


def forget(file: Path) -> None:
    """They were erased again."""
    with contextlib.suppress(OSError):
        file.unlink()
