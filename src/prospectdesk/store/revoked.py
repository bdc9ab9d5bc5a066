"""A profile whose device was revoked: a mark that it must not open, and the removal of what it held."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store import keys
from prospectdesk.store.connection import StoreError
from prospectdesk.store.files import sync_folder, write_private

MARK = "revoked"
_KEPT = frozenset({MARK, "window.lock", "setup.lock", "logs"})


def mark(folder: Path) -> None:
    """From here on the profile opens no more, whatever happens to the program."""
    write_private(folder / MARK, b"1")


def refuse(folder: Path) -> None:
    """Raises StoreError (forbidden) for a marked profile, after removing what an interrupted removal left."""
    if not (folder / MARK).exists():
        return
    remove(folder)
    raise StoreError(
        "forbidden",
        "Cet appareil a été révoqué par votre administrateur : ses données locales ont été retirées. "
        "Connectez-vous à nouveau (verbe « sign-in ») pour le réutiliser.",
    )


def lift(folder: Path) -> None:
    """A new sign-in may use the folder again, as a new profile."""
    if (folder / MARK).exists():
        remove(folder)
        (folder / MARK).unlink()


def remove(folder: Path) -> None:
    """Forgets the key first, then removes store, journal and copies. Raises Unavailable: a file is in use."""
    import shutil  # late: every connection asks this module, hardly any removes

    key_file = folder / "key.json"
    try:
        made = keys.read(key_file)
    except StoreError:
        made = None
    if made is not None:
        keys.forget(made)
    left = 0
    for path in sorted(folder.iterdir(), key=lambda one: one != key_file):
        if path.name in _KEPT:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):  # SQLite takes its log away itself when the last reader ends
                path.unlink()
        left += os.path.lexists(path)
    sync_folder(folder)
    if left:
        raise Unavailable(
            "in_use",
            "Cet appareil a été révoqué : fermez ProspectDesk pour que ses données locales soient retirées.",
        )
