"""The form of the sign-in: address, login, password, name of this device; then the download, with Annuler (X-14)."""

from __future__ import annotations

import asyncio
import functools
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import Failure
from prospectdesk.jobs import sign_in as job
from prospectdesk.jobs.sign_in import SignedIn, SignInState
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import disable, enable
from prospectdesk.ui.kit.syncing import syncing_of

BELONGS = {
    "bad_url": "server", "not_https": "server", "offline": "server", "certificate": "server", "redirected": "server",
    "bad_answer": "server", "bad_credentials": "password", "no_login": "login", "other_user": "login",
    "which_workspace": "workspace",
}  # fmt: skip
"""Under which field the sentence of a failure stands; the others stand below the form."""


class SignInForm(QWidget):
    """`done` when the workspace is here; `given_up` by Annuler while nothing is under way."""

    done = Signal()
    given_up = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.syncing = syncing_of(desk)
        self._known: SignInState | None = None
        self._ca: Path | None = None
        self._ticket: Ticket | None = None
        self._loading = False
        self._name = name
        self.server = self._field("server", self.tr("Adresse du service central"), self.tr("https://…"))
        self.login = self._field("login", self.tr("Identifiant"))
        self.password = self._field("password", self.tr("Mot de passe"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.workspace = self._field("workspace", self.tr("Espace"))
        self.device = self._field("device", self.tr("Nom de ce poste"))
        self.device.setText(job.machine_name())
        said = self.tr("Ainsi il apparaît dans la liste des appareils de votre administrateur.")
        self.rows = {
            "server": Labelled(self.tr("Adresse du service central"), self.server),
            "login": Labelled(self.tr("Identifiant"), self.login),
            "password": Labelled(self.tr("Mot de passe"), self.password),
            "workspace": Labelled(self.tr("Espace"), self.workspace),
            "device": Labelled(self.tr("Nom de ce poste"), self.device, hint=said),
        }
        self.error = Label("", "error", wrap=True, name=f"{name}.error")
        self.progress = _Progress(name)
        self.progress.stop.clicked.connect(lambda _checked=False: self.cancel())
        self.authority = Button(
            self.tr("Certificat d’autorité…"), role="link", name=f"{name}.authority", on=self._ask_authority
        )
        self.authority.setToolTip(
            self.tr("Pour un service central dont l’autorité n’est pas connue de ce poste (fichier .pem)")
        )
        self.no = Button(self.tr("Annuler"), name=f"{name}.cancel", on=self.given_up.emit)
        self.yes = Button(self.tr("Se connecter"), "log-in", "primary", name=f"{name}.yes", on=self.start)
        self._lay_out()
        self.syncing.changed.connect(self._show_download)
        self.syncing.finished.connect(lambda _told: self._downloaded())

    def _field(self, name: str, label: str, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"{self._name}.{name}")
        field.setAccessibleName(label)
        field.setPlaceholderText(hint)
        field.setMaxLength(1000)
        field.returnPressed.connect(self.start)
        return field

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        for row in self.rows.values():
            box.addWidget(row)
        box.addWidget(self.error)
        box.addWidget(self.progress)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.authority)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        box.addSpacing(4)
        box.addLayout(buttons)
        for hidden in (self.rows["workspace"], self.error, self.progress):
            hidden.hide()

    # what is known -------------------------------------------------------------------------
    async def read(self) -> None:
        """Fills in what is known of this profile: a device keeps its address and its user."""
        self._known = known = await self.desk.run("read", job.state_of, self.desk.session)
        if known is not None:
            self.server.setText(known.server)
            self.login.setText(known.login)
        for field in (self.login,):
            field.setReadOnly(known is not None)
        self.rows["device"].setVisible(known is None)
        self.yes.set_text(self.tr("Se connecter à nouveau") if known is not None else self.tr("Se connecter"))
        self._focus()

    def _focus(self) -> None:
        empty = (one for one in (self.server, self.login, self.password) if not one.text())
        next(empty, self.password).setFocus()

    @property
    def busy(self) -> bool:
        """Whether a sign-in or its download is under way."""
        return self._ticket is not None or self._loading

    # the sign-in ---------------------------------------------------------------------------
    def start(self) -> None:
        """Entrée or the button."""
        if self.busy:
            return
        for row in self.rows.values():
            row.show_error("")
        self._say("")
        if not self.server.text().strip():
            self.rows["server"].show_error(self.tr("Votre administrateur vous donne cette adresse."))
            self.server.setFocus()
            return
        self.desk.spawn(self, self._sign_in())

    def cancel(self) -> None:
        """Stops the sign-in or the download; what arrived stays, the next sync goes on from there."""
        if self._ticket is not None:
            self._ticket.cancel()
        if self._loading:
            self.syncing.cancel()

    async def _sign_in(self) -> None:
        ticket = self._ticket = Ticket()
        self._show_busy(self.tr("Connexion au service central…"))
        try:
            made = await self.desk.run("net", self._job, ticket)
        except Failure as failure:
            self._ticket = None
            self._show_failure(failure)
            return
        except asyncio.CancelledError:
            self._ticket = None
            raise
        self._ticket = None
        self.password.clear()
        self.syncing.forget()
        await self.syncing.look()
        self.desk.person_changed.emit()
        self.desk.tell(Changes(everything=True))
        self._loading = True
        self._show_busy(self.tr("Téléchargement de l’espace « {0} »…").format(made.workspace))
        self.syncing.restart()

    def _job(self, ticket: Ticket) -> SignedIn:
        """In the network lane."""
        run = functools.partial(
            job.sign_in, workspace=self.workspace.text().strip() or None, ca=self._ca, device_name=self.device.text()
        )  # fmt: skip
        server = self.server.text().strip()
        address = server if "://" in server else f"https://{server}"
        return run(self.desk.session, address, self.login.text(), self.password.text(), ticket)

    # the download --------------------------------------------------------------------------
    def _show_download(self) -> None:
        state = self.syncing.state
        if not self._loading:
            return
        if state.running:
            self.progress.show_step(state.text, state.done, state.total)
            return
        if state.failure is not None:
            self._loading = False
            self._show_failure(state.failure)
        elif self.syncing.cancelled:
            self._loading = False
            self._show_idle()
            self._say(self.tr("Téléchargement interrompu : il reprendra où il en était à la prochaine "
                              "synchronisation."), "muted")  # fmt: skip

    def _downloaded(self) -> None:
        if self._loading:
            self._loading = False
            self._show_idle()
            self.done.emit()

    # looks ---------------------------------------------------------------------------------
    def _show_busy(self, text: str) -> None:
        self.progress.show_step(text, 0, 0)
        self.progress.show()
        reason = self.tr("Une connexion est en cours.")
        for part in (self.yes, self.no, self.authority):
            disable(part, reason)
        for row in self.rows.values():
            row.setEnabled(False)

    def _show_idle(self) -> None:
        self.progress.hide()
        for part in (self.yes, self.no, self.authority):
            enable(part)
        for row in self.rows.values():
            row.setEnabled(True)

    def _show_failure(self, failure: Failure) -> None:
        self._show_idle()
        if failure.code == "cancelled" or type(failure).__name__ == "Cancelled":
            return
        place = BELONGS.get(failure.code)
        if place == "workspace":
            self.rows["workspace"].show()
        if place is None:
            self._say(sentence(failure))
            return
        self.rows[place].show_error(sentence(failure))
        self.rows[place].field.setFocus()

    def _say(self, text: str, tone: str = "bad") -> None:
        self.error.setText(text)
        self.error.set_tone(tone)
        self.error.setVisible(bool(text))

    def _ask_authority(self) -> None:
        self.desk.spawn(self, self._choose_authority())

    async def _choose_authority(self) -> None:
        path = await ask.open_file(
            self, self.tr("Certificat de l’autorité"), self.tr("Certificats (*.pem *.crt)")
        )
        if path is not None:
            self._ca = path
            self.authority.set_text(path.name)


class _Progress(QWidget):
    """What goes on, how far, and Annuler."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.label = Label("", "secondary", name=f"{name}.progress.text", wrap=True)
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}.progress")
        self.bar.setAccessibleName(self.tr("Avancement"))
        self.bar.setTextVisible(False)
        self.stop = Button(self.tr("Interrompre"), role="link", name=f"{name}.stop")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.stop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(row)
        box.addWidget(self.bar)

    def show_step(self, text: str, done: int, total: int) -> None:
        """Another step; without a total the bar runs to and fro."""
        if text:
            told = self.tr("{0} : {1} sur {2}").format(text, count(done), count(total)) if total else text
            self.label.setText(told)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
