"""The second condition of « Prospect potentiel », a switch of the workspace (P-10)."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout

from prospectdesk.commands.portfolio import SetPotentialByNaf
from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.settings.words import reason


class PotentialSwitch(QFrame):
    """Off until an administrator ticks it."""

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.desk = desk
        self.box = QCheckBox(
            self.tr("Le code NAF d’une formation rend aussi une société « Prospect potentiel »")
        )
        self.box.setObjectName(name)
        self.box.toggled.connect(self._save)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(18, 12, 18, 12)
        outer.addWidget(self.box)

    def show_state(self, on: bool, *, allowed: bool) -> None:
        """What the workspace says, and whether the person may change it."""
        with QSignalBlocker(self.box):
            self.box.setChecked(on)
        enable_if(self.box, allowed, reason(ADMIN_ONLY))

    def _save(self, on: bool) -> None:
        self.desk.spawn(self, self.desk.do(SetPotentialByNaf(on=on)))
