"""Map pictures kept on the disk of the profile, up to a limit: the longest unused go first."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.files import make_private_folder

OLD_SECONDS = 30 * 24 * 3600
"""A picture older than this is asked for anew when that can be."""
LEFT_SHARE = 0.8
"""How much of the limit is left when room is made."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture of the disk; `is_old` when a newer one may be there."""

    data: bytes
    is_old: bool


class TileCache:
    """`folder` holds one folder for each address that pictures came from. Threads may share it."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        """`now` is the application clock in seconds since 1970."""
        self.folder = folder
        self._now = now
        self._lock = threading.Lock()
        self._total: int | None = None

    def get(self, source: str, zoom: int, column: int, row: int) -> Kept | None:
        """A kept picture, which counts as used now."""
        file = self._file(source, zoom, column, row)
        try:
            data, written = file.read_bytes(), file.stat()
        except OSError:
            return None
        with contextlib.suppress(OSError):  # used now; when it came stays in the other time
            os.utime(file, (self._now(), written.st_mtime))
        return Kept(data, self._now() - written.st_mtime > OLD_SECONDS)

    def put(self, source: str, zoom: int, column: int, row: int, data: bytes, limit: int) -> None:
        """Keeps a picture, making room up to `limit` bytes; a full disk only means that it is not kept."""
        file = self._file(source, zoom, column, row)
        with contextlib.suppress(OSError, Unavailable), self._lock:
            make_private_folder(self.folder)
            file.parent.mkdir(parents=True, exist_ok=True)
            before = file.stat().st_size if file.exists() else 0
            part = file.with_name(file.name + ".part")
            part.write_bytes(data)
            os.utime(part, (self._now(), self._now()))
            part.replace(file)
            self._total = self._known() + (len(data) - before if self._total is not None else 0)
            if self._total > limit:
                self._make_room(int(limit * LEFT_SHARE))

    def size(self) -> int:
        """The bytes that kept pictures take."""
        with self._lock:
            self._total = sum(size for _, size, _ in self._files())
            return self._total

    def clear(self) -> None:
        """Deletes every kept picture."""
        with self._lock:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._total = None

    def _file(self, source: str, zoom: int, column: int, row: int) -> Path:
        name = sha256(source.encode()).hexdigest()[:16]
        return self.folder / name / str(int(zoom)) / f"{int(column)}_{int(row)}"

    def _known(self) -> int:
        return sum(size for _, size, _ in self._files()) if self._total is None else self._total

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """When each was used last, its size, its file."""
        for file in self.folder.rglob("*_*"):
            with contextlib.suppress(OSError):
                found = file.stat()
                yield found.st_atime, found.st_size, file

    def _make_room(self, limit: int) -> None:
        total = self._total or 0
        for _, size, file in sorted(self._files()):
            if total <= limit:
                break
            with contextlib.suppress(OSError):
                file.unlink()
                total -= size
        self._total = total
