"""The parts in which a list of contacts or clients is written, so that no other save waits for long.

Rows are noted in `import_change`, decided at once, then carried out some at a time (docs/adr/0012).
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from prospectdesk.commands import routines
from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context, Person
from prospectdesk.commands.import_contacts import add_contact, plan_contacts
from prospectdesk.commands.imports import Source, finish_run, note_own_rows, start_run
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Cancelled
from prospectdesk.store import import_show
from prospectdesk.store.import_show import Unfinished
from prospectdesk.store.unit_of_work import UnitOfWork

Row = dict[str, Any]
NOTED = "+row"
"""What stands in `import_change.tbl` of a row that is not carried out yet."""
AT_ONCE = 2_000
"""Rows noted, or dropped, in one transaction."""
FIRST, LEAST, MOST = 40, 10, 1_000
"""Rows of the first part; the others are sized by the processor time it took."""
PART_S = 0.1


@dataclass(frozen=True)
class ListRow:
    """A row to carry out on a company; `wanted` though it looks like a doublet, `routine` where clients are tagged."""

    row: Row
    company: int
    wanted: bool = False
    routine: int | None = None


@dataclass(frozen=True, eq=False)
class StartList:
    """Notes an import that begins."""

    kind: str
    origin: Source


@dataclass(frozen=True, eq=False)
class NoteRows:
    """Keeps some rows for later."""

    run_id: int
    rows: Sequence[ListRow]


@dataclass(frozen=True, eq=False)
class DecideList:
    """From here on the import counts, whatever happens."""

    run_id: int
    origin: Source
    report: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class CarryOut:
    """Carries out the next rows, `most` of them."""

    run: Unfinished
    most: int


@dataclass(frozen=True, eq=False)
class EndList:
    """Everything is carried out."""

    run_id: int


@dataclass(frozen=True, eq=False)
class DropRows:
    """Forgets some rows of an import that is not to be."""

    run_id: int


@handles(StartList, public=False)
def start_list(cmd: StartList, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Answers the run."""
    run_id, _uid = start_run(uow, ctx, cmd.kind, cmd.origin, import_show.WRITING)
    run = Unfinished(run_id, uow.now_ms, ctx.person.id, decided=False, kind=cmd.kind)
    return Outcome("import", undoable=False, data={"run": run})


@handles(NoteRows, public=False)
def note_rows(cmd: NoteRows, uow: UnitOfWork, ctx: Context) -> Outcome:
    """One line a row."""
    lines = []
    for one in cmd.rows:
        told = {"row": one.row, "company": one.company, "wanted": one.wanted, "routine": one.routine}
        lines.append((cmd.run_id, NOTED, one.row["line"], json.dumps(told, ensure_ascii=False)))
    uow.conn.executemany(
        "INSERT INTO import_change (run_id, tbl, row_id, before, after) VALUES (?, ?, ?, NULL, ?)", lines
    )
    return Outcome("import", undoable=False)


@handles(DecideList, public=False)
def decide_list(cmd: DecideList, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps the report and the chosen columns."""
    finish_run(uow, cmd.run_id, cmd.report)
    if cmd.origin.remember is not None:
        uow.run("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", cmd.origin.remember)
    uow.run("UPDATE import_run SET state = ? WHERE id = ?", (import_show.SHOWING, cmd.run_id))
    return Outcome("import", undoable=False)


@handles(CarryOut, public=False)
def carry_out(cmd: CarryOut, uow: UnitOfWork, ctx: Context) -> Outcome:
    """One part; answers how many rows it took and how many of them are there already by now."""
    run_id = cmd.run.run_id
    lines = uow.rows(
        "SELECT id, after FROM import_change WHERE run_id = ? AND tbl = ? ORDER BY id LIMIT ?",
        (run_id, NOTED, cmd.most),
    )
    told = import_show.highest_history(uow.conn)
    skipped = 0
    for line in lines:
        skipped += not _carried_out(uow, ctx, ListRow(**json.loads(line["after"])))
        uow.run("DELETE FROM import_change WHERE id = ?", (line["id"],))
    note_own_rows(uow, run_id)
    import_show.note_history(uow.conn, run_id, told)
    if skipped:
        _told_anew(uow, run_id, skipped)
    return Outcome("import", undoable=False, data={"taken": len(lines)})


def _carried_out(uow: UnitOfWork, ctx: Context, one: ListRow) -> bool:
    """Whether the row still had something to say: others may have worked since it was looked at."""
    if one.routine is not None:
        company = uow.get("company", one.company)
        former = one.row.get("ex_client")
        routine = uow.get("routine", one.routine)
        ex_client = None if former is None else bool(former)
        return routines.set_tag_row(uow, company, routine, "client", ex_client)
    (plan,) = plan_contacts(uow, [one.row])
    if plan.company is None or not (plan.fate == "create" or (one.wanted and plan.fate == "duplicate")):
        return False
    add_contact(uow, ctx, one.row, plan.company)
    return True


def _told_anew(uow: UnitOfWork, run_id: int, skipped: int) -> None:
    report = json.loads(uow.value("SELECT report FROM import_run WHERE id = ?", (run_id,)))
    name = "created" if report["created"] else "updated"
    report[name] -= skipped
    report["ignored"] += skipped
    uow.run("UPDATE import_run SET report = ? WHERE id = ?", (json.dumps(report, ensure_ascii=False), run_id))


@handles(EndList, public=False)
def end_list(cmd: EndList, uow: UnitOfWork, ctx: Context) -> Outcome:
    """The run is done; answers what came of its rows."""
    import_show.close(uow.conn, cmd.run_id)
    run = uow.one("SELECT uid, report FROM import_run WHERE id = ?", (cmd.run_id,))
    assert run is not None
    report = json.loads(run["report"])
    counts = {name: report[name] for name in ("created", "updated", "ignored")}
    return Outcome("import", uid=run["uid"], undoable=False, everything=True, data=counts)


@handles(DropRows, public=False)
def drop_rows(cmd: DropRows, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Some lines; answers whether there may be `more`."""
    sql = "DELETE FROM import_change WHERE id IN (SELECT id FROM import_change WHERE run_id = ? LIMIT ?)"
    more = uow.run(sql, (cmd.run_id, AT_ONCE)) == AT_ONCE
    if not more:
        import_show.forget(uow.conn, cmd.run_id)
    return Outcome("import", undoable=False, data={"more": more})


Lane = Callable[[Callable[[], Any]], Any]


class ListWriter:
    """Writes one list. `lane` is where its transactions run, between those of others."""

    def __init__(self, bus: Bus, lane: Lane, origin: Source) -> None:
        self._bus, self._lane, self._origin = bus, lane, origin

    def write(self, kind: str, rows: Sequence[ListRow], report: Mapping[str, Any]) -> Done:
        """Everything. Raises Cancelled and Unavailable before the decision: then nothing was written."""
        run: Unfinished = self._do(StartList(kind, self._origin)).data["run"]
        try:
            for start in range(0, len(rows), AT_ONCE):
                self._origin.step(0, len(rows))
                self._do(NoteRows(run.run_id, rows[start : start + AT_ONCE]))
            self._origin.step(0, len(rows))
            self._do(DecideList(run.run_id, self._origin, report))
        except BaseException:
            with contextlib.suppress(Exception):  # what cannot be forgotten now is at the next start
                self._forget(run)
            raise
        return self.finish(run, len(rows))

    def finish(self, run: Unfinished, total: int) -> Done:
        """Carries out what is noted of a decided run. Raises Unavailable: the rest is for the next start."""
        done, size = 0, FIRST
        while True:
            with contextlib.suppress(Cancelled):  # it counts already
                self._origin.step(done, total)
            taken, seconds = self._timed(CarryOut(run, size))
            if not taken:
                return self._do(EndList(run.run_id))
            done += taken
            size = min(MOST, max(LEAST, int(size * min(2.0, PART_S / max(seconds, 0.001)))))

    def _forget(self, run: Unfinished) -> None:
        while self._do(DropRows(run.run_id)).data["more"]:
            pass

    def settle(self, run: Unfinished) -> None:
        """Ends a run that a kill or a full disk stopped."""
        if run.decided:
            self.finish(run, 0)
        else:
            self._forget(run)

    def _do(self, command: Any) -> Done:
        done: Done = self._lane(lambda: self._bus.do(command))
        return done

    def _timed(self, command: Any) -> tuple[int, float]:
        def timed() -> tuple[int, float]:
            begin = time.thread_time()
            taken: int = self._bus.do(command).data["taken"]
            return taken, time.thread_time() - begin

        found: tuple[int, float] = self._lane(timed)
        return found


def settle(bus: Bus, run: Unfinished) -> None:
    """Ends a list that was stopped half way, in the name of who began it. Raises Unavailable."""
    ctx = bus.context()
    who = Person(id=run.user_id or 0, uid=b"", login="", name="", licence="utilisateur")
    own = Bus(bus.store, lambda: replace(ctx, person=who))
    ListWriter(own, lambda fn: fn(), Source("", "")).settle(run)
