"""What runs on a clock while the window is open: reminders and sync each minute, the daily copy, the columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from prospectdesk.domain.changes import Changes
from prospectdesk.jobs.rounds import columns, leases, reminders
from prospectdesk.jobs.rounds.backup import UpkeepRound
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.syncing import syncing_of

if TYPE_CHECKING:
    from prospectdesk.commands.columns import SaveColumns
    from prospectdesk.domain.register import Unit

MINUTE_MS = 60_000
SOON_MS = 2_000
QUIET_MS = 30_000
"""The copy and the columns wait until the person has begun to work."""


class Rounds(QObject):
    """Each round is one task at a time; a failure waits for the next turn."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._day = desk.today()
        self._upkeep = UpkeepRound(desk.session.profile, lambda: desk.session.clock)
        self._minute = self._timer(MINUTE_MS, self._remind)
        self._quiet = self._timer(QUIET_MS, self._look_after)
        self._soon = self._timer(SOON_MS, syncing_of(desk).now)
        self._soon.setSingleShot(True)
        self._loading = False
        desk.done.connect(self._send_soon)
        desk.feed.changed.connect(self._keep_loaded)

    def _timer(self, wait: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(wait)
        timer.timeout.connect(slot)
        return timer

    def start(self) -> None:
        """Runs the reminders now and everything by the clock from here on."""
        self._remind()
        self._minute.start()
        self._quiet.start()
        self._desk.spawn(self, syncing_of(self._desk).start())

    def stop(self) -> None:
        """No new round begins."""
        self._minute.stop()
        self._quiet.stop()
        self._soon.stop()
        syncing_of(self._desk).leave_room()

    def _send_soon(self) -> None:
        """After a command, once no other follows; offline the wait between tries stays as it is (F8)."""
        state = syncing_of(self._desk).state
        if state.signed_in and state.online:
            self._soon.start()

    def _remind(self) -> None:
        self._desk.spawn(None, self._reminders())

    async def _reminders(self) -> None:
        session = self._desk.session
        if await self._desk.run("read", reminders.is_due, session) and await self._desk.run(
            "net", leases.mine, session, "reminders"
        ):
            await self._desk.run("write", session.run_rounds)
        if self._desk.today() != self._day:
            self._day = self._desk.today()
            self._desk.tell(Changes(everything=True))  # « aujourd’hui » is another day

    def _look_after(self) -> None:
        self._desk.spawn(None, self._kept_well())

    def _keep_loaded(self) -> None:
        """A change of very many companies drops the columns; lists come from SQL until they are there again."""
        if self._desk.session.reader.columns is None and not self._loading:
            self._loading = True
            self._desk.spawn(None, self._load())

    async def _load(self) -> None:
        try:
            await self._desk.run("read", self._desk.session.reader.load_columns)
        finally:
            self._loading = False

    async def _kept_well(self) -> None:
        """The columns when many rows changed, then the daily copy and the weekly check."""
        self._quiet.stop()
        try:
            await self._save_columns()
            await self._desk.run("read", self._upkeep.run)
            await self._check_typed()
        finally:
            self._quiet.setInterval(10 * MINUTE_MS)
            self._quiet.start()

    async def _check_typed(self) -> None:
        """Companies that were typed offline are looked up in the register once it may be asked (X-31)."""
        from prospectdesk.jobs import registry  # late: nobody is asked before the person has begun to work
        from prospectdesk.ui.kit import asking

        desk = self._desk
        wanted = await desk.run("read", registry.waiting, desk.session)

        async def ask(number: str) -> Unit | None:
            return await asking.ask(desk, registry.ask, desk.session, number)

        if wanted:  # what fails stays « A vérifier » and is tried again at the next turn
            await registry.complete(wanted, ask, lambda one: desk.do(one, self, undoable=False))

    async def _save_columns(self) -> None:
        reader = self._desk.session.reader
        if await self._desk.run("read", columns.is_due, reader):
            slices = columns.slices(reader)
            while await self._desk.run("write", self._save_slice, slices):
                pass

    def _save_slice(self, slices: Iterator[SaveColumns]) -> bool:
        """In the write lane: one slice; answers whether there was one."""
        command = next(slices, None)
        if command is not None:
            self._desk.session.bus.do(command)
        return command is not None
