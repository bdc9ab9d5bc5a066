"""The round of reminders: asks for them in batches until none is left (D-44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prospectdesk.commands.bus import Bus
from prospectdesk.commands.reminders import RemindOverdue

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session
    from prospectdesk.store.connection import Connection


def is_due(session: Session) -> bool:
    """Whether a reminder is to be prepared: asked before a lease, which costs a question to the centre."""
    today = session.clock.today_number()
    return bool(session.reader.run(_overdue, today))


def _overdue(conn: Connection, today: int) -> bool:
    sql = "SELECT 1 FROM follow_up WHERE done = 0 AND deleted_at IS NULL AND day < ? AND reminded_at IS NULL LIMIT 1"
    return conn.execute(sql, (today,)).fetchone() is not None


def remind(bus: Bus) -> int:
    """Prepares all reminders due by the clock; answers how many were written."""
    if bus.closed is not None or bus.store.read_only:
        return 0
    total = 0
    while True:
        done = bus.do(RemindOverdue())
        total += int(done.data["sent"])
        if not done.data["more"]:
            return total
