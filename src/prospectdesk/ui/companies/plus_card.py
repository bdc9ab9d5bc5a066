"""The white card with "+": the ways to add a contact (C-22)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import MenuButton
from prospectdesk.ui.kit.icons import pixmap

BAR = 4


class PlusCard(MenuButton):
    """A button that looks like a white card; opens its menu."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, role="flat", name=name, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, theme.current().px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.fillPath(shape, t.color("hover" if self.underMouse() else "card_white"))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(0, 0, BAR + 1, self.height()), t.color("card_white_edge"))
        painter.restore()
        ring = self.hasFocus()
        painter.setPen(QPen(t.color("accent" if ring else "card_white_edge"), 2 if ring else 1))
        painter.drawPath(shape)
        painter.drawPixmap(QPointF(16, self.height() / 2 - 8), pixmap("plus", "accent"))
        painter.setPen(t.color("accent"))
        painter.setFont(theme.fonts("body"))
        area = QRectF(38, 0, self.width() - 48, self.height())
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), self.accessibleName())
