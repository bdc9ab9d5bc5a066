"""Python's cycle collector on the GUI thread alone.

It runs in whichever thread allocates, and a widget or a model in a cycle then dies in a lane while Qt paints: a crash
long after and elsewhere.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

BEAT_MS = 500


class Collector(QObject):
    """Looks twice a second whether there is enough to collect, by the thresholds Python itself has."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """From here on no other thread collects; what lives now is never looked at again.

        Nor is it looked at now: of 110,000 objects a start leaves 600 without owner, and looking takes 40 ms.
        """
        gc.disable()
        if gc.get_freeze_count():
            gc.collect()  # a second window of the same process: the first one is gone
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """As it was before."""
        self._timer.stop()
        if self._was_on:
            gc.enable()

    def collect(self) -> None:
        """The oldest generation that is due, with the younger ones."""
        due = [
            n
            for n, (held, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if held > most
        ]
        if due:
            gc.collect(max(due))
