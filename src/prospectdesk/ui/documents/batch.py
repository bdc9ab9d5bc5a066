"""Letters in a batch: which document, which dossiers, into which folder; then progress, a stop, and what was left out."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from prospectdesk.commands.documents import StoreDocuments
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letters import DOCUMENTS, EDITABLE
from prospectdesk.jobs import letter_batch
from prospectdesk.jobs.letter_batch import Batch, Plan
from prospectdesk.queries import document_list
from prospectdesk.queries.document_list import Series
from prospectdesk.ui.dossiers.inputs import Choice
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable_if

if TYPE_CHECKING:
    from prospectdesk.ui.documents.page import DocumentsPage

NAME = "documents.batch"
REASONS_SHOWN = 6


class BatchDialog(ask.Question):
    """Asks for document, dossiers and folder."""

    def __init__(self, parent: QWidget, found: Sequence[Series]) -> None:
        super().__init__(
            parent,
            parent.tr("Imprimer une série de lettres"),
            parent.tr(
                "Une lettre par dossier en cours, gardée avec lui et copiée en PDF dans un dossier de l’ordinateur."
            ),
            yes=parent.tr("Imprimer"),
            name=NAME,
        )
        self._found = found
        self.document = Choice(f"{NAME}.document", self.tr("Document"))
        self.document.offer(
            [(number, one.label) for number, one in enumerate(DOCUMENTS) if one.label != EDITABLE],
            empty=False,
        )
        self.document.setCurrentIndex(0)
        self.stage = Choice(f"{NAME}.stage", self.tr("Dossiers"))
        everything = sum(len(one.dossiers) for one in found)
        self.stage.addItem(self.tr("Tous les dossiers en cours ({0})").format(count(everything)), None)
        for number, one in enumerate(found):
            self.stage.addItem(f"{one.label} ({count(len(one.dossiers))})", number)
        self.folder = QLineEdit()
        self.folder.setObjectName(f"{NAME}.folder")
        self.folder.setAccessibleName(self.tr("Dossier de destination"))
        self.folder.textChanged.connect(lambda _text: self._follow())
        self.browse = Button(self.tr("Parcourir…"), "folder-open", name=f"{NAME}.browse")
        self.told = Label("", "secondary", tone="muted", wrap=True, name=f"{NAME}.told")
        self._lay_out()
        self.stage.currentIndexChanged.connect(lambda _at: self._follow())
        self._follow()

    def _lay_out(self) -> None:
        where = QWidget()
        row = QHBoxLayout(where)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self.browse)
        for title, field in (
            (self.tr("Document"), self.document),
            (self.tr("Dossiers"), self.stage),
            (self.tr("Copier les PDF dans"), where),
        ):
            self.content.addWidget(Labelled(title, field))
        self.content.addWidget(self.told)

    def dossiers(self) -> tuple[int, ...]:
        """The chosen dossiers."""
        place = self.stage.value()
        chosen = self._found if place is None else (self._found[place],)
        return tuple(dossier for one in chosen for dossier in one.dossiers)

    def label(self) -> str:
        """The chosen document."""
        return DOCUMENTS[self.document.value() or 0].label

    def place(self) -> Path | None:
        """The folder, None while it is none."""
        text = self.folder.text().strip()
        place = Path(text) if text else None
        return place if place is not None and place.is_absolute() and place.is_dir() else None

    def _follow(self) -> None:
        number = len(self.dossiers())
        self.told.setText("")
        if not number:
            disable(self.yes, self.tr("Aucun dossier en cours à cette étape"))
        elif number > letter_batch.MOST:
            disable(
                self.yes, self.tr("Une série compte {0} lettres au plus").format(count(letter_batch.MOST))
            )
        else:
            enable_if(
                self.yes,
                self.place() is not None,
                self.tr("Choisissez un dossier de l’ordinateur qui existe"),
            )
        if not self.yes.isEnabled():
            self.told.setText(self.yes.toolTip())


class BatchPrinting(QObject):
    """From the question to the last file; `page` shows what came of it."""

    def __init__(self, page: DocumentsPage) -> None:
        super().__init__(page)
        self.page = page
        self.last: Batch | None = None

    def begin(self) -> None:
        """Asks, then prints."""
        self.page.desk.spawn(self.page, self._run())

    async def _run(self) -> None:
        page, desk = self.page, self.page.desk
        dialog = BatchDialog(page, await desk.query(document_list.series))
        dialog.browse.clicked.connect(lambda _checked=False: desk.spawn(dialog, self._browse(dialog)))
        if not await ask.answer(dialog):
            return
        label, dossiers, folder = dialog.label(), dialog.dossiers(), dialog.place()
        if folder is None:
            return
        ticket = desk.ticket()
        try:
            work = functools.partial(
                letter_batch.plan, desk.session.reader, dossiers, label, desk.today(), ticket
            )
            found = await desk.run("read", work)
            if found.items and await self._goes_on(found):
                self.last = await self._printed(found, folder, ticket)
        finally:
            ticket.finish()
        self._tell(found, self.last)

    async def _browse(self, dialog: BatchDialog) -> None:
        place = await ask.folder(dialog, self.tr("Copier les PDF dans"))
        if place is not None:
            dialog.folder.setText(str(place))

    async def _goes_on(self, found: Plan) -> bool:
        """What lacks, before anything is printed (X-10)."""
        if not (found.missing or found.left_out):
            return True
        lines = []
        if found.missing:
            lines.append(
                self.tr("{0} lettre(s) auront des valeurs manquantes, imprimées « ………… ».").format(
                    count(found.missing)
                )
            )
        lines += self._reasons(found)
        title = self.tr("{0} lettre(s) à imprimer").format(count(len(found.items)))
        return await ask.yes_no(self.page, title, "\n".join(lines), yes=self.tr("Imprimer la série"))

    def _reasons(self, found: Plan) -> list[str]:
        reasons = Counter(one.reason for one in found.left_out)
        text = self.tr("{0} dossier(s) laissé(s) de côté : {1}")
        return [text.format(count(number), reason) for reason, number in reasons.most_common(REASONS_SHOWN)]

    async def _printed(self, found: Plan, folder: Path, ticket: Any) -> Batch:
        lanes, bus = self.page.desk.lanes, self.page.desk.bus

        def render(many: tuple[Letter, ...]) -> list[bytes]:
            return lanes.submit("cpu", letter_batch.rendered, many).result()

        def store(command: StoreDocuments) -> Any:
            return lanes.submit("write", bus.do, command).result()

        work = functools.partial(letter_batch.print_all, found, folder, ticket, store=store, render=render)
        batch: Batch = await self.page.desk.run("net", work)
        for done in batch.done:
            self.page.desk.settled(done, undoable=False)
        return batch

    def _tell(self, found: Plan, batch: Batch | None) -> None:
        if batch is None or batch.plan is not found:
            if not found.items:
                self.page.say(" ".join([self.tr("Aucune lettre à imprimer."), *self._reasons(found)]), "warn")
            return
        text = self.tr("{0} lettre(s) imprimée(s) dans « {1} ».")
        name = batch.files[0].parent.name if batch.files else ""
        said = [text.format(count(len(batch.files)), name), *self._reasons(found)]
        self.page.say(" ".join(said), "warn" if found.left_out else "ok")
