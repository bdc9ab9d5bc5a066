"""The real service on loopback in front of a test's own centre: uvicorn in a thread, httpx to speak to it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from centre import Centre, Who

from prospectdesk.domain.ids import new_uid
from prospectdesk.server import running, tokens
from prospectdesk.server.config import Settings

QUICK = {"memory": 64, "time": 1, "lanes": 1}
"""argon2id parameters of test accounts; the fake ones of unknown logins are the real ones."""


@dataclass
class Signed:
    """A device that signed in: its answer, and requests in its name."""

    service: Service
    answer: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """One request with the token and the schema."""
        headers = {"Authorization": f"Bearer {self.answer['token']}"} | self.headers | more.pop("headers", {})
        return self.service.ask(method, path, body, headers=headers, **more)


class Service:
    """A running service. `url` is its address, `centre` its database, `settings` how it runs."""

    def __init__(self, centre: Centre, settings: Settings) -> None:
        self.centre = centre
        self.settings = settings
        self._listening = running.bind("127.0.0.1", 0)
        self.url = running.url_of(settings, self._listening)
        self._ready = threading.Event()
        self._server = running.Server(settings, self._ready.set)
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],), name="service")
        self.http = httpx.Client(base_url=self.url, timeout=70, trust_env=False)

    def start(self) -> None:
        """Starts and waits until it listens."""
        self._thread.start()
        assert self._ready.wait(20)

    def stop(self) -> None:
        """Stops as a signal would; a stopped one stays stopped."""
        self.http.close()
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()

    def account(self, who: Who, password: str = "demo") -> None:
        """Gives a user a password."""
        salt = tokens.new_salt()
        self.centre.sql(
            "SELECT pd.give_password($1, $2, $3, $4, $5::text::jsonb)",
            who.workspace,
            who.uid,
            salt,
            tokens.digest_of(password, salt, QUICK),
            json.dumps(QUICK),
        )

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """One request with the schema, without a token."""
        headers = {"X-Schema": str(self.settings.schema)} | more.pop("headers", {})
        if isinstance(body, bytes):
            return self.http.request(method, path, content=body, headers=headers, **more)
        return self.http.request(method, path, json=body, headers=headers, **more)

    def sign_in(self, login: str, password: str = "demo", **more: Any) -> httpx.Response:
        """`POST /v1/sign-in`."""
        body = {"login": login, "password": password, "device_name": "Poste", "schema": self.settings.schema}
        return self.ask("POST", "/v1/sign-in", body | more)

    def signed(self, login: str, password: str = "demo", **more: Any) -> Signed:
        """A device of this user."""
        response = self.sign_in(login, password, **more)
        assert response.status_code == 200, response.text
        return Signed(self, response.json())


def code(response: httpx.Response) -> str:
    return str(response.json()["error"]["code"])


def source(label: str, uid: bytes | None = None) -> list[Any]:
    """The operation that adds a source to the catalogue."""
    row = {
        "scope": 1,
        "deleted_at": None,
        "kind": "source",
        "label": label,
        "rank": 0,
        "active": 1,
        "data": "{}",
    }
    return [1, "catalogue", (uid or new_uid()).hex(), "*", row, 0, int(time.time() * 1000) << 16]


def push(who: Signed, seq: int, *operations: list[Any], **more: Any) -> httpx.Response:
    body = {"seq": seq, "generation": who.answer["generation"], "ops": list(operations)}
    return who.ask("POST", "/v1/push", body | more)


def pull(who: Signed, **more: Any) -> httpx.Response:
    return who.ask("POST", "/v1/pull", {"generation": who.answer["generation"], "cursors": {}} | more)


@pytest.fixture
def service_settings(centre: Centre, tmp_path: Path) -> Settings:
    """How the fixture `service` runs; a module that needs another way overrides this one."""
    return Settings(database=centre.service, data=tmp_path / "service", port=0, requests_burst=10_000)


@pytest.fixture
def service(centre: Centre, service_settings: Settings) -> Iterator[Service]:
    """A running service with a centre of its own."""
    made = Service(centre, replace(service_settings))
    made.start()
    yield made
    made.stop()
