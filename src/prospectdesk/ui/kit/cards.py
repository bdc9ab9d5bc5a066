"""Frames and small drawn parts: Card, Float, rules, StageBar, Stepper, KeyHint, counters of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.roles import set_role

Upright = Literal["vertical", "horizontal"]


class Card(QFrame):
    """A white frame with round corners; put content into `box`. Tones warn and orange colour its edge."""

    def __init__(
        self, name: str = "", parent: QWidget | None = None, *, margin: int = 12, spacing: int = 8,
        direction: Upright = "vertical", tone: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        if tone:
            self.setProperty("tone", tone)
        self.box = QVBoxLayout(self) if direction == "vertical" else QHBoxLayout(self)
        self.box.setContentsMargins(margin, margin, margin, margin)
        self.box.setSpacing(spacing)

    def set_tone(self, tone: str) -> None:
        """Another edge; "" is the quiet one."""
        set_role(self, tone=tone)

    def set_late(self, late: Literal["", "true", "very"]) -> None:
        """A bar at the left: late (1 to 7 days) or very late. The words beside it say it too."""
        set_role(self, late=late)


def in_the_middle(card: Card) -> QScrollArea:
    """A card in the middle of the room there is, scrolling where that is too low."""
    inner = QWidget()
    inner.setProperty("role", "plain")
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(card, 8)
    row.addStretch(1)
    column = QVBoxLayout(inner)
    column.addStretch(2)
    column.addLayout(row)
    column.addStretch(3)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    return area


class Float(QFrame):
    """A small window over the others, inside the screen; Échap or a click elsewhere closes it."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(name)
        self.setProperty("role", "float")

    def open_under(self, what: QWidget) -> None:
        """Opens beneath a widget, above it where there is no room."""
        self.adjustSize()
        place = what.mapToGlobal(QPoint(0, what.height() + 4))
        if place.y() + self.height() > what.screen().availableGeometry().bottom():
            place.setY(what.mapToGlobal(QPoint(0, 0)).y() - self.height() - 4)
        self.rise(place)

    def rise(self, place: QPoint) -> None:
        """Shows itself with its top left corner at `place` (global), or as near as the screen lets it."""
        self.adjustSize()
        found = QGuiApplication.screenAt(place) or self.screen()
        screen = found.availableGeometry()
        left = max(screen.left(), min(place.x(), screen.right() - self.width()))
        top = max(screen.top(), min(place.y(), screen.bottom() - self.height()))
        self.move(left, top)
        self.show()


def rule(direction: Upright = "horizontal", parent: QWidget | None = None) -> QFrame:
    """A thin separating line."""
    made = QFrame(parent)
    made.setProperty("role", "rule" if direction == "horizontal" else "upright")
    return made


class StageBar(QWidget):
    """`done` of `steps` small bars and the percentage beside them."""

    def __init__(
        self, done: int = 0, steps: int = 4, percent: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_stage(done, steps, percent)

    def show_stage(self, done: int, steps: int, percent: str = "") -> None:
        """Another stage."""
        from prospectdesk.ui.kit.columns import StageCell  # late: the frame of the window has no stages

        self._cell = StageCell("", done, max(1, steps), percent)
        self.setAccessibleName(self.tr("Étape {0} sur {1} {2}").format(done, steps, percent).strip())
        self.update()

    def sizeHint(self) -> QSize:
        """One small line."""
        return QSize(128, theme.metrics("caption").height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        from prospectdesk.ui.kit.delegates import draw_steps

        painter = QPainter(self)
        measures = theme.metrics("caption")
        room = measures.horizontalAdvance(self._cell.percent) + 8 if self._cell.percent else 0
        draw_steps(painter, QRect(0, self.height() // 2 - 2, self.width() - room, 4), self._cell)
        painter.setPen(theme.tokens().color("text_2"))
        painter.setFont(theme.fonts("caption"))
        painter.drawText(
            self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self._cell.percent
        )


class KeyHint(QWidget):
    """A key as it looks on a keyboard: "Ctrl+K"."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName(keys)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As large as its text."""
        width = theme.metrics("caption", True).horizontalAdvance(self._keys) + 12
        return QSize(max(width, 20), theme.current().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        painter, t = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(t.color("border_strong"))
        painter.setBrush(t.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(t.color("text_2"))
        painter.setFont(theme.fonts("caption", True))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._keys)


class Stepper(QWidget):
    """Numbered steps on a line: the ones behind ticked, the present one filled."""

    def __init__(self, titles: Sequence[str], name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._titles = tuple(titles)
        self._hints = [""] * len(self._titles)
        self._now = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    def show_step(self, now: int, hints: Sequence[str] | None = None) -> None:
        """Stands at step `now` (0…); `hints` are the small lines beneath the titles."""
        self._now = now
        if hints is not None:
            self._hints = [*hints, *[""] * len(self._titles)][: len(self._titles)]
        title = self._titles[min(now, len(self._titles) - 1)]
        said = self.tr("Étape {0} sur {1}\u00a0: {2}")
        self.setAccessibleName(said.format(min(now + 1, len(self._titles)), len(self._titles), title))
        self.update()

    def step(self) -> int:
        """The present step, from 0."""
        return self._now

    def sizeHint(self) -> QSize:
        """Two lines of text."""
        return QSize(640, theme.current().px(44))

    def minimumSizeHint(self) -> QSize:
        """Titles alone."""
        return QSize(
            sum(self._width(number) for number in range(len(self._titles))), self.sizeHint().height()
        )

    def _width(self, number: int) -> int:
        strong, small = theme.metrics("body", True), theme.metrics("caption")
        text = max(
            strong.horizontalAdvance(self._titles[number]), small.horizontalAdvance(self._hints[number])
        )
        return theme.current().px(26) + 8 + text

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws discs, titles and the lines between them."""
        painter, t = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        widths = [self._width(number) for number in range(len(self._titles))]
        gap = (self.width() - sum(widths)) / max(1, len(widths) - 1)
        left = 0.0
        for number, width in enumerate(widths):
            self._paint_step(painter, number, left)
            left += width
            if number + 1 < len(widths) and gap > 24:
                color = "ok" if number < self._now else "border_strong"
                painter.fillRect(QRectF(left + 12, self.height() / 2 - 1, gap - 24, 2), t.color(color))
            left += gap

    def _paint_step(self, painter: QPainter, number: int, left: float) -> None:
        t, size = theme.tokens(), theme.current().px(26)
        disc = QRectF(left, (self.height() - size) / 2, size, size)
        behind, present = number < self._now, number == self._now
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color("ok_soft" if behind else ("accent" if present else "badge")))
        painter.drawEllipse(disc)
        if behind:
            place = disc.center()
            painter.drawPixmap(round(place.x()) - 7, round(place.y()) - 7, pixmap("check", "ok", 14))
        else:
            painter.setPen(t.color("accent_on" if present else "text_2"))
            painter.setFont(theme.fonts("secondary", True))
            painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(number + 1))
        hint = self._hints[number]
        area = QRectF(disc.right() + 8, 0, 400, self.height() / 2 if hint else self.height())
        at = Qt.AlignmentFlag.AlignLeft | (
            Qt.AlignmentFlag.AlignBottom if hint else Qt.AlignmentFlag.AlignVCenter
        )
        painter.setPen(t.color("accent" if present else ("text" if behind else "text_2")))
        painter.setFont(theme.fonts("body", behind or present))
        painter.drawText(area, int(at), self._titles[number])
        painter.setPen(t.color("text_2"))
        painter.setFont(theme.fonts("caption"))
        painter.drawText(area.translated(0, self.height() / 2), int(Qt.AlignmentFlag.AlignLeft), hint)


class Figure(Card):
    """A counter: a coloured title with its icon, a large number, a line beneath (mock-up 13)."""

    def __init__(
        self, title: str, icon: str, tone: str = "", name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent, spacing=2)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Mark(icon, tone or "text_2"))
        head.addWidget(Label(title, "strong", tone=tone or "muted", elide=True), 1)
        self.box.addLayout(head)
        self.value = Label("0", "figure", name=f"{name}.value")
        self.under = Label("", "secondary", name=f"{name}.under", elide=True)
        self.box.addWidget(self.value)
        self.box.addWidget(self.under)

    def show_value(self, value: str, under: str = "") -> None:
        """Another number and line."""
        self.value.setText(value)
        self.under.setText(under)
