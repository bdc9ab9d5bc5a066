"""The rail at the left: screens with their badges, what waits for the centre, the settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.screen import ScreenSpec

WIDE, NARROW = 216, 56
URGENT = {"relances"}
"""Screens whose badge counts what is late."""


class RailButton(QAbstractButton):
    """One screen of the rail: icon, name, badge; only the icon when the rail is narrow."""

    def __init__(self, spec: ScreenSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.badge = 0
        self.narrow = False
        self.setObjectName(f"rail.{spec.name}")
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(spec.label)
        self.setAccessibleName(spec.label)

    def show_badge(self, number: int) -> None:
        """Shows how many things wait; 0 shows nothing."""
        self.badge = number
        name = self.spec.label
        self.setAccessibleName(self.tr("{0}, {1} en attente").format(name, number) if number else name)
        self.set_narrow(self.narrow)

    def set_narrow(self, narrow: bool) -> None:
        """Icon only, the name as tooltip."""
        self.narrow = narrow
        self.setToolTip(self.accessibleName() if narrow else "")
        self.update()

    def nextCheckState(self) -> None:
        """The window decides which screen is current."""

    def sizeHint(self) -> QSize:
        """One line of the rail."""
        return QSize(NARROW if self.narrow else WIDE, theme.current().px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, ring = self.isChecked(), self.hasFocus()
        if chosen or self.underMouse() or ring:
            painter.setBrush(t.color("accent_soft" if chosen else "hover"))
            painter.setPen(t.color("accent") if ring else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        size = theme.current().px(16)
        left = (self.width() - size) / 2 if self.narrow else 10
        ink = "accent" if chosen else "text_2"
        middle = self.height() / 2
        painter.drawPixmap(round(left), round(middle - size / 2), pixmap(self.spec.icon, ink, size))
        if not self.narrow:
            painter.setPen(t.color("accent" if chosen else "text"))
            painter.setFont(theme.fonts("body", chosen))
            room = QRectF(left + size + 10, 0, self.width() - left - size - 60, self.height())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self.spec.label)
        if self.badge:
            self._draw_badge(painter)

    def _draw_badge(self, painter: QPainter) -> None:
        t = theme.tokens()
        text = count(self.badge) if self.badge < 1000 else "999+"
        high = theme.current().px(17 if not self.narrow else 14)
        wide = max(theme.metrics("caption", True).horizontalAdvance(text) + (8 if self.narrow else 18), high)
        right = self.width() - (2 if self.narrow else 8)
        top = 1 if self.narrow else (self.height() - high) / 2
        rect = QRectF(right - wide, top, wide, high)
        urgent = self.spec.name in URGENT
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(t.color("bad_soft" if urgent else "badge"))
        painter.drawRoundedRect(rect, high / 2, high / 2)
        painter.setPen(t.color("bad" if urgent else "text_2"))
        painter.setFont(theme.fonts("caption", True))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), text)


class SyncCard(QFrame):
    """What waits for the centre; hidden when nothing does (X-15)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail.sync")
        self.setProperty("role", "card")
        self._icon = Label()
        self.state = Label(role="strong", tone="warn", name="rail.sync.state")
        self.waiting = Label(role="secondary", wrap=True, name="rail.sync.waiting")
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._icon)
        head.addWidget(self.state, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 8)
        box.setSpacing(2)
        box.addLayout(head)
        box.addWidget(self.waiting)
        self.hide()

    def show_state(self, offline: bool, waiting: int) -> None:
        """`waiting` counts user actions; the card is there when there are some, or when the user is offline."""
        self._icon.setPixmap(pixmap("cloud-off" if offline else "database", "warn"))
        self.state.setText(self.tr("Hors ligne") if offline else self.tr("Local seulement"))
        self.waiting.setText(waiting_text(waiting))
        self.waiting.setVisible(waiting > 0)
        self.setVisible(offline or waiting > 0)


def waiting_text(waiting: int) -> str:
    """« 2 modifications en attente », empty for none."""
    from PySide6.QtCore import QCoreApplication

    if not waiting:
        return ""
    if waiting == 1:
        return QCoreApplication.translate("SyncCard", "1 modification en attente")
    return QCoreApplication.translate("SyncCard", "{0} modifications en attente").format(count(waiting))


class Rail(QFrame):
    """`chosen` carries the name of a screen, `menu_wanted` the wish to see the menu."""

    chosen = Signal(str)
    menu_wanted = Signal()

    def __init__(
        self, specs: Sequence[ScreenSpec], below: Sequence[ScreenSpec], parent: QWidget | None = None
    ):
        """`specs` stand at the top, `below` at the bottom."""
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Écrans"))
        self.setProperty("role", "rail")
        self.narrow = False
        self.buttons: dict[str, RailButton] = {}
        self.sync = SyncCard()
        self._waiting = False
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(10, 10, 10, 10)
        self._box.setSpacing(0)
        self._add_head()
        for spec in specs:
            self._add(spec)
        self._box.addStretch(1)
        self._box.addWidget(self.sync)
        self._box.addSpacing(6)
        for spec in below:
            self._add(spec)
        self.setFixedWidth(WIDE)

    def _add_head(self) -> None:
        self._logo = Label()
        self._logo.setPixmap(pixmap("compass", "accent", 20))
        self._name = Label("ProspectDesk", "section")
        self.menu = IconButton("list", self.tr("Menu (F10)"), name="rail.menu", on=self.menu_wanted.emit)
        theme.current().changed.connect(self._recolour)
        row = QHBoxLayout()
        row.setContentsMargins(6, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._logo)
        row.addWidget(self._name, 1)
        row.addWidget(self.menu)
        self._box.addLayout(row)
        self._box.addSpacing(6)

    def _recolour(self) -> None:
        self._logo.setPixmap(pixmap("compass", "accent", 20))

    def _add(self, spec: ScreenSpec) -> None:
        button = RailButton(spec)
        button.clicked.connect(lambda _checked=False, name=spec.name: self.chosen.emit(name))
        self.buttons[spec.name] = button
        self._box.addWidget(button)

    def show_current(self, name: str | None) -> None:
        """Marks the screen shown; None marks none."""
        for key, button in self.buttons.items():
            button.setChecked(key == name)

    def show_badges(self, numbers: dict[str, int]) -> None:
        """Shows the counts by screen."""
        for name, number in numbers.items():
            if name in self.buttons:
                self.buttons[name].show_badge(number)

    def show_sync(self, offline: bool, waiting: int) -> None:
        """Shows the card at the bottom, in the wide rail only."""
        self.sync.show_state(offline, waiting)
        self._waiting = offline or waiting > 0
        self.sync.setVisible(self._waiting and not self.narrow)

    def set_narrow(self, narrow: bool) -> None:
        """56 px of icons, or all of it."""
        if narrow == self.narrow:
            return
        self.narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._box.setContentsMargins(*(8, 10, 8, 10) if narrow else (10, 10, 10, 10))
        self._logo.setVisible(not narrow)
        self._name.setVisible(not narrow)
        self.sync.setVisible(self._waiting and not narrow)
        for button in self.buttons.values():
            button.set_narrow(narrow)
