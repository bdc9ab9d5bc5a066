"""A chip that opens a menu of filters; it looks chosen while it narrows the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

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

    def offer_one(
        self,
        offered: Sequence[tuple[int, str]],
        now: int | None,
        choose: Callable[[int | None], object],
        anything: str,
    ) -> None:
        """Fills the menu with entries of which one counts, `anything` before them for none."""
        self.menu.clear()
        self.tick("any", anything, now is None, partial(choose, None))
        self.menu.addSeparator()
        for key, label in offered:
            self.tick(str(key), label, key == now, partial(choose, key))
        self.show_state(dict(offered).get(now or 0, ""))

    def offer_many(
        self,
        offered: Sequence[tuple[int, str]],
        now: tuple[int, ...],
        choose: Callable[[tuple[int, ...]], object],
    ) -> None:
        """Fills the menu with entries of which several may count, « Tous » before them for all."""
        self.menu.clear()
        self.tick("any", self.tr("Tous"), not now, partial(choose, ()))
        self.menu.addSeparator()
        for key, label in offered:
            rest = tuple(one for one in now if one != key) if key in now else (*now, key)
            self.tick(str(key), label, key in now, partial(choose, rest))
        names = [label for key, label in offered if key in now]
        self.show_state(", ".join(names) if len(names) < 3 else str(len(names)))

    def show_state(self, chosen: str) -> None:
        """Shows what is chosen after the chip's name; "" is nothing."""
        self.setChecked(bool(chosen))
        self.set_text(self.tr("{0} : {1}").format(self._plain, chosen) if chosen else self._plain)

    def _open(self) -> None:
        self.menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
