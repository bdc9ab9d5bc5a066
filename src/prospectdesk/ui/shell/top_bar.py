"""The bar at the top: back and forward, tabs, the way into the palette, undo, walking through a list."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.icons import pixmap
from prospectdesk.ui.kit.labels import Label, plain_tip
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.shell.tabs import TabStrip


class SearchField(QAbstractButton):
    """Looks like a field and opens the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar.search")
        self.setText(self.tr("Rechercher ou commander…"))
        self.setAccessibleName(self.tr("Rechercher ou commander"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.setMaximumWidth(330)

    def sizeHint(self) -> QSize:
        """Wide enough for its words and its key."""
        return QSize(330, theme.current().control_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws itself."""
        t = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus()
        painter.setPen(QPen(t.color("accent" if ring else "input_edge"), 2 if ring else 1))
        painter.setBrush(t.color("hover" if self.underMouse() else "surface"))
        inset = 1.0 if ring else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        painter.drawPixmap(8, round(self.height() / 2 - 8), pixmap("search", "text_2"))
        painter.setPen(t.color("text_3"))
        painter.setFont(theme.fonts("body", False))
        key = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        wide = theme.metrics("body", False).horizontalAdvance(key) + 12
        room = QRectF(36, 0, self.width() - 46 - wide, self.height())
        text = theme.metrics("body", False).elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width())
        )
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(room, middle, text)
        painter.drawText(QRectF(self.width() - wide, 0, wide, self.height()), middle, key)


class Walker(QWidget):
    """« 4 / 48 » and two arrows: the list from which a sheet was opened. `step` carries -1 or 1."""

    step = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar.walker")
        self.label = Label(role="secondary", name="topbar.walker.place")
        self.previous = IconButton(
            "chevron-up",
            self.tr("Fiche précédente (Alt+↑)"),
            name="topbar.walker.previous",
            on=lambda: self.step.emit(-1),
        )
        self.next = IconButton(
            "chevron-down",
            self.tr("Fiche suivante (Alt+↓)"),
            name="topbar.walker.next",
            on=lambda: self.step.emit(1),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.label, self.previous, self.next):
            row.addWidget(part)
        self.hide()

    def show_place(self, place: tuple[int, int] | None) -> None:
        """`place` is (number, how many), counted from 1; None hides it."""
        self.setVisible(place is not None)
        if place is None:
            return
        number, total = place
        self.label.setText(f"{count(number)} / {count(total)}")
        enable_if(self.previous, number > 1, self.tr("C’est la première fiche de la liste."))
        enable_if(self.next, number < total, self.tr("C’est la dernière fiche de la liste."))


class TopBar(QFrame):
    """`search_wanted` asks for the palette."""

    search_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self.setProperty("role", "topbar")
        self.setFixedHeight(52)
        self.back = IconButton("arrow-left", self.tr("Écran précédent (Alt+←)"), name="topbar.back")
        self.forward = IconButton("arrow-right", self.tr("Écran suivant (Alt+→)"), name="topbar.forward")
        self.tabs = TabStrip()
        self.search = SearchField()
        self.search.clicked.connect(lambda _checked=False: self.search_wanted.emit())
        self.walker = Walker()
        self.undo = Button(self.tr("Annuler"), "undo-2", "flat", name="topbar.undo")
        for arrow in (self.back, self.forward):
            arrow.setFixedWidth(26)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 16, 0)
        row.setSpacing(2)
        row.addWidget(self.back)
        row.addWidget(self.forward)
        row.addSpacing(6)
        row.addWidget(self.tabs, 3)
        row.addSpacing(8)
        row.addWidget(self.search, 2)
        row.addStretch(1)
        row.addWidget(self.walker)
        row.addWidget(self.undo)
        self.show_way(False, False)
        self.show_undo("")

    def show_way(self, back: bool, forward: bool) -> None:
        """Whether there is somewhere to go back or forward to."""
        enable_if(self.back, back, self.tr("Aucun écran avant celui-ci."))
        enable_if(self.forward, forward, self.tr("Aucun écran après celui-ci."))

    def show_undo(self, label: str) -> None:
        """`label` says what would be undone; empty when there is nothing."""
        enable_if(self.undo, bool(label), self.tr("Rien à annuler pour l’instant."))
        if label:
            self.undo.setToolTip(plain_tip(self.tr("Annuler : {0}").format(label)))
