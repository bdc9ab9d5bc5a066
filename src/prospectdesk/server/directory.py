"""The directory in bulk: register rows and white cards come in by COPY and merge, and go out as one consistent reading.

Both want a connection that may act as the owner (an administrator's).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

import asyncpg

from prospectdesk.server.policies import OWNER
from prospectdesk.server.schema import KINDS
from prospectdesk.wire import rules
from prospectdesk.wire.tables import SCHEMA

CHUNK = 50_000
"""Rows of one transaction of an import: a long one would hold the horizon, and pulls with it."""
PAGE = 10_000
LAST = UUID(int=(1 << 128) - 1)

Value = str | int | float | bytes | UUID | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did, in rows. `erased`: a person who asked to be forgotten does not come back."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    erased: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.inserted + other.inserted,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.erased + other.erased,
        )


async def upsert(
    connection: asyncpg.Connection,
    table: str,
    columns: Sequence[str],
    records: Iterable[Sequence[Value]],
    *,
    chunk: int = CHUNK,
) -> Counts:
    """Writes rows of a directory table: each record is the uid (16 bytes or UUID), then the values of `columns`.

    A row that is already so is left alone (no new rev, nothing for laptops to read). Each chunk is a transaction of
    its own; a uid given twice in one chunk counts once, the last one. Columns not named keep their value, or their
    default in a new row. Raises ValueError for a table or column the directory does not have.
    """
    known = (
        {column.name: column for column in rules.columns(table)} if table in rules.DIRECTORY_TABLES else {}
    )
    strange = [name for name in columns if name not in known or name == "scope"]
    if not known or strange or not columns:
        raise ValueError(f"the directory has no {table} {strange}")
    made = [known[name] for name in columns]
    uids = [0, *(place for place, column in enumerate(made, 1) if column.kind == "b")]
    done = Counts()
    for part in _chunks(records, chunk):
        done += await _write(connection, table, made, [_ready(record, uids) for record in part])
    return done


def _chunks(records: Iterable[Sequence[Value]], size: int) -> Iterator[list[Sequence[Value]]]:
    source = iter(records)
    while part := list(islice(source, size)):
        yield part


def _ready(record: Sequence[Value], uids: list[int]) -> tuple[Value, ...]:
    """A record as COPY wants it: identities as UUID."""
    row = list(record)
    for place in uids:
        value = row[place]
        if isinstance(value, bytes):
            row[place] = UUID(bytes=value)
    return tuple(row)


async def _write(
    connection: asyncpg.Connection, table: str, columns: list[rules.Column], rows: list[tuple[Value, ...]]
) -> Counts:
    """One chunk: COPY into a table that ends with the transaction, then one merge."""
    names = [f'"{column.name}"' for column in columns]
    own = ", ".join(f"{name} {KINDS[column.kind]}" for name, column in zip(names, columns, strict=True))
    listed = ", ".join(names)
    values = ", ".join(f"excluded.{name}" for name in names)
    async with connection.transaction():
        await connection.execute(
            f"SET LOCAL ROLE {OWNER}; SET LOCAL search_path = pg_temp, pg_catalog;"
            f"CREATE TEMP TABLE arriving (place bigint, uid uuid, {own}) ON COMMIT DROP"
        )
        await connection.copy_records_to_table(
            "arriving",
            columns=["place", "uid", *(column.name for column in columns)],
            records=((place, *row) for place, row in enumerate(rows)),
        )
        erased = await connection.fetchval(
            "WITH gone AS (DELETE FROM arriving a USING pd.erased e "
            "WHERE e.uid = a.uid AND e.workspace = '00000000-0000-0000-0000-000000000000' RETURNING a.uid) "
            "SELECT count(*) FROM gone"
        )
        inserted, updated, distinct = await connection.fetchrow(
            "WITH once AS (SELECT DISTINCT ON (uid) * FROM arriving ORDER BY uid, place DESC), "
            f'written AS (INSERT INTO directory."{table}" AS t (uid, {listed}) SELECT uid, {listed} FROM once '
            f"ON CONFLICT (uid) DO UPDATE SET ({listed}) = ROW({values}) "
            f"WHERE ({', '.join(f't.{name}' for name in names)}) IS DISTINCT FROM ({values}) "
            "RETURNING (xmax = 0) AS fresh) "
            "SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh), (SELECT count(*) FROM once) "
            "FROM written"
        )
    return Counts(inserted, updated, distinct - inserted - updated, erased)


@dataclass(frozen=True, slots=True)
class Reading:
    """The directory as it stood at one instant: every row of a rev up to `cursor` is in it.

    `cursor` (rev, uid) is where a pull goes on: rows written meanwhile may be here already and come once more.
    """

    generation: UUID
    schema: int
    cursor: tuple[int, UUID]
    connection: asyncpg.Connection

    async def count(self, table: str) -> int:
        """How many rows the table has."""
        found = await self.connection.fetchval(f'SELECT count(*) FROM directory."{table}"')
        return int(found)

    async def rows(
        self, table: str, columns: Sequence[str] | None = None
    ) -> AsyncIterator[list[tuple[Value, ...]]]:
        """Pages of (uid, rev, value, …), in the order of `columns` (all of the wire); identities are UUIDs."""
        wanted = [column.name for column in rules.columns(table)] if columns is None else list(columns)
        listed = ", ".join(f'"{name}"' for name in wanted)
        page: list[tuple[Value, ...]] = []
        async for record in self.connection.cursor(
            f'SELECT uid, rev, {listed} FROM directory."{table}"', prefetch=PAGE
        ):
            page.append(tuple(record))
            if len(page) == PAGE:
                yield page
                page = []
        if page:
            yield page


@asynccontextmanager
async def reading(connection: asyncpg.Connection) -> AsyncIterator[Reading]:
    """One consistent reading of all directory tables; it holds no lock and keeps no writer waiting."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(f"SET LOCAL ROLE {OWNER}")
        generation, horizon = await connection.fetchrow("SELECT generation, pd.horizon() FROM pd.centre")
        yield Reading(generation, SCHEMA, (horizon - 1, LAST), connection)
