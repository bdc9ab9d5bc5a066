"""Profil: who is signed in, with which licence, where the data lie and how they are protected."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from prospectdesk.domain.changes import Changes
from prospectdesk.queries.people import UserRow, users
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.settings.part import SettingsPart


class ProfilePage(SettingsPart):
    """The page `settings.profile`. In a demonstration another user may be chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "settings.profile")
        grid = self.card(self.tr("Utilisateur"))
        self.name = self.line(grid, self.tr("Nom"), "", "settings.profile.name")
        self.login = self.line(grid, self.tr("Identifiant"), "", "settings.profile.login")
        self.licence = self.line(grid, self.tr("Licence"), "", "settings.profile.licence")
        self.user = QComboBox()
        self.user.setObjectName("settings.profile.user")
        self.user.setAccessibleName(self.tr("Agir comme"))
        self._user_title = Label(self.tr("Agir comme"), "secondary")
        row = grid.rowCount()
        grid.addWidget(self._user_title, row, 0)
        grid.addWidget(self.user, row, 1)
        self.user.activated.connect(self._switch)
        grid = self.card(self.tr("Base locale"))
        self.workspace = self.line(grid, self.tr("Espace"), "", "settings.profile.workspace")
        self.folder = self.line(grid, self.tr("Dossier"), "", "settings.profile.folder")
        self.protection = self.line(grid, self.tr("Protection"), "", "settings.profile.protection")
        self.end()

    def concerned(self, changes: Changes) -> bool:
        """Users may be renamed."""
        return changes.touches("user", "workspace")

    async def reload(self) -> None:
        """Reads users and shows who acts."""
        from prospectdesk.jobs.demo import is_demo

        session = self.desk.session
        found = await self.desk.query(users)
        demo = await self.desk.run("read", is_demo, session)
        workspace = await self.desk.run("read", session.workspace)
        self._show(found, demo, workspace)

    def _show(self, found: list[UserRow], demo: bool, workspace: str) -> None:
        session = self.desk.session
        self.name.setText(session.person.name)
        self.login.setText(session.person.login)
        self.licence.setText(session.person.licence.capitalize())
        self.workspace.setText(workspace)
        self.folder.setText(str(session.profile.folder))
        if session.profile.encrypted:
            self.protection.setText(self.tr("Base chiffrée (SQLCipher)"))
        else:
            self.protection.setText(self.tr("Base non chiffrée : qui a ce poste peut la lire"))
        self.protection.set_tone("" if session.profile.encrypted else "warn")
        self.user.clear()
        for one in found:
            self.user.addItem(f"{one.name} ({one.login})", one.login)
        self.user.setCurrentIndex(self.user.findData(session.person.login))
        for part in (self.user, self._user_title):
            part.setVisible(demo)

    def _switch(self, index: int) -> None:
        self.desk.spawn(self, self._sign_in(str(self.user.itemData(index))))

    async def _sign_in(self, login: str) -> None:
        await self.desk.run("write", self.desk.session.sign_in, login)
        self.desk.person_changed.emit()
        self.desk.tell(Changes(everything=True))
        await self.reload()
