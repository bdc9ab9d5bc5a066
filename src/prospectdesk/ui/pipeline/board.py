"""The board: a lane for each stage side by side, the drop zones beneath; it knows which card is in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.pipeline import Stage
from prospectdesk.queries.pipeline import Board
from prospectdesk.queries.pipeline_cards import Card
from prospectdesk.ui.pipeline.drag_hint import DragHint
from prospectdesk.ui.pipeline.lane import Lane
from prospectdesk.ui.pipeline.zone import DropZone

NAME = "opportunities"


class BoardView(QWidget):
    """`dropped` carries (dossier, lane, row), `wanted` (act, card): open, next_stage, sign, lose, higher, lower …

    `adding` carries the stage of a column that a new opportunity is wanted in.
    """

    dropped = Signal(int, object, int)
    wanted = Signal(str, object)
    menu_wanted = Signal(object, QPoint)
    adding = Signal(object)

    def __init__(self, today: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.lanes: dict[int, Lane] = {}
        self.in_hand: Card | None = None
        self._active: Lane | None = None
        self._pending: frozenset[int] = frozenset()
        self._ordered = True
        self.projects = False
        """Whether the cards are projects, which are neither signed nor lost by hand."""
        self._make_zones()
        self._lay_out()

    def _make_zones(self) -> None:
        """Where a card is let go to be signed or lost."""
        self.signed = DropZone(
            self.tr("Signé"), self.tr("Ouvre « Facteurs » : au moins une raison de signature"), "signature", "ok",
            f"{NAME}.signed",
        )  # fmt: skip
        self.lost = DropZone(
            self.tr("Perdu"), self.tr("Ouvre « Facteurs » : raison et justification obligatoires"), "circle-x",
            "bad", f"{NAME}.lost",
        )  # fmt: skip
        for act, zone in (("sign", self.signed), ("lose", self.lost)):
            zone.wanted.connect(partial(self._zone, act))
            zone.hung.connect(partial(self._hung_over_zone, zone))
            zone.left.connect(self._no_hint)

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._ground = QWidget()
        self._ground.setProperty("role", "plain")
        self._ground.setLayout(self._row)
        self.area = QScrollArea()
        self.area.setProperty("role", "page")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._ground)
        zones = QHBoxLayout()
        zones.setSpacing(10)
        zones.addWidget(self.signed)
        zones.addWidget(self.lost)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.area, 1)
        box.addLayout(zones)
        self.hint = DragHint(f"{NAME}.hint", self)

    def show_board(self, board: Board) -> None:
        """Shows the columns; lanes stay as they are while the stages do."""
        for _step in self.steps(board):
            pass

    def steps(self, board: Board) -> Iterator[None]:
        """Shows the columns; new lanes come one at a step, for who lets the window live between them."""
        self.projects = board.projects
        for zone in (self.signed, self.lost):
            zone.setVisible(not board.projects)
        new = [one.stage.id for one in board.columns] != list(self.lanes)
        if new:
            yield from self._build(board)
        for column in board.columns:
            self.lanes[column.stage.id].show_column(column)
            if new:
                yield
        if self._active is not None:
            self.in_hand = self._active.view.current()

    def _build(self, board: Board) -> Iterator[None]:
        made: dict[int, Lane] = {}
        for number, column in enumerate(board.columns):
            made[column.stage.id] = lane = self._lane(column.stage, number)
            lane.ensurePolished()
            yield
        for lane in self.lanes.values():
            self._row.removeWidget(lane)
            lane.hide()
            lane.deleteLater()
        self._active = self.in_hand = None
        self.lanes = made
        for lane in made.values():
            lane.view.ordered = self._ordered
            lane.view.cards.pending = self._pending
            self._row.addWidget(lane, 1)
            lane.show()
        yield

    def _lane(self, stage: Stage, number: int) -> Lane:
        lane = Lane(stage, self._today, f"{NAME}.column.{number}", self._ground)
        lane.hide()
        lane.dropped.connect(partial(self._dropped, lane))
        lane.view.chosen.connect(partial(self._chosen, lane))
        lane.view.wanted.connect(partial(self._asked, lane))
        lane.view.menu_wanted.connect(self.menu_wanted)
        lane.view.hung.connect(partial(self._hung_over_lane, lane))
        lane.view.over.connect(lambda over: None if over else self._no_hint())
        lane.view.lifted.connect(self._lifted)
        lane.adding.connect(self.adding)
        return lane

    def show_ordered(self, ordered: bool) -> None:
        """Whether a card is put between two others, or only into a column (the board is sorted by something else)."""
        self._ordered = ordered
        for lane in self.lanes.values():
            lane.view.ordered = ordered

    def forget_pictures(self) -> None:
        """Cards are drawn anew when they are seen again."""
        for lane in self.lanes.values():
            lane.view.forget_pictures()

    def lane_of(self, dossier: int) -> tuple[Lane, int] | None:
        """Where a card stands."""
        for lane in self.lanes.values():
            place = lane.view.cards.cards.place_of(dossier)
            if place is not None:
                return lane, place
        return None

    def stand_on(self, dossier: int) -> None:
        """Takes a card in hand, with the keyboard on it."""
        found = self.lane_of(dossier)
        if found is not None:
            lane, place = found
            lane.view.stand_at(place)
            lane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def neighbour(self, lane: Lane, by: int) -> Lane | None:
        """The lane `by` places to the right."""
        order = list(self.lanes.values())
        place = order.index(lane) + by
        return order[place] if 0 <= place < len(order) else None

    def show_pending(self, pending: frozenset[int]) -> None:
        """Dims the cards whose command runs."""
        self._pending = pending
        for lane in self.lanes.values():
            lane.view.cards.show_pending(pending)

    def _lifted(self, card: Card | None, corner: QPoint) -> None:
        """The place of a card that is being dragged is dimmed; the hint keeps under the card."""
        self.hint.away = corner
        held = self._pending | ({card.id} if card is not None else frozenset())
        for lane in self.lanes.values():
            lane.view.cards.show_pending(held)
        if card is None:
            self._no_hint()

    def _hung_over_lane(self, lane: Lane, dossier: int, at: QPoint) -> None:
        found = self.lane_of(dossier)
        if found is not None:
            home, place = found
            self.hint.tell_move(home.view.cards.cards[place], home.stage, lane.stage, self.mapFromGlobal(at))

    def _hung_over_zone(self, zone: DropZone, dossier: int, at: QPoint) -> None:
        found = self.lane_of(dossier)
        if found is not None:
            told = zone.accessibleDescription()
            self.hint.tell_outcome(found[0].stage, zone.text(), told, self.mapFromGlobal(at))

    def _no_hint(self) -> None:
        self.hint.hide()

    def _dropped(self, lane: Lane, dossier: int, row: int) -> None:
        self.dropped.emit(dossier, lane, row)

    def _chosen(self, lane: Lane, card: Card | None) -> None:
        if card is not None:
            self._active, self.in_hand = lane, card
            for other in self.lanes.values():
                if other is not lane:
                    other.view.leave()
            self.area.ensureWidgetVisible(lane, 0, 0)
        elif self._active is lane:
            self._active = self.in_hand = None

    def _asked(self, lane: Lane, act: str, card: Card | None) -> None:
        if act in {"column_right", "column_left"}:
            other = self.neighbour(lane, 1 if act == "column_right" else -1)
            if other is not None:
                other.view.stand_at(lane.view.currentIndex().row())
                other.view.setFocus(Qt.FocusReason.TabFocusReason)
            return
        self.wanted.emit(act, card)

    def _zone(self, act: str, dossier: int) -> None:
        if dossier < 0:
            self.wanted.emit(act, self.in_hand)
            return
        found = self.lane_of(dossier)
        if found is not None:
            self.wanted.emit(act, found[0].view.cards.cards[found[1]])
