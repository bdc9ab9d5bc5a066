"""The screen « Rapports »: one report at a time, and the bonus list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.queries.reports_scope import Asked
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.page import dress
from prospectdesk.ui.kit.tabs import SegmentedTabs
from prospectdesk.ui.reports.base import ReportPage

if TYPE_CHECKING:
    from prospectdesk.ui.kit.charts.data import Chart
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
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.scrolled(self.parts, "scroll"), 1)
        self.export.hide()
        self._ready = False

    def pieces(self) -> Iterator[None]:
        """The report that is asked for; the others are made when they are first chosen."""
        yield from super().pieces()
        dress(self._report(self.tabs.current()))
        self._ready = True
        yield

    @cached_property
    def bonuses(self) -> BonusPane:
        """The bonus list."""
        from prospectdesk.ui.reports.bonus_pane import BonusPane

        made = BonusPane(self.desk, f"{NAME}.{BONUSES}", self.parts)
        made.export_wanted.connect(lambda: self.exporting.bonuses(self.filters.asked()))
        made.totals.export_wanted.connect(lambda form: self.exporting.chart(made.totals, form))
        made.totals.picked.connect(self._person)
        return made

    def _report(self, key: str) -> QWidget:
        """A report, made if need be."""
        if key == BONUSES:
            return self.bonuses
        found = self.panels.get(key)
        return self.panel(key, self.panel_titles()[key], self.parts, large=False) if found is None else found

    def _stand(self, key: str) -> None:
        """Shows a report."""
        part = self._report(key)
        if self.parts.indexOf(part) < 0:
            self.parts.addWidget(part)
        self.parts.setCurrentWidget(part)

    async def reload(self) -> None:
        """Reads the report on screen."""
        self._stand(self.tabs.current())
        await super().reload()

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
        if self._ready:
            self._stand(key)
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
        from prospectdesk.queries.bonuses import bonuses

        self.bonuses.show_bonuses(await self.desk.query(bonuses, asked, person))
