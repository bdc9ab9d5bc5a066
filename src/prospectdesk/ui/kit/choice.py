"""Garder, Remettre le mien, Garder les deux: three buttons in one frame, exactly one of them chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.disputes import BOTH, KEEP, MINE
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.roles import enable_if

EDGE = 3
ICON = 16
ICONS = {KEEP: "check", MINE: "undo-2", BOTH: "copy"}


class ChoiceButton(QAbstractButton):
    """One of the answers."""

    def __init__(self, text: str, icon: str, name: str) -> None:
        super().__init__()
        self._icon = icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Another text."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Icon, text, air; wide enough for the bold text too, so that nothing jumps at a choice."""
        wide = theme.metrics("body", True).horizontalAdvance(self.text())
        return QSize(wide + ICON + 28, theme.current().px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen, ring = self.isChecked(), self.hasFocus()
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(t.color("text" if chosen else "accent"), 2) if ring else Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(t.color("accent"))
        elif self.underMouse() and self.isEnabled():
            painter.setBrush(t.color("hover"))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 5, 5)
        ink = "accent_on" if chosen else ("text" if self.isEnabled() else "text_3")
        mark = "accent_on" if chosen else ("text_2" if self.isEnabled() else "input_edge")
        size = theme.current().px(ICON)
        middle = (self.height() - size) / 2
        painter.drawPixmap(10, round(middle), pixmap(self._icon, mark, size))
        painter.setPen(t.color(ink))
        painter.setFont(theme.fonts("body", chosen))
        room = QRectF(10 + size + 6, 0, self.width() - size - 18, self.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), self.text())


class ChoiceBar(QWidget):
    """`chosen` carries the answer (keep, mine, both) a person gave."""

    chosen = Signal(str)

    def __init__(self, name: str, field: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(field)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, ChoiceButton] = {}
        for key, text in (
            (KEEP, self.tr("Garder")),
            (MINE, self.tr("Remettre le mien")),
            (BOTH, self.tr("Garder les deux")),
        ):
            button = ChoiceButton(text, ICONS[key], f"{name}.{key}")
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            row.addWidget(button)
            self.buttons[key] = button

    def allow(self, barred: Mapping[str, str]) -> None:
        """Disables the answers that cannot be given, each with its reason (X-05)."""
        for key, button in self.buttons.items():
            enable_if(button, key not in barred, barred.get(key, ""))

    def choose(self, key: str) -> None:
        """Marks an answer without telling."""
        self.buttons[key].setChecked(True)

    def current(self) -> str:
        """The answer marked; keep when there is none."""
        return next((key for key, button in self.buttons.items() if button.isChecked()), KEEP)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The common frame."""
        painter, t = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(t.color("border_strong"))
        painter.setBrush(t.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
