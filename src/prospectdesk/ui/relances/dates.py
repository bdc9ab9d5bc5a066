"""The popover that re-dates a follow-up: chips, a calendar, and the reason when a day is refused (D-48)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QVBoxLayout, QWidget

from prospectdesk.domain.clock import day_date, day_number
from prospectdesk.domain.errors import Failure
from prospectdesk.ui.kit.cards import Float
from prospectdesk.ui.kit.dates import DateChips
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.labels import Label

Check = Callable[[int], object]


def q_date(day: int) -> QDate:
    """A day number as Qt's date."""
    found = day_date(day)
    return QDate(found.year, found.month, found.day)


def of_q_date(day: QDate) -> int:
    """Qt's date as a day number."""
    return day_number(date(day.year(), day.month(), day.day()))


class DatePopover(Float):
    """Chips and a calendar that rise at a place; `check` raises a Failure for a day that is refused.

    A refused day leaves it open with the reason (D-48).
    """

    chosen = Signal(int)

    def __init__(
        self, parent: QWidget, today: int, day: int, *, name: str, check: Check | None = None
    ) -> None:
        super().__init__(name, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Choisir une date"))
        self._check = check
        self.chips = DateChips(lambda: today, f"{name}.chips")
        self.chips.other.hide()
        self.chips.chosen.connect(self.take)
        self.calendar = QCalendarWidget()
        self.calendar.setObjectName(f"{name}.calendar")
        self.calendar.setAccessibleName(self.tr("Calendrier"))
        self.calendar.setLocale(QLocale(QLocale.Language.French, QLocale.Country.France))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(q_date(day))
        self.calendar.activated.connect(self._picked)
        self.calendar.clicked.connect(self._picked)
        self.error = Label(role="error", wrap=True, name=f"{name}.error")
        self.error.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        box.addWidget(self.chips)
        box.addWidget(self.calendar)
        box.addWidget(self.error)
        self.setFixedWidth(340)

    def rise(self, place: QPoint) -> None:
        """Shows itself at `place` (global), the day under the keys."""
        super().rise(place)
        self.calendar.setFocus()

    def take(self, day: int) -> None:
        """Chooses a day number, or says why not."""
        try:
            if self._check is not None:
                self._check(day)
        except Failure as failure:
            self.error.setText(sentence(failure))
            self.error.show()
            self.adjustSize()
            return
        self.hide()
        self.chosen.emit(day)
        self.close()

    def _picked(self, day: QDate) -> None:
        self.take(of_q_date(day))
