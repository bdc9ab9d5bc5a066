"""The table of a result: headings that fold their group, badges as pills (P-14)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.columns import Cell
from prospectdesk.ui.kit.delegates import ELIDE, Index, Inks, PaintedDelegate, draw_tick, write
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.map.symbols import paint_symbol
from prospectdesk.ui.kit.pills import draw_pill, pill_size
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView
from prospectdesk.ui.portfolio.rows import BadgesCell, GroupModel, Heading, Shown
from prospectdesk.ui.portfolio.words import group_name

SYMBOL = 11
FOLD, MARK, WORDS = 44, 62, 78
"""Where the arrow, the shape and the words of a heading begin."""
GAP = 6
LEAST_PILL = 36


class GroupDelegate(PaintedDelegate):
    """Headings across all columns, a shape before each name, badges as pills."""

    def __init__(self, view: GroupTable) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell; of a heading its part of the line."""
        model = index.model()
        heading = model.heading_at(index.row()) if isinstance(model, GroupModel) else None
        if heading is None or not isinstance(model, GroupModel):
            super().paint(painter, option, index)
            return
        area: QRect = option.rect
        painter.save()
        painter.setClipRect(area)
        line = QRect(0, area.top(), self._view.viewport().width(), area.height())
        self._heading(painter, line, heading, index.row() == self._view.currentIndex().row())
        if model.columns[index.column()].kind == "check":
            whole = model.ticked.has(model.id_at(index.row()))
            draw_tick(painter, area, Qt.CheckState.Checked if whole else Qt.CheckState.Unchecked)
        painter.restore()

    def _heading(self, painter: QPainter, line: QRect, heading: Heading, current: bool) -> None:
        inks, t = self.inks(), theme.tokens()
        painter.fillRect(line, inks.color("accent_soft" if current else "bg"))
        painter.setPen(inks.pen("border"))
        painter.drawLine(line.left(), line.bottom(), line.right(), line.bottom())
        middle = line.center().y()
        arrow = "chevron-down" if heading.opened else "chevron-right"
        painter.drawPixmap(QPoint(FOLD - 8, middle - 7), pixmap(arrow, "text_2", 14))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_symbol(painter, heading.kind, MARK, middle + 0.5, SYMBOL, t)
        name = group_name(heading.kind)
        area = line.adjusted(WORDS, 0, -GAP, 0)
        write(painter, inks, area, name, "text", inks.strong)
        wide = inks.strong[1].horizontalAdvance(name) + GAP
        write(painter, inks, area.adjusted(wide, 0, 0, 0), show.count(heading.number), "text_2", inks.body)

    def _pill(self, painter: QPainter, inks: Inks, area: QRect, cell: Cell) -> None:
        """One pill each, as far as they fit; the tooltip has them all."""
        if not isinstance(cell, BadgesCell):
            return
        left = float(area.left())
        for text, tone in cell.parts:
            size = pill_size(text)
            if left + LEAST_PILL > area.right():
                break
            wide = min(size.width(), int(area.right() - left))
            words = wide - size.width() + self._wide(text)
            face = theme.metrics("secondary", True)
            shown = text if wide == size.width() else face.elidedText(text, ELIDE, words)
            top = area.center().y() - size.height() / 2 + 1
            draw_pill(painter, QRectF(left, top, wide, size.height()), shown, tone)
            left += wide + GAP

    @staticmethod
    def _wide(text: str) -> int:
        return theme.metrics("secondary", True).horizontalAdvance(text)


class GroupTable(TableView):
    """`fold_wanted` carries the group whose heading was pressed; `heading_reached`: the keyboard stands on one."""

    fold_wanted = Signal(object)
    heading_reached = Signal()

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(name, accessible, parent)
        self.setItemDelegate(GroupDelegate(self))

    def groups(self) -> GroupModel | None:
        """The model shown."""
        model = self.model()
        return model if isinstance(model, GroupModel) else None

    def shown(self, position: int) -> Shown | None:
        """A row that was read, by its position; None while it is not."""
        model = self.paged()
        row = -1 if model is None else model.row_of(position)
        line = model.row_at(row) if isinstance(model, PagedModel) and row >= 0 else None
        return line if isinstance(line, Shown) else None

    def show_current(self) -> None:
        """Brings the row in hand into sight."""
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _heading_at(self, row: int) -> Heading | None:
        model = self.groups()
        return None if model is None or row < 0 else model.heading_at(row)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Standing on a heading, one stands on no row."""
        super().currentChanged(current, previous)
        if current.isValid() and self._heading_at(current.row()) is not None:
            self.heading_reached.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A heading folds or unfolds its group, its box ticks it."""
        index = self.indexAt(event.position().toPoint())
        heading = self._heading_at(index.row()) if index.isValid() else None
        if (
            heading is not None
            and self._kind(index) != "check"
            and event.button() == Qt.MouseButton.LeftButton
        ):
            self.setCurrentIndex(index)
            self.fold_wanted.emit(heading.kind)
            return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Gauche folds the group of the row in hand, Droite, Espace and Entrée unfold a heading."""
        heading = self._heading_at(self.currentIndex().row())
        held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if heading is not None and not held and event.key() in _folding(heading):
            self.fold_wanted.emit(heading.kind)
            return
        super().keyPressEvent(event)


def _folding(heading: Heading) -> set[int]:
    """The keys that fold or unfold a heading."""
    arrow = Qt.Key.Key_Left if heading.opened else Qt.Key.Key_Right
    return {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, arrow}
