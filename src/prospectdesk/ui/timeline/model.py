"""The rows of a timeline for a view, added page by page, newest first (C-33)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from prospectdesk.domain.clock import Clock
from prospectdesk.queries.timeline import TimelineRow
from prospectdesk.ui.kit import format as show

ROW = int(Qt.ItemDataRole.UserRole)
TEXT = int(Qt.ItemDataRole.DisplayRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
NOTES = frozenset({"note", "appel"})
"""The entry types a person wrote, and may edit or delete (C-43)."""

PLAIN = re.compile(r"(?<=«)\s|\s(?=»)|\s(?=:\s)")
"""Plain spaces of stored headings, where French has none that break."""

Index = QModelIndex | QPersistentModelIndex


class TimelineModel(QAbstractListModel):
    """Frozen rows; the role UserRole answers the row itself."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = clock
        self.rows: list[TimelineRow] = []

    def rowCount(self, parent: Index | None = None) -> int:
        """How many rows were read so far."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = TEXT) -> object:
        """The row, or its text for those who hear it."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        return spoken(row, self.clock) if role in {TEXT, SPOKEN} else None

    def replace(self, rows: Sequence[TimelineRow]) -> bool:
        """Shows other rows; answers whether anything differs."""
        if list(rows) == self.rows:
            return False
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()
        return True

    def extend(self, rows: Sequence[TimelineRow]) -> None:
        """Adds an older page at the end."""
        if not rows:
            return
        first = len(self.rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self.rows.extend(rows)
        self.endInsertRows()

    def last_key(self) -> tuple[int, int] | None:
        """The (at, id) after which the next page begins."""
        return (self.rows[-1].at, self.rows[-1].id) if self.rows else None

    def place_of(self, row_id: int) -> QModelIndex:
        """Where an entry stands; an invalid index when it is not shown."""
        for number, row in enumerate(self.rows):
            if row.id == row_id:
                return self.index(number, 0)
        return QModelIndex()


def heading(row: TimelineRow) -> str:
    """The first line of an entry: what, and with whom; what was stored with plain spaces is set as French is printed."""
    title = PLAIN.sub("\u00a0", row.title)
    return f"{title} · {row.contact}" if row.contact else title


def spoken(row: TimelineRow, clock: Clock) -> str:
    """One entry in plain words."""
    parts = [
        heading(row),
        row.author or "",
        show.moment(row.at, clock),
        show.phone(row.number),
        row.code or "",
    ]
    return ", ".join(part for part in parts if part) + (f"\n{row.text}" if row.text else "")


def short_name(name: str) -> str:
    """Camille M. for Camille Martin."""
    first, _, rest = name.partition(" ")
    return f"{first} {rest[0]}." if rest else first
