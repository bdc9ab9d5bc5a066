"""The scenes of the demonstration: every screen that is built, in the states a person brings it into.

Shared by packaging/object_names.py and the tests of the screens; nothing of it is shipped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenuBar,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote
from prospectdesk.jobs import demo_board, demo_deals, demo_letters, demo_scene
from prospectdesk.jobs.lanes import Lanes
from prospectdesk.jobs.session import Session
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.screens import dress
from prospectdesk.ui.shell import registry
from prospectdesk.ui.shell.main_window import MainWindow

SIZE = (1440, 900)
TANGUY, LE_GOFF = "Boulangerie Tanguy", "Cycles Le Goff"
INTERACTIVE = (
    QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit, QAbstractItemView, QTabBar,
)  # fmt: skip
REPORTS = ("conversion", "losses", "ageing", "activity", "tags", "bonuses")
LIST = """SIRET;Raison sociale;Code postal;Commune
00010024900017;Charpentes Aubin;35600;Redon
00010004000013;Dupuis Menuiserie;35410;Châteaugiron
;Dupuis Menuiserie;35410;Châteaugiron
00010004000014;Clé fausse;35000;Rennes
"""


@dataclass(frozen=True)
class Scene:
    """A screen of CLI.md, then widgets that are pressed by name; `steps` counts Continuer of the import."""

    name: str
    screen: str
    company: str | None = None
    pressed: tuple[str, ...] = ()
    text: str = ""
    steps: int | None = None


def scenes() -> list[Scene]:
    """Every scene that the built screens allow, in the order of the page of names."""
    built = registry.screens()
    plain = [name for name in built if name not in {"sheet", "gallery"}]
    made = [Scene(name, name) for name in sorted(plain)]
    lists = (
        "services",
        "sources",
        "dossier_types",
        "contracts",
        "client_types",
        "regimes",
        "devices",
        "cabinets",
    )
    name = "settings.administration"
    if name in built:
        made += [Scene(f"{name}.{one}", name, pressed=(f"{name}.list.{one}",)) for one in lists]
    if "import" in built:
        steps = ("file", "columns", "key", "check", "done")
        made += [Scene(f"import.{step}", "import", steps=number) for number, step in enumerate(steps)]
    made += sheets()
    made += [
        Scene("letters.text", "letters", pressed=("letters.edit",)),
        Scene("letters.version", "letters", pressed=("letters.versions.1.show",)),
        Scene("dashboard.data", "dashboard", pressed=("dashboard.losses.data",)),
        *(Scene(f"reports.{one}", "reports", pressed=(f"reports.tabs.{one}",)) for one in REPORTS),
        Scene("sync.journal", "sync", pressed=("sync.journal.open",)),
        Scene("sync.details", "sync", pressed=("sync.refused.*.details",)),
        Scene("palette", "palette", text="le"),
    ]
    return made


def sheets() -> list[Scene]:
    """The tabs of a sheet and what stands on them."""
    tabs = ("file", "contacts", "dossiers", "follow_ups", "history")
    return [
        *(Scene(f"sheet.{tab}", f"sheet.{tab}", TANGUY) for tab in tabs),
        Scene("sheet.file.editing", "sheet.file", TANGUY, ("sheet.file.informations.edit",)),
        Scene("sheet.contacts.plus", "sheet.contacts", TANGUY, ("sheet.contacts.add",)),
        Scene("sheet.contacts.editor", "sheet.contacts", LE_GOFF, ("sheet.contacts.card.*.edit",)),
        Scene("sheet.dossiers.none", "sheet.dossiers", LE_GOFF),
        Scene("sheet.opportunity", "sheet.file", TANGUY, ("sheet.opportunity.edit",)),
        Scene("sheet.follow_ups.form", "sheet.follow_ups", LE_GOFF, ("sheet.follow_ups.add",)),
        Scene("sheet.relance.form", "sheet.file", TANGUY, ("sheet.relance.add",)),
        Scene("sheet.relance.next", "sheet.file", LE_GOFF, ("sheet.relance.done",)),
        Scene("sheet.composer.call", "sheet.file", LE_GOFF, ("sheet.timeline.composer.call",)),
        Scene("sheet.note", "sheet.note", LE_GOFF),
        Scene("sheet.call", "sheet.call", LE_GOFF),
    ]


class StrayWindows(QObject):
    """Notes widgets that show as windows of their own because they were shown before they had a parent."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at every showing."""
        if isinstance(event, QShowEvent) and isinstance(watched, QWidget) and watched.isWindow():
            plain = watched.windowType() in {Qt.WindowType.Window, Qt.WindowType.Widget}
            if plain and not isinstance(watched, QMainWindow | QDialog):
                self.found.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


class Stage:
    """The main window on a demonstration; `show` brings a scene onto it."""

    def __init__(self, session: Session, scratch: Path) -> None:
        dress("light")
        self.stray = StrayWindows()
        QApplication.instance().installEventFilter(self.stray)
        self.lanes = Lanes()
        self.desk = Desk.of(session, self.lanes)
        self.bugs: list[BaseException] = []
        self.desk.crashed.connect(self.bugs.append)
        self.desk.failed.connect(lambda _widget, failure: self.bugs.append(failure))
        self.window = MainWindow()
        self.window.resize(*SIZE)
        self.window.attach(self.desk)
        self.window.show()
        self._session, self._scratch = session, scratch
        self._shown = ""

    async def furnish(self) -> None:
        """What the scenes need and the demonstration has not: a relance, a note, and a centre to talk of."""
        await self.window.need_live().restore()
        company = self._company(LE_GOFF)
        await self.desk.do(CreateFollowUp(company=company, description="Envoyer la proposition"))
        await self.desk.do(AddNote(company=company, text="Démonstration prévue"))
        await self.desk.do(CreateDossier(company=self._company(TANGUY), dossier_type="Comptable"))
        await self.desk.run("write", demo_deals.furnish, self._session)
        await self.desk.run("write", demo_board.furnish, self._session)
        await self.desk.run("write", demo_letters.furnish, self._session)
        await self.desk.run("write", demo_scene.furnish, self._session)
        await self.rest()

    def _company(self, name: str) -> int:
        query = "SELECT id FROM company WHERE name = ? AND deleted_at IS NULL"
        found = self._session.reader.run(lambda conn: conn.execute(query, (name,)).fetchone())
        return int(found[0])

    async def show(self, scene: Scene) -> None:
        """Brings a scene onto the window; one that is there already stays."""
        if self._shown == scene.name:
            return
        self.put_away()
        window = self.window
        if scene.screen == "palette":
            window.open("prospects")
            await self.rest()
            window.open("palette", text=scene.text)
            await asyncio.sleep(0.15)
        elif scene.company is not None:
            company = self._company(scene.company)
            window.router.close_sheet(company)
            window.open("sheet", company=company)
            await self.rest()
            window.open(scene.screen, company=company)
        else:
            window.open(scene.screen)
        await window.need_live().read_counts()
        await self.rest()
        for name in scene.pressed:
            self.press(name)
            await self.rest()
        if scene.steps is not None:
            await self._import(scene.steps)
        self._shown = scene.name

    def press(self, name: str) -> None:
        """Presses a visible button; `*` in the name stands for an id."""
        before, _, after = name.partition("*")
        found = [
            one
            for one in self.window.findChildren(QAbstractButton)
            if one.isVisible() and one.objectName().startswith(before) and one.objectName().endswith(after)
        ]
        if not found:
            raise LookupError(name)
        found[0].click()

    async def _import(self, steps: int) -> None:
        page = self.window.need_live().pages.page()
        path = self._scratch / "liste.csv"
        path.write_text(LIST, encoding="utf-8")
        page.take_file(path)
        await self.rest()
        for _ in range(steps):
            self.press("import.forward")
            await self.rest()

    async def rest(self) -> None:
        """Until nothing is under way and Qt has drawn."""
        for _ in range(3):
            await self.desk.settle()
            await asyncio.sleep(0.01)
        if self.bugs:
            raise self.bugs[0]

    def put_away(self) -> None:
        """Closes the palette, floating editors and bars."""
        live = self.window.need_live()
        live.palette.close_palette()
        for frame in live.floats.frames():
            frame.editor.closed.emit()
        self.window.undo_bar.hide()
        page = live.pages.page()
        if page is not None and page.objectName() == "import":
            page.start_over()
        if page is not None and page.objectName() == "letters":
            page.writing.close()
            page.show_version(0)
        self._shown = ""

    async def close(self) -> None:
        """Leaves nothing running."""
        QApplication.instance().removeEventFilter(self.stray)
        self.window.need_live().stop()
        self.window.hide()
        await self.desk.close()
        self.lanes.close()
        self.window.close()
        self.window.deleteLater()


# what is on the window ---------------------------------------------------------------------------
def is_inner(widget: QWidget) -> bool:
    """Whether a widget is a part that Qt made: the field in a combo, the bars of a list, headers."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QScrollBar | QHeaderView | QMenuBar):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(
            parent, QComboBox | QLineEdit | QAbstractSpinBox | QScrollBar | QHeaderView | QTabBar | QMenuBar
        ):
            return not widget.objectName().startswith("tabs.")
        if type(widget) is QAbstractButton and isinstance(parent, QAbstractItemView):
            return True  # the corner button of a table
        parent = parent.parentWidget()
    return False


def on_screen(window: QWidget) -> Iterator[QWidget]:
    """Every visible widget of our own in a window."""
    for widget in window.findChildren(QWidget):
        if shiboken6.isValid(widget) and widget.isVisible() and not is_inner(widget):
            yield widget


def interactive(window: QWidget) -> Iterator[QWidget]:
    """Those that a person can act on."""
    return (one for one in on_screen(window) if isinstance(one, INTERACTIVE))


def told(widget: QWidget) -> str:
    """How a widget is named in a finding."""
    parents = []
    above = widget.parentWidget()
    while above is not None and len(parents) < 3:
        parents += [above.objectName()] if above.objectName() else []
        above = above.parentWidget()
    text = widget.text() if hasattr(widget, "text") else ""
    return f"{type(widget).__name__} “{widget.objectName()}” {text!r} in {' < '.join(parents)}"


def process() -> None:
    """Lets Qt lay out and draw."""
    for _ in range(4):
        QApplication.processEvents()
