"""Adds or edits a user: licence, capabilities, and what he has access to (X-04, D-10, D-28)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.people import CreateUser, EditUser
from prospectdesk.domain.changes import Done
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.people import CAPABILITIES, LICENCES
from prospectdesk.queries.administration import Lists, Member
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.settings.form_dialog import FormDialog

NAME = "settings.users.dialog"
PASSWORD_NAME = "settings.users.password_dialog"
MOST_PASSWORD = 1000


class UserDialog(FormDialog):
    """`member` is the user to edit, None for a new one; a new one may get a password where there is a centre."""

    def __init__(
        self, desk: Desk, parent: QWidget, lists: Lists, member: Member | None, *, connected: bool
    ) -> None:
        if member is None:
            title, yes = parent.tr("Ajouter un collaborateur"), parent.tr("Ajouter")
        else:
            title, yes = parent.tr("Modifier {0}").format(member.name), parent.tr("Enregistrer")
        super().__init__(desk, parent, title, yes, NAME)
        self._member, self._lists = member, lists
        self._identity()
        self._rights()
        self._passwords = member is None and connected
        if self._passwords:
            self.beside()
            self.line("password", self.tr("Mot de passe"), limit=MOST_PASSWORD, secret=True)
            self.line("again", self.tr("Encore une fois"), limit=MOST_PASSWORD, secret=True)
        elif member is None:
            later = self.tr("Un mot de passe se pose quand ce profil est connecté à un service central.")
            self.content.addWidget(Label(later, "caption", wrap=True))

    def _identity(self) -> None:
        one = self._member
        self.beside()
        first = self.line("name", self.tr("Nom"), "" if one is None else one.name, limit=120)
        if one is None:
            self.line("login", self.tr("Identifiant"), limit=60)
        else:
            self.line("email", self.tr("E-mail"), one.email, limit=254)
        self.beside()
        licences = [(key, QCoreApplication.translate("People", text)) for key, text in LICENCES.items()]
        self.choose("licence", self.tr("Licence"), licences, "utilisateur" if one is None else one.licence)
        if one is None:
            self.line("email", self.tr("E-mail"), limit=254)
        else:
            login = self.line("login", self.tr("Identifiant"), one.login)
            login.setReadOnly(True)
            login.setToolTip(self.tr("L’identifiant ne change pas\u00a0: il sert à se connecter."))
        first.setFocus()
        first.selectAll()

    def _rights(self) -> None:
        one = self._member
        capabilities = [
            (key, QCoreApplication.translate("People", text)) for key, text in CAPABILITIES.items()
        ]
        self.checks(
            "capabilities", self.tr("Capacités"), capabilities, () if one is None else one.capabilities
        )
        self.checks(
            "services",
            self.tr("Droits d’accès › Droits d’accès aux services"),
            self._options("service", frozenset() if one is None else one.services),
            () if one is None else one.services,
            self.tr("Seul un collaborateur qui a le service d’un dossier peut en être le titulaire."),
        )
        self.checks(
            "cabinets",
            self.tr("Droits d’accès › Cabinets"),
            self._options("cabinet", frozenset() if one is None else one.cabinets),
            () if one is None else one.cabinets,
        )

    def _options(self, kind: str, held: frozenset[int]) -> list[tuple[int, str]]:
        return [(one.id, one.label) for one in self._lists[kind] if one.active or one.id in held]

    def command(self) -> CreateUser | EditUser:
        """What saving does; the password travels beside it."""
        given = self.given()
        for name in ("password", "again"):
            given.pop(name, None)
        if self._member is None:
            return CreateUser(**given)
        del given["login"]
        return EditUser(user=self._member.id, **given)

    async def carry_out(self) -> Done:
        """With a password the user is made at the centre too, over the network lane."""
        given = self.given()
        password = given.get("password") or ""
        if not self._passwords or not (password or given["again"]):
            return await super().carry_out()
        refuse_different(password, given["again"])
        from prospectdesk.jobs.users import create_user  # late: brings what talks to the network

        done = await self.desk.run("net", create_user, self.desk.session, self.command(), password)
        self.desk.settled(done, origin=self)
        return done


class PasswordDialog(FormDialog):
    """A new password at the centre; who is no administrator says his old one too."""

    def __init__(self, desk: Desk, parent: QWidget, member: Member, *, old: bool) -> None:
        super().__init__(
            desk, parent, parent.tr("Mot de passe de {0}").format(member.name), parent.tr("Enregistrer"),
            PASSWORD_NAME, parent.tr("Il remplace l’ancien au service central, pour tous les appareils."),
        )  # fmt: skip
        self._member = member
        first = None
        if old:
            first = self.line("old", self.tr("Mot de passe actuel"), limit=MOST_PASSWORD, secret=True)
        new = self.line("password", self.tr("Nouveau mot de passe"), limit=MOST_PASSWORD, secret=True,
                        said="Mot de passe")  # fmt: skip
        self.line("again", self.tr("Encore une fois"), limit=MOST_PASSWORD, secret=True)
        (first or new).setFocus()

    async def carry_out(self) -> Done:
        """Sets it at the centre; nothing of it is kept here."""
        given = self.given()
        if not given["password"]:
            raise Invalid(
                "mandatory", "Champ obligatoire : {label}", label="Mot de passe", fields=("Mot de passe",)
            )
        refuse_different(given["password"], given["again"])
        from prospectdesk.jobs.users import set_password  # late: brings what talks to the network

        await self.desk.run(
            "net", set_password, self.desk.session, self._member.uid, given["password"], given.get("old")
        )
        return Done(
            "changement de mot de passe", message=f"Le mot de passe de {self._member.name} est changé."
        )


def refuse_different(password: str, again: str) -> None:
    """Raises Invalid when the two are not the same."""
    if password != again:
        raise Invalid(
            "passwords_differ", "Les deux mots de passe ne sont pas les mêmes.", fields=("Encore une fois",)
        )
