"""One column's cards: dragged, dropped between two others, moved by keys; it only says what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget
from shiboken6 import isValid

from prospectdesk.queries.pipeline_cards import Card
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.row_view import RowView
from prospectdesk.ui.pipeline.delegate import GAP, SIDE, CardDelegate, card_height
from prospectdesk.ui.pipeline.model import CARD, PENDING, Index, StageModel, dropped

Key = Qt.Key
PLAIN, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
KEYS: dict[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (Key.Key_Right, PLAIN): "next_stage",
    (Key.Key_Left, PLAIN): "previous_stage",
    (Key.Key_Right, SHIFT): "sign",
    (Key.Key_Left, SHIFT): "lose",
    (Key.Key_Up, CTRL): "higher",
    (Key.Key_Down, CTRL): "lower",
    (Key.Key_Right, CTRL): "column_right",
    (Key.Key_Left, CTRL): "column_left",
    (Key.Key_Return, PLAIN): "open",
    (Key.Key_Enter, PLAIN): "open",
}
"""What the keys on a card ask for."""


class ColumnView(RowView):
    """`wanted` carries (act of KEYS, card); `over` whether a card hangs over it; `chosen` the card, or None.

    `hung` carries the dossier that hangs over it and where the pointer is; `lifted` the card being dragged, then None,
    and where its lower left corner is from the pointer.
    """

    wanted = Signal(str, object)
    over = Signal(bool)
    hung = Signal(int, QPoint)
    lifted = Signal(object, QPoint)
    chosen = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(
        self, today: Callable[[], int], name: str, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, label, parent)
        self.cards = StageModel(today, self)
        self.setModel(self.cards)
        self._drawer = CardDelegate(self.cards, self)
        self.setItemDelegate(self._drawer)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self._line: int | None = None
        self.ordered = True
        """Whether the line shows between which cards one would stand."""
        self.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self.doubleClicked.connect(lambda index: self.wanted.emit("open", index.data(CARD)))
        theme.current().changed.connect(self.doItemsLayout)

    def current(self) -> Card | None:
        """The card the keyboard stands on."""
        found = self.currentIndex().data(CARD)
        return found if isinstance(found, Card) else None

    def stand_at(self, row: int) -> None:
        """Makes a card current and shows it."""
        if self.cards.cards:
            wanted = max(0, min(row, len(self.cards.cards) - 1))
            self.cards.reach(wanted)
            self.setCurrentIndex(self.cards.index(wanted))

    def forget_pictures(self) -> None:
        """Cards are drawn anew when they are seen again."""
        self._drawer.forget()

    def leave(self) -> None:
        """No card is current: another column has it."""
        self.setCurrentIndex(QModelIndex())

    def _tell(self) -> None:
        self.chosen.emit(self.current())

    # dragging and dropping ------------------------------------------------------------------------------
    def startDrag(self, actions: Qt.DropAction) -> None:
        """The card leaves its place, which stays dimmed until it is let go."""
        card = self.current()
        if card is None:
            return
        pointer = self.viewport().mapFromGlobal(QCursor.pos())
        self._drawer.lift(card.id)
        self.lifted.emit(card, self.visualRect(self.currentIndex()).bottomLeft() - pointer)
        super().startDrag(actions)
        self._drawer.lift(None)
        if isValid(self):  # a board of other stages may have come meanwhile
            self.lifted.emit(None, QPoint())

    def row_at(self, y: int) -> int:
        """Before which row a card let go at `y` of the viewport would stand."""
        number = self.cards.rowCount()
        if not number:
            return 0
        first = self.visualRect(self.cards.index(0)).top()
        return max(0, min(number, (y - first + card_height() // 2) // card_height()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Cards of this program only."""
        if dropped(event.mimeData()) is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self.over.emit(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Shows where the card would stand; scrolls near the edges."""
        super().dragMoveEvent(event)
        dossier = dropped(event.mimeData())
        if dossier is None:
            event.ignore()
            return
        self.hung.emit(dossier, self.viewport().mapToGlobal(event.position().toPoint()))
        self._show_line(self.row_at(event.position().toPoint().y()) if self.ordered else None)
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The card went elsewhere."""
        super().dragLeaveEvent(event)
        self._show_line(None)
        self.over.emit(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hands the card to the model, which tells and moves nothing."""
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self._show_line(None)
        self.over.emit(False)
        row = self.row_at(event.position().toPoint().y())
        self.cards.dropMimeData(event.mimeData(), Qt.DropAction.MoveAction, row, 0, QModelIndex())
        event.setDropAction(Qt.DropAction.IgnoreAction)  # the source keeps its row until the store answers
        event.accept()

    def _show_line(self, row: int | None) -> None:
        if row != self._line:
            for one in (self._line, row):
                if one is not None:  # the band of the line only: a whole column takes a frame to draw
                    self.viewport().update(0, self._line_y(one) - 6, self.viewport().width(), 13)
            self._line = row

    def _line_y(self, row: int) -> int:
        first = self.visualRect(self.cards.index(0)).top() if self.cards.cards else 0
        return max(3, first + row * card_height() - GAP // 2 - 1)

    def line(self) -> int | None:
        """The row before which the insertion line stands now."""
        return self._line

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cards, then the insertion line."""
        super().paintEvent(event)
        if self._line is None:
            return
        line = QRect(SIDE - 2, self._line_y(self._line), self.viewport().width() - 2 * SIDE + 3, 0)
        ink = theme.current().color("accent")
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 3))
        painter.drawLine(line.left(), line.top(), line.right(), line.top())
        painter.setBrush(ink)
        painter.setPen(Qt.PenStyle.NoPen)
        for x in (line.left(), line.right()):
            painter.drawEllipse(QPoint(x, line.top()), 4, 4)

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        """A card that dims keeps its height: Qt would lay out the whole column for it."""
        if list(roles) == [PENDING]:
            self.update(first)
            return
        super().dataChanged(first, last, roles)

    # keys, menu, tooltips ------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of KEYS; arrows up and down go through the cards."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = KEYS.get((Key(event.key()), held))
        if act is None:
            super().keyPressEvent(event)
        elif self.current() is not None or act.startswith("column"):
            self.wanted.emit(act, self.current())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard always stands on a card."""
        super().focusInEvent(event)
        if self.current() is None:
            self.stand_at(0)
        self._tell()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of a card."""
        found = self.indexAt(event.pos()).data(CARD)
        card = found if isinstance(found, Card) else None
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            card = self.current()
        if card is not None:
            self.menu_wanted.emit(card, event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole card in words on hover: long names are cut on it."""
        if isinstance(event, QHelpEvent):
            text = self.indexAt(event.pos()).data(int(Qt.ItemDataRole.DisplayRole))
            QToolTip.showText(event.globalPos(), plain_tip(str(text or "")), self)
            return True
        return super().viewportEvent(event)
