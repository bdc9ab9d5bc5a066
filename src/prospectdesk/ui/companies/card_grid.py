"""Cards in two columns, one where it is narrow; kept while they do not change."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from prospectdesk.queries.contacts import ContactCard
from prospectdesk.ui.companies.contact_card import CardWidget
from prospectdesk.ui.kit.buttons import Button

NAME = "sheet.contacts"
TWO_COLUMNS = 440
STEP = 40


class CardGrid(QWidget):
    """Shows at most `limit` cards and a button for the next ones."""

    wished = Signal(object)

    def __init__(self, limit: int = STEP, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.limit = limit
        self._cards: tuple[ContactCard, ...] = ()
        self.widgets: dict[str, CardWidget] = {}
        self._painted = False
        self._columns = 2
        self.more = Button("", "chevron-down", "link", name=f"{NAME}.more", on=self._show_more)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setSpacing(10)
        self.more.hide()

    def show_cards(self, cards: Sequence[ContactCard]) -> None:
        """Shows cards in their order; those that did not change keep their widget and focus."""
        self._cards = tuple(cards)
        wanted = self._cards[: self.limit]
        for uid in self.widgets.keys() - {card.uid for card in wanted}:
            self._drop(uid)
        for card in wanted:
            known = self.widgets.get(card.uid)
            if known is not None and known.card == card:
                continue
            if known is not None:
                self._drop(card.uid)
            made = CardWidget(card, self)
            made.wished.connect(self.wished)
            self.widgets[card.uid] = made
            if self._painted:
                made.fill_menu()
            made.show()
        left = len(self._cards) - len(wanted)
        self.more.set_text(self.tr("Afficher la suite ({count} cartes)").format(count=left))
        self.more.setVisible(left > 0)
        self._lay_out()

    def show_rest(self) -> None:
        """The first cards were painted: their menus come now, those of others with them."""
        self._painted = True
        for card in self.widgets.values():
            card.fill_menu()

    def set_limit(self, limit: int) -> None:
        """Another number of cards at once."""
        if limit != self.limit:
            self.limit = limit
            self.show_cards(self._cards)

    def _show_more(self) -> None:
        self.set_limit(self.limit + STEP)

    def _drop(self, uid: str) -> None:
        gone = self.widgets.pop(uid)
        self.grid.removeWidget(gone)
        gone.hide()
        gone.deleteLater()

    def _lay_out(self) -> None:
        while self.grid.count():
            self.grid.takeAt(0)
        order = [self.widgets[card.uid] for card in self._cards[: self.limit] if card.uid in self.widgets]
        for number, widget in enumerate(order):
            self.grid.addWidget(widget, number // self._columns, number % self._columns)
        for column in (0, 1):
            self.grid.setColumnStretch(column, 1 if column < self._columns else 0)
        lines = (len(order) + self._columns - 1) // self._columns
        if not self.more.isHidden():
            self.grid.addWidget(self.more, lines, 0, 1, self._columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Changes the number of columns with the width."""
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= TWO_COLUMNS else 1
        if columns != self._columns:
            self._columns = columns
            self._lay_out()
