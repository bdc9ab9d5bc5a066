"""What is saved from a damaged store: the changes not sent yet, the drafts, the last good copy (F6, X-26)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from prospectdesk.domain.clock import ms_instant
from prospectdesk.domain.errors import Failure
from prospectdesk.store import keys, lock, swap
from prospectdesk.store.backup import copies, verify
from prospectdesk.store.connection import Connection, connect, database_errors, driver
from prospectdesk.store.files import make_private_folder, touch_private
from prospectdesk.store.profile import Profile

_SAVED = {"outbox": "seq", "draft": "key"}


@dataclass(frozen=True)
class Salvage:
    """`rescued` is a small store, under the same key, of `unsent` outbox lines and `drafts`; or None."""

    rescued: Path | None
    unsent: int
    drafts: int
    last_good: tuple[date, Path] | None


def salvage(profile: Profile, key: bytes | None, now_ms: int) -> Salvage:
    """Saves what a damaged store still gives and finds the last good copy; the store is only read.

    Then `backup.restore` puts the copy in its place, or `start_anew` an empty store.
    """
    place = profile.set_aside / f"{ms_instant(now_ms):%Y%m%d-%H%M%S}-rescued.db"
    make_private_folder(profile.set_aside)
    counts = _rescue(profile.database, key, place)
    saved = place if any(counts.values()) else None
    if saved is None:
        place.unlink(missing_ok=True)
    return Salvage(saved, counts.get("outbox", 0), counts.get("draft", 0), last_good(profile.backups, key))


def last_good(folder: Path, key: bytes | None) -> tuple[date, Path] | None:
    """The newest daily copy that is whole, with its date."""
    for day, path in copies(folder).items():
        with contextlib.suppress(Failure):
            verify(path, key)
            return day, path
    return None


def start_anew(profile: Profile, now_ms: int) -> Path:
    """Sets a damaged store aside so that the next opening makes an empty one with the same key.

    Raises StoreError locked, Unavailable.
    """
    aside = profile.set_aside / f"{ms_instant(now_ms):%Y%m%d-%H%M%S}"
    with lock.ProfileLock(profile.folder), lock.setup(profile.folder):
        make_private_folder(aside)
        swap.move_aside(profile.database, aside)
        made = keys.read(profile.key_file)
        if made is not None:
            keys.write(profile.key_file, replace(made, ready=False))
    return aside


def _rescue(database: Path, key: bytes | None, place: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    touch_private(place)
    with contextlib.ExitStack() as stack:
        try:
            source = stack.enter_context(contextlib.closing(connect(database, key, read_only=True)))
        except Failure:
            return counts
        target = stack.enter_context(contextlib.closing(driver().connect(str(place), isolation_level=None)))
        if key is not None:
            target.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for table, order in _SAVED.items():
            with contextlib.suppress(*database_errors()):
                counts[table] = _copy_table(source, target, table, order)
    return counts


def _copy_table(source: Connection, target: Any, table: str, order: str) -> int:
    made = source.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ).fetchone()
    if made is None:
        return 0
    target.execute(made[0])
    target.execute("BEGIN")
    done = 0
    for way in ("", " DESC"):
        for row in _readable(source, f"SELECT * FROM {table} ORDER BY {order}{way}"):
            marks = ", ".join("?" * len(row))
            done += target.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row).rowcount
    target.execute("COMMIT")
    return done


def _readable(source: Connection, sql: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query up to the first that the damaged file does not give."""
    with contextlib.suppress(*database_errors()):
        yield from source.execute(sql)
