"""Builds every long-lived object of the window once, by hand, top to bottom, and takes it down again.

What is imported at the top is what the frame needs. The profile opens meanwhile (app.early); asyncio and the rest come
once the first picture is painted.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from prospectdesk.app.crash import LastChance
from prospectdesk.app.early import look
from prospectdesk.app.geometry import Geometry
from prospectdesk.app.instance import Doorkeeper
from prospectdesk.domain.errors import Failure, Unavailable
from prospectdesk.jobs.opening import Opening, place_of
from prospectdesk.store.files import make_private_folder
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.theme import Theme
from prospectdesk.ui.shell.main_window import MainWindow

if TYPE_CHECKING:
    import asyncio

    from prospectdesk.app.demo_meeting import DemoMeeting
    from prospectdesk.app.early import Early
    from prospectdesk.jobs.encrypting import Wish
    from prospectdesk.jobs.lanes import Lanes
    from prospectdesk.jobs.session import Session
    from prospectdesk.queries.first_look import FirstLook
    from prospectdesk.store.lock import ProfileLock
    from prospectdesk.store.profile import OpenProfile
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.shell.live import Live

PATIENCE_S = 0.15
"""How long the first picture waits for its rows; a profile that opens later is shown in the frame, by the loop."""
LISTEN_MS, LATE_MS = 300, 1_200
"""From the first screen, from the frame; later starts ask for longer (app.instance)."""


def run_window(how: Opening, lock: ProfileLock | None = None, early: Early | None = None) -> int:
    """Opens the window on the profile of `how`; answers the exit code when it is closed.

    `lock` and `early`: what was begun before this module was loaded (app.early).
    Raises StoreError locked when another window has the profile and does not answer.
    """
    app = application()
    profile = place_of(how)
    folder = None if profile is None else profile.folder
    door: Doorkeeper | None = None
    if profile is not None:
        make_private_folder(profile.folder)
        door = Doorkeeper(profile, lock)
        if not door.enter():
            return 0
    logs = _log_folder(folder)
    last_chance = LastChance(logs)
    last_chance.install()
    notice = ""
    wish: Wish | None = None
    try:
        while True:
            program = Program(app, how, Geometry(folder), last_chance, notice)
            program.doing = wish
            program.begin(early)
            if door is not None:
                door.called.connect(program.come_to_front)
                _listen_once_arrived(program, door)
            code = _turn(app, program, last_chance)
            how, wish, early = program.how, program.wish, None
            if program.restoring is None and wish is None:
                return code
            notice = program.restore()
    finally:
        last_chance.remove()
        if door is not None:
            door.leave()


def _turn(app: QApplication, program: Program, last_chance: LastChance) -> int:
    """Loads the loop and runs the program in it; answers the exit code."""
    from prospectdesk.app.start import leave_out_ssl

    leave_out_ssl()
    from prospectdesk.app import loop

    return loop.run(app, program.main, last_chance.in_loop)


def _listen_once_arrived(program: Program, door: Doorkeeper) -> None:
    """Later starts are heard soon after the first screen is there, or after a while."""
    QTimer.singleShot(LATE_MS, door.listen)
    program.window.arrived.connect(
        lambda _place: QTimer.singleShot(LISTEN_MS, door.listen), Qt.ConnectionType.SingleShotConnection
    )


def application() -> QApplication:
    """The QApplication, in French; without a display it draws into memory."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    app = QApplication([*sys.argv[:1], "-style", theme.STYLE])  # by words: a QStyle would bring all its names
    app.setProperty(theme.STYLED, True)
    app.setApplicationName("ProspectDesk")
    app.setDesktopFileName("prospectdesk")
    speak_french(app)
    return app


def speak_french(app: QApplication) -> None:
    """Qt's own words (file dialogs, text menus) in French."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_fr", folder):
        app.installTranslator(translator)


def _log_folder(folder: Path | None) -> Path:
    if folder is not None:
        with contextlib.suppress(Unavailable):  # a write-protected profile: its logs lie elsewhere (F3)
            make_private_folder(folder / "logs")
            if os.access(folder / "logs", os.W_OK):
                return folder / "logs"
    import tempfile  # late: with it come archives of every kind and random numbers

    logs = Path(tempfile.gettempdir()) / f"prospectdesk-{os.getpid()}"
    make_private_folder(logs)
    return logs


class Program:
    """The window from its first paint to its last write."""

    def __init__(
        self, app: QApplication, how: Opening, geometry: Geometry, last_chance: LastChance, notice: str = ""
    ) -> None:
        self.app, self.how, self.geometry, self.last_chance = app, how, geometry, last_chance
        self.notice = notice
        self.restoring: tuple[OpenProfile, Path] | None = None
        self.wish: Wish | None = None
        """What is to be done to the store once this window is closed; `doing`: what this one does before it opens it."""
        self.doing: Wish | None = None
        self._code: str | None = None
        if theme.current().parent() is not app:
            Theme(app, geometry.look())
        self.window = MainWindow()
        self.desk: Desk | None = None
        self._early: Early | None = None
        self._closed: asyncio.Future[None] | None = None
        self._meeting: DemoMeeting | None = None
        self._ahead: asyncio.Future[None] | None = None

    @functools.cached_property
    def lanes(self) -> Lanes:
        """Where work runs."""
        from prospectdesk.jobs.lanes import Lanes

        return Lanes()

    def come_to_front(self) -> None:
        """Another start asked for this window."""
        window = self.window
        if window.isMinimized():
            window.showNormal()
        window.raise_()
        window.activateWindow()

    def begin(self, early: Early | None) -> None:
        """The first picture: with the first screen when the profile opens at once, else the frame alone."""
        self._early = early
        session = None if early is None else early.soon(PATIENCE_S)
        if early is not None and session is not None and early.first is not None:
            self._stand(session, early.first)
        self.paint()

    def paint(self) -> None:
        """Shows the window; nothing heavy is imported yet, not even the loop."""
        self.geometry.place(self.window)
        self.window.show()
        self.app.processEvents()

    async def main(self) -> int:
        """Opens the profile, lives, closes; answers the exit code."""
        import asyncio

        self._closed = asyncio.get_running_loop().create_future()
        self.window.on_close = self.ask_to_close
        self.app.aboutToQuit.connect(self.ask_to_close)
        if not self.window.isVisible():
            self.paint()
        session = None
        try:
            session = await self._open()
            if session is None:
                return 1
            if self.desk is None:
                self._stand(session, await self._first(session))
            self.window.need_desk().begin()
            await self._live(session)
            await self._closed
            return 0
        finally:
            await self._close(session)

    def ask_to_close(self) -> None:
        """The window was closed, or the system is going down."""
        if self._closed is not None and not self._closed.done():
            self._closed.set_result(None)

    def _close_for_restore(self, session: Session, file: Path) -> None:
        """The window closes; `restore` puts the copy in place once nothing uses the store any more."""
        self.restoring = (session.profile, file)
        self.ask_to_close()

    def _close_for(self, wish: Wish) -> None:
        """The window closes; the next one carries the wish out before it opens the store."""
        self.wish = wish
        self.ask_to_close()

    def restore(self) -> str:
        """Puts the chosen copy in place; answers what to tell in the next window."""
        from prospectdesk.domain.clock import Clock
        from prospectdesk.store.backup import restore

        if self.restoring is None:
            return ""
        opened, file = self.restoring
        try:
            aside = restore(opened.profile, file, opened.key, Clock().now_ms())
        except Failure as failure:
            return sentence(failure)
        said = QCoreApplication.translate("Program", "Copie restaurée ; l’ancienne base est gardée : {0}")
        return said.format(aside.name)

    async def _open(self) -> Session | None:
        if self.desk is not None:
            return self.desk.session
        import asyncio

        from prospectdesk.app.opener import open_profile
        from prospectdesk.ui.kit import ask

        if self.doing is not None:
            from prospectdesk.app.encrypting import carry_out

            self.how, self._code, self.notice = await carry_out(self.window, self.lanes, self.how, self.doing)
        try:
            begun = None if self._early is None else self._early.result
            opening = asyncio.ensure_future(open_profile(self.window, self.lanes, self.how, begun))
            return await opening
        except Failure as failure:
            title = self.window.tr("Cette base ne peut pas être ouverte")
            question = ask.Question(
                self.window, title, sentence(failure), yes=self.window.tr("Quitter"), name="start.failure"
            )
            question.no.hide()
            await ask.answer(question)
            return None

    async def _first(self, session: Session) -> FirstLook:
        """What was read while the profile opened; read now where it opened later, with a pass phrase."""
        import asyncio

        if self._early is not None and self._early.first is not None:
            return self._early.first
        return await asyncio.wrap_future(self.lanes.submit("read", look, session))

    def _stand(self, session: Session, first: FirstLook) -> None:
        """Gives the window its desk and opens what was open; what is asked meanwhile waits for the loop."""
        from prospectdesk.ui.kit.desk import Desk
        from prospectdesk.ui.settings.look import look_of

        self.desk = desk = Desk.of(session, self.lanes, self.window)
        desk.hold()
        desk.crashed.connect(self.last_chance.report)
        now = theme.current()
        wanted = look_of(first.ui, now.look)
        if wanted != now.look:
            now.apply(wanted)
        self.window.attach(desk)
        self.window.need_live().stand(first)

    async def _live(self, session: Session) -> None:
        """Brings back what was open; the columns load behind it."""
        import asyncio

        desk = self.window.need_desk()
        if self._code is not None:
            session.profile = replace(session.profile, recovery_code=self._code)
        desk.between.connect(self._close_for)
        self.window.restore_wanted.connect(lambda file: self._close_for_restore(session, file))
        live = self.window.need_live()
        await live.restore()
        self._ahead = asyncio.ensure_future(_go_ahead(live))
        await desk.run("read", load_columns, session)
        await self._go_on(desk)

    async def _go_on(self, desk: Desk) -> None:
        """What begins once everything stands: the collector, the rounds, what is to be told."""
        from prospectdesk.app.collector import Collector

        self._collector = Collector(self.window)
        self._collector.start()
        from prospectdesk.app.rounds import Rounds

        self._rounds = Rounds(desk)
        self._rounds.start()
        if self.how.demo and self.how.profile:
            from prospectdesk.app.demo_meeting import DemoMeeting  # late: only demonstrations that are kept

            self._meeting = DemoMeeting(desk)
        from prospectdesk.ui.shell.disk_state import DiskState

        self._disk = DiskState(self.window, desk)
        await self._disk.look()
        if self._code is not None:
            desk.open("settings.profile")
        if self.notice:
            self.window.say(self.notice)

    async def _close(self, session: Session | None) -> None:
        """Keeps drafts and tabs, stops what reads, waits for what writes; no thread and no window stays."""
        self.geometry.keep(self.window, theme.current().look)
        live, desk = self.window.live, self.desk
        if self._ahead is not None:
            self._ahead.cancel()
        if desk is not None:
            self._rounds.stop() if hasattr(self, "_rounds") else None
            self._collector.stop() if hasattr(self, "_collector") else None
            if live is not None:
                live.stop()
                live.floats.flush()
                with contextlib.suppress(Failure):  # full disk, revoked device: it closes all the same
                    await live.save_tabs()
            if desk.syncing is not None:
                await desk.syncing.stop()
            if self._meeting is not None:
                self._meeting.stop()
                await self._meeting.close()
            if session is not None:
                session.reader.close()
            await desk.close()
        self.window.on_close = None
        self.window.hide()
        self.lanes.close()
        if session is not None:
            session.close()
        self.window.close()
        self.window.deleteLater()


async def _go_ahead(live: Live) -> None:
    """What is likely to be wanted next: modules, then the parts of a sheet."""
    from prospectdesk.app import ahead

    await ahead.load()
    live.pages.make_ahead()


def load_columns(session: Session) -> None:
    """Loads the columns for lists; in a worker. A set that had to be rebuilt is saved by the rounds."""
    session.reader.load_columns()
