"""The timeline pane of a sheet: filters with counts, entries, composer (C-33, C-34, C-41…C-43)."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.commands.timeline import DeleteNote, EditNote
from prospectdesk.domain.changes import Changes
from prospectdesk.domain.people import Person
from prospectdesk.queries import timeline
from prospectdesk.queries.timeline import TimelineRow
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import rule
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.timeline.composer import Composer
from prospectdesk.ui.timeline.entries import EntryList
from prospectdesk.ui.timeline.note_body import text_field

PAGE = 50
MOST = 1000
NARROW = 560
"""Below this width the filters would need a second line."""
NAME = "sheet.timeline"


class TimelinePane(Page):
    """Everything that happened with a company, newest first."""

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.company_id = company_id
        self.kind = "timeline"
        self._more = True
        self._reading_more = False
        self.messages = MessageBar(f"{NAME}.messages")
        self.chips = self._make_chips()
        self.new = Button("", "plus", role="link", name=f"{NAME}.new", on=self._write)
        self.list = EntryList(desk.session.clock, self._person, self._edit, self._delete)
        self.list.end_reached.connect(self._read_more)
        self.empty = Label(role="secondary", wrap=True, name=f"{NAME}.empty")
        self.empty.setContentsMargins(4, 12, 4, 12)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(_top(self.empty))
        self.composer = Composer(desk, company_id)
        self.composer.published.connect(lambda _entry: self._hand_back())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        self.card = self._card()
        box.addWidget(self.card, 1)
        box.addWidget(self.composer)

    def bind(self, company: int) -> None:
        """Gives a pane made for nobody its company."""
        self.company_id = company
        self.composer.bind(company)

    def concerned(self, changes: Changes) -> bool:
        """Whether the company's file changed."""
        return changes.touches_company(self.company_id)

    def choose(self, kind: str) -> None:
        """Takes another filter: timeline, notes, mail, appel or visites."""
        self.chips[kind].setChecked(True)
        if kind != self.kind:
            self.kind = kind
            self.list.entries.replace([])
            self.refresh()
        self._show_new()

    def write(self, kind: str) -> None:
        """Puts the cursor into the editor below: note or call."""
        self.composer.write(kind)

    def hasHeightForWidth(self) -> bool:
        """No: its list takes the height it is given. Else Qt would take from the form above to give it more."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow pane keeps its filters on one line, without their icons."""
        super().resizeEvent(event)
        for kind, chip in self.chips.items():
            chip.set_icon("" if event.size().width() < NARROW else self._icons[kind])

    def _hand_back(self) -> None:
        """What was written is published: letters act on the sheet again, they do not begin another note."""
        if self.composer.has_cursor():
            self.card.show()  # it had made room
            (self.list if self.list.isVisible() else self.chips[self.kind]).setFocus()

    async def reload(self) -> None:
        """Reads the counts and as many entries as were shown."""
        wanted = min(MOST, max(PAGE, len(self.list.entries.rows)))
        kind = self.kind
        numbers = await self.desk.query(timeline.counts, self.company_id)
        rows = await self.desk.query(timeline.entries, self.company_id, kind, None, wanted)
        if kind != self.kind:
            self.refresh()
            return
        self._more = len(rows) == wanted
        self.list.show_rows(rows)
        self._show_counts(numbers)
        self._show_empty()

    def _make_chips(self) -> dict[str, Chip]:
        filters = (
            ("timeline", self.tr("Timeline"), "list"),
            ("notes", self.tr("Notes"), "sticky-note"),
            ("mail", self.tr("Mail"), "mail"),
            ("appel", self.tr("Appel"), "phone"),
            ("visites", self.tr("Visites"), "globe"),
        )
        self._texts = {kind: text for kind, text, _icon in filters}
        self._icons = {kind: icon for kind, _text, icon in filters}
        made = {}
        for kind, text, icon in filters:
            chip = Chip(text, icon, checkable=True, checked=kind == "timeline", name=f"{NAME}.filter.{kind}")
            chip.setAutoExclusive(True)
            chip.clicked.connect(lambda _checked=False, kind=kind: self.choose(kind))
            made[kind] = chip
        return made

    def _card(self) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        row = QHBoxLayout()
        row.setSpacing(8)
        bar = QWidget()
        flow = FlowLayout(bar)
        for chip in self.chips.values():
            flow.addWidget(chip)
        flow.addWidget(self.new)
        again = IconButton(
            "refresh-cw", self.tr("Actualiser la timeline"), name=f"{NAME}.refresh", on=self.refresh
        )
        row.addWidget(bar, 1)
        row.addWidget(again)
        box = QVBoxLayout(card)
        box.setContentsMargins(12, 10, 12, 6)
        box.setSpacing(8)
        box.addWidget(self.messages)
        box.addLayout(row)
        box.addWidget(rule())
        box.addWidget(self.stack, 1)
        self._show_new()
        return card

    def _show_counts(self, numbers: dict[str, int]) -> None:
        for kind, chip in self.chips.items():
            number = numbers.get(kind, 0)
            chip.set_text(f"{self._texts[kind]} · {count(number)}" if number else self._texts[kind])

    def _show_new(self) -> None:
        texts = {"notes": self.tr("Nouvelle note"), "appel": self.tr("Nouvel appel")}
        self.new.setVisible(self.kind in texts)
        self.new.set_text(texts.get(self.kind, ""))

    def _show_empty(self) -> None:
        texts = {
            "timeline": self.tr(
                "Rien ne s’est encore passé avec cette société : écrivez une première note ci-dessous."
            ),
            "notes": self.tr("Aucune note. Écrivez la première ci-dessous."),
            "mail": self.tr("Aucun mail envoyé ou reçu avec cette société."),
            "appel": self.tr("Aucun appel noté. « Nouvel appel » ouvre l’éditeur d’appel."),
            "visites": self.tr("Aucune visite de cette société sur vos pages web."),
        }
        self.empty.setText(texts[self.kind])
        self.stack.setCurrentIndex(0 if self.list.entries.rows else 1)

    def _read_more(self) -> None:
        if self._more and not self._reading_more and self.list.entries.rows:
            self._reading_more = True
            self.desk.spawn(self, self._next_page())

    async def _next_page(self) -> None:
        kind, before = self.kind, self.list.entries.last_key()
        try:
            rows = await self.desk.query(timeline.entries, self.company_id, kind, before, PAGE)
            if kind == self.kind and before == self.list.entries.last_key():
                self._more = len(rows) == PAGE
                self.list.entries.extend(rows)
        finally:
            self._reading_more = False

    def _person(self) -> Person:
        return self.desk.session.person

    def _write(self) -> None:
        self.desk.float("sheet.note" if self.kind == "notes" else "sheet.call", self.company_id)

    def _edit(self, row: TimelineRow) -> None:
        self.desk.spawn(self, self._ask_text(row))

    async def _ask_text(self, row: TimelineRow) -> None:
        title = self.tr("Modifier la note") if row.type == "note" else self.tr("Modifier la note d’appel")
        dialog = ask.Question(self, title, "", yes=self.tr("Enregistrer"), name=f"{NAME}.edition")
        field = text_field(dialog, f"{NAME}.edition.text", title)
        field.setPlainText(row.text)
        field.setMinimumHeight(180)
        dialog.content.addWidget(field)
        dialog.resize(560, 320)
        field.setFocus()
        text = row.text
        dialog.accepted.connect(lambda: keep(field.toPlainText()))

        def keep(typed: str) -> None:
            nonlocal text
            text = typed

        if await ask.answer(dialog) and text != row.text:
            await self.desk.do(EditNote(note=row.id, text=text), self)

    def _delete(self, row: TimelineRow) -> None:
        self.desk.spawn(self, self.desk.do(DeleteNote(note=row.id), self))


def _top(widget: QWidget) -> QWidget:
    """The widget at the top of an empty place."""
    place = QWidget()
    box = QVBoxLayout(place)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(widget)
    box.addStretch(1)
    return place
