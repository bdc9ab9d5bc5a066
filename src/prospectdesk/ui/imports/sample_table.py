"""The first rows of a file, as they were read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.labels import plain_tip

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
WIDTHS = (70, 260)
PAD = 5


class SampleModel(QAbstractTableModel):
    """Titles and rows of plain words."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: Sequence[str] = ()
        self.rows: Sequence[Sequence[str]] = ()

    def show_rows(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Another table."""
        self.beginResetModel()
        self.titles, self.rows = titles, rows
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """How many columns the file has."""
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, on one line."""
        if role not in {
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
        }:  # fmt: skip
            return None
        row = self.rows[index.row()]
        text = row[index.column()] if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text[:1000])
        return text[:200].replace("\n", " ")

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles above, nothing at the left."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self.titles[section]


class _Padded(QStyledItemDelegate):
    """Words begin where the titles above them begin."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """A little further to the right."""
        super().initStyleOption(option, index)
        option.rect.adjust(PAD, 0, 0, 0)


class SampleTable(QTableView):
    """Shows a SampleModel; columns are as wide as their first rows need, within bounds."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.sample = SampleModel()
        self.setModel(self.sample)
        self.setItemDelegate(_Padded(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.current().px(30))
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.horizontalHeader().setMinimumHeight(theme.current().px(34))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_rows(self, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Another file."""
        self.sample.show_rows(titles, rows)
        low, high = WIDTHS
        face, head = theme.metrics(), theme.metrics("secondary", True)
        for place, title in enumerate(titles):
            longest = max((row[place][:60] for row in rows[:10] if place < len(row)), key=len, default="")
            width = max(head.horizontalAdvance(title[:60]), face.horizontalAdvance(longest)) + 24
            self.setColumnWidth(place, max(low, min(high, width)))
