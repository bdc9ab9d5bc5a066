"""The priority of a follow-up: a menu with what each level is for (C-77)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from prospectdesk.ui.kit.buttons import MenuButton
from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.relances import words

INKS = ("bad", "text_2", "text_3")


class PriorityMenu(QMenu):
    """Haute, Normale, Faible with their help texts; `chosen` carries 0, 1 or 2."""

    chosen = Signal(int)

    def __init__(self, current: int, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        fill(self, self.chosen.emit, current, name)


def fill(menu: QMenu, chosen: Callable[[int], object], current: int, name: str) -> QActionGroup:
    """Puts the three levels into `menu`; `chosen` hears which was taken."""
    group = QActionGroup(menu)
    for level, key in enumerate(words.PRIORITY_KEYS):
        text = menu.tr("{0} — {1}").format(words.priority_label(level), words.priority_help(level).lower())
        action = QAction(text, menu)
        action.setObjectName(f"{name}.{key}")
        action.setCheckable(True)
        action.setChecked(level == current)
        action.setToolTip(words.priority_help(level))
        set_icon(action, words.PRIORITY_ICONS[level], INKS[level])
        action.triggered.connect(lambda _checked=False, level=level: chosen(level))
        group.addAction(action)
        menu.addAction(action)
    return group


class PriorityButton(MenuButton):
    """The present priority, changed by its drop-down."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", role="flat", name=name, parent=parent)
        self._group = fill(self.menu_items, self.chosen.emit, 1, name)
        self.show_priority(1)

    def show_priority(self, level: int) -> None:
        """Shows a level without telling."""
        self.set_text(f"{words.priority_label(level)}\u2003")  # room for the arrow of the menu
        self.setAccessibleName(self.tr("Priorité\u00a0: {0}").format(words.priority_label(level)))
        self.set_icon(words.PRIORITY_ICONS[level], INKS[level])
        self.setToolTip(self.tr("Priorité : {0}").format(words.priority_help(level)))
        self._group.actions()[level].setChecked(True)
