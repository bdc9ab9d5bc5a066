"""Disks that take no writes: a folder without rights (for root too), and files that may not grow."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

LINUX_CAPABILITY_VERSION_3 = 0x20080522
OVERRIDES_RIGHTS = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


@contextlib.contextmanager
def write_protected(folder: Path) -> Iterator[None]:
    """Nobody may write in `folder`, not even root: its thread gives up the right to override rights.

    Threads started meanwhile are like it.
    """
    rights = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    with _no_override():
        for path in rights:
            path.chmod(0o500 if path.is_dir() else 0o400)
        try:
            if os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
                pytest.skip("this system lets its user write where nobody has the right")
            yield
        finally:
            for path, mode in rights.items():
                path.chmod(mode & 0o777)


@contextlib.contextmanager
def _no_override() -> Iterator[None]:
    if os.geteuid() != 0 or not hasattr(ctypes.CDLL(None), "capset"):
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    held = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, held) == 0
    less = (ctypes.c_uint32 * 6)(*held)
    less[0] &= ~OVERRIDES_RIGHTS
    assert libc.capset(header, less) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held) == 0


@contextlib.contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """No file may grow above `size` bytes: writes fail as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
