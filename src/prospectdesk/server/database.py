"""The way to PostgreSQL: one pool as the service's role, one transaction per request, errors turned into answers."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg

from prospectdesk.server.answers import STATUS, Problem
from prospectdesk.server.config import Settings
from prospectdesk.server.logs import log

SERVICE = "prospectdesk_service"
AGAIN = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
FAILURES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what the driver says of a connection cut at the wrong moment
    OSError,
    TimeoutError,
)
_TRIES = 5
_ACQUIRE_SECONDS = 10.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is behind a token, as text uids."""

    user: str
    device: str
    workspace: str
    schema: int


def session_settings(settings: Settings) -> dict[str, str]:
    """What each connection says at its start; releasing one comes back to these."""
    return {
        "application_name": "prospectdesk",
        "role": SERVICE,  # an administrator's address serves with no more rights than the service's
        "statement_timeout": str(int(settings.statement_seconds * 1000)),
        "lock_timeout": "10000",
        "idle_in_transaction_session_timeout": "30000",
        "jit": "off",
    }


class Database:
    """The pool. Every method raises Problem, never an error of the driver."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool: Any = None

    async def open(self) -> None:
        """Connects. Raises OSError or asyncpg errors: the command line tells them."""
        self._pool = await asyncpg.create_pool(
            self._settings.database,
            min_size=1,
            max_size=self._settings.connections,
            server_settings=session_settings(self._settings),
            command_timeout=self._settings.statement_seconds + 10,
            max_inactive_connection_lifetime=300,
        )

    async def close(self) -> None:
        """Waits for what runs, then disconnects."""
        if self._pool is not None:
            try:
                await asyncio.wait_for(self._pool.close(), 5)
            except TimeoutError:
                self._pool.terminate()

    async def run(
        self, work: Callable[[asyncpg.Connection], Awaitable[T]], *, isolation: str = "read_committed"
    ) -> T:
        """Runs `work` in one transaction; again when PostgreSQL asks to (deadlock, serialization)."""
        for turn in range(_TRIES):
            try:
                return await self._once(work, isolation)
            except AGAIN as error:
                log("retried", turn=turn, sqlstate=error.sqlstate)
                if turn == _TRIES - 1:
                    raise Problem("unavailable", "the database is contended", retry_after=2) from None
                await asyncio.sleep(random.uniform(0.01, 0.05) * 2**turn)
            except FAILURES as error:
                raise problem_of(error) from error
        raise AssertionError

    async def _once(self, work: Callable[[asyncpg.Connection], Awaitable[T]], isolation: str) -> T:
        async with (
            self._pool.acquire(timeout=_ACQUIRE_SECONDS) as connection,
            connection.transaction(isolation=isolation),
        ):
            if self._settings.now_ms is not None:
                now = str(self._settings.now_ms())
                await connection.execute("SELECT set_config('app.now', $1, true)", now)
            return await work(connection)

    async def as_person(
        self,
        token_hash: bytes,
        schema: int,
        work: Callable[[asyncpg.Connection, Caller], Awaitable[T]],
        *,
        isolation: str = "read_committed",
    ) -> T:
        """Runs `work` as the person behind a token. Raises Problem (unauthorized, wipe)."""

        async def entered(connection: asyncpg.Connection) -> T | Problem:
            row = await connection.fetchrow("SELECT * FROM pd.enter($1, $2)", token_hash, schema)
            caller = Caller(str(row["user_uid"]), str(row["device"]), str(row["workspace"]), schema)
            if row["outcome"] != "ok":
                problem = Problem(row["outcome"])
                problem.caller = caller if row["device"] else None
                return problem  # not raised here: what it wrote down stays written
            return await work(connection, caller)

        found = await self.run(entered, isolation=isolation)
        if isinstance(found, Problem):
            raise found
        return found

    async def value(self, sql: str, *arguments: Any) -> Any:
        """One value, in a transaction of its own."""
        return await self.run(lambda connection: connection.fetchval(sql, *arguments))


def problem_of(error: BaseException) -> Problem:
    """The answer for an error of the database; the text of the error is never passed on."""
    state = getattr(error, "sqlstate", None)
    if state == "P0001":
        code = str(error).strip()
        return Problem(code if code in STATUS else "bad_request", reason=code[:40])
    if state == "28000":
        return Problem("unauthorized")
    if state == "42501":
        return Problem("no_right")
    if (isinstance(state, str) and state[:2] in {"22", "23"}) or state == "54001":
        return Problem("bad_request", "a value the database refuses", sqlstate=state)
    if isinstance(state, str) and state[:2] in {"42", "XX", "0A"}:
        return Problem("internal")
    return Problem("unavailable", "the database does not answer", retry_after=5)
