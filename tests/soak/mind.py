"""The monkey's mind: chooses the next act from what is in sight, by a seeded chance."""

from __future__ import annotations

import random
from typing import Any

import eyes
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from texts import FRENCH, HOSTILE

from prospectdesk.ui.shell import registry
from prospectdesk.ui.shell.main_window import MainWindow

Act = dict[str, Any]
K = Qt.Key
KEYS = (
    K.Key_Tab, K.Key_Tab, K.Key_Backtab, K.Key_Return, K.Key_Enter, K.Key_Escape, K.Key_Escape, K.Key_Up, K.Key_Down,
    K.Key_Left, K.Key_Right, K.Key_Space, K.Key_Home, K.Key_End, K.Key_PageUp, K.Key_PageDown, K.Key_Delete,
    K.Key_Backspace, K.Key_F2, K.Key_F5, K.Key_F10, K.Key_Menu, *(K(int(K.Key_0) + n) for n in range(10)),
    K.Key_N, K.Key_A, K.Key_M, K.Key_R, K.Key_F, K.Key_D, K.Key_P, K.Key_I, K.Key_E, K.Key_X, K.Key_Plus, K.Key_Minus,
)  # fmt: skip
HELD = (0, 0, 0, 0, 0x02000000, 0x04000000, 0x08000000, 0x06000000)
"""None, Shift, Ctrl, Alt, Ctrl+Shift, as Qt numbers them."""
SAMPLES = ("liste.csv", "carte.vcf", "rien.xlsx", "vide.csv", "image.png", "mail.eml", "absent.csv")
TYPED = QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox
WEIGHTS = {
    "click": 40, "odd_click": 5, "context": 3, "hover": 2, "wheel": 3, "drag": 4, "key": 16, "shortcut": 8, "write": 14,
    "paste": 1, "open": 6, "trigger": 3, "resize": 2, "dress": 1, "tear": 1, "attach": 1, "drop": 1, "leave": 1,
    "undo": 4, "restart": 0.25,
}  # fmt: skip


class Mind:
    """Answers one act after the other; `recent` names are chosen less often, so that every corner is seen."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._met: dict[str, int] = {}
        self._screens = sorted(name for name in registry.screens() if name != "gallery")

    def next(self, window: MainWindow) -> Act:
        """The next act, as a dict of plain values."""
        popup = QApplication.activePopupWidget()
        if popup is not None and self.chance.random() < 0.9:
            return self._in_popup(popup)
        modal = QApplication.activeModalWidget()
        if isinstance(modal, QFileDialog):
            return self._in_file_dialog()
        if modal is not None and self.chance.random() < 0.12:
            return {"do": "key", "key": int(K.Key_Escape)}
        kinds = list(WEIGHTS)
        kind = self.chance.choices(kinds, [WEIGHTS[one] for one in kinds])[0]
        return getattr(self, f"_{kind}")(window) or {"do": "key", "key": int(K.Key_Tab)}

    def _in_popup(self, popup: QWidget) -> Act:
        if self.chance.random() < 0.25:
            return {"do": "key", "key": int(K.Key_Escape)}
        if isinstance(popup, QMenu):
            texts = [one.objectName() or one.text() for one in popup.actions() if not one.isSeparator()]
            if texts:
                return {"do": "menu", "item": self.chance.choice(texts)}
        elif popup.findChild(QAbstractItemView) is not None and "ComboBox" in type(popup).__name__:
            return {"do": "pick", "row": round(self.chance.random(), 3)}
        return self._click(None) or {"do": "key", "key": int(K.Key_Escape)}

    def _in_file_dialog(self) -> Act:
        if self.chance.random() < 0.4:
            return {"do": "key", "key": int(K.Key_Escape)}
        return {"do": "file", "name": self.chance.choice(SAMPLES)}

    # places ----------------------------------------------------------------------------------
    def _target(self, kind: Any = QWidget) -> list[Any] | None:
        top = eyes.in_front()
        if top is None:
            return None
        found = {
            name: kept
            for name, all_ in eyes.targets(top).items()
            if (kept := [one for one in all_ if isinstance(one, kind)])
        }
        if not found:
            return None
        names = sorted(found)
        name = self.chance.choices(names, [1 / (1 + self._met.get(one, 0)) for one in names])[0]
        self._met[name] = self._met.get(name, 0) + 1
        number = eyes.targets(top)[name].index(self.chance.choice(found[name]))
        across, down = self.chance.choice(((0.5, 0.5), (self.chance.random(), self.chance.random())))
        return [name, number, round(across, 3), round(down, 3)]

    def _at(self, do: str, **more: Any) -> Act | None:
        at = self._target()
        return None if at is None else {"do": do, "at": at, **more}

    def _click(self, _window: object) -> Act | None:
        return self._at("click")

    def _odd_click(self, _window: object) -> Act | None:
        button = self.chance.choice(("left", "left", "right", "middle"))
        twice = self.chance.random() < 0.6
        return self._at("click", button=button, twice=twice, keys=self.chance.choice(HELD))

    def _context(self, _window: object) -> Act | None:
        return self._at("context")

    def _hover(self, _window: object) -> Act | None:
        return self._at("hover")

    def _wheel(self, _window: object) -> Act | None:
        return self._at(
            "wheel", turn=self.chance.choice((120, -120, 960, -960)), keys=self.chance.choice(HELD)
        )

    def _drag(self, _window: object) -> Act | None:
        wanted = self.chance.random() < 0.6
        at = self._target(QAbstractItemView) if wanted else None
        at, to = at or self._target(), self._target()
        return None if at is None or to is None else {"do": "drag", "at": at, "to": to}

    # keys ------------------------------------------------------------------------------------
    def _key(self, _window: object) -> Act:
        return {"do": "key", "key": int(self.chance.choice(KEYS)), "keys": self.chance.choice(HELD)}

    def _shortcut(self, _window: object) -> Act | None:
        top = QApplication.activeModalWidget() or QApplication.activeWindow()
        if top is None:
            return None
        known = {
            key.toString()
            for action in [action for one in [top, *eyes.inside(top)] for action in one.actions()]
            for key in action.shortcuts()
            if action.isEnabled() and key.toString()
        }
        return {"do": "shortcut", "text": self.chance.choice(sorted(known))} if known else None

    def _words(self) -> str:
        return self.chance.choice(HOSTILE if self.chance.random() < 0.3 else FRENCH)

    def _write(self, _window: object) -> Act | None:
        """Goes into a field, or writes where it stands."""
        focus = QApplication.focusWidget()
        writes = isinstance(focus, TYPED) or (isinstance(focus, QComboBox) and focus.isEditable())
        if not writes or self.chance.random() < 0.35:
            at = self._target(TYPED)
            if at is not None:
                return {"do": "click", "at": at}
        return {"do": "type", "text": self._words()} if writes else None

    def _paste(self, _window: object) -> Act:
        return {"do": "paste", "text": self._words() * self.chance.choice((1, 1, 40))}

    def _undo(self, _window: object) -> Act:
        return {"do": "shortcut", "text": self.chance.choice(("Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z"))}

    # the window ------------------------------------------------------------------------------
    def _open(self, _window: object) -> Act:
        name = self.chance.choice(
            [*self._screens, *["sheet"] * 6, "sheet.contacts", "sheet.dossiers", "sheet.follow_ups"]
        )
        return {"do": "open", "name": name, "row": round(self.chance.random() * 0.999, 3)}

    def _trigger(self, window: MainWindow) -> Act | None:
        left = {"action.quit", "action.window.full", "action.demo.some"}
        names = [one.objectName() for one in window.menus.actions.all() if one.objectName() not in left]
        return {"do": "trigger", "action": self.chance.choice(sorted(names))}

    def _resize(self, _window: object) -> Act:
        if self.chance.random() < 0.4:
            wide, high = self.chance.choice(((1024, 680), (1440, 900)))
        else:
            wide, high = self.chance.randint(1024, 1440), self.chance.randint(680, 900)
        return {"do": "resize", "width": wide, "height": high}

    def _dress(self, _window: object) -> Act:
        look: Act = {"mode": self.chance.choice(("light", "dark"))}
        if self.chance.random() < 0.3:
            look["density"] = self.chance.choice(("comfortable", "compact"))
        if self.chance.random() < 0.3:
            look["text_percent"] = self.chance.choice((90, 100, 120, 150))
        return {"do": "dress", **look}

    def _tear(self, _window: object) -> Act:
        return {"do": "tear"}

    def _attach(self, _window: object) -> Act:
        return {"do": "attach"}

    def _leave(self, _window: object) -> Act:
        return {"do": "leave"}

    def _drop(self, _window: object) -> Act:
        return {"do": "drop", "name": self.chance.choice(SAMPLES[:4])}

    def _restart(self, _window: object) -> Act:
        return {"do": "restart"}
