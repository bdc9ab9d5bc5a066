"""Edit and delete on the entry under the cursor or the mouse: real buttons that travel with it (C-43)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QWidget

from prospectdesk.commands.timeline import may_change
from prospectdesk.domain.people import Person
from prospectdesk.queries.timeline import TimelineRow
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.timeline.model import NOTES, ROW

Act = Callable[[TimelineRow], object]


class RowActions(QWidget):
    """Stands at the right of one note or call of the list; `person` answers who is signed in."""

    def __init__(self, view: QListView, person: Callable[[], Person], edit: Act, delete: Act) -> None:
        super().__init__(view.viewport())
        self._view, self._person = view, person
        self._index = QPersistentModelIndex()
        self.edit = IconButton(
            "pencil", self.tr("Modifier"), name="sheet.timeline.edit", on=lambda: self._do(edit)
        )
        self.delete = IconButton(
            "trash-2", self.tr("Supprimer"), name="sheet.timeline.delete", on=lambda: self._do(delete)
        )
        for button in (self.edit, self.delete):
            button.setProperty("small", "true")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.edit)
        row.addWidget(self.delete)
        self.hide()
        view.setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.selectionModel().currentChanged.connect(self._current)
        view.verticalScrollBar().valueChanged.connect(self._move)
        view.model().modelReset.connect(self.hide)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the mouse; back to the current entry when it leaves."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.stand_at(self._view.indexAt(event.position().toPoint()))
        elif event.type() == QEvent.Type.Leave:
            self.stand_at(self._view.currentIndex())
        elif event.type() == QEvent.Type.Resize:
            self._move()
        return False

    def row(self) -> TimelineRow | None:
        """The entry the buttons act on."""
        found = self._index.data(ROW) if self._index.isValid() else None
        return found if isinstance(found, TimelineRow) else None

    def stand_at(self, index: QModelIndex) -> None:
        """Goes to an entry; hidden where there is nothing to edit."""
        found = index.data(ROW) if index.isValid() else None
        if not isinstance(found, TimelineRow) or found.type not in NOTES:
            self.hide()
            return
        self._index = QPersistentModelIndex(index)
        person = self._person()
        mine = may_change(found.author_id, person.id, person.leads)
        for button in (self.edit, self.delete):
            enable_if(button, mine, self.tr("Vous n’êtes pas l’auteur de cette note"))
        self.show()
        self._move()
        self.raise_()

    def _current(self, index: QModelIndex) -> None:
        self.stand_at(index)

    def _move(self) -> None:
        if not self._index.isValid():
            self.hide()
            return
        place = self._view.visualRect(self._index)
        size = self.sizeHint()
        line = self.fontMetrics().height() + 8
        self.setGeometry(place.right() - size.width() - 2, place.top() + line, size.width(), size.height())

    def _do(self, act: Act) -> None:
        found = self.row()
        if found is not None:
            act(found)

    def keyboard(self, key: int) -> bool:
        """F2 edits and Suppr deletes the entry; answers whether the key was taken."""
        buttons = {int(Qt.Key.Key_F2): self.edit, int(Qt.Key.Key_Delete): self.delete}
        button = buttons.get(key)
        if button is None or self.isHidden() or not button.isEnabled():
            return False
        button.click()
        return True
