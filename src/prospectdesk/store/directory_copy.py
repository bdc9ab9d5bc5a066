"""Copies the tables of a plain snapshot file into an empty part of the store, indexes and search included.

SQLite copies whole B-trees between tables of one shape when nothing else listens: triggers and foreign keys
are away meanwhile, which costs seconds for a million rows instead of minutes row by row (SYNC §3).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from prospectdesk.domain.errors import Cancelled
from prospectdesk.store.connection import SCHEMA, Connection, StoreError, connect, database_errors
from prospectdesk.store.ddl import SEARCH
from prospectdesk.store.migrations.frozen import refuse_unknown
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork

SHADOWS = ("data", "idx", "docsize")
"""Tables of an FTS5 index that hold its contents (those of `config` are the same everywhere)."""
STEPS = 200_000
"""SQLite instructions between two looks at whether the user stopped."""


def verify(path: Path) -> None:
    """Checks a snapshot before it is attached: its schema, its triggers, its pages. Raises StoreError damaged.

    Table by table: a check of the whole file would also read every entry of the search indexes, four times the work.
    """
    with contextlib.closing(connect(path, None, read_only=True)) as conn:
        if conn.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
            raise StoreError("damaged", "Le registre téléchargé est d’une autre version : il a été écarté.")
        refuse_unknown(conn, SCHEMA)
        tables = conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        ).fetchall()
        for (name,) in tables:
            if conn.execute(f'PRAGMA quick_check("{name}")').fetchone()[0] != "ok":
                raise StoreError("damaged", "Le registre téléchargé est abîmé : il a été écarté.")


def copy(
    store: Store,
    path: Path,
    tables: Sequence[str],
    now_ms: int,
    *,
    stopped: Callable[[], bool],
    step: Callable[[str], None],
    also: Callable[[UnitOfWork], None],
) -> int:
    """Copies `tables` with their search, then runs `also` in the same transaction, the file being `snap`; answers the rows.

    The tables must be empty here. Raises Cancelled when `stopped` says so: nothing was changed then.
    """
    with store.attached(path, "snap", plain=True):
        conn = store.writer()
        conn.execute("PRAGMA foreign_keys = OFF")
        conn.set_progress_handler(lambda: int(stopped()), STEPS)
        try:
            with store.transaction(now_ms, None, muted=True) as uow:
                rows = _copy_all(conn, tables, step)
                conn.set_progress_handler(None, 0)
                also(uow)
        except database_errors() as error:
            if stopped():
                raise Cancelled from error
            raise
        finally:
            conn.set_progress_handler(None, 0)
            conn.execute("PRAGMA foreign_keys = ON")
    store.renew()  # the search tables of the open connections know nothing of their new contents
    return rows


def _copy_all(conn: Connection, tables: Sequence[str], step: Callable[[str], None]) -> int:
    rows = 0
    with _quiet(conn, tables):
        for table in tables:
            step(table)
            if conn.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None:
                raise StoreError("damaged", "Ce profil a déjà un registre : il n’a pas été remplacé.")
            conn.execute(f"INSERT INTO {table} SELECT * FROM snap.{table}")
            rows += int(conn.execute(f"SELECT count(*) FROM snap.{table}").fetchone()[0])
        for search in SEARCH:
            if search.content in tables:
                step(search.name)
                for part in SHADOWS:
                    name = f"{search.name}_{part}"
                    conn.execute(f"DELETE FROM {name}")
                    conn.execute(f"INSERT INTO {name} SELECT * FROM snap.{name}")
    return rows


@contextlib.contextmanager
def _quiet(conn: Connection, tables: Sequence[str]) -> Iterator[None]:
    """The triggers of `tables` are away within the block; a failure rolls them back with everything."""
    marks = ", ".join("?" * len(tables))
    triggers = conn.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks}) ORDER BY rowid",
        list(tables),
    ).fetchall()
    for name, _sql in triggers:
        conn.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in triggers:
        conn.execute(sql)
