"""Files of a profile: private, written whole or not at all, forced to the disk."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from prospectdesk.domain.errors import Unavailable


def make_private_folder(folder: Path) -> None:
    """Makes `folder` for its owner alone; an existing folder of other things keeps its rights.

    Raises Unavailable when the disk does not allow it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = {entry.name for entry in os.scandir(folder)}
        if folder.stat().st_mode & 0o077 and (not names or names & {"key.json", "prospectdesk.db"}):
            _make_private(folder)
    except OSError as error:
        raise Unavailable(
            "cannot_open",
            "Le dossier « {folder} » ne peut pas être créé ou lu : choisissez-en un autre.",
            folder=folder.name,
        ) from error


def _make_private(folder: Path) -> None:
    try:
        folder.chmod(0o700)
    except OSError as error:
        if error.errno != errno.EROFS:  # a write-protected disk is read as it is (F3)
            raise


def touch_private(path: Path) -> None:
    """Makes an empty file that only its owner reads; an existing one stays as it is."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def discard(path: Path) -> None:
    """Removes a file that may be missing: of a write-protected folder nothing is asked then. Raises OSError."""
    if path.exists():
        path.unlink(missing_ok=True)


def wipe(path: Path) -> None:
    """Overwrites a file that may be missing with zeros, then removes it. Raises OSError when it cannot be removed.

    A disk that writes elsewhere (SSD, copy on write) keeps the former blocks until it needs them.
    """
    if not path.exists():
        return
    with contextlib.suppress(OSError), path.open("r+b") as file:
        left, zeros = path.stat().st_size, bytes(1 << 20)
        while left > 0:
            left -= file.write(zeros[:left])
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def write_private(path: Path, data: bytes) -> None:
    """Writes a small file whole or not at all, readable by its owner alone. Raises Unavailable."""
    part = path.with_name(path.name + ".part")
    try:
        part.unlink(missing_ok=True)
        touch_private(part)
        with part.open("r+b") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Unavailable(
            "disk", "Le disque est plein ou protégé : « {file} » n’a pas été enregistré.", file=path.name
        ) from error


def sync_file(path: Path) -> None:
    """Forces what was written to `path` onto the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Forces renames in `folder` onto the disk, where the system has such a call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
