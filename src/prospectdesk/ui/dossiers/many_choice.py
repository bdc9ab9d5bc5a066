"""A drop-down list in which several lines are ticked (D-37, D-40); closed, it tells what is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QVBoxLayout

from prospectdesk.queries.dossier_choices import Named
from prospectdesk.ui.kit.labels import plain_tip

Key = Qt.Key
OPENERS = {Key.Key_Down, Key.Key_Up, Key.Key_Space, Key.Key_F4}


class TickList(QFrame):
    """What drops down: a box a line; Entrée, Échap or a click elsewhere closes it."""

    def __init__(self, name: str, label: str, options: Sequence[Named]) -> None:
        super().__init__(None, Qt.WindowType.Popup)
        self.setObjectName(f"{name}.popup")
        self.setAccessibleName(label)
        self.setProperty("role", "float")
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 8, 12, 8)
        box.setSpacing(4)
        self.boxes: dict[int, QCheckBox] = {}
        for place, (key, text) in enumerate(options):
            made = QCheckBox(text.replace("&", "&&"))
            made.setObjectName(f"{name}.{place}")
            self.boxes[key] = made
            box.addWidget(made)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée keeps what is ticked, as Échap does: a tick counts at once."""
        if event.key() in {Key.Key_Return, Key.Key_Enter, Key.Key_Escape}:
            self.close()
            return
        super().keyPressEvent(event)


class ManyChoice(QComboBox):
    """`changed` tells every tick; `chosen` answers the local ids in the order of the list."""

    changed = Signal()

    def __init__(self, name: str, label: str, options: Sequence[Named], lines: str, hint: str) -> None:
        """`name` of the field, `lines` the head of the names of its boxes, `hint` what stands there at first."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setPlaceholderText(hint)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(24)
        self.list = TickList(lines, label, options)
        for box in self.list.boxes.values():
            box.toggled.connect(self._follow)

    def chosen(self) -> tuple[int, ...]:
        """The ticked lines."""
        return tuple(key for key, box in self.list.boxes.items() if box.isChecked())

    def _follow(self, _on: bool) -> None:
        texts = [box.text().replace("&&", "&") for box in self.list.boxes.values() if box.isChecked()]
        self.clear()
        if texts:
            self.addItem(", ".join(texts))
            self.setCurrentIndex(0)
        else:
            self.setCurrentIndex(-1)
        self.setToolTip(plain_tip("\n".join(texts)))
        self.setAccessibleDescription(", ".join(texts))
        self.changed.emit()

    def showPopup(self) -> None:
        """Drops the boxes beneath the field, above it where there is no room."""
        shown = self.list
        if shown.parent() is None:  # the style sheet does not dress frames that a combo holds
            shown.setParent(self.window(), Qt.WindowType.Popup)
        shown.setMinimumWidth(self.width())
        shown.adjustSize()
        place = self.mapToGlobal(QPoint(0, self.height() + 2))
        screen = self.screen().availableGeometry()
        if place.y() + shown.height() > screen.bottom():
            place.setY(max(screen.top(), self.mapToGlobal(QPoint(0, 0)).y() - shown.height() - 2))
        shown.move(place)
        shown.show()
        next(iter(shown.boxes.values()), shown).setFocus(Qt.FocusReason.PopupFocusReason)

    def hidePopup(self) -> None:
        """Closes the boxes."""
        self.list.close()
        super().hidePopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, space and F4 open it; nothing else changes what is chosen."""
        if event.key() in OPENERS:
            self.showPopup()
            return
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Passed on."""
        event.ignore()
