"""The daily copy and the weekly full check of the store, when they are due (SECURITY F6, F7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from prospectdesk.domain.clock import Clock
from prospectdesk.store.backup import Backup, copies, daily
from prospectdesk.store.check import Problem, check
from prospectdesk.store.files import write_private
from prospectdesk.store.profile import OpenProfile

CHECK_EVERY = timedelta(days=7)


@dataclass(frozen=True)
class Upkeep:
    """What one round did: the copy it made, the problems it found (None = no check was due)."""

    backup: Backup | None
    problems: tuple[Problem, ...] | None


class UpkeepRound:
    """Looks after one open profile; every call may run on a background lane, none writes data."""

    def __init__(self, opened: OpenProfile, clock: Callable[[], Clock]) -> None:
        self._opened = opened
        self._clock = clock

    def is_backup_due(self) -> bool:
        """Whether today has no copy yet."""
        return self._clock().today() not in copies(self._opened.profile.backups)

    def is_check_due(self) -> bool:
        """Whether the last full check is a week old, or there was none."""
        last = last_check(self._opened.profile.upkeep)
        return last is None or not timedelta(0) <= self._clock().today() - last < CHECK_EVERY

    def run(self, progress: Callable[[int, int], None] | None = None) -> Upkeep:
        """Does what is due. Raises Unavailable (disk full) or StoreError damaged; the next call tries again."""
        profile, today = self._opened.profile, self._clock().today()
        problems: tuple[Problem, ...] | None = None
        if self._opened.store.read_only:
            return Upkeep(None, None)
        if self.is_check_due():
            problems = tuple(check(self._opened.store))
            told = {"checked": today.isoformat(), "problems": {one.code: one.count for one in problems}}
            write_private(profile.upkeep, json.dumps(told).encode())
        made = daily(self._opened.store, profile.backups, today, progress) if self.is_backup_due() else None
        return Upkeep(made, problems)


def last_check(upkeep: Path) -> date | None:
    """The day of the last full check, None when there was none that can be read."""
    try:
        return date.fromisoformat(json.loads(upkeep.read_text(encoding="utf-8"))["checked"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
