"""The rows of one column of the relance panel (C-78…C-81)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from prospectdesk.queries.relances import RelanceRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.row_view import RowModel
from prospectdesk.ui.relances import words

BESIDE_A_NOTE = 40
"""Letters that a description has beside the last note: a long one would push it out of the row (C-44)."""


class RelanceModel(RowModel):
    """Frozen rows in the order of the query."""

    def __init__(self, today: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(self.spoken, self.spoken, parent=parent)
        self.today = today

    def place_of(self, follow_up: int) -> int | None:
        """Where a follow-up stands."""
        return next((n for n, row in enumerate(self.rows) if row.id == follow_up), None)

    def spoken(self, row: RelanceRow) -> str:
        """One relance in plain words."""
        one = row.follow_up
        parts = [
            row.company, row.city or "", words.date_line(one, self.today()), words.people(one),
            self.tr("priorité {0}").format(words.priority_label(one.priority)), note_line(row, whole=True),
        ]  # fmt: skip
        return ", ".join(part for part in parts if part)


def note_line(row: RelanceRow, *, whole: bool = False) -> str:
    """The second line of a row: what is to be done if it says more than Relance, and the last note (C-44).

    `whole`: a long description is not cut for the note's sake.
    """
    one = row.follow_up
    parts = []
    if one.kind != "relance":
        parts.append(words.kind_label(one.kind))
    if one.action_type != "Relance" or one.minute is not None:
        hour = "" if one.minute is None else f" {show.hour(one.minute)}"
        parts.append(words.told(one.action_type) + hour)
    if one.description:
        first = one.description.strip().partition("\n")[0]
        cut = not whole and row.last_note is not None and len(first) > BESIDE_A_NOTE
        parts.append(first[: BESIDE_A_NOTE - 1].rstrip() + "…" if cut else first)
    if row.last_note:
        parts.append("«\u00a0" + " ".join(row.last_note.split())[:200] + "\u00a0»")
    return " · ".join(parts)
