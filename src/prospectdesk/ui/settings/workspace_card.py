"""The workspace's name and address, with the form that changes them (P-03)."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.workspace import EditWorkspace
from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.queries.workspace_settings import Facts
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.settings.form_dialog import FormDialog
from prospectdesk.ui.settings.words import reason


class WorkspaceCard(QFrame):
    """What the workspace is called and where it is."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName(name)
        self.desk = desk
        self._facts: Facts | None = None
        self.title = Label("", "section", name=f"{name}.name")
        self.address = Label("", wrap=True, name=f"{name}.address", selectable=True)
        self.place = Label("", "secondary", wrap=True, name=f"{name}.place")
        self.edit = Button(self.tr("Modifier"), "pencil", name=f"{name}.edit", on=self.ask)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.edit)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 12, 18, 14)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.address)
        box.addWidget(self.place)

    def show_facts(self, facts: Facts, *, allowed: bool) -> None:
        """Name, address, and what searches around make of it."""
        self._facts = facts
        self.title.setText(facts.name)
        town = " ".join(part for part in (facts.postcode, facts.city) if part)
        self.address.setText(
            ", ".join(part for part in (facts.street, town) if part) or self.tr("Aucune adresse")
        )
        self.place.setText(
            self.tr("Les analyses de portefeuille commencent ici.")
            if facts.placed
            else self.tr("Sans commune connue, une analyse demande son emplacement à chaque fois.")
        )
        enable_if(self.edit, allowed, reason(ADMIN_ONLY))

    def ask(self) -> None:
        """Asks for the new name and address."""
        if self._facts is not None:
            dialog = WorkspaceDialog(self.desk, self, f"{self.objectName()}.dialog", self._facts)
            self.desk.spawn(self, ask.answer(dialog))


class WorkspaceDialog(FormDialog):
    """Name, street, postcode and town."""

    def __init__(self, desk: Desk, parent: QWidget, name: str, facts: Facts) -> None:
        super().__init__(desk, parent, parent.tr("Modifier l’espace"), parent.tr("Enregistrer"), name)
        first = self.line("name", self.tr("Nom"), facts.name, limit=120)
        self.line("rue", self.tr("Rue, lieu-dit"), facts.street)
        self.beside()
        self.line("code_postal", self.tr("Code Postal"), facts.postcode, limit=12)
        self.line("ville", self.tr("Ville"), facts.city, limit=120)
        first.setFocus()
        first.selectAll()

    def command(self) -> EditWorkspace:
        """What saving does."""
        return EditWorkspace(**self.given())
