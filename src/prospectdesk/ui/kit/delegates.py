"""Draws the cells of a big table itself: nothing is made in paint(), inks and fonts are kept per theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.columns import NO_VALUE, Cell, DueCell, NameCell, PillCell, StageCell
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.pills import draw_pill, pill_size
from prospectdesk.ui.kit.table_model import PagedModel

Index = QModelIndex | QPersistentModelIndex
PAD = 10
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)
ELIDE = Qt.TextElideMode.ElideRight
Face = tuple[QFont, QFontMetrics]
ELISIONS = 8192
SELECTED = QStyle.StateFlag.State_Selected.value
HOVERED = QStyle.StateFlag.State_MouseOver.value


class Inks:
    """Pens, fonts and measures of one theme."""

    def __init__(self) -> None:
        look = theme.current()
        self.color = look.color
        self.pens: dict[str, QPen] = {}
        self._fitted: dict[tuple[str, int, int], str] = {}
        self.body: Face = (look.font(), look.metrics())
        self.strong: Face = (look.font("body", True), look.metrics("body", True))
        self.small: Face = (look.font("secondary"), look.metrics("secondary"))
        self.caption: Face = (look.font("caption"), look.metrics("caption"))
        self.two_lines = self.body[1].height() + self.caption[1].height() + 4

    def fitted(self, text: str, width: int, face: Face) -> str:
        """The text as it fits into `width` pixels, measured once."""
        key = (text, width, id(face))
        found = self._fitted.get(key)
        if found is None:
            if len(self._fitted) >= ELISIONS:
                self._fitted.clear()
            found = self._fitted[key] = face[1].elidedText(text, ELIDE, width)
        return found

    def pen(self, token: str) -> QPen:
        """A pen in the colour of a token."""
        found = self.pens.get(token)
        if found is None:
            found = self.pens[token] = QPen(self.color(token))
        return found


def write(
    painter: QPainter, inks: Inks, area: QRect, text: str, token: str, face: Face, at: int = LEFT
) -> None:
    """One elided line of text."""
    painter.setPen(inks.pen(token))
    painter.setFont(face[0])
    painter.drawText(area, at, inks.fitted(text, area.width(), face))


def draw_tick(painter: QPainter, area: QRect, state: Qt.CheckState, focus: bool = False) -> None:
    """A check box of 16 pixels in the middle of `area`."""
    look = theme.current()
    box = QRectF(area.center().x() - 8.0, area.center().y() - 8.0, 16.0, 16.0).adjusted(0.5, 0.5, -0.5, -0.5)
    empty = state == Qt.CheckState.Unchecked
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(look.color("input_edge" if empty and not focus else "accent"))
    painter.setBrush(look.color("surface" if empty else "accent"))
    painter.drawRoundedRect(box, 4, 4)
    if not empty:
        name = "check" if state == Qt.CheckState.Checked else "minus"
        painter.drawPixmap(round(box.left()) + 1, round(box.top()) + 1, pixmap(name, "accent_on", 14))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class InkedDelegate(QStyledItemDelegate):
    """Keeps the inks of the theme in force."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inks: Inks | None = None
        theme.current().changed.connect(self.forget)

    def forget(self) -> None:
        """Another theme: what was made of the last one goes."""
        self._inks = None

    def inks(self) -> Inks:
        """The inks of the theme in force."""
        if self._inks is None:
            self._inks = Inks()
        return self._inks


class PaintedRow(NamedTuple):
    """A row as it is painted: the place of the cell beneath the mouse is -1 when it is in none of them."""

    row: int
    selected: bool
    hovered: int


class PaintedDelegate(InkedDelegate):
    """For a view over a PagedModel; the kinds of columns.py, F2 edits with a field."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kinds = {
            "name": self._name, "due": self._due, "stage": self._stage, "pill": self._pill,
        }  # fmt: skip

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell: ground, line beneath, content."""
        model = index.model()
        if not isinstance(model, PagedModel):
            super().paint(painter, option, index)
            return
        state = option.state.value
        row = PaintedRow(index.row(), bool(state & SELECTED), index.column() if state & HOVERED else -1)
        self.paint_row(painter, model, row, [(index.column(), option.rect)])

    def paint_row(
        self, painter: QPainter, model: PagedModel, line: PaintedRow, cells: Sequence[tuple[int, QRect]]
    ) -> None:
        """Cells of one row: what they have in common is asked once."""
        inks, row, selected = self.inks(), line.row, line.selected
        ticked = model.ticked.has(model.id_at(row))
        border, ground = inks.pen("border"), inks.color("accent_soft" if selected or ticked else "hover")
        for place, area in cells:
            if selected or ticked or place == line.hovered:
                painter.fillRect(area, ground)
            painter.setPen(border)
            painter.drawLine(area.left(), area.bottom(), area.right(), area.bottom())
            if selected and not place:
                painter.fillRect(QRect(area.left(), area.top(), 3, area.height() - 1), inks.color("accent"))
            kind = model.columns[place].kind
            if kind == "check":
                draw_tick(painter, area, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            elif kind == "open":
                middle = area.center()
                painter.drawPixmap(middle.x() - 8, middle.y() - 8, pixmap("external-link", "accent"))
            else:
                self._content(painter, inks, area.adjusted(PAD, 0, -PAD, -1), model, row, place)

    def _content(
        self, painter: QPainter, inks: Inks, area: QRect, model: PagedModel, row: int, place: int
    ) -> None:
        read = model.read_row(row)
        if read is None:
            line = QRect(area.left(), area.center().y() - 4, min(area.width(), 80), 8)
            painter.fillRect(line, inks.color("border"))
            return
        cell: Cell = read.cells[place]
        if not isinstance(cell, str):
            self._kinds[model.columns[place].kind](painter, inks, area, cell)
            return
        kind = model.columns[place].kind
        if not cell:
            write(painter, inks, area, NO_VALUE, "text_3", inks.body)
        elif kind == "link":
            write(painter, inks, area, cell, "accent", inks.body)
        elif kind == "strong":
            write(painter, inks, area, cell, "text", inks.strong)
        else:
            write(painter, inks, area, cell, "text_2", inks.body, RIGHT if kind == "number" else LEFT)

    def _name(self, painter: QPainter, inks: Inks, area: QRect, cell: Cell) -> None:
        if not isinstance(cell, NameCell):
            return
        if cell.icon:
            two = area.height() >= inks.two_lines and cell.under
            top = area.top() + (area.height() - inks.two_lines) // 2 + 1 if two else area.center().y() - 7
            painter.drawPixmap(area.left(), top, pixmap(cell.icon, cell.tone, 14))
            area = area.adjusted(20, 0, 0, 0)
        if not cell.under or area.height() < inks.two_lines:
            write(painter, inks, area, cell.title, "text", inks.strong)
            return
        upper = QRect(area.left(), area.top() + (area.height() - inks.two_lines) // 2, area.width(), 0)
        upper.setHeight(inks.strong[1].height())
        write(painter, inks, upper, cell.title, "text", inks.strong)
        lower = QRect(area.left(), upper.bottom() + 4, area.width(), inks.caption[1].height())
        write(painter, inks, lower, cell.under, "text_2", inks.caption)

    def _due(self, painter: QPainter, inks: Inks, area: QRect, cell: Cell) -> None:
        if not isinstance(cell, DueCell):
            return
        painter.drawPixmap(area.left(), area.center().y() - 7, pixmap(cell.icon, cell.tone, 14))
        face = inks.strong if cell.strong else inks.body
        token = "text" if cell.tone == "due_future" else cell.tone
        write(painter, inks, area.adjusted(20, 0, 0, 0), cell.text, token, face)

    def _stage(self, painter: QPainter, inks: Inks, area: QRect, cell: Cell) -> None:
        if not isinstance(cell, StageCell):
            return
        if area.height() < inks.two_lines:
            write(painter, inks, area, f"{cell.label}  {cell.percent}", "text", inks.body)
            return
        upper = QRect(area.left(), area.top() + (area.height() - inks.two_lines) // 2, area.width(), 0)
        upper.setHeight(inks.body[1].height())
        write(painter, inks, upper, cell.label, "text", inks.body)
        lower = QRect(area.left(), upper.bottom() + 4, area.width(), inks.caption[1].height())
        room = inks.caption[1].horizontalAdvance(cell.percent) + 8 if cell.percent else 0
        draw_steps(painter, QRect(lower.left(), lower.center().y() - 1, lower.width() - room, 4), cell)
        write(painter, inks, lower, cell.percent, "text_2", inks.caption, RIGHT)

    def _pill(self, painter: QPainter, inks: Inks, area: QRect, cell: Cell) -> None:
        if not isinstance(cell, PillCell) or not cell.text:
            return
        size = pill_size(cell.text, cell.icon)
        top = area.center().y() - size.height() / 2 + 1
        shown = QRectF(area.left(), top, min(size.width(), area.width()), size.height())
        draw_pill(painter, shown, cell.text, cell.tone, cell.icon)

    # size, tooltip, field --------------------------------------------------------------------
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of a row; widths come from the columns."""
        return QSize(80, theme.current().row_height)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """The whole text, only where it was cut."""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            words = index.data(Qt.ItemDataRole.DisplayRole) or ""
            width = option.rect.width() - 2 * PAD
            if self.inks().strong[1].horizontalAdvance(str(words)) <= width:
                QToolTip.hideText()
                return True
        return super().helpEvent(event, view, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A plain field over the cell."""
        field = QLineEdit(parent)
        model = index.model()
        if isinstance(model, PagedModel):
            column = model.columns[index.column()]
            field.setObjectName(f"cell.{column.key}")
            field.setAccessibleName(column.title)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The value to edit, all of it selected."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()


def draw_steps(painter: QPainter, area: QRect, cell: StageCell) -> None:
    """`done` of `steps` small bars filled."""
    look, gap = theme.current(), 4
    width = max(2.0, (area.width() - gap * (cell.steps - 1)) / cell.steps)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for number in range(cell.steps):
        painter.setBrush(look.color("accent" if number < cell.done else "badge"))
        bar = QRectF(area.left() + number * (width + gap), area.top(), width, area.height())
        painter.drawRoundedRect(bar, 2, 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
