"""« Tri »: by what the cards of the columns stand, the order people give them first (C-37)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prospectdesk.queries.pipeline import RANK
from prospectdesk.ui.kit.menu_chip import MenuChip

NAME = "opportunities.sort"


class SortChip(MenuChip):
    """`chosen` tells another order; the same entry again turns it round."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "arrow-up-down", NAME, parent)
        self._plain = self.tr("Tri")
        self.key, self.descending = RANK, False
        self._labels = {
            RANK: self.tr("ordre du tableau"),
            "next": self.tr("prochaine relance"),
            "amount": self.tr("montant"),
            "signing": self.tr("signature prévue"),
            "company": self.tr("société"),
            "type": self.tr("type"),
            "holder": self.tr("titulaire"),
            "comment": self.tr("commentaire"),
        }
        self._show()

    def choose(self, key: str) -> None:
        """Sorts by one of the entries; amounts start with the largest."""
        again = key == self.key and key != RANK
        self.descending = not self.descending if again else key == "amount"
        self.key = key
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        self.menu.clear()
        for key, label in self._labels.items():
            self.tick(key, f"{label[:1].upper()}{label[1:]}", key == self.key, partial(self.choose, key))
        arrow = "" if self.key == RANK else " ↓" if self.descending else " ↑"
        self.show_state(f"{self._labels[self.key]}{arrow}")
        self.setChecked(self.key != RANK)
