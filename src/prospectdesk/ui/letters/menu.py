"""The button « Impressions » of a dossier: the 14 documents in their groups, each disabled one says why (D-35, D-36)."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget, QWidgetAction

from prospectdesk.domain.letters import DOCUMENTS, EDITABLE, GROUPS, Document, Ready, obstacle
from prospectdesk.domain.text import fold
from prospectdesk.queries import letter_window
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.kit.buttons import MenuButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if

NAME = "sheet.dossiers.print"
UNKNOWN = Ready(contract_type=False, offer=False, privileged=False, accountant=False)


def action_name(document: Document) -> str:
    """The robot's name of a document in the menu: sheet.dossiers.print.lettre_de_mission."""
    words = "".join(char if char.isalnum() else " " for char in fold(document.label)).split()
    return f"{NAME}.{'_'.join(words)}"


class PrintMenu:
    """Stands between Missions and Signé; opens the letter of a document."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self._desk = desk
        self._dossier: Dossier | None = None
        self.button = MenuButton(parent.tr("Impressions"), "printer", name=NAME, parent=parent)
        self.actions: dict[str, QAction] = {}
        menu = self.button.menu_items
        menu.setToolTipsVisible(True)
        for group in GROUPS:
            self._title(group)
            for document in DOCUMENTS:
                if document.group == group:
                    self.actions[document.label] = self._entry(document)
        self._follow(UNKNOWN)

    def _title(self, group: str) -> None:
        """The name of a group: the style sheet's separators have no room for one."""
        menu = self.button.menu_items
        if self.actions:
            menu.addSeparator()
        title = Label(group, "overline")
        title.setContentsMargins(12, 6, 12, 2)
        action = QWidgetAction(menu)
        action.setDefaultWidget(title)
        menu.addAction(action)

    def _entry(self, document: Document) -> QAction:
        action = QAction(document.label, self.button)
        action.setObjectName(action_name(document))
        action.triggered.connect(lambda _checked=False: self._open(document))
        self.button.menu_items.addAction(action)
        return action

    def widget(self) -> QWidget:
        """The button."""
        return self.button

    def show_dossier(self, dossier: Dossier, *, changed: bool) -> None:
        """Follows the dossier; what is typed and not saved is not printed, and this is said."""
        other = self._dossier is None or self._dossier.id != dossier.id
        read = other or self._dossier is not dossier
        self._dossier = dossier
        told = self.button.tr("Les modifications non enregistrées du dossier n’y figureront pas.")
        self.button.setToolTip(told if changed else "")
        if read:
            self._desk.spawn(self.button, self._read(dossier.id))

    async def _read(self, dossier: int) -> None:
        found = await self._desk.query(letter_window.ready, dossier)
        if self._dossier is not None and self._dossier.id == dossier:
            self._follow(found or UNKNOWN)

    def _follow(self, ready: Ready) -> None:
        for document in DOCUMENTS:
            found = obstacle(document, ready)
            enable_if(self.actions[document.label], found is None, "" if found is None else sentence(found))

    def _open(self, document: Document) -> None:
        if self._dossier is not None:
            edit = document.label == EDITABLE
            self._desk.open("letters", dossier=self._dossier.id, document=document.label, edit=edit)
