"""The pace of calls to one service: never more than it allows, and none while it asks to wait."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prospectdesk.domain.errors import Cancelled

Stop = Callable[[], bool]
"""Answers whether the user stopped the work."""
STEP = 0.1
"""Seconds between two looks at `Stop` while waiting."""


@dataclass(frozen=True)
class Time:
    """The clock of waits, in seconds; tests bring one that does not wait."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def wait_until(self, moment: float, stop: Stop | None = None) -> None:
        """Waits; raises Cancelled as soon as `stop` says so."""
        while True:
            if stop is not None and stop():
                raise Cancelled
            left = moment - self.now()
            if left <= 0:
                return
            self.sleep(left if stop is None else min(left, STEP))


class Pace:
    """At most `calls` in any `seconds`, as the service sees them; threads may share it.

    Nobody knows how long a question travels: a turn is free again `seconds` after its answer came.
    """

    def __init__(self, calls: int, seconds: float, clock: Time | None = None) -> None:
        self._seconds = seconds
        self._clock = clock or Time()
        self._ends = [-math.inf] * calls
        """When the call of each turn ended; infinite while it is under way."""
        self._held = -math.inf
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, stop: Stop | None = None) -> Iterator[None]:
        """Waits for one's turn and has it. Raises Cancelled."""
        while (place := self._taken()) is None:
            self._clock.wait_until(self._next(), stop)
        if stop is not None and stop():
            self._ends[place] = -math.inf
            raise Cancelled
        try:
            yield
        finally:
            self._ends[place] = self._clock.now()

    def _taken(self) -> int | None:
        with self._lock:
            place = self._ends.index(min(self._ends))
            if max(self._ends[place] + self._seconds, self._held) > self._clock.now():
                return None
            self._ends[place] = math.inf
            return place

    def _next(self) -> float:
        """When to look again."""
        moment = max(min(self._ends) + self._seconds, self._held)
        return moment if moment < math.inf else self._clock.now() + STEP

    def hold(self, seconds: float) -> None:
        """The service asked to wait: no call begins before `seconds` have passed."""
        with self._lock:
            self._held = max(self._held, self._clock.now() + seconds)

    @property
    def held(self) -> float:
        """Seconds that are left of what the service asked to wait."""
        with self._lock:
            return max(0.0, self._held - self._clock.now())
