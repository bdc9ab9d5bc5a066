"""A bad line on loopback: passes bytes on, or cuts, stalls and refuses when told."""

from __future__ import annotations

import contextlib
import socket
import threading


class Proxy:
    """In front of 127.0.0.1:`port`. `down` refuses; `cut_answer_at` closes after so many bytes of an answer;
    `stall_answer_at` says nothing more after so many. Both count from each request on and end by themselves."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.down = False
        self.cut_answer_at: int | None = None
        self.stall_answer_at: int | None = None
        self.faults = 0
        """How often a fault was played."""
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._stop = threading.Event()
        self._run(self._accept)

    @property
    def url(self) -> str:
        """The address a laptop is given."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def close(self) -> None:
        """Ends every connection."""
        self._stop.set()
        for one in (self._server, *self._open):
            _shut(one)
        for thread in self._threads:
            thread.join(5)

    def _run(self, target, *args) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            if self.down:
                _shut(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self._port))
            except OSError:
                _shut(client)
                continue
            self._open += [client, server]
            count = [0]
            self._run(self._forth, client, server, count)
            self._run(self._back, server, client, count)

    def _forth(self, client: socket.socket, server: socket.socket, count: list[int]) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if self.down:
                    break
                count[0] = 0
                server.sendall(data)
        _shut(client)
        _shut(server)

    def _back(self, server: socket.socket, client: socket.socket, count: list[int]) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                for fault in ("cut_answer_at", "stall_answer_at"):
                    at = getattr(self, fault)
                    if at is not None and count[0] + len(data) > at:
                        setattr(self, fault, None)
                        self.faults += 1
                        client.sendall(data[: max(0, at - count[0])])
                        if fault == "stall_answer_at":
                            self._stop.wait(30)
                        raise OSError
                count[0] += len(data)
                client.sendall(data)
        _shut(client)
        _shut(server)


def _shut(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
