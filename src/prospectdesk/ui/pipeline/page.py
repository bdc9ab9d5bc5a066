"""The screen Opportunités: the board and the same dossiers as a list, under one row of filters (X-06…X-08, C-37)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.queries import pipeline
from prospectdesk.queries.pipeline import RANK
from prospectdesk.queries.pipeline_cards import Card
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
"""How long nobody looks until the pictures of cards go."""


class OpportunitiesPage(Page):
    """`form` says how it starts; the switch changes it in place and keeps the filters."""

    status_text = Signal(str)

    def __init__(self, desk: Desk, form: Form = "board", parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME if form == "board" else f"{NAME}.list", parent)
        self.form: Form = form
        self._sort, self._descending = "next", False
        self._choices_read = self._of_projects = False
        self._reading = Reading(desk)
        self.facts = Label(role="secondary", name=f"{NAME}.facts", elide=True)
        self.facts.setContentsMargins(0, 0, 0, 3)
        self.facts.setToolTip(
            self.tr(
                "Pondéré : chaque montant est multiplié par le pourcentage de son étape, puis tout est additionné."
            )
        )
        self._make_head()
        self.stack = QStackedWidget()
        self._lay_out()
        self._away = QTimer(self)
        self._away.setSingleShot(True)
        self._away.setInterval(AWAY_MS)

    def pieces(self) -> Iterator[None]:
        """The filters, the board, the list, what stands there without opportunities."""
        self.filters = Filters(self.desk, self)
        self.filters.changed.connect(self.refresh)
        self.sort = SortChip()
        self.sort.chosen.connect(self._sorted_cards)
        self._under.addWidget(self.filters, 1)
        self._under.addWidget(self.sort, 0, Qt.AlignmentFlag.AlignTop)
        self.sort.setVisible(self.form == "board")
        yield
        self.board = BoardView(self.desk.today)
        self.moves = Moves(self.desk, self.board, self)
        self.board.adding.connect(self.creation.start)
        self.menu = CardMenu(self.board, self.moves)
        self._away.timeout.connect(self.board.forget_pictures)
        self.stack.addWidget(self.board)
        yield
        self.table = OpportunityTable(self.desk.today, lambda work: self.desk.spawn(self, work))
        self.table.opened.connect(self._open)
        self.table.sort_wanted.connect(self._sorted)
        self.stack.addWidget(self.table)
        yield
        self.empty = EmptyState("target", "", name=f"{NAME}.empty", on=self._out_of_emptiness)
        self.stack.addWidget(self.empty)

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
        self._under = QHBoxLayout()
        self._under.setSpacing(10)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 12)
        box.setSpacing(10)
        box.addLayout(head)
        box.addLayout(self._under)
        box.addWidget(self.stack, 1)

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
        return moving if self._of_projects else moving + closing

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
        if params:
            self.complete()
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
        """Nobody looks: a while later the pictures go."""
        super().hideEvent(event)
        self._away.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        self._away.stop()
        super().showEvent(event)

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
        self.moves.ordered, self._of_projects = found.sort == RANK, found.projects
        self.filters.show_pipeline(found.pipeline, all_pipelines=False)
        self._say(found.count, found.total, found.weighted)
        for _step in self.board.steps(found):
            await asyncio.sleep(0)
        self._show(self.board, found.count)
        followed, self.moves.followed = self.moves.followed, None
        if followed is not None:
            self.board.stand_on(followed)

    async def _read_list(self) -> None:
        found = await self.desk.query(pipeline.summed, self.filters.wanted, self._sort, self._descending)
        self.filters.show_pipeline(self.filters.wanted.pipeline, all_pipelines=True)
        self._say(len(found.cards), found.total, found.weighted)
        self.table.show_cards(found.cards, self._sort, self._descending)
        self._show(self.table, len(found.cards))

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
        self.complete()
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
        self.desk.open("sheet.dossiers", company=card.company_id, company_list=self.table.cards.companies)
