"""The job of the page in its lanes: what the person chose, and one ImportJob asked by one thread at a time."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from prospectdesk.commands.import_listing import Standing
from prospectdesk.domain.changes import Done
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.sheets.stock_files import SITES, UNITS
from prospectdesk.ui.kit.desk import Desk

if TYPE_CHECKING:
    from prospectdesk.commands.import_fates import RowFate
    from prospectdesk.commands.import_job import ImportJob, ImportPreview

T = TypeVar("T")


@dataclass(frozen=True)
class Choices:
    """What the person chose for one file. `mapping` is column title → field, None to recognise."""

    path: Path
    kind: str = "companies"
    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    mapping: dict[str, str | None] | None = None
    registered: bool = True
    routine: str | None = None
    stock: str | None = None
    """Which official stock file `path` is, None for any other list."""
    units: Path | None = None
    departments: str = ""

    def read_as(self, **changes: Any) -> Choices:
        """Another kind, sheet, encoding or separator: columns are recognised anew."""
        return replace(self, **{"mapping": None, **changes})

    def with_mapping(self, mapping: dict[str, str | None] | None) -> Choices:
        """The columns as the person gave them; None leaves them to be recognised."""
        return replace(self, mapping=mapping)

    def going_to(self, registered: bool, routine: str | None) -> Choices:
        """Where the rows go."""
        return replace(self, registered=registered, routine=routine)


def paired(
    choices: Choices, preview: ImportPreview, before: tuple[Choices | None, ImportPreview | None]
) -> tuple[Choices, ImportPreview]:
    """The two official stock files belong together, whichever came first; any other file stands alone."""
    kind = preview.info.stock
    old, shown = before
    if kind is None or old is None or old.stock is None:
        alone = replace(choices, stock=kind, units=None)
        return (alone if kind is None else replace(alone, kind="companies")), preview
    if kind == UNITS and old.stock == SITES and shown is not None:
        return replace(old, units=choices.path), shown
    units = old.path if old.stock == UNITS else old.units
    return replace(choices, kind="companies", stock=kind, units=units if kind == SITES else None), preview


@dataclass(frozen=True)
class Found:
    """The staged file: the document of CLI.md, the doublets, and how many rows each fate has."""

    report: dict[str, Any] = field(default_factory=dict)
    standing: Standing = field(default_factory=Standing)
    rows: int = 0
    create: int = 0
    update: int = 0

    @property
    def written(self) -> int:
        """Rows that would be written."""
        return self.create + self.update

    def group(self, row: RowFate) -> list[int]:
        """The waiting doublets of the same cause: those with a known record, or those without."""
        known = set(self.standing.known)
        return [one for one in self.standing.open if (one in known) == row.candidate]

    def alike(self, row: RowFate) -> int:
        """How many doublets wait for the same cause as this one."""
        return len(self.group(row)) if row.fate == "duplicate" and row.decidable else 0

    @property
    def errors(self) -> int:
        """Rows that are refused."""
        return len(self.report.get("row_errors", ()))


class ImportWork:
    """One file on its way. Everything runs in lanes; close it always, from anywhere."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.Lock()
        self._job: ImportJob | None = None

    async def preview(self, choices: Choices) -> ImportPreview:
        """The beginning of the file and how its columns are understood. Raises BadFile, Invalid, Unavailable."""
        return await self._ask(lambda: self._made(choices).preview())

    async def stage(self, choices: Choices, ticket: Ticket) -> Found:
        """The whole file, checked; nothing is written. Raises as `preview`, and Cancelled."""

        def stage(heard: Ticket) -> Found:
            with self._lock:
                self._close()
                job = self._job = self._made(choices)
                job.stage(heard)
                return _found(job)

        return await self._desk.run("net", stage, ticket=ticket)

    async def lines(self, fates: tuple[str, ...], text: str) -> Sequence[int]:
        """The lines with one of these fates."""
        return await self._ask(lambda: self._need().lines(fates, text))

    async def at(self, lines: Sequence[int]) -> list[RowFate]:
        """The rows of these lines."""
        return await self._ask(lambda: self._need().at(lines))

    async def answer(self, lines: Sequence[int], decision: str, keep: Sequence[str]) -> Found:
        """Settles rows; answers the new counts. Raises Refused, Invalid."""

        def answer() -> Found:
            job = self._need()
            job.answer(lines, decision, keep)
            return _found(job)

        return await self._ask(answer)

    async def run(self, ticket: Ticket) -> Done:
        """Writes everything; its transactions take their turn in the write lane. Raises Cancelled, Unavailable."""

        def lane(fn: Callable[[], T]) -> T:
            return self._desk.lanes.submit("write", fn).result()

        def run(heard: Ticket) -> Done:
            with self._lock:
                done = self._need().run(heard, lane)
                self._job = None
                return done

        return await self._desk.run("net", run, ticket=ticket)

    def drop(self) -> None:
        """Removes what was staged, without waiting; also while the program closes."""
        from prospectdesk.domain.errors import Refused

        with contextlib.suppress(Refused):
            self._desk.lanes.submit("net", self._locked, self._close)
            return
        self._locked(self._close)

    async def _ask(self, fn: Callable[[], T]) -> T:
        return await self._desk.run("net", self._locked, fn)

    def _locked(self, fn: Callable[[], T]) -> T:
        with self._lock:
            return fn()

    def _made(self, choices: Choices) -> ImportJob:
        from prospectdesk.commands.import_job import (
            ImportJob,
            register_of,
        )  # in a lane: it brings every importer

        session = self._desk.session
        register = register_of(choices.units, choices.departments) if choices.departments else None
        return ImportJob(
            session.store, session.context(), choices.path, choices.kind, mapping=choices.mapping,
            sheet=choices.sheet, encoding=choices.encoding, separator=choices.separator,
            registered=choices.registered and choices.kind == "companies", routine=choices.routine or "",
            register=register,
        )  # fmt: skip

    def _need(self) -> ImportJob:
        from prospectdesk.domain.errors import Refused

        if self._job is None:
            raise Refused("not_staged", "Le fichier n’a pas encore été lu : relancez la vérification.")
        return self._job

    def _close(self) -> None:
        if self._job is not None:
            self._job.close()
            self._job = None


def _found(job: ImportJob) -> Found:
    report = job.report()
    create, update = len(job.lines(("create",))), len(job.lines(("update",)))
    return Found(report, job.standing(), report["rows"], create, update)
