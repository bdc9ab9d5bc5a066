"""The cards of one column: a list whose rows can be dragged; a view never moves its own rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from prospectdesk.queries.pipeline_cards import Cards
from prospectdesk.ui.pipeline.words import spoken

CARD = int(Qt.ItemDataRole.UserRole)
PENDING = CARD + 1
MIME = "application/x-prospectdesk-dossier"
TEXTS = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
STEP = 500
"""Cards a column lays out at once; more come as it is scrolled: Qt asks Python for each line of a layout."""
Index = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()
MOVABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled


class StageModel(QAbstractListModel):
    """Frozen cards in the order of the query; `card_dropped` carries the dossier and the row it was put before.

    The view knows the first of them (`rowCount`), a step more each time it is scrolled to their end.
    """

    card_dropped = Signal(int, int)

    def __init__(self, today: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.cards = Cards()
        self.pending: frozenset[int] = frozenset()
        self._shown = 0

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """How many cards the view knows."""
        return 0 if parent.isValid() else self._shown

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are cards below those the view knows."""
        return not parent.isValid() and self._shown < len(self.cards)

    def fetchMore(self, parent: Index) -> None:
        """The next step."""
        self.reach(self._shown)

    def reach(self, row: int) -> None:
        """Lets the view know the card of a row, and a step beyond."""
        last = min(len(self.cards), row + STEP)
        if row >= self._shown and last > self._shown:
            self.beginInsertRows(NO_PARENT, self._shown, last - 1)
            self._shown = last
            self.endInsertRows()

    def data(self, index: Index, role: int = TEXTS[0]) -> object:
        """The card, whether its command runs, or its words."""
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == CARD:
            return card
        if role == PENDING:
            return card.id in self.pending
        return spoken(card, self.today()) if role in TEXTS else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cards are dragged, the space between them takes cards."""
        return MOVABLE if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """A card moves."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Cards of this program."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The local id of the dragged dossier."""
        data = QMimeData()
        if indexes:
            data.setData(MIME, str(self.cards[indexes[0].row()].id).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Tells what was dropped where; False, as nothing moves before the command succeeded."""
        dossier = dropped(data)
        if dossier is not None and action == Qt.DropAction.MoveAction:
            self.card_dropped.emit(dossier, self._shown if row < 0 else row)
        return False

    def replace(self, cards: Cards) -> None:
        """Shows other cards."""
        self.beginResetModel()
        self.cards = cards
        self._shown = min(len(cards), max(STEP, self._shown))
        self.endResetModel()

    def show_pending(self, pending: frozenset[int]) -> None:
        """Dims the cards whose command runs."""
        touched = self.pending ^ pending
        self.pending = pending
        places = (self.cards.place_of(one) for one in touched)
        for number in sorted(one for one in places if one is not None and one < self._shown):
            self.dataChanged.emit(self.index(number), self.index(number), [PENDING])


def dropped(data: QMimeData) -> int | None:
    """The dossier that a drag carries; None for anything else."""
    if not data.hasFormat(MIME):
        return None
    told = bytes(data.data(MIME).data())
    return int(told) if told.isdigit() else None
