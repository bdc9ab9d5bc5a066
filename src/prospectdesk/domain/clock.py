"""The one injected clock (decision 14). Dates are dates; instants are UTC milliseconds.

Stored dates are whole days since 1970-01-01, stored instants milliseconds since the same epoch.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

EPOCH_ORDINAL = 719163
DEFAULT_ZONE = "Europe/Paris"


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH_ORDINAL


def day_date(number: int) -> date:
    """The date of a day number."""
    return date.fromordinal(number + EPOCH_ORDINAL)


@cache
def zone_of(name: str) -> ZoneInfo:
    """The time zone of a name."""
    from zoneinfo import ZoneInfo  # late: the window is painted before the time is asked

    return ZoneInfo(name)


def instant_ms(moment: datetime) -> int:
    """Milliseconds since the epoch of an aware `moment`."""
    delta = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def ms_instant(ms: int) -> datetime:
    """The aware UTC instant of milliseconds since the epoch."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


@dataclass(frozen=True)
class Clock:
    """The application clock: real time, or real time shifted so that it started at a given instant.

    `shift` is the difference in milliseconds between application and machine time; a fixed clock
    (`frozen_ms`) never moves by itself.
    """

    zone: str = DEFAULT_ZONE
    shift: int = 0
    frozen_ms: int | None = None

    def now_ms(self) -> int:
        """The present instant, in milliseconds UTC."""
        if self.frozen_ms is not None:
            return self.frozen_ms
        return time.time_ns() // 1_000_000 + self.shift

    def now(self) -> datetime:
        """The present instant, aware, in the user's zone."""
        return ms_instant(self.now_ms()).astimezone(zone_of(self.zone))

    def today(self) -> date:
        """Today in the user's zone (SPEC, reading rules)."""
        return self.now().date()

    def today_number(self) -> int:
        """Today as a day number."""
        return day_number(self.today())

    def at(self, moment: datetime) -> Clock:
        """A clock frozen at `moment`; a naive one is taken in the clock's zone."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(self.zone))
        return Clock(zone=self.zone, frozen_ms=instant_ms(aware))

    def starting_at(self, ms: int) -> Clock:
        """A clock that shows `ms` now and ticks on."""
        return Clock(zone=self.zone, shift=ms - time.time_ns() // 1_000_000)

    def forward(self, ms: int) -> Clock:
        """The same clock, `ms` later."""
        frozen = None if self.frozen_ms is None else self.frozen_ms + ms
        return Clock(zone=self.zone, shift=self.shift + ms, frozen_ms=frozen)
