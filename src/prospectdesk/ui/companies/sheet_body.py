"""What stands below the header: the five tabs (46 %) and the panes (54 %)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.queries.people import Entry, UserRow
from prospectdesk.ui.companies.contacts_tab import ContactsTab
from prospectdesk.ui.companies.establishments import Establishments
from prospectdesk.ui.companies.facts import Facts
from prospectdesk.ui.companies.file_tab import FileTab
from prospectdesk.ui.companies.history_tab import HistoryTab
from prospectdesk.ui.companies.tags_row import TagsRow
from prospectdesk.ui.dossiers.opportunity import OpportunityBox
from prospectdesk.ui.dossiers.pane import DossiersPane
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.page import TABS, Page
from prospectdesk.ui.kit.tabs import SegmentedTabs
from prospectdesk.ui.relances.follow_ups_tab import FollowUpsTab
from prospectdesk.ui.relances.pane import RelancePane
from prospectdesk.ui.timeline.pane import TimelinePane

NAME = "sheet"
SHARES = (46, 54)
LOW = 560
"""Below this height the composer makes room for an open relance form."""


class SheetBody(QWidget):
    """`called` (number, contact), `tagged` (routine, tag, ex-client), `opened` (another company).

    Only the frame is there at first: go through `build`, a part at each turn of the event loop. A body made for
    nobody yet (company 0) reads and keeps nothing until `bind`.
    """

    called = Signal(str, object)
    tagged = Signal(int, str, bool)
    opened = Signal(int)

    def __init__(self, desk: Desk, company_id: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.company_id = desk, company_id
        self.seen = asyncio.Event()
        self._company = ""
        self._parts = self._make_parts()
        self._panes: list[FileTab | ContactsTab | RelancePane | OpportunityBox | TimelinePane] = []
        self.history: HistoryTab | None = None
        self.follow_ups: FollowUpsTab | None = None
        self.dossiers: DossiersPane | None = None
        self._skeleton()

    def build(self) -> Iterator[None]:
        """Makes the parts that are not there yet, each in less than a blink; the loop may turn where this yields."""
        return self._parts

    def bind(self, company: int) -> None:
        """Gives a body made for nobody its company; only once, so that nothing of another company is in it."""
        if self.company_id:
            raise ValueError(self.company_id)
        self.company_id = company
        for pane in self._panes:
            if isinstance(pane, RelancePane | OpportunityBox):
                pane.company_id = company
            else:
                pane.bind(company)
            if isinstance(pane, Page):
                pane.refresh()  # whatever it read for nobody is not what it shows

    def _make_parts(self) -> Iterator[None]:
        self._left()
        yield
        for _ in self.file.build():
            yield
        self.sites = Establishments(self.file)
        self.contacts = ContactsTab(self.desk, self.company_id, self.file)
        self._panes.append(self.contacts)
        self.file.cards_place.addWidget(self.sites)
        self._brief_place = _column()
        self.file.cards_place.addLayout(self._brief_place)
        yield
        self._other_tabs()
        yield
        self.tags = TagsRow(self.right)
        self.relance = RelancePane(self.desk, self.company_id, self.right)
        self._panes.append(self.relance)
        yield
        self.opportunity = OpportunityBox(self.desk, self.company_id, self.right)
        self._panes.append(self.opportunity)
        yield
        self.timeline = TimelinePane(self.desk, self.company_id, self.right)
        self._panes.append(self.timeline)
        self._right()
        yield
        self._wire()
        self.choose("file")

    def _skeleton(self) -> None:
        """From the outside in: what is moved to another parent later is dressed twice."""
        self.tabs = SegmentedTabs(
            [
                ("file", self.tr("Fiche")),
                ("contacts", self.tr("Interlocuteurs")),
                ("dossiers", self.tr("Dossiers / Missions")),
                ("follow_ups", self.tr("Suivi")),
                ("history", self.tr("Historique")),
            ],
            name=f"{NAME}.tabs", accessible=self.tr("Parties de la fiche"), parent=self,
        )  # fmt: skip
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName(f"{NAME}.splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(14)
        self.stack = QStackedWidget(self.splitter)
        self.stack.setProperty(TABS, True)
        self.right = QWidget(self.splitter)
        self.right.setMinimumHeight(1)  # what it holds never makes the window higher than the screen
        self.splitter.setSizes([share * 100 for share in SHARES])
        for place, share in enumerate(SHARES):
            self.splitter.setStretchFactor(place, share)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.tabs)
        box.addWidget(self.splitter, 1)

    def _left(self) -> None:
        names = {key: tab.text() for key, tab in self.tabs.tabs.items()}
        self.pages = {
            key: _area(self.stack, names[key])
            if key in {"file", "contacts", "dossiers"}
            else _place(self.stack)
            for key in names
        }
        for page in self.pages.values():
            self.stack.addWidget(page)
        self.file = FileTab(self.desk, self.company_id, _viewport(self.pages["file"]))
        self._panes.append(self.file)

    def _other_tabs(self) -> None:
        contacts = QWidget(_viewport(self.pages["contacts"]))
        self._contacts_place = _column(contacts)
        for key, inner in (("file", self.file), ("contacts", contacts)):
            _fill(self.pages[key], inner)

    def _right(self) -> None:
        column = _column(self.right)
        column.setSpacing(10)
        column.addWidget(self.tags)
        column.addWidget(self.relance)
        column.addWidget(self.opportunity)
        column.addWidget(self.timeline, 1)

    def _wire(self) -> None:
        self.tabs.chosen.connect(self.choose)
        for pane in (self.relance, self.opportunity, self.right):
            pane.installEventFilter(self)
        self.sites.called.connect(lambda number: self.called.emit(number, None))
        self.tags.changed.connect(self.tagged)
        self.contacts.opened.connect(self.opened)
        self.contacts.all_wanted.connect(lambda: self.choose("contacts"))
        self.file.chosen.connect(self._show_contact)
        self.file.opened.connect(self.opened)
        self.file.dossiers.opened.connect(self.show_dossier)
        self.opportunity.chosen.connect(self.show_dossier)

    def _need(self, key: str) -> None:
        """Makes what most visits never look at when it is first chosen."""
        page = self.pages[key]
        if key == "dossiers" and self.dossiers is None:
            self.dossiers = DossiersPane(self.desk, self.company_id, _viewport(page))
            _fill(page, self.dossiers)
        if key == "follow_ups" and self.follow_ups is None:
            self.follow_ups = FollowUpsTab(self.desk, self.company_id, page)
            _column(page).addWidget(self.follow_ups)
        if key == "history" and self.history is None:
            self.history = HistoryTab(self.desk, self.company_id, page)
            self.history.company = self._company
            _column(page).addWidget(self.history)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows what stands above the timeline: it grows with tags, and when its fields open."""
        if self.company_id and event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            self._make_room()  # not while it is made ahead: whom it shows would read
        return False

    def _make_room(self) -> None:
        """Where there is no room for both, the entries give way to who writes, else the composer to the entries."""
        low, composer, card = self.height() < LOW, self.timeline.composer, self.timeline.card
        asking = low and self.relance.asking()
        column = self.right.layout()
        need = 0 if column is None else column.minimumSize().height()
        need += sum(one.minimumSizeHint().height() for one in (composer, card) if one.isHidden())
        room = need <= self.right.height() and not asking
        writing = not room and (composer.has_cursor() or (composer.written() and not asking))
        composer.setVisible(room or writing)
        card.setVisible(not writing)
        self.timeline.setVisible(not (low and self.opportunity.editing()))

    def choose(self, tab: str) -> None:
        """Shows a tab, by its key or its screen name ("sheet.contacts"); names of panes are passed on."""
        key = tab.removeprefix(f"{NAME}.")
        if key in {"note", "call"}:
            self.timeline.write(key)
        if key not in self.pages:
            return
        self._need(key)
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

    def show_facts(self, facts: Facts) -> Iterator[None]:
        """Shows a reading; the loop may turn where this yields."""
        self.sites.show_sites(facts.sites, facts.head.street)
        self.contacts.show_cards(facts.cards)
        self.contacts.show_disputes(facts.disputes)
        yield
        self.file.show_facts(facts)
        self.tags.show_tags(facts.tags)
        self._company = facts.head.name
        if self.history is not None:
            self.history.company = self._company
        self.relance.setVisible(facts.head.registered)
        self.opportunity.setVisible(facts.head.registered)
        counts = {
            "contacts": len(facts.cards),
            "dossiers": len(facts.dossiers),
            "follow_ups": facts.follow_ups,
        }
        self.tabs.show_counts({key: number or None for key, number in counts.items()})
        self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        """From now on it can be seen."""
        super().paintEvent(event)
        self.seen.set()

    def show_rest(self) -> None:
        """What nobody sees in the first picture."""
        self.file.show_rest()
        self.contacts.grid.show_rest()

    def edit(self) -> None:
        """F2."""
        self.choose("file")
        self.file.start_editing()

    def stop_editing(self) -> bool:
        """Échap; answers whether something was open."""
        return self.opportunity.stop_editing() or self.file.stop_editing()

    def show_dossier(self, uid: str) -> None:
        """Opens the tab of dossiers on one of them; "" leaves the sub-tab as it is."""
        self.choose("dossiers")
        if uid and self.dossiers is not None:
            self.dossiers.choose(uid)

    def _show_contact(self, contact: int) -> None:
        self.choose("contacts")
        self.contacts.show_contact(contact)


def _column(parent: QWidget | None = None) -> QVBoxLayout:
    """A layout from top to bottom without margins."""
    column = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    return column


def _area(parent: QWidget, name: str) -> QScrollArea:
    """A place whose content scrolls."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    return area


def _place(parent: QWidget) -> QWidget:
    """A place that is filled later."""
    return QWidget(parent)


def _viewport(area: QWidget) -> QWidget:
    """Where the content of an area lives."""
    return area.viewport() if isinstance(area, QScrollArea) else area


def _fill(area: QWidget, inner: QWidget) -> None:
    """Gives an area its content."""
    inner.setProperty("role", "plain")
    if isinstance(area, QScrollArea):
        area.setWidget(inner)
