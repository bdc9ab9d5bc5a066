"""Collaborateurs: the users, their licences and rights (X-04, D-10, D-28)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.people import EditUser
from prospectdesk.domain.changes import Changes
from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.domain.text import fold
from prospectdesk.queries import administration
from prospectdesk.queries.administration import Lists, Member
from prospectdesk.queries.people import find_user
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import SearchField
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.settings.connected import is_connected
from prospectdesk.ui.settings.entry_list import EntryList
from prospectdesk.ui.settings.part import SettingsPart
from prospectdesk.ui.settings.user_dialog import PasswordDialog, UserDialog
from prospectdesk.ui.settings.words import member_row, read_only, reason

NAME = "settings.users"


class UsersPage(SettingsPart):
    """The page `settings.users`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self._members: list[Member] = []
        self._lists: Lists = {}
        self._connected = False
        self.banner = InfoBanner("", "", icon="lock", name=f"{NAME}.rights")
        self.count = Label("", "secondary", name=f"{NAME}.count")
        self.search = SearchField(self.tr("Filtrer par nom ou identifiant"), f"{NAME}.search")
        self.add = Button(
            self.tr("Ajouter un collaborateur"), "user-plus", name=f"{NAME}.add", on=self.add_user
        )
        self.list = EntryList(f"{NAME}.list", self.tr("Liste des collaborateurs"))
        acts: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
            ("edit", self.tr("Modifier"), "pencil", self.edit_user),
            ("active", self.tr("Désactiver"), "user-x", self._switch),
            ("password", self.tr("Mot de passe"), "key-round", self._password),
        )
        self.buttons = {
            key: Button(text, icon, "flat", name=f"{NAME}.{key}", on=on) for key, text, icon, on in acts
        }
        self._lay_out()
        self.list.picked.connect(self._follow)
        self.list.opened.connect(self.edit_user)
        self.search.searched.connect(lambda _text: self._show())
        self.search.left_down.connect(self.list.setFocus)
        desk.person_changed.connect(self.refresh)
        self._follow()

    def _lay_out(self) -> None:
        card = QFrame()
        card.setProperty("role", "card")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.tr("Liste des collaborateurs"), "section"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.add)
        row = QWidget()
        row.setProperty("role", "plain")
        flow = FlowLayout(row, spacing=4)
        for button in self.buttons.values():
            flow.addWidget(button)
        box = QVBoxLayout(card)
        box.setContentsMargins(18, 12, 18, 12)
        box.setSpacing(8)
        box.addLayout(head)
        for part in (self.search, self.list, row):
            box.addWidget(part)
        self.body.addWidget(self.banner)
        self.body.addWidget(card)
        self.end()

    def concerned(self, changes: Changes) -> bool:
        """Users, and what they have access to."""
        return changes.touches("user", "user_service", "user_cabinet", "catalogue", "cabinet")

    async def reload(self) -> None:
        """Reads the users; who changed his own rights acts with the new ones."""
        self._lists = await self.desk.query(administration.lists, ("service", "cabinet"))
        self._members = await self.desk.query(administration.members)
        self._connected = await is_connected(self.desk)
        await self._myself()
        allowed = self.desk.session.person.administers
        self.banner.say("" if allowed else read_only(ADMIN_ONLY), "", "lock")
        self._show()

    async def _myself(self) -> None:
        session = self.desk.session
        found = await self.desk.query(find_user, session.person.login)
        if found is not None and found != session.person:
            await self.desk.run("write", session.sign_in, found.login)
            self.desk.person_changed.emit()

    def _show(self) -> None:
        asked = fold(self.search.text())
        found = [one for one in self._members if asked in fold(f"{one.name} {one.login}")]
        self.list.show_rows([member_row(one, self._lists) for one in found])
        self.list.setVisible(bool(found))
        active = sum(one.active for one in self._members)
        told = self.tr("{0} actif") if active < 2 else self.tr("{0} actifs")
        self.count.setText(told.format(active))

    def member(self) -> Member | None:
        """The user chosen."""
        row = self.list.current()
        return None if row is None else next((one for one in self._members if one.id == row.id), None)

    def _follow(self) -> None:
        """What may be pressed now, and why not."""
        person, one = self.desk.session.person, self.member()
        right = "" if person.administers else reason(ADMIN_ONLY)
        nobody = "" if one else self.tr("Choisissez d’abord un collaborateur de la liste.")
        mine = one is not None and one.id == person.id
        off = one is not None and not one.active
        enable_if(self.add, not right, right)
        enable_if(self.buttons["edit"], not (right or nobody), right or nobody)
        own = self.tr("Vous ne pouvez pas désactiver votre propre compte.") if mine and not off else ""
        enable_if(self.buttons["active"], not (right or nobody or own), right or nobody or own)
        alone = "" if self._connected else self.tr(
            "Un mot de passe se pose au service central\u00a0: ce profil n’y est pas connecté."
        )  # fmt: skip
        why = nobody or alone or ("" if mine else right)
        enable_if(self.buttons["password"], not why, why)
        self.buttons["active"].set_text(self.tr("Réactiver") if off else self.tr("Désactiver"))
        self.buttons["active"].set_icon("user-check" if off else "user-x")

    # doing -------------------------------------------------------------------------------------
    def add_user(self) -> None:
        """Asks for a new user."""
        self.desk.spawn(self, self._ask(None))

    def edit_user(self) -> None:
        """Asks for the fields of the user chosen."""
        one = self.member()
        if one is not None and self.buttons["edit"].isEnabled():
            self.desk.spawn(self, self._ask(one))

    async def _ask(self, member: Member | None) -> None:
        dialog = UserDialog(self.desk, self, self._lists, member, connected=self._connected)
        if await ask.answer(dialog) and dialog.done_with is not None:
            self.list.want(dialog.done_with.row_id)
            self.refresh()

    def _switch(self) -> None:
        one = self.member()
        if one is not None:
            self.desk.spawn(self, self._carry_out(EditUser(user=one.id, active=not one.active)))

    async def _carry_out(self, command: EditUser) -> None:
        await self.desk.do(command)

    def _password(self) -> None:
        one = self.member()
        if one is not None:
            self.desk.spawn(self, self._ask_password(one))

    async def _ask_password(self, member: Member) -> None:
        old = not self.desk.session.person.administers
        dialog = PasswordDialog(self.desk, self, member, old=old)
        if await ask.answer(dialog) and dialog.done_with is not None:
            self.desk.done.emit(dialog.done_with)

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Collaborateurs")
