"""Locks the window: after a while without a touch, when the machine wakes up, or by the command (SECURITY T1)."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from prospectdesk.domain.errors import Failure
from prospectdesk.domain.locking import is_over, was_asleep
from prospectdesk.jobs.locking import NOTHING
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.locking import locking_of, why_not
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.shell.idle import Idle
from prospectdesk.ui.shell.lock_cover import Cover
from prospectdesk.ui.shell.lock_page import sign_in_form
from prospectdesk.ui.shell.menus import LOCK

if TYPE_CHECKING:
    from prospectdesk.ui.shell.main_window import MainWindow
    from prospectdesk.ui.sign_in.form import SignInForm

OVER = "offline_too_long"


class Lock(QObject):
    """Lives as long as the window has a desk; what is typed, sync and rounds go on behind the page."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._cover: Cover | None = None
        self._form: SignInForm | None = None
        self.locking = locking_of(desk)
        self.idle = Idle(self)
        self.idle.beat.connect(self._beat)
        self.locking.wanted.connect(self.engage)
        self.locking.changed.connect(self._changed)

    @property
    def locked(self) -> bool:
        """Whether the page is over the window."""
        return self._cover is not None

    @property
    def cover(self) -> Cover | None:
        """What lies over the window while it is locked."""
        return self._cover

    def begin(self) -> None:
        """The window stands: reads what opens the lock, and looks by the clock from here on."""
        self.idle.start()
        if self._cover is not None:
            self._cover.hide_menus()  # they were made meanwhile
        self.locking.read_soon()

    def stop(self) -> None:
        """The window closes, locked or not."""
        self.idle.stop()
        if self._cover is not None:
            self._cover.release()

    # locking -------------------------------------------------------------------------------
    def _beat(self, idle_ms: int, beat_ms: int) -> None:
        minutes = self.locking.minutes
        if is_over(idle_ms, minutes) or was_asleep(beat_ms, minutes):
            self.engage()

    def engage(self) -> None:
        """Locks now; nothing happens where nothing would open it again."""
        if self.locked or not self.locking.possible:
            return
        self._put_over()
        self.locking.remember()

    def resume(self, kept: Any) -> None:
        """A window that ended locked comes back locked, before anything of the profile is shown."""
        if not self.locked:
            self.locking.take(kept)
            self._put_over()

    def _put_over(self) -> None:
        self._cover = cover = Cover(self._window, self._window.body)
        page = cover.page
        page.tried.connect(self._tried)
        page.ticked.connect(self._show_wait)
        page.centre_wanted.connect(functools.partial(self._show_centre, ""))
        self._show_means()

    def _changed(self) -> None:
        menus = self._window.__dict__.get("menus")
        means = self.locking.means
        if menus is not None:
            enable_if(menus.actions[LOCK], self.locking.possible, why_not(means, self._desk.session.is_demo))
        if self._cover is None or means is None:
            return
        if means.means == NOTHING and not means.coded and not means.login:
            self.open()  # nothing would ever open it
            return
        self._show_means()
        if means.means == NOTHING and not means.coded:
            self._show_centre("")

    def _show_means(self) -> None:
        if self._cover is not None and self._form is None:
            self._cover.page.show_means(self.locking.means)
            self._show_wait()

    def _show_wait(self) -> None:
        if self._cover is not None:
            self._cover.page.show_wait(self.locking.wait_ms)

    # opening -------------------------------------------------------------------------------
    def _tried(self, typed: str) -> None:
        if self._cover is not None:
            self._cover.page.show_busy()
            self._desk.spawn(self._cover.page, self._try(typed))

    async def _try(self, typed: str) -> None:
        try:
            right = await self.locking.admits(typed)
        except Failure as failure:
            self._failed(failure)
            return
        cover = self._cover
        if right:
            self.open()
        elif cover is not None:
            cover.page.show_wrong(self.locking.means)
            if self.locking.wait_ms:
                self._show_wait()

    def _failed(self, failure: Failure) -> None:
        if failure.code == OVER:
            self._show_centre(
                sentence(failure)
            )  # the password is right, but only the centre may say so now
        elif self._cover is not None:
            self._cover.page.show_failure(sentence(failure))

    def open(self) -> None:
        """Shows everything again as it was."""
        cover, self._cover, self._form = self._cover, None, None
        if cover is None:
            return
        self.locking.forget()
        self.idle.touch()
        cover.lift()

    # the centre ----------------------------------------------------------------------------
    def _show_centre(self, text: str) -> None:
        if self._cover is None or self._form is not None:
            return
        said = text or self.tr(
            "Connectez-vous au service central avec votre nouveau mot de passe ; votre travail est gardé."
        )
        self._form = form = sign_in_form(self._desk)
        form.done.connect(self.open)
        form.given_up.connect(self._leave_centre)
        self._cover.page.show_centre(form, said)

    def _leave_centre(self) -> None:
        form, self._form = self._form, None
        if form is not None and self._cover is not None:
            form.hide()
            form.deleteLater()
            self._cover.page.show_field()
            self._show_means()
