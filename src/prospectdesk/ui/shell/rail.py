"""The rail at the left: screens with their badges, what waits for the centre, the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.screen import ScreenSpec
from prospectdesk.ui.shell.sync_card import SyncCard

if TYPE_CHECKING:
    from prospectdesk.ui.shell.sync_words import Standing

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
        self.sync.pressed.connect(lambda: self.chosen.emit("sync"))
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

    def show_sync(self, standing: Standing) -> None:
        """Shows the card at the bottom, in the wide rail only."""
        self.sync.show_standing(standing)
        self._waiting = standing.card
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
