"""When the window locks itself and how long a wrong password has to wait (SECURITY T1). Durations in milliseconds."""

from __future__ import annotations

MINUTE_MS = 60_000
CHOICES = (5, 10, 15, 30, 60, 0)
"""Minutes without a touch before the window locks; 0: never."""
DEFAULT = 15
NEVER = 0
RESUMED_MS = 30_000
"""The GUI thread looks every few seconds; when it did not for so long, the machine was asleep."""
FREE = 2
"""Wrong tries that cost nothing: everybody mistypes."""
FIRST_MS, LONGEST_MS = 5_000, 300_000


def minutes_of(kept: object) -> int:
    """The minutes of a kept preference; what makes no sense is the default."""
    return kept if isinstance(kept, int) and not isinstance(kept, bool) and kept in CHOICES else DEFAULT


def is_over(idle_ms: int, minutes: int) -> bool:
    """Whether the window locks after `idle_ms` without a touch."""
    return minutes != NEVER and idle_ms >= minutes * MINUTE_MS


def was_asleep(beat_ms: int, minutes: int) -> bool:
    """Whether the machine slept between two looks; who chose « Jamais » is not asked then either."""
    return minutes != NEVER and beat_ms >= RESUMED_MS


def wait_ms(wrong: int) -> int:
    """How long the next try waits after so many wrong ones: 0, 0, 5 s, 10 s, 20 s … 5 minutes."""
    if wrong <= FREE:
        return 0
    return min(FIRST_MS << min(wrong - FREE - 1, 20), LONGEST_MS)
