"""What a version of a letter is called when two laptops without a network made the same number (X-12).

Nothing is renumbered: both stay as they were printed. The one made first is "1", the next "1 bis", as on paper.
"""

from __future__ import annotations

AGAIN = ("bis", "ter", "quater", "quinquies", "sexies")


def version_name(number: int, place: int) -> str:
    """ "1", "1 bis", "1 ter" …; `place` is 0 for the first of that number."""
    if not place:
        return str(number)
    return f"{number} {AGAIN[place - 1]}" if place <= len(AGAIN) else f"{number} ({place + 1})"
