"""Taking an import back in short transactions (CLI.md, SECURITY R5): no other save waits for long.

Stopped by the user half way, what was taken back comes again; stopped by a kill, the next start goes on (ADR 12).
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context, Person
from prospectdesk.commands.imports import find_run
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Cancelled, Refused, Unavailable
from prospectdesk.domain.ids import uid_text
from prospectdesk.store import import_redo, import_show, import_undo
from prospectdesk.store.unit_of_work import UnitOfWork

Lane = Callable[[Callable[[], Any]], Any]
FIRST, LEAST, MOST = 100, 10, 4_000
"""Steps of the first part; the others are sized by the processor time it took."""
PART_S = 0.1
AT_ONCE = 2_000
BACK, AGAIN = "Annulation de l’import", "Rétablissement de l’import"


class NoTicket:
    """Nobody listens."""

    def step(self, done: int, total: int, text: str) -> None:
        """Nothing."""


@dataclass(frozen=True, eq=False)
class StartUndo:
    """Decides that an import goes; one that is half gone goes on."""

    import_id: str


@dataclass(frozen=True, eq=False)
class UndoPart:
    """Takes back some rows."""

    run_id: int
    most: int


@dataclass(frozen=True, eq=False)
class EndUndo:
    """Everything is taken back."""

    run_id: int


@dataclass(frozen=True, eq=False)
class TurnRound:
    """The import stays after all."""

    run_id: int


@dataclass(frozen=True, eq=False)
class RedoPart:
    """Brings some rows back."""

    run_id: int
    most: int


@dataclass(frozen=True, eq=False)
class ForgetKept:
    """Forgets what was noted for the answer."""

    run_id: int


@handles(StartUndo, public=False)
def start_undo(cmd: StartUndo, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Answers the run, and how many steps it will take (0: not known)."""
    run = find_run(uow, cmd.import_id)
    if run["undone_at"] is not None:
        raise Refused(
            "already_undone",
            "L’import de « {file} » est déjà annulé : il n’y a rien à refaire.",
            file=run["file"],
        )
    steps = import_undo.begin(uow, run["id"]) if run["state"] == "done" else 0
    return Outcome("import", undoable=False, data={"run": run["id"], "steps": steps})


@handles(UndoPart, public=False)
def undo_part(cmd: UndoPart, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Answers the steps that were `taken`, 0 after the last part."""
    one = import_undo.undoing(uow, cmd.run_id)
    return Outcome("import", undoable=False, data={"taken": import_undo.take_part(uow, one, cmd.most)})


@handles(EndUndo, public=False)
def end_undo(cmd: EndUndo, uow: UnitOfWork, ctx: Context) -> Outcome:
    """The run is undone."""
    uow.run("UPDATE import_run SET state = 'undone', undone_at = ? WHERE id = ?", (uow.now_ms, cmd.run_id))
    uid = uow.value("SELECT uid FROM import_run WHERE id = ?", (cmd.run_id,))
    return Outcome("annulation d’un import", uid=uid, undoable=False, everything=True)


@handles(TurnRound, public=False)
def turn_round(cmd: TurnRound, uow: UnitOfWork, ctx: Context) -> Outcome:
    """From here on a start brings it back."""
    uow.run("UPDATE import_run SET state = ? WHERE id = ?", (import_show.REDOING, cmd.run_id))
    return Outcome("import", undoable=False)


@handles(RedoPart, public=False)
def redo_part(cmd: RedoPart, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Answers the steps that were `taken`, 0 when the import is as it was."""
    one = import_undo.undoing(uow, cmd.run_id)
    return Outcome("import", undoable=False, data={"taken": import_redo.bring_part(uow, one, cmd.most)})


@handles(ForgetKept, public=False)
def forget_kept(cmd: ForgetKept, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Some lines; answers whether there may be `more`."""
    sql = "DELETE FROM import_change WHERE id IN (SELECT id FROM import_change WHERE run_id = ? AND tbl IN (?, ?) LIMIT ?)"
    names = (import_undo.KEPT, import_undo.RESTORED)
    more = uow.run(sql, (cmd.run_id, *names, AT_ONCE)) == AT_ONCE
    return Outcome("import", undoable=False, data={"more": more})


class ImportUndo:
    """Takes imports back. `lane` is where the transactions run, between those of others; `ticket` hears and stops."""

    def __init__(self, bus: Bus, lane: Lane, ticket: Any = None) -> None:
        self._bus, self._lane = bus, lane
        self._ticket = ticket or NoTicket()

    def run(self, import_id: str) -> Done:
        """Everything; `data` of the answer is the document of CLI.md.

        Raises NotFound, Refused (undone already, another import), Cancelled (the import is there again), Unavailable
        (disk: the next start goes on).
        """
        from prospectdesk.commands.import_parts import importing, settle  # late: it knows this module

        with import_show.turn(self._bus.store) as ours:
            if not ours:
                raise importing()
            self._ticket.step(0, 0, BACK)
            with self._told():
                started = self._do(StartUndo(import_id)).data
                try:
                    done = self._away(started["run"], started["steps"])
                except (Cancelled, KeyboardInterrupt):  # the verb is stopped by Ctrl+C
                    self.again(started["run"])
                    raise
                self._lane(lambda: settle(self._bus))  # what others left half done
                return done

    def go_on(self, run: import_show.Unfinished) -> None:
        """Ends what a kill or a full disk stopped, in whichever direction it went."""
        if run.state == import_show.REDOING:
            self.again(run.run_id)
        else:
            self._away(run.run_id, 0)

    def again(self, run_id: int) -> None:
        """Brings everything back."""
        self._do(TurnRound(run_id))

        def step(done: int) -> None:
            with contextlib.suppress(Cancelled):
                self._ticket.step(done, 0, AGAIN)

        self._parts(lambda most: RedoPart(run_id, most), step)

    def _away(self, run_id: int, steps: int) -> Done:
        self._parts(
            lambda most: UndoPart(run_id, most), lambda done: self._ticket.step(min(done, steps), steps, BACK)
        )
        found = _told_of(self._bus, run_id)
        done = self._do(EndUndo(run_id))
        while self._do(ForgetKept(run_id)).data["more"]:
            pass
        done.data.update(found)
        return done

    def _parts(self, part: Callable[[int], object], step: Callable[[int], None]) -> None:
        done, size = 0, FIRST
        while True:
            taken, seconds = self._timed(part(size))
            if not taken:
                return
            done += taken
            step(done)
            size = min(MOST, max(LEAST, int(size * min(2.0, PART_S / max(seconds, 0.001)))))

    def _do(self, command: object) -> Done:
        done: Done = self._lane(lambda: self._bus.do(command))
        return done

    def _timed(self, command: object) -> tuple[int, float]:
        def timed() -> tuple[int, float]:
            begin = time.thread_time()
            taken: int = self._bus.do(command).data["taken"]
            return taken, time.thread_time() - begin

        found: tuple[int, float] = self._lane(timed)
        return found

    @contextlib.contextmanager
    def _told(self) -> Any:
        """A disk that fills up half way is no secret."""
        try:
            yield
        except Unavailable as error:
            raise Unavailable(
                "disk",
                "Le disque est plein ou protégé : l’annulation de l’import s’est arrêtée en route. Libérez de la place : "
                "elle reprend au prochain démarrage ou au prochain import.",
            ) from error


def take_back(bus: Bus, import_id: str, lane: Lane | None = None, ticket: Any = None) -> Done:
    """Takes one import back; see `ImportUndo.run`."""
    return ImportUndo(bus, lane or _directly, ticket).run(import_id)


def settle(bus: Bus, run: import_show.Unfinished) -> None:
    """Goes on in the name of who began it. Raises Unavailable."""
    with bus.store.session() as conn:
        row = conn.execute(
            "SELECT report ->> '$.undoing.user' FROM import_run WHERE id = ?", (run.run_id,)
        ).fetchone()
    ctx = bus.context()
    who = Person(id=row[0] or 0, uid=b"", login="", name="", licence="utilisateur")
    ImportUndo(Bus(bus.store, lambda: replace(ctx, person=who)), _directly).go_on(run)


def _directly(fn: Callable[[], Any]) -> Any:
    return fn()


def _told_of(bus: Bus, run_id: int) -> dict[str, Any]:
    """How many rows went or got their old values back, and what stayed."""
    with bus.store.session() as conn:
        sql = "SELECT row_id, after FROM import_change WHERE run_id = ? AND tbl = ? ORDER BY id"
        restored = sum(row[0] for row in conn.execute(sql, (run_id, import_undo.RESTORED)))
        lines = [row[1] for row in conn.execute(sql, (run_id, import_undo.KEPT))]
    kept = [_shown(json.loads(line)) for line in lines]
    return {"restored": restored, "kept": kept}


def _shown(line: dict[str, Any]) -> dict[str, Any]:
    uid = line["uid"]
    return {
        "kind": line["kind"],
        "id": None if uid is None else uid_text(bytes.fromhex(uid)),
        "label": line["label"],
        "reason": line["reason"],
    }
