"""Limits that the reading child puts on itself before it opens a file (SECURITY R3)."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

from prospectdesk.sheets import limits

WINDOWS_STATUS = 71
"""Exit status of a child that its own memory watch stopped (Windows)."""


def confine(cpu_seconds: int) -> None:
    """Bound memory, CPU, files and network of this process; what a system lacks is left out."""
    vars(socket).update(socket=_NoNetwork, create_connection=_no_network)
    if sys.platform == "win32":
        _watch_memory()
    else:
        _limit_resources(cpu_seconds)


def _limit_resources(cpu_seconds: int) -> None:
    import resource

    wanted = {
        "RLIMIT_AS": limits.MEMORY_BYTES,
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_NOFILE": limits.OPEN_FILES,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        _soft, hard = resource.getrlimit(kind)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS refuses some of them: the parent's watch remains
            continue


class _NoNetwork:
    """Stands where sockets are made."""

    def __init__(self, *_args: object, **_named: object) -> None:
        _no_network()


def _no_network(*_args: object, **_named: object) -> None:
    raise PermissionError


def _watch_memory() -> None:
    """Windows has no RLIMIT_AS: a thread looks at the committed memory and ends the process."""
    import os
    import threading
    import time

    committed = _windows_committed()

    def watch() -> None:
        while True:
            if committed() > limits.MEMORY_BYTES:
                os._exit(WINDOWS_STATUS)
            time.sleep(0.02)

    threading.Thread(target=watch, daemon=True).start()


def _windows_committed() -> Callable[[], int]:
    """A function that gives the private bytes of this process (Windows only)."""
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", ctypes.c_ulong),
            ("faults", ctypes.c_ulong),
            *(
                (name, ctypes.c_size_t)
                for name in (
                    "peak_working",
                    "working",
                    "peak_paged",
                    "paged",
                    "peak_nonpaged",
                    "nonpaged",
                    "pagefile",
                    "peak_pagefile",
                )
            ),
        )

    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]  # absent elsewhere
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    query = kernel.K32GetProcessMemoryInfo
    query.argtypes = (ctypes.c_void_p, ctypes.POINTER(Counters), ctypes.c_ulong)
    process = kernel.GetCurrentProcess()

    def committed() -> int:
        counters = Counters(cb=ctypes.sizeof(Counters))
        query(process, ctypes.byref(counters), counters.cb)
        return int(counters.pagefile)

    return committed
