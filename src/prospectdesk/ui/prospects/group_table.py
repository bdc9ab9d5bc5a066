"""A table whose rows may be heads of groups: drawn across the row, folded by mouse and by ←, →, Entrée, Espace."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView, QWidget

from prospectdesk.ui.kit.delegates import PAD, SELECTED, Index, PaintedDelegate, draw_tick, write
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView
from prospectdesk.ui.prospects.group_model import GroupModel

TICK = 36
"""How wide the boxes of the rows are."""


class GroupDelegate(PaintedDelegate):
    """As the delegate of every list, and heads."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A cell, or its part of a head."""
        model, view = index.model(), option.widget
        place = model.head_at(index.row()) if isinstance(model, GroupModel) else -1
        if place < 0 or not isinstance(view, QTableView) or not isinstance(model, GroupModel):
            super().paint(painter, option, index)
            return
        cell: QRect = option.rect
        row = QRect(0, cell.top(), view.viewport().width(), cell.height())
        painter.save()
        painter.setClipRect(cell)
        self._head(painter, row, model, place, option.state.value)
        painter.restore()

    def _head(self, painter: QPainter, row: QRect, model: GroupModel, place: int, state: int) -> None:
        from prospectdesk.ui.prospects.group_words import group_mark, group_text

        inks, group = self.inks(), model.groups[place]
        selected = bool(state & SELECTED)
        painter.fillRect(row, inks.color("accent_soft" if selected else "side"))
        painter.setPen(inks.pen("border_strong"))
        painter.drawLine(row.left(), row.bottom(), row.right(), row.bottom())
        if selected:
            painter.fillRect(QRect(row.left(), row.top(), 3, row.height() - 1), inks.color("accent"))
        draw_tick(painter, QRect(row.left(), row.top(), TICK, row.height()), model.group_state(place))
        left, middle = row.left() + TICK + PAD, row.center().y()
        chevron = "chevron-right" if group.key in model.folded else "chevron-down"
        painter.drawPixmap(left, middle - 8, pixmap(chevron, "text_2", 16))
        left += 24
        icon, tone = group_mark(model.grouping, group)
        if icon:
            painter.drawPixmap(left, middle - 7, pixmap(icon, tone, 14))
            left += 20
        name = group_text(model.grouping, group)
        token = "text" if tone == "due_future" else tone
        write(
            painter, inks, QRect(left, row.top(), row.right() - left, row.height()), name, token, inks.strong
        )
        left += inks.strong[1].horizontalAdvance(name) + 12
        rest = QRect(left, row.top(), max(0, row.right() - left), row.height())
        write(painter, inks, rest, count(group.count), "text_2", inks.body)


class GroupTable(TableView):
    """A TableView over a GroupModel."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(name, accessible, parent)
        self.setItemDelegate(GroupDelegate(self))

    def head_at(self, index: QModelIndex) -> int:
        """The place of the group an index is the head of, -1 for a company."""
        model = self.model()
        found = isinstance(model, GroupModel) and index.isValid()
        return model.head_at(index.row()) if found and isinstance(model, GroupModel) else -1

    def current_id(self) -> int | None:
        """The company the keyboard stands on, None on a head."""
        return None if self.head_at(self.currentIndex()) >= 0 else super().current_id()

    def fold(self, place: int, folded: bool) -> None:
        """Folds or unfolds a group; the keyboard stands on its head then, which stays in sight."""
        model = self.model()
        if not isinstance(model, GroupModel):
            return
        bar, column = self.verticalScrollBar(), max(0, self.currentIndex().column())
        before = bar.value()
        model.fold(place, folded)
        bar.setValue(before)
        self.setCurrentIndex(model.index(model.row_of_group(place), column))

    def _turn(self, place: int) -> None:
        model = self.model()
        if isinstance(model, GroupModel):
            self.fold(place, model.groups[place].key not in model.folded)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A head is ticked at its box and folded anywhere else."""
        index, model = self.indexAt(event.position().toPoint()), self.model()
        place = self.head_at(index)
        if place < 0 or event.button() != Qt.MouseButton.LeftButton or not isinstance(model, GroupModel):
            super().mousePressEvent(event)
            return
        self.setCurrentIndex(index)
        if event.position().x() < TICK:
            model.toggle(index.row())
        else:
            self._turn(place)

    def _double(self, index: QModelIndex) -> None:
        if self.head_at(index) < 0:
            super()._double(index)

    def _row_key(self, model: PagedModel, index: QModelIndex, key: int, control: bool) -> bool:
        """On a head ← folds, → unfolds, Entrée and Espace turn; ← in the first cell of a row goes to its head."""
        place = self.head_at(index)
        if place < 0:
            return self._to_head(index, key) or super()._row_key(model, index, key, control)
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.fold(place, key == Qt.Key.Key_Left)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or (key == Qt.Key.Key_Space and not control):
            self._turn(place)
        elif key == Qt.Key.Key_Space:
            model.toggle(index.row())
        else:
            return key == Qt.Key.Key_F2
        return True

    def _to_head(self, index: QModelIndex, key: int) -> bool:
        model = self.model()
        first = self.head.visualIndex(index.column()) == 0
        if key != Qt.Key.Key_Left or not first or not isinstance(model, GroupModel) or not model.groups:
            return False
        self.setCurrentIndex(model.index(model.row_of_group(model.head_of(index.row())), index.column()))
        return True
