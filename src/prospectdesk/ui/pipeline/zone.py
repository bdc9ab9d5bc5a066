"""The two zones beneath the board, Signé and Perdu: a card is dropped there, or they are pressed (X-08)."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.pipeline.model import dropped

LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
TEXT_LEFT = 46


class DropZone(QAbstractButton):
    """`wanted` carries the dossier that was dropped, -1 when the zone was pressed: the card in hand is meant.

    `hung` carries the dossier that hangs over it and where the pointer is, `left` says that it went.
    """

    wanted = Signal(int)
    hung = Signal(int, QPoint)
    left = Signal()

    def __init__(
        self, title: str, text: str, icon: str, tone: str, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._said, self._icon, self._tone = text, icon, tone
        self._over = False
        self.setText(title)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: self.wanted.emit(-1))

    def sizeHint(self) -> QSize:
        """Two lines."""
        look = theme.current()
        high = look.metrics("body", True).height() + look.metrics("secondary").height() + 14
        return QSize(240, high)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Cards of this program only."""
        if dropped(event.mimeData()) is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self._hover(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """The whole zone takes it."""
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(self._over)
        dossier = dropped(event.mimeData())
        if dossier is not None:
            self.hung.emit(dossier, self.mapToGlobal(event.position().toPoint()))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """The card went elsewhere."""
        self._hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tells which card; it stays where it is until the window is answered."""
        self._hover(False)
        dossier = dropped(event.mimeData())
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if dossier is not None:
            self.wanted.emit(dossier)

    def _hover(self, over: bool) -> None:
        self._over = over
        self.update()
        if not over:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself: a dashed frame, icon, title, what it opens."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self._over or self.hasFocus() or (self.underMouse() and self.isEnabled())
        line = Qt.PenStyle.SolidLine if self._over else Qt.PenStyle.DashLine
        painter.setPen(QPen(look.color(self._tone), 2 if strong else 1, line))
        painter.setBrush(look.color(f"{self._tone}_soft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.drawPixmap(16, self.height() // 2 - 10, pixmap(self._icon, self._tone, 20))
        title, text = look.metrics("body", True), look.metrics("secondary")
        top = (self.height() - title.height() - text.height()) // 2
        room = self.width() - TEXT_LEFT - 12
        painter.setPen(look.color(self._tone))
        painter.setFont(look.font("body", True))
        painter.drawText(QRect(TEXT_LEFT, top, room, title.height()), LEFT, self.text())
        painter.setPen(look.color("text_2"))
        painter.setFont(look.font("secondary"))
        shown = text.elidedText(self._said, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(TEXT_LEFT, top + title.height(), room, text.height()), LEFT, shown)
