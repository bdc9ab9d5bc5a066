"""Verrouillage, on the page Profil: after how long the window locks itself, and what opens it again (SECURITY T1)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QWidget

from prospectdesk.domain.locking import CHOICES, NEVER
from prospectdesk.jobs import locking as job
from prospectdesk.jobs.locking import ACCOUNT, OWN, LockMeans
from prospectdesk.ui.kit import phrase
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.locking import locking_of, why_not
from prospectdesk.ui.kit.roles import disable, enable_if

NAME = "settings.profile.lock"
say = QCoreApplication.translate


class LockSetting(QWidget):
    """Fills `grid`, a card of the page; lives as its child and follows what opens the lock."""

    def __init__(self, desk: Desk, grid: QGridLayout, page: QWidget) -> None:
        super().__init__(page)
        self.hide()
        self.desk, self._page = desk, page
        self.locking = locking_of(desk)
        self.minutes = QComboBox()
        self.minutes.setObjectName(f"{NAME}.minutes")
        self.minutes.setAccessibleName(self.tr("Verrouiller la fenêtre"))
        for choice in CHOICES:
            self.minutes.addItem(_choice(choice), choice)
        self.minutes.activated.connect(self._set)
        self.text = Label("", "secondary", wrap=True, name=f"{NAME}.text")
        self.now = Button(
            self.tr("Verrouiller maintenant"), "lock", name=f"{NAME}.now", on=self.locking.wanted.emit
        )
        self.choose = Button(
            self.tr("Choisir une phrase…"), "key-round", name=f"{NAME}.choose", on=self._choose
        )
        self.remove = Button(
            self.tr("Retirer la phrase…"), role="flat", name=f"{NAME}.remove", on=self._remove
        )
        grid.addWidget(Label(self.tr("Verrouiller la fenêtre"), "secondary"), 0, 0)
        grid.addWidget(self.minutes, 0, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.text, 1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.now, self.choose, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        grid.addLayout(buttons, 2, 1)
        self.locking.changed.connect(self.show_means)
        self.show_means()

    def show_means(self) -> None:
        """What is offered now; what is not says why (X-05)."""
        means = self.locking.means
        reason = why_not(means, self.desk.session.is_demo)
        minutes = means.minutes if means is not None else NEVER
        self.minutes.setCurrentIndex(self.minutes.findData(NEVER if reason else minutes))
        for part in (self.minutes, self.now):
            enable_if(part, not reason, reason)
        self.text.setText(reason or _opened_by(means))
        own = means is not None and means.may_choose
        self.choose.setVisible(own)
        self.choose.set_text(
            self.tr("Changer la phrase…")
            if means is not None and means.means == OWN
            else self.tr("Choisir une phrase…")
        )
        self.remove.setVisible(means is not None and means.means == OWN)

    def _set(self, index: int) -> None:
        self.desk.spawn(self._page, self.locking.set_minutes(int(self.minutes.itemData(index))))

    def _choose(self) -> None:
        self.desk.spawn(self._page, self._ask_new())

    def _remove(self) -> None:
        self.desk.spawn(self._page, self._ask_to_remove())

    async def _ask_new(self) -> None:
        """A new phrase, after the one that is in force."""
        if not await self._is_known():
            return
        typed = await phrase.phrase(
            self._page.window(), self.tr("Choisir une phrase de verrouillage"), self.tr("Phrase de verrouillage"), "",
            new=True, no=self.tr("Annuler"), yes=self.tr("Choisir"),
        )  # fmt: skip
        if typed is not None:
            await self._keep(typed)

    async def _ask_to_remove(self) -> None:
        if await self._is_known():
            await self._keep(None)

    async def _keep(self, typed: str | None) -> None:
        disable(self.choose, self.tr("Enregistrement en cours…"))
        try:
            await self.locking.choose(typed)
        finally:
            enable_if(self.choose, True, "")

    async def _is_known(self) -> bool:
        """Whether the person knows the phrase in force; True without one."""
        means, wrong = self.locking.means, ""
        while means is not None and means.means == OWN:
            typed = await phrase.phrase(
                self._page.window(), self.tr("Phrase de verrouillage actuelle"), self.tr("Phrase actuelle"), wrong,
                new=False, no=self.tr("Annuler"), yes=self.tr("Continuer"),
            )  # fmt: skip
            if typed is None:
                return False
            if await self.desk.run("net", job.admits, self.desk.session, typed):
                return True
            wrong = self.tr("Cette phrase n’est pas la bonne.")
        return True


def _choice(minutes: int) -> str:
    if minutes == NEVER:
        return say("Lock", "Jamais")
    return say("Lock", "Après {0} min sans clavier ni souris").format(minutes)


def _opened_by(means: LockMeans | None) -> str:
    """What opens the lock, and when else it falls."""
    if means is None:
        return ""
    if means.means == ACCOUNT:
        what = say("Lock", "Le mot de passe de votre compte rouvre la fenêtre, même sans réseau.")
    elif means.means == OWN:
        what = say(
            "Lock", "Votre phrase de verrouillage rouvre la fenêtre ; oubliée, le code de secours aussi."
        )
    else:
        what = say("Lock", "La phrase de passe de cette base rouvre la fenêtre.")
    if means.minutes == NEVER:
        return what
    return " ".join((what, say("Lock", "Elle se verrouille aussi quand ce poste sort de veille.")))
