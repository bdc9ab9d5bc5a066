"""The directory between PostgreSQL and a local store: register rows go in, what changed comes out in pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from prospectdesk.domain.errors import Unavailable
from prospectdesk.server import directory
from prospectdesk.server.policies import OWNER
from prospectdesk.wire import rules
from prospectdesk.wire.tables import SCHEMA, TABLES

PAGE = 5_000
NOBODY = "0" * 32
Part = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
"""A directory table, the columns that come, and records of uid and values."""
Page = dict[str, Any]
T = TypeVar("T")
SCHEMA_OF_ROWS = SCHEMA
"""What a packed directory says of itself."""


def write(dsn: str, parts: Iterable[Part]) -> dict[str, dict[str, int]]:
    """Writes rows of the directory; what is already so stays as it is. Raises Unavailable."""
    return _told(_write(dsn, parts))


def generation(dsn: str) -> str:
    """The life of the centre's database. Raises Unavailable."""
    return _told(_generation(dsn))


def changes(dsn: str, since: int, take: Callable[[Page], None]) -> None:
    """Gives `take` every directory row of a rev above `since`, as pages of a pull, parents first. Raises Unavailable."""
    _told(_changes(dsn, since, take))


def _told(work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except (OSError, asyncpg.PostgresConnectionError, TimeoutError) as error:
        raise Unavailable("database", "La base ne répond pas à cette adresse.") from error


async def _write(dsn: str, parts: Iterable[Part]) -> dict[str, dict[str, int]]:
    connection = await asyncpg.connect(dsn)
    told = {}
    try:
        for table, columns, records in parts:
            done = await directory.upsert(connection, table, columns, records)
            told[table] = {"inserted": done.inserted, "updated": done.updated, "unchanged": done.unchanged}
        await connection.execute("SELECT pg_notify('pd_changed', $1)", str(UUID(NOBODY)))
    finally:
        await connection.close()
    return told


async def _generation(dsn: str) -> str:
    connection = await asyncpg.connect(dsn)
    try:
        return UUID(str(await connection.fetchval("SELECT generation FROM pd.centre"))).hex
    finally:
        await connection.close()


async def _changes(dsn: str, since: int, take: Callable[[Page], None]) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        async with directory.reading(connection) as found:
            for table in (name for name in TABLES if name in rules.DIRECTORY_TABLES):
                names = [column.name for column in rules.columns(table)]
                await _rows(connection, table, names, since, take)
            await connection.execute(f"SET LOCAL ROLE {OWNER}")
            gone = await connection.fetch(
                "SELECT tbl, uid FROM pd.feed WHERE workspace = $1 AND gone AND rev > $2", UUID(NOBODY), since
            )
            rev, uid = found.cursor
            take(_page({}, [[row["tbl"], row["uid"].hex] for row in gone], [rev, uid.hex]))
    finally:
        await connection.close()


async def _rows(
    connection: asyncpg.Connection, table: str, names: list[str], since: int, take: Callable[[Page], None]
) -> None:
    listed = ", ".join(f'"{name}"' for name in names)
    rows: list[list[Any]] = []

    def give() -> None:
        if rows:
            take(_page({table: {"columns": names, "rows": list(rows)}}, [], None))
            rows.clear()

    sql = f'SELECT uid, rev, {listed} FROM directory."{table}" WHERE rev > $1 ORDER BY uid'
    async for record in connection.cursor(sql, since, prefetch=PAGE):
        rows.append([value.hex if isinstance(value, UUID) else value for value in record])
        if len(rows) == PAGE:
            give()
    give()


def _page(rows: dict[str, Any], gone: list[list[str]], after: list[Any] | None) -> Page:
    return {"bucket": NOBODY, "rows": rows, "gone": gone, "next": after, "more": after is None}
