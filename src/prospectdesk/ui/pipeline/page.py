"""The screen Opportunités: the board and the same dossiers as a list, under one row of filters (X-06…X-08, C-37)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.jobs.collector import resting
from prospectdesk.queries import pipeline
from prospectdesk.queries.pipeline import RANK, Card
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.pipeline.board import NAME, BoardView
from prospectdesk.ui.pipeline.card_menu import CardMenu
from prospectdesk.ui.pipeline.export import Export
from prospectdesk.ui.pipeline.filters import Filters
from prospectdesk.ui.pipeline.moves import Moves
from prospectdesk.ui.pipeline.new_opportunity import NewOpportunity
from prospectdesk.ui.pipeline.reading import LISTS, Reading
from prospectdesk.ui.pipeline.sort_chip import SortChip
from prospectdesk.ui.pipeline.table import OpportunityTable
from prospectdesk.ui.pipeline.words import opportunities, rounded

Form = Literal["board", "list"]
AWAY_MS = 5_000
"""How long nobody looks until pictures go and very many cards are put away."""


class OpportunitiesPage(Page):
    """`form` says how it starts; the switch changes it in place and keeps the filters."""

    status_text = Signal(str)

    def __init__(self, desk: Desk, form: Form = "board", parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME if form == "board" else f"{NAME}.list", parent)
        self.form: Form = form
        self._sort, self._descending = "next", False
        self._choices_read = False
        self._reading = Reading(desk)
        self.facts = Label(role="secondary", name=f"{NAME}.facts", elide=True)
        self.facts.setContentsMargins(0, 0, 0, 3)
        self.facts.setToolTip(
            self.tr(
                "Pondéré : chaque montant est multiplié par le pourcentage de son étape, puis tout est additionné."
            )
        )
        self._make_head()
        self.filters = Filters(desk)
        self.filters.changed.connect(self.refresh)
        self.sort = SortChip()
        self.sort.chosen.connect(self._sorted_cards)
        self.board = BoardView(desk.today)
        self.moves = Moves(desk, self.board, self)
        self.board.adding.connect(self.creation.start)
        self.menu = CardMenu(self.board, self.moves)
        self.table = OpportunityTable(desk.today, lambda work: desk.spawn(self, work))
        self.table.opened.connect(self._open)
        self.table.sort_wanted.connect(self._sorted)
        self.empty = EmptyState("target", "", name=f"{NAME}.empty", on=self._out_of_emptiness)
        self.stack = QStackedWidget()
        for part in (self.board, self.table, self.empty):
            self.stack.addWidget(part)
        self._lay_out()
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(AWAY_MS)
        self._away.timeout.connect(lambda: desk.spawn(self, self.put_away()))

    def _make_head(self) -> None:
        """The switch of the form, and the two buttons beside it."""
        self.switch = ChipRow(
            [
                ("board", self.tr("Tableau"), "square-kanban"),
                ("list", self.tr("Liste"), "rows-3"),
            ],
            name=f"{NAME}.form",
        )
        self.switch.choose(self.form)
        self.switch.chosen.connect(self._switched)
        self.export = Export(self)
        self.export_button = Button(
            self.tr("Exporter"), "download", name=f"{NAME}.export", tip=self.tr("Les opportunités affichées, en Excel ou CSV"),
            on=lambda: self.desk.spawn(self, self.export.run),
        )  # fmt: skip
        self.creation = NewOpportunity(self)
        self.new_button = Button(
            self.tr("Nouvelle opportunité"), "plus", "primary", name=f"{NAME}.new", on=self.creation.start
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(self.tr("Opportunités"), "title", name=f"{NAME}.title"))
        head.addWidget(self.facts, 1, Qt.AlignmentFlag.AlignBottom)
        for part in (self.switch, self.export_button, self.new_button):
            head.addWidget(part)
        under = QHBoxLayout()
        under.setSpacing(10)
        under.addWidget(self.filters, 1)
        under.addWidget(self.sort, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 12)
        box.setSpacing(10)
        box.addLayout(head)
        box.addLayout(under)
        box.addWidget(self.stack, 1)
        self.sort.setVisible(self.form == "board")

    def title(self) -> str:
        """The text of its tab."""
        return self.tr("Opportunités")

    def status(self) -> str:
        """Count and sums, for the status bar."""
        return self.facts.text()

    def hints(self) -> list[tuple[str, str]]:
        """The keys of a card, for the status bar."""
        if self.form == "list":
            return [(self.tr("Entrée"), self.tr("ouvrir la fiche"))]
        moving = [
            ("←/→", self.tr("changer d’étape")), (self.tr("Ctrl+←/→"), self.tr("colonne voisine")),
            (self.tr("Ctrl+↑/↓"), self.tr("ordre")), (self.tr("Entrée"), self.tr("ouvrir")),
        ]  # fmt: skip
        closing = [(self.tr("Maj+→"), self.tr("signé")), (self.tr("Maj+←"), self.tr("perdu"))]
        return moving if self.board.projects else moving + closing

    def concerned(self, changes: Changes) -> bool:
        """Whatever a card or a filter shows."""
        if changes.touches(*LISTS):
            self._choices_read = False
        return self._reading.hear(changes)

    def renew(self) -> None:
        """F5 reads the whole board."""
        self._reading.forget()
        super().renew()

    def apply(self, **params: Any) -> None:
        """`form` board or list, or criteria of Wanted; `create` asks for a new opportunity."""
        if params.pop("create", False):
            self.creation.start()
        form = params.pop("form", self.form)
        if form != self.form:
            self.switch.choose(form)
            self._switched(form)
        if params:
            self.filters.wanted = pipeline.Wanted(**params)
            self.filters.search.show_text(self.filters.wanted.text)
            self.filters.show_state()
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: a while later what is large goes."""
        super().hideEvent(event)
        self._away.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        self._away.stop()
        super().showEvent(event)

    async def put_away(self) -> None:
        """Gives back what is large while the page is hidden: pictures of cards, and the cards when they are very many."""
        if not self._unwatched():
            return
        self.board.forget_pictures()
        await self._reading.put_away(self._unwatched, self._free)

    def _unwatched(self) -> bool:
        return not self.isVisible() and not self.awaited and not self.board.pending

    def _free(self) -> None:
        self.board.put_away()
        if self.form == "board":
            self.table.show_cards((), self._sort, self._descending)
        self.refresh()  # at the next showing

    async def reload(self) -> None:
        """Reads the form that is shown; the lists of the filters once."""
        if not self._choices_read:
            self._choices_read = True
            person = self.desk.session.person
            self.filters.show_choices(await self.desk.query(pipeline.choices, person.id, person.leads))
        await (self._read_board() if self.form == "board" else self._read_list())
        self.status_text.emit(self.status())

    async def _read_board(self) -> None:
        wanted, sort = self.filters.wanted, self.sort
        found = await self._reading.board(wanted, sort.key, descending=sort.descending)
        self.moves.ordered = found.sort == RANK
        self.filters.show_pipeline(found.pipeline, all_pipelines=False)
        self._say(found.count, found.total, found.weighted)
        self.board.show_board(found)
        self._show(self.board, found.count)
        followed, self.moves.followed = self.moves.followed, None
        if followed is not None:
            self.board.stand_on(followed)

    async def _read_list(self) -> None:
        with resting() as rest:
            found = await self.desk.query(pipeline.listed, self.filters.wanted, self._sort, self._descending)
            rest.lasting(found)
        self.filters.show_pipeline(self.filters.wanted.pipeline, all_pipelines=True)
        amounts = (one.amount for one in found if one.amount is not None)
        self._say(len(found), sum(amounts, Decimal(0)), sum((one.weighted for one in found), Decimal(0)))
        self.table.show_cards(found, self._sort, self._descending)
        self._show(self.table, len(found))

    def _say(self, number: int, total: Decimal, weighted: Decimal) -> None:
        text = self.tr("{0} · {1} · pondéré {2}")
        self.facts.setText(text.format(opportunities(number), rounded(total), rounded(weighted)))

    def _show(self, view: QWidget, number: int) -> None:
        self.stack.setCurrentWidget(view if number else self.empty)
        if number:
            return
        if self.filters.narrowed():
            hint = self.tr("Aucune opportunité ne répond à tous ces filtres.")
            self.empty.say(
                "list-filter", self.tr("Rien avec ces filtres"), hint, self.tr("Effacer les filtres")
            )
        else:
            hint = self.tr(
                "Une opportunité est un dossier ouvert : elle se crée ici, ou sur une fiche, onglet Dossiers/Missions."
            )
            self.empty.say("target", self.tr("Aucune opportunité"), hint, self.tr("Nouvelle opportunité"))

    def _out_of_emptiness(self) -> None:
        if self.filters.narrowed():
            self.filters.clear()
        else:
            self.creation.start()

    def _switched(self, form: Form) -> None:
        self.form = form
        self.sort.setVisible(form == "board")
        self.refresh()

    def _sorted_cards(self) -> None:
        self.board.show_ordered(self.sort.key == RANK)
        self.refresh()

    def order(self) -> tuple[str, bool]:
        """By what the form that is shown is sorted, and whether the last come first."""
        return (
            (self.sort.key, self.sort.descending) if self.form == "board" else (self._sort, self._descending)
        )

    def _sorted(self, key: str, descending: bool) -> None:
        self._sort, self._descending = key, descending
        self.refresh()

    def _open(self, card: Card) -> None:
        order = [self.table.cards[one].company_id for one in self.table.model.ids()]
        self.desk.open("sheet.dossiers", company=card.company_id, company_list=list(dict.fromkeys(order)))
