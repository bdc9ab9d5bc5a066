"""The screen « Rapports »: one report at a time, and the bonus list."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.queries.bonuses import bonuses
from prospectdesk.queries.reports_scope import Asked
from prospectdesk.ui.kit.charts.data import Chart
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.tabs import SegmentedTabs
from prospectdesk.ui.reports.base import ReportPage
from prospectdesk.ui.reports.bonus_pane import BonusPane

NAME = "reports"
BONUSES = "bonuses"


class ReportsPage(ReportPage):
    """`apply(report=…)` shows one of the panels or "bonuses"."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, self.tr("Rapports"), parent)
        tabs = {
            "forecast": self.tr("Prévision"),
            "conversion": self.tr("Conversion"),
            "losses": self.tr("Raisons de perte"),
            "ageing": self.tr("Ancienneté"),
            "activity": self.tr("Activité"),
            "tags": self.tr("Tags"),
            BONUSES: self.tr("Primes"),
        }
        self.tabs = SegmentedTabs(list(tabs.items()), name=f"{NAME}.tabs", accessible=self.tr("Rapports"))
        self.tabs.chosen.connect(self._chosen)
        self.parts = QStackedWidget()
        titles = self.panel_titles()
        for key in list(tabs)[:-1]:
            self.parts.addWidget(self.panel(key, titles[key], large=False))
        self.bonuses = BonusPane(desk, f"{NAME}.{BONUSES}")
        self.bonuses.export_wanted.connect(lambda: self.exporting.bonuses(self.filters.asked()))
        self.bonuses.totals.export_wanted.connect(
            lambda form: self.exporting.chart(self.bonuses.totals, form)
        )
        self.bonuses.totals.picked.connect(self._person)
        self.parts.addWidget(self.bonuses)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.scrolled(self.parts, "scroll"), 1)
        self.export.hide()

    def title(self) -> str:
        """The text of its tab."""
        return self.tr("Rapports")

    def wanted(self) -> tuple[str, ...]:
        """The report on screen."""
        key = self.tabs.current()
        return () if key == BONUSES else (key,)

    def charts_shown(self) -> tuple[Chart, ...]:
        """The report, or what each person gets."""
        return super().charts_shown() or (self.bonuses.totals.chart,)

    def apply(self, **params: Any) -> None:
        """`report` is the key of a tab; `choice` the filters of another page."""
        super().apply(**params)
        key = params.get("report", self.tabs.current())
        if key in self.tabs.tabs:
            self.tabs.choose(key)
            self._chosen(key)

    def _chosen(self, key: str) -> None:
        self.leave_mark()
        self.parts.setCurrentWidget(self.panels.get(key, self.bonuses))
        self.refresh()

    def _person(self, user: str) -> None:
        """The lines of one person."""
        self.bonuses.form.choose("lines")
        self.filters.set(users=(int(user),))

    async def read_top(self, asked: Asked) -> None:
        """The bonus list when it is on screen; only administrators are told it."""
        if self.tabs.current() != BONUSES:
            return
        person = self.desk.session.person
        if not person.administers:
            self.bonuses.refuse(ADMIN_ONLY)
            return
        self.bonuses.show_bonuses(await self.desk.query(bonuses, asked, person))
