"""The list with heads of groups between its rows: a head is a number below zero among the ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal

from prospectdesk.ui.kit.format import count
from prospectdesk.ui.kit.labels import plain_tip
from prospectdesk.ui.kit.table_model import READABLE, Index, PagedModel

if TYPE_CHECKING:
    from prospectdesk.queries.prospects_groups import Group

Role = Qt.ItemDataRole


class GroupModel(PagedModel):
    """`ids()` are the companies alone, folded groups included; a row may be the head of a group (`head_at`)."""

    folds_changed = Signal()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.grouping = ""
        self.groups: tuple[Group, ...] = ()
        self.folded: set[str] = set()
        self._members: Sequence[int] = ()
        self._starts: list[int] = [0]
        self._ticks: list[int] | None = None
        self._places: Any = None
        self.ticked_changed.connect(self._forget_ticks)

    # the list ------------------------------------------------------------------------------
    def show_list(
        self, ids: Sequence[int], groups: Sequence[Group] = (), grouping: str = "", first: Sequence[Any] = ()
    ) -> None:
        """Another list: `groups` are the ranges of `ids` by `grouping`, none for one plain list; `first` are the records
        of a plain list's first page where they are known."""
        self._members, self.groups, self.grouping = ids, tuple(groups), grouping
        self._starts = [0, *accumulate(group.count for group in self.groups)]
        self._ticks = self._places = None
        super().set_ids(self._laid_out(), () if self.groups else first)

    def set_ids(self, ids: Sequence[int], first: Sequence[Any] = ()) -> None:
        """A plain list."""
        self.show_list(ids, first=first)

    def ids(self) -> Sequence[int]:
        """The companies in their order, without heads, those of folded groups included."""
        return self._members

    def _laid_out(self) -> Sequence[int]:
        """Heads and the companies of open groups: what the rows are."""
        if not self.groups:
            return self._members
        parts: list[Sequence[int]] = []
        for place, group in enumerate(self.groups):
            parts.append([-1 - place])
            if group.key not in self.folded:
                parts.append(self._members[self._starts[place] : self._starts[place + 1]])
        if hasattr(self._members, "dtype"):
            import numpy as np  # the array is there, so numpy is loaded

            joined: Any = np.concatenate([np.asarray(part, np.int32) for part in parts])
            rows: Sequence[int] = joined
            return rows
        return [one for part in parts for one in part]

    @property
    def begun(self) -> bool:
        """Whether the first row stands there; a list of heads alone is there at once."""
        first = next((row for row in range(min(2, len(self._ids))) if self.head_at(row) < 0), None)
        return bool(len(self._ids)) and (first is None or self.row_at(first) is not None)

    # heads ---------------------------------------------------------------------------------
    def head_at(self, row: int) -> int:
        """The place of the group whose head a row is, -1 for a company."""
        if not self.groups or not 0 <= row < len(self._ids):
            return -1
        return -1 - int(self._ids[row]) if self._ids[row] < 0 else -1

    def is_plain(self, row: int) -> bool:
        """Whether a row is a company."""
        return not self.groups or self.head_at(row) < 0

    def head_of(self, row: int) -> int:
        """The place of the group a row belongs to, -1 in a plain list."""
        below = 0
        for place, group in enumerate(self.groups):
            below += 1 + (0 if group.key in self.folded else group.count)
            if row < below:
                return place
        return -1

    def row_of_group(self, place: int) -> int:
        """The row of a group's head."""
        return sum(1 + (0 if one.key in self.folded else one.count) for one in self.groups[:place])

    def fold(self, place: int, folded: bool) -> None:
        """Folds or unfolds a group; ticks stay."""
        key = self.groups[place].key
        if (key in self.folded) is not folded:
            self.put_folded({*self.folded, key} if folded else self.folded - {key})

    def fold_all(self, folded: bool) -> None:
        """Folds or unfolds every group."""
        self.put_folded({group.key for group in self.groups} if folded else ())

    def put_folded(self, keys: Iterable[str]) -> None:
        """These groups are folded, the others open."""
        self.folded = set(keys)
        if self.groups:
            self.beginResetModel()
            self._ids = self._laid_out()
            self._forget()
            self.endResetModel()
        self.folds_changed.emit()

    # ticks ---------------------------------------------------------------------------------
    def toggle(self, first: int, last: int | None = None) -> None:
        """As ever; the head of a group ticks or unticks all of it."""
        place = self.head_at(first)
        if place < 0 or last is not None:
            super().toggle(first, last)
            return
        ticked = self.group_state(place) != Qt.CheckState.Checked
        self.ticked.put((int(one) for one in self._range(place)), ticked)
        self._ticks_changed(first, min(len(self._ids) - 1, first + self.groups[place].count))

    def _range(self, place: int) -> Sequence[int]:
        return self._members[self._starts[place] : self._starts[place + 1]]

    def _where(self, ids: set[int]) -> Iterable[int]:
        """The places of ids among the companies; where all of them stand is noted once a list."""
        if self._places is None and len(self._members):
            self._places = _places_of(self._members)
        return [int(self._places[one]) for one in ids] if self._places is not None else []

    def _forget_ticks(self) -> None:
        self._ticks = None

    def group_state(self, place: int) -> Qt.CheckState:
        """Whether all, some or none of a group is ticked."""
        if self._ticks is None:
            self._ticks = self.ticked.by_range(self._starts[1:], self._where)
        number = self._ticks[place]
        if not number:
            return Qt.CheckState.Unchecked
        whole = number == self.groups[place].count
        return Qt.CheckState.Checked if whole else Qt.CheckState.PartiallyChecked

    # what Qt asks --------------------------------------------------------------------------
    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """The words of a head, whichever column is asked."""
        place = self.head_at(index.row()) if index.isValid() else -1
        if place < 0:
            return super().data(index, role)
        if role == Role.DisplayRole:
            return self.head_text(place)
        if role == Role.ToolTipRole:
            return plain_tip(self.head_text(place))
        if role == Role.AccessibleTextRole:
            folded = self.groups[place].key in self.folded
            state = self.tr("replié") if folded else self.tr("déplié")
            return self.tr("Groupe {0}, {1}").format(self.head_text(place), state)
        if role == Role.CheckStateRole and self.columns[index.column()].kind == "check":
            return self.group_state(place)
        return None

    def head_text(self, place: int) -> str:
        """Proposition · 12."""
        from prospectdesk.ui.prospects.group_words import group_text  # late: a plain list needs no words

        group = self.groups[place]
        return f"{group_text(self.grouping, group)} · {count(group.count)}"

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A head cannot be edited."""
        return READABLE if self.head_at(index.row()) >= 0 else super().flags(index)


def _places_of(ids: Sequence[int]) -> Any:
    """For each id its place in a list (a dict) or an array (an array)."""
    if not hasattr(ids, "dtype"):
        return {one: place for place, one in enumerate(ids)}
    import numpy as np  # the array is there, so numpy is loaded

    listed = np.asarray(ids)
    places = np.zeros(int(listed.max()) + 1, np.int32)
    places[listed] = np.arange(len(listed), dtype=np.int32)
    return places
