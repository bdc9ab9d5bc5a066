"""What letting a card go would do, beside the pointer while it is dragged (X-07, mock-up 07)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.errors import Refused
from prospectdesk.domain.pipeline import Stage, check_move
from prospectdesk.queries.pipeline_cards import Card
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.pipeline.delegate import card_height
from prospectdesk.ui.pipeline.words import rounded

PAD, RADIUS, WIDEST, UNDER = 12, 6.0, 360, 8
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class DragHint(QWidget):
    """Two lines on a dark ground, over everything, deaf to the pointer: the card falls on what lies beneath."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._board = parent
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Effet du déplacement"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.away = QPoint()
        """Where the lower left corner of the dragged card is from the pointer."""
        self._lines: tuple[str, str] = ("", "")
        self.hide()

    def text(self) -> str:
        """What it says, line by line."""
        return "\n".join(filter(None, self._lines))

    def tell_move(self, card: Card, home: Stage, to: Stage, at: QPoint) -> None:
        """A card hangs over a column; `at` is in the parent's coordinates. Nothing is told over its own."""
        if home.id == to.id:
            self.hide()
            return
        self._tell(self.tr("{0} → {1}").format(home.label, to.label), self._effect(card, home, to), at)

    def _effect(self, card: Card, home: Stage, to: Stage) -> str:
        try:
            check_move(home, to)
        except Refused as failure:
            return sentence(failure)
        if card.amount is None:
            return self.tr("Sans montant")
        before, after = (card.amount * one.percent / 100 for one in (home, to))
        return self.tr("pondéré {0} → {1}").format(rounded(before), rounded(after))

    def tell_outcome(self, home: Stage, title: str, text: str, at: QPoint) -> None:
        """A card hangs over a zone."""
        self._tell(self.tr("{0} → {1}").format(home.label, title), text, at)

    def _tell(self, first: str, second: str, at: QPoint) -> None:
        if (first, second) != self._lines or not self.isVisible():
            self._lines = (first, second)
            self.setAccessibleDescription(self.text())
            self.resize(self.sizeHint())
            self.raise_()
            self.show()
            self.update()
        room = self._board.rect()
        place = at + self.away + QPoint(PAD, UNDER)
        left = min(place.x(), room.right() - self.width())
        top = place.y() if place.y() + self.height() <= room.bottom() else place.y() - self._above()
        self.move(max(0, left), max(0, min(top, room.bottom() - self.height())))

    def _above(self) -> int:
        """From under the card to above it, where there is no room below."""
        return card_height() + self.height() + UNDER

    def sizeHint(self) -> QSize:
        """As wide as the longer line."""
        look = theme.current()
        strong, small = look.metrics("secondary", True), look.metrics("secondary")
        wide = max(strong.horizontalAdvance(self._lines[0]), small.horizontalAdvance(self._lines[1]))
        high = strong.height() + (small.height() if self._lines[1] else 0)
        return QSize(min(wide + 2 * PAD + 2, look.px(WIDEST)), high + 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ink of the text is the ground here."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("text"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setPen(look.color("surface"))
        top = 7
        for line, bold in zip(self._lines, (True, False), strict=True):
            metrics = look.metrics("secondary", bold)
            painter.setFont(look.font("secondary", bold))
            area = QRect(PAD, top, self.width() - 2 * PAD, metrics.height())
            painter.drawText(area, LEFT, metrics.elidedText(line, Qt.TextElideMode.ElideRight, area.width()))
            top += metrics.height()
