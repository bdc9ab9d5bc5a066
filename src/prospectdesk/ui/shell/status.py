"""The line at the bottom: what the screen says, long work, the state of the profile, keys of the screen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.progress import ProgressLine
from prospectdesk.ui.shell.sync_card import StateButton

Hint = tuple[str, str]
"""A key and what it does: ("Entrée", "ouvrir")."""


class StatusLine(QFrame):
    """26 px high. The left shows the screen's words, or else state and user."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setProperty("role", "statusbar")
        self.setMinimumHeight(26)
        self.text = Label("", "secondary", name="status.text", elide=True)
        self.state = StateButton()
        self.person = Label(role="secondary", name="status.person")
        self.progress = ProgressLine()
        self.progress.stop.setFixedHeight(22)
        self.hints = Label(role="secondary", name="status.hints", elide=True)
        self.hints.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hints.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.plain = Label(role="secondary", tone="warn", name="status.plain")
        self.plain.hide()
        self.protected = Label(self.tr("Lecture seule"), "secondary", tone="warn", name="status.read_only")
        self.protected.setToolTip(self.tr("Le disque est plein ou protégé : rien ne peut être enregistré."))
        self.protected.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(16)
        for part in (self.state, self.person):
            row.addWidget(part)
        row.addWidget(self.text, 1)
        row.addWidget(self.progress)
        row.addWidget(self.protected)
        row.addWidget(self.plain)
        row.addWidget(self.hints)

    def show_text(self, text: str) -> None:
        """The words of the current screen; they take the place of state and user."""
        self.text.setText(text)
        self._settle()

    def show_state(self, state: str, person: str, icon: str = "", ink: str = "text_2") -> None:
        """Where changes stand (X-15), and who is signed in."""
        self.state.show_state(state, icon, ink)
        self.person.setText(person)
        self._settle()

    def show_plain(self, plain: bool, demo: bool) -> None:
        """Says for ever after that a base is not encrypted (SECURITY K3)."""
        self.plain.setText(
            self.tr("Démonstration, base non chiffrée") if demo else self.tr("Base non chiffrée")
        )
        self.plain.setVisible(plain)

    def show_read_only(self, shown: bool) -> None:
        """Says that the disk takes no writes (SECURITY F3)."""
        self.protected.setVisible(shown)

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """The keys of the current screen."""
        self.hints.setText("   ".join(self.tr("{0} : {1}").format(key, what) for key, what in hints))

    def _settle(self) -> None:
        alone = not self.text.text()
        self.state.make_small(not alone)
        self.person.setVisible(alone)
