"""One import from file to `Done`: preview, staging, fates and decisions, the last transaction.

The page and the command line use the same object. `stage` and `run` are long and belong on a worker
thread; the store changes in `run` alone. Close it always.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from prospectdesk.commands.context import Context
from prospectdesk.commands.import_companies import CompanyWork
from prospectdesk.commands.import_fates import RowFate, sentences
from prospectdesk.commands.import_listing import Standing
from prospectdesk.commands.import_lists import ClientWork, ContactWork
from prospectdesk.commands.import_parts import Lane, directly
from prospectdesk.commands.imports import Source
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Cancelled, Invalid, Refused
from prospectdesk.sheets import columns, kinds, limits, records, source, stock_files
from prospectdesk.sheets.cells import cell_text
from prospectdesk.store.store import Store

REMEMBERED = "import.mapping."
_ENDS = 16 * limits.MEBI
Problem = tuple[int, str, str, str]


@dataclass(frozen=True)
class ImportPreview:
    """The file's beginning and how its columns are understood. `mapping` is title → field."""

    info: source.SheetInfo
    rows: tuple[tuple[str, ...], ...]
    mapping: dict[str, str]
    remembered: bool
    missing: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """What is wanted of the official stock files: the legal units' file, departments (None: all of them)."""

    units: Path | None = None
    departments: tuple[str, ...] | None = None


def register_of(units: Path | str | None, departments: str | None) -> Register | None:
    """What two options say: the file of the legal units, "35,57" or "tous". None for an ordinary list.

    Raises Invalid.
    """
    if units is None and departments is None:
        return None
    chosen = stock_files.departments(departments or "")
    return Register(None if units is None else Path(units), None if chosen is None else tuple(chosen))


class Work(Protocol):
    """What differs between kinds of lists."""

    def put(self, found: list[list[Any]], problems: list[Problem]) -> None: ...
    def settle(self) -> None: ...
    def report(self) -> dict[str, Any]: ...
    def fates(self, fate: str | None, offset: int, limit: int) -> list[RowFate]: ...
    def decide(self, line: int, decision: str) -> None: ...
    def lines(self, fates: Sequence[str], text: str) -> Sequence[int]: ...
    def at(self, lines: Sequence[int]) -> list[RowFate]: ...
    def standing(self) -> Standing: ...
    def answer(self, lines: Sequence[int], decision: str, keep: Sequence[str]) -> None: ...
    def run(self, origin: Source, lane: Lane) -> Done: ...
    def close(self) -> None: ...


class ImportJob:
    """An import from `path`. `mapping` is {"<column title>": "<field>"}, None to recognise.

    `registered` puts companies in the workspace's portfolio; without it they enter the directory only.
    `routine` (uid or title) is where clients get their tag. `register` says that `path` is StockEtablissement, the
    official file of establishments, and what is wanted of it. Raises Invalid, Refused for a kind that does not exist yet.
    """

    def __init__(
        self,
        store: Store,
        ctx: Context,
        path: Path | str,
        kind: str = columns.COMPANIES,
        *,
        mapping: Mapping[str, str | None] | None = None,
        sheet: str | int | None = None,
        encoding: str | None = None,
        separator: str | None = None,
        registered: bool = False,
        routine: str | None = None,
        register: Register | None = None,
    ) -> None:
        if kind == columns.CLIENTS and routine is None:
            raise Invalid("no_routine", "L’import de clients demande une routine (option « --routine »).")
        if kind == columns.LEADS:
            raise not_yet()
        if register is not None and kind != columns.COMPANIES:
            raise Invalid("stock_kind", "Les fichiers stock de l’INSEE s’importent comme liste de sociétés.")
        self.register = register
        self.store = store
        self.ctx = ctx
        self.path = Path(path)
        self.kind = kind
        self.registered = registered
        self.routine = routine
        self._given = dict(mapping) if mapping is not None else None
        self._sheet = sheet
        self._encoding = encoding
        self._separator = separator
        self._work: Work | None = None
        self._warnings: list[str] = []
        self._remember: tuple[str, str] | None = None
        self._cancelled = False

    # looking ---------------------------------------------------------------------------------
    def preview(self) -> ImportPreview:
        """Reads the beginning of the file. Raises BadFile, Invalid, Unavailable."""
        found = source.preview(
            self.path, sheet=self._sheet, encoding=self._encoding, separator=self._separator, rows=20
        )
        if not found.rows:
            raise kinds.headings_only()
        header = found.info.header
        mapping, remembered = records.resolve(self._spec(), header)
        return ImportPreview(
            info=found.info,
            rows=tuple(tuple(cell_text(cell) for cell in row) for row in found.rows),
            mapping={header[place]: field for place, field in mapping.items()},
            remembered=remembered,
            missing=columns.missing(mapping, self.kind),
            fields=columns.fields(self.kind),
        )

    def choose(
        self,
        mapping: Mapping[str, str | None] | None = None,
        *,
        sheet: str | int | None = None,
        encoding: str | None = None,
    ) -> None:
        """What the user changed on the page before staging; None leaves a choice as it is."""
        self._given = dict(mapping) if mapping is not None else self._given
        self._sheet = sheet if sheet is not None else self._sheet
        self._encoding = encoding if encoding is not None else self._encoding

    def stage(self, ticket: source.Ticket | None = None) -> dict[str, Any]:
        """Reads and validates the whole file and gives every row its fate; answers `report`.

        Raises BadFile, Invalid, Unavailable, Cancelled; the store is unchanged in every case.
        """
        self.close()
        try:
            self._read(ticket)
        except BaseException:  # half a file is never run
            self.close()
            raise
        return self.report()

    def _read(self, ticket: source.Ticket | None) -> None:
        with source.read_sheet(
            self.path,
            sheet=self._sheet,
            encoding=self._encoding,
            separator=self._separator,
            ticket=ticket,
            records=self._spec(),
        ) as sheet:
            self._note_mapping(sheet.info)
            work = self._work = self._new_work()
            if isinstance(work, ClientWork | ContactWork):
                work.titles = {
                    field: sheet.info.header[at] for at, field in (sheet.info.mapping or {}).items()
                }
            rows = 0
            for batch in sheet:
                self._check()
                rows += len(batch.rows) + len(batch.problems)
                work.put(batch.rows, [(one.row, one.column, one.value, one.reason) for one in batch.problems])
                if batch.units and isinstance(work, CompanyWork):
                    work.put_units(batch.units)
            self._warnings = sentences(sheet.tail)
        self._check()
        if not rows:
            raise kinds.headings_only() if self.register is None else kinds.nothing_there()
        work.settle()
        if isinstance(work, CompanyWork):
            self._warnings += work.notes

    def report(self) -> dict[str, Any]:
        """The document of CLI.md, without the id of the import."""
        return self._staged().report() | {"warnings": list(self._warnings)}

    def fates(self, fate: str | None = None, offset: int = 0, limit: int = 100) -> list[RowFate]:
        """Rows with their fate, in file order; `fate` is create, update, ignore, duplicate or error."""
        return self._staged().fates(fate, offset, limit)

    def decide(self, line: int, decision: str) -> None:
        """Settles one row: `create`, `update` (the known company of the same name) or `ignore`."""
        self._staged().decide(line, decision)

    def lines(self, fates: Sequence[str] = (), text: str = "") -> Sequence[int]:
        """The lines with one of `fates` (also open: doublets to settle, twin: repeats), in file order; all without."""
        return self._staged().lines(fates, text)

    def at(self, lines: Sequence[int]) -> list[RowFate]:
        """The rows of these lines, the refused ones too, in file order."""
        return self._staged().at(lines)

    def standing(self) -> Standing:
        """Which doublets wait for an answer, how many got one."""
        return self._staged().standing()

    def answer(self, lines: Sequence[int], decision: str, keep: Sequence[str] = ()) -> None:
        """As `decide` for several rows; `keep` names the fields whose present value stays, "" asks again."""
        self._staged().answer(lines, decision, keep)

    # doing -----------------------------------------------------------------------------------
    def run(self, ticket: source.Ticket | None = None, lane: Lane = directly) -> Done:
        """Makes the staged rows visible; `data` of the answer is the document of CLI.md.

        `lane` is where the transactions run. Raises Cancelled and Unavailable; then nothing was written.
        """
        if self._work is None:
            self.stage(ticket)

        def step(done: int, total: int) -> None:
            self._check()
            if ticket is not None:
                ticket.step(done, total, "Enregistrement")

        origin = Source(self.path.name, fingerprint(self.path), tuple(self._warnings), self._remember, step)
        done = self._staged().run(origin, lane)
        done.data["import_id"] = done.uid
        self.close()
        return done

    def cancel(self) -> None:
        """Stops `stage` or `run` at the next step, from any thread."""
        self._cancelled = True

    def close(self) -> None:
        """Removes what was staged."""
        if self._work is not None:
            self._work.close()
            self._work = None

    # within ----------------------------------------------------------------------------------
    def _new_work(self) -> Work:
        if self.kind == columns.CLIENTS:
            return ClientWork(self.store, self.ctx, self.routine or "")
        if self.kind == columns.CONTACTS:
            return ContactWork(self.store, self.ctx)
        return CompanyWork(self.store, self.ctx, registered=self.registered)

    def _spec(self) -> dict[str, Any]:
        with self.store.session() as conn:
            rows = conn.execute(
                "SELECT substr(key, ?), value FROM setting WHERE key LIKE ? || '%'",
                (len(REMEMBERED) + 1, REMEMBERED),
            ).fetchall()
        stock = None
        if self.register is not None:
            units = self.register.units
            if units is not None:
                kinds.check_reachable(units)
            chosen = self.register.departments
            stock = {
                "units": None if units is None else str(units.resolve()),
                "departments": None if chosen is None else list(chosen),
            }
        return {
            "kind": self.kind,
            "stock": stock,
            "mapping": self._given,
            "remembered": {key: json.loads(value) for key, value in rows},
        }

    def _note_mapping(self, info: source.SheetInfo) -> None:
        """A mapping chosen by the user is remembered for files of that shape, once they were imported."""
        if self._given is not None and info.mapping is not None:
            chosen = {info.header[place]: field for place, field in info.mapping.items()}
            key = REMEMBERED + columns.shape_key(info.header, self.kind)
            self._remember = (key, json.dumps(chosen, ensure_ascii=False))

    def _staged(self) -> Work:
        if self._work is None:
            raise Refused("not_staged", "Le fichier n’a pas encore été lu : relancez la vérification.")
        return self._work

    def _check(self) -> None:
        if self._cancelled:
            raise Cancelled


def fingerprint(path: Path) -> str:
    """SHA-256 of the file; of one of gigabytes, of its length, beginning and end."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        if size <= limits.TEXT_BYTES:
            return hashlib.file_digest(stream, "sha256").hexdigest()
        told = hashlib.sha256(f"{size}".encode())
        for start in (0, size - _ENDS):
            stream.seek(start)
            told.update(stream.read(_ENDS))
    return told.hexdigest()


def not_yet() -> Refused:
    """The sentence for lists of leads, which this version does not import."""
    return Refused(
        "not_yet",
        "Cette version n’importe pas encore les affectations (leads) : rien n’a été importé. Les listes "
        "companies, clients et contacts s’importent.",
    )
