"""Profil: who is signed in, with which licence, where the data lie and how they are protected."""

from __future__ import annotations

import functools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout

from prospectdesk.domain.changes import Changes
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries.people import UserRow, users
from prospectdesk.ui.kit import ask, phrase
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.recovery import RecoveryCard
from prospectdesk.ui.kit.roles import disable, enable
from prospectdesk.ui.settings.lock_card import LockSetting
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
        self._protecting(grid)
        self.lock = LockSetting(desk, self.card(self.tr("Verrouillage")), self)
        self.end()

    def _protecting(self, grid: QGridLayout) -> None:
        """What is said and done of a base, or of copies, that anybody can read."""
        self.encrypt = Button(
            self.tr("Chiffrer cette base"), "lock", name="settings.profile.encrypt", on=self._encrypt
        )
        self.copies = Label("", "secondary", tone="warn", wrap=True, name="settings.profile.copies")
        self.encrypt_copies = Button(
            self.tr("Chiffrer ces copies"),
            "lock",
            name="settings.profile.encrypt_copies",
            on=self._encrypt_copies,
        )
        for part in (self.encrypt, self.copies, self.encrypt_copies):
            place = Qt.AlignmentFlag(0) if part is self.copies else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(part, grid.rowCount(), 1, place)
            part.hide()
        opened = self.desk.session.profile
        if opened.recovery_code is not None and not opened.fresh:  # a fresh one shows it on its first screen
            self.body.addWidget(RecoveryCard(opened.recovery_code, "settings.profile.code"))

    def concerned(self, changes: Changes) -> bool:
        """Users may be renamed."""
        return changes.touches("user", "workspace")

    async def reload(self) -> None:
        """Reads users and shows who acts."""
        from prospectdesk.jobs import encrypting
        from prospectdesk.jobs.demo import is_demo

        session = self.desk.session
        found = await self.desk.query(users)
        demo = await self.desk.run("read", is_demo, session)
        workspace = await self.desk.run("read", session.workspace)
        copies = await self.desk.run("read", encrypting.plain_copies, session)
        self._show(found, demo, workspace)
        self._show_copies(copies)
        await self.lock.locking.look()

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
        self.encrypt.setVisible(not session.profile.encrypted)
        if demo:
            disable(
                self.encrypt, self.tr("Une démonstration n’est pas chiffrée : ses fiches sont inventées.")
            )
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

    def _show_copies(self, copies: list[str]) -> None:
        text = self.tr("Copies que tout le monde peut lire : {0}").format(", ".join(copies))
        self.copies.setText(text if copies else "")
        for part in (self.copies, self.encrypt_copies):
            part.setVisible(bool(copies))

    def _encrypt(self) -> None:
        self.desk.spawn(self, self._ask_to_encrypt())

    async def _ask_to_encrypt(self) -> None:
        from prospectdesk.jobs import encrypting

        chained = await self.desk.run("read", encrypting.has_keychain)
        chosen = await self._way(chained)
        typed = None
        if chosen == "phrase":
            typed = await phrase.phrase(
                self.window(), self.tr("Choisir une phrase de passe"), self.tr("Phrase de passe"), "",
                new=True, no=self.tr("Annuler"),
            )  # fmt: skip
        if chosen == "keychain" or typed is not None:
            self.desk.between.emit(encrypting.Wish(typed))

    async def _way(self, chained: bool) -> str | None:
        """Where the key shall be: keychain or phrase; None when given up."""
        text = self.tr(
            "La fenêtre se ferme, la base et les copies de son dossier sont chiffrées, puis la fenêtre revient. Il faut "
            "autant de place libre que la base en prend. Les copies que vous avez rangées ailleurs restent lisibles."
        )
        ways = [("phrase", self.tr("Phrase de passe, demandée à chaque ouverture"))]
        if chained:
            ways.insert(0, ("keychain", self.tr("Clé gardée par le trousseau de ce poste, rien à retenir")))
        else:
            text = " ".join((text, self.tr("Ce poste n’a pas de trousseau de clés.")))
        return await ask.choice(
            self.window(), self.tr("Chiffrer cette base"), text, ways, yes=self.tr("Chiffrer")
        )

    def _encrypt_copies(self) -> None:
        self.desk.spawn(self, self._encrypt_the_copies)

    async def _encrypt_the_copies(self) -> None:
        from prospectdesk.jobs import encrypting

        disable(self.encrypt_copies, self.tr("Chiffrement en cours…"))
        try:
            work = functools.partial(encrypting.encrypt_copies_of, self.desk.session)
            self._show_copies(await self.desk.run("net", work, ticket=Ticket()))
        finally:
            enable(self.encrypt_copies)
