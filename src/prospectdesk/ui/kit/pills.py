"""Small coloured words: Pill (state), Badge (count), Avatar (initials); text and colour always together."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.format import initials
from prospectdesk.ui.kit.icons import pixmap

TONES = {
    "neutral": ("text_2", "badge"),
    "accent": ("accent", "accent_soft"),
    "ok": ("ok", "ok_soft"),
    "warn": ("warn", "warn_soft"),
    "bad": ("bad", "bad_soft"),
    "hot": ("hot", "hot_soft"),
    "mild": ("mild", "mild_soft"),
    "cold": ("cold", "cold_soft"),
    "orange": ("text", "card_orange"),
    "plain": ("text_2", "hover"),
}
GAP = 4


def pill_size(text: str, icon: str = "") -> QSize:
    """The room a pill takes."""
    look = theme.current()
    width = theme.metrics("secondary", True).horizontalAdvance(text) + look.px(16)
    return QSize(width + (look.px(14) + GAP if icon else 0), look.px(22))


def draw_pill(
    painter: QPainter, rect: QRectF, text: str, tone: str = "neutral", icon: str = "", edge: bool = False
) -> None:
    """Paints a pill into `rect` (as large as pill_size says); `edge` draws its outline too."""
    ink, fill = TONES[tone]
    t = theme.tokens()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(t.color(ink) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(t.color(fill))
    radius = min(10.0, rect.height() / 2)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5) if edge else rect, radius, radius)
    look = theme.current()
    left = rect.left() + look.px(8)
    if icon:
        size = look.px(14)
        painter.drawPixmap(QPointF(left, rect.center().y() - size / 2), pixmap(icon, ink, size))
        left += size + GAP
    painter.setPen(t.color(ink))
    painter.setFont(theme.fonts("secondary", True))
    painter.drawText(
        QRectF(left, rect.top(), rect.right() - left, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), text
    )
    painter.restore()


class Pill(QWidget):
    """A state in one word. Tones: neutral accent ok warn bad hot mild cold orange plain."""

    def __init__(
        self, text: str = "", tone: str = "neutral", icon: str = "", *, edge: bool = False, name: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._text, self._tone, self._icon, self._edge = text, tone, icon, edge
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setObjectName(name)
        self.show_value(text, tone, icon)

    def show_value(self, text: str, tone: str = "neutral", icon: str = "") -> None:
        """Another text, tone and icon."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The word shown."""
        return self._text

    def sizeHint(self) -> QSize:
        """As large as its text."""
        return pill_size(self._text, self._icon)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        painter = QPainter(self)
        draw_pill(painter, QRectF(self.rect()), self._text, self._tone, self._icon, self._edge)


class Badge(QWidget):
    """A count, hidden at zero or when empty. Tones as those of Pill."""

    def __init__(
        self, text: str = "", tone: str = "neutral", *, name: str = "", parent: QWidget | None = None
    ):
        super().__init__(parent)
        self._text, self._tone = text, tone
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if not text:
            self.hide()  # showing is left to the page: a widget without one would be a window

    def show_count(self, count: int | str, tone: str = "neutral") -> None:
        """Shows a number; 0 hides the badge."""
        self._text, self._tone = ("" if count in {0, "0"} else str(count)), tone
        self.setAccessibleName(self._text)
        self.setVisible(bool(self._text))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The count shown."""
        return self._text

    def sizeHint(self) -> QSize:
        """At least as wide as high."""
        look = theme.current()
        width = theme.metrics("caption", True).horizontalAdvance(self._text) + look.px(16)
        return QSize(max(width, look.px(24)), look.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        ink, fill = TONES[self._tone]
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color(fill))
        rect = QRectF(self.rect())
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setPen(t.color(ink))
        painter.setFont(theme.fonts("caption", True))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), self._text)


def draw_avatar(painter: QPainter, rect: QRectF, name: str, icon: str = "") -> None:
    """A disc with initials, or with an icon."""
    t = theme.tokens()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(t.color("badge" if not icon else "hover"))
    painter.drawEllipse(rect)
    if icon:
        size = 16
        painter.drawPixmap(rect.center() - QPointF(size / 2, size / 2), pixmap(icon, "accent", size))
    else:
        painter.setPen(t.color("text_2"))
        painter.setFont(theme.fonts("caption", True))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), initials(name))
    painter.restore()


class Avatar(QWidget):
    """A person's initials in a disc, 30 px."""

    def __init__(self, person: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person, self._icon = person, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        side = theme.current().px(30)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        painter = QPainter(self)
        draw_avatar(painter, QRectF(self.rect()), self._person, self._icon)
