"""Looks names up (DNS) within the time of a call: the system's own look-up knows no limit and cannot be stopped."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from prospectdesk.net import watchdog

LONGEST = 10.0
"""Seconds for a look-up where the call names none."""


class _LookUp:
    """One question to the system, in a thread that nobody waits for longer than he wants."""

    def __init__(self, host: str, port: int) -> None:
        self.ended = threading.Event()
        self.found: list[str] = []
        self.error: OSError | None = None
        self._asked = (host, port)
        threading.Thread(target=self._ask, daemon=True, name="look-up").start()

    def _ask(self) -> None:
        try:
            told = socket.getaddrinfo(*self._asked, type=socket.SOCK_STREAM)
            self.found = list(dict.fromkeys(str(one[4][0]) for one in told))
        except (OSError, UnicodeError) as error:
            self.error = error if isinstance(error, OSError) else OSError(str(error))
        finally:
            with _guard:
                _under_way.pop(self._asked, None)
            self.ended.set()


_guard = threading.Lock()
_under_way: dict[tuple[str, int], _LookUp] = {}
"""Questions without an answer so far: whoever asks the same waits for the same, so hanging threads do not pile up."""


def look_up(host: str, port: int, seconds: float | None) -> list[str]:
    """The addresses of a host. Raises httpcore.ConnectTimeout (too long, or the call is to stop), ConnectError."""
    with _guard:
        asked = _under_way.get((host, port)) or _under_way.setdefault((host, port), _LookUp(host, port))
    end = time.monotonic() + (LONGEST if seconds is None else seconds)
    while not asked.ended.wait(min(watchdog.LOOK, max(0.0, end - time.monotonic()))):
        if time.monotonic() >= end or watchdog.is_bitten():
            raise httpcore.ConnectTimeout
    if asked.error is not None or not asked.found:
        raise httpcore.ConnectError(str(asked.error))
    return asked.found


class Backend(httpcore.SyncBackend):
    """Connects to the addresses of a host in turn, as the standard one does."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection; `timeout` holds for the look-up and then for each address."""
        failed: Exception | None = None
        for address in look_up(host, port, timeout):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
                if watchdog.is_bitten():
                    break
        raise failed or httpcore.ConnectError


def within_time(client: httpx.Client) -> httpx.Client:
    """The same client, whose connections look names up within their time; those to a proxy too."""
    own = vars(client)  # httpx lets nobody hand its pools a backend, httpcore's pools take one
    for transport in (own["_transport"], *own["_mounts"].values()):
        if transport is not None:  # None: this address is reached without the proxy
            vars(vars(transport)["_pool"])["_network_backend"] = Backend()
    return client
