"""The card at the bottom of the rail and the words in the status line: both open the page Synchronisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role
from prospectdesk.ui.kit.spinner import Turning

if TYPE_CHECKING:
    from prospectdesk.ui.shell.sync_words import Standing

ICON = 16


class StateIcon(QWidget):
    """The icon of a state; turns while a sync runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._ink, self._running = "", "text_2", False
        self._turning = Turning(self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: str, ink: str) -> None:
        """Another state."""
        self._icon, self._ink = icon, ink
        self.update()

    def show_running(self, running: bool) -> None:
        """Turns two arrows instead while a sync runs."""
        self._running = running
        self._turning.turn(running)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(ICON, ICON)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        if self._icon or self._running:
            icon = "refresh-cw" if self._running else self._icon
            ink = "accent" if self._running else self._ink
            self._turning.draw(QPainter(self), QRectF(self.rect()), icon, ink)


class SyncCard(QFrame):
    """What waits for the centre; hidden when nothing does (X-15). `pressed` opens its page."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail.sync")
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.icon = StateIcon()
        self.state = Label(role="strong", tone="warn", name="rail.sync.state", elide=True)
        self.waiting = Label(role="secondary", wrap=True, name="rail.sync.waiting")
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.icon)
        head.addWidget(self.state, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 8)
        box.setSpacing(2)
        box.addLayout(head)
        box.addWidget(self.waiting)
        self.hide()

    def show_standing(self, standing: Standing) -> None:
        """Shows where changes stand; the window decides whether the card is seen."""
        self.icon.show_icon(standing.icon, standing.ink)
        self.state.setText(standing.head)
        self.state.set_tone(standing.ink if standing.ink in {"warn", "bad"} else "")
        self.waiting.setText("\n".join(standing.lines))
        self.waiting.setVisible(bool(standing.lines))
        set_role(self, tone="warn" if standing.urgent else "")
        self.setAccessibleName(", ".join((standing.head, *standing.lines)))
        self.setToolTip(self.tr("Ouvrir la page Synchronisation"))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the page."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """So do Entrée and Espace."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pressed.emit()
            return
        super().keyPressEvent(event)


class StateButton(QAbstractButton):
    """Icon and words of the status line; a click opens the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status.state")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._icon, self._ink, self._running, self._small = "", "text_2", False, False
        self._turning = Turning(self)
        self._settle()

    def show_state(self, text: str, icon: str = "", ink: str = "text_2") -> None:
        """Other words."""
        self._icon, self._ink = icon, ink
        self.setText(text)
        self._settle()

    def show_running(self, running: bool) -> None:
        """The turning icon of X-41."""
        self._running = running
        self._turning.turn(running)
        self._settle()

    def make_small(self, small: bool) -> None:
        """Only the icon, where the page has words of its own; nothing in a local profile."""
        self._small = small
        self.setVisible(not small or bool(self._icon))
        self._settle()

    def _settle(self) -> None:
        self.setAccessibleName(self.text())
        tip = self.tr("Ouvrir la page Synchronisation")
        self.setToolTip(f"{self.text()}\n{tip}" if self._small and self.text() else tip)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Icon and text."""
        wide = 0 if self._small else theme.metrics("secondary").horizontalAdvance(self.text()) + 2
        return QSize(wide + (ICON + 8 if self._icon or self._running else 0), theme.current().px(22))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Underlined under the mouse."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """And no longer."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        painter, t = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        if self._icon or self._running:
            place = QRectF(0, (self.height() - ICON) / 2, ICON, ICON)
            icon = "refresh-cw" if self._running else self._icon
            self._turning.draw(painter, place, icon, "accent" if self._running else self._ink)
            left = ICON + 6
        if self._small:
            return
        font = QFont(theme.fonts("secondary"))
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(t.color("accent" if self.hasFocus() else "text_2"))
        room = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self.text())
