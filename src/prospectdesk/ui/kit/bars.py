"""Bars across a screen: undo for eight seconds, information, what can be done with the selection."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import rule
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.roles import set_role

UNDO_MS = 8000
ICON_ROOM = 44
EDGES = 72
"""Pixels of a selection bar: a button without words, and margins with the spaces between its parts."""
ICONS = {"accent": "info", "ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "": "info"}


class _Bar(QFrame):
    """A row in a frame; `mark` is the icon at its left, in the theme's colours."""

    def __init__(self, name: str, role: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", role)
        self.mark = Mark()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 4, 8, 4)
        self.row.setSpacing(8)
        self.row.addWidget(self.mark)


class UndoBar(_Bar):
    """Says what was done and offers Annuler for eight seconds; stays while the mouse or focus is on it."""

    def __init__(self, name: str = "undo", parent: QWidget | None = None) -> None:
        super().__init__(name, "float", parent)
        self.label = Label(elide=True, name=f"{name}.text")
        self.button = Button(self.tr("Annuler"), "undo-2", "flat", name=f"{name}.undo", on=self._undo)
        self.close_button = IconButton("x", self.tr("Fermer"), name=f"{name}.close", on=self.hide)
        self.row.addWidget(self.label, 1)
        self.row.addWidget(self.button)
        self.row.addWidget(self.close_button)
        self._action: Callable[[], object] | None = None
        self._pointed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._over)
        self.hide()

    def offer(self, text: str, undo: Callable[[], object] | None, *, last_ms: int = UNDO_MS) -> None:
        """Shows `text`; with `undo` None there is nothing to take back, and the bar only tells."""
        self._action = undo
        self.mark.show_icon("check", "ok")
        self.label.setText(text)
        self.setAccessibleName(text)
        self.button.setVisible(undo is not None)
        self.show()
        self.raise_()
        self._timer.start(last_ms)

    def _undo(self) -> None:
        action, self._action = self._action, None
        self._timer.stop()
        self.hide()
        if action is not None:
            action()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Who reaches for it has time."""
        super().enterEvent(event)
        self._pointed = True

    def leaveEvent(self, event: QEvent) -> None:
        """The time goes on."""
        super().leaveEvent(event)
        self._pointed = False

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden bar is pointed at by nobody, even if no leaving is told."""
        super().hideEvent(event)
        self._pointed = False

    def _over(self) -> None:
        if self._pointed or self.button.hasFocus() or self.close_button.hasFocus():
            self._timer.start(1000)
        else:
            self.hide()


class InfoBanner(_Bar):
    """A sentence that stays, with at most one button. Tones: accent, ok, warn, bad, or "" for a quiet one."""

    pressed = Signal()

    def __init__(
        self, text: str = "", tone: str = "accent", *, button: str = "", icon: str = "", strong: bool = False,
        name: str = "banner", parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(name, "banner", parent)
        self.row.setContentsMargins(12, 3 if button else 8, 8, 3 if button else 8)
        self.label = Label(role="strong" if strong else "", wrap=True, name=f"{name}.text")
        self.button = Button(button, role="flat", name=f"{name}.button", on=self.pressed.emit)
        self._silent = False
        self.row.addWidget(self.label, 1)
        self.row.addWidget(self.button)
        self.button.setVisible(bool(button))
        self.say(text, tone, icon)

    def say(self, text: str, tone: str = "accent", icon: str = "") -> None:
        """Another sentence; an empty one hides the banner."""
        set_role(self, tone=tone)
        self.mark.show_icon(icon or ICONS[tone], tone or "text_2")
        self.label.setText(text)
        self.setAccessibleName(text)
        if bool(text) is self._silent:  # never shown before it stands in a page
            self._silent = not text
            self.setVisible(bool(text))


class SelectionBar(_Bar):
    """How many rows are ticked and what can be done with them; hidden while none is. Add buttons by `add`."""

    cleared = Signal()

    def __init__(self, name: str = "selection", parent: QWidget | None = None) -> None:
        super().__init__(name, "card", parent)
        self.mark.hide()
        self.label = Label(role="strong", name=f"{name}.count")
        self.hint = Label(role="secondary", elide=True, name=f"{name}.hint")
        self.clear_button = IconButton(
            "x", self.tr("Tout désélectionner"), name=f"{name}.clear", on=self.cleared.emit
        )
        self.row.addWidget(self.label)
        self.row.addWidget(rule("vertical"))
        self._actions = QHBoxLayout()
        self._actions.setSpacing(2)
        self._texts: dict[Button, str] = {}
        self.row.addLayout(self._actions)
        self.row.addStretch(1)
        self.row.addWidget(self.hint)
        self.row.addWidget(self.clear_button)
        self.hide()

    def add(self, text: str, icon: str, name: str, on: Callable[[], object]) -> Button:
        """A button of the bar; where there is no room its icon alone is shown."""
        button = Button(text, icon, "flat", name=name, on=on, tip=text)
        self._actions.addWidget(button)
        self._texts[button] = text
        return button

    def show_count(self, number: int, text: str) -> None:
        """Shows `text` ("3 prospects sélectionnés") while `number` is not 0."""
        self.label.setText(text)
        self.setVisible(number > 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The hint goes first, then the words of the buttons, from the right."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Enough for the icons."""
        icons = sum(not button.isHidden() for button in self._texts) * ICON_ROOM
        return QSize(self._fixed() + icons, super().minimumSizeHint().height())

    def _fixed(self) -> int:
        """What the number, the cross and the edges take."""
        return self.label.sizeHint().width() + self.clear_button.sizeHint().width() + EDGES

    def _fit(self) -> None:
        shown = [button for button in self._texts if not button.isHidden()]
        for button in shown:
            button.setText(self._texts[button].replace("&", "&&"))
        free = self.width() - self._fixed() - sum(button.sizeHint().width() + 2 for button in shown)
        self.hint.setVisible(free > self.hint.sizeHint().width())
        for button in reversed(shown):
            if free >= 0:
                break
            before = button.sizeHint().width()
            button.setText("")
            free += before - button.sizeHint().width()
