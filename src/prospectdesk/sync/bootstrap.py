"""The first download of the directory: one file with its indexes, copied into the store (SYNC §3).

Packed and unpacked file are removed as soon as they are no longer needed; a cut download goes on later.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store.connection import Connection, StoreError
from prospectdesk.store.files import touch_private
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.sync import state
from prospectdesk.sync.client import Client
from prospectdesk.sync.incoming import is_uid
from prospectdesk.wire.rules import DIRECTORY_TABLES
from prospectdesk.wire.tables import SCHEMA, TABLES

PACKED, PLAIN = "snapshot.part", "snapshot.db"
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,119}")
_SHA = re.compile(r"[0-9a-f]{64}")
MOST_PACKED = 64 << 30
RATIO = 60
"""How much larger the file may be than it was packed; a real one is about four times as large."""
ORDER = tuple(table for table in TABLES if table in DIRECTORY_TABLES)
PIECE = 1 << 20


class Watched(Protocol):
    """What a ticket of the jobs gives."""

    @property
    def cancelled(self) -> bool: ...
    def step(self, done: int, total: int, text: str) -> None: ...


def bring(store: Store, folder: Path, client: Client, ticket: Watched, now_ms: int) -> int:
    """Fills an empty directory from the centre's snapshot; answers the rows, 0 when rows must be pulled.

    Raises Unavailable (offline: what came stays and goes on later; disk full), Cancelled.
    """
    told = client.snapshot()
    if told is None or not _fits(store, told):
        remove(folder)
        return 0
    packed, plain = folder / PACKED, folder / PLAIN
    _fetch(client, told, folder, ticket)
    try:
        _unpack(packed, plain, int(told["size"]), ticket)
        packed.unlink()
        return _load(store, plain, told, ticket, now_ms)
    except StoreError:
        return 0  # of another version, or not ours: the rows come one page after the other
    finally:
        _remove_plain(folder)


def remove(folder: Path) -> None:
    """Takes away whatever a download left."""
    for name in (PACKED, f"{PACKED}.json"):
        (folder / name).unlink(missing_ok=True)
    _remove_plain(folder)


def _remove_plain(folder: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        (folder / f"{PLAIN}{suffix}").unlink(missing_ok=True)


def _fits(store: Store, told: dict[str, Any]) -> bool:
    """Whether the description is sound, of this life of the centre, and the directory still empty."""
    cursor = told["cursor"]
    with store.session() as conn:
        here, empty = state.read(conn, "generation"), _is_empty(conn)
    return (
        empty
        and told["schema"] == SCHEMA
        and told["generation"] == here
        and _NAME.fullmatch(told["name"]) is not None
        and _SHA.fullmatch(told["sha256"]) is not None
        and 0 < told["size"] <= MOST_PACKED
        and len(cursor) == 2
        and type(cursor[0]) is int
        and is_uid(cursor[1])
    )


def _is_empty(conn: Connection) -> bool:
    return all(conn.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None for table in ORDER)


def _fetch(client: Client, told: dict[str, Any], folder: Path, ticket: Watched) -> None:
    """The packed file whole, or Unavailable; a part of another file is thrown away."""
    packed, note = folder / PACKED, folder / f"{PACKED}.json"
    if not note.exists() or note.read_text(encoding="utf-8") != told["sha256"]:
        packed.unlink(missing_ok=True)
    note.write_text(told["sha256"], encoding="utf-8")
    touch_private(packed)

    def step(done: int, total: int) -> None:
        ticket.step(done, total, "Téléchargement du registre")

    client.download(told["name"], told["size"], packed, told=step)
    digest = hashlib.sha256()
    with packed.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    note.unlink()
    if digest.hexdigest() != told["sha256"]:
        packed.unlink()
        raise Unavailable("bad_snapshot", "Le registre téléchargé est abîmé : il sera téléchargé à nouveau.")


def _unpack(packed: Path, plain: Path, size: int, ticket: Watched) -> None:
    import zstandard

    plain.unlink(missing_ok=True)
    touch_private(plain)
    done, most = 0, size * RATIO + (64 << 20)
    try:
        with packed.open("rb") as source, plain.open("wb") as target:
            reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(source)
            while piece := reader.read(PIECE):
                done += len(piece)
                if done > most:
                    raise StoreError("damaged", "Le registre téléchargé n’est pas celui annoncé.")
                target.write(piece)
                ticket.step(source.tell(), size, "Décompression du registre")
    except zstandard.ZstdError as error:
        raise StoreError("damaged", "Le registre téléchargé ne se décompresse pas.") from error
    except OSError as error:
        raise Unavailable(
            "disk", "Le disque est plein ou protégé : libérez de la place, le registre sera repris ensuite."
        ) from error


def _load(store: Store, plain: Path, told: dict[str, Any], ticket: Watched, now_ms: int) -> int:
    from prospectdesk.store import directory_copy

    ticket.step(0, 0, "Vérification du registre")
    directory_copy.verify(plain)
    place: dict[str, int] = {}

    def step(name: str) -> None:
        place.setdefault(name, len(place))
        ticket.step(len(place), 0, "Installation du registre")

    def also(uow: UnitOfWork) -> None:
        _only_directory(uow.conn)
        cursors, buckets = state.document(uow.conn, "cursors"), state.document(uow.conn, "buckets")
        state.write(
            uow.conn,
            cursors=json.dumps({**cursors, state.NOBODY: told["cursor"]}),
            buckets=json.dumps({**buckets, state.NOBODY: "directory"}),
        )

    return directory_copy.copy(store, plain, ORDER, now_ms, stopped=_asker(ticket), step=step, also=also)


def _only_directory(conn: Connection) -> None:
    """Refuses a file that brings rows of somebody, or rows the centre never numbered.

    Looks at the file itself, attached beside: reading its copy would mean to decrypt it.
    """
    for table in ORDER:
        sql = f"SELECT 1 FROM snap.{table} WHERE scope <> 0 OR rev < 1 OR length(uid) <> 16 LIMIT 1"
        if conn.execute(sql).fetchone() is not None:
            raise StoreError("damaged", "Le registre téléchargé contient des lignes qui n’en sont pas.")


def _asker(ticket: Watched) -> Callable[[], bool]:
    return lambda: ticket.cancelled
