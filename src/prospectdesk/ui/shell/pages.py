"""The pages of the window: made when first shown, each under its own message bar."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.page import TABS, Page
from prospectdesk.ui.kit.screen import ScreenSpec
from prospectdesk.ui.shell.router import SETTINGS, SHEET, Place
from prospectdesk.ui.shell.status import Hint

if TYPE_CHECKING:
    from prospectdesk.ui.shell.spare import Spare

SHEETS_KEPT = 8
"""Sheets that stay built, each some 7 MB; a tab beyond builds its page again when it is shown."""
DROP_MS = 500
"""How long after another page was shown old sheets go: nobody waits for that."""


class PageHost(QWidget):
    """One page and its message bar (kit.errors.bar_for finds it by `messages`)."""

    def __init__(self, page: Page, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.messages = MessageBar(f"{name}.messages")
        self.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        strip = QVBoxLayout()
        strip.setContentsMargins(20, 0, 20, 0)
        strip.addWidget(self.messages)
        box.addLayout(strip)
        box.addWidget(page, 1)


class PageStack(QStackedWidget):
    """`status` carries the words of the page shown, `titled` (screen, title) of a page that names itself anew."""

    status = Signal(str)
    titled = Signal(str, str)

    def __init__(self, desk: Desk, screens: dict[str, ScreenSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pages")
        self._desk = desk
        self._screens = screens
        self._hosts: OrderedDict[tuple[str, int | None], PageHost] = OrderedDict()
        self._dropping = QTimer(self)
        self._dropping.setSingleShot(True)
        self._dropping.setInterval(DROP_MS)
        self._dropping.timeout.connect(self._drop_old_sheets)
        self.spare: Spare | None = None
        self.firsts: dict[str, Any] = {}
        """What was read for pages before they are made, by screen (Page.take)."""

    def show_place(self, place: Place, params: dict[str, Any]) -> Page:
        """Shows a place, making its page if need be; parameters go to the page's `apply`."""
        key = (place.screen, place.company)
        host = self._hosts.get(key)
        if host is None:
            host = self._make(place.screen)
            self._hosts[key] = host
            self.addWidget(host)
        self._hosts.move_to_end(key)
        if place.screen == SETTINGS and place.part is not None:
            params = {**params, "part": place.part}
        if params:
            host.page.apply(**params)
        self.setCurrentWidget(host)
        self._dropping.start()
        self.status.emit(status_of(host.page))
        return host.page

    def _make(self, screen: str) -> PageHost:
        spare = None if screen != SHEET or self.spare is None else self.spare.take()
        return spare or self._new(screen)

    def _new(self, screen: str) -> PageHost:
        page = self._screens[screen].make(self._desk)
        first = self.firsts.pop(screen, None)
        if first is not None:
            page.take(first)
        told = getattr(page, "status_text", None)
        if told is not None:
            told.connect(lambda text, page=page: self._told(page, text))
        named = getattr(page, "title_changed", None)
        if named is not None:
            named.connect(lambda text, screen=screen: self.titled.emit(screen, text))
        return PageHost(page, screen, self)

    def make_ahead(self) -> None:
        """From now on the next sheet is made while nobody waits."""
        from prospectdesk.ui.shell.spare import Spare  # late: it begins after the first page stands

        if self.spare is None:
            self.spare = Spare(lambda: self._new(SHEET), lambda: self._desk.idle, self)
            self.spare.start()

    def stop(self) -> None:
        """Makes nothing more ahead, and takes nothing away."""
        self._dropping.stop()
        if self.spare is not None:
            self.spare.stop()

    def _told(self, page: Page, text: str) -> None:
        if self.page() is page:
            self.status.emit(text)

    def _drop_old_sheets(self) -> None:
        """One at each turn, the longest unseen first; one with something typed in it stays."""
        sheets = [key for key in self._hosts if key[0] == SHEET]
        for key in sheets[:-SHEETS_KEPT]:
            if not holds_typing(self._hosts[key].page):
                self._remove(key)
                self._dropping.start()
                return

    def close_sheet(self, company: int) -> None:
        """Destroys the page of a sheet whose tab was closed."""
        if (SHEET, company) in self._hosts:
            self._remove((SHEET, company))

    def release(self, company: int) -> PageHost:
        """Gives the page of a sheet away, as it is; it has to be built."""
        host = self._hosts.pop((SHEET, company))
        self.removeWidget(host)
        return host

    def adopt(self, company: int, host: PageHost) -> None:
        """Takes the page of a sheet back."""
        self._hosts[SHEET, company] = host
        self.addWidget(host)

    def close_tools(self, tabs: Collection[str]) -> None:
        """Destroys the pages of tools but those whose tab is open."""
        for key in [one for one in self._hosts if one[0] in self._screens]:
            tab = self._screens[key[0]].tab
            if tab and tab not in tabs:
                self._remove(key)

    def _remove(self, key: tuple[str, int | None]) -> None:
        host = self._hosts.pop(key)
        self.removeWidget(host)
        host.hide()
        host.deleteLater()

    def sheets(self) -> set[int]:
        """Companies whose sheet is built."""
        return {company for name, company in self._hosts if name == SHEET and company is not None}

    def page(self) -> Page | None:
        """The page shown."""
        host = self.currentWidget()
        return host.page if isinstance(host, PageHost) else None

    def messages(self) -> MessageBar | None:
        """The message bar of the page shown."""
        host = self.currentWidget()
        return host.messages if isinstance(host, PageHost) else None


def status_of(page: Page) -> str:
    """What a page says in the status bar now (`status()`), if it says anything."""
    tell = getattr(page, "status", None)
    return str(tell()) if callable(tell) else ""


def hints_of(page: Page) -> Sequence[Hint]:
    """The keys a page names in the status bar (`hints()`), if it names any."""
    tell = getattr(page, "hints", None)
    return list(tell()) if callable(tell) else []


def holds_typing(page: QWidget) -> bool:
    """Whether a field of a page holds what somebody typed and nobody saved."""
    from prospectdesk.ui.shell.spare import below  # late: it begins after the first page stands

    fields = (one for one in below(page) if isinstance(one, QLineEdit | QPlainTextEdit))
    return any(_typed(one) and _seen(one, page) for one in fields)


def _typed(field: QLineEdit | QPlainTextEdit) -> bool:
    if isinstance(field, QLineEdit):
        return field.isModified() and bool(field.text())
    return field.document().isModified()


def _seen(part: QWidget, page: QWidget) -> bool:
    """Whether it is shown when the page is; what another tab of the page hides counts as shown."""
    one: QWidget | None = part
    while one is not None and one is not page:
        around = one.parentWidget()
        if one.isHidden() and not (around is not None and around.property(TABS)):
            return False
        one = around
    return True
