"""The staging file of one import: an own database under the store's key, so that other saves go on.

Rows are put here, matched against the store and shown with their fate; `store.import_write` then copies them
part by part. A killed import leaves this file, removed by the next one.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from prospectdesk.domain.errors import Unavailable
from prospectdesk.store import memory
from prospectdesk.store.connection import Connection, database_errors
from prospectdesk.store.files import discard, touch_private
from prospectdesk.store.store import Store

SUFFIX = ".import"
CACHE = 49_152
"""KiB of pages kept while rows are staged and matched."""
AT_ONCE = 50_000
"""Lines changed by one statement: what it remembers of them stays in memory."""
_live: set[str] = set()
_names = threading.Lock()

VALUES = (
    "line", "siren", "siret", "company_uid", "site_uid", "name", "name_key", "search_key", "brand", "naf",
    "legal_form", "created_on", "headcount_band", "headcount", "street", "street2", "postcode", "city",
    "city_key", "city_code", "country", "department", "latitude", "longitude", "head_office", "open", "phone",
    "phone_foreign", "fax", "mail", "website", "tax_regime", "accountant", "source", "ex_client", "withheld",
)  # fmt: skip
"""What is known of a row, in the order in which records are put."""
_NUMBERS = frozenset({"created_on", "headcount", "head_office", "open", "ex_client"})
_DEGREES = frozenset({"latitude", "longitude"})
_UIDS = frozenset({"company_uid", "site_uid"})
_UID_PLACES = tuple(place for place, name in enumerate(VALUES) if name in _UIDS)


def _schema() -> list[str]:
    columns = ["line INTEGER PRIMARY KEY"]
    for name in VALUES[1:]:
        kind = (
            "INTEGER"
            if name in _NUMBERS
            else "REAL"
            if name in _DEGREES
            else "BLOB"
            if name in _UIDS
            else "TEXT"
        )
        columns.append(f"{name} {kind}")
    columns += [
        "near_latitude REAL", "near_longitude REAL", "unit INTEGER", "site_id INTEGER", "twin INTEGER", "candidate INTEGER",
        "fate TEXT", "reason TEXT", "decision TEXT",
    ]  # fmt: skip
    return [
        f"CREATE TABLE row ({', '.join(columns)})",
        "CREATE TABLE problem (line INTEGER, title TEXT, value TEXT, reason TEXT)",
        "CREATE TABLE unit (ord INTEGER PRIMARY KEY, key TEXT, rep INTEGER, sites INTEGER, company_id INTEGER, "
        "registered INTEGER, dead INTEGER, leads INTEGER, fresh INTEGER)",
        "CREATE TABLE extra (line INTEGER PRIMARY KEY, data TEXT)",
        "CREATE TABLE legal (siren TEXT PRIMARY KEY, name TEXT, name_key TEXT, legal_form TEXT, open INTEGER, "
        "withheld INTEGER) WITHOUT ROWID",
    ]


def _mark(name: str) -> str:
    """Empty text stands for nothing: the driver takes two microseconds to bind each None."""
    return "?" if name == "line" else "nullif(?, '')"


class Stage:
    """The staged rows of one import. Close it always: the file goes with it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        sweep(store)
        self.path = _claim(store)
        try:
            touch_private(self.path)
            self.conn = store.companion(self.path)
            for pragma in (
                "journal_mode = OFF",
                "synchronous = OFF",
                "secure_delete = OFF",
                f"cache_size = -{CACHE}",
            ):
                self.conn.execute(f"PRAGMA main.{pragma}")
            self.conn.execute("PRAGMA mmap_size = 0")  # mapped, both files would count as memory whole
            for statement in _schema():
                self.conn.execute(statement)
        except BaseException as error:
            self._forget()
            if isinstance(error, (OSError, *database_errors())):
                raise no_room() from error
            raise
        marks = ", ".join(_mark(name) for name in VALUES)
        self._insert = f"INSERT INTO row ({', '.join(VALUES)}) VALUES ({marks})"

    def put(self, records: list[list[Any]], problems: Iterable[tuple[int, str, str, str]]) -> None:
        """Adds records (in the order of VALUES; uids in hexadecimal, empty text for nothing) and problems."""
        for record in records:
            for place in _UID_PLACES:
                record[place] = record[place] and bytes.fromhex(record[place])
        try:
            self.conn.execute("BEGIN")
            self.conn.executemany(self._insert, records)
            self.conn.executemany("INSERT INTO problem VALUES (?, ?, ?, ?)", problems)
            self.conn.execute("COMMIT")
        except database_errors() as error:
            raise no_room() from error

    def run(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """A statement on the staged rows (the store is `book`, for reading); answers the rows it changed."""
        try:
            return int(self.conn.execute(sql, parameters).rowcount)
        except database_errors() as error:
            raise no_room() from error

    def run_in_parts(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """A statement on `row` that ends in a condition, for some lines after the others: it needs little memory."""
        first, last = self.conn.execute("SELECT min(line), max(line) FROM row").fetchone()
        for start in range(first or 0, (last or -1) + 1, AT_ONCE):
            self.run(f"{sql} AND row.line BETWEEN {start} AND {start + AT_ONCE - 1}", parameters)

    def spare(self) -> None:
        """Gives the pages it keeps back: the rows are read by the store's own connection from now on."""
        self.conn.execute("PRAGMA shrink_memory")
        memory.release()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query on the staged rows and the store (`book`)."""
        return list(self.conn.execute(sql, parameters))

    def each(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one, for those that are many."""
        return iter(self.conn.execute(sql))

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row."""
        found = self.conn.execute(sql, parameters).fetchone()
        return None if found is None else found[0]

    def close(self) -> None:
        """Closes and removes the staging file."""
        self.conn.close()
        self._forget()

    def _forget(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink()
        with _names:
            _live.discard(str(self.path))


def stopped(conn: Connection) -> bool:
    """Whether an import is half written or half shown: its program runs still, or was killed."""
    found = conn.execute("SELECT EXISTS (SELECT 1 FROM import_run WHERE state NOT IN ('done', 'undone'))")
    return bool(found.fetchone()[0])


def sweep(store: Store) -> None:
    """Removes the staging files of imports that were killed."""
    for path in store.path.parent.glob(f"{store.path.name}-*{SUFFIX}"):
        with _names:
            ours = str(path) in _live
        if not ours and not _alive(path.name.removesuffix(SUFFIX).rpartition("-")[0].rpartition("-")[2]):
            with contextlib.suppress(OSError):
                path.unlink()


def _claim(store: Store) -> Path:
    with _names:
        number = 1
        while True:
            path = store.path.with_name(f"{store.path.name}-{os.getpid()}-{number}{SUFFIX}")
            if str(path) not in _live:
                discard(path)
                _live.add(str(path))
                return path
            number += 1


def _alive(pid: str) -> bool:
    """Whether the process runs; where that cannot be asked, an open file refuses to be removed."""
    if not pid.isdigit() or int(pid) == os.getpid() or sys.platform == "win32":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def no_room() -> Unavailable:
    """The sentence for a disk that does not take the staged rows."""
    return Unavailable(
        "disk",
        "Le disque est plein ou protégé : l’import n’a pas eu lieu, rien n’a été modifié. Libérez de la place puis "
        "réessayez.",
    )
