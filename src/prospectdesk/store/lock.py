"""One window per profile: a lock of the operating system on a file of the profile (SECURITY F4).

SQLite lets verbs of the command line write in turn; a window, a restore and a migration need this lock.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.connection import StoreError
from prospectdesk.store.files import touch_private

WINDOW = "window.lock"
SETUP = "setup.lock"

PROTECTED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_held: dict[Path, tuple[int | None, int]] = {}
"""Locks of this process: file → descriptor (None in a folder nobody writes), how many times taken."""
_guard = threading.RLock()


class ProfileLock:
    """A lock on one profile. Taking it again in the same process succeeds; the last release frees it.

    The system frees it when its holder dies, and a copied profile has another file, hence another lock:
    what the file says is never believed.
    """

    def __init__(self, folder: Path, name: str = WINDOW) -> None:
        self.path = folder.absolute() / name
        self._taken = False

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._taken

    def acquire(self, wait_seconds: float = 0.0) -> bool:
        """Takes the lock, trying for `wait_seconds`; False when another process has it.

        Raises Unavailable when the file cannot be made.
        """
        end = time.monotonic() + wait_seconds
        while not self._taken:
            with _guard:
                if self._take():
                    self._taken = True
                    break
            if time.monotonic() >= end:
                return False
            time.sleep(0.02)
        return True

    def release(self) -> None:
        """Gives the lock back; does nothing when it is not held."""
        with _guard:
            if not self._taken:
                return
            self._taken = False
            entry = _held.get(self.path)
            if entry is None:
                return
            handle, taken = entry
            if taken > 1:
                _held[self.path] = (handle, taken - 1)
                return
            del _held[self.path]
            if handle is not None:
                os.close(handle)

    def __enter__(self) -> ProfileLock:
        if not self.acquire():
            raise busy()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _take(self) -> bool:
        if self.path in _held:
            handle, taken = _held[self.path]
            _held[self.path] = (handle, taken + 1)
            return True
        handle = self._opened()
        if handle is None or (_lock(handle) and self._is_the_file(handle)):
            _held[self.path] = (handle, 1)
            return True
        os.close(handle)
        return False

    def _opened(self) -> int | None:
        """The file of the lock; None where it cannot be made because nobody can write here (F3)."""
        try:
            touch_private(self.path)
            return os.open(self.path, os.O_RDWR)
        except OSError as error:
            with contextlib.suppress(OSError):
                if error.errno in PROTECTED:
                    return os.open(self.path, os.O_RDONLY) if self.path.exists() else None
            raise Unavailable(
                "cannot_open",
                "Le dossier du profil ne peut pas être écrit : vérifiez vos droits.",
            ) from error

    def _is_the_file(self, handle: int) -> bool:
        """Whether the locked file still has its name: one who deletes it must not get a second lock."""
        if os.name == "nt":
            return True
        try:
            return os.path.samestat(os.fstat(handle), self.path.stat())
        except FileNotFoundError:
            return False


@contextlib.contextmanager
def setup(folder: Path, wait_seconds: float = 30.0) -> Iterator[None]:
    """The short lock under which a profile is made, migrated or restored; others wait.

    Raises StoreError locked when it stays taken.
    """
    lock = ProfileLock(folder, SETUP)
    if not lock.acquire(wait_seconds):
        raise StoreError(
            "locked",
            "Un autre programme prépare ou restaure ce profil : attendez qu’il ait fini puis réessayez.",
        )
    try:
        yield
    finally:
        lock.release()


def channel_name(folder: Path) -> str:
    """The name of the local socket by which a second start brings the window of `folder` to the front."""
    return f"prospectdesk-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]}"


def busy() -> StoreError:
    """The refusal of what needs the profile for itself."""
    return StoreError(
        "locked", "Ce profil est ouvert dans une autre fenêtre de ProspectDesk : fermez-la puis réessayez."
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            raise Unavailable(
                "cannot_open", "Ce disque ne sait pas verrouiller un fichier : choisissez un autre dossier."
            ) from error
        return True

    def _forget() -> None:
        """A forked child shares its parent's descriptors: it must not keep the lock alive."""
        for handle, _count in _held.values():
            if handle is not None:
                os.close(handle)
        _held.clear()

    os.register_at_fork(after_in_child=_forget)
