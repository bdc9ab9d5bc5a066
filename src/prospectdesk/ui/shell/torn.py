"""Sheets torn off into windows of their own: the page moves there as it is, and back into its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.queries.window import company_names
from prospectdesk.ui.kit.bars import UndoBar
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.shell.actions import allow_letters
from prospectdesk.ui.shell.pages import PageHost
from prospectdesk.ui.shell.router import SHEET

if TYPE_CHECKING:
    from prospectdesk.ui.shell.live import Live

SIZE = QSize(1100, 780)
SMALLEST = QSize(720, 520)
SHARED = ("undo", "redo", "new", "palette")
"""Actions of the main window that its keys reach from a torn window too."""
Keys = QKeySequence.StandardKey


class TornWindow(QWidget):
    """One sheet: Rattacher, its page, and an undo bar of its own."""

    def __init__(self, torn: Torn, company: int, host: PageHost) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(f"window.sheet.{company}")
        self.setMinimumSize(SMALLEST)
        self.company, self.host, self._torn = company, host, torn
        self.name = ""
        self.back = Button(
            self.tr("Rattacher"), "arrow-down-to-line", "flat", name=f"window.sheet.{company}.attach",
            tip=self.tr("Remettre la fiche dans un onglet de la fenêtre principale"), on=lambda: torn.attach(company),
        )  # fmt: skip
        self.undo_bar = UndoBar(f"window.sheet.{company}.undo", self)
        head = QHBoxLayout()
        head.setContentsMargins(20, 8, 20, 0)
        head.addWidget(Label(self.tr("Fiche détachée de la fenêtre principale"), "caption", tone="muted"))
        head.addStretch(1)
        head.addWidget(self.back)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(host, 1)
        host.show()

    def show_name(self, text: str) -> None:
        """The company's name, in the frame; the page bears it too."""
        self.name = text
        self.setWindowTitle(self.tr("{0} — ProspectDesk").format(text))

    def place_bar(self) -> None:
        """Puts the undo bar at the bottom centre."""
        bar = self.undo_bar
        wide = min(max(bar.sizeHint().width(), 360), self.width() - 48)
        high = bar.sizeHint().height()
        bar.setGeometry((self.width() - wide) // 2, self.height() - high - 14, wide, high)
        bar.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar stays where it belongs."""
        super().resizeEvent(event)
        self.place_bar()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The sheet is closed with its window."""
        self._torn.forget(self.company)
        super().closeEvent(event)


class Torn(QObject):
    """The torn windows of the main window, by company."""

    def __init__(self, live: Live) -> None:
        super().__init__(live)
        self._live, self._window = live, live.window
        self.windows: dict[int, TornWindow] = {}
        self.companies: list[int] = []
        live.desk.feed.changed.connect(self._heard)

    # off and back --------------------------------------------------------------------------
    def tear(self, company: int, at: QPoint | None = None) -> None:
        """Takes a tab out of the strip; `at` is where it was dropped on the screen."""
        if company in self.windows or company not in self._window.router.sheets:
            return
        self._window.router.open(SHEET, company=company)  # its page is built, and known as it is
        host = self._live.pages.release(company)
        made = self.windows[company] = TornWindow(self, company, host)
        made.show_name(self._live.name_of(company))
        self._window.router.close_sheet(company)
        self._list()
        self._give_keys(made)
        allow_letters(host.page, self._live.letters)
        made.resize(SIZE.boundedTo(self._window.size()))
        made.move(at - QPoint(120, 20) if at is not None else self._window.pos() + QPoint(60, 60))
        made.show()
        made.activateWindow()
        host.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def attach(self, company: int) -> None:
        """Puts a sheet back into a tab and shows it."""
        if company in self.windows:
            self._window.router.open(SHEET, company=company)
            self._window.activateWindow()

    def take_back(self, company: int | None) -> None:
        """The main window is about to show this sheet: it is never doubled, so its page comes back first."""
        made = None if company is None else self.windows.pop(company, None)
        if made is not None and company is not None:
            self._live.pages.adopt(company, made.host)
            made.close()
            self._list()

    def show(self, company: int | None, **params: object) -> bool:
        """Brings the window of a sheet to the front; whether there is one."""
        made = None if company is None else self.windows.get(company)
        if made is None:
            return False
        if params:
            made.host.page.apply(company=company, **params)
        made.show()
        made.raise_()
        made.activateWindow()
        return True

    def attach_all(self) -> None:
        """Every torn sheet becomes a tab again."""
        for company in list(self.windows):
            self.attach(company)

    def close_all(self) -> None:
        """The program ends; `companies` still tells what was torn off."""
        windows, self.companies = list(self.windows.values()), [*self.windows]
        self.windows = {}
        for made in windows:
            made.close()

    def forget(self, company: int) -> None:
        """A window was closed by its person."""
        if self.windows.pop(company, None) is not None:
            self._list()

    def _list(self) -> None:
        self.companies = [*self.windows]
        self._window.menus.show_torn({one: made.name for one, made in self.windows.items()})
        self._live.keep_soon()

    # what goes on in them --------------------------------------------------------------------
    def active(self) -> TornWindow | None:
        """The torn window that has the keys."""
        found = QApplication.activeWindow()
        return found if isinstance(found, TornWindow) and found in self.windows.values() else None

    def _give_keys(self, made: TornWindow) -> None:
        """Undo, redo and the palette are the main window's; the rest is about this sheet."""
        actions = self._window.menus.actions
        made.addActions([actions[name] for name in SHARED if name in actions])
        for name, text, keys, act in (
            ("close", self.tr("Fermer la fenêtre"), QKeySequence(Keys.Close), made.close),
            ("refresh", self.tr("Actualiser"), QKeySequence(Keys.Refresh), made.host.page.renew),
            ("note", self.tr("Nouvelle note"), QKeySequence("Ctrl+Shift+N"), lambda: self._write("sheet.note", made)),
            ("call", self.tr("Nouvel appel"), QKeySequence("Ctrl+Shift+A"), lambda: self._write("sheet.call", made)),
            ("attach", self.tr("Rattacher"), QKeySequence("Ctrl+Shift+D"), lambda: self.attach(made.company)),
        ):  # fmt: skip
            action = QAction(text, made)
            action.setObjectName(f"{made.objectName()}.key.{name}")
            action.setShortcut(keys)
            action.triggered.connect(lambda _checked=False, act=act: act())
            made.addAction(action)

    def _write(self, kind: str, made: TornWindow) -> None:
        self._window.float(kind, made.company)

    def _heard(self, changes: Changes) -> None:
        touched = [company for company in self.windows if changes.touches_company(company)]
        if touched:
            self._live.desk.spawn(self._live.pages, self._read_names(touched))

    async def _read_names(self, companies: list[int]) -> None:
        """Names that changed; a company that is gone takes its window along."""
        found = await self._live.desk.query(company_names, companies)
        for company in companies:
            made = self.windows.get(company)
            if made is not None and company in found:
                made.show_name(found[company])
            elif made is not None:
                made.close()
