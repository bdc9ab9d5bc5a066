"""The list of prospects (D-01 … D-09): views, filters, table, selection, peek pane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import Failure
from prospectdesk.queries import prospects
from prospectdesk.queries.prospects import ProspectRow
from prospectdesk.queries.prospects_around import Around
from prospectdesk.queries.prospects_criteria import Criteria, parse_criteria
from prospectdesk.queries.prospects_views import Listing, Question, listing, view_counts
from prospectdesk.ui.kit.bars import SelectionBar
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.prospects import columns
from prospectdesk.ui.prospects.criteria_words import without
from prospectdesk.ui.prospects.emptiness import Emptiness
from prospectdesk.ui.prospects.filters import AROUND, DUE, FilterLine
from prospectdesk.ui.prospects.group_acts import GroupActs
from prospectdesk.ui.prospects.group_model import GroupModel
from prospectdesk.ui.prospects.head import Head
from prospectdesk.ui.prospects.late_parts import LateParts
from prospectdesk.ui.prospects.lists import FIRST_ROWS, FirstPage, Lists, read_lists
from prospectdesk.ui.prospects.table import ProspectTable
from prospectdesk.ui.prospects.table_tools import TableTools
from prospectdesk.ui.prospects.view_acts import ViewActs
from prospectdesk.ui.prospects.view_bar import ViewBar
from prospectdesk.ui.prospects.words import hints, order_text, selected_text, status_text

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.criteria_panel import CriteriaPanel

SMALLEST = 96
"""Pixels of the table that stay beside everything else."""
FIRST_TURNS = 50
IGNORED = {"setting", "draft", "write_state", "column_dirty"}


class ProspectsPage(LateParts):
    """Everything it shows is the answer to `question`; `status_text` carries the words of the status bar."""

    status_text = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "prospects", parent)
        self.question = Question()
        self.lists = Lists()
        self.found: Listing | None = None
        self._wish = 0
        self._touched: set[int] | None = set()
        self._waiting: Listing | None = None
        self.head = Head(desk)
        self.views = ViewBar()
        self.filters = FilterLine()
        self.panel: CriteriaPanel | None = None
        self.model = GroupModel(
            columns.columns(columns.SHOWN, desk.session.clock.today), self._fetch, self._spawn, parent=self
        )
        self.table = ProspectTable("prospects.table", self.tr("Liste des prospects"))
        self.table.show_model(self.model)
        self.tools = TableTools(desk, self.table, self.model)
        self.groups = GroupActs(self)
        self.empty = Emptiness()
        self.selection = SelectionBar("prospects.selection")
        self._lay_out()
        self.view_acts = ViewActs(self)
        self._connect()

    # what is there -----------------------------------------------------------------------------
    def _lay_out(self) -> None:
        self.filters.tools.addWidget(self.groups.button)
        self.views.tools.addWidget(self.tools.columns)
        self.views.tools.addWidget(self.tools.density)
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        self.body.setMinimumHeight(SMALLEST)
        self.middle = QHBoxLayout()
        self.middle.setSpacing(12)
        self.middle.addWidget(self.body, 1)
        self.place = QVBoxLayout()
        self.place.setSpacing(8)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 10)
        box.setSpacing(8)
        for part in (self.head, self.views, self.filters):
            box.addWidget(part)
        box.addLayout(self.place)
        box.addLayout(self.middle, 1)
        box.addWidget(self.selection)

    def _connect(self) -> None:
        self.head.scope.chosen.connect(
            lambda key: self.ask(replace(self.question, directory=key == "directory"))
        )
        self.views.chosen.connect(self.choose_view)
        self.filters.searched.connect(self._search)
        self.filters.removed.connect(self.remove)
        self.filters.wanted.connect(self.show_panel)
        self.filters.cleared.connect(self.clear)
        self.filters.search.left_down.connect(self._to_table)
        self.model.sort_requested.connect(self._sort)
        self.model.ticked_changed.connect(self._ticked)
        self.table.opened.connect(self.open)
        self.table.peeked.connect(self._peek)
        self.table.edit_ended.connect(self._show_waiting)
        self.selection.cleared.connect(lambda: self.model.tick_all(False))
        self.empty.cleared.connect(self.clear)
        self.empty.import_wanted.connect(lambda: self.desk.open("import"))

    def _spawn(self, work: Any) -> object:
        return self.desk.spawn(self, work)

    async def _fetch(self, ids: list[int]) -> Sequence[ProspectRow]:
        return await self.desk.query(prospects.rows, ids)

    # what the window asks ------------------------------------------------------------------------
    def title(self) -> str:
        """The text of the tab."""
        return self.tr("Prospects")

    def status(self) -> str:
        """How many are shown and ticked, and how long the search took."""
        return status_text(self.found, self.model.ticked.count())

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the table."""
        return hints()

    def apply(self, **params: Any) -> None:
        """`criteria` (a Criteria or NAME=VALUE texts), `around` (an Around), `view` (key of a tab), `advanced` (open
        the panel)."""
        criteria = params.get("criteria")
        if criteria is not None:
            given = criteria if isinstance(criteria, Criteria) else parse_criteria(criteria)
            self.ask(Question(given, self.question.sort))
        if isinstance(params.get("around"), Around):
            self.ask(Question(sort=self.question.sort, around=params["around"]))
        if params.get("view"):
            self.choose_view(str(params["view"]))
        if params.get("advanced"):
            self.show_panel("")

    def showEvent(self, event: QShowEvent) -> None:
        """The table takes the keys, unless somebody types already."""
        super().showEvent(event)
        if self.focusWidget() is None:
            self.table.setFocus()

    def concerned(self, changes: Changes) -> bool:
        """Everything but preferences; the companies named are read again."""
        if changes.everything:
            self._touched = None
        elif self._touched is not None:
            self._touched |= changes.companies
        if changes.touches("user", "catalogue"):
            self._touched = None
        return changes.everything or any(item.noun not in IGNORED for item in changes.items)

    def take(self, first: FirstPage) -> None:
        """The first rows by name, before the loop runs: they are in the first picture of the window."""
        self._show_lists(first.lists)
        self._show_question()
        self.model.set_ids(first.ids, first.rows)

    async def reload(self) -> None:
        """Reads views and lists, then the answer to the question again; what is looked at stays."""
        if not self.furnished:
            self.furnish()
            self._ticked()
        lists = await self.desk.query(read_lists, self.desk.session.person.id)
        self._show_lists(lists)
        if self.found is None and not self.model.begun:
            await self._first_rows()
        self._show_question()
        self._wish += 1
        await self._answer(self._wish)

    def _show_lists(self, lists: Lists) -> None:
        self.lists = lists
        self.tools.restore(lists.settings)
        self.view_acts.show(lists, self.desk.session.person.login, self.desk.today())
        if self.panel is not None:
            self.panel.show_lists(lists)

    @property
    def awaited(self) -> bool:
        """Until the first rows are there; the order of all others follows."""
        return super().awaited and not self.model.begun

    async def _first_rows(self) -> None:
        """The first page by name while the whole list is being put in order (large profiles)."""
        if self.desk.session.reader.columns is not None or not self.question.bare:
            return
        import asyncio

        ids = await self.desk.query(prospects.first, FIRST_ROWS)
        self.model.set_ids(ids)
        for _ in range(FIRST_TURNS if ids else 0):
            await asyncio.sleep(0.01)
            if self.model.row_at(0) is not None:
                self.table.viewport().repaint()  # they are in sight before the columns begin to load
                break

    # the question --------------------------------------------------------------------------------
    def ask(self, question: Question) -> None:
        """Asks something else; answers to older questions are dropped."""
        self.question = question
        self._show_question()
        self._wish += 1
        wish = self._wish
        self.desk.spawn(self, lambda: self._answer(wish))

    def _show_question(self) -> None:
        self.filters.show_question(self.question, self.lists.people, self.desk.today())
        self.filters.order.setText(order_text(self.question.sort))
        self.head.show_scope(self.question.directory)
        self.groups.mark(self.question)
        self.view_acts.mark(self.question)
        key, descending = self.question.sort.removeprefix("-"), self.question.sort.startswith("-")
        self.model.set_sort(key, descending)

    async def _answer(self, wish: int) -> None:
        question, reader = self.question, self.desk.session.reader
        try:
            found = await self.desk.query(listing, reader, question, self.desk.today())
        except Failure as failure:
            if wish == self._wish:
                self.filters.show_error(sentence(failure))
            return
        if wish != self._wish:
            return
        self.filters.show_error("")
        if self.table.editing:
            self._waiting = found
        else:
            self._show(found)
        views = self.view_acts.views
        counts = await self.desk.query(view_counts, reader, [view.question for view in views])
        self.views.show_counts({view.key: number for view, number in zip(views, counts, strict=True)})

    def _show_waiting(self) -> None:
        """A cell is closed: the list that came meanwhile may take its place."""
        found, self._waiting = self._waiting, None
        if found is not None:
            self._show(found)

    def _show(self, found: Listing) -> None:
        """Another list; the row looked at, the place and the ticks stay where they still exist."""
        old, self.found = self.model.ids(), found
        touched, self._touched = self._touched, set()
        same = len(old) == len(found.ids) and found.groups == self.model.groups and all_equal(old, found.ids)
        if same and self.question.group == self.model.grouping:
            self.model.refresh_ids(touched)
        else:
            with self.table.standing_still():
                self.model.show_list(found.ids, found.groups, self.question.group, found.first)
        self.head.show_count(len(found.ids), found.total)
        self.empty.show_reason(self.question, found)
        self.body.setCurrentWidget(self.table if len(found.ids) else self.empty)
        if self.peeks:
            self.peek.refresh()
        self._ticked()

    def choose_view(self, key: str) -> None:
        """Shows what a tab keeps."""
        view = self.view_acts.find(key)
        if view is not None:
            self.view_acts.chosen = key
            self.model.put_folded(view.folded)
            self.ask(view.question)

    def _search(self, text: str) -> None:
        self.ask(replace(self.question, criteria=replace(self.question.criteria, raison_sociale=text)))

    def remove(self, name: str) -> None:
        """Takes one criterion away."""
        if name == DUE:
            self.ask(replace(self.question, due_to=None))
        elif name == AROUND:
            self.ask(replace(self.question, around=None))
        else:
            self.ask(replace(self.question, criteria=without(self.question.criteria, name)))

    def clear(self) -> None:
        """Takes all criteria away; order and scope stay."""
        self.ask(replace(self.question, criteria=Criteria(), due_to=None, around=None))

    def _sort(self, key: str, descending: bool) -> None:
        self.ask(replace(self.question, sort=f"-{key}" if descending else key))

    # the panel -----------------------------------------------------------------------------------
    def show_panel(self, name: str) -> None:
        """Opens the 16 criteria, the cursor in the one called `name`; "" opens or closes the whole."""
        from prospectdesk.ui.prospects.criteria_panel import CriteriaPanel

        if self.panel is None:
            self.panel = CriteriaPanel(self.desk.today)
            self.panel.searched.connect(self._panel_asked)
            self.panel.closed.connect(self._close_panel)
            self.panel.show_lists(self.lists)
            self.panel.hide()
            self.place.addWidget(self.panel)
        if not name and self.panel.isVisible():
            self._close_panel()
            return
        self.panel.show_criteria(self.question.criteria)
        self.panel.show()
        self.panel.focus(name)

    def _panel_asked(self, criteria: Criteria) -> None:
        self._close_panel()
        self.ask(replace(self.question, criteria=criteria))

    def _close_panel(self) -> None:
        if self.panel is not None:
            self.panel.hide()
        self.table.setFocus()

    # rows ----------------------------------------------------------------------------------------
    def open(self, company: int) -> None:
        """Opens a sheet that knows the list it comes from."""
        self.desk.open("sheet", company=company, company_list=self.model.ids())

    def _peek(self, company: int) -> None:
        self.peek.toggle(company)

    def _to_table(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 1))

    def _ticked(self) -> None:
        number = self.model.ticked.count()
        if not self.furnished:
            return  # `reload` will tell
        self.acts.adding.setVisible(self.question.directory)
        self.acts.show_number(number)
        self.selection.show_count(number, selected_text(number))
        self.status_text.emit(self.status())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap closes the panel, then the peek pane."""
        if event.key() == Qt.Key.Key_Escape and self.panel is not None and self.panel.isVisible():
            self._close_panel()
        elif event.key() == Qt.Key.Key_Escape and self.peeks and self.peek.isVisible():
            self.peek.close_pane()
        else:
            super().keyPressEvent(event)


def all_equal(one: Any, other: Any) -> bool:
    """Whether two lists of the same length (lists or arrays) hold the same ids."""
    same = one == other
    return bool(same.all()) if hasattr(same, "all") else bool(same)
