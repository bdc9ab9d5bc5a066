"""The window's talk with the centre: one sync at a time, by the clock or on demand, and what it says meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from prospectdesk.domain.changes import Changes, Done
from prospectdesk.domain.errors import Cancelled, Failure, Forbidden, Unavailable
from prospectdesk.jobs.rounds.rhythm import Rhythm
from prospectdesk.jobs.ticket import Progress, Ticket
from prospectdesk.queries.people import setting

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk

LOG = "sync.log"
KEPT = 60
"""Lines of the journal that are kept."""
WIPED, SIGNED_OUT = "wipe", "unauthorized"


@dataclass(frozen=True, slots=True)
class SyncState:
    """`signed_in`: the profile belongs to a centre; `failure` of the last try, None after one that went well.

    `online` is None before the first try. `done` of `total` are user actions sent so far, 0 of 0 unknown.
    """

    signed_in: bool = False
    running: bool = False
    online: bool | None = None
    failure: Failure | None = None
    text: str = ""
    done: int = 0
    total: int = 0
    days_left: int = 30


class Syncing(QObject):
    """Runs syncs for a desk. `changed` tells a new state, `finished` what a sync did, `revoked` the last sentence.

    `sign_in_wanted` asks for the sign-in dialog: the centre no longer knows this device's key.
    """

    changed = Signal()
    finished = Signal(object)
    revoked = Signal(object)
    sign_in_wanted = Signal()
    _stepped = Signal(object)

    def __init__(self, desk: Desk, *, rhythm: Rhythm | None = None) -> None:
        super().__init__(desk)
        self._desk = desk
        self._rhythm = rhythm or Rhythm()
        self.state = SyncState()
        self._client: Any = None
        self._ticket: Ticket | None = None
        self._task: asyncio.Task[Any] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._begun = self._stopped = self._again = False
        self.cancelled = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)
        self._stepped.connect(self._heard)

    # asked from outside --------------------------------------------------------------------
    async def look(self) -> None:
        """Reads whether this profile belongs to a centre."""
        found = await self._desk.run("read", self._read_state)
        if found is None:
            self._say(replace(self.state, signed_in=False))
            return
        before = await self._desk.query(_last_try)
        online = self.state.online if self.state.online is not None else before
        self._say(replace(self.state, signed_in=True, days_left=found, online=online))

    async def start(self) -> None:
        """From here on syncs run by themselves; the first one now."""
        self._begun = True
        await self.look()
        self.now()

    def now(self) -> None:
        """Syncs as soon as the one under way is over; nothing happens in a local profile or offline by choice."""
        if self._stopped:
            return
        if self._task is not None and not self._task.done():
            self._again = True
            return
        self._timer.stop()
        self._task = self._desk.spawn(self, self._turn())

    def restart(self) -> None:
        """From here on syncs run by themselves, in a profile that just joined its centre; the first one now."""
        self._begun = True
        self.now()

    def cancel(self) -> None:
        """Stops the sync under way; the next one goes on from there."""
        if self._ticket is not None:
            self.cancelled = True
            self._ticket.cancel()

    def leave_room(self) -> None:
        """Asks a sync under way to end soon: the program closes."""
        self._stopped = True
        self._timer.stop()
        if self._ticket is not None:
            self._ticket.cancel()

    async def stop(self) -> None:
        """No sync begins any more; waits for the one under way."""
        self.leave_room()
        task = self._task
        if task is not None and task is not asyncio.current_task() and not task.done():
            await asyncio.wait({task})
        self.forget()

    def forget(self) -> None:
        """The next sync makes a new connection (another sign-in)."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    @property
    def wait_ms(self) -> int:
        """Milliseconds until the next sync, -1 when none is planned."""
        return self._timer.remainingTime() if self._timer.isActive() else -1

    # one turn ------------------------------------------------------------------------------
    async def _turn(self) -> None:
        self._again = False
        self._loop = asyncio.get_running_loop()
        if await self._desk.query(setting, "offline") is True:
            self._say(replace(self.state, online=False, failure=None))
            self._plan(self._rhythm.well())
            return
        if not self.state.signed_in:
            await self.look()
            if not self.state.signed_in:
                return
        ticket = self._ticket = Ticket(self._stepped.emit)
        self.cancelled = False
        self._say(replace(self.state, running=True, text="", done=0, total=0))
        try:
            told = await self._desk.run("net", self._sync, ticket)
        except Cancelled:
            self._say(replace(self.state, running=False))
            self._plan(self._rhythm.well())
        except Failure as failure:
            await self._failed(failure)
        else:
            await self._well(told)
        finally:
            self._ticket = None
            if self.state.running:
                self._say(replace(self.state, running=False))

    def _sync(self, ticket: Ticket) -> dict[str, Any]:
        """In the network lane: one complete sync; what it writes goes through the write lane."""
        from prospectdesk.jobs.rounds.sync import sync_once  # late: it brings the network
        from prospectdesk.jobs.sign_in import client_of

        while True:
            client = self._client = self._client or client_of(self._desk.session)
            try:
                return sync_once(self._desk.session, client, ticket, do=self._do, tell=self._tell)
            except (Unavailable, Forbidden) as failure:
                if self._client is client or failure.code == WIPED:
                    raise  # else somebody signed in meanwhile: what failed was the connection of before

    def _do(self, command: Any) -> Done:
        return self._desk.lanes.submit("write", self._carry_out, command).result()

    def _carry_out(self, command: Any) -> Done:
        """In the write lane: the command, then what readers keep in memory."""
        done = self._desk.session.bus.do(command)
        self._desk.session.reader.heard(done.changes)
        return done

    def _tell(self, changes: Changes) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._desk.tell, changes._replace(origin="sync"))

    def _read_state(self) -> int | None:
        """Days that are left, None for a local profile."""
        from prospectdesk.jobs.sign_in import state_of

        found = state_of(self._desk.session)
        return None if found is None else found.days_left

    # what came of it -----------------------------------------------------------------------
    async def _well(self, told: dict[str, Any]) -> None:
        self._say(replace(self.state, running=False, online=True, failure=None, days_left=30))
        await self._note({key: told[key] for key in ("pushed", "pulled", "refused", "digest")})
        self.finished.emit(told)
        self._plan(0.0 if self._again else self._rhythm.well())

    async def _failed(self, failure: Failure) -> None:
        online = failure.outcome != "offline"
        self._say(replace(self.state, running=False, online=online, failure=failure))
        if failure.code == WIPED:
            self._stopped = True
            self.revoked.emit(failure)
            return
        if not self._stopped:
            await self._note({"error": failure.code})
        if failure.code == SIGNED_OUT:
            self.forget()
            self.sign_in_wanted.emit()
            return
        wait = self._rhythm.failed(float(getattr(failure, "wait", 0.0)))
        self._plan(wait)

    def _plan(self, seconds: float) -> None:
        if self._begun and not self._stopped:
            self._timer.start(int(seconds * 1000))

    async def _note(self, line: dict[str, Any]) -> None:
        """Adds a line to the journal; one that says the same as the last only counts."""
        from prospectdesk.commands.drafts import SaveSettings

        found = await self._desk.query(setting, LOG)
        log = found if isinstance(found, list) else []
        last = log[0] if log else {}
        line = {"at": self._desk.session.clock.now_ms(), **line}
        same = not line.get("pushed") and not line.get("pulled") and not line.get("refused")
        if same and {**last, "at": 0, "times": 0} == {**line, "at": 0, "times": 0}:
            line["times"] = int(last.get("times", 1)) + 1
            log = log[1:]
        command = SaveSettings(values={LOG: [line, *log][:KEPT]})
        with contextlib.suppress(
            Unavailable
        ):  # a full disk: the line is lost, the next sync comes all the same
            await self._desk.run("write", self._desk.session.bus.do, command)

    def _heard(self, step: Progress) -> None:
        self._say(replace(self.state, text=step.text, done=step.done, total=step.total))

    def _say(self, state: SyncState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()


def _last_try(conn: Any) -> bool | None:
    """Whether the centre answered the last time, None before the first."""
    from prospectdesk.queries.window import reached

    return reached(conn)


def syncing_of(desk: Desk) -> Syncing:
    """The one Syncing of a desk, made when first asked for."""
    if desk.syncing is None:
        desk.syncing = Syncing(desk)
    return desk.syncing
