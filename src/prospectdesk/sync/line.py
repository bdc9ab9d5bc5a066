"""The line itself: one httpx client with timeouts, a watchdog, size limits and zstd; nobody else uses httpx here.

A half-open connection, or one that only trickles, ends by itself: each read and write has `silence` seconds,
the whole answer has `whole`, and the watchdog then closes the socket under the call (SECURITY F9).
"""

from __future__ import annotations

import io
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import zstandard

from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.sync.client import LONGEST, PACKED_FROM, Patience, is_loopback
from prospectdesk.sync.failures import (
    BROKEN,
    CERTIFICATE,
    REDIRECTED,
    TOO_LONG,
    Offline,
    bad_answer,
    of_answer,
    offline,
)

SNAPSHOT_SECONDS = 24 * 3600.0
"""A big file on a slow line is no stall: only silence ends a download."""


class Watchdog:
    """Closes the socket of a call that outlives its time, whatever it waits for.

    A call that was given an open connection hears which one only when its answer begins: until then the dog
    bites every connection of the line that no other call is known to have.
    """

    def __init__(self, seconds: float, kennel: Kennel) -> None:
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True
        self._kennel = kennel
        self.stream: Any = None

    def __enter__(self) -> Watchdog:
        self._kennel.dogs.append(self)
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._kennel.dogs.remove(self)

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Heard by httpcore: remembers the connection this call was given."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self.stream = info["return_value"]
            self._kennel.add(self.stream)

    def watch(self, response: httpx.Response) -> None:
        """The connection of an answer that has begun (one that was open before told no event)."""
        self.stream = response.extensions.get("network_stream", self.stream)

    def _bite(self) -> None:
        for stream in self._kennel.free() if self.stream is None else [self.stream]:
            raw = stream.get_extra_info("socket")
            if raw is not None:
                with suppress(OSError):
                    socket.socket.shutdown(
                        raw, socket.SHUT_RDWR
                    )  # the plain one: TLS would want to say goodbye


class Kennel:
    """The connections of a line and the dogs of the calls under way."""

    def __init__(self) -> None:
        self.dogs: list[Watchdog] = []
        self._streams: list[Any] = []

    def add(self, stream: Any) -> None:
        """A connection that was made; closed ones are forgotten."""
        self._streams = [one for one in self._streams if _is_open(one)] + [stream]

    def free(self) -> list[Any]:
        """Open connections that are not known to be another call's."""
        taken = [dog.stream for dog in self.dogs]
        return [one for one in self._streams if _is_open(one) and not any(one is other for other in taken)]


def _is_open(stream: Any) -> bool:
    raw = stream.get_extra_info("socket")
    return raw is not None and raw.fileno() >= 0


class Line:
    """Requests to one server. Every failure of the network becomes Offline, with its sentence."""

    def __init__(self, server: str, ca: Path | None, patience: Patience) -> None:
        self._patience = patience
        self._kennel = Kennel()
        self._client = httpx.Client(
            base_url=server,
            verify=trust(ca),
            trust_env=not is_loopback(urlsplit(server).hostname or ""),
            follow_redirects=False,
            timeout=httpx.Timeout(patience.silence, connect=patience.connect),
            limits=httpx.Limits(max_connections=4, keepalive_expiry=120.0),
        )

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


def trust(ca: Path | None) -> ssl.SSLContext:
    """Whom to believe: the pinned authority alone when there is one, else those of the system. Raises Unavailable."""
    try:
        context = ssl.create_default_context(cafile=None if ca is None else str(ca))
    except (OSError, ssl.SSLError) as error:
        raise Unavailable(
            "bad_ca", "Le certificat de l’autorité du service central ne peut pas être lu : « {file} ».",
            file="" if ca is None else ca.name,
        ) from error  # fmt: skip
    if ca is None and not context.get_ca_certs() and not _has_folder():
        context = httpx.create_ssl_context(
            trust_env=False
        )  # a Python that does not know the system's (macOS)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


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
    """The whole body, unpacked by us: a packed bomb must stop at the limit, not in memory."""
    parts, length = [], 0
    for piece in response.iter_raw():
        length += len(piece)
        if length > LONGEST:
            raise Unavailable("too_long", TOO_LONG)
        parts.append(piece)
    raw = b"".join(parts)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return raw
    if encoding != "zstd":
        raise bad_answer()
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(io.BytesIO(raw))
    try:
        data = reader.read(LONGEST + 1)
    except (zstandard.ZstdError, MemoryError) as error:
        raise bad_answer() from error
    if len(data) > LONGEST:
        raise Unavailable("too_long", TOO_LONG)
    return data


def _document(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise bad_answer() from error


def _refused(response: httpx.Response, data: bytes) -> Failure:
    try:
        document = json.loads(data)
        error = document["error"] if isinstance(document, dict) else {}
    except (ValueError, KeyError, RecursionError):
        error = {}
    told = error if isinstance(error, dict) else {}
    return of_answer(response.status_code, told, response.headers.get("Retry-After"))


def _network_failure(error: Exception) -> Offline:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Offline("certificate", CERTIFICATE)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return offline()
    return offline(BROKEN)


def _has_folder() -> bool:
    paths = ssl.get_default_verify_paths()
    return paths.capath is not None or paths.cafile is not None
