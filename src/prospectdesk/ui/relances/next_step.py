"""Fait, and then? The next step in the same gesture: a date, or nothing (C-82)."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.follow_ups import PRIORITIES
from prospectdesk.queries.relances import FollowUpRow
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.dates import DateChips
from prospectdesk.ui.kit.labels import Label


def next_fields(row: FollowUpRow, day: int) -> dict[str, Any]:
    """The fields of MarkDone.next: the same people, kind and priority, another day."""
    when: date = day_date(day)
    return {
        "kind": row.kind,
        "date": when,
        "priority": tuple(PRIORITIES)[row.priority],
        "assignees": tuple(one[0] for one in row.assignees) or None,
        "contact": row.contact_uid,
    }


class NextStep(QFrame):
    """`answered` carries the next day number, or None for nothing more; `cancelled` leaves all as it was."""

    answered = Signal(object)
    cancelled = Signal()

    def __init__(self, today: int, title: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "float")
        self.setAccessibleName(title)
        self.chips = DateChips(lambda: today, f"{name}.dates")
        self.chips.chosen.connect(self.answered.emit)
        self.nothing = Button(
            self.tr("Ne rien planifier"), "check", name=f"{name}.nothing", on=lambda: self.answered.emit(None)
        )
        self.close_button = IconButton(
            "x",
            self.tr("Annuler : la relance reste à traiter"),
            name=f"{name}.cancel",
            on=self.cancelled.emit,
        )
        head = QHBoxLayout()
        head.addWidget(Label(title, "strong", name=f"{name}.title", elide=True), 1)
        head.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 4, 8, 10)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.chips)
        foot = QHBoxLayout()
        hint = self.tr("Effectué est définitif : il n’y a pas de retour.")
        foot.addWidget(Label(hint, "caption", name=f"{name}.hint"), 1)
        foot.addWidget(self.nothing)
        box.addLayout(foot)

    def start(self) -> None:
        """Puts the keyboard on the first date."""
        self.chips.chips["tomorrow"].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)
