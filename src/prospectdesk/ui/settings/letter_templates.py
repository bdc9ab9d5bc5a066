"""Modèles de lettres: the 14 documents, the text each is made from, and how it will look on paper (X-09, X-04)."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.commands.letter_templates import RestoreLetterTemplate, SaveLetterTemplate
from prospectdesk.documents import letter_templates as templates
from prospectdesk.domain.changes import Changes
from prospectdesk.domain.letters import DOCUMENTS, Document
from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.queries import letter_templates as reading
from prospectdesk.queries.letter_templates import Replaced
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import bar_for, sentence
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page, dress
from prospectdesk.ui.kit.pdf_bar import PreviewBar
from prospectdesk.ui.kit.pdf_paper import Paper
from prospectdesk.ui.kit.pdf_view import PagesView
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.settings.entry_list import EntryList, Row
from prospectdesk.ui.settings.letter_template_editor import TemplateEditor
from prospectdesk.ui.settings.words import read_only, reason
from prospectdesk.ui.timeline.drafts import DraftKeeper, kept

NAME = "settings.letter_templates"
DRAFTS = "letter_templates"
QWIDGETSIZE_MAX = 16_777_215
LIST_WIDTH, NARROW = 300, 230


class Documents(EntryList):
    """The list of the documents, as high as the page."""

    def _fit(self) -> None:
        super()._fit()
        self.setMinimumHeight(0)
        self.setMaximumHeight(QWIDGETSIZE_MAX)


class LetterTemplatesPage(Page):
    """The page `settings.letter_templates`; what is typed and not saved is kept per document on this laptop."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self._own: dict[str, Replaced] = {}
        self._typed: dict[str, str] = {}
        self._shown: str | None = None
        self._read_drafts = False
        self._keeper = DraftKeeper(desk, DRAFTS, "letter_template", None, lambda: dict(self._typed), self)
        self.banner = InfoBanner("", "", icon="lock", name=f"{NAME}.rights")
        self.documents: Card | None = None
        self._lay_out()

    def pieces(self) -> Iterator[None]:
        """The editor, the paper, and the frame around them; they are shown together."""
        self.list = Documents(f"{NAME}.list", self.tr("Documents"), self.body)
        self.editor = TemplateEditor(NAME, self.body)
        yield
        self.view = PagesView(f"{NAME}.preview", self.body)
        self.pages = Paper(self.desk, self, self.view, self._lay_out_letter)
        self.bar = PreviewBar(self.view, f"{NAME}.preview")
        yield
        self._make_buttons()
        self.documents = self._documents()
        yield
        self._fill(self._card())
        yield
        for part in self.body.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            dress(part)
            yield
        self._connect()
        self.body.show()
        yield

    def _make_buttons(self) -> None:
        self.form = ChipRow(
            [("edit", self.tr("Texte"), "square-pen"), ("paper", self.tr("Aperçu"), "eye")],
            name=f"{NAME}.form",
        )
        self.heading = Label("", "section", name=f"{NAME}.title", elide=True)
        self.shared = Label("", "secondary", tone="muted", name=f"{NAME}.shared", wrap=True)
        self.save = Button(self.tr("Enregistrer"), "save", "primary", name=f"{NAME}.save", on=self._save)
        self.drop = Button(self.tr("Abandonner"), "undo-2", "flat", name=f"{NAME}.drop", on=self._drop)
        self.bring = Button(
            self.tr("Importer…"), "upload", name=f"{NAME}.bring", on=self._bring,
            tip=self.tr("Remplacer le texte par celui d’un fichier"),
        )  # fmt: skip
        self.export = Button(self.tr("Exporter…"), "download", name=f"{NAME}.export", on=self._export)
        self.restore = Button(
            self.tr("Rétablir le modèle livré"),
            "rotate-ccw",
            "flat",
            name=f"{NAME}.restore",
            on=self._restore,
        )

    def _lay_out(self) -> None:
        self.body = QWidget()
        self.body.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.banner)
        box.addWidget(self.body, 1)
        box.addStretch(0)

    def _card(self) -> Card:
        self.paper = QWidget()
        beside = QVBoxLayout(self.paper)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(8)
        beside.addWidget(self.bar)
        beside.addWidget(self.view, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.editor)
        self.stack.addWidget(self.paper)
        foot = QWidget()
        buttons = FlowLayout(foot, spacing=8)
        for button in (self.save, self.drop, self.bring, self.export, self.restore):
            buttons.addWidget(button)
        card = Card(f"{NAME}.card", self.body, spacing=8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        head.addWidget(self.form)
        card.box.addLayout(head)
        card.box.addWidget(self.shared)
        card.box.addWidget(self.stack, 1)
        card.box.addWidget(foot)
        return card

    def _documents(self) -> Card:
        documents = Card("", self.body, margin=0, spacing=0)
        documents.box.addWidget(self.list)
        return documents

    def _fill(self, card: Card) -> None:
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        if self.documents is not None:
            row.addWidget(self.documents)
        row.addWidget(card, 1)
        self._share()

    def _connect(self) -> None:
        self.list.picked.connect(self._picked)
        self.form.chosen.connect(self._show_form)
        self.editor.changed.connect(self._changed)
        self.editor.rested.connect(self._ask_layout)
        self.desk.person_changed.connect(self.refresh)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save.click)

    # Page ----------------------------------------------------------------------------------
    def concerned(self, changes: Changes) -> bool:
        """Templates, and rights of the person."""
        return changes.touches("letter_template", "user")

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Lettres")

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the page."""
        return [("Ctrl+S", self.tr("enregistrer"))]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list gives way in a narrow window."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        if self.documents is not None:
            self.documents.setFixedWidth(LIST_WIDTH if self.width() > 860 else NARROW)

    async def reload(self) -> None:
        """Reads what is replaced, and once what was typed and not saved."""
        self._own = await self.desk.query(reading.all_replaced)
        if not self._read_drafts:
            found = await self.desk.query(kept, DRAFTS)
            names = {one.template for one in DOCUMENTS}
            self._typed = {name: str(text) for name, text in found.items() if name in names}
            self._keeper.restored(self._typed)
            self._read_drafts = True
        self._typed = {name: text for name, text in self._typed.items() if text != self._stored(name)}
        self.banner.say("" if self._allowed else read_only(ADMIN_ONLY), "", "lock")
        self._shown = None
        self._show_rows()
        await asyncio.sleep(0)
        if self.list.current() is None:
            self.list.stand_at(0)
        self._picked()

    # what is shown -------------------------------------------------------------------------
    @property
    def _allowed(self) -> bool:
        return self.desk.session.person.administers

    def _stored(self, name: str) -> str:
        """The text in force."""
        return self._own[name].text if name in self._own else templates.shipped(name)

    def _document(self) -> Document | None:
        row = self.list.current()
        return None if row is None else next(one for one in DOCUMENTS if one.label == row.id)

    def _show_rows(self) -> None:
        self.list.show_rows([self._row(one) for one in DOCUMENTS])

    def _row(self, one: Document) -> Row:
        if one.template in self._typed:
            return Row(one.label, one.label, one.group, self.tr("Non enregistré"), "warn")
        own = self._own.get(one.template)
        if own is None:
            return Row(one.label, one.label, one.group)
        under = self.tr("Remplacé : {0}").format(show.moment(own.saved_at, self.desk.session.clock))
        return Row(one.label, one.label, under, self.tr("Remplacé"), "accent")

    def _picked(self) -> None:
        document = self._document()
        if document is None or document.label == self._shown or not self._read_drafts:
            return
        self._shown = document.label
        self.heading.setText(document.label)
        others = [
            f"«\u00a0{one.label}\u00a0»"
            for one in DOCUMENTS
            if one.template == document.template and one is not document
        ]
        self.shared.setText(self.tr("Ce texte sert aussi à {0}.").format(", ".join(others)) if others else "")
        self.shared.setVisible(bool(others))
        text = self._typed.get(document.template, self._stored(document.template))
        self.editor.show_text(text, readable_only=not self._allowed)
        self.bar.show_file(f"{document.template}.toml", draft=False)
        self.pages.data = None
        self._follow()
        self._ask_layout()

    def _follow(self) -> None:
        """Which buttons can be pressed, and why the others cannot."""
        document = self._document()
        if document is None:
            return
        denied = reason(ADMIN_ONLY)
        unsaved = document.template in self._typed
        for button, ready, why in (
            (self.save, unsaved, self.tr("Modifiez d’abord le texte")),
            (self.bring, True, ""),
            (self.restore, document.template in self._own, self.tr("Ce document suit déjà le modèle livré")),
        ):
            enable_if(button, self._allowed and ready, why if self._allowed else denied)
        enable_if(self.drop, unsaved, self.tr("Rien n’a été modifié"))

    def _changed(self) -> None:
        document = self._document()
        if document is None:
            return
        text = self.editor.text()
        before = document.template in self._typed
        if text == self._stored(document.template):
            self._typed.pop(document.template, None)
        else:
            self._typed[document.template] = text
        self._keeper.changed()
        if before != (document.template in self._typed):
            self._show_rows()
        self._follow()

    # acts ----------------------------------------------------------------------------------
    def _save(self) -> None:
        document = self._document()
        if document is not None and self.save.isEnabled():
            self.desk.spawn(self, self._saved(document, self.editor.text()))

    async def _saved(self, document: Document, text: str) -> None:
        if self.editor.text() == text and self.editor.fault is not None:
            self._show_form("edit")
            self.form.choose("edit")
            self.editor.go_to_fault()
        done = await self.desk.do(SaveLetterTemplate(document=document.label, text=text), self)
        self._say(done.message or "")
        self._typed.pop(document.template, None)
        self._keeper.save()
        self.refresh()

    def _drop(self) -> None:
        document = self._document()
        if document is not None:
            self.editor.show_text(self._stored(document.template), readable_only=not self._allowed)
            self._changed()
            self._ask_layout()

    def _restore(self) -> None:
        document = self._document()
        if document is not None:
            self.desk.spawn(self, self._restored(document))

    async def _restored(self, document: Document) -> None:
        done = await self.desk.do(RestoreLetterTemplate(document=document.label), self)
        self._say(done.message or "")
        self._typed.pop(document.template, None)
        self._keeper.save()
        self.refresh()

    def _bring(self) -> None:
        self.desk.spawn(self, self._brought)

    async def _brought(self) -> None:
        """A file takes the place of the text; it is looked at, and saved when a person presses Enregistrer."""
        from prospectdesk.jobs import letter_preview

        document = self._document()
        place = await ask.open_file(
            self,
            self.tr("Importer un modèle"),
            self.tr("Modèles de lettres (*.toml);;Tous les fichiers (*)"),
        )
        if document is None or place is None:
            return
        text = await self.desk.run("net", functools.partial(letter_preview.read_template, place))
        if document is self._document():
            self.editor.show_text(text, readable_only=False)
            self._changed()
            self._ask_layout()
            if self.editor.fault is not None:
                self.editor.go_to_fault()

    def _export(self) -> None:
        self.desk.spawn(self, self._exported)

    async def _exported(self) -> None:
        from prospectdesk.sheets.tables import write_file

        document = self._document()
        if document is None:
            return
        data = self.editor.text().encode()
        target = await ask.save_file(
            self,
            self.tr("Exporter le modèle"),
            self.tr("Modèles de lettres (*.toml)"),
            f"{document.template}.toml",
        )
        if target is not None:
            work = functools.partial(write_file, target, lambda stream: stream.write(data), overwrite=True)
            await self.desk.run("net", work)
            self._say(self.tr("Modèle exporté : {0}").format(target.name))

    def _say(self, text: str) -> None:
        bar = bar_for(self)
        if bar is not None:
            bar.show_message(text, "ok")

    # paper ---------------------------------------------------------------------------------
    def _show_form(self, key: str) -> None:
        self.stack.setCurrentWidget(self.editor if key == "edit" else self.paper)
        self._ask_layout()

    def _ask_layout(self) -> None:
        """Lays the letter out while it is looked at."""
        if self.stack.currentWidget() is self.paper:
            self.pages.ask()

    async def _lay_out_letter(self) -> None:
        from prospectdesk.jobs import letter_preview

        text, today, label = self.editor.text(), self.desk.today(), self._shown
        if self.editor.fault is not None:
            self.bar.show_file(sentence(self.editor.fault), draft=False)
            self.view.show_pages((), (), anew=True)
            return
        filled = await self.desk.query(letter_preview.subject, today)
        found = await self.desk.run("read", letter_preview.laid_out, text, filled, today)
        if label == self._shown:
            told = (
                self.tr("Aperçu avec {0}").format(found.company)
                if found.company
                else self.tr("Aperçu avec des exemples")
            )
            self.bar.show_file(told, draft=False)
            self.pages.show(found.sheets.data, found.sheets.sizes, (), anew=self.pages.data is None)
