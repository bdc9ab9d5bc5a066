"""A public service on loopback: answers what a test tells it to, and misbehaves in every way a network can."""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from prospectdesk.ports.line import Limits
from prospectdesk.ports.pace import Time

SHORT = Limits(connect=1.0, silence=0.3, whole=0.6, pause=0.01, patience=65.0)


class QuickTime:
    """A clock whose waits are done at once; `slept` adds them up."""

    def __init__(self) -> None:
        self.moment, self.slept = 0.0, 0.0

    def now(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += seconds
        self.slept += seconds

    def clock(self) -> Time:
        return Time(self.now, self.sleep)


@dataclass(frozen=True)
class Asked:
    """One question: `params` in their order, `form` of a form body, `json` of any other (a text where it is no JSON)."""

    verb: str
    path: str
    params: list[tuple[str, str]]
    headers: dict[str, str]
    form: dict[str, str]
    json: Any

    def all(self, name: str) -> list[str]:
        """Every value of a repeated parameter."""
        return [value for key, value in self.params if key == name]


@dataclass(frozen=True)
class Reply:
    """An answer; `body` is bytes, or what becomes JSON; pieces of an iterable are sent one after the other."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pieces: Iterable[bytes] | None = None

    @property
    def data(self) -> bytes:
        return (
            self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()
        )


HANG = Reply(status=0)
"""No answer at all: the socket stays open and silent until the stand-in closes."""
CUT = Reply(status=-1)
"""The connection ends in the middle of the answer."""
Answer = Reply | Callable[[Asked], Reply]


class PublicService:
    """`says(verb, path, reply, …)` scripts the answers of a path; the last one is repeated for ever."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[tuple[str, str], list[Answer]] = {}
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.service = self
        self._scheme = "http" if context is None else "https"
        if context is not None:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address, without a last slash."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def says(self, verb: str, path: str, *replies: Answer) -> None:
        """What is answered to `verb path`, whatever the parameters."""
        self._answers[verb, path] = list(replies)

    def questions(self, path: str) -> list[Asked]:
        """What was asked of a path."""
        return [one for one in self.asked if one.path == path]

    def close(self) -> None:
        """Ends every answer that still hangs, then the service."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        script = self._answers.get((asked.verb, asked.path), [Reply({"message": "Not found"}, 404)])
        answer = script.pop(0) if len(script) > 1 else script[0]
        return answer if isinstance(answer, Reply) else answer(asked)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    service: PublicService

    def handle_error(self, *_: object) -> None:
        """Who hangs up on us is the test's business."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, verb: str) -> None:
        raw, parts = (
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            urlsplit(self.path),
        )
        is_form = "urlencoded" in (self.headers.get("Content-Type") or "")
        params = parse_qsl(parts.query, keep_blank_values=True)
        form = dict(parse_qsl(raw.decode())) if is_form else {}
        is_json = "json" in (self.headers.get("Content-Type") or "")
        sent = json.loads(raw) if raw and is_json else raw.decode() if raw and not is_form else None
        reply = self.server.service.reply(Asked(verb, parts.path, params, dict(self.headers), form, sent))
        if reply.status <= 0:
            if reply is HANG:
                self._hang()
            self.close_connection = True
            return
        self._send(reply)

    def _hang(self) -> None:
        """Until the other side has had enough, or the stand-in closes."""
        self.connection.settimeout(0.05)
        while not self.server.service.closing.is_set():
            with contextlib.suppress(TimeoutError):
                self.connection.recv(1)
                return

    def _send(self, reply: Reply) -> None:
        self.send_response_only(reply.status)  # without a date of its own
        length = {} if reply.pieces is not None else {"Content-Length": str(len(reply.data))}
        for name, value in {**length, "Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in reply.pieces if reply.pieces is not None else [reply.data]:
            self.wfile.write(piece)
            self.wfile.flush()
        self.close_connection = reply.pieces is not None

    def log_message(self, *_: object) -> None:
        pass
