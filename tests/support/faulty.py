"""A real TCP proxy on loopback that plays one fault at a chosen byte of a chosen request (SYNC §4, layer 5)."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
import time
from dataclasses import dataclass

_REQUEST = re.compile(rb"^(?:GET|POST) (/\S*) HTTP/1\.1\r\n")
UP, DOWN = "up", "down"
LINGER_OFF = struct.pack("ii", 1, 0)


@dataclass
class Fault:
    """What happens once `at` bytes of a request to `path` (or of its answer) went through, `times` times.

    kind: `cut` closes both sides, `reset` does it with RST, `stall` passes nothing more and reads nothing more,
    `half_open` passes nothing more but still acknowledges what the client sends, `trickle` lets a byte through
    every `pause` seconds, `delay` waits `pause` seconds before each piece, `slow` passes `rate` bytes a second.
    """

    kind: str
    path: str
    way: str
    at: int
    times: int = 1
    pause: float = 0.05
    rate: int = 20_000


class _Line:
    """One connection through the proxy."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.path = ""
        self.passed = {UP: 0, DOWN: 0}
        self.playing: Fault | None = None
        self.ended = threading.Event()

    def end(self, *, reset: bool = False) -> None:
        """Closes both sides."""
        self.ended.set()
        for one in (self.client, self.server):
            with contextlib.suppress(OSError):
                if reset:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_OFF)
                one.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)  # wakes who reads
            one.close()


class FaultyProxy:
    """In front of 127.0.0.1:`port`. `played` counts the faults that happened."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.fault: Fault | None = None
        self.played = 0
        self._lines: list[_Line] = []
        self._threads: list[threading.Thread] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._accepting = threading.Thread(target=self._accept, name="proxy")
        self._accepting.start()

    def idle(self) -> None:
        """Ends every connection and waits for its threads."""
        for line in self._lines:
            line.end()
        for thread in self._threads:
            thread.join(5)
        self._lines, self._threads = [], []

    def close(self) -> None:
        """Ends everything."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._accepting.join(5)
        self.idle()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
                line = _Line(client, socket.create_connection(("127.0.0.1", self._port)))
            except OSError:
                return
            self._lines.append(line)
            for way, source, target in ((UP, client, line.server), (DOWN, line.server, client)):
                thread = threading.Thread(target=self._carry, args=(line, way, source, target))
                self._threads.append(thread)
                thread.start()

    def _carry(self, line: _Line, way: str, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if way == UP and (found := _REQUEST.match(data)):
                    line.path = found[1].decode()
                    line.passed = {UP: 0, DOWN: 0}
                if line.playing is not None and line.playing.kind in {"stall", "half_open"}:
                    continue  # what comes is read and acknowledged, and goes nowhere
                self._pass(line, way, target, data)
        if line.playing is None or line.playing.kind not in {"stall", "half_open"}:
            line.end()

    def _pass(self, line: _Line, way: str, target: socket.socket, data: bytes) -> None:
        fault = line.playing or self.fault
        if fault is None or fault.way != way or not line.path.startswith(fault.path):
            target.sendall(data)
            line.passed[way] += len(data)
            return
        room = max(0, fault.at - line.passed[way])
        if line.playing is None and room >= len(data):
            target.sendall(data)
            line.passed[way] += len(data)
            return
        if line.playing is None:
            self._begin(line, fault)
        target.sendall(data[:room])
        line.passed[way] += len(data)
        self._play(line, fault, target, data[room:])

    def _begin(self, line: _Line, fault: Fault) -> None:
        line.playing = fault
        self.played += 1
        fault.times -= 1
        if fault.times <= 0:
            self.fault = None

    def _play(self, line: _Line, fault: Fault, target: socket.socket, rest: bytes) -> None:
        if fault.kind in {"cut", "reset"}:
            line.end(reset=fault.kind == "reset")
        elif fault.kind == "stall":  # the receive buffer fills: the client's sends stop too
            line.ended.wait(30)
        elif fault.kind == "half_open":
            with contextlib.suppress(OSError):
                line.server.shutdown(socket.SHUT_RDWR)
        else:
            step, pause = {
                "trickle": (1, fault.pause),
                "delay": (max(1, len(rest)), fault.pause),
                "slow": (max(1, fault.rate // 100), 0.01),
            }[fault.kind]
            for start in range(0, len(rest), step):
                time.sleep(pause)
                if line.ended.is_set():
                    return
                target.sendall(rest[start : start + step])
