"""One import from file to `Done`: preview, staging, fates and decisions, the last transaction.

The page and the command line use the same object. `stage` and `run` are long and belong on a worker
thread; nothing is written to the store before `run`. Close it always.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prospectdesk.commands import import_fates, import_places
from prospectdesk.commands.bus import Bus
from prospectdesk.commands.context import Context
from prospectdesk.commands.imports import RunImport
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Cancelled, Invalid, Refused
from prospectdesk.sheets import columns, company_rows, source
from prospectdesk.sheets.cells import cell_text
from prospectdesk.sheets.row_values import Told
from prospectdesk.store import import_match
from prospectdesk.store.import_stage import Stage
from prospectdesk.store.store import Store

REMEMBERED = "import.mapping."


@dataclass(frozen=True)
class ImportPreview:
    """The file's beginning and how its columns are understood. `mapping` is title → field."""

    info: source.SheetInfo
    rows: tuple[tuple[str, ...], ...]
    mapping: dict[str, str]
    remembered: bool
    missing: tuple[str, ...]
    fields: tuple[str, ...]


class ImportJob:
    """An import of companies from `path`. `mapping` is {"<column title>": "<field>"}, None to recognise.

    `registered` puts the companies in the workspace's portfolio; without it they enter the directory only.
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
        registered: bool = False,
    ) -> None:
        if kind != columns.COMPANIES:
            raise not_yet(kind)
        self.store = store
        self.ctx = ctx
        self.path = Path(path)
        self.kind = kind
        self.registered = registered
        self._given = dict(mapping) if mapping is not None else None
        self._sheet = sheet
        self._encoding = encoding
        self._stage: Stage | None = None
        self._told: Told | None = None
        self._remember: tuple[str, str] | None = None
        self._batch = 0
        self._cancelled = False

    # looking ---------------------------------------------------------------------------------
    def preview(self) -> ImportPreview:
        """Reads the beginning of the file. Raises BadFile, Invalid, Unavailable."""
        found = source.preview(self.path, sheet=self._sheet, encoding=self._encoding, rows=20)
        mapping, remembered = self._mapping(found.info.header)
        titles = {found.info.header[place]: field for place, field in mapping.items()}
        shown = tuple(tuple(cell_text(cell) for cell in row) for row in found.rows)
        missing = columns.missing(mapping, self.kind)
        return ImportPreview(found.info, shown, titles, remembered, missing, columns.fields(self.kind))

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
        self._drop()
        with source.read_sheet(self.path, sheet=self._sheet, encoding=self._encoding, ticket=ticket) as sheet:
            mapping, _remembered = self._mapping(sheet.info.header)
            missing = columns.missing(mapping, self.kind)
            if missing:
                raise no_column(missing, sheet.info.header)
            rows = company_rows.CompanyRows(mapping, sheet.info.header)
            self._told = rows.told
            self._stage = Stage(self.store)
            for batch in sheet:
                self._check()
                records = rows.batch(batch.numbers, batch.rows)
                problems = [(one.row, one.column, one.value, one.reason) for one in batch.problems]
                self._stage.put(records, [*problems, *rows.told.errors])
                rows.told.errors.clear()
            self._note_mapping(sheet.info.header, mapping)
        import_match.prepare(self._stage)
        self._match()
        return self.report()

    def report(self) -> dict[str, Any]:
        """The document of CLI.md, without the id of the import."""
        stage, told = self._opened()
        return import_fates.report(stage, told)

    def fates(self, fate: str | None = None, offset: int = 0, limit: int = 100) -> list[import_fates.RowFate]:
        """Rows with their fate, in file order; `fate` is create, update, ignore, duplicate or error."""
        return import_fates.rows(self._opened()[0], fate, offset, limit)

    def decide(self, line: int, decision: str) -> None:
        """Settles one row: `create`, `update` (the known company of the same name) or `ignore`."""
        import_fates.decide(self._opened()[0], line, decision)
        self._match()

    # doing -----------------------------------------------------------------------------------
    def run(self, ticket: source.Ticket | None = None) -> Done:
        """Makes the staged rows visible in one transaction; `data` of the answer is the document of CLI.md.

        Raises Cancelled and Unavailable; then nothing was written.
        """
        if self._stage is None:
            self.stage(ticket)
        stage, _told = self._opened()
        bus = Bus(self.store, lambda: self.ctx)
        import_places.guess(stage, self.ctx)
        with self.store.attached(stage.path, "stage"):  # holds the store: nobody writes until the end
            if self._batch != stage.value("SELECT batch FROM book.write_state"):
                self._match()
                import_places.guess(stage, self.ctx)
            report = self.report()
            done = bus.do(self._command(stage, report, ticket))
        done.data.update(report | {"import_id": done.uid})
        self.close()
        return done

    def cancel(self) -> None:
        """Stops `stage` or `run` at the next step, from any thread."""
        self._cancelled = True

    def close(self) -> None:
        """Removes the staging file."""
        self._drop()

    # within ----------------------------------------------------------------------------------
    def _command(self, stage: Stage, report: dict[str, Any], ticket: source.Ticket | None) -> RunImport:
        def step(done: int, total: int) -> None:
            self._check()
            if ticket is not None:
                ticket.step(done, total, "Enregistrement")

        return RunImport(
            file=self.path.name,
            fingerprint=fingerprint(self.path),
            registered=self.registered,
            report=report,
            learned=import_places.learned(stage),
            remember=self._remember,
            step=step,
        )

    def _match(self) -> None:
        self._batch = import_match.match(self._opened()[0], registered=self.registered)

    def _mapping(self, header: tuple[str, ...]) -> tuple[dict[int, str], bool]:
        if self._given is not None:
            return columns.apply_mapping(header, self._given, self.kind), False
        with self.store.session() as conn:
            row = conn.execute(
                "SELECT value FROM setting WHERE key = ?",
                (REMEMBERED + columns.shape_key(header, self.kind),),
            ).fetchone()
        if row is not None:
            try:
                return columns.apply_mapping(header, json.loads(row[0]), self.kind), True
            except (Invalid, ValueError, AttributeError):
                pass  # a mapping of another version: recognised anew
        return columns.recognise(header, self.kind), False

    def _note_mapping(self, header: tuple[str, ...], mapping: dict[int, str]) -> None:
        if self._given is not None:
            chosen = {header[place]: field for place, field in mapping.items()}
            key = REMEMBERED + columns.shape_key(header, self.kind)
            self._remember = (key, json.dumps(chosen, ensure_ascii=False))

    def _opened(self) -> tuple[Stage, Told]:
        if self._stage is None or self._told is None:
            raise Refused("not_staged", "Le fichier n’a pas encore été lu : relancez la vérification.")
        return self._stage, self._told

    def _check(self) -> None:
        if self._cancelled:
            raise Cancelled

    def _drop(self) -> None:
        if self._stage is not None:
            self._stage.close()
            self._stage = None


def fingerprint(path: Path) -> str:
    """SHA-256 of the file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def not_yet(kind: str) -> Refused:
    """The sentence for a kind of list this version does not import."""
    return Refused(
        "not_yet",
        "L’import de listes « {kind} » n’existe pas dans cette version : rien n’a été importé.",
        kind=kind,
    )


def no_column(missing: tuple[str, ...], header: tuple[str, ...]) -> Invalid:
    """The sentence for a file without the column that names the companies."""
    return Invalid(
        "missing_column",
        "Aucune colonne ne donne « {field} » : indiquez-la dans la correspondance des colonnes. Colonnes du "
        "fichier : {titles}.",
        field=", ".join(missing),
        titles=", ".join(filter(None, header))[:300],
    )
