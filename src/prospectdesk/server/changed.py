"""Wakes the long polls: one LISTEN connection for all laptops, never one each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from uuid import UUID

import asyncpg

from prospectdesk.server.config import Settings
from prospectdesk.server.database import session_settings
from prospectdesk.server.logs import log

CHANNEL = "pd_changed"
NOBODYS = "00000000-0000-0000-0000-000000000000"
_RETRY_SECONDS = 5.0
_CHECK_SECONDS = 30.0


class Changes:
    """Events by workspace; `nil` (the directory) wakes everybody."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._task: asyncio.Task[None] | None = None
        self.stopping = asyncio.Event()

    def start(self) -> None:
        """Begins to listen."""
        self._task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Lets every long poll end and disconnects."""
        self.end_polls()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def end_polls(self) -> None:
        """Wakes everybody for good."""
        self.stopping.set()
        self._wake("")

    @contextlib.contextmanager
    def watch(self, workspace: str) -> Iterator[asyncio.Event]:
        """An event that is set when something of `workspace` or of the directory changed."""
        event = asyncio.Event()
        if self.stopping.is_set():
            event.set()
        events = self._waiting.setdefault(workspace, set())
        events.add(event)
        try:
            yield event
        finally:
            events.discard(event)
            if not events:
                self._waiting.pop(workspace, None)

    def _wake(self, payload: str) -> None:
        try:
            named = str(UUID(payload))
        except ValueError:
            named = ""
        everybody = named in {"", NOBODYS}
        for workspace, events in self._waiting.items():
            if everybody or workspace == named:
                for event in events:
                    event.set()

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log("listen_lost", error=error)
            await asyncio.sleep(_RETRY_SECONDS)

    async def _listen_once(self) -> None:
        connection = await asyncpg.connect(
            self._settings.database,
            server_settings=session_settings(self._settings) | {"application_name": "prospectdesk listen"},
            command_timeout=10,
        )
        try:
            await connection.add_listener(CHANNEL, lambda *told: self._wake(str(told[3])))
            self._wake("")  # what was told while nobody listened
            while not connection.is_closed():
                await asyncio.sleep(_CHECK_SECONDS)
                await connection.fetchval("SELECT 1")
        finally:
            await connection.close(timeout=2)
