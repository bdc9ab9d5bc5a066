"""The opportunities as a list: every field of C-35 in a column that sorts (C-37)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.queries.pipeline_cards import Card, Cards
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.columns import Cell, Column, DueCell, NameCell, StageCell
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView
from prospectdesk.ui.pipeline.words import euros, late_text, next_text

NAME = "opportunities.list"
STEPS = 4
Today = Callable[[], int]


class OpportunityTable(QWidget):
    """`opened` carries the card to open; `sort_wanted` (column, descending)."""

    opened = Signal(object)
    sort_wanted = Signal(str, bool)

    def __init__(
        self,
        today: Today,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self.cards = Cards()
        self.model = PagedModel(self._columns(), self._fetch, spawn, parent=self)
        self.model.sort_requested.connect(self.sort_wanted)
        self.view = TableView(f"{NAME}.table", self.tr("Opportunités"))
        self.view.show_model(self.model)
        self.view.opened.connect(self._open)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)

    def _columns(self) -> list[Column]:
        return [
            Column("company", self.tr("Société"), 160, "name", self._company, stretch=3),
            Column("type", self.tr("Type"), 104, "text", lambda one: one.type),
            Column("stage", self.tr("Etape"), 116, "stage", self._stage),
            Column("amount", self.tr("Montant"), 88, "number", lambda one: euros(one.amount)),
            Column("weighted", self.tr("Pondéré"), 88, "number", self._weighted),
            Column("signing", self.tr("Signature"), 100, "text", lambda one: show.date_text(one.signing_on)),
            Column("holder", self.tr("Titulaire"), 110, "text", lambda one: one.holder or "", stretch=1),
            Column("next", self.tr("Prochaine relance"), 240, "due", self._next, stretch=1),
            Column("comment", self.tr("Commentaire"), 100, "text", self._comment, stretch=2),
            Column("open", "", 40, "open"),
        ]

    def _open(self, dossier: int) -> None:
        for one in self.cards.named([dossier]).values():
            self.opened.emit(one)

    def show_cards(self, cards: Cards, sort: str, descending: bool) -> None:
        """Shows a list that was read in this order; the row in hand is kept."""
        held = self.view.current_id()
        same = np.array_equal(cards.ids, self.cards.ids)
        self.cards = cards
        self.model.set_sort(sort, descending)
        if same:
            self.model.refresh_ids()
            return
        self.model.set_ids(cards.ids)
        if held is not None:
            self.view.go_to(held)

    async def _fetch(self, ids: list[int]) -> list[Card]:
        named = self.cards.named(ids)
        return [named[one] for one in ids if one in named]

    @staticmethod
    def _company(one: Card) -> Cell:
        return NameCell(one.company, icon="copy" if one.twin else "", tone="warn")

    @staticmethod
    def _stage(one: Card) -> Cell:
        return StageCell(one.stage, round(one.percent * STEPS / 100), STEPS, show.percent(one.percent))

    @staticmethod
    def _weighted(one: Card) -> Cell:
        return "" if one.amount is None else euros(one.weighted)

    @staticmethod
    def _comment(one: Card) -> Cell:
        return " ".join((one.comment or "").split())

    def _next(self, one: Card) -> Cell:
        if one.next_day is None:
            return ""
        today = self._today()
        late = late_text(one, today)
        text = next_text(one, today)
        return DueCell(f"{text} · {late}" if late else text, show.due_role(one.next_day, today))
