"""The main window: rail at the left, top bar, pages, status line; editors, undo bar and palette above."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.bars import UndoBar
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.shell import registry
from prospectdesk.ui.shell.rail import Rail
from prospectdesk.ui.shell.router import Place, Router
from prospectdesk.ui.shell.status import StatusLine
from prospectdesk.ui.shell.top_bar import TopBar
from prospectdesk.ui.shell.upkeep import Upkeep

if TYPE_CHECKING:
    from prospectdesk.ui.kit.desk import Desk
    from prospectdesk.ui.kit.page import Page
    from prospectdesk.ui.shell.live import Live
    from prospectdesk.ui.shell.menus import Menus

NARROW_BELOW = 1180
TOOLS = "tools"
IMPORTABLE = (".xlsx", ".xls", ".ods", ".csv", ".vcf", ".parquet", ".zip")


class MainWindow(QMainWindow):
    """Shown with its frame first; `attach` gives it a desk once the profile is open.

    `arrived` carries the Place shown; `restore_wanted` the copy that shall take the store's place.
    """

    arrived = Signal(object)
    restore_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(self.tr("ProspectDesk"))
        self.setMinimumSize(1024, 680)
        self.setAcceptDrops(True)
        self.desk: Desk | None = None
        self.live: Live | None = None
        self.on_close: Callable[[], None] | None = None
        self.held: str | None = None
        self.screens = registry.screens()
        self.router = Router(self.screens, self)
        self.upkeep = Upkeep(self)
        below = [self.screens["settings"]] if "settings" in self.screens else []
        self.rail = Rail(registry.in_group("rail"), below)
        self.top = TopBar()
        self.status = StatusLine()
        self.pages_area = PagesArea()
        self.undo_bar = UndoBar("undo", self.pages_area)
        self._lay_out()
        self.menuBar().setNativeMenuBar(True)
        self._show_menu_bar(False)
        self._connect()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for part, stretch in ((self.top, 0), (self.pages_area, 1), (self.status, 0)):
            right.addWidget(part, stretch)
        self.body = QWidget()
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(self.body)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open)
        self.rail.menu_wanted.connect(self.toggle_menu_bar)
        self.top.back.clicked.connect(lambda _checked=False: self.back())
        self.top.forward.clicked.connect(lambda _checked=False: self.forward())
        self.top.tabs.picked.connect(self._picked)
        self.top.tabs.closing.connect(self.router.close_tab)
        self.top.tabs.torn.connect(self.tear_tab)
        self.top.walker.step.connect(self.walk)
        self.top.search_wanted.connect(lambda: self.open("palette"))
        self.top.undo.clicked.connect(lambda _checked=False: self.undo())
        self.router.arrived.connect(self._arrive)
        self.pages_area.resized.connect(self.place_overlays)
        theme.current().changed.connect(self._dressed)

    @functools.cached_property
    def menus(self) -> Menus:
        """Menus and shortcuts, as they stand now; made once the first picture is there."""
        from prospectdesk.ui.shell.menus import Menus

        self.__dict__["menus"] = menus = Menus(self, self.screens)
        menus.help()
        self.tell_menus()
        return menus

    def tell_menus(self) -> None:
        """Tells the menus, when they are made, where the window is, what can be undone, who is there."""
        menus: Menus | None = self.__dict__.get("menus")
        if menus is None:
            return
        stack = None if self.desk is None else self.desk.history.stack
        menus.show_undo("" if stack is None else stack.undoText(), "" if stack is None else stack.redoText())
        menus.show_place(
            tab=self.router.tab_of(self.router.here), walk=self.router.walk_place(),
            back=self.router.can_go_back, forward=self.router.can_go_forward,
        )  # fmt: skip
        if self.desk is not None:
            menus.show_rights(self.desk.session.person)

    # the profile ---------------------------------------------------------------------------
    def attach(self, desk: Desk) -> None:
        """Takes the desk of an open profile: pages, palette, editors and counts come alive."""
        from prospectdesk.ui.shell.live import Live  # late: it brings queries, not needed to paint the frame

        self.desk = desk
        desk.navigator = self
        self.live = Live(self, desk)
        self.pages_area.show_stack(self.live.pages)

    def hold(self, screen: str | None) -> None:
        """Shows one screen and no other until it is let go by None (thirty days without the centre, X-14)."""
        self.held = None
        if screen is not None:
            self.attach_tabs()
            self.open(screen)
        self.held = screen
        for part in (self.rail, self.top, self.menuBar()):
            part.setVisible(screen is None and part is not self.menuBar())

    def need_desk(self) -> Desk:
        """The desk; only asked once a profile is open."""
        if self.desk is None:
            raise RuntimeError("no profile is open")
        return self.desk

    def need_live(self) -> Live:
        """The living parts; only asked once a profile is open."""
        if self.live is None:
            raise RuntimeError("no profile is open")
        return self.live

    # Navigator -----------------------------------------------------------------------------
    def open(self, name: str, **params: Any) -> None:
        """Shows a screen of CLI.md; unknown names and screens that are not built are left alone."""
        if self.live is None or (self.held is not None and name != self.held):
            return
        if name == "palette":
            self.live.palette.open_with(str(params.get("text", "")))
        elif name in {"sheet.note", "sheet.call"}:
            self.write(name, params.pop("company", None), **params)
        elif not self._open_apart(name, dict(params)):
            if self.live.torn.active() is not None:
                self.activateWindow()
            self.router.open(name, **params)

    def _open_apart(self, name: str, params: dict[str, Any]) -> bool:
        """A sheet that has a window of its own is shown there."""
        if self.live is None or (name != "sheet" and not name.startswith("sheet.")):
            return False
        if name != "sheet":
            params["tab"] = name
        params = {key: value for key, value in params.items() if key not in {"company_list", "background"}}
        return self.live.torn.show(params.pop("company", None), **params)

    def float(self, kind: str, company: int, **params: Any) -> None:
        """Opens a floating editor."""
        if self.live is not None and self.held is None:
            self.live.floats.open(kind, company, **params)

    def write(self, kind: str, company: int | None = None, **params: Any) -> None:
        """Opens a floating editor for the sheet shown, or for `company`."""
        here = self.router.here
        company = company if company is not None or here is None else here.company
        if company is not None:
            self.float(kind, company, **params)

    # places --------------------------------------------------------------------------------
    def _arrive(self, place: Place, params: dict[str, Any]) -> None:
        left = QApplication.focusWidget()
        if left is not None and self.isAncestorOf(left):
            left.clearFocus()  # else Qt would pass the focus on to any button of the new page
        page = self.need_live().show_place(place, params)
        tab = self.router.tab_of(place)
        self.rail.show_current(TOOLS if isinstance(tab, str) else self.router.screen)
        self.top.tabs.show_screen(self._screen_title())
        self.top.tabs.show_current(tab)
        walk = self.router.walk_place()
        way = (self.router.can_go_back, self.router.can_go_forward)
        self.top.show_way(*way)
        self.top.walker.show_place(walk)
        self.top.undo.setVisible(walk is None)
        self.tell_menus()
        self.undo_bar.hide() if place.screen == "settings" else None
        self._focus(page)
        self.place_overlays()
        self.arrived.emit(place)

    def _screen_title(self) -> str:
        spec = self.screens.get(self.router.screen)
        return "" if spec is None else spec.label

    def _focus(self, page: Page) -> None:
        inside = QApplication.focusWidget()
        if inside is not None and page.isAncestorOf(inside):
            return
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _picked(self, tab: int | str | None) -> None:
        if self.held is None:
            self.router.pick(tab)

    def back(self) -> None:
        """To the place before."""
        if self.held is None:
            self.router.back()

    def forward(self) -> None:
        """To the place after."""
        if self.held is None:
            self.router.forward()

    def walk(self, way: int) -> None:
        """To the sheet before or after in the list."""
        if self.held is None:
            self.router.walk(way)

    def next_tab(self, way: int) -> None:
        """To the tab beside."""
        tabs = self.top.tabs
        tabs.setCurrentIndex((tabs.currentIndex() + way) % tabs.count())

    def close_tab(self) -> None:
        """Closes the sheet or the tool shown."""
        tab = self.router.tab_of(self.router.here)
        if tab is not None:
            self.router.close_tab(tab)

    def tear_tab(self, tab: object = None, at: QPoint | None = None) -> None:
        """Puts the sheet shown, or that of a tab, into a window of its own."""
        company = self.router.tab_of(self.router.here) if tab is None else tab
        if isinstance(company, int) and self.held is None:
            self.need_live().torn.tear(company, at)

    def attach_tabs(self) -> None:
        """Every torn sheet becomes a tab again."""
        if self.live is not None:
            self.live.torn.attach_all()

    # actions -------------------------------------------------------------------------------
    def undo(self) -> None:
        """Takes the last step back."""
        if self.desk is not None and self.desk.history.stack.canUndo():
            self.undo_bar.hide()
            self.desk.history.undo()

    def redo(self) -> None:
        """Does the step taken back again."""
        if self.desk is not None and self.desk.history.stack.canRedo():
            self.desk.history.redo()

    def find_here(self) -> None:
        """Puts the cursor into the search field of the screen, or opens the palette."""
        here = self.router.here
        found = None if here is None else self.findChild(QWidget, f"{here.screen}.search")
        if found is None:
            self.open("palette")
        else:
            found.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        """Has the page read again."""
        page = None if self.live is None else self.live.pages.page()
        if page is not None:
            page.renew()

    def say(self, text: str) -> None:
        """Tells something in the bar at the bottom, for some seconds."""
        self.undo_bar.offer(text, None)
        self.place_overlays()

    def messages(self) -> MessageBar | None:
        """The message bar of the page shown."""
        return None if self.live is None else self.live.pages.messages()

    def toggle_full(self) -> None:
        """Full screen and back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_menu_bar(self) -> None:
        """Shows or hides the menu bar; its actions work either way."""
        self._show_menu_bar(self.menuBar().isHidden())

    def _show_menu_bar(self, shown: bool) -> None:
        self.menuBar().setVisible(shown)
        if shown:
            self.menuBar().setFocus()

    # Qt ------------------------------------------------------------------------------------
    def place_overlays(self) -> None:
        """Puts the undo bar at the bottom centre of the pages."""
        bar, area = self.undo_bar, self.pages_area
        wide = min(max(bar.sizeHint().width(), 360), area.width() - 48)
        bar.setGeometry((area.width() - wide) // 2, area.height() - bar.sizeHint().height() - 14, wide,
                        bar.sizeHint().height())  # fmt: skip
        bar.raise_()

    def _dressed(self) -> None:
        self.rail.update()
        self.top.tabs.updateGeometry()
        self.place_overlays()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rail shows icons only in a narrow window."""
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW_BELOW)

    def sizeHint(self) -> QSize:
        """The size of a first start."""
        return QSize(1440, 900)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap folds what lies over the page."""
        if event.key() == Qt.Key.Key_Escape and self.undo_bar.isVisible():
            self.undo_bar.hide()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A list or a card may be dropped on the window."""
        if self.live is not None and "import" in self.screens and dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens the import with the dropped file."""
        file = dropped_file(event.mimeData())
        if file:
            event.acceptProposedAction()
            self.open("import", file=file)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Waits for what is being written: the program closes the window itself when that is done."""
        if self.on_close is None:
            event.accept()
            return
        event.ignore()
        self.on_close()


def dropped_file(data: QMimeData) -> str:
    """The path of the one importable file that is dragged, else empty."""
    urls = data.urls()
    path = urls[0].toLocalFile() if len(urls) == 1 else ""
    return path if path.lower().endswith(IMPORTABLE) else ""


class PagesArea(QWidget):
    """Where pages stand; editors and the undo bar float over it."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window.pages")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    @property
    def messages(self) -> MessageBar | None:
        """The message bar of the page shown, for work of the window itself (kit.errors.bar_for)."""
        window = self.window()
        return window.messages() if isinstance(window, MainWindow) else None

    def show_stack(self, stack: QWidget) -> None:
        """Takes the pages in."""
        self._box.addWidget(stack)
        stack.lower()

    def event(self, event: QEvent) -> bool:
        """Tells its size."""
        done = super().event(event)
        if event.type() == QEvent.Type.Resize:
            self.resized.emit()
        return done
