"""Everything the window can do, as named actions: menus, palette and the list of shortcuts read from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

Keys = QKeySequence.StandardKey | str | Sequence[str] | None
ICON = "icon_name"
MENU = "menu_name"


class Actions(QObject):
    """Actions of one window by name. They work while the menu bar is hidden, as the window holds them."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._named: dict[str, QAction] = {}

    def add(
        self, name: str, text: str, run: Callable[[], object], keys: Keys = None, *, icon: str = "command",
        role: QAction.MenuRole = QAction.MenuRole.NoRole, checkable: bool = False,
    ) -> QAction:  # fmt: skip
        """A new action; `keys` is a standard key, a sequence, or several."""
        action = QAction(text, self._window)
        action.setObjectName(f"action.{name}")
        action.setMenuRole(role)
        action.setProperty(ICON, icon)
        action.setCheckable(checkable)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if isinstance(keys, QKeySequence.StandardKey):
            action.setShortcuts(QKeySequence.keyBindings(keys))
        elif isinstance(keys, str):
            action.setShortcut(QKeySequence(keys))
        elif keys is not None:
            action.setShortcuts([QKeySequence(one) for one in keys])
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self._named[name] = action
        return action

    def __getitem__(self, name: str) -> QAction:
        """The action called `name`."""
        return self._named[name]

    def __contains__(self, name: str) -> bool:
        """Whether there is such an action."""
        return name in self._named

    def all(self) -> list[QAction]:
        """Every action, in the order they were added."""
        return list(self._named.values())


def plain_text(action: QAction) -> str:
    """What an action is called, without the mark of its letter."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")


def key_text(action: QAction) -> str:
    """Its first shortcut as the system writes it."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def is_letter(sequence: QKeySequence) -> bool:
    """Whether a shortcut is one letter or digit alone, which must never fire while somebody types."""
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText).removeprefix("Shift+")
    return len(text) == 1


KEPT = "kept_shortcuts"


def allow_letters(page: QWidget, allowed: bool) -> None:
    """Switches the one-letter shortcuts of a page on or off (a setting)."""
    for action in [*page.actions(), *page.findChildren(QAction)]:
        kept = action.property(KEPT)
        if allowed and kept is not None:
            action.setShortcuts([QKeySequence(one) for one in kept])
            action.setProperty(KEPT, None)
        elif not allowed and kept is None and any(is_letter(one) for one in action.shortcuts()):
            action.setProperty(KEPT, [one.toString() for one in action.shortcuts()])
            action.setShortcuts([one for one in action.shortcuts() if not is_letter(one)])
