"""Joins the talk with the centre to the frame: words and icons, the sign-in dialog, a wrong clock, a revoked device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.domain.errors import Failure
from prospectdesk.queries.window import FrameState
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.syncing import syncing_of
from prospectdesk.ui.shell.sync_words import standing

if TYPE_CHECKING:
    from prospectdesk.ui.shell.main_window import MainWindow
    from prospectdesk.ui.sign_in.dialog import SignInDialog


class SyncFrame(QObject):
    """Lives as long as the window has a desk."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._clock_told = self._over = False
        self._dialog: SignInDialog | None = None
        self.syncing = syncing_of(desk)
        self.syncing.changed.connect(self._running)
        self.syncing.finished.connect(lambda _told: self._window.need_live().refresh_counts())
        self.syncing.sign_in_wanted.connect(self._ask_sign_in)
        self.syncing.revoked.connect(self._revoked)
        window.status.state.clicked.connect(self._open)

    def show_state(self, state: FrameState) -> None:
        """Status line and card."""
        session, window = self._desk.session, self._window
        told = standing(state, session.clock)
        window.rail.show_sync(told)
        window.status.show_state(told.line, session.person.name, told.icon if state.linked else "", told.ink)
        if state.clock_minutes and not self._clock_told:
            self._clock_told = True  # once: the page says it for as long as it lasts (F13)
            said = self.tr(
                "L’horloge de ce poste s’écarte de {0} min de celle du service central : réglez-la."
            )
            window.say(said.format(state.clock_minutes))

    async def hold_if_over(self) -> None:
        """Thirty days without the centre: only the sign-in is shown until it was reached (X-14)."""
        await self.syncing.look()
        if self.syncing.state.signed_in and self.syncing.state.days_left <= 0:
            self._window.hold("sign_in")

    def stop(self) -> None:
        """The window closes: a sync under way ends soon, no other begins."""
        self._over = True
        self.syncing.leave_room()

    def _ask_sign_in(self) -> None:
        """Beside the work, not in its way; asked once for each refusal."""
        from prospectdesk.ui.sign_in.dialog import SignInDialog  # late: seldom needed

        if self._over:
            return
        if self._dialog is None:
            self._dialog = SignInDialog(self._desk, self._window)
        self._dialog.ask()

    def _open(self) -> None:
        self._window.open("sync")

    def _running(self) -> None:
        if self._over:
            return
        running = self.syncing.state.running
        self._window.status.state.show_running(running)
        self._window.rail.sync.icon.show_running(running)
        if self._window.held is not None and self.syncing.state.days_left > 0:
            self._window.hold(None)
            self._window.open("home")
        if not running:
            self._window.need_live().refresh_counts()

    def _revoked(self, failure: Failure) -> None:
        """The local copy is gone: one sentence, then the program closes."""
        from prospectdesk.ui.sign_in.revoked import say_revoked  # late: once in the life of a device

        self._desk.spawn(None, say_revoked(self._window, failure))
