"""A laptop with its session, a line to a running service and no window: what a sync round works on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.rounds.rhythm import Rhythm
from prospectdesk.jobs.rounds.sync import sync_once
from prospectdesk.jobs.session import open_session
from prospectdesk.jobs.sign_in import clocks, sign_in
from prospectdesk.store.check import check
from prospectdesk.sync.client import Client, Patience
from prospectdesk.sync.credentials import Credentials
from prospectdesk.sync.failures import Busy, Offline
from prospectdesk.wire.tables import TABLES

PATIENT = Patience(connect=5, silence=20, whole=60)


class Online:
    """A profile that is a device of `login`; a connection is made for each call and closed after it."""

    def __init__(self, folder: Path, url: str, login: str, *, encryption: bool = False) -> None:
        self.session = open_session(Opening(data_dir=folder, encryption=encryption))
        self.store = self.session.store
        self.url = url
        self.patience = PATIENT
        sign_in(self.session, url, login, "demo", device_name=login)
        self.keys = Credentials(self.session.profile)
        self.waits: list[float] = []

    def client(self) -> Client:
        """A new connection."""
        return Client(self.url, clocks(self.session), self.keys, patience=self.patience)

    def ask(self, sql: str, *values: Any) -> list[Any]:
        """Rows of the store."""
        with self.store.session() as conn:
            return list(conn.execute(sql, values).fetchall())

    def do(self, command: Any) -> Any:
        """A command of the user."""
        return self.session.bus.do(command)

    def sync(self, *, thorough: bool = True) -> dict[str, Any]:
        """One complete sync that compares every bucket; failures of the line are raised."""
        client = self.client()
        try:
            return sync_once(self.session, client, thorough=thorough)
        finally:
            client.close()

    def sync_until_well(self, most: int) -> dict[str, Any]:
        """Syncs as the window does, after each failure of the line again; `waits` are the seconds it would wait."""
        rhythm, self.waits = Rhythm(lambda: 1.0), []
        while True:
            try:
                return self.sync()
            except (Offline, Busy) as failure:
                if len(self.waits) == most:
                    raise AssertionError(f"still failing after {most} waits") from failure
                self.waits.append(rhythm.failed())

    def faults(self) -> list[Any]:
        """What waits, what is held and what does not hold together in the store: nothing after a sync."""
        return [*self.ask("SELECT * FROM outbox"), *self.ask("SELECT * FROM held"), *check(self.store)]

    def rows(self) -> dict[str, list[Any]]:
        """Uid and rev of everything that travels."""
        return {table: sorted(self.ask(f"SELECT hex(uid), rev FROM {table}")) for table in TABLES}

    def close(self) -> None:
        """Closes the store."""
        self.session.close()
