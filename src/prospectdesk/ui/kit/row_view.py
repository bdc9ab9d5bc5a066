"""Lists of drawn rows everywhere: one model over frozen rows, one behaviour, one ground beneath what a delegate draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStackedWidget,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.delegates import Inks
from prospectdesk.ui.kit.labels import plain_tip

ROW = int(Qt.ItemDataRole.UserRole)
"""The role that answers the row itself."""
PAD = 12
Index = QModelIndex | QPersistentModelIndex
Words = Callable[[Any], str]
Role = Qt.ItemDataRole


class RowModel(QAbstractListModel):
    """Frozen rows in their order: the row itself for the delegate (ROW), plain words for everybody else.

    `title` names a row, `spoken` says it whole, `tip` explains it; "" is no tooltip.
    """

    def __init__(
        self, title: Words, spoken: Words, tip: Words | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: tuple[Any, ...] = ()
        self._title, self._spoken, self._tip = title, spoken, tip

    def replace(self, rows: Sequence[Any]) -> bool:
        """Other rows; answers whether anything differs."""
        if tuple(rows) == self.rows:
            return False
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        """How many."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Role.DisplayRole)) -> Any:
        """The row, or its words."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Role.DisplayRole:
            return self._title(row)
        if role == Role.AccessibleTextRole:
            return self._spoken(row)
        if role == Role.ToolTipRole and self._tip is not None:
            return plain_tip(self._tip(row)) or None
        return None


def draw_ground(painter: QPainter, inks: Inks, option: QStyleOptionViewItem) -> QRect:
    """What is beneath a row: its ground, a line, a bar at the left of the chosen one; answers the room for the content."""
    area, state = QRect(option.rect), option.state
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, inks.color("accent_soft" if chosen else "hover"))
    painter.setPen(inks.pen("border"))
    painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
    if chosen:
        painter.fillRect(QRect(area.left(), area.top(), 3, area.height() - 1), inks.color("accent"))
    return area.adjusted(PAD, 0, -PAD, -1)


class RowView(QListView):
    """A list whose rows a delegate draws, all of one height; `label` is its name for a screen reader."""

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setProperty("role", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)


class ListBody(QStackedWidget):
    """A list in its card, or in the same place why there is none."""

    def __init__(self, view: QWidget, empty: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lines = Card(margin=0, spacing=0)
        lines.box.addWidget(view)
        self.addWidget(lines)
        self.addWidget(empty)

    def show_list(self, there: bool) -> None:
        """The list, or its empty state."""
        self.setCurrentIndex(0 if there else 1)
