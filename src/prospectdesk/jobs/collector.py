"""Python's collector of garbage kept away from very many lasting objects: one look through them stops the window.

140,000 cards of the board cost it 0.8 s, in whatever thread they were made.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sized
from contextlib import contextmanager

MANY = 20_000


class Rest:
    """What was made meanwhile."""

    def __init__(self) -> None:
        self.made = 0

    def lasting(self, many: Sized | int) -> None:
        """So many objects were made that will last."""
        self.made += many if isinstance(many, int) else len(many)


@contextmanager
def resting() -> Iterator[Rest]:
    """Collects nothing meanwhile; what was made is left out of later looks when it is very much.

    It goes as soon as nobody holds it: only rings of objects need the collector, and what lasts has none.
    """
    awake = gc.isenabled()
    gc.disable()
    rest = Rest()
    try:
        yield rest
    finally:
        if rest.made >= MANY:
            gc.freeze()
        if awake:
            gc.enable()
