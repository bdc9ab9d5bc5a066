"""Since when nobody touched keyboard or mouse in a window of the program, and whether the machine slept (T1)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication

from prospectdesk.domain.clock import Clock

BEAT_MS = 5_000
Kind = QEvent.Type
TOUCHES = frozenset(
    {
        Kind.KeyPress, Kind.MouseButtonPress, Kind.MouseButtonRelease, Kind.MouseMove, Kind.Wheel, Kind.TouchBegin,
        Kind.TouchUpdate, Kind.TabletPress, Kind.TabletMove, Kind.InputMethod, Kind.NativeGesture,
    }
)  # fmt: skip


class Idle(QObject):
    """`beat` carries two durations in ms: since the last touch, since the last beat.

    It hears the windows that have the keyboard, not every widget: a filter on the whole program would be asked for
    each of thousands of events. `now` answers milliseconds of the machine's own clock: that of the application may be
    set days ahead, and nobody was away for that.
    """

    beat = Signal(int, int)

    def __init__(self, parent: QObject, now: Callable[[], int] | None = None) -> None:
        super().__init__(parent)
        self.now = now or Clock().now_ms
        self._touched = self._looked = self.now()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._hear)
        self._hear(QGuiApplication.focusWindow())

    def start(self) -> None:
        """Looks by the clock from here on; this is a touch."""
        self.touch()
        self._looked = self.now()
        self._timer.start()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self.now()

    def look(self) -> None:
        """Tells how long nobody was there; a clock that went back is no absence."""
        now = self.now()
        since, self._looked = max(0, now - self._looked), now
        self._touched = min(self._touched, now)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            self._hear(popup.windowHandle())
        self.beat.emit(now - self._touched, since)

    def _hear(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes touches, keeps nothing back."""
        if event.type() in TOUCHES:
            self.touch()
        return False
