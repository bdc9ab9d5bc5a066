"""Puts everything of the program out of sight and reach while its window is locked, and back as it was (T1)."""

from __future__ import annotations

from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMainWindow, QToolTip, QWidget

from prospectdesk.ui.kit.cards import Float
from prospectdesk.ui.shell.lock_page import LockPage

BY_SYSTEM = Qt.FocusReason.ActiveWindowFocusReason
"""As if another program had been looked at: nothing takes what is typed for finished."""
SPOKEN = frozenset({"sign_in.revoked"})
"""Windows that show themselves all the same: they hold a sentence and end the program."""


@dataclass(frozen=True)
class _Away:
    """A window that was put away, where it was and how it stood in the way of others."""

    widget: QWidget
    place: QRect
    modality: Qt.WindowModality


class Cover(QObject):
    """Over `window`, whose `body` is what it hides; `page` is what is seen meanwhile."""

    def __init__(self, window: QMainWindow, body: QWidget) -> None:
        super().__init__(window)
        self._window, self._body = window, body
        self._title = window.windowTitle()
        self._bar_shown = not window.menuBar().isHidden()
        self._menus: list[QAction] = []
        self._away: list[_Away] = []
        self._active = QApplication.activeWindow()
        self._focus = window.focusWidget()
        self.page = LockPage(window)
        self._put_over()

    def _put_over(self) -> None:
        window = self._window
        QToolTip.hideText()
        self._close_popups()
        self.page.show()
        self.page.raise_()
        self.page.field.setFocus(BY_SYSTEM)
        self._body.hide()
        window.setWindowTitle(self.tr("ProspectDesk — verrouillé"))
        window.setAcceptDrops(False)
        self.hide_menus()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        for top in QApplication.topLevelWidgets():
            if top.isVisible() and self._is_other(top):
                self._put_away(top)
        if self._active is not None:  # else another program has the keyboard, and keeps it
            window.activateWindow()

    def _close_popups(self) -> None:
        """Menus and lists that fold out are closed; what a person fills in is put away like a window."""
        for _ in range(10):
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            if isinstance(popup, Float):
                self._put_away(popup)
            else:
                popup.close()

    def hide_menus(self) -> None:
        """The menus name open sheets and what can be undone; a system's own menu bar shows them outside."""
        for menu in self._window.menuBar().actions():
            if menu.isVisible():
                menu.setVisible(False)
                self._menus.append(menu)
        self._window.menuBar().hide()

    # other windows -------------------------------------------------------------------------
    def _is_other(self, top: QWidget) -> bool:
        return (
            top is not self._window
            and top.windowType() != Qt.WindowType.ToolTip
            and top.objectName() not in SPOKEN
        )

    def _put_away(self, top: QWidget) -> None:
        if shiboken6.isValid(top) and top.isVisible():
            self._away.append(_Away(top, top.geometry(), top.windowModality()))
            top.hide()
            top.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """No shortcut acts, and a window that opens now waits."""
        kind = event.type()
        if kind == QEvent.Type.Shortcut:
            return True
        if (
            kind == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and self._is_other(watched)
        ):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, self, lambda top=watched: self._put_away(top))
        return False

    # back ----------------------------------------------------------------------------------
    def release(self) -> None:
        """The program ends: nothing is held back any more, nothing shown."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def lift(self) -> None:
        """Everything as it was, the cursor too."""
        self.release()
        window = self._window
        window.setWindowTitle(self._title)
        window.setAcceptDrops(True)
        for menu in self._menus:
            if shiboken6.isValid(menu):
                menu.setVisible(True)
        window.menuBar().setVisible(self._bar_shown)
        self._body.show()
        if self._focus is not None and shiboken6.isValid(self._focus):
            self._focus.setFocus(BY_SYSTEM)
        self.page.hide()
        self._bring_back(popups=False)
        active = self._active
        if active is not None and active is not window and shiboken6.isValid(active) and active.isVisible():
            active.activateWindow()
        self._bring_back(popups=True)  # last: any window that opens would close them
        self.page.deleteLater()
        self.deleteLater()

    def _bring_back(self, *, popups: bool) -> None:
        for one in self._away:
            if shiboken6.isValid(one.widget) and isinstance(one.widget, Float) == popups:
                one.widget.setGeometry(one.place)
                one.widget.setWindowModality(one.modality)
                one.widget.show()
