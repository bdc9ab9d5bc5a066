"""One column of relances: a list whose rows are pressed by mouse, key and menu (C-82)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QListView, QMenu, QToolTip, QWidget

from prospectdesk.queries.relances import RelanceRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.icons import set_icon
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.kit.row_view import ROW, RowView
from prospectdesk.ui.relances import words
from prospectdesk.ui.relances.delegate import RelanceDelegate
from prospectdesk.ui.relances.layout import RowLayout, lay_out
from prospectdesk.ui.relances.model import RelanceModel

NEAR_END = 2000


class RelanceList(RowView):
    """`wanted` carries (act, row): open, date, priority, call, done, delete; `sideways` the other column."""

    wanted = Signal(str, object)
    sideways = Signal(int)
    end_reached = Signal()

    def __init__(
        self, today: Callable[[], int], name: str, label: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, label, parent)
        self.rows = RelanceModel(today, self)
        self.setModel(self.rows)
        self.setItemDelegate(RelanceDelegate(self.rows, self))
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.menu = QMenu(self)
        self.menu.setObjectName(f"{name}.menu")
        self.acts = {
            key: self._act(key, text, icon, keys)
            for key, text, icon, keys in (
                ("open", self.tr("Ouvrir la fiche"), "external-link", ("Return", "Enter")),
                ("call", self.tr("Appeler"), "phone", ("A",)),
                ("done", self.tr("Fait"), "check", ("F",)),
                ("date", self.tr("Reporter"), "calendar-clock", ("D",)),
                ("priority", self.tr("Changer la priorité"), "equal", ("P",)),
                ("delete", self.tr("Supprimer"), "trash-2", ("Del",)),
            )
        }
        self._move("next", self.tr("Ligne suivante"), "J", 1)
        self._move("previous", self.tr("Ligne précédente"), "K", -1)
        self.selectionModel().currentChanged.connect(lambda *_: self._refresh_acts())
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.current().changed.connect(self.doItemsLayout)
        self._refresh_acts()

    def _act(self, key: str, text: str, icon: str, keys: Sequence[str]) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"{self.objectName()}.row.{key}")
        action.setShortcuts([QKeySequence(one) for one in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        set_icon(action, icon)
        action.triggered.connect(lambda _checked=False: self.perform(key, self.current()))
        self.addAction(action)
        self.menu.addAction(action)
        return action

    def _move(self, key: str, text: str, keys: str, step: int) -> None:
        action = QAction(text, self)
        action.setObjectName(f"{self.objectName()}.row.{key}")
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: self.step(step))
        self.addAction(action)

    def current(self) -> RelanceRow | None:
        """The row the keyboard stands on."""
        found = self.currentIndex().data(ROW)
        return found if isinstance(found, RelanceRow) else None

    def step(self, by: int) -> None:
        """Goes down or up."""
        last = len(self.rows.rows) - 1
        if last >= 0:
            self.stand_at(max(0, min(last, self.currentIndex().row() + by)))

    def stand_at(self, number: int) -> None:
        """Makes a row current."""
        self.setCurrentIndex(self.rows.index(number, 0))

    def show_rows(self, rows: Sequence[RelanceRow]) -> None:
        """Shows rows; the current one stays current, else the one that took its place (focus is kept)."""
        held, place = self.current(), self.currentIndex().row()
        top = self.verticalScrollBar().value()
        if not self.rows.replace(rows):
            return
        self.doItemsLayout()
        self.verticalScrollBar().setValue(top)
        if held is None or not rows:
            self._refresh_acts()
            return
        found = self.rows.place_of(held.id)
        self.stand_at(min(place, len(rows) - 1) if found is None else found)

    def places(self, number: int) -> RowLayout:
        """Where the parts of a row stand in the viewport."""
        return lay_out(self.visualRect(self.rows.index(number, 0)), self.rows.rows[number])

    def spot_of(self, follow_up: int, key: str) -> QRect:
        """Where a part of a follow-up's row stands, on the screen."""
        number = self.rows.place_of(follow_up)
        if number is None:
            return QRect(self.viewport().mapToGlobal(QPoint(0, 0)), self.viewport().size())
        area = self.places(number).spots[key]
        return QRect(self.viewport().mapToGlobal(area.topLeft()), area.size())

    def reason_against(self, key: str, row: RelanceRow | None) -> str:
        """Why an act is not possible; empty when it is (X-05)."""
        if row is None:
            return self.tr("Choisissez d’abord une ligne.")
        if key == "call" and not row.phone:
            return self.tr("Aucun numéro de téléphone sur la fiche.")
        return ""

    def perform(self, key: str, row: RelanceRow | None) -> None:
        """Asks for an act on a row."""
        if key and row is not None and not self.reason_against(key, row):
            self.wanted.emit(key, row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A part of a row is pressed."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            key, row = self._under(event.position().toPoint())
            self.perform({"company": "open", "later": "date"}.get(key, key), row)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The rest of the row opens the sheet."""
        key, row = self._under(event.position().toPoint())
        if not key:
            self.perform("open", row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be pressed."""
        super().mouseMoveEvent(event)
        key, row = self._under(event.position().toPoint())
        live = bool(key) and not self.reason_against(key, row)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if live else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go to the other column."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and not event.modifiers():
            self.sideways.emit(1 if event.key() == Qt.Key.Key_Right else -1)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard always stands on a row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.rows:
            self.stand_at(0)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips of the painted parts."""
        if isinstance(event, QHelpEvent):
            key, row = self._under(event.pos())
            text = "" if row is None else self._tip(key, row)
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().viewportEvent(event)

    def _tip(self, key: str, row: RelanceRow) -> str:
        one = row.follow_up
        told = {
            "date": self.tr("{0} : cliquez pour changer la date").format(show.long_date(one.day)),
            "company": self.tr("Ouvrir la fiche"),
            "priority": self.tr("Priorité : {0}").format(words.priority_help(one.priority)),
            "call": self.tr("Appeler {0}").format(show.phone(row.phone)),
            "done": self.tr("Fait : propose l’étape suivante"),
            "later": self.tr("Reporter"),
            "delete": self.tr("Supprimer ; les utilisateurs ne suivront plus la fiche"),
        }
        return self.reason_against(key, row) or told.get(key) or self.rows.spoken(row)

    def _under(self, place: QPoint) -> tuple[str, RelanceRow | None]:
        index = self.indexAt(place)
        if not index.isValid():
            return "", None
        return self.places(index.row()).hit(place), self.rows.rows[index.row()]

    def _refresh_acts(self) -> None:
        row = self.current()
        for key, action in self.acts.items():
            reason = self.reason_against(key, row)
            enable_if(action, not reason, reason)

    def _open_menu(self, place: QPoint) -> None:
        if self.indexAt(place).isValid():
            self.menu.popup(self.viewport().mapToGlobal(place))

    def _scrolled(self, value: int) -> None:
        if value > self.verticalScrollBar().maximum() - NEAR_END:
            self.end_reached.emit()
