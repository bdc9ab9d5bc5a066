"""The filters above the reports: period, salesperson, pipeline, service, routine, source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prospectdesk.domain.errors import Failure
from prospectdesk.domain.reports import PRESETS, Period, Preset, period, preset
from prospectdesk.queries.reports_scope import Asked, Named, ReportChoices
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.dates import DateField
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.menu_chip import MenuChip
from prospectdesk.ui.reports.words import period_text, preset_text

NO_CHOICES = ReportChoices((), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen; `own` is a period typed by hand, which takes the place of `preset`."""

    preset: Preset = "year"
    own: Period | None = None
    pipeline: int | None = None
    users: tuple[int, ...] = ()
    service: int | None = None
    routine: int | None = None
    source: int | None = None

    def period(self, today: int) -> Period:
        """The days it means today."""
        return self.own or preset(self.preset, today)


class Filters(QWidget):
    """`changed` tells that `choice` differs."""

    changed = Signal()

    def __init__(self, desk: Desk, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._name = desk, name
        self.choice = Choice()
        self.choices = NO_CHOICES
        self.period = MenuChip(self.tr("Période"), "calendar", f"{name}.period")
        self.users = MenuChip(self.tr("Commercial"), "user", f"{name}.users")
        self.pipeline = MenuChip(self.tr("Pipeline"), "square-kanban", f"{name}.pipeline")
        self.service = MenuChip(self.tr("Service"), "briefcase", f"{name}.service")
        self.routine = MenuChip(self.tr("Routine"), "tag", f"{name}.routine")
        self.source = MenuChip(self.tr("Source"), "compass", f"{name}.source")
        self.clear_button = Button(
            self.tr("Effacer les filtres"), "x", "flat", name=f"{name}.clear_filters", on=self.clear
        )
        flow = FlowLayout(self)
        for part in (self.period, self.users, self.pipeline, self.service, self.routine, self.source,
                     self.clear_button):  # fmt: skip
            flow.addWidget(part)
        self.show_state()

    def asked(self) -> Asked:
        """What the queries are asked."""
        session, choice = self._desk.session, self.choice
        return Asked(
            period=choice.period(self._desk.today()),
            person=session.person.id,
            leads=session.person.leads,
            pipeline=choice.pipeline,
            users=choice.users,
            service=choice.service,
            routine=choice.routine,
            source=choice.source,
            zone=session.clock.zone,
        )

    def told(self) -> str:
        """The chosen filters in words, for paper."""
        chips = (self.period, self.users, self.pipeline, self.service, self.routine, self.source)
        chosen = (one.text() for one in chips if one.isVisibleTo(self))
        return " · ".join(one for one in chosen if ":" in one)

    def set(self, **values: Any) -> None:
        """Changes the choice, shows it and tells."""
        choice = replace(self.choice, **values)
        if choice != self.choice:
            self.choice = choice
            self.changed.emit()
        self.show_state()

    def take(self, choice: Choice) -> None:
        """A choice made on another page."""
        if choice != self.choice:
            self.choice = choice
            self.show_state()
            self.changed.emit()

    def clear(self) -> None:
        """Back to this year, everybody."""
        self.take(Choice(pipeline=self.choice.pipeline))

    def show_choices(self, choices: ReportChoices) -> None:
        """What the menus offer."""
        if choices != self.choices:
            self.choices = choices
            self.show_state()

    def show_state(self) -> None:
        """Fills menus and chips."""
        choice, choices = self.choice, self.choices
        self._show_period()
        self.users.offer_many(choices.users, choice.users, lambda chosen: self.set(users=chosen))
        pipelines = dict(choices.pipelines)
        first = choices.pipelines[0][0] if choices.pipelines else None
        shown = choice.pipeline if choice.pipeline in pipelines else first
        self.pipeline.menu.clear()
        for key, label in choices.pipelines:
            self.pipeline.tick(str(key), label, key == shown, partial(self.set, pipeline=key))
        self.pipeline.show_state(pipelines.get(shown or 0, ""))
        self.pipeline.setVisible(len(pipelines) > 1)
        self._one(self.service, "service", choice.service, choices.services, self.tr("Tous"))
        self._one(self.routine, "routine", choice.routine, choices.routines, self.tr("Toutes"))
        self._one(self.source, "source", choice.source, choices.sources, self.tr("Toutes"))
        self.clear_button.setVisible(choice != Choice(pipeline=choice.pipeline))

    def _show_period(self) -> None:
        chip, choice = self.period, self.choice
        chip.menu.clear()
        for key in PRESETS:
            on = choice.own is None and choice.preset == key
            chip.tick(key, preset_text(key), on, partial(self.set, preset=key, own=None))
        chip.menu.addSeparator()
        chip.tick("own", self.tr("Choisir les dates…"), choice.own is not None, self._ask_period)
        chip.show_state(period_text(choice.period(self._desk.today())))

    def _one(
        self, chip: MenuChip, field: str, now: int | None, offered: Sequence[Named], anything: str
    ) -> None:
        chip.offer_one(offered, now, lambda chosen: self.set(**{field: chosen}), anything)
        chip.setVisible(bool(offered))

    def _ask_period(self) -> None:
        self.period.menu.hide()
        self._desk.spawn(self, self._asked_period())

    async def _asked_period(self) -> None:
        now = self.choice.period(self._desk.today())
        dialog = PeriodDialog(self, self._desk, now, f"{self._name}.dates")
        found: list[Period] = []
        dialog.accepted.connect(lambda: found.append(dialog.period()))
        if await ask.answer(dialog):
            self.set(own=found[0])
        else:
            self._show_period()


class PeriodDialog(ask.Question):
    """The first and the last day of a period."""

    def __init__(self, parent: QWidget, desk: Desk, now: Period, name: str) -> None:
        super().__init__(parent, self.tr("Période des rapports"), "", yes=self.tr("Appliquer"), name=name)
        self.first = DateField(desk.today, f"{name}.first", self.tr("Du"))
        self.last = DateField(desk.today, f"{name}.last", self.tr("Au"))
        self.first.show_day(now.first)
        self.last.show_day(now.last)
        self.error = Label(role="error", wrap=True, name=f"{name}.error")
        self.error.hide()
        for label, field in ((self.tr("Du"), self.first), (self.tr("Au"), self.last)):
            self.content.addWidget(Labelled(label, field))
        self.content.addWidget(self.error)
        self.first.setFocus()

    def period(self) -> Period:
        """What stands in the fields. Raises Invalid."""
        return period(*(one.day() if one.is_valid() else None for one in (self.first, self.last)))

    def accept(self) -> None:
        """Keeps the dialog open, with the reason, while the dates are no period."""
        try:
            self.period()
        except Failure as failure:
            self.error.setText(sentence(failure))
            self.error.show()
            return
        super().accept()
