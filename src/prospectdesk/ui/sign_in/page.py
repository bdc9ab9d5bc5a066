"""The screen `sign_in`: a local profile joins its team, or a profile that was away too long comes back (X-14)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.ui.kit.cards import Card, in_the_middle
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.syncing import syncing_of
from prospectdesk.ui.sign_in import words
from prospectdesk.ui.sign_in.form import SignInForm

NAME = "sign_in"
WIDE = 480


class SignInPage(Page):
    """One card in the middle; `arrived` when the workspace is here."""

    arrived = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.setProperty("role", "page")
        self.head = Label(
            self.tr("Se connecter au service central"), "title", wrap=True, name=f"{NAME}.title"
        )
        self.text = Label("", tone="muted", wrap=True, name=f"{NAME}.text")
        self.form = SignInForm(desk, NAME)
        self.form.done.connect(self._done)
        self.form.given_up.connect(self._leave)
        card = Card(f"{NAME}.card", margin=24, spacing=14)
        card.setMaximumWidth(WIDE)
        card.box.addWidget(Mark("compass", "accent", 28))
        card.box.addWidget(self.head)
        card.box.addWidget(self.text)
        card.box.addWidget(self.form)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(in_the_middle(card))

    def title(self) -> str:
        """The text of its tab."""
        return self.tr("Connexion")

    def concerned(self, changes: Changes) -> bool:
        """It shows nothing of the store."""
        return False

    async def reload(self) -> None:
        """Reads whose profile this is."""
        if self.form.busy:
            return
        await self.form.read()
        await syncing_of(self.desk).look()
        state = syncing_of(self.desk).state
        self.text.setText(words.reason(state.signed_in, state.days_left))
        self.form.no.setVisible(state.days_left > 0)

    def _done(self) -> None:
        self.text.setText(words.reason(True, 30))
        self.arrived.emit()
        self.desk.open("home")

    def _leave(self) -> None:
        back = getattr(self.window(), "back", None)
        if callable(back):
            back()
