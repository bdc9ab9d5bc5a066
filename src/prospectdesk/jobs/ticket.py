"""A ticket goes with every long work: it reports progress and carries the user's wish to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NamedTuple

from prospectdesk.domain.errors import Cancelled


class Progress(NamedTuple):
    """How far a work is; `total` 0 means unknown."""

    done: int
    total: int
    text: str


Listener = Callable[[Progress], None]


class Ticket:
    """Thread-safe: the work calls `step`, anybody calls `cancel`, listeners hear in the work's thread."""

    def __init__(self, listener: Listener | None = None) -> None:
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._listeners: tuple[Listener, ...] = () if listener is None else (listener,)
        self.last = Progress(0, 0, "")
        self.finished = False

    def step(self, done: int, total: int, text: str) -> None:
        """Reports; raises Cancelled when the user stopped the work."""
        if self._stop.is_set():
            raise Cancelled
        self.last = Progress(done, total, text)
        for listener in self._listeners:
            listener(self.last)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; the answer, when called, removes it."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def forget() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return forget

    def finish(self) -> None:
        """Says that the work has ended, in whatever way."""
        self.finished = True

    def cancel(self) -> None:
        """Makes the next step raise Cancelled."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()
