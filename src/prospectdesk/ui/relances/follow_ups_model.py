"""The rows of the Suivi tab: Etat, Date, Acteur, Type d’action, Description and the buttons (D-42, D-43)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from prospectdesk.domain import follow_ups as rules
from prospectdesk.queries.relances import FollowUpRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.relances import words

ROW = int(Qt.ItemDataRole.UserRole)
STATE, DATE, ACTOR, TYPE, TEXT, BUTTONS = range(6)
Index = QModelIndex | QPersistentModelIndex


class FollowUpsModel(QAbstractTableModel):
    """Frozen rows; UserRole answers the row itself."""

    def __init__(self, today: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.rows: list[FollowUpRow] = []
        self.narrow = False
        self._titles = [
            self.tr("Etat"), self.tr("Date"), self.tr("Acteur"), self.tr("Type d’action"),
            self.tr("Description"), "",
        ]  # fmt: skip

    def replace(self, rows: Sequence[FollowUpRow]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many follow-ups."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """The five columns of D-42 and the buttons."""
        return 0 if parent is not None and parent.isValid() else len(self._titles)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """The titles."""
        if role == int(Qt.ItemDataRole.DisplayRole) and orientation == Qt.Orientation.Horizontal:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Texts, tooltips, and the row for the delegate."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return self.spoken(row) if index.column() == STATE else self.text(row, index.column())
        if role == int(Qt.ItemDataRole.DisplayRole):
            return self.text(row, index.column())
        return None

    def text(self, row: FollowUpRow, column: int) -> str:
        """What a cell says."""
        if column == DATE:
            hour = "" if row.minute is None else show.hour(row.minute)
            return f"{show.date_text(row.day)} {hour}".strip()
        return {
            STATE: self.state(row),
            ACTOR: row.actor or "",
            TYPE: words.told(row.action_type),
            TEXT: (row.description or "").replace("\n", " "),
        }.get(column, "")

    def state(self, row: FollowUpRow) -> str:
        """A faire or Effectué."""
        return self.tr("Effectué") if row.done else self.tr("A faire")

    def due(self, row: FollowUpRow) -> str:
        """Lateness of an open follow-up in words, empty for a done one."""
        return "" if row.done else show.due_text(row.day, self._today())

    def tone(self, row: FollowUpRow) -> str:
        """The colour of its date."""
        return "text_2" if row.done else show.due_role(row.day, self._today())

    def date_lines(self, row: FollowUpRow) -> tuple[str, str]:
        """The date, then its lateness; a narrow table has the hour on the second line."""
        if not self.narrow or row.minute is None:
            return self.text(row, DATE), self.due(row)
        parts = (show.hour(row.minute), self.due(row))
        return show.date_text(row.day), " · ".join(part for part in parts if part)

    def subtitle(self, row: FollowUpRow) -> str:
        """Its kind, with the priority where that says something; the description in a narrow table."""
        if self.narrow and row.description:
            return self.text(row, TEXT)
        kind = words.kind_label(row.kind)
        normal = row.priority == rules.PRIORITIES["normale"] or row.done
        return kind if normal else f"{kind} · {words.priority_label(row.priority)}"

    def spoken(self, row: FollowUpRow) -> str:
        """One follow-up in plain words."""
        parts = [self.state(row), words.kind_label(row.kind)]
        parts += [self.text(row, column) for column in (DATE, ACTOR, TYPE, TEXT)] + [self.due(row)]
        return ", ".join(part for part in parts if part)
