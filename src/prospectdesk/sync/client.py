"""The one way to the centre: blocking verbs of docs/sync.md over https, for the network lane.

httpx is loaded when the first client is made, never before the first paint.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from prospectdesk.domain.addresses import read_address
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.errors import Invalid
from prospectdesk.sync.failures import SignedOut, bad_answer, of_sign_in
from prospectdesk.wire.tables import SCHEMA

Answer = dict[str, Any]
PACKED_FROM = 1024
"""Bytes from which a body is sent compressed."""
LONGEST = 64 << 20
"""Bytes of the longest answer that is read, unpacked."""
SLEPT = 30.0
"""Seconds by which the wall clock ran ahead of the monotonic one: the machine slept, old sockets are dead."""


@dataclass(frozen=True)
class Patience:
    """Seconds: to connect, without any progress on the line (F9), and for one whole answer."""

    connect: float = 10.0
    silence: float = 20.0
    whole: float = 300.0


class Keeper(Protocol):
    """Who keeps the device's secrets (sync.credentials)."""

    @property
    def device(self) -> str: ...
    @property
    def device_key(self) -> str: ...
    @property
    def token(self) -> str: ...
    def keep_token(self, token: str) -> None: ...


@dataclass(frozen=True)
class Clocks:
    """The clocks a client reads: the application's in ms UTC, the machine's wall and monotonic in seconds."""

    now_ms: Callable[[], int]
    wall: Callable[[], float] = lambda: Clock().now_ms() / 1000
    monotonic: Callable[[], float] = time.monotonic


def checked_url(server: str) -> str:
    """The centre's address without its last slash. Raises Invalid: not https (http on this machine only)."""
    found = read_address(server)
    if found is None:
        raise _bad_url(server)
    if not found.is_safe:
        raise Invalid(
            "not_https",
            "L’adresse du service central doit commencer par https:// : rien n’a été envoyé.",
        )
    return found.text


class Client:
    """One connection to one centre; threads may share it. Every verb raises the failures of sync.failures.

    `offset_ms` is what the centre's clock was ahead of the application's at the last answer that told it.
    """

    def __init__(
        self,
        server: str,
        clocks: Clocks,
        keeper: Keeper | None = None,
        *,
        ca: Path | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.server = checked_url(server)
        self.offset_ms: int | None = None
        self._clocks = clocks
        self._keeper = keeper
        self._ca = ca
        self._patience = patience or Patience()
        self._lock = threading.Lock()
        self._line: Any = None
        self._last_gap = self._gap()

    # verbs ---------------------------------------------------------------------------------
    def sign_in(self, login: str, password: str, device_name: str, workspace: str | None = None) -> Answer:
        """A new device of that user; the answer holds `device_key` and `token`. Raises Forbidden."""
        body = {"login": login, "password": password, "device_name": device_name, "schema": SCHEMA}
        if workspace is not None:
            body["workspace"] = workspace
        try:
            answer: Answer = self._call("POST", "/v1/sign-in", body, needs=_SIGN_IN)
        except SignedOut as failure:
            raise of_sign_in(failure) from failure
        return answer

    def push(self, body: Answer) -> Answer:
        """`seq, generation, ops` → `seq, rev, now, refused, merged, echo, gone`."""
        return self.ask("/v1/push", body, {"seq": int, "refused": list, "echo": dict, "gone": list})

    def pull(self, body: Answer) -> Answer:
        """`generation, cursors` → `generation, now, buckets, pages, …`."""
        return self.ask("/v1/pull", body, {"generation": str, "buckets": dict, "pages": list})

    def digest(self, body: Answer) -> Answer:
        """Counts and sums of buckets, of the parts of one, or the rows of one part."""
        return self.ask("/v1/digest", body, {})

    def rows(self, rows: list[list[str]]) -> Answer:
        """The present state of ≤ 1000 `[table, uid]`."""
        return self.ask("/v1/rows", {"rows": rows}, {"rows": dict, "gone": list})

    def lease(self, job: str, seconds: int) -> Answer:
        """Asks to be the one machine that runs `job`; 0 seconds gives it back."""
        return self.ask("/v1/lease", {"job": job, "seconds": seconds}, {"granted": bool})

    def set_password(self, user: str, password: str, old: str | None = None) -> None:
        """Sets the password of a user (uid in hex): an administrator anybody's, each his own with `old`."""
        body = {"user": user, "password": password} | ({} if old is None else {"old": old})
        self.ask("/v1/users/password", body, {})

    def devices(self) -> list[Answer]:
        """The devices of the workspace for an administrator, else the person's own."""
        found = self._signed("GET", "/v1/devices", None, {})
        listed = found if isinstance(found, list) else found.get("devices")
        if not isinstance(listed, list):
            raise bad_answer()
        return listed

    def revoke(self, device: str) -> None:
        """Revokes a device: it gets « wipe » at its next contact."""
        self.ask("/v1/devices/revoke", {"device": device}, {})

    def changed(self, since: int) -> bool:
        """Waits up to 50 s for something new after rev `since`."""
        answer = self._signed("GET", f"/v1/changed?since={since:d}", None, {"changed": bool}, silence=65.0)
        return bool(answer["changed"])

    def health(self) -> Answer:
        """Whether the service lives; asks without sign-in."""
        answer: Answer = self._call("GET", "/health", None, needs={"ok": bool})
        return answer

    def snapshot(self) -> Answer | None:
        """What the newest snapshot file of the directory is, None when there is none."""
        needs = {"name": str, "size": int, "sha256": str, "generation": str, "schema": int, "cursor": list}
        return self._signed("GET", "/v1/snapshot", None, needs, absent=True) or None

    def download(
        self, name: str, size: int, target: Path, *, told: Callable[[int, int], None] | None = None
    ) -> None:
        """Appends to `target` what it lacks of the snapshot file `name`; goes on after a cut."""
        from prospectdesk.sync.line import download  # late: httpx

        headers = self._headers(self._token())
        try:
            download(self._open(), f"/v1/snapshot/{quote(name, safe='')}", headers, target, size, told)
        except SignedOut:
            headers = self._headers(self._renew(headers["Authorization"]))
            download(self._open(), f"/v1/snapshot/{quote(name, safe='')}", headers, target, size, told)

    def close(self) -> None:
        """Closes the connection; a later verb makes a new one."""
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.close()

    # below ---------------------------------------------------------------------------------
    def ask(self, path: str, body: Answer, needs: dict[str, type]) -> Answer:
        """A signed POST; `needs` are the keys the answer must have, with their types."""
        answer: Answer = self._signed("POST", path, body, needs)
        return answer

    def _signed(
        self,
        verb: str,
        path: str,
        body: Answer | None,
        needs: dict[str, type],
        *,
        absent: bool = False,
        silence: float | None = None,
    ) -> Any:
        """A call with the token; an ended one is renewed once with the device key."""
        token = self._token()
        try:
            return self._call(verb, path, body, needs, token=token, absent=absent, silence=silence)
        except SignedOut:
            token = self._renew(f"Bearer {token}")
            return self._call(verb, path, body, needs, token=token, absent=absent, silence=silence)

    def _token(self) -> str:
        if self._keeper is None or not self._keeper.device_key:
            raise SignedOut(
                "unauthorized", "Ce poste n’est pas connecté au service central : connectez-vous d’abord."
            )
        return self._keeper.token or self._renew("Bearer ")

    def _renew(self, used: str) -> str:
        """A fresh token by the device key; another thread may have brought one meanwhile."""
        keeper = self._keeper
        assert keeper is not None
        with self._lock:
            if keeper.token and f"Bearer {keeper.token}" != used:
                return keeper.token
        body = {"device": keeper.device, "device_key": keeper.device_key}
        token = str(self._call("POST", "/v1/token", body, {"token": str})["token"])
        keeper.keep_token(token)
        return token

    def _call(
        self,
        verb: str,
        path: str,
        body: Answer | None,
        needs: dict[str, type],
        *,
        token: str | None = None,
        absent: bool = False,
        silence: float | None = None,
    ) -> Any:
        line, asked = self._open(), self._clocks.now_ms()
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        answer = line.exchange(verb, path, self._headers(token), content, absent=absent, silence=silence)
        if isinstance(answer, dict):
            self._measure(answer, asked)
        _check(answer, needs if not (absent and not answer) else {})
        return answer

    def _headers(self, token: str | None) -> dict[str, str]:
        headers = {"X-Schema": str(SCHEMA), "Accept": "application/json", "Accept-Encoding": "zstd"}
        return headers if token is None else headers | {"Authorization": f"Bearer {token}"}

    def _open(self) -> Any:
        """The line, made anew after the machine slept: a socket of before is dead and does not say so (F10)."""
        gap = self._gap()
        with self._lock:
            line, slept = self._line, abs(gap - self._last_gap) > SLEPT
            self._last_gap = gap
            if line is None or slept:
                from prospectdesk.sync.line import Line  # late: httpx

                self._line = Line(self.server, self._ca, self._patience)
                if line is not None:
                    line.close()
            return self._line

    def _gap(self) -> float:
        return self._clocks.wall() - self._clocks.monotonic()

    def _measure(self, answer: Answer, asked: int) -> None:
        now = answer.get("now")
        if isinstance(now, int) and not isinstance(now, bool):
            self.offset_ms = now - (asked + self._clocks.now_ms()) // 2


_SIGN_IN = {
    "device": str, "device_key": str, "token": str, "user": str, "login": str, "name": str, "licence": str,
    "workspace": str, "workspace_name": str, "generation": str, "now": int,
}  # fmt: skip


def _check(answer: Any, needs: dict[str, type]) -> None:
    if not needs:
        return
    if not isinstance(answer, dict) or any(
        type(answer.get(name)) is not kind for name, kind in needs.items()
    ):
        raise bad_answer()


def _bad_url(server: str) -> Invalid:
    return Invalid(
        "bad_url",
        "« {server} » n’est pas l’adresse d’un service central, par exemple https://centre.exemple.fr.",
        server=server[:80],
    )
