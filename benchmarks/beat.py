"""How long the event loop was away: a beat each 2 ms, and what held it, for those who ask."""

from __future__ import annotations

import collections
import sys
import threading
import time
import traceback

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 2
LONG_S = 0.04


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
        mine = threading.get_ident()
        while True:
            time.sleep(0.01)
            if time.perf_counter() - self._last < LONG_S:
                continue
            for thread, frame in sys._current_frames().items():  # noqa: SLF001 - the one way to see other threads
                if thread != mine:
                    told = [f"{one.filename.rsplit('/', 2)[-1]}:{one.lineno} {one.name}"
                            for one in traceback.extract_stack(frame)[-6:]]  # fmt: skip
                    who = "loop" if thread == self._main else "thread"
                    self.seen[f"{who}: {' < '.join(reversed(told))}"] += 1
