"""The import page: five steps from a file to written records, each with a way back; the last one can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.changes import Changes, Done
from prospectdesk.domain.errors import Cancelled, Failure
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries import imports
from prospectdesk.queries.imports import ImportRun
from prospectdesk.ui.imports import history, words
from prospectdesk.ui.imports.drop_zone import dropped
from prospectdesk.ui.imports.frame import CHECK, COLUMNS, FILE, KEY, RUN, Frame
from prospectdesk.ui.imports.work import Choices, Found, ImportWork, paired
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import disable, enable_if

if TYPE_CHECKING:
    from prospectdesk.commands.import_job import ImportPreview
    from prospectdesk.ui.imports.file_step import FileStep


class ImportPage(Page):
    """One file at a time. `apply(file=…)` takes a file dropped on the window; `arrived` tells a step is ready."""

    status_text = Signal(str)
    arrived = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "import", parent)
        self.work = ImportWork(desk)
        self.destroyed.connect(self.work.drop)
        self.choices: Choices | None = None
        self.preview: ImportPreview | None = None
        self.found: Found | None = None
        self.done: Done | None = None
        self._busy = False
        self._turn = 0
        self.setAcceptDrops(True)
        self.frame = Frame(desk, self, self._made)
        self._connect()
        self.frame.stepper.show_step(FILE, [])
        self._show_footer()

    def pieces(self) -> Iterator[None]:
        """The first step."""
        yield from self.frame.begin()

    @property
    def files(self) -> FileStep:
        """The first step."""
        return self.frame.files

    def _connect(self) -> None:
        frame = self.frame
        frame.forward.clicked.connect(lambda _checked=False: self.go_on())
        frame.back.clicked.connect(lambda _checked=False: self.go_back())
        frame.leave.clicked.connect(lambda _checked=False: self.start_over())
        frame.report.clicked.connect(lambda _checked=False: self.save_report())
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.activated.connect(self.go_on)

    def _made(self, step: int, part: Any) -> None:
        """A step was made: hears it."""
        if step == FILE:
            part.file_chosen.connect(self.take_file)
            part.reading_changed.connect(self.read_as)
            part.history.undone.connect(self._undone)
            part.stock.changed.connect(self._show_footer)
        elif step in {COLUMNS, KEY}:
            part.changed.connect(self._show_footer)
        elif step == CHECK:
            part.settled.connect(self._settled)
        elif step == RUN:
            part.undo_wanted.connect(self.undo)
            part.report_wanted.connect(self.save_report)
            part.list_wanted.connect(lambda: self.desk.open("prospects"))

    # Page ----------------------------------------------------------------------------------
    def concerned(self, changes: Changes) -> bool:
        """The history hears for itself; the rest shows the file."""
        return False

    def title(self) -> str:
        """Import, with the file's name."""
        if self.choices is None:
            return self.tr("Import")
        return self.tr("Import : {0}").format(self.choices.path.name)

    def apply(self, **params: Any) -> None:
        """`file`: a path to begin with; `kind`: companies, clients or contacts."""
        if params.get("file"):
            self.take_file(Path(params["file"]), params.get("kind"))

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the check."""
        if self.frame.step != CHECK:
            return []
        return [
            ("J/K", self.tr("ligne")), ("F8", self.tr("problème suivant")), ("1 2 3", self.tr("trancher")),
            ("Ctrl+Entrée", self.tr("importer")),
        ]  # fmt: skip

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped anywhere before the import runs."""
        if dropped(event.mimeData()) is not None and not self._busy:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Takes the file."""
        path = dropped(event.mimeData())
        if path is not None and not self._busy:
            event.acceptProposedAction()
            self.take_file(path)

    # step 1: the file ----------------------------------------------------------------------
    def take_file(self, path: Path, kind: str | None = None) -> None:
        """Reads the beginning of a file."""
        if self._busy:
            return
        self.complete()
        wanted = kind or self.files.kind.current()
        if path.suffix.lower() == ".vcf" and kind is None:
            wanted = "contacts"
        self._read_file(Choices(path, wanted))

    def read_as(self, changes: dict[str, Any]) -> None:
        """The same file as another kind, sheet, encoding or separator."""
        if self.choices is not None and not self._busy:
            self._read_file(self.choices.read_as(**changes))

    def _read_file(self, choices: Choices) -> None:
        self._turn += 1
        self._clear_messages()
        self.desk.spawn(self, self._preview(choices, self._turn))

    async def _preview(self, choices: Choices, turn: int) -> None:
        """The last wish wins; a file that cannot be read leaves the page usable, with the reason."""
        before = self.choices, self.preview
        self.preview = self.found = self.done = None
        try:
            preview = await self.work.preview(choices)
            if turn == self._turn:
                choices, preview = paired(choices, preview, before)
                self.preview = preview
                await self.frame.columns.show_file(choices.kind, preview)
                self.choices = choices
        except Failure:
            self.choices = choices if turn == self._turn else self.choices
            raise
        finally:
            if turn == self._turn:
                self.files.show_file(self.choices, self.preview)
                self._go(FILE)

    # going ---------------------------------------------------------------------------------
    def go_on(self) -> None:
        """The primary button: the next step, when nothing stands in its way."""
        if self._problem() or self._busy:
            return
        self._clear_messages()
        step = self.frame.step
        if step == FILE and self.choices is not None and self.choices.stock:  # its columns are documented
            self.choices = self.files.stock.told(self.choices)
            self.desk.spawn(self, self._show_key())
        elif step == FILE:
            self._go(COLUMNS)
        elif step == COLUMNS:
            self._keep_mapping()
            self.desk.spawn(self, self._show_key())
        elif step == KEY:
            self.desk.spawn(self, self._check())
        elif step == CHECK:
            self.desk.spawn(self, self._import())
        else:
            self.start_over()

    def go_back(self) -> None:
        """The step before."""
        if not self._busy and FILE < self.frame.step < RUN:
            self._clear_messages()
            stock = self.frame.step == KEY and self.choices is not None and self.choices.stock
            self._go(FILE if stock else self.frame.step - 1)

    def start_over(self) -> None:
        """Leaves this file; what was checked is forgotten, what was imported stays."""
        if self._busy:
            return
        self._turn += 1
        self.work.drop()
        self.choices = self.preview = self.found = self.done = None
        self._clear_messages()
        self.files.show_file(None, None)
        self._go(FILE)

    def _keep_mapping(self) -> None:
        """Only a mapping that the person changed is told to the job, which then remembers it."""
        if self.choices is None or self.preview is None:
            return
        mapping = self.frame.columns.mapping()
        given = {title: field for title, field in mapping.items() if field}
        changed = given != self.preview.mapping or self.choices.mapping is not None
        self.choices = self.choices.with_mapping(mapping if changed else None)

    async def _show_key(self) -> None:
        person = self.desk.session.person
        found = await self.desk.query(imports.routines, person.id, every=person.leads)
        if self.choices is not None:
            self.frame.key.show_kind("stock" if self.choices.stock else self.choices.kind, found)
            self._go(KEY)

    # step 4: the check ---------------------------------------------------------------------
    async def _check(self) -> None:
        if self.choices is None:
            return
        self.choices = self.choices.going_to(
            self.frame.key.registered.isChecked(), self.frame.key.routine.currentData()
        )
        ticket = Ticket()
        self._go(CHECK)
        self.frame.show_checking(ticket)
        self._set_busy(True)
        try:
            self.found = await self.work.stage(self.choices, ticket)
        except (Failure, Cancelled):
            self._set_busy(False)
            self._go(KEY)
            raise
        self._set_busy(False)
        self._go(CHECK)
        await self.frame.check.show_found(self.work, self.choices.kind, self.found)
        self.arrived.emit(CHECK)

    def _settled(self, found: Found) -> None:
        self.found = found
        self._show_footer()

    # step 5: the import --------------------------------------------------------------------
    async def _import(self) -> None:
        choices = self.choices
        if choices is None:
            return
        ticket = Ticket()
        self._go(RUN)
        self.frame.run_step.show_work(ticket)
        self._set_busy(True)
        try:
            done = await self.work.run(ticket)
        except (Failure, Cancelled):
            self._set_busy(False)
            self._go(CHECK)
            if ticket.cancelled:
                self._say(self.tr("Import annulé : rien n’a été écrit."))
            raise
        self.done = done
        self.desk.session.forget_places()
        self.desk.settled(done, origin=self, undoable=False)
        self.frame.run_step.show_done(done, choices.kind)
        self._set_busy(False)
        self._go(RUN)
        self.arrived.emit(RUN)

    def undo(self) -> None:
        """Takes the import that was just made back."""
        if self.done is not None and self.done.uid is not None and not self._busy:
            self.desk.spawn(self, self._undo(self.done.uid))

    async def _undo(self, uid: str) -> None:
        self._set_busy(True)
        self.frame.run_step.undoing(True)
        try:
            answer = await history.undo(self.desk, uid, self)
        finally:
            self._set_busy(False)
            self.frame.run_step.undoing(False)
        file = "" if self.choices is None else self.choices.path.name
        self._show_undone(file, answer)

    def _undone(self, run: ImportRun, answer: dict[str, Any]) -> None:
        if not self._busy:
            self._show_undone(run.file, answer)

    def _show_undone(self, file: str, answer: dict[str, Any]) -> None:
        self.done = None
        self.frame.run_step.show_undone(file, answer)
        self._go(RUN)
        self.arrived.emit(RUN)

    # the report ----------------------------------------------------------------------------
    def save_report(self) -> None:
        """Asks where, then writes the refused rows."""
        document = self.done.data if self.done is not None else self.found.report if self.found else None
        if document is not None:
            self.desk.spawn(self, self._save_report(document))

    async def _save_report(self, document: dict[str, Any]) -> None:
        stem = "import" if self.choices is None else self.choices.path.stem
        path = await ask.save_file(
            self.window(), self.tr("Télécharger le rapport"),
            self.tr("Classeur Excel (*.xlsx);;Texte CSV (*.csv)"), self.tr("rapport-{0}.xlsx").format(stem),
        )  # fmt: skip
        if path is not None:
            from prospectdesk.jobs.imports import write_report

            await self.desk.run("net", lambda: write_report(path, document, overwrite=True))
            self._say(self.tr("Rapport enregistré : {0}").format(path.name), "ok")

    # showing -------------------------------------------------------------------------------
    def _go(self, step: int) -> None:
        self.frame.show_step(step, self.frame.hints(self.preview))
        self._show_footer()
        self.status_text.emit("")
        if step < CHECK:
            self.arrived.emit(step)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._show_footer()

    def _problem(self) -> str:
        """Why the primary button waits, "" when it does not."""
        step = self.frame.step
        if self._busy:
            return self.tr("Attendez la fin du travail en cours, ou annulez-le.")
        if step == FILE:
            unread = self.tr("Choisissez d’abord un fichier lisible.")
            return unread if self.preview is None else self.files.stock.problem()
        if step == COLUMNS:
            return self.frame.columns.problem()
        if step == KEY:
            return self.frame.key.problem()
        if step == CHECK and (self.found is None or not self.found.written):
            return self.tr("Aucune ligne à importer : rien ne serait écrit.")
        return ""

    def _show_footer(self) -> None:
        step, frame, found = self.frame.step, self.frame, self.found
        texts = {
            FILE: self.tr("Continuer"), COLUMNS: self.tr("Continuer"), KEY: self.tr("Vérifier les lignes"),
            RUN: self.tr("Importer un autre fichier"),
        }  # fmt: skip
        text = texts.get(step) or self.tr("Importer {0}").format(
            words.line_count(found.written if found else 0)
        )
        frame.forward.set_text(text)
        problem = self._problem()
        enable_if(frame.forward, not problem, problem)
        frame.forward.setVisible(step != FILE or self.choices is not None)
        frame.back.setVisible(FILE < step < RUN)
        if self._busy:
            disable(frame.back, self.tr("Attendez la fin du travail en cours, ou annulez-le."))
        else:
            enable_if(frame.back, True, "")
        frame.leave.setVisible(self.choices is not None and step < RUN and not self._busy)
        frame.report.setVisible(step == CHECK and found is not None and not self._busy)
        frame.show_place(self._place(), self._left())

    def _place(self) -> str:
        if self.choices is None:
            return ""
        parts = [self.choices.path.name]
        info = None if self.preview is None else self.preview.info
        if info is not None and info.sheet:
            parts.append(self.tr("feuille « {0} »").format(info.sheet))
        if self.found is not None and self.frame.step >= CHECK:
            parts.append(words.line_count(self.found.rows))
        return " · ".join(parts)

    def _left(self) -> str:
        """What will stay behind."""
        shown = self.frame.step == CHECK and self.found is not None and not self._busy
        return (
            words.left_behind(len(self.found.standing.open), self.found.errors)
            if shown and self.found
            else ""
        )

    def _say(self, text: str, tone: str = "accent") -> None:
        bar = bar_for(self)
        if bar is not None:
            bar.show_message(text, tone)

    def _clear_messages(self) -> None:
        bar = bar_for(self)
        if bar is not None:
            bar.clear()
