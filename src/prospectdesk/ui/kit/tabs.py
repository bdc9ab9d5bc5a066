"""Underlined tabs with counts, moved through with the arrows: saved views, parts of a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.format import count as written

MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class Tab(QAbstractButton):
    """One tab; `show_count` adds " · 48"."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setObjectName(name)
        self.setCheckable(True)
        self.setText(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_count(self, number: int | None) -> None:
        """A count after the title, None for none."""
        text = self._title if number is None else f"{self._title} · {written(number)}"
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the bold text, so that nothing moves when it is chosen."""
        width = theme.metrics("body", True).horizontalAdvance(self.text()) + 20
        return QSize(width, theme.current().px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Début and Fin belong to the row of tabs."""
        if Qt.Key(event.key()) in MOVES or Qt.Key(event.key()) in ENDS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and a line beneath the chosen tab."""
        painter, t, chosen = QPainter(self), theme.tokens(), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(t.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -3), 6, 6)
        strong = "accent" if chosen else ("text" if self.underMouse() else "text_2")
        painter.setPen(t.color(strong if self.isEnabled() else "text_3"))
        painter.setFont(theme.fonts("body", chosen))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text())
        if chosen:
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), t.color("accent"))


class SegmentedTabs(QWidget):
    """Tabs by key; `chosen` tells which one a person pressed. Widgets can follow them by `trail`."""

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]] = (), *, name: str = "tabs", accessible: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`options`: (key, title) each; the first is chosen."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.tabs: dict[str, Tab] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self._row = row
        self.trail = QHBoxLayout()
        row.addLayout(self.trail)
        row.addStretch(1)
        self.show_options(options)

    def show_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Other tabs; the chosen one stays chosen if it is still there."""
        before = self.current()
        for tab in self.tabs.values():
            self._group.removeButton(tab)
            self._row.removeWidget(tab)
            tab.deleteLater()
        self.tabs = {}
        for number, (key, title) in enumerate(options):
            tab = Tab(title, f"{self.objectName()}.{key}", self)
            tab.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(tab)
            self._row.insertWidget(number, tab)
            self.tabs[key] = tab
        if self.tabs:
            self.choose(before if before in self.tabs else next(iter(self.tabs)))

    def show_counts(self, counts: dict[str, int | None]) -> None:
        """Counts by key."""
        for key, number in counts.items():
            if key in self.tabs:
                self.tabs[key].show_count(number)

    def choose(self, key: str) -> None:
        """Marks a tab without telling."""
        self.tabs[key].setChecked(True)

    def current(self) -> str:
        """The chosen key, "" when there are no tabs."""
        return next((key for key, tab in self.tabs.items() if tab.isChecked()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Début and Fin go to another tab."""
        keys = list(self.tabs)
        pressed = Qt.Key(event.key())
        if not keys or (pressed not in MOVES and pressed not in ENDS):
            super().keyPressEvent(event)
            return
        here = keys.index(self.current())
        place = ENDS[pressed] if pressed in ENDS else (here + MOVES[pressed]) % len(keys)
        tab = self.tabs[keys[place]]
        tab.setFocus(Qt.FocusReason.TabFocusReason)
        tab.click()
