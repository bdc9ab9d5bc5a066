"""The menu of a card: everything that dragging does, by name (X-07)."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from prospectdesk.queries.pipeline_cards import Card
from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.pipeline.board import NAME, BoardView
from prospectdesk.ui.pipeline.moves import Moves


class CardMenu(QMenu):
    """Filled anew for each card."""

    def __init__(self, board: BoardView, moves: Moves) -> None:
        super().__init__(board)
        self.setObjectName(f"{NAME}.card_menu")
        self._board, self._moves = board, moves
        board.menu_wanted.connect(self.open_for)

    def open_for(self, card: Card, place: QPoint) -> None:
        """Shows the menu of a card at a place of the screen."""
        self.clear()
        self._add("open", self.tr("Ouvrir la fiche"), "external-link", card)
        self.addSeparator()
        for number, lane in enumerate(self._board.lanes.values()):
            if lane.stage.active and lane.stage.id != card.stage_id:
                text = self.tr("Passer à l’étape « {0} »").format(lane.stage.label)
                action = QAction(text.replace("&", "&&"), self)
                action.setObjectName(f"{NAME}.card_menu.stage.{number}")
                action.triggered.connect(lambda _checked=False, to=lane: self._moves.to_lane(card, to))
                self.addAction(action)
        if not self._board.projects:
            self.addSeparator()
            self._add("sign", self.tr("Signé…"), "signature", card)
            self._add("lose", self.tr("Perdu…"), "circle-x", card)
        self.popup(place)

    def _add(self, act: str, text: str, icon: str, card: Card) -> None:
        action = QAction(text, self)
        action.setObjectName(f"{NAME}.card_menu.{act}")
        set_icon(action, icon)
        action.triggered.connect(lambda _checked=False: self._moves.perform(act, card))
        self.addAction(action)
