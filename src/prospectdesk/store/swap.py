"""Puts a verified copy in the place of the store, keeping the former file; survives a kill at any step.

The complete copy is first named `restored-STAMP.db`: from then on the swap always ends, now or at the
next opening. The former database goes to set-aside/STAMP with its WAL, which must never meet the new one.
"""

from __future__ import annotations

from pathlib import Path

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.files import make_private_folder, sync_folder

PREFIX = "restored-"


def announced(folder: Path, stamp: str) -> Path:
    """The name under which a complete copy waits to take the store's place."""
    return folder / f"{PREFIX}{stamp}.db"


def resume(folder: Path, database: Path) -> Path | None:
    """Ends the announced swap, if any; answers where the former files went.

    Raises Unavailable when a file is held by another program.
    """
    waiting = sorted(folder.glob(f"{PREFIX}*.db"))
    if not waiting:
        return None
    return swap(waiting[-1], database)


def swap(copy: Path, database: Path) -> Path:
    """Sets the database aside and puts `copy` (an announced name) in its place."""
    stamp = copy.stem.removeprefix(PREFIX)
    aside = database.parent / "set-aside" / stamp
    make_private_folder(aside.parent)
    make_private_folder(aside)
    try:
        move_aside(database, aside)
        copy.rename(database)
        sync_folder(database.parent)
    except OSError as error:
        raise Unavailable(
            "locked", "La base est tenue par un autre programme : fermez-le puis réessayez. Rien n’est perdu."
        ) from error
    return aside


def move_aside(database: Path, aside: Path) -> None:
    """Moves the database and its companions to the folder `aside`; nothing there is overwritten."""
    for suffix in ("", "-wal", "-shm"):
        file = database.with_name(database.name + suffix)
        if not file.exists():
            continue
        target, number = aside / file.name, 1
        while target.exists():
            number += 1
            target = aside / f"{number}-{file.name}"
        file.rename(target)
    sync_folder(aside)
