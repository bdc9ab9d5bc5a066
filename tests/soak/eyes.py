"""What the monkey sees: windows, the widgets it may act on, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import scenes
import shiboken6
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QWidget,
)
from texts import MARK, TOLD

_ID = re.compile(r"(?<=\.)(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+)(?=\.|$)")
_BAD = [re.compile(one) for one in TOLD]
CELLS = 40


def stem(widget: QWidget) -> str:
    """The name of a widget without the ids in it; the class of one without a name."""
    return _ID.sub("*", widget.objectName()) or f"<{type(widget).__name__}>"


def lives(part: QWindow | QWidget) -> bool:
    """Whether a window or widget is still there: of windows, which Qt makes itself, `isValid` never hears the end."""
    if not shiboken6.isValid(part) or not isinstance(part, QWindow):
        return shiboken6.isValid(part)
    place = shiboken6.getCppPointer(part)
    return any(shiboken6.getCppPointer(one) == place for one in QGuiApplication.allWindows())


def tops() -> list[QWidget]:
    """The visible windows."""
    return [one for one in QApplication.topLevelWidgets() if shiboken6.isValid(one) and one.isVisible()]


def in_front() -> QWidget | None:
    """Where a person can act: the open menu or list, else the open dialog, else the active window."""
    found = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if found is not None:
        return found
    active = QApplication.activeWindow()
    if active is not None and active.isVisible():
        return active
    shown = [one for one in tops() if one.windowType() is not Qt.WindowType.ToolTip]
    return shown[0] if shown else None


def asked() -> bool:
    """Whether a dialog waits for its answer."""
    return any(isinstance(one, QDialog) for one in tops())


def inside(top: QWidget) -> list[QWidget]:
    """The visible widgets of a window.

    Not by findChildren: it gives what it finds to the wrapper of `top`, whose death then takes all of them along,
    also those that moved to another window.
    """
    return [
        one
        for one in QApplication.allWidgets()
        if shiboken6.isValid(one) and one.isVisible() and one.window() is top
    ]


def targets(top: QWidget) -> dict[str, list[QWidget]]:
    """What can be acted on in a window: enabled, in sight, by stem of its name."""
    found: dict[str, list[QWidget]] = {}
    for one in inside(top):
        if one is top or not one.isEnabled():
            continue
        if (one.objectName() or isinstance(one, scenes.INTERACTIVE)) and not one.visibleRegion().isEmpty():
            found.setdefault(stem(one), []).append(one)
    return found


def rows_in_sight(view: QAbstractItemView) -> list[QModelIndex]:
    """Some of the cells that can be seen."""
    port, seen = view.viewport().rect(), []
    for across in range(8, max(port.width(), 9), max(port.width() // 6, 12)):
        for down in range(8, max(port.height(), 9), 24):
            index = view.indexAt(QPoint(across, down))
            if index.isValid() and index not in seen:
                seen.append(index)
    return seen


def sight(widget: QWidget) -> QRect:
    """The part of a widget that can be seen."""
    return widget.visibleRegion().boundingRect()


def controls(top: QWidget) -> list[QWidget]:
    """Those that a person acts on, without the parts that Qt made."""
    return [one for one in inside(top) if isinstance(one, scenes.INTERACTIVE) and not scenes.is_inner(one)]


def faults(top: QWidget) -> Iterator[str]:
    """What the rules of the house forbid in a visible window."""
    yield from unnamed(top)
    yield from unreasoned(top)
    yield from ill_worded(top)


def unnamed(top: QWidget) -> Iterator[str]:
    """Controls without objectName or accessible name."""
    for one in controls(top):
        if _of_qt(one):
            continue
        if not one.objectName():
            yield f"no objectName: {scenes.told(one)}"
        if not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text())):
            yield f"no accessible name: {scenes.told(one)}"


def unreasoned(top: QWidget) -> Iterator[str]:
    """Disabled controls and actions that do not say what enables them (X-05)."""
    for one in controls(top):
        alone = not one.isEnabled() and (one.parentWidget() is None or one.parentWidget().isEnabled())
        if alone and not one.toolTip() and not _of_qt(one):
            yield f"no reason: {scenes.told(one)}"
    for action in [action for one in inside(top) for action in one.actions()]:
        off = (
            not action.isEnabled()
            and not action.isSeparator()
            and action.text()
            and "." in action.objectName()
        )
        if off and not action.statusTip() and action.toolTip() == action.text().replace("&", ""):
            yield f"no reason: action {action.objectName()} {action.text()}"


def ill_worded(top: QWidget) -> Iterator[str]:
    """Places left open in a sentence, values of Python, plain spaces where French has none that break."""
    for one in inside(top):
        if isinstance(one, QLabel | QAbstractButton) and not _of_qt(one):
            yield from _wording(one.text(), scenes.told(one))
        elif isinstance(one, QAbstractItemView) and one.model() is not None:
            for index in rows_in_sight(one)[:CELLS]:
                yield from _wording(str(index.data() or ""), scenes.told(one))


def _wording(text: str, where: str) -> Iterator[str]:
    if MARK in text:
        return
    for bad in _BAD:
        if bad.search(text):
            yield f"wording {bad.pattern}: {text[:80]!r} in {where}"


def _of_qt(widget: QWidget) -> bool:
    """Whether a widget is part of a dialog that Qt made: file, print, its message boxes."""
    here: QWidget | None = widget
    while here is not None:
        if type(here).__name__ in {
            "QFileDialog",
            "QPrintDialog",
            "PrintDialog",
            "QMessageBox",
            "QCalendarWidget",
        }:
            return True
        here = here.parentWidget()
    return False
