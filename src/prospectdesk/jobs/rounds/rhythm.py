"""When the next sync begins: every minute while all is well, later and later while the centre is away (F8, X-41)."""

from __future__ import annotations

import random
from collections.abc import Callable

EVERY = 60.0
"""Seconds between two syncs that went well (X-16)."""
FIRST, LONGEST = 5.0, 300.0


class Rhythm:
    """Seconds to wait after each try. `chance` gives 0…1: many laptops must not come back at one moment."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self.failures = 0

    def well(self) -> float:
        """After a sync that was complete."""
        self.failures = 0
        return EVERY

    def failed(self, wished: float = 0.0) -> float:
        """After a failure; `wished` is what the centre asked for. Between half and all of the doubled wait."""
        self.failures += 1
        wait = min(LONGEST, FIRST * 2.0 ** min(self.failures - 1, 10))
        return max(float(wished), wait * (0.5 + 0.5 * self._chance()))
