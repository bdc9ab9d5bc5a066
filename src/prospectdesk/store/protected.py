"""A store on a disk that takes no writes (full, write-protected): it opens for reading (SECURITY F3)."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.connection import SCHEMA, connect, database_errors, translate
from prospectdesk.store.glance import glance
from prospectdesk.store.migrations import frozen

LITTLE_ROOM = 2 << 20
"""Bytes left on the disk below which the next save is likely to be refused."""
Stamp = tuple[int, int]


def may_write(path: Path) -> bool:
    """Whether the rights and the mount let the store at `path` and its log be written; asks no room."""
    ours = os.access in os.supports_effective_ids
    return all(os.access(one, os.W_OK, effective_ids=ours) for one in (path, path.parent) if one.exists())


def is_nearly_full(path: Path) -> bool:
    """Whether hardly any room is left beside the store; no when the system does not tell."""
    import shutil  # late: it brings every kind of archive along

    try:
        return shutil.disk_usage(path.parent).free < LITTLE_ROOM
    except OSError:
        return False


def log_of(path: Path) -> Path:
    """The write-ahead log of the store at `path`."""
    return path.with_name(path.name + "-wal")


def is_logged(path: Path) -> bool:
    """Whether the log holds commits that may not be in the file yet."""
    with contextlib.suppress(OSError):
        return log_of(path).stat().st_size > 0
    return False


def stamp(path: Path) -> Stamp | None:
    """What tells that another program wrote the file; None when it cannot be asked."""
    with contextlib.suppress(OSError):
        told = path.stat()
        return told.st_mtime_ns, told.st_size
    return None


def open_for_reading(path: Path, key: bytes | None) -> bool:
    """Looks whether a store that cannot be written reads; answers whether only as a file nobody changes.

    SQLite needs room for the index of its log; without a log the file alone is everything.
    Raises Unavailable when neither works, StoreError as an ordinary opening does.
    """
    failed: Unavailable | None = None
    for unchanging in (False, True):
        if unchanging and is_logged(path):
            raise Unavailable(
                "disk",
                "Le disque est plein ou protégé et la base n’avait pas été bien fermée : elle ne peut pas être lue "
                "ici. Rien n’est perdu : libérez de la place, ou copiez le dossier du profil sur un autre disque.",
            ) from failed
        try:
            _look(path, key, unchanging=unchanging)
        except Unavailable as error:
            failed = error
            continue
        return unchanging
    raise failed or refusal()


def _look(path: Path, key: bytes | None, *, unchanging: bool) -> None:
    conn = connect(path, key, read_only=True, unchanging=unchanging)
    try:
        version = conn.execute("PRAGMA user_version").fetchone()[0]
        if version < SCHEMA:
            raise Unavailable(
                "disk",
                "Le disque est plein ou protégé : la base, d’une version antérieure, ne peut pas être mise à jour. "
                "Rien n’a été modifié. Libérez de la place puis réessayez.",
            )
        frozen.refuse_unknown(conn, SCHEMA)
        glance(conn, path, is_logged(path))
    except database_errors() as error:
        raise translate(error, key) from error
    finally:
        conn.close()


def refusal() -> Unavailable:
    """The sentence of a store that is open for reading."""
    return Unavailable(
        "read_only",
        "Le disque est plein ou protégé : la base est ouverte en lecture seule. Rien n’est perdu ; libérez de la "
        "place, puis réessayez.",
    )


def nearly_full() -> Unavailable:
    """The sentence of a disk on which the next save may not fit."""
    return Unavailable(
        "little_room",
        "Le disque est presque plein : vos prochaines saisies risquent d’être refusées. Libérez de la place.",
    )
