"""Chips: rounded buttons for filters and choices, with a cross when the filter can be taken away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.icons import pixmap

PAD = 11
CROSS = 14


class Chip(QAbstractButton):
    """A chip; `checked` looks chosen. With `removable` the cross (or Suppr) emits `removed`."""

    removed = Signal()

    def __init__(
        self, text: str, icon: str = "", *, checkable: bool = False, checked: bool = False,
        removable: bool = False, name: str = "", on: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._icon, self._removable = icon, removable
        self.setText(text)
        self.setCheckable(checkable or checked)
        self.setChecked(checked)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if on is not None:
            self.clicked.connect(lambda _checked=False: on())

    def set_text(self, text: str) -> None:
        """Another text."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_icon(self, icon: str) -> None:
        """Another icon, "" for none."""
        if icon != self._icon:
            self._icon = icon
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """As large as its content."""
        look = theme.current()
        width = theme.metrics("secondary", True).horizontalAdvance(self.text()) + 2 * PAD + 2
        width += 16 + 6 if self._icon else 0
        width += CROSS + 6 if self._removable else 0
        return QSize(width, look.px(28))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The cross takes the chip away instead of clicking it."""
        if self._removable and self._on_cross(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def nextCheckState(self) -> None:
        """A removable chip stays as it is: a click edits it."""
        if not self._removable:
            super().nextCheckState()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Suppr takes the chip away."""
        if self._removable and event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def _on_cross(self, place: QPoint) -> bool:
        return self.rect().contains(place) and place.x() >= self.width() - CROSS - PAD

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        t = theme.tokens()
        chosen = self.isChecked() or self._removable
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus()
        edge = "accent" if chosen or ring else "border_strong"
        fill = "accent_soft" if chosen else ("hover" if self.underMouse() else "surface")
        painter.setPen(QPen(t.color(edge), 2 if ring else 1))
        painter.setBrush(t.color(fill))
        inset = 1.0 if ring else 0.5
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        radius = rect.height() / 2
        painter.drawRoundedRect(rect, radius, radius)
        ink = ("accent" if chosen else "text") if self.isEnabled() else "text_3"
        left, middle = float(PAD), self.height() / 2
        if self._icon:
            shown = pixmap(self._icon, "accent" if chosen else "text_2")
            painter.drawPixmap(QPointF(left, middle - 8), shown)
            left += 22
        painter.setPen(t.color(ink))
        painter.setFont(theme.fonts("secondary", chosen))
        painter.drawText(
            QRectF(left, 0, self.width() - left, self.height()),
            int(Qt.AlignmentFlag.AlignVCenter),
            self.text(),
        )
        if self._removable:
            painter.drawPixmap(
                QPointF(self.width() - PAD - CROSS + 2, middle - 7), pixmap("x", "accent", CROSS)
            )


class Chips(QWidget):
    """Chips by key on one line."""

    def __init__(self, options: list[tuple[str, str, str]], *, name: str = "", parent: QWidget | None = None):
        """`options`: (key, text, icon) each."""
        super().__init__(parent)
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.chips: dict[str, Chip] = {}
        for key, text, icon in options:
            chip = Chip(text, icon, checkable=True, name=f"{name}.{key}")
            chip.clicked.connect(lambda _checked=False, key=key: self.clicked(key))
            row.addWidget(chip)
            self.chips[key] = chip
        row.addStretch(1)

    def clicked(self, key: str) -> None:
        """A chip was clicked."""
        raise NotImplementedError


class ChipRow(Chips):
    """A choice of one; the first is chosen to begin with. `chosen` carries the key."""

    chosen = Signal(str)

    def __init__(self, options: list[tuple[str, str, str]], *, name: str = "", parent: QWidget | None = None):
        super().__init__(options, name=name, parent=parent)
        self._group = QButtonGroup(self)
        for number, chip in enumerate(self.chips.values()):
            self._group.addButton(chip)
            chip.setChecked(not number)

    def clicked(self, key: str) -> None:
        """That one is chosen."""
        self.chosen.emit(key)

    def choose(self, key: str) -> None:
        """Marks a choice without telling."""
        self.chips[key].setChecked(True)

    def current(self) -> str:
        """The chosen key."""
        return next(key for key, chip in self.chips.items() if chip.isChecked())


class ToggleChips(Chips):
    """Switched on and off each by itself, all off to begin with; `changed` carries the keys that are on."""

    changed = Signal(set)

    def clicked(self, key: str) -> None:
        """All that are on are told."""
        self.changed.emit(self.on())

    def on(self) -> set[str]:
        """The keys that are on."""
        return {key for key, chip in self.chips.items() if chip.isChecked()}

    def switch(self, keys: set[str]) -> None:
        """Switches these on and the others off, without telling."""
        for key, chip in self.chips.items():
            chip.setChecked(key in keys)
