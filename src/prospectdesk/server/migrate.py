"""Makes and upgrades the database of the centre: roles, numbered migrations, then functions and rules made anew.

Forward only, each step one transaction, one migration at a time per database.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

from prospectdesk.server import policies, schema, triggers
from prospectdesk.wire.tables import SCHEMA

OWNER, SERVICE = policies.OWNER, policies.SERVICE
SQL = Path(__file__).resolve().parent / "sql"
FIRST = ("base", "device", "session", "feed")
"""What the other files of their kind lean on; the rest goes by name."""
LOCK = 0x70726F73  # any number, the same for every migration
UNSURE = 1000
"""Transactions that may have been under way while the dump was made: told again though it may have them."""
GAP = 1 << 32
"""How far revs jump after a restore: more than the transactions a lost stretch of time can hold."""
_HEAD = re.compile(r"-- (structure (?P<number>\d+)|functions|roles)\s*\n")


class NewerSchema(Exception):
    """The database was made by a newer program; it is left untouched."""


@dataclass(frozen=True, slots=True)
class Script:
    """One .sql file. `number` is the migration it belongs to, None for what may run again."""

    name: str
    number: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did: numbers applied, functions files run again, the life of the database, its version."""

    applied: tuple[int, ...]
    functions: tuple[str, ...]
    generation: UUID
    version: int


def scripts() -> list[Script]:
    """Every .sql file beside this module but the roles, in the order of its name."""
    found = []
    for path in sorted(SQL.glob("*.sql"), key=lambda one: (one.stem not in FIRST, one.stem)):
        text = path.read_text(encoding="utf-8")
        head = _HEAD.match(text)
        if head is None:
            raise ValueError(f"{path.name} does not say in its first line when it runs")
        if path.name != "roles.sql":
            number = head["number"]
            found.append(Script(path.stem, int(number) if number else None, text))
    return found


def newest() -> int:
    """The number of the last migration this program knows."""
    return max(script.number or 1 for script in scripts())


async def migrate(dsn: str, *, service_password: str | None = None, test: bool = False) -> Migrated:
    """Brings the database of `dsn` (an administrator of the cluster) up to date, or makes it.

    `service_password` is given to the service's role; `test` lets `app.now` replace the clock in a database that is
    made by this call. Raises NewerSchema when a newer program has been there.
    """
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("SELECT pg_advisory_lock($1::bigint)", LOCK)
        await _roles(connection, service_password)
        await _home(connection)
        await _refuse_newer(connection)
        applied = await _structure(connection, test=test)
        functions = await _functions(connection)
        generation = await connection.fetchval("SELECT generation FROM pd.centre")
        return Migrated(tuple(applied), tuple(functions), generation, newest())
    finally:
        await connection.close()


async def bump_generation(dsn: str) -> UUID:
    """Says that the database is not the one it was (a restored dump): laptops start again, keeping their outbox.

    Revs go on far above the highest one known, so that one of a transaction the dump never had is not used again.
    """
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL ROLE {OWNER}; LOCK TABLE pd.centre IN ACCESS EXCLUSIVE MODE")
            offset = await connection.fetchval(
                "SELECT greatest(pd.this_rev(), (SELECT max(rev) FROM pd.feed)) + $1 "
                "- pg_current_xact_id()::text::bigint",
                GAP,
            )
            await connection.execute(
                "CREATE OR REPLACE FUNCTION pd.rev_offset() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE "
                f"AS 'SELECT {offset:d}::bigint'"
            )
            # a laptop sends what was not answered again, with what came since: an answer of before is none to that
            await connection.execute("UPDATE pd.device SET last_answer = NULL")
            found = await connection.fetchval(
                "UPDATE pd.centre SET generation = gen_random_uuid(), "
                "restored = greatest(1, (SELECT max(rev) FROM pd.feed) - $1) RETURNING generation",
                UNSURE,
            )
            assert isinstance(found, UUID)
            return found
    finally:
        await connection.close()


async def _roles(connection: asyncpg.Connection, password: str | None) -> None:
    async with connection.transaction():
        await connection.execute((SQL / "roles.sql").read_text(encoding="utf-8"))
        if password is not None:
            told = await connection.fetchval("SELECT quote_literal($1)", password)
            await connection.execute(f"ALTER ROLE {SERVICE} PASSWORD {told}")


def database_rights(base: str) -> str:
    """Who may do what with a database as such (quoted name): a copy or a restored dump does not bring it along.

    Its statements are short: compiling one (a PostgreSQL with LLVM thinks that it must) takes seconds.
    """
    return (
        f"REVOKE ALL ON DATABASE {base} FROM PUBLIC;"
        f"GRANT CONNECT ON DATABASE {base} TO {SERVICE}, {policies.READER};"
        f"GRANT CONNECT, CREATE, TEMP ON DATABASE {base} TO {OWNER};"  # its members prepare and pack
        f"ALTER DATABASE {base} SET jit = off"
    )


async def _home(connection: asyncpg.Connection) -> None:
    """The two schemas of the owner; nothing in them is anybody's by default."""
    async with connection.transaction():
        base = await connection.fetchval("SELECT quote_ident(current_database())")
        await connection.execute(
            f"{database_rights(base)}; REVOKE ALL ON SCHEMA public FROM PUBLIC;"
            f"CREATE SCHEMA IF NOT EXISTS pd AUTHORIZATION {OWNER};"
            f"CREATE SCHEMA IF NOT EXISTS directory AUTHORIZATION {OWNER};"
            f"GRANT USAGE ON SCHEMA pd, directory TO {SERVICE}, {policies.READER};"
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;"
            f"SET LOCAL ROLE {OWNER};"
            "CREATE TABLE IF NOT EXISTS pd.migration ("
            " number integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());"
            "CREATE TABLE IF NOT EXISTS pd.script ("
            " name text PRIMARY KEY, hash text NOT NULL, at timestamptz NOT NULL DEFAULT now());"
        )
        for table in ("migration", "script"):
            await connection.execute(
                "; ".join([*schema.secured(f"pd.{table}"), policies.centre(f"pd.{table}")])
            )


async def _refuse_newer(connection: asyncpg.Connection) -> None:
    known = newest()
    number = await connection.fetchval("SELECT coalesce(max(number), 0) FROM pd.migration")
    if number > known:
        raise NewerSchema(f"the database is at {number}, this program knows {known}")
    if number and await connection.fetchval("SELECT schema FROM pd.centre") > SCHEMA:
        raise NewerSchema(f"the tables are those of a newer program than {SCHEMA}")


async def _structure(connection: asyncpg.Connection, *, test: bool) -> list[int]:
    """Migrations not yet applied, then the tables the wire knows: made, or given the columns they lack."""
    done = {row["number"] for row in await connection.fetch("SELECT number FROM pd.migration")}
    applied = [number for number in range(1, newest() + 1) if number not in done]
    for number in applied:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL ROLE {OWNER}")
            for script in scripts():
                if script.number == number:
                    await _run(connection, script.name, script.text)
            if number == 1:
                await connection.execute("INSERT INTO pd.centre (schema, test) VALUES ($1, $2)", SCHEMA, test)
            await connection.execute("INSERT INTO pd.migration (number) VALUES ($1)", number)
    return applied


async def _run(connection: asyncpg.Connection, name: str, text: str) -> None:
    """One script; an error says which one and where."""
    try:
        await connection.execute(text)
    except asyncpg.PostgresError as error:
        place = int(getattr(error, "position", None) or 1)
        error.add_note(f"in {name}, line {text[:place].count(chr(10)) + 1}")
        raise


def _repeatable() -> Iterator[tuple[str, str]]:
    """What is made anew whenever its text changed, in order: name and text."""
    yield "tables", ";\n".join(schema.tables())
    for script in scripts():
        if script.number is None and script.name in FIRST:
            yield script.name, script.text
    yield "triggers", ";\n".join(triggers.triggers())
    yield "policies", ";\n".join(policies.policies())
    for script in scripts():
        if script.number is None and script.name not in FIRST:
            yield script.name, script.text


async def _functions(connection: asyncpg.Connection) -> list[str]:
    """Generated tables, functions, triggers, policies and rules, all in one transaction."""
    known = {row["name"]: row["hash"] for row in await connection.fetch("SELECT name, hash FROM pd.script")}
    ran = []
    async with connection.transaction():
        await connection.execute(f"SET LOCAL ROLE {OWNER}; SET LOCAL check_function_bodies = off")
        for name, text in _repeatable():
            told = hashlib.sha256(text.encode()).hexdigest()
            if known.get(name) != told:
                await _run(connection, name, text)
                await connection.execute(
                    "INSERT INTO pd.script (name, hash) VALUES ($1, $2) "
                    "ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, at = now()",
                    name,
                    told,
                )
                ran.append(name)
        await _rules(connection)
    return ran


async def _rules(connection: asyncpg.Connection) -> None:
    """The rules of the wire as rows."""
    await connection.execute("DELETE FROM pd.column_rule; DELETE FROM pd.table_rule")
    await connection.executemany(
        "INSERT INTO pd.table_rule VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", schema.table_rules()
    )
    await connection.executemany(
        "INSERT INTO pd.column_rule VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13)",
        schema.column_rules(),
    )
    await connection.execute("UPDATE pd.centre SET schema = $1", SCHEMA)
