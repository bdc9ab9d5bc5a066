"""How long the event loop was away: a beat each 2 ms, and what held it, for those who ask."""

from __future__ import annotations

import collections
import faulthandler
import re
import tempfile
import threading
import time

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 2
LONG_S = 0.04
LINE = re.compile(r'\s+File "(.*)", line (\d+) in (.*)')


class Beat(QObject):
    """`longest` is the longest time without a beat since `reset`, in ms.

    With `why`, a thread writes down what every thread does while the loop is away for over 40 ms.
    """

    def __init__(self, *, why: bool) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self.seen: collections.Counter[str] = collections.Counter()
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._main = threading.get_ident()
        if why:
            threading.Thread(target=self._watch, daemon=True).start()

    def reset(self) -> None:
        """Forgets the gaps so far."""
        self._last = time.perf_counter()
        self.gaps.clear()
        self.seen.clear()

    @property
    def longest(self) -> float:
        """Milliseconds; the running gap counts too."""
        return max([*self.gaps, (time.perf_counter() - self._last) * 1000])

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    def _watch(self) -> None:
        """Not by `sys._current_frames`: who holds a frame keeps its painter alive after the painting, a crash later."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            while True:
                time.sleep(0.01)
                if time.perf_counter() - self._last < LONG_S:
                    continue
                file.seek(0)
                file.truncate()
                faulthandler.dump_traceback(file, all_threads=True)
                file.seek(0)
                for told in file.read().split("\n\n"):
                    self._seen(told)

    def _seen(self, told: str) -> None:
        """One thread as the fault handler writes it, the innermost call first."""
        head, *lines = told.splitlines()
        if not head.startswith("Current"):
            calls = [LINE.match(one) for one in lines[:6]]
            said = [f"{one[1].rsplit('/', 2)[-1]}:{one[2]} {one[3]}" for one in calls if one is not None]
            who = "loop" if f"{self._main:016x}" in head else "thread"
            self.seen[f"{who}: {' < '.join(said)}"] += 1
