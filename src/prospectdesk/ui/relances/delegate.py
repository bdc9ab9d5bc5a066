"""Draws a relance row: date in its colour, company, last note, people, priority, actions (C-80, C-81)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from prospectdesk.queries.relances import RelanceRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.delegates import LEFT, InkedDelegate, Inks, write
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.pills import draw_avatar, draw_pill, pill_size
from prospectdesk.ui.kit.row_view import ROW, Index
from prospectdesk.ui.relances import words
from prospectdesk.ui.relances.layout import ACTS, FACE, FACES, RowLayout, lay_out, row_height
from prospectdesk.ui.relances.model import RelanceModel, note_line

ICONS = {"call": ("phone", "accent"), "done": ("check", "ok"), "later": ("calendar-clock", "text_2"),
         "delete": ("trash-2", "text_2")}  # fmt: skip
BARS = {"late": "due_late", "very_late": "due_very_late"}
RADIUS = 8.0


class RelanceDelegate(InkedDelegate):
    """One card a row; every row is equally high, so that ten thousand scroll like ten."""

    def __init__(self, model: RelanceModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The common height."""
        return QSize(0, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The card and what stands on it."""
        row = index.data(ROW)
        if not isinstance(row, RelanceRow):
            return
        inks = self.inks()
        places = lay_out(option.rect, row)
        painter.save()
        self._card(painter, inks, places, row, option)
        self._date(painter, inks, places.spots["date"], row)
        self._text(painter, inks, places.text, row)
        self._people(painter, inks, places, row)
        pill = QRectF(places.spots["priority"])
        level = row.follow_up.priority
        icon = words.PRIORITY_ICONS[level]
        draw_pill(painter, pill, words.priority_label(level), words.PRIORITY_TONES[level], icon)
        for key in ACTS:
            name, ink = ICONS[key]
            ink = "input_edge" if key == "call" and not row.phone else ink
            painter.drawPixmap(places.spots[key].center() - QPoint(7, 7), pixmap(name, ink))
        painter.restore()

    @staticmethod
    def _card(
        painter: QPainter, inks: Inks, places: RowLayout, row: RelanceRow, option: QStyleOptionViewItem
    ) -> None:
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(state & QStyle.StateFlag.State_Active) and option.widget.hasFocus()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        card = QRectF(places.card).adjusted(1, 1, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent" if focused else "border_strong" if chosen else "border"
        painter.setPen(QPen(inks.color(edge), 2 if focused else 1))
        painter.setBrush(inks.color("hover" if hovered or chosen else "surface"))
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        bar = BARS.get(row.late)
        if bar is not None:
            painter.save()
            painter.setClipRect(QRectF(card.left() - 1, card.top() - 1, 4, card.height() + 2))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(inks.color(bar))
            painter.drawRoundedRect(card.adjusted(-1, 0, 0, 0), RADIUS, RADIUS)
            painter.restore()

    def _date(self, painter: QPainter, inks: Inks, area: QRect, row: RelanceRow) -> None:
        tone = f"due_{row.late}"
        high = inks.strong[1].height()
        top = area.center().y() - (high + inks.caption[1].height() + 2) // 2
        painter.drawPixmap(area.left(), top + (high - 16) // 2, pixmap("alarm-clock", tone))
        first = QRect(area.left() + 22, top, area.width() - 22, high)
        write(painter, inks, first, show.date_text(row.follow_up.day), tone, inks.strong)
        second = QRect(area.left(), top + high + 2, area.width(), inks.caption[1].height())
        write(
            painter, inks, second, show.due_text(row.follow_up.day, self._model.today()), tone, inks.caption
        )

    @staticmethod
    def _text(painter: QPainter, inks: Inks, area: QRect, row: RelanceRow) -> None:
        high, low = inks.strong[1].height(), inks.small[1].height()
        top = area.center().y() - (high + low + 3) // 2
        line = QRect(area.left(), top, area.width(), high)
        write(painter, inks, line, row.company, "text", inks.strong)
        left = line.left() + min(line.width(), inks.strong[1].horizontalAdvance(row.company)) + 8
        city, worth = row.city or "", amount_text(row)
        size = pill_size(worth, "target") if worth else QSize(0, 0)
        if left + size.width() > line.right():
            worth, size = "", QSize(0, 0)
        room = line.right() - left - (size.width() + 8 if worth else 0)  # the amount says more than the town
        if city and room > 40:
            wide = min(room, inks.small[1].horizontalAdvance(city) + 1)
            write(painter, inks, QRect(left, top, wide, high), city, "text_2", inks.small)
            left += wide + 7
        if worth:
            place = QRectF(left, line.center().y() - size.height() / 2 + 1, size.width(), size.height())
            draw_pill(painter, place, worth, "accent", "target")
        note = note_line(row)
        if note:
            below = QRect(area.left(), top + high + 3, area.width(), low)
            write(painter, inks, below, note, "text_2", inks.small, LEFT)

    @staticmethod
    def _people(painter: QPainter, inks: Inks, places: RowLayout, row: RelanceRow) -> None:
        """Initials of who follows; a number stands for those there is no room for."""
        people = row.follow_up.assignees
        for number, (_id, _login, name) in enumerate(people[:FACES]):
            place = QRectF(places.people.left() + number * (FACE + 2), places.people.top(), FACE, FACE)
            draw_avatar(painter, place, name)
        if len(people) > FACES:
            rest = QRect(places.people.left() + FACES * (FACE + 2), places.people.top(), FACE, FACE)
            write(painter, inks, rest, f"+{len(people) - FACES}", "text_2", inks.caption, LEFT)


def amount_text(row: RelanceRow) -> str:
    """What the open dossier is worth, empty without one."""
    if not row.amount:
        return ""
    try:
        return show.amount(Decimal(row.amount), cents=False)
    except InvalidOperation:
        return ""
