"""Of which day the local directory is (P-19)."""

from __future__ import annotations

from prospectdesk.store.connection import Connection

_IMPORTED = "SELECT max(at) FROM import_run WHERE state = 'done' AND kind = 'companies'"
_SYNCED = "SELECT max(CAST(value AS INTEGER)) FROM sync_state WHERE key = 'last_sync_ms'"
_ENTERED = "SELECT max(registered_at) FROM registration"


def directory_at(conn: Connection) -> int | None:
    """When the directory last took something in (ms UTC): a list imported, the centre's answer; else the last company
    that was registered. None for an empty one."""
    told = [conn.execute(sql).fetchone()[0] for sql in (_IMPORTED, _SYNCED)]
    known = [int(one) for one in told if one]
    if known:
        return max(known)
    entered = conn.execute(_ENTERED).fetchone()[0]
    return int(entered) if entered else None
