"""A named demonstration looks every few seconds whether another one is open, and joins their centre (X-29)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import Failure
from prospectdesk.jobs.demo_centre import DemoCentre
from prospectdesk.queries.people import setting
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.syncing import syncing_of

LOOK_MS = 4_000


class DemoMeeting(QObject):
    """One look at a time; a failure waits for the next one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._centre = DemoCentre(desk.session)
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Looks now, unless a look goes on."""
        if not self._busy:
            self._busy = True
            self._desk.spawn(None, self._look())

    async def _look(self) -> None:
        try:
            if await self._desk.query(setting, "offline") is not True and await self._desk.run(
                "net", self._centre.look
            ):
                syncing = syncing_of(self._desk)
                syncing.forget()
                await syncing.look()
                self._desk.person_changed.emit()
                self._desk.tell(Changes(everything=True))
                syncing.restart()
        except Failure:
            return  # the others are still starting, or just closed
        finally:
            self._busy = False

    def stop(self) -> None:
        """No look begins any more."""
        self._timer.stop()

    async def close(self) -> None:
        """This demonstration leaves; the service it started ends with it."""
        await self._desk.run("net", self._centre.close)
