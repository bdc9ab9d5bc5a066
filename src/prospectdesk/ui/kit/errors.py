"""The message bar of a screen: a sentence, what to do, details to copy; never a box in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from prospectdesk import __version__
from prospectdesk.domain.errors import Failure
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role

ICONS = {"bad": "circle-alert", "warn": "triangle-alert", "ok": "circle-check", "accent": "info"}
TONES = {"unavailable": "warn", "conflict": "warn"}


def sentence(failure: Failure) -> str:
    """The failure in the language of the interface."""
    text = QCoreApplication.translate("Failure", failure.text)
    return text.format(**failure.values) if failure.values else text


def details(failure: Failure) -> str:
    """What to send to somebody who helps: codes only, no value of the data."""
    return f"ProspectDesk {__version__}\n{failure.outcome}: {failure.code}"


class MessageBar(QFrame):
    """One per screen, hidden when there is nothing to say. Texts are plain."""

    def __init__(self, name: str = "messages", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "banner")
        self._retry: Callable[[], object] | None = None
        self.icon = Label()
        self.label = Label(wrap=True, name=f"{name}.text", selectable=True)
        self.retry = Button(self.tr("Réessayer"), "refresh-cw", name=f"{name}.retry", on=self._try_again)
        self.more = Button(self.tr("Détails"), role="flat", name=f"{name}.details", on=self._toggle)
        self.close_button = IconButton("x", self.tr("Fermer ce message"), name=f"{name}.close", on=self.clear)
        self._panel: _Details | None = None
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.icon)
        row.addWidget(self.label, 1)
        for button in (self.retry, self.more, self.close_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 4, 6, 4)
        box.addLayout(row)
        self.hide()

    @property
    def panel(self) -> _Details:
        """The details; made for the first failure, because every screen has a bar and few ever fail."""
        if self._panel is None:
            self._panel = _Details(self.objectName())
            box = self.layout()
            if box is not None:
                box.addWidget(self._panel)
        return self._panel

    def show_failure(self, failure: Failure, retry: Callable[[], object] | None = None) -> None:
        """Shows what went wrong; `retry` does the same again."""
        self.show_message(sentence(failure), TONES.get(failure.outcome, "bad"))
        self._retry = retry
        self.retry.setVisible(retry is not None)
        self.panel.text.setPlainText(details(failure))
        self.more.show()

    def show_message(
        self, text: str, tone: str = "accent", again: Callable[[], object] | None = None, name: str = ""
    ) -> None:
        """Shows a sentence; tones accent, ok, warn, bad. `again` goes on where it stopped, by a button of that name."""
        set_role(self, tone=tone)
        self.icon.setPixmap(pixmap(ICONS[tone], tone, 18))
        self.label.setText(text)
        self.setAccessibleName(text)
        self._retry = again
        self.retry.setText(name or self.tr("Réessayer"))
        for part in (self.retry, self.more, self._panel):
            if part is not None:
                part.hide()
        self.retry.setVisible(again is not None)
        self.show()

    def clear(self) -> None:
        """Takes the message away."""
        self._retry = None
        self.label.setText("")
        self.hide()

    def text(self) -> str:
        """The sentence shown, empty when there is none."""
        return self.label.text()

    def _try_again(self) -> None:
        retry = self._retry
        self.clear()
        if retry is not None:
            retry()

    def _toggle(self) -> None:
        self.panel.setVisible(not self.panel.isVisible())


class _Details(QWidget):
    """The details, to read and to copy."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setObjectName(f"{name}.details.text")
        self.text.setAccessibleName(self.tr("Détails du message"))
        self.text.setFixedHeight(64)
        copy = Button(self.tr("Copier"), "copy", name=f"{name}.copy", on=self._copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 4)
        row.addWidget(self.text, 1)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


def bar_for(widget: QObject | None) -> MessageBar | None:
    """The message bar of the screen `widget` stands in: the nearest ancestor's `messages`."""
    here = widget
    while here is not None:
        bar = getattr(here, "messages", None)
        if isinstance(bar, MessageBar):
            return bar
        here = here.parent()
    return None
