"""The tab Interlocuteurs: cards, their edit page, the search for an existing person (C-12…C-23, D-17…D-21)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.commands.contacts import LinkContact
from prospectdesk.domain.text import fold
from prospectdesk.queries.contacts import ContactCard
from prospectdesk.ui.companies.card_grid import STEP, CardGrid
from prospectdesk.ui.companies.contact_actions import ContactActions
from prospectdesk.ui.companies.contact_card import Wish
from prospectdesk.ui.companies.contact_editor import ContactEditor
from prospectdesk.ui.companies.dispute_marks import Marker
from prospectdesk.ui.companies.person_search import PersonSearch
from prospectdesk.ui.companies.plus_card import PlusCard
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import SearchField
from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.kit.labels import Label

if TYPE_CHECKING:
    from prospectdesk.ui.kit.disputes import FieldConflict

NAME = "sheet.contacts"
MANY = 12
FEW = 6


class ContactsTab(QWidget):
    """The cards of a company. `opened` carries another company to open, `all_wanted` asks for the whole tab."""

    opened = Signal(int)
    all_wanted = Signal()

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.desk, self.company_id = desk, company_id
        self.actions_ = ContactActions(desk, self)
        self._cards: tuple[ContactCard, ...] = ()
        self._brief = False
        self.summary = Label(role="secondary", tone="muted", name=f"{NAME}.summary", elide=True)
        self.add = Button(
            self.tr("Ajouter un interlocuteur"), "user-plus", name=f"{NAME}.add", on=self.search
        )
        self.filter = SearchField(self.tr("Filtrer les interlocuteurs"), f"{NAME}.filter")
        self.filter.searched.connect(lambda _text: self._show())
        self.empty = Label(
            self.tr("Aucun interlocuteur : « Ajouter un interlocuteur » cherche d’abord dans votre base, puis en crée un."),
            "secondary", tone="muted", wrap=True, name=f"{NAME}.empty",
        )  # fmt: skip
        self.grid = CardGrid()
        self.marker = Marker(desk, company_id, self)
        self._disputes: tuple[FieldConflict, ...] = ()
        self.grid.wished.connect(self._wished)
        self.plus = self._plus()
        self.all = Button("", "users", "link", name=f"{NAME}.all", on=self.all_wanted.emit)
        self._editor: ContactEditor | None = None
        self._finder: PersonSearch | None = None
        self.stack = Pages(self)
        self.stack.addWidget(self._list())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.stack)

    def bind(self, company: int) -> None:
        """Gives a tab made for nobody its company."""
        self.company_id = self.marker.company_id = company

    def _plus(self) -> PlusCard:
        """The card with "+" (C-22)."""
        plus = PlusCard(self.tr("Créer un contact : formulaire ou personne existante"), f"{NAME}.plus")
        menu = plus.menu_items
        form = menu.addAction(self.tr("Créer un contact par un formulaire"), lambda: self.edit(None))
        form.setObjectName(f"{NAME}.plus.form")
        set_icon(form, "square-pen")
        link = menu.addAction(self.tr("Lier une personne existante"), self.search)
        link.setObjectName(f"{NAME}.plus.link")
        set_icon(link, "link")
        return plus

    def _list(self) -> QWidget:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.tr("Contacts"), "section"))
        head.addWidget(self.summary, 1)
        head.addWidget(self.add)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        for part in (self.filter, self.empty, self.grid, self.all, self.plus):
            box.addWidget(part)
        return page

    @property
    def editor(self) -> ContactEditor:
        """The edit page, made when first needed."""
        if self._editor is None:
            self._editor = ContactEditor(self.desk, self.company_id, self.stack)
            self._editor.finished.connect(self._back)
            self._editor.opened.connect(self.opened)
            self.stack.addWidget(self._editor)
        return self._editor

    @property
    def finder(self) -> PersonSearch:
        """The search for existing persons, made when first needed."""
        if self._finder is None:
            self._finder = PersonSearch(self.desk, self.stack)
            self._finder.finished.connect(self._back)
            self._finder.wanted_new.connect(lambda text: self.edit(None, text))
            self._finder.linked.connect(lambda person: self.desk.spawn(self, self._link(person)))
            self.stack.addWidget(self._finder)
        return self._finder

    def set_brief(self, brief: bool) -> None:
        """On the tab Fiche only the first cards are shown."""
        self._brief = brief
        self.grid.set_limit(FEW if brief else STEP)
        self._show()

    def show_cards(self, cards: Sequence[ContactCard]) -> None:
        """Shows the cards in the order of C-12."""
        self._cards = tuple(cards)
        self._show()

    def show_disputes(self, found: Sequence[FieldConflict]) -> None:
        """Marks the cards of people two colleagues changed at once."""
        self._disputes = tuple(found)
        self._mark_cards()

    def _mark_cards(self) -> None:
        for widget in self.grid.widgets.values():
            self.marker.show_card(widget, self._disputes)

    def _show(self) -> None:
        text = fold(self.filter.text())
        many = len(self._cards) > MANY and not self._brief
        wanted = [card for card in self._cards if not text or not many or text in _words(card)]
        self.filter.setVisible(many)
        self.empty.setVisible(not self._cards)
        limit = FEW if self._brief else self.grid.limit
        self.grid.show_cards(wanted[:limit] if self._brief else wanted)
        self.all.setVisible(self._brief and len(wanted) > FEW)
        self.all.set_text(self.tr("Voir les {count} interlocuteurs").format(count=len(wanted)))
        self.summary.setText(self._counts())
        self._mark_cards()

    def _counts(self) -> str:
        numbers = {
            colour: sum(card.colour == colour for card in self._cards)
            for colour in ("orange", "white", "grey")
        }
        public, left = numbers["white"], numbers["grey"]
        parts = (
            (numbers["orange"], self.tr("{count} dans ma base")),
            (public, self.tr("{count} public") if public == 1 else self.tr("{count} publics")),
            (left, self.tr("{count} parti") if left == 1 else self.tr("{count} partis")),
        )
        return " · ".join(text.format(count=number) for number, text in parts if number)

    def edit(self, card: ContactCard | None, name: str = "") -> None:
        """Opens the edit page."""
        self.stack.setCurrentWidget(self.editor)
        self.editor.start(card, name)

    def search(self) -> None:
        """Opens the search for an existing person."""
        self.stack.setCurrentWidget(self.finder)
        self.finder.start()

    def show_contact(self, contact_id: int) -> None:
        """Puts the focus on a card."""
        found = next((card for card in self._cards if card.id == contact_id), None)
        widget = None if found is None else self.grid.widgets.get(found.uid)
        if widget is not None:
            widget.setFocus()

    def _back(self) -> None:
        self.stack.setCurrentIndex(0)

    def _wished(self, wish: Wish) -> None:
        if wish.what == "edit":
            self.edit(wish.card)
        else:
            self.desk.spawn(self, self.actions_.carry_out(wish))

    async def _link(self, person: int) -> None:
        await self.desk.do(LinkContact(company=self.company_id, contact=person), self)
        self._back()


class Pages(QStackedWidget):
    """As high as the page shown, not as the highest one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self._follow)

    def addWidget(self, page: QWidget) -> int:
        """Adds a page."""
        place = super().addWidget(page)
        self._follow()
        return place

    def _follow(self) -> None:
        for place in range(self.count()):
            page = self.widget(place)
            if page is None:
                continue
            policy = page.sizePolicy()
            shown = place == self.currentIndex()
            wanted = policy.Policy.Preferred if shown else policy.Policy.Ignored
            policy.setVerticalPolicy(wanted)
            policy.setHorizontalPolicy(wanted)
            page.setSizePolicy(policy)
        self.updateGeometry()


def _words(card: ContactCard) -> str:
    return fold(" ".join(part for part in (card.name, card.job, card.email, card.mobile, card.home) if part))
