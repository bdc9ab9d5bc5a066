"""Draws a card of the board: company, type and amount, next follow-up in its colour, holder (X-06, C-81)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from prospectdesk.queries.pipeline_cards import Card
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.delegates import RIGHT, Face, InkedDelegate, Inks, write
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.pills import draw_avatar, draw_pill, pill_size
from prospectdesk.ui.pipeline.model import CARD, Index, StageModel
from prospectdesk.ui.pipeline.words import euros, late_text, next_day, short_act

PAD = 10
GAP = 8
SIDE = 7
"""Air at both sides of a card: the insertion line reaches a little further than the cards."""
FACE = 20
RADIUS = 8.0
PENDING_OPACITY = 0.45
LEAST = 52
"""Pixels a follow-up's kind keeps before the lateness gives way."""
KEPT = 96
"""Drawn cards that are kept: those on the screen and as many around them."""
TILT, HELD = -2.0, 0.96
"""Degrees, and how much smaller: a tilted card fits into the picture of a straight one."""
LOOKS = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver


class CardDelegate(InkedDelegate):
    """Every card is equally high, so that two thousand scroll like ten."""

    def __init__(self, model: StageModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._lifted: int | None = None
        self._drawn: dict[int, tuple[tuple[object, ...], Card, QPixmap]] = {}
        self.forget()

    def forget(self) -> None:
        """Another theme: the drawn cards go with the inks."""
        super().forget()
        self._drawn.clear()
        self._bold: Face = (theme.fonts("secondary", True), theme.metrics("secondary", True))

    def lift(self, dossier: int | None) -> None:
        """The card that is drawn next as it hangs on the pointer: Qt asks once for that picture."""
        self._lifted = dossier

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The common height, the gap beneath included."""
        return QSize(0, card_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The card as it was drawn before, or drawn now and kept: a column that a card hangs over is drawn often."""
        card = index.data(CARD)
        if not isinstance(card, Card):
            return
        if card.id == self._lifted:
            self._lifted = None
            self._hang(painter, option, card)
            return
        pending = card.id in self._model.pending
        ratio = painter.device().devicePixelRatioF()
        focused = option.widget is not None and option.widget.hasFocus()
        looks = int((option.state & LOOKS).value)
        as_seen = (option.rect.size().toTuple(), looks, focused, pending, self._model.today(), ratio)
        kept = self._drawn.get(card.id)
        if kept is None or kept[0] != as_seen or kept[1] != card:
            picture = QPixmap(option.rect.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            made = QPainter(picture)
            made.translate(-option.rect.topLeft())
            self._draw(made, option, card, pending=pending)
            made.end()
            while len(self._drawn) >= KEPT:
                del self._drawn[next(iter(self._drawn))]
            kept = (as_seen, card, picture)
            self._drawn[card.id] = kept
        painter.drawPixmap(option.rect.topLeft(), kept[2])

    def _hang(self, painter: QPainter, option: QStyleOptionViewItem, card: Card) -> None:
        """A little tilted, as something held."""
        painter.save()
        centre = QRectF(option.rect).center()
        painter.translate(centre)
        painter.scale(HELD, HELD)
        painter.rotate(TILT)
        painter.translate(-centre)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        option.state |= QStyle.StateFlag.State_Selected
        self._draw(painter, option, card, pending=False)
        painter.restore()

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, card: Card, *, pending: bool) -> None:
        """The card and its four lines."""
        inks = self.inks()
        area = option.rect.adjusted(SIDE, 0, -SIDE, -GAP)
        painter.save()
        if pending:
            painter.setOpacity(PENDING_OPACITY)
        self._ground(painter, inks, area, option, pending=pending)
        inner = area.adjusted(PAD, 8, -PAD, -8)
        heights = (inks.strong[1].height(), inks.strong[1].height(), inks.small[1].height())
        first = QRect(inner.left(), inner.top(), inner.width(), heights[0])
        write(painter, inks, first, card.company, "text", inks.strong)
        second = QRect(inner.left(), first.bottom() + 3, inner.width(), heights[1])
        self._worth(painter, inks, second, card)
        third = QRect(inner.left(), second.bottom() + 3, inner.width(), heights[2])
        self._next(painter, inks, third, card)
        top = third.bottom() + 5
        self._holder(painter, inks, QRect(inner.left(), top, inner.width(), inner.bottom() - top + 1), card)
        painter.restore()

    @staticmethod
    def _ground(
        painter: QPainter, inks: Inks, area: QRect, option: QStyleOptionViewItem, *, pending: bool
    ) -> None:
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and option.widget is not None and option.widget.hasFocus()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent" if focused else "border_strong" if chosen or pending else "border"
        line = Qt.PenStyle.DashLine if pending else Qt.PenStyle.SolidLine
        painter.setPen(QPen(inks.color(edge), 2 if focused else 1, line))
        painter.setBrush(inks.color("hover" if hovered else "surface"))
        inset = 1.0 if focused else 0.5
        painter.drawRoundedRect(QRectF(area).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    @staticmethod
    def _worth(painter: QPainter, inks: Inks, area: QRect, card: Card) -> None:
        amount = euros(card.amount)
        room = inks.strong[1].horizontalAdvance(amount) + 8 if amount else 0
        write(painter, inks, area.adjusted(0, 0, -room, 0), card.type, "text_2", inks.small)
        write(painter, inks, area, amount, "text", inks.strong, RIGHT)

    def _next(self, painter: QPainter, inks: Inks, area: QRect, card: Card) -> None:
        if card.next_day is None:
            write(painter, inks, area, self.tr("Aucune relance prévue"), "text_3", inks.small)
            return
        today = self._model.today()
        tone = show.due_role(card.next_day, today)
        painter.drawPixmap(area.left(), area.center().y() - 6, pixmap("alarm-clock", tone, 14))
        late = late_text(card, today)
        day = f" · {next_day(card, today)}"
        face = self._bold
        aside = inks.caption[1].horizontalAdvance(late) + 6 if late else 0
        free = area.width() - 18 - face[1].horizontalAdvance(day)
        if free - aside < LEAST:  # what and when come first where not everything fits
            late, aside = "", 0
        room = min(free - aside, face[1].horizontalAdvance(short_act(card)) + 2)
        left = area.adjusted(18, 0, -aside, 0)
        write(painter, inks, QRect(left.left(), left.top(), room, left.height()), short_act(card), tone, face)
        write(painter, inks, left.adjusted(room, 0, 0, 0), day, tone, face)
        write(painter, inks, area, late, tone, inks.caption, RIGHT)

    def _holder(self, painter: QPainter, inks: Inks, area: QRect, card: Card) -> None:
        face = theme.current().px(FACE)
        right = area.right()
        if card.twin:
            text = self.tr("Double")
            size = pill_size(text, "copy")
            right -= size.width()
            place = QRectF(right, area.center().y() - size.height() / 2 + 1, size.width(), size.height())
            draw_pill(painter, place, text, "warn", "copy")
        if not card.holder:
            write(painter, inks, area, self.tr("Sans titulaire"), "text_3", inks.small)
            return
        draw_avatar(painter, QRectF(area.left(), area.center().y() - face / 2 + 1, face, face), card.holder)
        room = QRect(area.left() + face + 6, area.top(), right - area.left() - face - 10, area.height())
        write(painter, inks, room, card.holder, "text_2", inks.small)


def card_height() -> int:
    """The height of every card with the gap beneath it."""
    look = theme.current()
    strong, small = look.metrics("body", True).height(), look.metrics("secondary").height()
    return 2 * strong + small + look.px(22) + 28 + GAP
