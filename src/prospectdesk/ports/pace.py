"""The pace of calls to one service: never more than it allows, and none while it asks to wait."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
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
    """At most `calls` beginnings in any `seconds`; threads may share it."""

    def __init__(self, calls: int, seconds: float, clock: Time | None = None) -> None:
        self._seconds = seconds
        self._clock = clock or Time()
        self._begun: deque[float] = deque(maxlen=calls)
        self._held = float("-inf")
        self._lock = threading.Lock()

    def take(self, stop: Stop | None = None) -> None:
        """Waits for one's turn. Raises Cancelled."""
        with self._lock:
            turn = max(self._clock.now(), self._held)
            if len(self._begun) == self._begun.maxlen:
                turn = max(turn, self._begun[0] + self._seconds)
            self._begun.append(turn)
        self._clock.wait_until(turn, stop)
        while left := self.held:  # somebody else was asked to wait meanwhile
            self._clock.wait_until(self._clock.now() + left, stop)

    def hold(self, seconds: float) -> None:
        """The service asked to wait: no call begins before `seconds` have passed."""
        with self._lock:
            self._held = max(self._held, self._clock.now() + seconds)

    @property
    def held(self) -> float:
        """Seconds that are left of what the service asked to wait."""
        with self._lock:
            return max(0.0, self._held - self._clock.now())
