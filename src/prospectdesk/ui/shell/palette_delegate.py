"""Paints the lines of the palette: icon or initials, marked words, pills, keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.pills import draw_avatar, draw_pill, pill_size
from prospectdesk.ui.shell.palette_rows import ROW, Row

MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
ELIDE = Qt.TextElideMode.ElideRight


class PaletteDelegate(QStyledItemDelegate):
    """Rows of 46 px, headings of 28."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The height by the kind of row."""
        row: Row = index.data(ROW)
        return QSize(200, theme.current().px(28 if row.kind == "heading" else 46))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draws one line."""
        row: Row = index.data(ROW)
        rect = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.kind == "heading":
            _heading(painter, rect, row)
        else:
            if state & QStyle.StateFlag.State_Selected:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.tokens().color("accent_soft"))
                painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 6, 6)
            _line(painter, rect.adjusted(10, 0, -12, 0), row, bool(state & QStyle.StateFlag.State_Selected))
        painter.restore()


def _heading(painter: QPainter, rect: QRectF, row: Row) -> None:
    painter.setPen(theme.tokens().color("text_2"))
    painter.setFont(theme.fonts("caption", True))
    painter.drawText(rect.adjusted(10, 4, -12, 0), MIDDLE, f"{row.label.upper()}  {row.detail}")
    painter.setFont(theme.fonts("secondary"))
    painter.drawText(rect.adjusted(10, 4, -12, 0), MIDDLE | int(Qt.AlignmentFlag.AlignRight), row.key)


def _line(painter: QPainter, rect: QRectF, row: Row, selected: bool) -> None:
    side = float(theme.current().px(30))
    disc = QRectF(rect.left(), rect.center().y() - side / 2, side, side)
    if row.kind == "contact":
        draw_avatar(painter, disc, row.label)
    else:
        _tile(painter, disc, row.icon, selected)
    right = _right_side(painter, rect, row, selected)
    left = disc.right() + 12
    half = rect.height() / 2
    if not row.detail:
        _marked(painter, QRectF(left, rect.top(), right - left, rect.height()), row)
        return
    _marked(painter, QRectF(left, rect.top() + 4, right - left, half - 3), row)
    painter.setPen(theme.tokens().color("text_2"))
    painter.setFont(theme.fonts("secondary"))
    low = QRectF(left, rect.top() + half, right - left, half - 5)
    painter.drawText(
        low, MIDDLE, theme.metrics("secondary").elidedText(row.detail, ELIDE, max(int(low.width()), 0))
    )


def _tile(painter: QPainter, rect: QRectF, icon: str, selected: bool) -> None:
    t = theme.tokens()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(t.color("surface" if selected else "hover"))
    painter.drawRoundedRect(rect, 6, 6)
    if icon:
        shown = pixmap(icon, "accent" if selected else "text_2", 16)
        painter.drawPixmap(rect.center() - QPointF(8, 8), shown)


def _right_side(painter: QPainter, rect: QRectF, row: Row, selected: bool) -> float:
    """Pills and key from the right; answers where the text must end."""
    right = rect.right()
    key = "Entrée" if selected else row.key
    if key:
        wide = theme.metrics("caption", True).horizontalAdvance(key) + 12
        place = QRectF(right - wide, rect.center().y() - 9, wide, 19)
        t = theme.tokens()
        painter.setPen(t.color("border_strong"))
        painter.setBrush(t.color("surface"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(t.color("text_2"))
        painter.setFont(theme.fonts("caption", True))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), key)
        right -= wide + 8
    for text, tone, icon in reversed(row.pills):
        size = pill_size(text, icon)
        place = QRectF(
            right - size.width(), rect.center().y() - size.height() / 2, size.width(), size.height()
        )
        draw_pill(painter, place, text, tone, icon)
        right -= size.width() + 8
    return right - 8


def _marked(painter: QPainter, rect: QRectF, row: Row) -> None:
    """The label with the found parts in the accent."""
    t = theme.tokens()
    metrics = theme.metrics("body", True)
    painter.setFont(theme.fonts("body", True))
    text = metrics.elidedText(row.label, ELIDE, max(int(rect.width()), 0))
    left = rect.left()
    for start, end, found in _pieces(text, row.ranges):
        piece = text[start:end]
        painter.setPen(t.color("accent" if found else "text"))
        painter.drawText(QRectF(left, rect.top(), rect.width(), rect.height()), MIDDLE, piece)
        left += metrics.horizontalAdvance(piece)


def _pieces(text: str, ranges: tuple[tuple[int, int], ...]) -> list[tuple[int, int, bool]]:
    """The text cut at the ranges: (start, end, whether found)."""
    made, here = [], 0
    for start, end in sorted(ranges):
        first, last = max(start, here), min(end, len(text))
        if first >= last:
            continue
        if first > here:
            made.append((here, first, False))
        made.append((first, last, True))
        here = last
    if here < len(text):
        made.append((here, len(text), False))
    return made
