"""Rows of the demonstration that a shared centre has already: they are not told to it again (X-29)."""

from __future__ import annotations

from prospectdesk.store.connection import Connection
from prospectdesk.store.store import Store
from prospectdesk.wire.tables import TABLES


def expect(store: Store, admin: str) -> None:
    """Marks what the demonstration was made with as known to the centre; what was done since waits as usual.

    The row of `admin`, who has another uid there, is left: the first sync unites the two.
    """
    with store.transaction(0, None, muted=True) as uow:
        for table in TABLES:
            but = "AND login <> ?" if table == "user" else ""
            uow.run(
                f"UPDATE {table} SET rev = 1 WHERE rev = 0 AND scope <> 0 {but} AND NOT EXISTS "
                f"(SELECT 1 FROM outbox o WHERE o.tbl = '{table}' AND o.row_uid = {table}.uid AND o.col = '*')",
                (admin,) if but else (),
            )
        uow.finish()


def users(conn: Connection) -> dict[str, str]:
    """The users' uids, in hex, by login."""
    return {row[0]: bytes(row[1]).hex() for row in conn.execute("SELECT login, uid FROM user")}
