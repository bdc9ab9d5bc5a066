"""The tab strip: the current screen of the rail first, then one closable tab for each open sheet and tool."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QTabBar, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.roles import enable_if

WIDEST, NARROWEST = 220, 96
FAR = 28
"""Pixels outside the strip at which a pulled tab leaves it."""
Tab = int | str


class TabStrip(QTabBar):
    """`picked` carries None for the screen of the rail, else a company's id or a tool's name; `closing` such a one."""

    picked = Signal(object)
    closing = Signal(object)
    torn = Signal(object, object)
    """(company, where on the screen): the tab of a sheet was pulled out of the strip, or its menu asked for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tabs")
        self.setAccessibleName(self.tr("Onglets ouverts"))
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addTab("")
        self.currentChanged.connect(self._changed)
        self._quiet = False
        self._pulled: int | None = None

    def show_screen(self, title: str) -> None:
        """Names the first tab."""
        self.setTabText(0, title.replace("&", "&&"))

    def show_sheets(self, sheets: Mapping[Tab, str]) -> None:
        """Brings the tabs in line with what is open (company or tool → name), in its order."""
        self._quiet = True
        wanted = list(sheets)
        for index in range(self.count() - 1, 0, -1):
            if self.tabData(index) not in sheets:
                self.removeTab(index)
        for place, company in enumerate(wanted, start=1):
            found = self._index(company)
            text = sheets[company].replace("&", "&&")
            if found is None:
                self._insert(place, company, text)
            elif found != place:
                self.moveTab(found, place)
            if self.tabText(place) != text:  # each text gives every tab its place anew
                self.setTabText(place, text)
            self.setTabToolTip(place, plain_tip(sheets[company]))
        self._quiet = False

    def show_current(self, company: Tab | None) -> None:
        """Marks the tab of a sheet or a tool, or the first one."""
        index = 0 if company is None else self._index(company)
        self._quiet = True
        if index is not None:
            self.setCurrentIndex(index)
        self._quiet = False

    def _insert(self, place: int, company: Tab, text: str) -> None:
        index = self.insertTab(place, text)
        self.setTabData(index, company)
        tip = self.tr("Fermer la fiche (Ctrl+W)") if isinstance(company, int) else self.tr("Fermer (Ctrl+W)")
        cross = IconButton("x", tip, name=f"tabs.close.{company}")
        cross.setFixedSize(20, 20)
        cross.setIconSize(QSize(13, 13))
        cross.clicked.connect(lambda _checked=False: self.closing.emit(company))
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, cross)

    def _index(self, company: Tab) -> int | None:
        return next((one for one in range(1, self.count()) if self.tabData(one) == company), None)

    def _changed(self, index: int) -> None:
        if not self._quiet and index >= 0:
            self.picked.emit(self.tabData(index))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The tab of a sheet may be pulled out from here on."""
        tab = self.tabData(self.tabAt(event.position().toPoint()))
        self._pulled = tab if event.button() == Qt.MouseButton.LeftButton and isinstance(tab, int) else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough outside the strip the sheet gets a window of its own."""
        place = event.position().toPoint()
        if self._pulled is not None and not self.rect().adjusted(-FAR, -FAR, FAR, FAR).contains(place):
            company, self._pulled = self._pulled, None
            self.torn.emit(company, event.globalPosition().toPoint())
            return
        super().mouseMoveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a tab."""
        tab = self.tabData(self.tabAt(event.pos()))
        if tab is None:
            return
        at = QPoint(event.globalPos())  # the event is gone when something is chosen
        menu = QMenu(self)
        menu.setObjectName("tabs.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tear = menu.addAction(self.tr("Détacher dans une fenêtre"))
        tear.setObjectName("tabs.menu.tear")
        tear.triggered.connect(lambda _checked=False: self.torn.emit(tab, at))
        enable_if(tear, isinstance(tab, int), self.tr("Seule une fiche se détache."))
        close = menu.addAction(self.tr("Fermer l’onglet"))
        close.setObjectName("tabs.menu.close")
        close.triggered.connect(lambda _checked=False: self.closing.emit(tab))
        menu.popup(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The middle button closes a sheet."""
        self._pulled = None
        index = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and index > 0:
            self.closing.emit(self.tabData(index))
            return
        if event.button() == Qt.MouseButton.LeftButton and index == self.currentIndex() == 0:
            self.picked.emit(None)
        super().mouseReleaseEvent(event)

    def tabSizeHint(self, index: int) -> QSize:
        """As wide as its title, within bounds."""
        look = theme.current()
        text = theme.metrics("body", True).horizontalAdvance(self.tabText(index))
        return QSize(min(text + (24 if index == 0 else 48), WIDEST), look.px(34))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Names are cut before tabs are scrolled out of sight."""
        hint = self.tabSizeHint(index)
        return QSize(min(hint.width(), NARROWEST), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws flat tabs, the current one filled."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            rect = QRectF(self.tabRect(index)).adjusted(0.5, 0.5, -0.5, -0.5)
            current = index == self.currentIndex()
            if current:
                painter.setBrush(t.color("accent_soft"))
                painter.setPen(t.color("accent") if self.hasFocus() else Qt.PenStyle.NoPen)
                painter.drawRoundedRect(rect, 6, 6)
            painter.setPen(t.color("accent" if current else "text"))
            painter.setFont(theme.fonts("body", current))
            room = rect.adjusted(11, 0, -11 if index == 0 else -30, 0)
            text = theme.metrics("body", current).elidedText(
                self.tabText(index).replace("&&", "&"), Qt.TextElideMode.ElideRight, int(room.width()) + 1
            )
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
