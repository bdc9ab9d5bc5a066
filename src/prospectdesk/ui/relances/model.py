"""The rows of one column of the relance panel (C-78…C-81)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from prospectdesk.queries.relances import RelanceRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.relances import words

ROW = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


class RelanceModel(QAbstractListModel):
    """Frozen rows in the order of the query; UserRole answers the row itself."""

    def __init__(self, today: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.rows: tuple[RelanceRow, ...] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows were read."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The row, or its text for those who hear it."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)}:
            return self.spoken(row)
        return None

    def replace(self, rows: Sequence[RelanceRow]) -> bool:
        """Shows other rows; answers whether anything differs."""
        if tuple(rows) == self.rows:
            return False
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()
        return True

    def place_of(self, follow_up: int) -> int | None:
        """Where a follow-up stands."""
        return next((n for n, row in enumerate(self.rows) if row.id == follow_up), None)

    def spoken(self, row: RelanceRow) -> str:
        """One relance in plain words."""
        one = row.follow_up
        parts = [
            row.company, row.city or "", words.date_line(one, self.today()), words.people(one),
            self.tr("priorité {0}").format(words.priority_label(one.priority)), note_line(row),
        ]  # fmt: skip
        return ", ".join(part for part in parts if part)


def note_line(row: RelanceRow) -> str:
    """The second line of a row: what is to be done if it says more than Relance, and the last note (C-44)."""
    one = row.follow_up
    parts = []
    if one.kind != "relance":
        parts.append(words.kind_label(one.kind))
    if one.action_type != "Relance" or one.minute is not None:
        hour = "" if one.minute is None else f" {show.hour(one.minute)}"
        parts.append(words.told(one.action_type) + hour)
    if one.description:
        parts.append(one.description.strip().partition("\n")[0])
    if row.last_note:
        parts.append("«\u00a0" + " ".join(row.last_note.split())[:200] + "\u00a0»")
    return " · ".join(parts)
