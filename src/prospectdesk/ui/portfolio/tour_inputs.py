"""What a round is worked out with: where it begins and ends, the day, the hour, how long and how fast."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QTimeEdit, QVBoxLayout, QWidget

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.portfolio import Place
from prospectdesk.domain.tour import Ends, Pace
from prospectdesk.ui.kit.dates import DateField
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.portfolio.place_entry import PlaceEntry

NAME = "portfolio.tour"
AIR = 8
"""Pixels before a number, as in the fields beside it."""


class TourInputs(QWidget):
    """`ends_changed` tells another beginning or end (the order may be another), `pace_changed` other hours."""

    ends_changed = Signal()
    pace_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.start = PlaceEntry(desk, f"{NAME}.start")
        self.start.setAccessibleName(self.tr("Départ"))
        self.end = PlaceEntry(desk, f"{NAME}.end")
        self.end.setAccessibleName(self.tr("Arrivée"))
        self.back = QCheckBox(self.tr("Revenir au départ"))
        self.back.setObjectName(f"{NAME}.back")
        self.back.setChecked(True)
        self.date = DateField(desk.today, f"{NAME}.date", self.tr("Jour"))
        self.date.show_day(desk.today())
        self.of_day = QTimeEdit(QTime(9, 0))
        self.of_day.setObjectName(f"{NAME}.time")
        self.of_day.setDisplayFormat("HH:mm")
        self.of_day.lineEdit().setTextMargins(AIR, 0, 0, 0)
        self.visit = _number(f"{NAME}.visit", 5, 480, Pace().visit, self.tr(" min"), 5)
        self.speed = _number(f"{NAME}.speed", 5, 130, Pace().kmh, self.tr(" km/h"), 5)
        self.end_field = Labelled(self.tr("Arrivée"), self.end)
        self._lay_out()
        self.end_field.hide()
        self.start.place_changed.connect(self._ends)
        self.end.place_changed.connect(self._ends)
        self.back.toggled.connect(self._toggled)
        self.date.changed.connect(lambda _day: self.pace_changed.emit())
        self.of_day.timeChanged.connect(lambda _time: self.pace_changed.emit())
        for part in (self.visit, self.speed):
            part.valueChanged.connect(lambda _value: self.pace_changed.emit())

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(12)
        first.addWidget(Labelled(self.tr("Départ"), self.start), 3)
        first.addWidget(self.end_field, 3)
        first.addWidget(Labelled("", self.back), 2)
        for label, field in (
            (self.tr("Jour"), self.date), (self.tr("Heure de départ"), self.of_day),
            (self.tr("Durée d’une visite"), self.visit), (self.tr("Vitesse à vol d’oiseau"), self.speed),
        ):  # fmt: skip
            second.addWidget(Labelled(label, field), 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(first)
        box.addLayout(second)

    def show_start(self, place: Place) -> None:
        """Where rounds usually begin."""
        self.start.show_place(place)

    def ends(self) -> Ends:
        """Where the round begins and ends; free where no place is given."""
        start = _end(self.start.place)
        return Ends(start, start if self.back.isChecked() else _end(self.end.place))

    def pace(self) -> Pace:
        """What hours are worked out with."""
        at = self.of_day.time()
        usual = Pace()
        start = at.hour() * 60 + at.minute()
        return Pace(
            start=start, visit=self.visit.value(), kmh=self.speed.value(), end=max(usual.end, start + 60)
        )

    def day(self) -> date:
        """The first day; today while the field holds none."""
        day = self.date.day()
        return day_date(self._desk.today() if day is None else day)

    def _toggled(self, back: bool) -> None:
        self.end_field.setVisible(not back)
        self._ends()

    def _ends(self) -> None:
        self.ends_changed.emit()


def _end(place: Place | None) -> tuple[str, tuple[float, float]] | None:
    return None if place is None else (place.label, (place.latitude, place.longitude))


def _number(name: str, least: int, most: int, value: int, unit: str, step: int) -> QSpinBox:
    made = QSpinBox()
    made.setObjectName(name)
    made.setRange(least, most)
    made.setSingleStep(step)
    made.setSuffix(unit)
    made.setValue(value)
    made.lineEdit().setTextMargins(AIR, 0, 0, 0)
    return made
