"""The desk: where screens hand in commands and questions; nothing of it waits on the GUI thread."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from prospectdesk.domain.changes import Changes, Done
from prospectdesk.domain.errors import Cancelled, Failure, Unavailable
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.feed import Feed
from prospectdesk.ui.kit.history import History

if TYPE_CHECKING:
    import asyncio
    from concurrent.futures import Future
    from typing import Protocol

    from prospectdesk.jobs.lanes import Lane, Lanes
    from prospectdesk.jobs.session import Session
    from prospectdesk.jobs.ticket import Ticket
    from prospectdesk.ui.kit.locking import Locking
    from prospectdesk.ui.kit.syncing import Syncing

    class Bus(Protocol):
        """What carries out commands, in the write lane's thread."""

        def do(self, command: Any) -> Done:
            """One command, one transaction, one Done; raises a Failure."""

    class Reader(Protocol):
        """What lets a query function read; may also have `heard(changes)`, called after each command."""

        def run(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
            """`fn(connection, *args, **kwargs)`."""

    class Navigator(Protocol):
        """What a page may ask of the window: to open a screen, or an editor that floats at the bottom right."""

        def open(self, name: str, **params: Any) -> None:
            """Shows the screen `name` (CLI.md); `sheet` takes `company` (local id)."""

        def float(self, kind: str, company: int, **params: Any) -> None:
            """Opens the floating editor `sheet.note` or `sheet.call` for a company."""


T = TypeVar("T")
Work = Coroutine[Any, Any, Any] | Callable[[], Coroutine[Any, Any, Any]]


class Desk(QObject):
    """Commands go to the write lane, questions to the read lane; answers come back as awaitables.

    `done` carries the Done of each command a person asked for; `crashed` an exception that is our bug;
    `working` tells, for each long work with a ticket, the ticket (see progress.ProgressLine);
    `failed` a Failure that no message bar could show, with the widget whose work it was (or None).
    `between` carries what is to be done to the store while it is closed (jobs.encrypting.Wish): the window comes back.
    `session` gives person, clock and profile; `navigator` is the window; `syncing` talks with the centre.
    """

    done = Signal(object)
    crashed = Signal(object)
    working = Signal(object)
    failed = Signal(object, object)
    person_changed = Signal()
    between = Signal(object)
    session: Session
    navigator: Navigator | None = None
    syncing: Syncing | None = None
    locking: Locking | None = None

    def __init__(
        self, lanes: Lanes, bus: Bus | None, reader: Reader, feed: Feed, history: History | None = None,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.lanes = lanes
        if bus is not None:
            self.bus = bus
        self.reader = reader
        self.feed = feed
        self.history = history or History(self)
        self.history.serve(self)
        self._writes: set[asyncio.Task[Any]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._held: list[tuple[QObject | None, Work]] | None = None
        self._closing = False

    def hold(self) -> None:
        """Before there is a loop: what is spawned waits for `begin`."""
        self._held = []

    def begin(self) -> None:
        """The loop runs: what waited for it starts."""
        held, self._held = self._held, None
        for widget, work in held or ():
            self.spawn(widget, work)

    @functools.cached_property
    def bus(self) -> Bus:
        """What carries out commands; the session's, made with the first one."""
        return self.session.bus

    @functools.cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        import asyncio

        return asyncio.get_event_loop_policy().get_event_loop()

    @classmethod
    def of(cls, session: Session, lanes: Lanes, parent: QObject | None = None) -> Desk:
        """The desk of an open profile."""
        desk = cls(lanes, None, session.reader, Feed(), parent=parent)
        desk.feed.setParent(desk)
        desk.session = session
        return desk

    async def do(self, command: Any, origin: object | None = None, *, undoable: bool = True) -> Done:
        """Carries out a command. It is finished, remembered and told even when the caller dies meanwhile.

        Raises the Failure of the rule that refused.
        """
        return await self.write(functools.partial(self.bus.do, command), origin, remember=undoable)

    def settled(self, done: Done, *, origin: object | None = None, undoable: bool = True) -> None:
        """Announces a command that was carried out elsewhere (an import's job).

        The feed hears of it once the readers have brought their memory up to date, in a lane.
        """
        if undoable:
            self.history.push(done)
        self.done.emit(done)
        task = self._loop.create_task(self._written(lambda: done, origin, remember=False))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)

    async def write(
        self, job: Callable[[], Done], origin: object | None = None, *, remember: bool = False
    ) -> Done:
        """Runs `job` in the write lane and tells the feed; `remember` makes it a step of the history."""
        import asyncio

        task = self._loop.create_task(self._written(job, origin, remember=remember))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_seen)
            raise

    async def query(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """`fn(connection, *args, **kwargs)` in the read lane: one snapshot, answers frozen values."""
        return await self._in("read", functools.partial(self.reader.run, fn, *args, **kwargs))

    async def run(self, lane: Lane, fn: Callable[..., T], *args: Any, ticket: Ticket | None = None) -> T:
        """`fn(*args)` in a lane; with a ticket `fn(*args, ticket)`, shown in the status bar while it lasts.

        A task that is cancelled while it waits cancels the ticket too.
        """
        import asyncio

        if ticket is None:
            return await self._in(lane, fn, *args)
        self.working.emit(ticket)
        try:
            return await self._in(lane, fn, *args, ticket)
        except asyncio.CancelledError:
            ticket.cancel()
            raise
        finally:
            ticket.finish()

    def tell(self, changes: Changes) -> None:
        """Tells the feed what work beside the bus changed (an import's last transaction, sync)."""
        self.feed.changed.emit(changes)

    def spawn(self, widget: QObject | None, work: Work) -> asyncio.Task[Any] | None:
        """Starts a coroutine for `widget`: cancelled when it dies, errors shown in its message bar.

        Given a function that makes the coroutine instead, the bar of an Unavailable offers Réessayer.
        None when the desk is closing.
        """
        if self._held is not None:
            self._held.append((widget, work))
            return None
        again = work if callable(work) else None
        coroutine = work() if callable(work) else work
        if self._closing or (widget is not None and not shiboken6.isValid(widget)):
            coroutine.close()
            return None
        task = self._loop.create_task(self._guarded(widget, coroutine, again))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _task: coroutine.close())  # cancelled before it began
        if widget is not None:
            widget.destroyed.connect(task.cancel)
            task.add_done_callback(functools.partial(_unhook, widget))
        return task

    def ticket(self) -> Ticket:
        """A ticket for long work that is not started by `run`; the status bar shows it until `finish`."""
        from prospectdesk.jobs.ticket import Ticket

        made = Ticket()
        self.working.emit(made)
        return made

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._tasks and not self._writes

    def today(self) -> int:
        """Today as a day number."""
        return self.session.clock.today_number()

    def open(self, name: str, **params: Any) -> None:
        """Asks the window to show a screen."""
        if self.navigator is not None:
            self.navigator.open(name, **params)

    def float(self, kind: str, company: int, **params: Any) -> None:
        """Asks the window for a floating editor."""
        if self.navigator is not None:
            self.navigator.float(kind, company, **params)

    async def settle(self) -> None:
        """Waits until nothing is under way any more (tests, before closing)."""
        import asyncio

        current = asyncio.current_task()
        while rest := {task for task in self._writes | self._tasks if task is not current}:
            await asyncio.wait(rest)

    async def settle_writes(self) -> None:
        """Waits for the commands under way."""
        import asyncio

        while rest := set(self._writes):
            await asyncio.wait(rest)

    async def close(self) -> None:
        """Cancels what only reads, waits for what writes."""
        import asyncio

        self._closing = True
        self.begin()  # what still waited for the loop is dropped
        current = asyncio.current_task()
        for task in list(self._tasks):
            if task is not current:
                task.cancel()
        await self.settle()

    async def _written(self, job: Callable[[], Done], origin: object | None, *, remember: bool) -> Done:
        done = await self._in("write", self._carry_out, job)
        if remember:
            self.history.push(done)
            self.done.emit(done)
        self.feed.changed.emit(done.changes._replace(origin=origin))
        return done

    def _carry_out(self, job: Callable[[], Done]) -> Done:
        """In the write lane: the command, then what readers keep in memory, before anybody reads again."""
        done = job()
        heard = getattr(self.reader, "heard", None)
        if heard is not None:
            heard(done.changes)
        return done

    async def _in(self, lane: Lane, fn: Callable[..., T], *args: Any) -> T:
        import asyncio

        future: Future[T] = self.lanes.submit(lane, fn, *args)
        return await asyncio.wrap_future(future, loop=self._loop)

    async def _guarded(
        self, widget: QObject | None, coroutine: Coroutine[Any, Any, Any], again: Work | None
    ) -> Any:
        try:
            return await coroutine
        except Cancelled:
            return None
        except Failure as failure:
            self.show(widget, failure, again)
        except Exception as error:
            gone = isinstance(error, RuntimeError) and widget is not None and not shiboken6.isValid(widget)
            if (
                not gone
            ):  # who is cancelled by the death of its widget may still reach for it while it tidies up
                self.crashed.emit(error)
        return None

    def show(self, widget: QObject | None, failure: Failure, again: Work | None = None) -> None:
        """Shows a failure in the message bar of the widget's screen."""
        bar = bar_for(widget)
        if bar is None:
            self.failed.emit(widget, failure)
            return
        retry = None
        if isinstance(failure, Unavailable) and again is not None:
            retry = functools.partial(self.spawn, widget, again)
        bar.show_failure(failure, retry)


def _seen(task: asyncio.Task[Any]) -> None:
    """Marks the error of a write nobody waits for any more as looked at."""
    if not task.cancelled():
        task.exception()


def _unhook(widget: QObject, task: asyncio.Task[Any]) -> None:
    if shiboken6.isValid(widget):
        widget.destroyed.disconnect(task.cancel)
