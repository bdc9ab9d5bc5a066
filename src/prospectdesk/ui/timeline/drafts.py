"""Keeps what is being typed in the store: at a pause and at least every two seconds (C-42, X-28)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from prospectdesk.commands.drafts import SaveDraft
from prospectdesk.queries import people
from prospectdesk.ui.kit.desk import Desk

PAUSE_MS = 500
LONGEST_MS = 2000
Data = dict[str, Any]


class DraftKeeper(QObject):
    """Call `changed` at each keystroke; `saved` tells when the store holds what is shown.

    `data` answers what to keep; an empty answer removes the draft.
    """

    saved = Signal(bool)

    def __init__(
        self, desk: Desk, key: str, kind: str, company: int | None, data: Callable[[], Data], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._key, self._kind, self._company, self._data = desk, key, kind, company, data
        self._kept: Data = {}
        self._pause, self._longest = QTimer(self), QTimer(self)
        for timer, wait in ((self._pause, PAUSE_MS), (self._longest, LONGEST_MS)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(self.save)

    def bind(self, company: int, key: str) -> None:
        """Keeps the drafts of another company from now on; nothing was typed so far."""
        self._company, self._key = company, key

    def changed(self) -> None:
        """Something was typed."""
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()

    def restored(self, data: Data) -> None:
        """The store already holds this."""
        self._kept = dict(data)

    def save(self) -> None:
        """Keeps what is shown now, when it differs from what is kept."""
        self._stop()
        data = self._data()
        if data != self._kept:
            self._desk.spawn(self.parent(), self._store(data))

    async def forget(self) -> None:
        """Removes the draft: it was published or given up."""
        self._stop()
        await self._store({})

    async def _store(self, data: Data) -> None:
        self._kept = dict(data)
        command = SaveDraft(key=self._key, kind=self._kind, company=self._company, data=data)
        await self._desk.write(functools.partial(self._desk.bus.do, command), self)
        self.saved.emit(bool(data))

    def _stop(self) -> None:
        self._pause.stop()
        self._longest.stop()


def kept(conn: Any, key: str) -> Data:
    """The draft of that key, empty when there is none."""
    return next((dict(one.data) for one in people.drafts(conn) if one.key == key), {})
