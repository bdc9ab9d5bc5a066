"""The line to the centre: one httpx client with timeouts, a watchdog, size limits and zstd.

A half-open connection, or one that only trickles, ends by itself: each read and write has `silence` seconds,
the whole answer has `whole`, and the watchdog then closes the socket under the call (SECURITY F9).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import zstandard

from prospectdesk.domain.addresses import is_loopback
from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.net import body
from prospectdesk.net.sockets import BadProxy, opened
from prospectdesk.net.trust import is_untrusted, trust
from prospectdesk.net.watchdog import Kennel, Watchdog
from prospectdesk.sync.client import LONGEST, PACKED_FROM, Patience
from prospectdesk.sync.failures import (
    BROKEN,
    CERTIFICATE,
    PROXY,
    REDIRECTED,
    TOO_LONG,
    Offline,
    bad_answer,
    of_answer,
    offline,
)

SNAPSHOT_SECONDS = 24 * 3600.0
"""A big file on a slow line is no stall: only silence ends a download."""


class Line:
    """Requests to one server. Every failure of the network becomes Offline, with its sentence."""

    def __init__(self, server: str, ca: Path | None, patience: Patience) -> None:
        self._patience = patience
        self._kennel = Kennel()
        try:
            self._client = opened(
                trusted=_believed(ca), here=is_loopback(urlsplit(server).hostname or ""), connect=patience.connect,
                silence=patience.silence, kept=120.0, base_url=server,
            )  # fmt: skip
        except BadProxy as error:
            raise offline(PROXY) from error

    def close(self) -> None:
        """Closes the sockets."""
        self._client.close()

    def exchange(
        self,
        verb: str,
        path: str,
        headers: dict[str, str],
        content: bytes | None,
        *,
        absent: bool = False,
        silence: float | None = None,
    ) -> Any:
        """One question and its JSON answer; with `absent`, a 404 is an empty one."""
        if content is not None:
            headers = headers | {"Content-Type": "application/json"}
            if len(content) > PACKED_FROM:
                content = zstandard.ZstdCompressor(level=3).compress(content)
                headers["Content-Encoding"] = "zstd"
        with self.opened(verb, path, headers, content, silence=silence) as response:
            data = _body(response)
            if response.status_code == 200:
                return _document(data)
            if absent and response.status_code == 404:
                return {}
            raise _refused(response, data)

    @contextmanager
    def opened(
        self,
        verb: str,
        path: str,
        headers: dict[str, str],
        content: bytes | None = None,
        *,
        whole: float | None = None,
        silence: float | None = None,
    ) -> Iterator[httpx.Response]:
        """The answer with its body still to be read; redirects are refused."""
        patience = self._patience
        timeout = httpx.Timeout(silence or patience.silence, connect=patience.connect)
        with Watchdog(whole or max(patience.whole, silence or 0.0), self._kennel) as dog:
            try:
                with self._client.stream(
                    verb,
                    path,
                    headers=headers,
                    content=content,
                    timeout=timeout,
                    extensions={"trace": dog.trace},
                ) as response:
                    dog.watch(response)
                    if response.is_redirect:
                        raise Offline("redirected", REDIRECTED)
                    yield response
            except (httpx.InvalidURL, httpx.DecodingError) as error:
                raise bad_answer() from error
            except httpx.TransportError as error:
                raise _network_failure(error) from error
            except RuntimeError as error:
                if not self._client.is_closed:
                    raise
                raise offline(BROKEN) from error  # closed by another thread: somebody signed in anew


def _believed(ca: Path | None) -> ssl.SSLContext:
    try:
        return trust(ca)
    except (OSError, ssl.SSLError) as error:
        raise Unavailable(
            "bad_ca", "Le certificat de l’autorité du service central ne peut pas être lu : « {file} ».",
            file="" if ca is None else ca.name,
        ) from error  # fmt: skip


def download(
    line: Line,
    path: str,
    headers: dict[str, str],
    target: Path,
    size: int,
    told: Callable[[int, int], None] | None,
) -> None:
    """Brings `target` to `size` bytes with Range requests; goes on after cuts while each brings something."""
    stalls = 0
    while (have := target.stat().st_size if target.exists() else 0) < size:
        try:
            _fetch(line, path, headers, target, have, size, told)
        except OSError as error:
            raise Unavailable(
                "disk",
                "Le disque est plein ou protégé : le téléchargement reprendra quand il y aura de la place.",
            ) from error
        except Offline:
            stalls = 0 if target.exists() and target.stat().st_size > have else stalls + 1
            if stalls >= 3:
                raise
    if target.stat().st_size > size:
        target.unlink()
        raise bad_answer()


def _fetch(
    line: Line,
    path: str,
    headers: dict[str, str],
    target: Path,
    have: int,
    size: int,
    told: Callable[[int, int], None] | None,
) -> None:
    asked = headers | {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with line.opened("GET", path, asked, whole=SNAPSHOT_SECONDS) as response:
        if response.status_code not in {200, 206}:
            raise _refused(response, _body(response))
        with target.open("ab" if response.status_code == 206 else "wb") as file:
            for piece in response.iter_raw():
                file.write(piece)
                if file.tell() > size:
                    break
                if told is not None:
                    told(file.tell(), size)
    if target.stat().st_size <= have:
        raise offline(BROKEN)


def _body(response: httpx.Response) -> bytes:
    try:
        return body.read(response, LONGEST)
    except body.TooLong:
        raise Unavailable("too_long", TOO_LONG) from None
    except body.Unreadable as error:
        raise bad_answer() from error


def _document(data: bytes) -> Any:
    try:
        return body.document(data)
    except body.Unreadable as error:
        raise bad_answer() from error


def _refused(response: httpx.Response, data: bytes) -> Failure:
    try:
        document = body.document(data)
        error = document["error"] if isinstance(document, dict) else {}
    except (body.Unreadable, KeyError):
        error = {}
    told = error if isinstance(error, dict) else {}
    return of_answer(response.status_code, told, response.headers.get("Retry-After"))


def _network_failure(error: Exception) -> Offline:
    if is_untrusted(error):
        return Offline("certificate", CERTIFICATE)
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return offline()
    return offline(BROKEN)
