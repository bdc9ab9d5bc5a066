"""How the C library keeps freed memory (Linux with glibc; elsewhere nothing to do).
One arena for all threads: each with its own keeps up to 64 MB of freed memory, a hundred megabytes of holes in
all. Blocks of a list of a million ids stay in it: fresh pages for each would double the time of a sort.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from functools import cache
from time import monotonic
from typing import Any

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = 16 << 20
_KEPT = 16 << 20


@cache
def settle() -> bool:
    """Makes the process keep little freed memory; before threads start. Answers whether it could."""
    library = _library()
    if library is None:
        return False
    settings = ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _KEPT))
    return all(library.mallopt(name, value) == 1 for name, value in settings)


def release() -> None:
    """Gives freed memory back to the system, and source lines that importing read; after large work (milliseconds)."""
    lines = sys.modules.get("linecache")
    if lines is not None:  # PySide6 looks into the source of each module that imports it: 20 MB
        lines.clearcache()
    library = _library()
    if library is not None:
        library.malloc_trim(0)


@contextlib.contextmanager
def released_after(seconds: float) -> Iterator[None]:
    """Releases memory at the end of a block that took longer than `seconds`."""
    begun = monotonic()
    try:
        yield
    finally:
        if monotonic() - begun > seconds:
            release()


@cache
def _library() -> Any:
    """The C library when it has both functions, else None."""
    if sys.platform != "linux":
        return None
    import ctypes

    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
