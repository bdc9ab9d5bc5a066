"""A page made while nobody waits: the next one opened only takes its content."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtGui import QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from prospectdesk.ui.kit import theme

if TYPE_CHECKING:
    from prospectdesk.ui.shell.pages import PageHost

SOON_MS, PAUSE_MS = 150, 10
"""From an opening to the first part of the next page, and from part to part."""
PATIENCE = 40
"""So many times a busy program is waited for, then it is made all the same."""
TURN_S = 0.006
"""Seconds in which widgets are dressed before the loop turns."""
QTS_OWN = "qt_"
"""How Qt names parts of its own; the style sheet knows them by these."""


class Spare(QObject):
    """Makes one page ahead, a part at each turn of the loop; `place` is where it will be shown.

    `make` answers an empty page for that place, `idle` whether nothing is under way. A page that has `prepare` makes
    its parts there, yielding between them. Until it is taken its widgets bear no names: whoever looks for one finds
    that of a page in use.
    """

    def __init__(self, make: Callable[[], PageHost], idle: Callable[[], bool], place: QWidget) -> None:
        super().__init__(place)
        self._make, self._idle, self._place = make, idle, place
        self._host: PageHost | None = None
        self._steps: Iterator[None] | None = None
        self._names: list[tuple[QObject, str]] = []
        self._waited = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)
        theme.current().changed.connect(self.renew)

    @property
    def ready(self) -> bool:
        """Whether a whole page waits."""
        return self._host is not None and self._steps is None

    def start(self) -> None:
        """Makes a page soon, unless there is one."""
        if self._host is None:
            self._steps, self._waited = self._parts(), 0
            self._timer.start(SOON_MS)

    def take(self) -> PageHost | None:
        """The page as far as it is made, and the next one soon; None when none was begun."""
        host, self._host = self._host, None
        for one, name in self._names:
            if shiboken6.isValid(one):
                one.setObjectName(name)
        self._names = []
        self.start()
        return host

    def stop(self) -> None:
        """Makes no more."""
        self._timer.stop()

    def renew(self) -> None:
        """Sizes follow the look a page was made in: another look, another page."""
        if self._host is not None:
            self._host.deleteLater()
            self._host, self._names = None, []
            self.start()

    def _step(self) -> None:
        if self._steps is None:
            return
        if not self._idle() and self._waited < PATIENCE:
            self._waited += 1
            self._timer.start(SOON_MS)
        elif next(self._steps, self) is self:
            self._steps = None
        else:
            self._timer.start(PAUSE_MS)

    def _parts(self) -> Iterator[None]:
        host = self._host = self._make()
        prepare = getattr(host.page, "prepare", None)
        for _ in () if prepare is None else prepare():
            self._hush(host)
            yield
        self._hush(host)
        yield from self._dress(host)

    def _hush(self, host: PageHost) -> None:
        for one in below(host):
            name = one.objectName()
            if name and not name.startswith(QTS_OWN):
                self._names.append((one, name))
                one.setObjectName("")

    def _dress(self, host: PageHost) -> Iterator[None]:
        """Looks every widget up in the style sheet, from the outside in, then gives each its place."""
        host.resize(self._place.size())
        until = time.perf_counter() + TURN_S
        for one in [host, *below(host)]:
            if isinstance(one, QWidget) and shiboken6.isValid(one):
                one.ensurePolished()
            if time.perf_counter() > until:
                yield
                until = time.perf_counter() + TURN_S
        yield
        host.render(QPixmap(1, 1), QPoint(), QRegion(0, 0, 1, 1))  # what is drawn has its place


def below(top: QObject) -> Iterator[QObject]:
    """All that is in `top`. Not by `findChildren`: PySide then takes what it finds for parts of `top` itself."""
    for one in top.children():
        yield one
        yield from below(one)
