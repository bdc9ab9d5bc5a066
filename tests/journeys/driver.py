"""Hands and eyes of a person before the real main window: finds by objectName, clicks, types, reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import scenes  # packaging/scenes.py, by conftest
import shiboken6
from PySide6.QtCore import QAbstractListModel, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QWidget

from prospectdesk.app.bootstrap import Program
from prospectdesk.app.crash import LastChance
from prospectdesk.app.geometry import Geometry
from prospectdesk.jobs.opening import Opening
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.shell.main_window import MainWindow

PATIENCE_MS = 10_000
LEFT = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)
Run = Callable[[Coroutine[Any, Any, Any]], Any]


class Driver:
    """One run of the program: `Driver.start` opens its window, `close` closes it as a person does."""

    def __init__(self, program: Program, task: asyncio.Task[int], qtbot: Any, run: Run) -> None:
        self.program, self.task, self.qtbot, self.run = program, task, qtbot, run
        self.window: MainWindow = program.window
        self.bugs: list[BaseException] = []
        self.stray = scenes.StrayWindows()
        QApplication.instance().installEventFilter(self.stray)

    @classmethod
    def start(cls, app: QApplication, how: Opening, logs: Path, qtbot: Any, run: Run) -> Driver:
        """Opens the window on a profile and waits until everything stands."""
        assert how.data_dir is not None
        program = Program(app, how, Geometry(how.data_dir), LastChance(logs))
        program.paint()  # before the loop, as the program does: painting turns the loop, a task must not
        task = asyncio.get_event_loop().create_task(program.main())
        made = cls(program, task, qtbot, run)
        qtbot.waitUntil(lambda: task.done() or hasattr(program, "_rounds"), timeout=PATIENCE_MS)
        if task.done():
            task.result()
        made.desk.crashed.connect(made.bugs.append)
        made.window.activateWindow()
        made.rest()
        return made

    @property
    def desk(self) -> Desk:
        """The desk of the open profile."""
        return self.window.need_desk()

    def rest(self) -> None:
        """Waits until nothing is under way, or a question waits for its answer; a bug of ours ends the test."""

        async def quiet() -> None:
            for _ in range(3):
                settled = asyncio.ensure_future(self.desk.settle())
                while not settled.done() and not _asked():
                    await asyncio.wait({settled}, timeout=0.02)
                settled.cancel()
                await asyncio.sleep(0.01)

        self.run(quiet())
        active = QApplication.activeWindow()
        if (active is None or not active.isVisible()) and not _asked():
            self.window.activateWindow()  # a window system does this when a dialog or a menu ends
        if self.bugs:
            raise self.bugs[0]

    def close(self) -> int:
        """Closes the window and waits for the end of the program; answers its exit code."""
        self.window.close()
        self.qtbot.waitUntil(self.task.done, timeout=PATIENCE_MS)
        QApplication.instance().removeEventFilter(self.stray)
        assert not self.stray.found, f"shown before they had a parent: {self.stray.found}"
        return self.task.result()

    # eyes ----------------------------------------------------------------------------------
    def all(self, name: str, kind: type[W] = QWidget) -> list[W]:
        """Every visible widget of that name, in every window."""
        found = [one for top in self._tops() for one in _named(top, name, kind)]
        return list({id(one): one for one in found if one.isVisible()}.values())

    def _tops(self) -> list[QWidget]:
        return [one for one in QApplication.topLevelWidgets() if shiboken6.isValid(one)]

    def see(self, name: str, kind: type[W] = QWidget) -> W:
        """The one visible widget of that name; waits for it."""
        self.qtbot.waitUntil(lambda: len(self.all(name, kind)) > 0, timeout=PATIENCE_MS)
        found = self.all(name, kind)
        assert len(found) == 1, f"{len(found)} widgets are called {name}"
        return found[0]

    def sees(self, name: str) -> bool:
        """Whether a widget of that name is visible now."""
        return bool(self.all(name))

    def text(self, name: str) -> str:
        """What a label, field or button says."""
        widget = self.see(name)
        for reader in ("toPlainText", "currentText", "text"):
            if hasattr(widget, reader):
                return str(getattr(widget, reader)())
        raise TypeError(f"{name} says nothing")

    def cells(self, name: str) -> list[list[str]]:
        """The shown texts of a table or list."""
        model = self.see(name).model()
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        return [
            [str(model.index(row, column).data() or "") for column in range(columns)]
            for row in range(model.rowCount())
        ]

    def wait(self, fact: Callable[[], bool]) -> None:
        """Waits for a fact."""
        self.qtbot.waitUntil(fact, timeout=PATIENCE_MS)

    # hands ---------------------------------------------------------------------------------
    def click(self, name: str, place: QPoint | None = None) -> None:
        """Clicks a widget that is visible and enabled."""
        widget = self.see(name)
        assert widget.isEnabled(), f"{name} is disabled: {widget.toolTip()}"
        self._click(widget, place)

    def _click(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.qtbot.mouseClick(widget, LEFT, pos=place or widget.rect().center())
        self.rest()

    def click_cell(self, name: str, place: QPoint) -> None:
        """Clicks at a place of a view."""
        self._click(self.see(name).viewport(), place)

    def tick(self, name: str) -> None:
        """Clicks the box of a check box."""
        box = self.see(name)
        self.click(name, QPoint(10, box.height() // 2))

    def fill(self, name: str, text: str) -> None:
        """Puts the cursor into a field, takes out what is there and types."""
        field = self.see(name)
        self.qtbot.mouseClick(field if not hasattr(field, "viewport") else field.viewport(), LEFT)
        self.wait(field.hasFocus)
        field.selectAll()
        self.qtbot.keyClick(field, Qt.Key.Key_Delete)
        type_in(field, text)
        self.rest()

    def choose(self, name: str, text: str) -> None:
        """Chooses a line of a combo by the keyboard, as its text says."""
        combo = self.see(name)
        combo.setFocus()
        self.qtbot.keyClick(combo, Qt.Key.Key_Home)
        for _ in range(combo.count()):
            if combo.currentText() == text:
                break
            self.qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentText() == text, [combo.itemText(n) for n in range(combo.count())]
        self.rest()

    def press(self, key: Qt.Key | str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses a key where the focus is."""
        where = QApplication.focusWidget() or self.window
        if isinstance(key, str):
            type_in(where, key)
        else:
            QTest.keyClick(where, key, held)
        self.rest()

    def menu(self, button: str, item: str) -> None:
        """Clicks a button's menu open, then an item of it."""

        def pick(shown: QMenu) -> None:
            action = next(one for one in shown.actions() if one.objectName() == item)
            assert action.isEnabled(), action.toolTip()
            QTest.mouseClick(shown, LEFT, pos=shown.actionGeometry(action).center())

        self._in_menu(button, pick)

    def menu_items(self, button: str) -> dict[str, tuple[bool, str]]:
        """The items of a button's menu by name: (enabled, tooltip). The menu is closed again."""
        found: dict[str, tuple[bool, str]] = {}

        def look(shown: QMenu) -> None:
            found.update(
                {
                    one.objectName(): (one.isEnabled(), one.toolTip())
                    for one in shown.actions()
                    if not one.isSeparator()
                }
            )

        self._in_menu(button, look)
        return found

    def _in_menu(self, button: str, act: Callable[[QMenu], None]) -> None:
        """A button's menu runs a loop of its own until it is closed: what is done there comes by a timer."""
        widget = self.see(button)
        assert widget.isEnabled(), f"{button} is disabled: {widget.toolTip()}"
        wrong: list[BaseException] = []

        def inside() -> None:
            shown = widget.menu()
            try:
                act(shown)
            except BaseException as failure:
                wrong.append(failure)
            finally:
                if shiboken6.isValid(shown) and shown.isVisible():
                    shown.close()

        QTimer.singleShot(20, inside)
        self.qtbot.mouseClick(widget, LEFT)
        if wrong:
            raise wrong[0]
        self.rest()

    def main_menu(self, action: str) -> None:
        """Opens the menu bar by its button, then the menu that holds the action, and clicks it."""
        bar = self.window.menuBar()
        if bar.isHidden():
            self.click("rail.menu")
        for title in bar.actions():
            menu: QMenu = title.menu()
            found = next((one for one in menu.actions() if one.objectName() == action), None)
            if found is not None:
                assert found.isEnabled(), found.statusTip()
                self.qtbot.mouseClick(bar, LEFT, pos=bar.actionGeometry(title).center())
                self.wait(menu.isVisible)
                QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(found).center())
                self.rest()
                return
        raise LookupError(action)

    def choose_file(self, name: str, path: Path) -> None:
        """Answers the file dialog of that name."""
        dialog = self.see(name, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert field is not None
        field.setFocus()
        field.selectAll()
        type_in(field, str(path))
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.wait(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())
        self.rest()

    def open_by_search(self, text: str, label: str) -> None:
        """Ctrl+K, some letters, Entrée: opens the sheet called `label`."""
        self.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self.see("palette.field")
        type_in(self.see("palette.field"), text)
        rows = self.window.need_live().palette.model
        self.wait(lambda: any(one.label == label for one in rows.rows))
        self.rest()
        results = self.see("palette.results")
        while rows.rows[results.currentIndex().row()].label != label:
            self.press(Qt.Key.Key_Down)
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: self.sees("sheet.name") and self.text("sheet.name") == label)
        self.rest()

    def card(self, person: str) -> str:
        """The objectName of a person's visible card."""
        cards = [
            one.objectName()
            for one in self.window.findChildren(QWidget)
            if one.objectName().startswith("sheet.contacts.card.") and one.isVisible()
        ]
        named = [one for one in cards if one.endswith(".name") and self.text(one) == person]
        assert len(named) == 1, f"{len(named)} cards of {person}"
        return named[0].removesuffix(".name")

    # the store, to say what was written ----------------------------------------------------
    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the store, read as the reports of the program are."""
        return self.desk.session.reader.run(
            lambda conn: [tuple(row) for row in conn.execute(query, values).fetchall()]
        )


def type_in(widget: QWidget, text: str) -> None:
    """Types letter by letter; QTest knows only those of ASCII."""
    for letter in text:
        if letter.isascii():
            QTest.keyClick(widget, letter)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)


def _asked() -> bool:
    return any(isinstance(one, QDialog) and one.isVisible() for one in QApplication.topLevelWidgets())


def _named(top: QWidget, name: str, kind: type[W]) -> list[W]:
    found = list(top.findChildren(kind, name))
    if top.objectName() == name and isinstance(top, kind):
        found.append(top)
    return found
