"""What a person does with a letter: fills in, generates, saves, prints, compares."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from prospectdesk.commands.documents import ChooseClauses, StoreDocument
from prospectdesk.commands.dossiers import EditDossier, SetContract, SetPerformer
from prospectdesk.domain import letter_clauses
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.dossiers import obstacle
from prospectdesk.domain.filenames import safe_name
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letter_clauses import Clause
from prospectdesk.domain.merge import Missing
from prospectdesk.jobs import letter_compare, letters
from prospectdesk.jobs.letters import Prepared
from prospectdesk.sheets.tables import write_file
from prospectdesk.ui.dossiers.contract_dialog import ContractDialog
from prospectdesk.ui.dossiers.words import reason
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.letters import reading, words
from prospectdesk.ui.letters.compare import CompareDialog
from prospectdesk.ui.letters.fields_card import DATES
from prospectdesk.ui.letters.versions_card import DRAFT

if TYPE_CHECKING:
    from pathlib import Path

    from prospectdesk.ui.letters.page import LettersPage


class Acts(QObject):
    """One thing at a time: `busy` while a file is being made."""

    def __init__(self, page: LettersPage) -> None:
        super().__init__(page)
        self.page = page
        self.desk = page.desk
        self.busy = self._printing = False

    def _say(self, text: str, tone: str = "ok") -> None:
        bar = bar_for(self.page)
        if bar is not None:
            bar.show_message(text, tone)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.page.show_state()

    # filling in ----------------------------------------------------------------------------
    def give(self, field: str, value: object) -> None:
        """A value of the dossier, kept at once."""
        found = self.page.reading
        if found is not None:
            told = (
                ""
                if value is None
                else day_date(value)
                if isinstance(value, int) and field in DATES
                else value
            )
            fields: dict[str, Any] = {field: told}
            self.desk.spawn(
                self.page, self.desk.do(EditDossier(dossier=found.dossier.id, **fields), self.page)
            )

    def perform(self, mission: str, person: object) -> None:
        """Who performs a mission."""
        found = self.page.reading
        if found is not None:
            executant = person if isinstance(person, int) else ""
            command = SetPerformer(dossier=found.dossier.id, mission=mission, executant=executant)
            self.desk.spawn(self.page, self.desk.do(command, self.page))

    def tick(self, clauses: Sequence[Clause]) -> None:
        """The clauses that are printed, kept at once."""
        target = self.page.target
        if target is not None:
            command = ChooseClauses(
                dossier=target[0], label=target[1], clauses=letter_clauses.stored(clauses)
            )
            self.desk.spawn(self.page, self._ticked(command))

    async def _ticked(self, command: ChooseClauses) -> None:
        try:
            await self.desk.do(command, self.page)
        finally:
            self.page.refresh()

    def fill(self, one: Missing) -> None:
        """Goes to where a missing value is given."""
        page, found = self.page, self.page.reading
        if found is None:
            return
        company = found.dossier.company_id
        if page.frame.fields.reach(one):
            page.frame.area.ensureWidgetVisible(page.frame.fields)
        elif one.field in words.CONTACT:
            self.desk.open("sheet.contacts", company=company)
        elif one.field in words.COMPANY:
            self.desk.open("sheet.file", company=company)
        elif one.field in words.CABINET:
            self._fill_cabinet()
        elif one.field not in {*words.FIELDS, *words.CONTRACT, "missions"}:
            page.writing.open()
            page.frame.editor.go_to_gap(0)
        else:
            self._fill_contract()

    def _fill_cabinet(self) -> None:
        if self.desk.session.person.administers:
            self.desk.open("settings.administration")
        else:
            self._say(self.tr("Demandez à un administrateur l’adresse du cabinet ou du bureau."), "warn")

    def _fill_contract(self) -> None:
        """Contract, offer, amount and missions begin with the contract type."""
        found = self.page.reading
        why = "" if found is None else reason(obstacle(found.dossier.state, "contract"))
        if why:
            self._say(why, "warn")
        else:
            self.desk.spawn(self.page, self._choose_contract())

    async def _choose_contract(self) -> None:
        found = self.page.reading
        if found is None:
            return
        dialog = ContractDialog(self.page, found.dossier, found.choices.contracts)
        commands: list[SetContract] = []
        dialog.accepted.connect(lambda: commands.append(dialog.command()))
        if await ask.answer(dialog):
            await self.desk.do(commands[0], self.page)

    # generating ----------------------------------------------------------------------------
    async def generate(self) -> int | None:
        """Freezes the next version; what is missing is listed before (X-10). Answers its local id, None if given up."""
        page = self.page
        if self.busy or page.target is None or page.here != DRAFT:
            return None
        self._set_busy(True)
        try:
            if page.writing.is_open:
                await page.writing.save()
            dossier, label = page.target
            prepared: Prepared = await self.desk.query(letters.prepare, dossier, label, self.desk.today())
            if prepared.merged.missing and not await self._goes_on(prepared):
                return None
            letter = prepared.merged.letter
            data, _pages = await self.desk.run("read", letters.pdf, letter)
            command = StoreDocument(
                dossier=dossier, label=label, text=letters.frozen(letter), sha256=letters.digest(data)
            )
            done = await self.desk.do(command, page, undoable=False)
        finally:
            self._set_busy(False)
        self._say(self.tr("Version {0} générée : {1}").format(done.data["number"], done.data["title"]))
        page.writing.close()
        page.here = done.row_id or DRAFT
        page.refresh()
        return done.row_id

    async def _goes_on(self, prepared: Prepared) -> bool:
        """The values that lack, one a line; generating prints dots in their place."""
        lines = "\n".join(f"– {one.label}" for one in prepared.merged.missing[:20])
        title = self.tr("Des valeurs manquent dans cette lettre")
        text = self.tr("Elles seront imprimées « ………… » :") + f"\n{lines}"
        return await ask.yes_no(
            self.page, title, text, yes=self.tr("Générer quand même"), no=self.tr("Compléter")
        )

    # files ---------------------------------------------------------------------------------
    async def save_shown(self) -> None:
        """Copies the version shown to a file."""
        if self.page.here != DRAFT:
            await self.save_version(self.page.here)

    async def save_version(self, key: int) -> None:
        """Copies a version to a file, byte for byte what was generated by this release of the program."""
        printed = await self.desk.query(reading.version, key)
        found = await self.desk.run("read", letters.again, printed)
        target = await ask.save_file(
            self.page, self.tr("Enregistrer le PDF"), self.tr("Document PDF (*.pdf)"), printed.title
        )
        if target is not None:
            await self._write(target, found.data)

    async def save_word(self) -> None:
        """A copy to go on writing in a word processor."""
        letter = await self._letter(self.page.here)
        if letter is None or self.page.target is None:
            return
        stem = self.page.frame.bar.file.text().removesuffix(".pdf")
        name = safe_name(stem, suffix=".docx")
        target = await ask.save_file(
            self.page, self.tr("Copie .docx"), self.tr("Document Word (*.docx)"), name
        )
        if target is not None:
            await self._write(target, await self.desk.run("read", _word, letter))

    async def _letter(self, key: int) -> Letter | None:
        """The letter of a version, or the one being written."""
        if key != DRAFT:
            return await self.desk.query(reading.version_letter, key)
        prepared = self.page.current()
        return None if prepared is None else prepared.merged.letter

    async def _write(self, target: Path, data: bytes) -> None:
        work = functools.partial(write_file, target, lambda stream: stream.write(data), overwrite=True)
        await self.desk.run("net", work)
        self._say(self.tr("Enregistré : {0}").format(target.name))

    # printing ------------------------------------------------------------------------------
    async def print_shown(self) -> None:
        """Generates the version if need be, then asks for the printer and sends the pages."""
        if self._printing:
            return
        self._printing = True
        try:
            await self._print()
        finally:
            self._printing = False

    async def _print(self) -> None:
        from prospectdesk.ui.kit import printing  # late: it brings the printers' library

        if not await printing.is_ready(self.desk, self.page, self.tr("générez le PDF et enregistrez-le.")):
            return
        key = self.page.here if self.page.here != DRAFT else await self.generate()
        if key is not None:
            printed = await self.desk.query(reading.version, key)
            found = await self.desk.run("read", letters.again, printed)
            await printing.send(self.desk, self.page, found.data, printed.title)

    # comparing -----------------------------------------------------------------------------
    async def compare(self, key: int, *, before: bool = False) -> None:
        """Opens the comparison of a version with what came after it, or `before` it.

        DRAFT: the newest version with the one being written.
        """
        found = self.page.reading
        if found is None or not found.versions:
            return
        named = [(one.id, self.tr("Version {0}").format(one.name)) for one in found.versions]
        if found.prepared is not None:
            named.insert(0, (DRAFT, self.tr("Brouillon en cours")))
        ids = [one for one, _title in named]
        place = ids.index(key if key != DRAFT else found.versions[0].id)
        if before and place + 1 < len(ids):
            place += 1
        old, new = ids[place], ids[max(0, place - 1)]
        dialog = CompareDialog(self.page, named, old, new)
        dialog.picked.connect(lambda old, new: self.desk.spawn(dialog, self._compared(dialog, old, new)))
        self.desk.spawn(dialog, self._compared(dialog, old, new))
        await ask.answer(dialog)

    async def _compared(self, dialog: CompareDialog, old: int, new: int) -> None:
        before, after = await self._letter(old), await self._letter(new)
        if before is not None and after is not None:
            clauses = await self.desk.run("read", letter_compare.compared, before, after)
            if (old, new) == dialog.pair():
                dialog.show_clauses(clauses)


def _word(letter: Letter) -> bytes:
    from prospectdesk.documents.letter_docx import render  # late: python-docx is loaded by who writes one

    return render(letter)
