"""Runs the service: binds its port, says its address when ready, stops when asked, with nothing left hanging."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import uvicorn

from prospectdesk.domain.errors import Unavailable
from prospectdesk.server import logs
from prospectdesk.server.config import Settings
from prospectdesk.server.gate import Centre
from prospectdesk.server.service import build

STOP_SECONDS = 10
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name))


class Server(uvicorn.Server):
    """uvicorn that tells when it is ready, ends long polls first, and leaves the exit code to us."""

    def __init__(self, settings: Settings, ready: Callable[[], None]) -> None:
        app = build(settings)
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",  # the other one knows no limit for the headers
                log_config=None,
                access_log=False,
                ws="none",
                lifespan="on",
                server_header=False,
                proxy_headers=False,
                timeout_keep_alive=75,
                timeout_graceful_shutdown=STOP_SECONDS,
                h11_max_incomplete_event_size=32 * 1024,
                ssl_certfile=None if settings.tls_cert is None else str(settings.tls_cert),
                ssl_keyfile=None if settings.tls_key is None else str(settings.tls_key),
            )
        )
        self._centre: Centre = app.state.centre
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then says so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets the long polls answer, then stops."""
        self._centre.changes.end_polls()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ends politely at a signal; unlike the original, does not raise it again afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = {one: signal.signal(one, self.handle_exit) for one in _SIGNALS}
        try:
            yield
        finally:
            for one, handler in former.items():
                signal.signal(one, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal asks, a second Ctrl+C insists."""
        super().handle_exit(sig, frame)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises Unavailable."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, OverflowError):
        raise Unavailable(
            "address", "L’adresse « {host} » n’est pas celle de cette machine.", host=host
        ) from None
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(1024)
    except (OSError, OverflowError):
        made.close()
        raise Unavailable(
            "port",
            "Le port {port} de « {host} » ne peut pas être ouvert : un autre programme l’utilise peut-être.",
            port=port,
            host=host,
        ) from None
    made.setblocking(False)
    return made


def url_of(settings: Settings, listening: socket.socket) -> str:
    """The address laptops on this machine use; behind a proxy theirs is the proxy's."""
    host, port = listening.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:
        host = socket.gethostname()
    shown = f"[{host}]" if ":" in host else host
    return f"{settings.scheme}://{shown}:{port}"


def serve(settings: Settings, ready: Callable[[str], None]) -> bool:
    """Serves until told to stop; `ready` gets the URL. Answers whether it ever started."""
    settings.check()
    logs.set_up()
    listening = bind(settings.host, settings.port)
    url = url_of(settings, listening)
    if settings.workers > 1:
        return _serve_by_many(settings, listening, lambda: ready(url))
    server = Server(settings, lambda: ready(url))
    with contextlib.suppress(SystemExit):  # uvicorn's way of saying that the start failed
        server.run(sockets=[listening])
    return server.started


def _work(settings: Settings, listening: socket.socket, started: Any) -> None:
    """One of several processes on one socket."""
    logs.set_up()
    with contextlib.suppress(SystemExit):
        Server(settings, started.set).run(sockets=[listening])


def _serve_by_many(settings: Settings, listening: socket.socket, ready: Callable[[], None]) -> bool:
    """Starts the processes and waits; one that dies is replaced, a signal ends all."""
    spawn = multiprocessing.get_context("spawn")
    started, stop = spawn.Event(), threading.Event()
    former = {one: signal.signal(one, lambda *_: stop.set()) for one in _SIGNALS}

    def begin() -> Any:
        process = spawn.Process(target=_work, args=(settings, listening, started))
        process.start()
        return process

    processes = [begin() for _ in range(settings.workers)]
    told = False
    try:
        while not stop.wait(0.2):
            if not told and started.is_set():
                told = True
                ready()
            dead = [index for index, process in enumerate(processes) if not process.is_alive()]
            if dead and not told:
                break
            for index in dead:
                logs.log("worker_replaced", exit=processes[index].exitcode)
                processes[index] = begin()
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(STOP_SECONDS + 5)
        listening.close()
        for one, handler in former.items():
            signal.signal(one, handler)
    return told
