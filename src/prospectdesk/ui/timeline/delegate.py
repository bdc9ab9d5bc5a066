"""Draws a timeline entry: icon, heading, when and who, text, number and code; heights are kept per width."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from prospectdesk.domain.clock import Clock
from prospectdesk.queries.timeline import TimelineRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.pills import draw_pill, pill_size
from prospectdesk.ui.timeline.model import NOTES, ROW, Index, heading, short_name

ICONS = {
    "note": ("sticky-note", "warn"),
    "appel": ("phone", "ok"),
    "visite": ("eye", "text_3"),
    "visite_web": ("globe", "accent"),
    "creation": ("file-plus", "accent"),
    "contact": ("user", "accent"),
    "relance": ("alarm-clock", "accent"),
    "mission": ("briefcase", "accent"),
    "tag": ("tag", "accent"),
    "non_conformite": ("flag", "bad"),
    "mail": ("mail", "accent"),
    "reponse": ("mail", "accent"),
    "dossier": ("briefcase-business", "accent"),
    "etape": ("square-kanban", "accent"),
    "signe": ("signature", "ok"),
    "perdu": ("circle-x", "bad"),
    "client": ("circle-check", "ok"),
    "conflit": ("refresh-cw", "warn"),
}
OTHER = ("history", "text_3")
DISC = 28
GAP = 10
PAD = 7
ACTIONS = 76
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class EntryDelegate(QStyledItemDelegate):
    """Paints one entry; keeps the height of each text for the width in use."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = clock
        self._heights: dict[tuple[int, int | None, int], int] = {}
        theme.current().changed.connect(self._forget)

    def _forget(self) -> None:
        self._heights.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height that the text needs in the view's width."""
        row = index.data(ROW)
        view = option.widget
        width = view.viewport().width() if hasattr(view, "viewport") else option.rect.width()
        key = (row.id, row.edited_at, width)
        if key not in self._heights:
            self._heights[key] = self._height(row, width)
        return QSize(0, self._heights[key])

    def _height(self, row: TimelineRow, width: int) -> int:
        line = theme.metrics("body", True).height()
        text = self._text_size(row, width) if row.text else 0
        more = theme.current().px(22) + 4 if row.number or row.code else 0
        return max(DISC, line + 2 + text + more) + 2 * PAD

    def _text_size(self, row: TimelineRow, width: int) -> int:
        layout = laid_out(row.text, self._text_width(row, width))
        return round(layout.boundingRect().height())

    @staticmethod
    def _text_width(row: TimelineRow, width: int) -> int:
        return max(60, width - DISC - GAP - PAD - (ACTIONS if row.type in NOTES else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draws the entry at its place."""
        row = index.data(ROW)
        area = option.rect
        t = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus
        if option.state & chosen == chosen:
            painter.setPen(t.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 1.5, -0.5, -1.5), 6, 6)
        self._disc(painter, row, area)
        left, top = area.left() + DISC + GAP, area.top() + PAD
        used = self._when(painter, row, area, top)
        metrics = theme.metrics("body", True)
        painter.setFont(theme.fonts("body", True))
        painter.setPen(t.color("text"))
        room = max(20, area.right() - left - used - GAP)
        line = QRect(left, top, room, metrics.height())
        painter.drawText(line, LEFT, metrics.elidedText(heading(row), Qt.TextElideMode.ElideRight, room))
        self._body(painter, row, area, top + metrics.height() + 2)
        painter.restore()

    def _disc(self, painter: QPainter, row: TimelineRow, area: QRect) -> None:
        name, role = ICONS.get(row.type, OTHER)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tokens().color("hover"))
        disc = QRectF(area.left(), area.top() + PAD - 2, DISC, DISC)
        painter.drawEllipse(disc)
        painter.drawPixmap(disc.center() - QPointF(8, 8), pixmap(name, role))

    def _when(self, painter: QPainter, row: TimelineRow, area: QRect, top: int) -> int:
        """Draws time and author at the right; answers the width."""
        parts = [show.moment(row.at, self.clock), short_name(row.author) if row.author else ""]
        text = " · ".join(part for part in parts if part)
        metrics = theme.metrics("secondary", False)
        width = metrics.horizontalAdvance(text) + 2
        painter.setFont(theme.fonts("secondary", False))
        painter.setPen(theme.tokens().color("text_2"))
        line = QRect(area.right() - width - 4, top, width, theme.metrics("body", True).height())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), text)
        return width + 4

    def _body(self, painter: QPainter, row: TimelineRow, area: QRect, top: int) -> None:
        left = area.left() + DISC + GAP
        if row.text:
            layout = laid_out(row.text, self._text_width(row, area.width()))
            height = round(layout.boundingRect().height())
            painter.setPen(theme.tokens().color("text_2"))
            layout.draw(painter, QPointF(left, top))
            top += height
        if not (row.number or row.code):
            return
        place = QPointF(left, top + 4)
        for text, tone, icon in ((row.code, "accent", ""), (show.phone(row.number), "neutral", "phone")):
            if text:
                size = pill_size(text, icon)
                draw_pill(
                    painter, QRectF(place.x(), place.y(), size.width(), size.height()), text, tone, icon
                )
                place.setX(place.x() + size.width() + 6)


def laid_out(text: str, width: int) -> QTextLayout:
    """The lines of a plain text in a width: broken between words, inside one only where it is too long."""
    layout = QTextLayout(text.replace("\n", "\u2028"), theme.fonts("secondary"))
    how = QTextOption()
    how.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(how)
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout
