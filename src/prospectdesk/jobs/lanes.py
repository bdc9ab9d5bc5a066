"""Where work runs: three reading threads, one writing thread, four for the network, processes (HOUSE)."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, Literal, TypeVar

from prospectdesk.domain.errors import Refused

Lane = Literal["read", "write", "net", "cpu"]
T = TypeVar("T")
THREADS: dict[str, int] = {"read": 3, "write": 1, "net": 4}


class Lanes:
    """The pools of one program; `cpu`, a pool of processes, starts at first use."""

    def __init__(self) -> None:
        self._pools: dict[str, Executor] = {
            name: ThreadPoolExecutor(count, thread_name_prefix=f"lane-{name}")
            for name, count in THREADS.items()
        }
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, lane: Lane, fn: Callable[..., T], *args: Any) -> Future[T]:
        """Runs `fn(*args)` on `lane`; on "cpu" both must be picklable. Raises Refused after close."""
        with self._lock:
            if self._closed:
                raise Refused("closing", "Le programme se ferme : cette action n’a pas été commencée.")
            if lane == "cpu" and "cpu" not in self._pools:
                from concurrent.futures import ProcessPoolExecutor  # late: it brings multiprocessing
                from multiprocessing import get_context

                workers = max(1, (os.cpu_count() or 2) - 1)
                self._pools["cpu"] = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
            return self._pools[lane].submit(fn, *args)

    def close(self) -> None:
        """Waits for all writes, then for what runs elsewhere; what has not begun there is dropped."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._pools["write"].shutdown(wait=True)
        for name, pool in self._pools.items():
            if name != "write":
                pool.shutdown(wait=True, cancel_futures=True)
