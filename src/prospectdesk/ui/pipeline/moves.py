"""What happens to a card: moved, signed, lost; it stays dimmed until the store has answered (X-07, X-08)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.domain.errors import Refused
from prospectdesk.queries.pipeline_cards import Card
from prospectdesk.ui.dossiers import outcomes
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.pipeline.board import BoardView
from prospectdesk.ui.pipeline.lane import Lane

Work = Coroutine[Any, Any, Any]


def nothing_in_hand() -> Refused:
    """A zone was pressed while no card was chosen."""
    return Refused("no_card", "Choisissez d’abord une opportunité, ou glissez-la sur Signé ou Perdu.")


def sorted_board() -> Refused:
    """A card was put between two others while the board is sorted by something else."""
    return Refused(
        "sorted_board",
        "Le tableau est trié : choisissez « Tri : ordre du tableau » pour ranger les cartes à la main.",
    )


def around(cards: Sequence[Card], row: int, dossier: int) -> tuple[int | None, int | None]:
    """The neighbours of a card let go before `row`; it is none itself."""
    above = row - 1
    if above >= 0 and cards[above].id == dossier:
        above -= 1
    below = row + 1 if row < len(cards) and cards[row].id == dossier else row
    return cards[above].id if above >= 0 else None, cards[below].id if below < len(cards) else None


class Moves(QObject):
    """`followed` is the card that keyboard and eye follow once the board was read again.

    `ordered`: the cards stand in the order people give them; sorted otherwise, a card only changes its column.
    """

    def __init__(self, desk: Desk, board: BoardView, page: QWidget) -> None:
        super().__init__(board)
        self._desk, self._board, self._page = desk, board, page
        self._pending: frozenset[int] = frozenset()
        self.followed: int | None = None
        self.ordered = True
        board.dropped.connect(self.drop)
        board.wanted.connect(self.perform)

    def perform(self, act: str, card: Card | None) -> None:
        """One of the acts of a card: by key, menu or zone."""
        if card is None:
            self._desk.show(self._page, nothing_in_hand())
            return
        if card.id in self._pending:
            return
        acts: dict[str, Callable[[Card], None]] = {
            "open": self._open,
            "next_stage": lambda one: self._sideways(one, 1),
            "previous_stage": lambda one: self._sideways(one, -1),
            "higher": lambda one: self._within(one, -1),
            "lower": lambda one: self._within(one, 1),
            "sign": lambda one: self._start(one.id, outcomes.sign(self._desk, self._page, one.id)),
            "lose": lambda one: self._start(one.id, outcomes.lose(self._desk, self._page, one.id)),
        }
        acts[act](card)

    def drop(self, dossier: int, lane: Lane, row: int) -> None:
        """A card was let go in `lane` before the card at `row`."""
        found = self._board.lane_of(dossier)
        if found is None or dossier in self._pending:
            return
        home, place = found
        if home is lane and row in {place, place + 1}:
            return
        if not self.ordered:
            self._sorted_drop(home, lane, home.view.cards.cards[place])
            return
        card = home.view.cards.cards[place]
        above, below = around(lane.view.cards.cards, row, dossier)
        self._start(dossier, self._move(card, lane, above, below))

    def _sorted_drop(self, home: Lane, lane: Lane, card: Card) -> None:
        if home is lane:
            self._desk.show(self._page, sorted_board())
        else:
            self.to_lane(card, lane)

    def to_lane(self, card: Card, lane: Lane) -> None:
        """Puts a card behind the last one of a lane."""
        self._start(card.id, self._move(card, lane, None, None))

    def _sideways(self, card: Card, by: int) -> None:
        found = self._board.lane_of(card.id)
        lane = None if found is None else self._board.neighbour(found[0], by)
        if lane is not None:
            self.to_lane(card, lane)

    def _within(self, card: Card, by: int) -> None:
        found = self._board.lane_of(card.id)
        if found is not None and 0 <= found[1] + by < len(found[0].view.cards.cards):
            self.drop(card.id, found[0], found[1] + (2 if by > 0 else -1))

    def _open(self, card: Card) -> None:
        found = self._board.lane_of(card.id)
        walk = [] if found is None else found[0].view.cards.cards.companies
        self._desk.open("sheet.dossiers", company=card.company_id, company_list=walk)

    def _start(self, dossier: int, work: Work) -> None:
        """Dims the card at once, before anything is asked of the store."""
        self._mark(self._pending | {dossier})
        task = self._desk.spawn(self._page, self._carried(dossier, work))
        if task is None:
            work.close()

    async def _carried(self, dossier: int, work: Work) -> None:
        try:
            await work
        finally:
            work.close()
            self._mark(self._pending - {dossier})

    def _mark(self, pending: frozenset[int]) -> None:
        self._pending = pending
        self._board.show_pending(pending)

    async def _move(self, card: Card, lane: Lane, above: int | None, below: int | None) -> None:
        to = lane.stage
        moved = to.id != card.stage_id
        if moved and to.won and not await outcomes.confirm_won(self._desk, self._page, card.id):
            return
        if moved and to.terminal and not await outcomes.confirm_given_up(self._page, card.company):
            return
        command = MoveStage(dossier=card.id, etape=to.id, expect=card.stage_id, after=above, before=below)
        done = await self._desk.do(command, self._page)
        self.followed = card.id
        outcomes.tell(self._page, done)
