"""The round of reminders: asks for them in batches until none is left (D-44)."""

from __future__ import annotations

from prospectdesk.commands.bus import Bus
from prospectdesk.commands.reminders import RemindOverdue


def remind(bus: Bus) -> int:
    """Prepares all reminders due by the clock; answers how many were written."""
    total = 0
    while True:
        done = bus.do(RemindOverdue())
        total += int(done.data["sent"])
        if not done.data["more"]:
            return total
