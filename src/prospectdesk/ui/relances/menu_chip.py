"""A chip that opens a menu of filters; it looks chosen while it narrows the list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from prospectdesk.ui.kit.chips import Chip


class ManyMenu(QMenu):
    """A menu that stays open while ticks are set."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A tick does not close the menu."""
        action = self.activeAction()
        if action is not None and action.isEnabled() and action.isCheckable():
            action.trigger()
            return
        super().mouseReleaseEvent(event)


class MenuChip(Chip):
    """`menu` is filled with `tick`; `show_state` says what is chosen."""

    def __init__(self, text: str, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(text, icon, checkable=True, name=name, on=self._open, parent=parent)
        self._plain = text
        self.menu = ManyMenu(self)
        self.menu.setObjectName(f"{name}.menu")

    def nextCheckState(self) -> None:
        """A click opens the menu; the look follows what is chosen there."""

    def tick(
        self, key: str, text: str, checked: bool, on: Callable[[], object], menu: QMenu | None = None
    ) -> QAction:
        """An entry with a tick."""
        where = menu or self.menu
        action = QAction(text.replace("&", "&&"), where)
        action.setObjectName(f"{self.objectName()}.{key}")
        action.setCheckable(True)
        action.setChecked(checked)
        action.triggered.connect(lambda _checked=False: on())
        where.addAction(action)
        return action

    def show_state(self, chosen: str) -> None:
        """Shows what is chosen after the chip's name; "" is nothing."""
        self.setChecked(bool(chosen))
        self.set_text(self.tr("{0} : {1}").format(self._plain, chosen) if chosen else self._plain)

    def _open(self) -> None:
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
