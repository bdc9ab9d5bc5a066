"""A ticket goes with every long work: it reports progress and carries the user's wish to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from prospectdesk.domain.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a work is; `total` 0 means unknown."""

    done: int
    total: int
    text: str


class Ticket:
    """Thread-safe: the work calls `step`, anybody calls `cancel`, listeners hear in the work's thread."""

    def __init__(self, listener: Callable[[Progress], None] | None = None) -> None:
        self._stop = threading.Event()
        self._listener = listener
        self.last = Progress(0, 0, "")

    def step(self, done: int, total: int, text: str) -> None:
        """Reports; raises Cancelled when the user stopped the work."""
        if self._stop.is_set():
            raise Cancelled
        self.last = Progress(done, total, text)
        if self._listener is not None:
            self._listener(self.last)

    def cancel(self) -> None:
        """Makes the next step raise Cancelled."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()
