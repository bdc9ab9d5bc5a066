"""The screen of printed documents: searched, sorted, opened, copied, compared; letters in a batch begin here (X-12)."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import NotFound
from prospectdesk.domain.letters import DOCUMENTS
from prospectdesk.queries import document_list as listing
from prospectdesk.queries.document_list import Listed
from prospectdesk.ui.dossiers.inputs import Choice
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.columns import Cell, Column, NameCell
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.fields import SearchField
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.kit.row_view import ListBody
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView

if TYPE_CHECKING:
    from prospectdesk.queries.letters import Printed
    from prospectdesk.ui.documents.batch import BatchPrinting

NAME = "documents"
HASH_SHOWN = 12


class DocumentsPage(Page):
    """`apply(text=…)` searches at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self.setProperty("role", "page")
        self._sort = ("at", True)
        self._current: Listed | None = None
        self.count = Label("", "secondary", tone="muted", name=f"{NAME}.count")
        self.count.setContentsMargins(0, 0, 0, 4)
        self.series = Button(
            self.tr("Imprimer une série…"),
            "printer",
            "primary",
            name=f"{NAME}.series",
            on=self._begin_series,
        )
        self.search = SearchField(
            self.tr("Société, document, auteur, date, empreinte…"),
            f"{NAME}.search",
            accessible=self.tr("Rechercher"),
        )
        self.kind = Choice(f"{NAME}.kind", self.tr("Document"))
        self.kind.addItem(self.tr("Tous les documents"), None)
        for number, one in enumerate(DOCUMENTS):
            self.kind.addItem(one.label, number)
        self.open = Button(self.tr("Ouvrir"), "eye", name=f"{NAME}.open", on=self._open)
        self.copy = Button(
            self.tr("Enregistrer une copie…"), "arrow-down-to-line", name=f"{NAME}.save", on=self._save
        )
        self.compare = Button(
            self.tr("Comparer les versions"), "git-compare", name=f"{NAME}.compare", on=self._compare
        )
        self.sheet = Button(
            self.tr("Ouvrir la fiche"), "building-2", "flat", name=f"{NAME}.sheet", on=self._sheet
        )
        self.model = PagedModel(
            self._columns(), self._fetch, lambda work: desk.spawn(self, work), parent=self
        )
        self.model.set_sort(*self._sort)
        self.view = TableView(f"{NAME}.table", self.tr("Documents imprimés"))
        self.view.show_model(self.model)
        self._lay_out()

    @functools.cached_property
    def batch(self) -> BatchPrinting:
        """Letters in a batch."""
        from prospectdesk.ui.documents.batch import BatchPrinting

        return BatchPrinting(self)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(self.title(), "title", name=f"{NAME}.title"))
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.series)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        self.search.setMinimumWidth(220)
        self.kind.setMaximumWidth(280)
        tools.addWidget(self.search, 2)
        tools.addWidget(self.kind, 1)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        for button in (self.open, self.copy, self.compare, self.sheet):
            acts.addWidget(button)
        acts.addStretch(1)
        self.empty = EmptyState("file-text", "", name=f"{NAME}.empty")
        self.body = ListBody(self.view, self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 12)
        box.setSpacing(10)
        box.addLayout(head)
        box.addLayout(tools)
        box.addLayout(acts)
        box.addWidget(self.body, 1)
        self._connect()
        self._stand_on(None)

    def _connect(self) -> None:
        self.search.searched.connect(lambda _text: self.refresh())
        self.search.left_down.connect(self.view.setFocus)
        self.kind.currentIndexChanged.connect(lambda _at: self.refresh())
        self.model.sort_requested.connect(self._sorted)
        self.view.row_changed.connect(self._stood)
        self.view.opened.connect(lambda _key: self._open())

    def _columns(self) -> list[Column]:
        return [
            Column("label", self.tr("Document"), 230, "name", lambda one: NameCell(one.label), 2),
            Column("number", self.tr("Version"), 76, "number", lambda one: one.version),
            Column("company", self.tr("Société"), 160, "text", lambda one: one.company, 2),
            Column("dossier", self.tr("Dossier"), 100, "text", lambda one: one.dossier or ""),
            Column("at", self.tr("Imprimé le"), 134, "text", self._moment),
            Column("author", self.tr("Auteur"), 120, "text", lambda one: one.author or "", 1),
            Column("hash", self.tr("Empreinte"), 118, "text", lambda one: (one.sha256 or "")[:HASH_SHOWN], sortable=False),
            Column("open", "", 40, "open"),
        ]  # fmt: skip

    def _moment(self, one: Listed) -> Cell:
        return show.moment(one.at, self.desk.session.clock)

    async def _fetch(self, ids: list[int]) -> list[Listed]:
        found: list[Listed] = await self.desk.query(listing.rows, ids)
        return found

    # Page ----------------------------------------------------------------------------------
    def concerned(self, changes: Changes) -> bool:
        """Documents, and the names they are found by."""
        return changes.touches("document", "company", "dossier", "user")

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Documents")

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the page."""
        return [("Entrée", self.tr("ouvrir")), ("Ctrl+F", self.tr("rechercher"))]

    def apply(self, **params: Any) -> None:
        """`text` to look for."""
        if isinstance(params.get("text"), str):
            self.search.setText(params["text"])
            self.refresh()

    async def reload(self) -> None:
        """Reads the list; the row in hand stays."""
        text, kind = self.search.text(), self.kind.value()
        label = "" if kind is None else DOCUMENTS[kind].label
        key, descending = self._sort
        ids = await self.desk.query(listing.find, text, label, key, descending=descending)
        held = None if self._current is None else self._current.id
        self.model.set_sort(key, descending)
        if ids == list(self.model.ids()):
            self.model.refresh_ids()
        else:
            self.model.set_ids(ids)
        self.count.setText(
            self.tr("{0} document").format(len(ids))
            if len(ids) < 2
            else self.tr("{0} documents").format(show.count(len(ids)))
        )
        self._say_empty(searched=bool(text.strip() or label))
        self.body.show_list(bool(ids))
        if held is None or not self.view.go_to(held):
            self._stand_on(None)

    def _say_empty(self, *, searched: bool) -> None:
        if searched:
            self.empty.say(
                "search",
                self.tr("Aucun document ne correspond"),
                self.tr(
                    "Cherchez une société, un document, un auteur, une date (23/11/2026) ou une empreinte."
                ),
            )
        else:
            self.empty.say(
                "file-text",
                self.tr("Aucun document imprimé"),
                self.tr("Les lettres générées depuis un dossier (bouton « Impressions ») sont gardées ici."),
            )

    def _sorted(self, key: str, descending: bool) -> None:
        self._sort = (key, descending)
        self.refresh()

    # the row in hand -----------------------------------------------------------------------
    def _stood(self, key: int) -> None:
        self.desk.spawn(self, self._read_row(key))

    async def _read_row(self, key: int) -> None:
        found = await self._fetch([key])
        if self.view.current_id() == key:
            self._stand_on(found[0] if found else None)

    def _stand_on(self, one: Listed | None) -> None:
        self._current = one
        none = self.tr("Choisissez un document dans la liste")
        alone = self.tr("Ce document n’appartient à aucun dossier")
        for button in (self.copy, self.sheet):
            enable_if(button, one is not None, none)
        kept = one is not None and one.dossier_id is not None
        enable_if(self.open, kept, none if one is None else alone)
        several = kept and one is not None and one.versions > 1
        only = self.tr("Ce document n’a qu’une version")
        enable_if(self.compare, several, none if one is None else only if kept else alone)

    def _open(self) -> None:
        one = self._current
        if one is not None and self.open.isEnabled():
            self.desk.open("letters", dossier=one.dossier_id, document=one.label, version=one.id)

    def _compare(self) -> None:
        one = self._current
        if one is not None:
            self.desk.open(
                "letters", dossier=one.dossier_id, document=one.label, version=one.id, compare=True
            )

    def _begin_series(self) -> None:
        self.batch.begin()

    def _sheet(self) -> None:
        if self._current is not None:
            self.desk.open("sheet.dossiers", company=self._current.company_id)

    def _save(self) -> None:
        if self._current is not None:
            self.desk.spawn(self, functools.partial(self._saved, self._current))

    async def _saved(self, one: Listed) -> None:
        """A copy, byte for byte what this release printed; what another one drew is said to look otherwise."""
        from prospectdesk.jobs import letters
        from prospectdesk.queries import letters as stored
        from prospectdesk.sheets.tables import write_file

        printed: Printed | None = await self.desk.query(stored.printed_one, one.id)
        if printed is None:
            raise NotFound("gone", "Ce document n’existe plus.")
        found = await self.desk.run("read", letters.again, printed)
        target = await ask.save_file(
            self, self.tr("Enregistrer une copie"), self.tr("Document PDF (*.pdf)"), one.title
        )
        if target is not None:
            work = functools.partial(
                write_file, target, lambda stream: stream.write(found.data), overwrite=True
            )
            await self.desk.run("net", work)
            told = self.tr("Enregistré : {0}")
            if not found.same:
                told = self.tr("Enregistré dans la mise en page d’aujourd’hui : {0}")
            self.say(told.format(target.name), "ok" if found.same else "warn")

    def say(self, text: str, tone: str = "ok") -> None:
        """A sentence in the bar."""
        bar = bar_for(self)
        if bar is not None:
            bar.show_message(text, tone)
