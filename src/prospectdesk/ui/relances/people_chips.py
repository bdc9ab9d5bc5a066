"""The users who follow a sheet, as chips: taken off by their cross, added from a list (C-75, INV-01)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from prospectdesk.queries.people import UserRow
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.roles import enable_if


class PeopleChips(QWidget):
    """Shows chosen users; `added` and `removed` carry a user's id and change nothing by themselves."""

    added = Signal(int)
    removed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Utilisateurs qui suivent la fiche"))
        self._flow = FlowLayout(self, spacing=6)
        self._chips: dict[int, Chip] = {}
        self.menu = QMenu(self)
        self.menu.setObjectName(f"{name}.menu")
        self.add = Chip(self.tr("Ajouter"), "user-plus", name=f"{name}.add", on=self._offer)
        self.add.setToolTip(self.tr("Ajouter un utilisateur au suivi"))
        self._flow.addWidget(self.add)

    def chosen(self) -> tuple[int, ...]:
        """The ids shown, in their order."""
        return tuple(self._chips)

    def show_people(self, chosen: Sequence[tuple[int, str, str]], users: Sequence[UserRow]) -> None:
        """Shows `chosen` (id, login, name); the other `users` are offered."""
        if [one[0] for one in chosen] != list(self._chips):
            self._rebuild(chosen)
        self.menu.clear()
        rest = [user for user in users if user.id not in self._chips]
        for user in rest:
            action = QAction(user.name.replace("&", "&&"), self.menu)
            action.setObjectName(f"{self.objectName()}.add.{user.login}")
            action.triggered.connect(lambda _checked=False, user=user.id: self.added.emit(user))
            self.menu.addAction(action)
        enable_if(self.add, bool(rest), self.tr("Tous les utilisateurs suivent déjà cette fiche."))

    def _offer(self) -> None:
        self.menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _rebuild(self, chosen: Sequence[tuple[int, str, str]]) -> None:
        for chip in self._chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.add)
        self._chips.clear()
        for ident, login, name in chosen:
            chip = Chip(name, "user", removable=True, name=f"{self.objectName()}.{login}", parent=self)
            chip.setToolTip(self.tr("Retirer avec la croix, ou avec la touche Suppr"))
            chip.removed.connect(lambda ident=ident: self.removed.emit(ident))
            self._flow.addWidget(chip)
            chip.show()
            self._chips[ident] = chip
        self._flow.addWidget(self.add)
        self.updateGeometry()
