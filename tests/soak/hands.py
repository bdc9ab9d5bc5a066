"""The monkey's hands: each act is a small dict that can be written down and done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import eyes
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeySequence,
    QWheelEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFileDialog, QLineEdit, QMenu, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.shell.main_window import MainWindow

Act = dict[str, Any]
BUTTONS = {
    "left": Qt.MouseButton.LeftButton,
    "right": Qt.MouseButton.RightButton,
    "middle": Qt.MouseButton.MiddleButton,
}
NONE = Qt.KeyboardModifier.NoModifier
BEAT_MS = 12


class Hands:
    """Does acts in the windows of this process. `holding`: a drag is under way and goes on by itself."""

    def __init__(self, window: Callable[[], MainWindow], files: Path) -> None:
        self._window, self._files = window, files
        self.holding = False

    def do(self, act: Act) -> None:
        """Does one act; one whose place is not there any more does nothing."""
        getattr(self, f"_{act['do']}")(**{key: value for key, value in act.items() if key != "do"})

    # places ----------------------------------------------------------------------------------
    def _place(self, at: list[Any]) -> tuple[QWindow, QPoint, QWidget] | None:
        """`at`: stem of the name, number among those of that name, how far right and down in what is seen of it."""
        top = eyes.in_front()
        name, number, across, down = at
        found = [] if top is None else eyes.targets(top).get(name, [])
        if not found or top is None:
            return None
        widget = found[number % len(found)]
        seen = eyes.sight(widget)
        inside = seen.topLeft() + QPoint(int(across * (seen.width() - 1)), int(down * (seen.height() - 1)))
        handle = widget.window().windowHandle()
        point = widget.mapTo(widget.window(), inside)
        held = handle is not None and QRect(QPoint(), handle.size()).contains(point)
        return (handle, point, widget) if held else None

    def _click(self, at: list[Any], button: str = "left", keys: int = 0, twice: bool = False) -> None:
        place = self._place(at)
        if place is None:
            return
        handle, point, _widget = place
        held = Qt.KeyboardModifier(keys)
        self._press(handle, point, button, held)
        for send in (QTest.mousePress, QTest.mouseRelease) * (2 if twice else 0):
            if eyes.lives(handle):
                send(handle, BUTTONS[button], held, point)

    def _press(
        self, handle: QWindow, point: QPoint, button: str = "left", held: Qt.KeyboardModifier = NONE
    ) -> None:
        """Moves there and clicks; what the pointer did on its way may have closed the window."""
        if eyes.lives(handle):
            QTest.mouseMove(handle, point)
        for send in (QTest.mousePress, QTest.mouseRelease):
            if eyes.lives(handle):
                send(handle, BUTTONS[button], held, point)

    def _context(self, at: list[Any]) -> None:
        place = self._place(at)
        if place is None:
            return
        handle, point, widget = place
        under = widget.window().childAt(point) or widget
        reason = QContextMenuEvent.Reason.Mouse
        where = handle.mapToGlobal(point)
        QApplication.sendEvent(under, QContextMenuEvent(reason, under.mapFromGlobal(where), where))

    def _hover(self, at: list[Any]) -> None:
        place = self._place(at)
        if place is not None and eyes.lives(place[0]):
            QTest.mouseMove(place[0], place[1])

    def _wheel(self, at: list[Any], turn: int, keys: int = 0) -> None:
        place = self._place(at)
        if place is None:
            return
        handle, point, widget = place
        under = widget.window().childAt(point) or widget
        where = handle.mapToGlobal(point)
        event = QWheelEvent(
            QPointF(under.mapFromGlobal(where)), QPointF(where), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier(keys), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(under, event)

    def _drag(self, at: list[Any], to: list[Any]) -> None:
        """Takes what is there, carries it to another place and lets go. A drag of Qt runs a loop of its own in between."""
        start, end = self._place(at), self._place(to)
        if start is None or end is None or start[0] is not end[0]:
            return
        handle, one, other = start[0], start[1], end[1]
        self.holding = True
        way = [one + QPoint(14, 9), (one + other) / 2, other]

        def beat(number: int) -> None:
            if not eyes.lives(handle) or not self.holding:
                self.holding = False
                return
            QTimer.singleShot(BEAT_MS, lambda: beat(number + 1))
            if number < len(way):
                QTest.mouseMove(handle, way[number])
            else:
                self.holding = False
                QTest.mouseRelease(handle, BUTTONS["left"], NONE, other)

        QTimer.singleShot(BEAT_MS, lambda: beat(0))
        QTest.mousePress(handle, BUTTONS["left"], NONE, one)

    # keys ------------------------------------------------------------------------------------
    def _key(self, key: int, keys: int = 0) -> None:
        top = eyes.in_front()
        handle = None if top is None else top.windowHandle()
        self._stroke(handle, Qt.Key(key), Qt.KeyboardModifier(keys))

    def _stroke(self, where: Any, key: Any, held: Qt.KeyboardModifier = NONE) -> None:
        """Presses and lets go; the first may destroy what has the keys, and QTest would go on with it."""
        for send in (QTest.keyPress, QTest.keyRelease):
            if where is not None and eyes.lives(where):
                send(where, key, held)

    def _shortcut(self, text: str) -> None:
        part = QKeySequence(text)[0]
        if (
            part.key() < Qt.Key.Key_Back or Qt.Key.Key_F1 <= part.key() <= Qt.Key.Key_F35
        ):  # QTest knows no others
            self._key(int(part.key()), int(part.keyboardModifiers().value))

    def _type(self, text: str) -> None:
        where = QApplication.focusWidget()
        if where is None:
            return
        if (
            len(text) < 60
            and text.isascii()
            and text.isprintable()
            and where.window().windowHandle() is not None
        ):
            for letter in text:
                handle = where.window().windowHandle() if eyes.lives(where) else None
                self._stroke(handle, letter)
        elif where.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(where, event)

    def _paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._shortcut("Ctrl+V")

    # what is open over the page -----------------------------------------------------------------
    def _menu(self, item: str) -> None:
        shown = QApplication.activePopupWidget()
        if isinstance(shown, QMenu):
            for action in shown.actions():
                handle = shown.windowHandle()
                if item in {action.objectName(), action.text()} and handle is not None:
                    place = shown.actionGeometry(action).center()
                    self._press(handle, place)
                    return

    def _pick(self, row: float) -> None:
        """A line of the open list of a combo."""
        shown = QApplication.activePopupWidget()
        view = None if shown is None else shown.findChild(QAbstractItemView)
        if (
            view is None
            or view.model() is None
            or not view.model().rowCount()
            or view.window().windowHandle() is None
        ):
            self._key(int(Qt.Key.Key_Escape))
            return
        index = view.model().index(int(row * view.model().rowCount()), 0)
        view.scrollTo(index)
        place = view.viewport().mapTo(view.window(), view.visualRect(index).center())
        self._press(view.window().windowHandle(), place)

    def _file(self, name: str) -> None:
        """Answers a file dialog: a file of the samples, or the name of a new one."""
        shown = QApplication.activeModalWidget()
        if not isinstance(shown, QFileDialog):
            return
        saving = shown.acceptMode() == QFileDialog.AcceptMode.AcceptSave
        field = shown.findChild(QLineEdit, "fileNameEdit")
        if shown.fileMode() == QFileDialog.FileMode.Directory:
            field.setText(str(self._files))
        elif saving:
            field.setText(str(self._files / "out" / Path(shown.selectedFiles()[0]).name))
        else:
            field.setText(str(self._files / name))
        self._stroke(field, Qt.Key.Key_Return)
        if shiboken6.isValid(shown) and shown.isVisible():
            shown.reject()

    # the window ------------------------------------------------------------------------------
    def _open(self, name: str, row: float = 0.0) -> None:
        """A screen by its name; a sheet is that of a registered company."""
        window = self._window()
        if name == "sheet" or name.startswith("sheet."):
            query = "SELECT id FROM company WHERE registered = 1 AND deleted_at IS NULL ORDER BY name"
            found = window.need_desk().session.reader.run(lambda conn: conn.execute(query).fetchall())
            window.open(name, company=found[int(row * len(found))][0])
        else:
            window.open(name)

    def _trigger(self, action: str) -> None:
        """An entry of the menus or the palette."""
        found = next((one for one in self._window().menus.actions.all() if one.objectName() == action), None)
        if found is not None and found.isEnabled() and QApplication.activeModalWidget() is None:
            found.trigger()

    def _resize(self, width: int, height: int) -> None:
        self._window().resize(width, height)

    def _dress(self, **look: Any) -> None:
        now = theme.current()
        now.apply(replace(now.look, **look))

    def _tear(self) -> None:
        self._window().tear_tab()

    def _attach(self) -> None:
        self._window().attach_tabs()

    def _drop(self, name: str) -> None:
        """A file let go over the window."""
        from PySide6.QtCore import QMimeData, QUrl
        from PySide6.QtGui import QDragEnterEvent, QDropEvent

        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._files / name))])
        window, copy = self._window(), Qt.DropAction.CopyAction
        if QApplication.activeModalWidget() is not None:
            return
        enter = QDragEnterEvent(QPoint(700, 400), copy, data, BUTTONS["left"], NONE)
        QApplication.sendEvent(window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(window, QDropEvent(QPointF(700, 400), copy, data, BUTTONS["left"], NONE))

    def _leave(self) -> None:
        """The pointer leaves the window."""
        top = eyes.in_front()
        if top is not None:
            QApplication.sendEvent(top, QEvent(QEvent.Type.Leave))

    def _restart(self) -> None:
        """Quits; the monkey's program starts again on the same profile."""
        if QApplication.activeModalWidget() is None and QApplication.activePopupWidget() is None:
            self._window().close()
