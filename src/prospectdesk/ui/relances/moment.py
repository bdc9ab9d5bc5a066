"""A date and, where it matters, a time of day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QTimeEdit, QWidget

from prospectdesk.domain.clock import day_date
from prospectdesk.ui.kit.dates import DateField, Today
from prospectdesk.ui.kit.roles import set_role


class MomentFields(QWidget):
    """`changed` is emitted when another date stands in the field."""

    changed = Signal()

    def __init__(self, today: Today, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.date = DateField(today, f"{name}.date", self.tr("Date"))
        self.date.setFixedWidth(170)
        self.date.changed.connect(lambda _day: self.changed.emit())
        self.timed = QCheckBox(self.tr("à"))
        self.timed.setObjectName(f"{name}.timed")
        self.timed.setAccessibleName(self.tr("Donner une heure"))
        self.timed.setToolTip(self.tr("Donner une heure"))
        self.of_day = QTimeEdit(QTime(9, 0))
        self.of_day.setObjectName(f"{name}.time")
        self.of_day.setAccessibleName(self.tr("Heure"))
        self.of_day.setDisplayFormat("HH:mm")
        self.of_day.hide()
        self.timed.toggled.connect(self.of_day.setVisible)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.date, self.timed, self.of_day):
            row.addWidget(part)
        row.addStretch(1)
        self.setFocusProxy(self.date)

    def show_moment(self, day: int, minute: int | None) -> None:
        """Shows a day number and minutes since midnight, or no time."""
        self.date.show_day(day)
        self.timed.setChecked(minute is not None)
        if minute is not None:
            self.of_day.setTime(QTime(minute // 60, minute % 60))

    def show_day(self, day: int) -> None:
        """Shows another day number and tells it."""
        self.date.show_day(day)
        self.changed.emit()

    def day(self) -> int | None:
        """The chosen day number."""
        return self.date.day()

    def date_or_none(self) -> date | None:
        """The chosen date as commands take it."""
        day = self.date.day()
        return None if day is None else day_date(day)

    def hour(self) -> str | None:
        """14:30, or None without a time."""
        return self.of_day.time().toString("HH:mm") if self.timed.isChecked() else None

    def check(self) -> bool:
        """Whether a date stands there; marks the field when not."""
        good = self.date.is_valid() and self.date.day() is not None
        set_role(self.date.field, invalid="false" if good else "true")
        if not good:
            self.date.field.setFocus()
        return good
