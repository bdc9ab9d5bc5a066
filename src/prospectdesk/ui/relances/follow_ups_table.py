"""The table of the Suivi tab: painted buttons in the rows, the same acts by key and by menu (D-42, D-43)."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QHelpEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from prospectdesk.queries.relances import FollowUpRow
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.delegates import LEFT, InkedDelegate, Inks, write
from prospectdesk.ui.kit.icons import pixmap, set_icon
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.pills import draw_avatar, draw_pill, pill_size
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.relances.follow_ups_model import (
    ACTOR,
    BUTTONS,
    DATE,
    ROW,
    STATE,
    TEXT,
    TYPE,
    FollowUpsModel,
)

Index = QModelIndex | QPersistentModelIndex
NAME = "sheet.follow_ups"
PAD = 8
NARROW = 620
SPOT = 30
SELECTED = QStyle.StateFlag.State_Selected


def spots(area: QRect) -> dict[str, QRect]:
    """Where edit and delete stand in the last cell of a row."""
    top = area.center().y() - SPOT // 2
    left = area.right() - 2 * SPOT - 4
    return {"edit": QRect(left, top, SPOT, SPOT), "delete": QRect(left + SPOT, top, SPOT, SPOT)}


class FollowUpsDelegate(InkedDelegate):
    """Draws one cell."""

    def __init__(self, model: FollowUpsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, line beneath, content."""
        inks, area, row = self.inks(), option.rect, index.data(ROW)
        if option.state & SELECTED:
            painter.fillRect(area, inks.color("accent_soft"))
        painter.setPen(inks.pen("border"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(PAD, 0, -PAD, -1)
        column = index.column()
        if column == STATE:
            self._state(painter, inner, row)
        elif column == DATE:
            tone = self._model.tone(row)
            first, second = self._model.date_lines(row)
            self._two_lines(painter, inks, inner, (first, tone), (second, tone))
        elif column == TYPE:
            first = self._model.text(row, TYPE)
            ink = "text_2" if row.done else "text"
            self._two_lines(painter, inks, inner, (first, ink), (self._model.subtitle(row), "text_2"))
        elif column == BUTTONS:
            for key, spot in spots(area).items():
                ink = "input_edge" if key == "edit" and row.done else "text_2"
                name = "pencil" if key == "edit" else "trash-2"
                painter.drawPixmap(spot.center() - QPoint(7, 7), pixmap(name, ink))
        elif column == ACTOR and self._model.narrow:
            draw_avatar(painter, QRectF(inner.left(), inner.center().y() - 11, 24, 24), row.actor or "?")
        else:
            text = self._model.text(row, column)
            write(painter, inks, inner, text, "text_2" if row.done else "text", inks.body)

    def _state(self, painter: QPainter, area: QRect, row: FollowUpRow) -> None:
        text, icon = self._model.state(row), "circle-check" if row.done else "circle"
        size = pill_size(text, icon)
        shown = QRectF(area.left(), area.center().y() - size.height() / 2 + 1, size.width(), size.height())
        draw_pill(painter, shown, text, "ok" if row.done else "accent", icon, edge=not row.done)

    @staticmethod
    def _two_lines(
        painter: QPainter, inks: Inks, area: QRect, first: tuple[str, str], second: tuple[str, str]
    ) -> None:
        if not second[0]:
            write(painter, inks, area, *first, inks.body)
            return
        high = inks.body[1].height()
        top = area.top() + (area.height() - inks.two_lines) // 2
        write(painter, inks, QRect(area.left(), top, area.width(), high), *first, inks.body, LEFT)
        low = QRect(area.left(), top + high + 4, area.width(), inks.caption[1].height())
        write(painter, inks, low, *second, inks.caption, LEFT)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Says what the button under the mouse does, or why it does not (X-05)."""
        if isinstance(view, FollowUpsTable) and index.isValid():
            text = view.tip_at(event.pos(), index.data(ROW), index.column())
            QToolTip.showText(event.globalPos(), plain_tip(text), view)
        return True


class FollowUpsTable(QTableView):
    """`done_wanted`, `edit_wanted`, `delete_wanted` carry the row."""

    done_wanted = Signal(object)
    edit_wanted = Signal(object)
    delete_wanted = Signal(object)

    def __init__(self, model: FollowUpsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{NAME}.table")
        self.setAccessibleName(self.tr("Suivis de la société"))
        self._model = model
        self.setModel(model)
        self.setItemDelegate(FollowUpsDelegate(model, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        self._columns()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self._acts = {
            "done": self._act("done", self.tr("Marquer Effectué"), "check", "F"),
            "edit": self._act("edit", self.tr("Modifier"), "pencil", "Return"),
            "delete": self._act("delete", self.tr("Supprimer"), "trash-2", "Del"),
        }
        self.menu = QMenu(self)
        self.menu.setObjectName(f"{NAME}.menu")
        self.menu.addActions(list(self._acts.values()))
        self.selectionModel().currentRowChanged.connect(lambda *_: self._refresh_acts())
        model.modelReset.connect(self._refresh_acts)
        self._refresh_acts()

    def _columns(self) -> None:
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        for column in range(self._model.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self._fit(NARROW)

    def _fit(self, width: int) -> None:
        """In a narrow sheet the description stands beneath the action type, the actor is his initials."""
        narrow = width < NARROW
        self._model.narrow = narrow
        self.setColumnHidden(TEXT, narrow)
        header = self.horizontalHeader()
        header.setSectionResizeMode(TEXT if not narrow else TYPE, QHeaderView.ResizeMode.Stretch)
        if not narrow:
            header.setSectionResizeMode(TYPE, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(TYPE, 136)
        for column, wide, small in ((STATE, 108, 98), (DATE, 124, 88), (ACTOR, 112, 54), (BUTTONS, 76, 70)):
            header.resizeSection(column, small if narrow else wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Takes the columns that fit."""
        super().resizeEvent(event)
        self._fit(self.viewport().width())

    def _act(self, key: str, text: str, icon: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(f"{NAME}.row.{key}")
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        set_icon(action, icon)
        action.triggered.connect(lambda _checked=False: self._perform(key, self.current()))
        self.addAction(action)
        return action

    def current(self) -> FollowUpRow | None:
        """The row the keyboard stands on."""
        found = self.currentIndex().data(ROW)
        return found if isinstance(found, FollowUpRow) else None

    def show_rows(self, rows: list[FollowUpRow]) -> None:
        """Shows rows; the current one stays current, or the one that took its place."""
        held, place = self.current(), self.currentIndex().row()
        if rows == self._model.rows:
            return
        self._model.replace(rows)
        if held is None or not rows:
            return
        found = next((n for n, row in enumerate(rows) if row.id == held.id), min(place, len(rows) - 1))
        self.setCurrentIndex(self._model.index(found, 0))

    def reason_against(self, key: str, row: FollowUpRow | None) -> str:
        """Why an act is not possible on a row; empty when it is (X-05)."""
        if row is None:
            return self.tr("Choisissez d’abord une ligne.")
        if row.done and key == "done":
            return self.tr("Ce suivi est déjà effectué.")
        if row.done and key == "edit":
            return self.tr("Un suivi effectué ne se modifie plus : il peut seulement être supprimé.")
        return ""

    def tip_at(self, place: QPoint, row: FollowUpRow, column: int) -> str:
        """The tooltip of a place in a row."""
        key = self._hit(place, column, row)
        if key:
            told = {
                "done": self.tr("Marquer Effectué, en un clic : il n’y a pas de retour"),
                "edit": self.tr("Modifier"),
                "delete": self.tr("Supprimer"),
            }
            return self.reason_against(key, row) or told[key]
        return self._model.spoken(row)

    def place_of(self, follow_up: int, key: str) -> QPoint:
        """Where a row's button stands in the viewport (for those who press it without seeing it)."""
        number = next(n for n, row in enumerate(self._model.rows) if row.id == follow_up)
        if key == "done":
            return self.visualRect(self._model.index(number, STATE)).adjusted(PAD, 0, 0, 0).center()
        return spots(self.visualRect(self._model.index(number, BUTTONS)))[key].center()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A painted button is pressed."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            row = index.data(ROW)
            self._perform(self._hit(event.position().toPoint(), index.column(), row), row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be pressed."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        key = (
            self._hit(event.position().toPoint(), index.column(), index.data(ROW)) if index.isValid() else ""
        )
        live = bool(key) and not self.reason_against(key, index.data(ROW))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if live else Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        """Room for a few rows."""
        return QSize(480, theme.current().row_height * 5)

    def _hit(self, place: QPoint, column: int, row: FollowUpRow) -> str:
        if column == STATE:
            return "" if row.done else "done"
        if column != BUTTONS:
            return ""
        area = self.visualRect(self.indexAt(place))
        return next((key for key, spot in spots(area).items() if spot.contains(place)), "")

    def _perform(self, key: str, row: FollowUpRow | None) -> None:
        if key and row is not None and not self.reason_against(key, row):
            {"done": self.done_wanted, "edit": self.edit_wanted, "delete": self.delete_wanted}[key].emit(row)

    def _refresh_acts(self) -> None:
        row = self.current()
        for key, action in self._acts.items():
            reason = self.reason_against(key, row)
            enable_if(action, not reason, reason)

    def _menu(self, place: QPoint) -> None:
        if self.indexAt(place).isValid():
            self.menu.popup(self.viewport().mapToGlobal(place))
