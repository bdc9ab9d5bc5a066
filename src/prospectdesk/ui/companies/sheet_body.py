"""What stands below the header: the five tabs (46 %) and the panes (54 %)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.queries.people import Entry, UserRow
from prospectdesk.ui.companies.contacts_tab import ContactsTab
from prospectdesk.ui.companies.dossiers_tab import DossierList
from prospectdesk.ui.companies.establishments import Establishments
from prospectdesk.ui.companies.facts import Facts
from prospectdesk.ui.companies.file_tab import FileTab
from prospectdesk.ui.companies.history_tab import HistoryTab
from prospectdesk.ui.companies.tags_row import TagsRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.tabs import SegmentedTabs
from prospectdesk.ui.relances.follow_ups_tab import FollowUpsTab
from prospectdesk.ui.relances.pane import RelancePane
from prospectdesk.ui.timeline.pane import TimelinePane

NAME = "sheet"
SHARES = (46, 54)


class SheetBody(QWidget):
    """`called` (number, contact), `tagged` (routine, tag, ex-client), `opened` (another company)."""

    called = Signal(str, object)
    tagged = Signal(int, str, bool)
    opened = Signal(int)

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = SegmentedTabs(
            [
                ("file", self.tr("Fiche")),
                ("contacts", self.tr("Interlocuteurs")),
                ("dossiers", self.tr("Dossiers / Missions")),
                ("follow_ups", self.tr("Suivi")),
                ("history", self.tr("Historique")),
            ],
            name=f"{NAME}.tabs", accessible=self.tr("Parties de la fiche"),
        )  # fmt: skip
        self.tabs.chosen.connect(self.choose)
        self.sites = Establishments()
        self.contacts = ContactsTab(desk, company_id)
        self.file = FileTab(desk, company_id)
        self.dossiers = DossierList(f"{NAME}.dossiers")
        self.follow_ups = FollowUpsTab(desk, company_id)
        self.history = HistoryTab(desk, company_id)
        self.tags = TagsRow()
        self.relance = RelancePane(desk, company_id)
        self.timeline = TimelinePane(desk, company_id)
        self._wire()
        self._lay_out()
        self.choose("file")

    def _wire(self) -> None:
        self.sites.called.connect(lambda number: self.called.emit(number, None))
        self.tags.changed.connect(self.tagged)
        self.contacts.opened.connect(self.opened)
        self.contacts.all_wanted.connect(lambda: self.choose("contacts"))
        self.file.chosen.connect(self._show_contact)
        self.file.opened.connect(self.opened)

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self._contacts_place = QVBoxLayout()
        self._contacts_place.setContentsMargins(0, 0, 0, 0)
        contacts = QWidget()
        contacts.setLayout(self._contacts_place)
        self.file.cards_place.addWidget(self.sites)
        self._brief_place = QVBoxLayout()
        self.file.cards_place.addLayout(self._brief_place)
        self.pages = {
            "file": _scrolled(self.file, self.tr("Fiche")),
            "contacts": _scrolled(contacts, self.tr("Interlocuteurs")),
            "dossiers": _scrolled(_at_top(self.dossiers), self.tr("Dossiers / Missions")),
            "follow_ups": self.follow_ups,
            "history": self.history,
        }
        for page in self.pages.values():
            self.stack.addWidget(page)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.tags)
        column.addWidget(self.relance)
        column.addWidget(self.timeline, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName(f"{NAME}.splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(14)
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(right)
        self.splitter.setSizes([share * 100 for share in SHARES])
        for place, share in enumerate(SHARES):
            self.splitter.setStretchFactor(place, share)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.tabs)
        box.addWidget(self.splitter, 1)

    def choose(self, tab: str) -> None:
        """Shows a tab, by its key or its screen name ("sheet.contacts"); names of panes are passed on."""
        key = tab.removeprefix(f"{NAME}.")
        if key in {"note", "call"}:
            self.timeline.write(key)
        if key not in self.pages:
            return
        self.tabs.choose(key)
        brief = key == "file"
        if key in {"file", "contacts"}:
            (self._brief_place if brief else self._contacts_place).addWidget(self.contacts)
            if not brief:
                self._contacts_place.setAlignment(self.contacts, Qt.AlignmentFlag.AlignTop)
            self.contacts.set_brief(brief)
        self.stack.setCurrentWidget(self.pages[key])

    def show_lists(self, users: list[UserRow], sources: list[Entry]) -> None:
        """Passes the lists of the Fiche on."""
        self.file.show_lists(users, sources)

    def show_facts(self, facts: Facts) -> None:
        """Shows a reading."""
        self.sites.show_sites(facts.sites, facts.head.street)
        self.contacts.show_cards(facts.cards)
        self.file.show_facts(facts)
        self.dossiers.show_dossiers(facts.dossiers)
        self.tags.show_tags(facts.tags)
        self.history.company = facts.head.name
        self.relance.setVisible(facts.head.registered)
        counts = {
            "contacts": len(facts.cards),
            "dossiers": len(facts.dossiers),
            "follow_ups": facts.follow_ups,
        }
        self.tabs.show_counts({key: number or None for key, number in counts.items()})

    def edit(self) -> None:
        """F2."""
        self.choose("file")
        self.file.start_editing()

    def stop_editing(self) -> bool:
        """Échap; answers whether something was open."""
        return self.file.stop_editing()

    def _show_contact(self, contact: int) -> None:
        self.choose("contacts")
        self.contacts.show_contact(contact)


def _at_top(inner: QWidget) -> QWidget:
    """The widget above free room."""
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(inner)
    box.addStretch(1)
    return page


def _scrolled(inner: QWidget, name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    inner.setProperty("role", "plain")
    area.setWidget(inner)
    return area
