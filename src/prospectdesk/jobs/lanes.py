"""Where work runs: three reading threads, one writing thread, four for the network, processes (HOUSE)."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from prospectdesk.domain.errors import Refused

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Lane = Literal["read", "write", "net", "cpu"]
T = TypeVar("T")
THREADS: dict[str, int] = {"read": 3, "write": 1, "net": 4}


class Lanes:
    """The pools of one program; each is made at its first use."""

    def __init__(self) -> None:
        self._pools: dict[str, Executor] = {}
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, lane: Lane, fn: Callable[..., T], *args: Any) -> Future[T]:
        """Runs `fn(*args)` on `lane`; on "cpu" both must be picklable. Raises Refused after close."""
        with self._lock:
            if self._closed:
                raise Refused("closing", "Le programme se ferme : cette action n’a pas été commencée.")
            pool = self._pools.get(lane)
            if pool is None:
                pool = self._pools[lane] = _pool(lane)
            return pool.submit(fn, *args)

    def close(self) -> None:
        """Waits for all writes, then for what runs elsewhere; what has not begun there is dropped."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        if "write" in self._pools:
            self._pools["write"].shutdown(wait=True)
        for name, pool in self._pools.items():
            if name != "write":
                pool.shutdown(wait=True, cancel_futures=True)


def _pool(lane: Lane) -> Executor:
    if lane != "cpu":
        from concurrent.futures import ThreadPoolExecutor  # late: the window is painted before

        return ThreadPoolExecutor(THREADS[lane], thread_name_prefix=f"lane-{lane}")
    from concurrent.futures import ProcessPoolExecutor  # late: it brings multiprocessing
    from multiprocessing import get_context

    workers = max(1, (os.cpu_count() or 2) - 1)
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
