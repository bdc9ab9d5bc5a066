"""Whether this window can be locked, after how long, and what opens it again: shared by the lock and its setting (T1)."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal

from prospectdesk.domain.errors import Unavailable
from prospectdesk.domain.locking import NEVER, wait_ms
from prospectdesk.jobs import locking as job
from prospectdesk.jobs.locking import ACCOUNT, LOCKED, MINUTES, NOTHING, OWN, LockMeans

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk

say = QCoreApplication.translate


class Locking(QObject):
    """`wanted` asks the window to lock now, `changed` tells other means or another delay.

    `means` is None until it was read. A wrong try makes the next one wait; a new start remembers it.
    """

    wanted = Signal()
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.means: LockMeans | None = None
        self.wrong, self._until = 0, 0
        desk.person_changed.connect(self.read_soon)

    # what there is -------------------------------------------------------------------------
    @property
    def possible(self) -> bool:
        """Whether something opens the lock again."""
        return self.means is not None and self.means.means != NOTHING

    @property
    def minutes(self) -> int:
        """After how long without a touch the window locks; 0 never."""
        return self.means.minutes if self.means is not None and self.possible else NEVER

    def read_soon(self) -> None:
        """Another person, another account."""
        self._desk.spawn(self, self.look())

    async def look(self) -> None:
        """Reads what opens the lock."""
        found = await self._desk.run("read", job.means_of, self._desk.session)
        if found != self.means:
            self.means = found
            self.changed.emit()

    # the setting ---------------------------------------------------------------------------
    async def set_minutes(self, minutes: int) -> None:
        """Keeps the delay for this profile on this machine."""
        await self._keep({MINUTES: minutes})
        await self.look()

    async def choose(self, phrase: str | None) -> None:
        """A phrase for the lock, or none any more. Raises Invalid, Refused, Unavailable."""
        await self._desk.run("net", job.choose, self._desk.session, phrase)
        await self.look()

    async def _keep(self, values: dict[str, Any]) -> None:
        from prospectdesk.commands.drafts import SaveSettings  # late: the window is painted before it loads

        await self._desk.write(functools.partial(self._desk.bus.do, SaveSettings(values=values)))

    # tries ---------------------------------------------------------------------------------
    def take(self, kept: Any) -> None:
        """The wrong tries of a window that ended locked."""
        self.wrong, self._until = job.kept_lock(kept)

    @property
    def wait_ms(self) -> int:
        """How long the next try has to wait."""
        now = self._desk.session.clock.now_ms()
        return max(0, min(self._until - now, wait_ms(self.wrong)))

    async def admits(self, typed: str) -> bool:
        """Whether it opens the lock; a wrong one is counted. Raises Unavailable after 30 days (X-14)."""
        if not await self._desk.run("net", job.admits, self._desk.session, typed):
            self.wrong += 1
            self._until = self._desk.session.clock.now_ms() + wait_ms(self.wrong)
            self.remember()
            return False
        return True

    def remember(self) -> None:
        """A new start of this profile shows the lock again, with as many wrong tries."""
        if self.means is None or self.means.lasts:
            self._desk.spawn(None, self._note({"wrong": self.wrong, "until": self._until}))

    def forget(self) -> None:
        """The window is open again."""
        self.wrong = self._until = 0
        self._desk.spawn(None, self._note(None))

    async def _note(self, value: dict[str, int] | None) -> None:
        try:
            await self._keep({LOCKED: value})
        except Unavailable:
            return  # a full disk: the window is locked all the same, only a new start does not know


def locking_of(desk: Desk) -> Locking:
    """The one Locking of a desk, made when first asked for."""
    if desk.locking is None:
        desk.locking = Locking(desk)
    return desk.locking


def asked(means: LockMeans) -> str:
    """What the field of the lock asks for."""
    if means.means == ACCOUNT:
        return say("Lock", "Mot de passe du compte « {0} »").format(means.login)
    if means.means == OWN:
        return say("Lock", "Phrase de verrouillage")
    return say("Lock", "Code de secours") if means.means == NOTHING else say("Lock", "Phrase de passe")


def why_not(means: LockMeans | None, demo: bool) -> str:
    """Why the window cannot be locked (X-05); empty where it can."""
    if means is None:
        return say("Lock", "ProspectDesk lit encore ce qui déverrouille cette fenêtre.")
    if means.means != NOTHING:
        return ""
    if demo:
        return say("Lock", "Une démonstration ne se verrouille pas : ses fiches sont inventées.")
    if means.login:
        return say(
            "Lock", "Le mot de passe de votre compte n’est plus connu de ce poste : connectez-vous à nouveau."
        )
    if means.may_choose:
        return say(
            "Lock",
            "Ce profil n’a ni compte ni phrase de passe : choisissez d’abord une phrase de verrouillage "
            "(Paramètres > Profil).",
        )
    return say(
        "Lock",
        "Cette base n’est pas chiffrée : qui a ce poste peut la lire, un verrou n’y changerait rien. Chiffrez-la "
        "d’abord (Paramètres > Profil).",
    )
