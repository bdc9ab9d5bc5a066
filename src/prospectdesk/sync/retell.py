"""After a dump was restored at the centre: what this laptop has of later is told again, so that it is not lost (F7).

Rows whose rev lies above what the dump knows become unacknowledged and wait as whole rows, with the hour of the last
sync: what somebody wrote since, or knows better, wins and the other value is kept in a conflict.
"""

from __future__ import annotations

from prospectdesk.store.connection import Connection
from prospectdesk.sync import adoption, state
from prospectdesk.wire import rules
from prospectdesk.wire.tables import TABLES


def retell(conn: Connection, known: int) -> int:
    """Makes rows above the rev `known` wait again, those this person may write; answers how many.

    Within a muted transaction. Notes and documents are told by their author alone: the centre writes who pushes.
    """
    me = bytes.fromhex(state.read(conn, "user") or "")
    found = conn.execute("SELECT id, licence FROM user WHERE uid = ?", (me,)).fetchone()
    if found is None:
        return 0
    person, licence = found
    lost: list[tuple[str, bytes]] = []
    for table in TABLES:
        condition = _condition(table, licence)
        if condition is not None:
            sql = f"SELECT uid FROM {table} WHERE rev > :known AND scope <> 0 AND {condition}"
            rows = conn.execute(sql, {"known": known, "me": person}).fetchall()
            lost += [(table, bytes(uid)) for (uid,) in rows]
    for table in rules.DIRECTORY_TABLES:  # the dump may not have them: `seen` of a push tells those it needs
        conn.execute(f"UPDATE {table} SET rev = 0 WHERE rev > ? AND scope = 0", (known,))
    for table, uid in lost:
        conn.execute(f"UPDATE {table} SET rev = 0 WHERE uid = ?", (uid,))
    adoption.tell_untold(conn, set(), edits=True)
    hour = state.number(conn, "last_sync_ms") << 16
    conn.executemany(
        "UPDATE outbox SET hlc = ? WHERE tbl = ? AND row_uid = ? AND col = '*' AND sent = 0",
        [(hour, table, uid) for table, uid in lost],
    )
    return len(lost)


def _condition(table: str, licence: str) -> str | None:
    """Which rows of a table this person tells again, as SQL; None when none."""
    writers = rules.WRITERS.get(table, "all")
    if writers == "admin":
        return "1" if licence == "administrateur" else None
    if writers == "leads":
        return "1" if licence != "utilisateur" else None
    if writers in {"author", "append"}:
        column = rules.AUTHORS.get(table)
        return "1" if column is None else f"{column} = :me"
    if writers == "owner":
        return f"{rules.PERSON_OF[table]} = :me"
    return None if writers == "settle" else "1"
