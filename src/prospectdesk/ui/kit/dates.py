"""Dates to choose: chips (demain, +3 j …), a field that takes every usual spelling, a French calendar."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.domain.clock import day_date, day_number
from prospectdesk.domain.text import fold
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.buttons import IconButton
from prospectdesk.ui.kit.cards import Float
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.format import date_text, long_date
from prospectdesk.ui.kit.icons import icon
from prospectdesk.ui.kit.roles import set_role

Today = Callable[[], int]
"""Answers the day number of today: the injected clock's."""
WRITTEN = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?")
TIGHT = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
AHEAD = re.compile(r"(?:j\s*)?\+\s*(\d{1,4})\s*j?")
WORDS = {"hier": -1, "aujourd’hui": 0, "aujourd'hui": 0, "demain": 1, "apres-demain": 2}


def months_later(day: int, months: int) -> int:
    """The same day of a later month, or that month's last day."""
    start = day_date(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day_number(date(year, month + 1, min(start.day, last)))


def parse_day(text: str, today: int) -> int:
    """The day number of a typed date: 24/11/2026, 24/11, 24.11.26, 24112026, 2026-11-24, demain, +3.

    A date without a year is the next one from today on. Raises ValueError.
    """
    shown = text.strip().lower()
    known = WORDS.get(fold(shown), WORDS.get(shown))
    if known is not None:
        return today + known
    if found := AHEAD.fullmatch(shown):
        return today + int(found[1])
    if found := ISO.fullmatch(shown):
        return day_number(date(int(found[1]), int(found[2]), int(found[3])))
    found = TIGHT.fullmatch(shown) or WRITTEN.fullmatch(shown)
    if found is None:
        raise ValueError(text)
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year is not None:
        return day_number(date(int(year) + (2000 if len(year) == 2 else 0), month, day))
    start = day_date(today)
    this = day_number(date(start.year, month, day))
    return this if this >= today else day_number(date(start.year + 1, month, day))


class CalendarPopup(Float):
    """A month to click in, in French, weeks from Monday; `chosen` carries a day number."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.month = QCalendarWidget()
        self.month.setObjectName("calendar")
        self.month.setLocale(QLocale(QLocale.Language.French, QLocale.Country.France))
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setGridVisible(False)
        self.month.clicked.connect(self._take)
        self.month.activated.connect(self._take)
        box = QVBoxLayout(self)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(self.month)

    def open_at(self, under: QWidget, day: int) -> None:
        """Opens beneath a widget, on the month of `day`."""
        self._dress()
        found = day_date(day)
        self.month.setSelectedDate(QDate(found.year, found.month, found.day))
        self.open_under(under)
        self.month.setFocus()

    def _dress(self) -> None:
        """Qt's calendar has reds and arrows of its own: here they take the theme's colours."""
        look = theme.current()
        weekend = QTextCharFormat()
        weekend.setForeground(look.color("text_2"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.month.setWeekdayTextFormat(day, weekend)
        for name, arrow in (
            ("qt_calendar_prevmonth", "chevron-left"),
            ("qt_calendar_nextmonth", "chevron-right"),
        ):
            button = self.month.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(arrow))
        self.month.setMinimumSize(look.px(308), look.px(264))

    def _take(self, chosen: QDate) -> None:
        self.hide()
        self.chosen.emit(day_number(date(chosen.year(), chosen.month(), chosen.day())))


class DateField(QWidget):
    """A date as jj/mm/aaaa, typed or clicked; `changed` carries a day number, or None once emptied.

    What is not a date stays in the field, marked, and is not told.
    """

    changed = Signal(object)

    def __init__(self, today: Today, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._today = today
        self._day: int | None = None
        self.field = QLineEdit()
        self.field.setObjectName(f"{name}.field")
        self.field.setAccessibleName(accessible)
        self.field.setPlaceholderText(self.tr("jj/mm/aaaa"))
        self.field.setMaxLength(20)
        self.field.editingFinished.connect(self._typed)
        self.button = IconButton("calendar", self.tr("Choisir dans le calendrier"), name=f"{name}.calendar")
        self.button.clicked.connect(self._open)
        self.popup = CalendarPopup(self)
        self.popup.chosen.connect(self._clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.field)

    def day(self) -> int | None:
        """The date that stands in the field, also while it is being typed; None when empty.

        A button pressed by mouse takes no focus, so the typing may not have been told as finished.
        """
        found = self._read()
        return self._day if isinstance(found, bool) else found

    def is_valid(self) -> bool:
        """Whether what stands in the field is a date, or nothing."""
        return self._read() is not False

    def show_day(self, day: int | None) -> None:
        """Shows a date without telling."""
        self._day = day
        self.field.setText(date_text(day))
        self.field.setToolTip("" if day is None else long_date(day))
        set_role(self.field, invalid="false")

    def _read(self) -> int | bool | None:
        text = self.field.text().strip()
        if not text:
            return None
        try:
            return parse_day(text, self._today())
        except ValueError:
            return False

    def _typed(self) -> None:
        found = self._read()
        if isinstance(found, bool):
            set_role(self.field, invalid="true")
            self.field.setToolTip(self.tr("Ce n’est pas une date. Exemple\u00a0: 24/11/2026."))
        else:
            self._clicked(found)

    def _clicked(self, day: int | None) -> None:
        told = day != self._day
        self.show_day(day)
        if told:
            self.changed.emit(day)

    def _open(self) -> None:
        self.popup.open_at(self.field, self._day if self._day is not None else self._today())


class DateChips(QWidget):
    """Chips for the usual distances from today and a calendar; `chosen` carries a day number."""

    chosen = Signal(int)

    def __init__(self, today: Today, name: str = "dates", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._today = today
        self.chips: dict[str, Chip] = {}
        row = FlowLayout(self, spacing=6)
        for key, text in (
            ("tomorrow", self.tr("demain")), ("3d", self.tr("+3\u00a0j")), ("1w", self.tr("+1\u00a0sem.")),
            ("1m", self.tr("+1\u00a0mois")), ("365d", self.tr("J+365")), ("730d", self.tr("J+730")),
        ):  # fmt: skip
            chip = Chip(text, name=f"{name}.{key}")
            chip.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(self.day_of(key)))
            self.chips[key] = chip
            row.addWidget(chip)
        self.other = Chip(self.tr("choisir…"), "calendar", name=f"{name}.other")
        self.other.clicked.connect(self._open)
        row.addWidget(self.other)
        self.popup = CalendarPopup(self)
        self.popup.chosen.connect(self.chosen)
        self.show_dates()

    def day_of(self, key: str) -> int:
        """The day number a chip stands for."""
        today = self._today()
        if key == "1m":
            return months_later(today, 1)
        return today + {"tomorrow": 1, "3d": 3, "1w": 7, "365d": 365, "730d": 730}[key]

    def show_dates(self) -> None:
        """Each chip says its date: call again when the day has turned."""
        for key, chip in self.chips.items():
            day = long_date(self.day_of(key))
            chip.setToolTip(day)
            chip.setAccessibleName(self.tr("{0}, {1}").format(chip.text(), day))

    def _open(self) -> None:
        self.popup.open_at(self.other, self._today() + 1)
