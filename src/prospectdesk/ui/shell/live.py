"""What lives in the window once a profile is open: pages, palette, editors, counts, tabs kept."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from prospectdesk.domain.changes import Changes, Done
from prospectdesk.domain.errors import Failure
from prospectdesk.queries.first_look import LOCKED, TABS, FirstLook, company_names, first_look
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import disable
from prospectdesk.ui.settings.look import keep
from prospectdesk.ui.shell.actions import allow_letters
from prospectdesk.ui.shell.pages import PageStack, hints_of
from prospectdesk.ui.shell.router import Place

if TYPE_CHECKING:
    from prospectdesk.queries.search import SearchAnswer
    from prospectdesk.ui.shell.floats import FloatHost
    from prospectdesk.ui.shell.lock import Lock
    from prospectdesk.ui.shell.main_window import MainWindow
    from prospectdesk.ui.shell.palette import Palette
    from prospectdesk.ui.shell.palette_rows import Command
    from prospectdesk.ui.shell.sync_frame import SyncFrame
    from prospectdesk.ui.shell.torn import Torn

SOON_MS = 150
MINUTE_MS = 60_000
KEEP_MS = 1500
REST_MS = 2500
PAGE_TURNS = 100
NO_WRITES = frozenset({"disk", "read_only"})
HARSH = ("suppression", "effacement")
"""Labels of commands that take something away: they offer their undo (DESIGN: undo bar)."""


class Live(QObject):
    """Joins the desk of a profile to the frame of the window."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self.window, self.desk = window, desk
        self.pages = PageStack(desk, window.screens)
        self.letters = True
        self._stands = False
        self._disk_told = desk.session.store.read_only  # the start says it
        self._names: dict[int, str] = {}
        self._titles: dict[str, str] = {}
        self._kept: dict[str, Any] | None = None
        self._counts = self._timer(SOON_MS, self.refresh_counts)
        self._keeping = self._timer(KEEP_MS, self.keep_tabs)
        self._resting = self._timer(REST_MS, self.rest)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.refresh_counts)
        self._minute.start()
        self._connect()
        self.is_demo = desk.session.is_demo
        if self.is_demo:
            window.setWindowTitle(self.tr("ProspectDesk — Démonstration"))
            reason = self.tr("La démonstration ne se restaure pas : ouvrez votre propre base.")
            disable(window.menus.actions["restore"], reason)
            from prospectdesk.ui.shell.demo_menu import DemoMenu

            self.demo = DemoMenu(window, desk)

    def _timer(self, wait: int, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(slot)
        return timer

    def _connect(self) -> None:
        desk, window = self.desk, self.window
        desk.feed.changed.connect(self._heard)
        desk.done.connect(self._done)
        desk.failed.connect(lambda _owner, failure: self._failed_behind(failure))
        desk.working.connect(window.status.progress.follow)
        desk.person_changed.connect(self.refresh_counts)
        desk.history.told.connect(self._failed)
        desk.history.undone.connect(self._undone)
        desk.history.stack.indexChanged.connect(self._stack_moved)
        desk.person_changed.connect(self.window.tell_menus)
        window.tell_menus()
        self.pages.status.connect(self._told)
        self.pages.titled.connect(self._titled)
        window.router.sheets_changed.connect(self._sheets_changed)

    # places --------------------------------------------------------------------------------
    def show_place(self, place: Place, params: dict[str, Any]) -> Page:
        """Shows the page of a place with its keys in the status line."""
        if place.company is not None:
            self.torn.take_back(place.company)
        page = self.pages.show_place(place, params)
        allow_letters(page, self.letters)
        self.window.status.show_hints(hints_of(page) if self.letters else ())
        self._keeping.start()
        self._resting.start()
        self._titled(place.screen, page.title())
        return page

    def _titled(self, screen: str, title: str) -> None:
        """A page of a tool says what its tab is called while it is shown."""
        router = self.window.router
        spec = self.window.screens.get(screen)
        if spec is not None and spec.tab and router.tools.get(spec.tab) == screen:
            self._titles[spec.tab] = title
            self._show_tabs()

    def _told(self, text: str) -> None:
        """The page shown says something; its keys may be others now."""
        self.window.status.show_text(text)
        page = self.pages.page()
        self.window.status.show_hints(hints_of(page) if page is not None and self.letters else ())

    def name_of(self, company: int) -> str:
        """What the tab of a sheet is called."""
        return self._names.get(company, "…")

    def _sheets_changed(self) -> None:
        open_sheets = self.window.router.sheets
        for company in self.pages.sheets() - set(open_sheets):
            self.pages.close_sheet(company)
        self.pages.close_tools(self.window.router.tools)
        self._show_tabs()
        missing = [one for one in open_sheets if one not in self._names]
        if missing:
            self.desk.spawn(self.pages, self._read_names(missing))
        self._keeping.start()

    def _show_tabs(self) -> None:
        router = self.window.router
        tabs: dict[int | str, str] = {one: self._names.get(one, "…") for one in router.sheets}
        tabs |= {one: self.window.screens[one].label for one in router.tools}
        tabs |= {one: name for one, name in self._titles.items() if one in router.tools}
        self.window.top.tabs.show_sheets(tabs)
        self.window.top.tabs.show_current(router.tab_of(router.here))

    async def _read_names(self, ids: list[int]) -> None:
        found = await self.desk.query(company_names, ids)
        self._names.update(found)
        gone = set(ids) - set(found)
        if gone:
            self.window.router.forget(gone)
        self._show_tabs()

    # what happens --------------------------------------------------------------------------
    def _heard(self, changes: Changes) -> None:
        self._counts.start()
        if changes.everything:  # an import, a pull: large work
            self._resting.start()
        sheets = self.window.router.sheets
        touched = [one for one in sheets if changes.touches_company(one)]
        if touched:
            self.desk.spawn(self.pages, self._read_names(touched))

    def _done(self, done: Done) -> None:
        self._disk_told = False
        many = done.changes.everything or len(done.changes.companies) > 1
        if done.message or (done.undo is not None and (many or done.label.startswith(HARSH))):
            text = done.message or done.label[:1].upper() + done.label[1:]
            undo = None if done.undo is None else self.window.undo
            apart = self.torn.active()
            bar = self.window.undo_bar if apart is None else apart.undo_bar
            bar.offer(QCoreApplication.translate("Done", text), undo)
            self.window.place_overlays() if apart is None else apart.place_bar()
        elif done.undo is not None:
            self.window.undo_bar.hide()  # its Annuler would now take back something else

    def _undone(self, label: str, back: bool) -> None:
        text = self.tr("Annulé : {0}") if back else self.tr("Rétabli : {0}")
        self.window.say(text.format(label))

    def _failed_behind(self, failure: Failure) -> None:
        """Work nobody asked for: that the disk takes no writes is said once, until something is saved again (F3)."""
        if failure.code in NO_WRITES:
            if self._disk_told:
                return
            self._disk_told = True
        self._failed(failure)

    def _failed(self, failure: Failure) -> None:
        bar = self.pages.messages()
        if bar is not None:
            bar.show_failure(failure)

    def _stack_moved(self) -> None:
        stack = self.desk.history.stack
        self.window.tell_menus()
        self.window.top.show_undo(stack.undoText())

    # counts --------------------------------------------------------------------------------
    def refresh_counts(self) -> None:
        """Reads badges and what waits for the centre again."""
        self.desk.spawn(self.pages, self.read_counts())

    async def read_counts(self) -> None:
        """Badges, sync card, state in the status line."""
        from prospectdesk.queries.window import frame_state  # late: the page is painted before

        window, session = self.window, self.desk.session
        badges = {name: spec.badge for name, spec in window.screens.items() if spec.badge is not None}
        state = await self.desk.query(frame_state, badges, session.person.id, self.desk.today())
        window.rail.show_badges(dict(state.badges))
        self.sync.show_state(state)
        window.status.show_plain(not session.profile.encrypted, self.is_demo)

    # settings and tabs ---------------------------------------------------------------------
    def stand(self, first: FirstLook) -> None:
        """Opens what was open at the last close."""
        self._stands = True
        if LOCKED in first.ui:
            self.lock.resume(first.ui[LOCKED])
        self._names.update(first.names)
        self.letters = first.letters
        if first.page is not None:
            self.pages.firsts[first.screen] = first.page
        self.window.router.restore(first.tabs, set(first.names), self.first_screen())

    async def restore(self) -> None:
        """Opens what was open, unless it stands there since the first picture; then drafts that were not published."""
        if not self._stands:
            self.stand(await self.desk.query(first_look, {}, self.desk.session.person.id))
        self._stands = False
        _ = self.window.menus  # its shortcuts work from now on
        await self._page_stands()
        await self.read_counts()
        await self.sync.hold_if_over()
        await self.floats.reopen()
        self.lock.begin()
        self.palette.ensurePolished()  # made now, so that its first opening is quick

    async def _page_stands(self) -> None:
        """What stands around the page is counted once the page shows something, or is slow."""
        import asyncio

        page = self.pages.page()
        for _ in range(PAGE_TURNS):
            if page is None or not page.awaited:
                return
            await asyncio.sleep(0.01)

    def first_screen(self) -> str:
        """Where a first start begins."""
        profile = self.desk.session.profile
        if profile.fresh and not self.is_demo and "first_run" in self.window.screens:
            return "first_run"
        return next(iter(self.window.rail.buttons))

    def set_letters(self, allowed: bool) -> None:
        """Switches one-letter shortcuts of all pages."""
        self.letters = allowed
        page = self.pages.page()
        if page is not None:
            allow_letters(page, allowed)
            self.window.status.show_hints(hints_of(page) if allowed else ())

    def keep_soon(self) -> None:
        """What is open changed."""
        self._keeping.start()

    def rest(self) -> None:
        """A while after a page was shown, or large work: what is free or seldom needed goes back to the system."""
        self.desk.spawn(None, self.desk.run("read", self.desk.session.rest))

    def keep_tabs(self) -> None:
        """Keeps what is open, when it changed."""
        if self.window.router.here is not None and self._state() != self._kept:
            self.desk.spawn(None, self.save_tabs())

    def _state(self) -> dict[str, Any]:
        """What is open; torn sheets come back as tabs."""
        state = self.window.router.state()
        return {**state, "sheets": [*state["sheets"], *self.torn.companies]}

    async def save_tabs(self) -> None:
        """Writes the open tabs to the preferences."""
        state = self._state()
        if state.get("screen") == "first_run":
            state["screen"] = ""
        await keep(self.desk, {TABS: state})
        self._kept = self._state()

    def stop(self) -> None:
        """No timer begins anything more, and the end of the history is told to nobody (close)."""
        self.desk.history.stack.indexChanged.disconnect(self._stack_moved)
        for timer in (self._counts, self._keeping, self._resting, self._minute):
            timer.stop()
        self.pages.stop()
        self.torn.close_all()
        self.lock.stop()
        self.sync.stop()

    # what is made once the first page stands ------------------------------------------------
    @functools.cached_property
    def floats(self) -> FloatHost:
        """The editors that float at the bottom right."""
        from prospectdesk.ui.shell.floats import FloatHost

        return FloatHost(self.desk, self.window.pages_area)

    @functools.cached_property
    def torn(self) -> Torn:
        """Sheets in windows of their own."""
        from prospectdesk.ui.shell.torn import Torn

        return Torn(self)

    @functools.cached_property
    def sync(self) -> SyncFrame:
        """What the frame shows of the talk with the centre."""
        from prospectdesk.ui.shell.sync_frame import SyncFrame

        return SyncFrame(self.window, self.desk)

    @functools.cached_property
    def lock(self) -> Lock:
        """What locks the window."""
        from prospectdesk.ui.shell.lock import Lock

        return Lock(self.window, self.desk)

    # palette -------------------------------------------------------------------------------
    @functools.cached_property
    def palette(self) -> Palette:
        """Made when first opened, or once the first page stands."""
        from prospectdesk.ui.shell.palette import Palette

        return Palette(self.desk, self.commands, self.window.body)

    def commands(self, text: str, answer: SearchAnswer | None) -> list[Command]:
        """What the palette offers: every action that is possible now, and what the text suggests."""
        from prospectdesk.ui.shell.palette_commands import commands_for

        return commands_for(self.window, self.pages.page(), text, answer)
