"""Choosing a day: chips for the usual distances and a calendar for the others."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from prospectdesk.domain.clock import day_date, day_number
from prospectdesk.domain.errors import Failure
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label

YEAR, TWO_YEARS = 365, 730
Check = Callable[[int], object]


def month_later(day: int) -> int:
    """The same day of the next month, or its last day."""
    start = day_date(day)
    year, month = (start.year + 1, 1) if start.month == 12 else (start.year, start.month + 1)
    return day_number(date(year, month, min(start.day, monthrange(year, month)[1])))


def q_date(day: int) -> QDate:
    """A day number as Qt's date."""
    found = day_date(day)
    return QDate(found.year, found.month, found.day)


def of_q_date(day: QDate) -> int:
    """Qt's date as a day number."""
    return day_number(date(day.year(), day.month(), day.day()))


class DateChips(QWidget):
    """demain, +3 j, +1 sem., +1 mois, J+365, J+730, choisir; `chosen` carries a day number."""

    chosen = Signal(int)
    choosing = Signal()

    def __init__(self, today: int, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        flow = FlowLayout(self)
        self.chips: dict[str, Chip] = {}
        for key, text, day in (
            ("tomorrow", self.tr("demain"), today + 1),
            ("three_days", self.tr("+3 j"), today + 3),
            ("week", self.tr("+1 sem."), today + 7),
            ("month", self.tr("+1 mois"), month_later(today)),
            ("year", self.tr("J+365"), today + YEAR),
            ("two_years", self.tr("J+730"), today + TWO_YEARS),
        ):
            chip = Chip(text, name=f"{name}.{key}", on=lambda day=day: self.chosen.emit(day))
            chip.setToolTip(show.long_date(day))
            self.chips[key] = chip
            flow.addWidget(chip)
        choose = Chip(self.tr("choisir…"), "calendar", name=f"{name}.choose", on=self.choosing.emit)
        self.chips["choose"] = choose
        flow.addWidget(choose)

    def without_calendar(self) -> DateChips:
        """Hides "choisir…" where a calendar already stands."""
        self.chips["choose"].hide()
        return self


class DatePopover(QFrame):
    """Chips and a calendar that rise at a place; `check` raises a Failure for a day that is refused.

    A refused day leaves it open with the reason (D-48).
    """

    chosen = Signal(int)

    def __init__(
        self, parent: QWidget, today: int, day: int, *, name: str, check: Check | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Choisir une date"))
        self.setProperty("role", "float")
        self._check = check
        self.chips = DateChips(today, name=f"{name}.chips").without_calendar()
        self.chips.chosen.connect(self.take)
        self.calendar = QCalendarWidget()
        self.calendar.setObjectName(f"{name}.calendar")
        self.calendar.setAccessibleName(self.tr("Calendrier"))
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
        """Shows itself with its top left corner at `place` (global), inside the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        left = max(screen.left(), min(place.x(), screen.right() - self.width()))
        top = max(screen.top(), min(place.y(), screen.bottom() - self.height()))
        self.move(left, top)
        self.show()
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
