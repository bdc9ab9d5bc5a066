"""The six types as tiles with shape and counter, and the bar of their proportions (P-14, mock-up 05)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from prospectdesk.domain.portfolio import NAMES, Kind
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.map.symbols import TOKENS, paint_symbol
from prospectdesk.ui.kit.roles import set_role
from prospectdesk.ui.portfolio.words import group_name, share, short_name, tight_name

SYMBOL = 12
BAR_HEIGHT = 8
LEAST = 2.0
"""Pixels a type takes in the bar when it has any company at all."""


class Symbol(QWidget):
    """The shape of a type, in its colour."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        side = theme.current().px(SYMBOL + 4)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = theme.current().px(SYMBOL)
        paint_symbol(painter, self.kind, self.width() / 2, self.height() / 2, size, theme.tokens())


class KindTile(Card):
    """One type. `pressed` tells a click, Espace or Entrée."""

    pressed = Signal()

    def __init__(self, kind: Kind, prefix: str) -> None:
        super().__init__(f"{prefix}.tile.{NAMES[kind]}", spacing=0)
        self.kind = kind
        self.number = 0
        self.chosen = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.box.setContentsMargins(12, 8, 8, 8)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Symbol(kind))
        self.title = Label(short_name(kind), "strong", elide=True)
        head.addWidget(self.title, 1)
        self.value = Label("0", "figure", name=f"{prefix}.count.{NAMES[kind]}")
        self.under = Label("", "secondary", name=f"{prefix}.under.{NAMES[kind]}", elide=True)
        self.box.addLayout(head)
        self.box.addWidget(self.value)
        self.box.addWidget(self.under)
        self.setToolTip(group_name(kind))
        self.show_count(0, "")

    def show_count(self, number: int, under: str) -> None:
        """Another count and line beneath."""
        self.number = number
        self.value.setText(show.count(number))
        self.under.setText(under)
        self.setAccessibleName(self.tr("{0} : {1}").format(group_name(self.kind), number))
        self.setAccessibleDescription(under)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the name is shorter."""
        super().resizeEvent(event)
        needed = theme.metrics("body", True).horizontalAdvance(short_name(self.kind)) + theme.current().px(46)
        self.title.setText(short_name(self.kind) if needed <= self.width() else tight_name(self.kind))

    def choose(self, on: bool) -> None:
        """Marks it as the only type shown."""
        self.chosen = on
        set_role(self, chosen="true" if on else "false")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on it."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Espace and Entrée press it."""
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse is over it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has left."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring while it has the keys or the mouse."""
        super().paintEvent(event)
        if self.hasFocus() or (self.underMouse() and not self.chosen):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = theme.tokens().color("accent" if self.hasFocus() else "border_strong")
            painter.setPen(pen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 7, 7)


class ProportionBar(QWidget):
    """How the types share the whole; its words are those of the tiles, `pressed` carries the type of a part."""

    pressed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFixedHeight(BAR_HEIGHT)
        self.setMouseTracking(True)
        self._counts: tuple[int, ...] = (0,) * len(Kind)
        self.show_counts(self._counts)

    def show_counts(self, counts: Sequence[int]) -> None:
        """Other counts, in the order of P-14."""
        self._counts = tuple(counts)
        total = sum(counts)
        parts = [f"{short_name(kind)} {share(counts[kind], total)}" for kind in Kind if counts[kind]]
        self.setAccessibleName(
            self.tr("Proportions : {0}").format(", ".join(parts) or self.tr("aucune société"))
        )
        self.update()

    def _parts(self) -> list[tuple[Kind, float, float]]:
        """(type, left, width) of what is drawn, a gap of two pixels between."""
        total = sum(self._counts)
        there = [kind for kind in Kind if self._counts[kind]]
        room = self.width() - 2 * (len(there) - 1)
        spare = room - LEAST * len(there)
        left, made = 0.0, []
        for kind in there:
            width = LEAST + spare * self._counts[kind] / total
            made.append((kind, left, width))
            left += width + 2
        return made

    def kind_at(self, place: float) -> Kind | None:
        """The type whose part lies at so many pixels from the left."""
        return next((kind for kind, left, width in self._parts() if left <= place < left + width + 2), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Says what the part beneath the mouse is."""
        kind = self.kind_at(event.position().x())
        self.setCursor(Qt.CursorShape.ArrowCursor if kind is None else Qt.CursorShape.PointingHandCursor)
        if kind is not None:
            text = self.tr("{0} : {1} ({2})").format(
                group_name(kind), show.count(self._counts[kind]), share(self._counts[kind], sum(self._counts))
            )
            QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A part stands for its tile."""
        kind = self.kind_at(event.position().x())
        if kind is not None and event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(kind)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setClipPath(clip)
        parts = self._parts()
        if not parts:
            painter.fillRect(self.rect(), t.color("badge"))
        for kind, left, width in parts:
            painter.fillRect(
                QRectF(QPointF(left, 0), QPointF(left + width, self.height())), t.color(TOKENS[kind])
            )


class Tiles(QWidget):
    """The six tiles over the bar. `chosen` carries the only type to show, None for all."""

    chosen = Signal(object)

    def __init__(self, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles = {kind: KindTile(kind, prefix) for kind in Kind}
        self.bar = ProportionBar(f"{prefix}.proportions")
        self.bar.pressed.connect(self._pressed)
        row = QHBoxLayout()
        row.setSpacing(8)
        for kind, tile in self.tiles.items():
            tile.pressed.connect(lambda kind=kind: self._pressed(kind))
            row.addWidget(tile, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(row)
        box.addWidget(self.bar)

    def show_counts(
        self, counts: Sequence[int], before: Sequence[int] | None = None, since: str = ""
    ) -> None:
        """Counts in the order of P-14; `before` are those of an earlier analysis of the same place, of the day `since`."""
        total = sum(counts)
        for kind, tile in self.tiles.items():
            under = share(counts[kind], total) if total else ""
            if before is not None:
                under = self._moved(counts[kind] - before[kind], since)
            tile.show_count(counts[kind], under)
        self.bar.show_counts(counts)

    def _moved(self, number: int, since: str) -> str:
        if not number:
            return self.tr("inchangé depuis le {0}").format(since)
        sign = "+" if number > 0 else "−"
        return self.tr("{0}{1} depuis le {2}").format(sign, show.count(abs(number)), since)

    def set_low(self, low: bool) -> None:
        """Without the line beneath the counters, where there is little height."""
        for tile in self.tiles.values():
            tile.under.setVisible(not low)

    def choose(self, wanted: Kind | None) -> None:
        """Marks the only type shown, without telling."""
        for kind, tile in self.tiles.items():
            tile.choose(kind == wanted)

    def _pressed(self, kind: Kind) -> None:
        wanted = None if self.tiles[kind].chosen else kind
        self.choose(wanted)
        self.chosen.emit(wanted)
