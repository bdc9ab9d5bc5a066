"""A watchdog for calls: one that outlives its time, or is no longer wanted, loses its socket (SECURITY F9)."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

LOOK = 0.1
"""Seconds between two looks whether somebody wants the call to stop."""


_calls = threading.local()


def is_bitten() -> bool:
    """Whether the call of this thread is to end."""
    dog: Watchdog | None = getattr(_calls, "dog", None)
    return dog is not None and dog.bitten


class Watchdog:
    """Closes the socket of a call after `seconds`, or as soon as `stop` answers True, whatever it waits for.

    A call that was given an open connection hears which one only when its answer begins: until then the dog
    bites every connection of the line that no other call is known to have. `bitten` tells that it bit.
    """

    def __init__(self, seconds: float, kennel: Kennel, stop: Callable[[], bool] | None = None) -> None:
        self._end = threading.Event()
        self._seconds, self._stop = seconds, stop
        self._thread = threading.Thread(target=self._watch, daemon=True, name="watchdog")
        self._kennel = kennel
        self.stream: Any = None
        self.bitten = False

    def __enter__(self) -> Watchdog:
        self._kennel.dogs.append(self)
        _calls.dog = self
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        _calls.dog = None
        self._kennel.dogs.remove(self)

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Heard by httpcore: remembers the connection this call was given."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.stream = info["return_value"]
            self._kennel.add(self.stream)

    def watch(self, response: httpx.Response) -> None:
        """The connection of an answer that has begun (one that was open before told no event)."""
        self.stream = response.extensions.get("network_stream", self.stream)

    def _watch(self) -> None:
        end = time.monotonic() + self._seconds
        while (left := end - time.monotonic()) > 0 and not (self._stop is not None and self._stop()):
            if self._end.wait(left if self._stop is None else min(left, LOOK)):
                return
        if not self._end.is_set():
            self._bite()

    def _bite(self) -> None:
        self.bitten = True
        for stream in self._kennel.free() if self.stream is None else [self.stream]:
            raw = stream.get_extra_info("socket")
            if raw is not None:
                with suppress(OSError):
                    # the plain one: TLS would want to say goodbye
                    socket.socket.shutdown(raw, socket.SHUT_RDWR)


class Kennel:
    """The connections of a line and the dogs of the calls under way."""

    def __init__(self) -> None:
        self.dogs: list[Watchdog] = []
        self._streams: list[Any] = []

    def add(self, stream: Any) -> None:
        """A connection that was made; closed ones are forgotten."""
        self._streams = [one for one in self._streams if _is_open(one)] + [stream]

    def free(self) -> list[Any]:
        """Open connections that are not known to be another call's."""
        taken = [dog.stream for dog in self.dogs]
        return [one for one in self._streams if _is_open(one) and not any(one is other for other in taken)]


def _is_open(stream: Any) -> bool:
    raw = stream.get_extra_info("socket")
    return raw is not None and raw.fileno() >= 0
