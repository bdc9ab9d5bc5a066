"""Copies of the store: online, encrypted with the same key, verified by opening and counting (F7)."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from prospectdesk.domain.clock import ms_instant
from prospectdesk.domain.errors import BadFile, Refused, Unavailable
from prospectdesk.store import erased, keys, lock, swap
from prospectdesk.store.connection import Connection, StoreError, connect, database_errors
from prospectdesk.store.files import (
    discard,
    make_private_folder,
    sync_file,
    sync_folder,
    touch_private,
    write_private,
)
from prospectdesk.store.migrations import frozen
from prospectdesk.store.profile import Profile
from prospectdesk.store.store import Store

DAILY = 7
WEEKLY = 4
PAGES_PER_STEP = 4096
_DAILY_NAME = re.compile(r"prospectdesk-(\d{4}-\d\d-\d\d)\.db")
FAILURES: tuple[type[Exception], ...] = (OSError, *database_errors())
Progress = Callable[[int, int], None]
"""Called with the pages done and their total; may raise to stop, nothing is left behind then."""


@dataclass(frozen=True)
class Backup:
    """One verified copy. `rows` counts all its rows, `size` is in bytes."""

    path: Path
    rows: int
    size: int


def backup(store: Store, dest: Path, progress: Progress | None = None) -> Backup:
    """Copies the open store to the new file `dest`; writers go on meanwhile.

    Beside an encrypted copy lies how its key is found (never the key), for a restore in an empty folder.
    Raises Refused when `dest` exists, Unavailable when the disk is full or the copy is not sound.
    """
    if dest.exists():
        raise Refused("exists", "« {file} » existe déjà : choisissez un autre nom.", file=dest.name)
    with store.session() as conn:
        rows = copy_verified(conn, store.key, dest, progress=progress)
    found = store.path.with_name("key.json")
    if store.encrypted and found.exists() and dest.parent != found.parent / "backups":
        write_private(keys.beside(dest), found.read_bytes())
    return Backup(dest, rows, dest.stat().st_size)


def daily(store: Store, folder: Path, today: date, progress: Progress | None = None) -> Backup | None:
    """The copy of `today`, then the old ones thinned out; None when there is one already."""
    make_private_folder(folder)
    dest = folder / f"prospectdesk-{today.isoformat()}.db"
    if dest.exists():
        return None
    made = backup(store, dest, progress)
    files = copies(folder)
    keep = kept(files)
    for day, path in files.items():
        if day not in keep:
            path.unlink(missing_ok=True)
    return made


def copies(folder: Path) -> dict[date, Path]:
    """The daily copies in `folder`, newest first."""
    found: dict[date, Path] = {}
    for path in folder.glob("prospectdesk-*.db") if folder.is_dir() else ():
        told = _DAILY_NAME.fullmatch(path.name)
        if told:
            with contextlib.suppress(ValueError):
                found[date.fromisoformat(told[1])] = path
    return dict(sorted(found.items(), reverse=True))


def kept(days: Iterable[date]) -> set[date]:
    """Which copies stay: the last 7, and of the older ones the last of each of the 4 latest weeks."""
    newest = sorted(days, reverse=True)
    keep = set(newest[:DAILY])
    weeks: dict[tuple[int, int], date] = {}
    for day in newest[DAILY:]:
        weeks.setdefault(day.isocalendar()[:2], day)
    keep.update(list(weeks.values())[:WEEKLY])
    return keep


def restore(profile: Profile, source: Path, key: bytes | None, now_ms: int) -> Path:
    """Puts the copy `source` in the place of the closed store; answers where the former files went.

    The copy is verified first, and the present database is set aside, never overwritten. Who was erased in it is
    remembered (`erased`): opening the copy erases them again.
    Raises BadFile when `source` is not a sound copy of this profile, StoreError locked, Unavailable.
    """
    make_private_folder(profile.folder)
    stamp = _free_stamp(profile, now_ms)
    part = profile.folder / f"{stamp}.restoring"
    with lock.ProfileLock(profile.folder), lock.setup(profile.folder):
        swap.resume(profile.folder, profile.database)
        try:
            _check_source(source, key)
            refuse_in_use(profile.database, key)
            erased.remember(profile.erased, profile.database, key)
            with contextlib.closing(connect(source, key, read_only=True)) as conn:
                copy_verified(conn, key, part, replace=True)
            _renumber(part, key, now_ms)
            ready = swap.announced(profile.folder, stamp)
            if not profile.key_file.exists() and keys.beside(source).exists():
                write_private(profile.key_file, keys.beside(source).read_bytes())
            part.rename(ready)
            sync_folder(profile.folder)
        finally:
            _remove(part)
        return swap.swap(ready, profile.database)


def copy_verified(
    source: Connection,
    key: bytes | None,
    dest: Path,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> int:
    """Copies what `source` sees to `dest`, whole and verified or not at all; answers its rows.

    Raises Unavailable.
    """
    part = dest.with_name(f".{dest.name}.part")
    opened = not source.in_transaction
    try:
        _remove(part)
        touch_private(part)
        if opened:
            source.execute("BEGIN")  # one snapshot for the copy and the count
        expected = count_rows(source)
        _copy_pages(source, key, part, progress)
        found = verify(part, key)
        if found != expected:
            raise _unsound(dest)
        sync_file(part)
        _publish(part, dest, replace)
    except StoreError as error:
        raise _unsound(dest) from error
    except FAILURES as error:
        raise Unavailable(
            "disk",
            "La copie « {file} » n’a pas pu être écrite : libérez de la place ou choisissez un autre dossier.",
            file=dest.name,
        ) from error
    finally:
        if opened and source.in_transaction:
            source.execute("ROLLBACK")
        _remove(part)
    return sum(expected.values())


def verify(path: Path, key: bytes | None) -> dict[str, int]:
    """Opens a copy, reads every page of it and counts its rows. Raises StoreError damaged, no_key …"""
    with contextlib.closing(connect(path, key, read_only=True)) as conn:
        try:
            told = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
            if told != "ok":
                raise StoreError("damaged", "Cette copie est abîmée. Rien n’a été modifié.")
            return count_rows(conn)
        except database_errors() as error:
            raise StoreError("damaged", "Cette copie est abîmée. Rien n’a été modifié.") from error


def count_rows(conn: Connection) -> dict[str, int]:
    """The rows of each of our tables (search tables follow from them and are left out)."""
    made = conn.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    tables = dict(made.fetchall())
    search = tuple(f"{name}_" for name, sql in tables.items() if sql.startswith("CREATE VIRTUAL"))
    ours = [
        name
        for name, sql in tables.items()
        if not sql.startswith("CREATE VIRTUAL") and not name.startswith(search)
    ]
    return {name: int(conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in sorted(ours)}


def _check_source(source: Path, key: bytes | None) -> None:
    """Refuses what is not a copy of this profile: another program's file, another key, a damaged one."""
    if not source.is_file():
        raise BadFile("no_file", "Le fichier « {file} » n’existe pas.", file=source.name)
    try:
        verify(source, key)
        with contextlib.closing(connect(source, key, read_only=True)) as conn:
            version = conn.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                raise StoreError("damaged", "")
            frozen.refuse_unknown(conn, version)
    except StoreError as error:
        if error.outcome in {"newer_schema", "locked"}:
            raise
        raise BadFile(
            "bad_file",
            "« {file} » n’est pas une sauvegarde saine de ce profil : autre clé, autre programme ou fichier abîmé. "
            "Rien n’a été modifié.",
            file=source.name,
        ) from error


def refuse_in_use(database: Path, key: bytes | None) -> None:
    """Refuses while any process has the database open, and folds its WAL into it when it is readable."""
    if not database.exists():
        return
    try:
        with contextlib.closing(connect(database, key)) as conn:
            conn.execute("PRAGMA busy_timeout = 500")
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            conn.execute("PRAGMA locking_mode = EXCLUSIVE")
            conn.execute("BEGIN EXCLUSIVE")
            conn.execute("ROLLBACK")
    except StoreError as error:
        if error.outcome == "locked":
            raise
    except database_errors() as error:
        if "locked" in str(error).lower() or "busy" in str(error).lower():
            raise lock.busy() from error


def _renumber(part: Path, key: bytes | None, now_ms: int) -> None:
    """Batches made after a restore never bear the number of one made, and perhaps sent, before it."""
    with contextlib.closing(connect(part, key)) as conn:
        conn.execute("UPDATE write_state SET batch = batch + 1000000")
        conn.execute(
            "INSERT OR REPLACE INTO sync_state (key, value) VALUES ('restored_at', ?)", (str(now_ms),)
        )
        conn.execute("PRAGMA journal_mode = DELETE")
    sync_file(part)


def _free_stamp(profile: Profile, now_ms: int) -> str:
    stamp, number = f"{ms_instant(now_ms):%Y%m%d-%H%M%S}", 1
    made = stamp
    while (profile.set_aside / made).exists():
        number += 1
        made = f"{stamp}-{number}"
    return made


def _copy_pages(source: Any, key: bytes | None, part: Path, progress: Progress | None) -> None:
    module = type(source).__module__.split(".")[0]
    api = __import__(module)
    with contextlib.closing(api.connect(str(part), isolation_level=None)) as target:
        if key is not None:
            target.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        target.execute("PRAGMA synchronous = OFF")  # the whole file is synced once, before it gets its name

        def told(_status: int, left: int, total: int) -> None:
            if progress is not None:
                progress(total - left, total)

        source.backup(target, pages=PAGES_PER_STEP, progress=told)
        target.execute("PRAGMA journal_mode = DELETE")  # a copy is one file


def _publish(part: Path, dest: Path, replace: bool) -> None:
    if replace:
        part.replace(dest)
    else:
        try:
            os.link(part, dest)  # never over a file that appeared meanwhile
        except FileExistsError:
            raise
        except OSError:  # a disk without hard links
            if dest.exists():
                raise
            part.rename(dest)
    sync_folder(dest.parent)


def _remove(part: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        discard(part.with_name(part.name + suffix))


def _unsound(dest: Path) -> Unavailable:
    return Unavailable(
        "damaged",
        "La copie « {file} » n’est pas sûre : elle a été retirée. Vérifiez la base (verbe « check »).",
        file=dest.name,
    )
