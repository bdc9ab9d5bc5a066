"""The parts in which an import of companies is written: short transactions, so that no other save waits for long.

First everything is written hidden, and can be deleted again; one short transaction decides; then it is shown.
Killed before the decision nothing stays, killed after it the next start shows the rest (docs/adr/0012).
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from prospectdesk.commands import company_fields, find
from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context
from prospectdesk.commands.imports import Source, Sums, finish_run, import_source, start_run
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Cancelled, Refused
from prospectdesk.store import import_show, import_write
from prospectdesk.store.import_show import Unfinished
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork

T = TypeVar("T")
Lane = Callable[[Callable[[], Any]], Any]
"""Carries a function out where writes are carried out, and answers what it answers."""
FIRST, LEAST, MOST = 300, 60, 4_000
"""Companies of the first part; the others are sized by the processor time it took."""
PART_S = 0.1
PLACES = 5_000


@dataclass(frozen=True, eq=False)
class StartImport:
    """Notes an import that begins."""

    origin: Source
    registered: bool


@dataclass(frozen=True, eq=False)
class WritePart:
    """Writes some companies, hidden; the centre hears of them when they are shown."""

    plan: import_write.Plan
    first: int
    last: int
    muted: ClassVar[bool] = True


@dataclass(frozen=True, eq=False)
class DecideImport:
    """From here on the import counts, whatever happens."""

    run_id: int
    origin: Source
    report: Mapping[str, Any]
    registered: bool


@dataclass(frozen=True, eq=False)
class ShowPart:
    """Shows some companies: those whose lines follow `after`."""

    run: Unfinished
    after: int


@dataclass(frozen=True, eq=False)
class LearnPlaces:
    """What the new establishments teach about the centres of some communes."""

    run_id: int
    learned: Sums


@dataclass(frozen=True, eq=False)
class EndImport:
    """Everything is shown."""

    run_id: int


@dataclass(frozen=True, eq=False)
class DropPart:
    """Deletes some hidden rows of an import that is not to be."""

    run: Unfinished
    muted: ClassVar[bool] = True


@handles(StartImport, public=False)
def start_import(cmd: StartImport, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Answers the plan of the parts."""
    run_id, uid = start_run(uow, ctx, "companies", cmd.origin, import_show.WRITING)
    plan = import_write.Plan(
        run_id=run_id,
        now_ms=uow.now_ms,
        today=ctx.today_number,
        user_id=ctx.person.id,
        workspace=find.workspace(uow)["uid"].hex(),
        registered=cmd.registered,
        source_id=import_show.import_source(uow.conn) if cmd.registered else None,
        seller_id=company_fields.default_seller(uow, ctx) if cmd.registered else None,
    )
    return Outcome("import", uid=uid, undoable=False, data={"plan": plan})


@handles(WritePart, public=False)
def write_part(cmd: WritePart, uow: UnitOfWork, ctx: Context) -> Outcome:
    """One part; the staging file is attached as `stage`."""
    import_write.write_part(uow.conn, cmd.plan, cmd.first, cmd.last)
    return Outcome("import", undoable=False)


@handles(DecideImport, public=False)
def decide_import(cmd: DecideImport, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps the report and what was chosen; the source "Import" is there from now on."""
    if cmd.registered:
        import_source(uow)
    finish_run(uow, cmd.run_id, cmd.report)
    if cmd.origin.remember is not None:
        uow.run("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", cmd.origin.remember)
    uow.run("UPDATE import_run SET state = ? WHERE id = ?", (import_show.SHOWING, cmd.run_id))
    return Outcome("import", undoable=False)


@handles(ShowPart, public=False)
def show_part(cmd: ShowPart, uow: UnitOfWork, ctx: Context) -> Outcome:
    """One part; answers the last of its lines as `end`, None after the last part."""
    end = import_show.show_part(uow.conn, cmd.run, cmd.after)
    return Outcome("import", undoable=False, data={"end": end})


@handles(LearnPlaces, public=False)
def learn_places(cmd: LearnPlaces, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Some communes."""
    import_write.learn(uow.conn, cmd.run_id, dict(cmd.learned))
    return Outcome("import", undoable=False)


@handles(EndImport, public=False)
def end_import(cmd: EndImport, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Statistics, and the run is done."""
    import_show.close(uow.conn, cmd.run_id)
    import_write.analyze(uow.conn, cmd.run_id)
    uid = uow.value("SELECT uid FROM import_run WHERE id = ?", (cmd.run_id,))
    return Outcome("import", uid=uid, undoable=False, everything=True)


@handles(DropPart, public=False)
def drop_part(cmd: DropPart, uow: UnitOfWork, ctx: Context) -> Outcome:
    """One part; answers whether there may be `more`."""
    more = import_show.drop_part(uow.conn, cmd.run)
    if not more:
        import_show.forget(uow.conn, cmd.run.run_id)
    return Outcome("import", undoable=False, data={"more": more})


def directly(fn: Callable[[], T]) -> T:
    """The lane of programs that have none (command line)."""
    return fn()


class PartWriter:
    """Writes one staged import. `lane` is where its transactions run, between those of others; `tidy` runs beside."""

    def __init__(self, bus: Bus, lane: Lane, origin: Source, tidy: Callable[[], None]) -> None:
        self._bus = bus
        self._lane = lane
        self._origin = origin
        self._tidy = tidy

    def write(self, registered: bool, report: Mapping[str, Any], learned: Sums) -> Done:
        """Everything; the staging file is attached. Raises Cancelled and Unavailable, then nothing was written."""
        self._origin.step(0, 1)
        plan = self._do(StartImport(self._origin, registered)).data["plan"]
        run = Unfinished(plan.run_id, plan.now_ms, plan.user_id, decided=False)
        try:
            total, parts = self._hidden(plan)
            self._do(DecideImport(plan.run_id, self._origin, report, registered))
        except BaseException:
            with contextlib.suppress(Exception):  # what cannot be deleted now is at the next start
                drop(self._bus, self._lane, run)
            raise
        self._shown(run, total, parts)
        places = list(learned.items())
        for start in range(0, len(places), PLACES):
            self._do(LearnPlaces(plan.run_id, dict(places[start : start + PLACES])))
        return self._do(EndImport(plan.run_id))

    def _hidden(self, plan: import_write.Plan) -> tuple[int, int]:
        """Answers how many companies there are, and in how many parts."""
        total = self._lane(lambda: import_write.units(self._bus.store.writer()))
        first, size, parts = 1, FIRST, 0
        while first <= total:
            self._origin.step((first - 1) * 3 // 4, total)
            took = self._timed(WritePart(plan, first, first + size - 1))
            self._tidy()
            first, parts = first + size, parts + 1
            size = min(MOST, max(LEAST, int(size * min(2.0, PART_S / max(took, 0.001)))))
        return total, parts

    def _shown(self, run: Unfinished, total: int, parts: int) -> None:
        after: int | None = 0
        done = 0
        while after is not None:
            with contextlib.suppress(Cancelled):  # it counts already
                self._origin.step(total * (3 * parts + done) // max(4 * parts, 1), total)
            after = self._do(ShowPart(run, after)).data["end"]
            self._tidy()
            done = min(done + 1, parts)

    def _do(self, command: Any) -> Done:
        done: Done = self._lane(lambda: self._bus.do(command))
        return done

    def _timed(self, command: Any) -> float:
        def timed() -> float:
            begin = time.thread_time()
            self._bus.do(command)
            return time.thread_time() - begin

        took: float = self._lane(timed)
        return took


def drop(bus: Bus, lane: Lane, run: Unfinished) -> None:
    """Deletes what an import wrote hidden."""
    while lane(lambda: bus.do(DropPart(run))).data["more"]:
        pass


def settle(bus: Bus) -> None:
    """Ends imports that a kill or a full disk stopped: shows those that were decided, deletes the others;
    goes on with those on their way back.

    For who has the turn (`import_show.turn`). Raises Unavailable when the disk is full still.
    """
    for run in _unfinished(bus.store):
        if run.state in (import_show.UNDOING, import_show.REDOING):
            from prospectdesk.commands import import_undoing  # late: hardly ever

            import_undoing.settle(bus, run)
            continue
        if run.kind != "companies":
            from prospectdesk.commands import (
                import_list_parts,
            )  # late: hardly ever, and it brings the contacts in

            import_list_parts.settle(bus, run)
            continue
        if not run.decided:
            drop(bus, directly, run)
            continue
        after: int | None = 0
        while after is not None:
            after = bus.do(ShowPart(run, after)).data["end"]
        bus.do(EndImport(run.run_id))


def importing() -> Refused:
    """The refusal of a second import at the same time."""
    return Refused("importing", "Un autre import est en cours : relancez celui-ci quand il sera fini.")


def _unfinished(store: Store) -> list[Unfinished]:
    with store.session() as conn:
        return import_show.unfinished(conn)
