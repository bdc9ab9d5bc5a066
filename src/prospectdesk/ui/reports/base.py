"""What dashboard and reports share: filters, charts read one after the other, the list behind a mark, exports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.queries.reports_scope import Asked, choices
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page, load_late
from prospectdesk.ui.reports.filters import Filters

if TYPE_CHECKING:
    from prospectdesk.queries.reports_behind import Report
    from prospectdesk.ui.kit.charts.data import Chart
    from prospectdesk.ui.kit.charts.panel import ChartPanel
    from prospectdesk.ui.reports import charts
    from prospectdesk.ui.reports.behind import BehindPane
    from prospectdesk.ui.reports.exporting import Exporting
    from prospectdesk.ui.reports.paper import Printed

SHOWN = (
    "dossier", "dossier_reason", "bonus", "stage", "pipeline", "dossier_type", "catalogue", "user", "company",
    "registration", "timeline", "follow_up", "routine", "routine_user", "routine_tag", "workspace",
)  # fmt: skip
LATE = (
    "domain.reports", "queries.bonuses", "queries.reports", "queries.reports_activity", "queries.reports_tags",
    "ui.kit.charts.data", "ui.kit.charts.table", "ui.kit.charts.scene", "ui.kit.charts.painting", "ui.kit.charts.view",
    "ui.kit.charts.panel", "ui.reports.words", "ui.reports.charts", "ui.reports.tiles",
)  # fmt: skip
"""What the panels need: loaded when the page is there."""
LISTS = ("pipeline", "user", "catalogue", "routine", "routine_user")


class ReportPage(Page):
    """Subclasses fill `body` with panels made by `panel` and say in `wanted` which of them are on screen."""

    most_people: int | None = None
    """Bars of people; None for all of them."""

    def __init__(self, desk: Desk, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, name, parent)
        self.name = name
        self.panels: dict[str, ChartPanel] = {}
        self._mark: tuple[str, str] | None = None
        self._choices_read = False
        self.facts = Label("", "secondary", tone="muted", name=f"{name}.facts", elide=True)
        self.facts.setContentsMargins(0, 0, 0, 3)
        self.export = Button(
            self.tr("Exporter"), "download", "primary", name=f"{name}.export",
            tip=self.tr("Les données de tous les graphiques, en classeur Excel"), on=self._export_all,
        )  # fmt: skip
        self.printing = Button(
            self.tr("Imprimer"),
            "printer",
            name=f"{name}.print",
            tip=self.tr("Imprimer (Ctrl+P)"),
            on=self._print,
        )
        keys = QShortcut(QKeySequence("Ctrl+P"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._print)
        self.filters = Filters(desk, name)
        self.filters.changed.connect(self.refresh)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(12)
        self._lay_out(title)

    @cached_property
    def exporting(self) -> Exporting:
        """Where the page goes to a file or to paper."""
        from prospectdesk.ui.reports.exporting import Exporting

        return Exporting(self)

    @cached_property
    def behind(self) -> BehindPane:
        """The list behind a mark."""
        from prospectdesk.ui.reports.behind import BehindPane

        made = BehindPane(self.desk, f"{self.name}.behind", self.stack)
        made.left.connect(self.leave_mark)
        self.stack.addWidget(made)
        return made

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Label(title, "title", name=f"{self.name}.title"))
        head.addWidget(self.facts, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.printing)
        head.addWidget(self.export)
        report = QWidget()
        report.setLayout(self.body)
        self.stack = QStackedWidget()
        self.stack.addWidget(report)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 12)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self.filters)
        box.addWidget(self.stack, 1)

    def pieces(self) -> Iterator[None]:
        """The modules of the panels; subclasses go on with these."""
        yield from load_late(*LATE)

    def scrolled(self, inside: QWidget, name: str) -> QScrollArea:
        """What may be higher than the window."""
        inside.setProperty("role", "page")
        area = QScrollArea()
        area.setObjectName(f"{self.name}.{name}")
        area.setAccessibleName(self.tr("Graphiques"))
        area.setProperty("role", "page")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area

    def panel(self, key: str, title: str, parent: QWidget, *, large: bool) -> ChartPanel:
        """The panel of a report."""
        from prospectdesk.ui.kit.charts.panel import ChartPanel

        made = ChartPanel(
            f"{self.name}.{key}", title, lambda work: self.desk.spawn(self, work), large=large, parent=parent
        )
        made.picked.connect(lambda mark, key=key: self.show_mark(key, mark))
        made.export_wanted.connect(lambda form, made=made: self.exporting.chart(made, form))
        made.large_wanted.connect(lambda key=key: self._alone(key))
        self.panels[key] = made
        return made

    def panel_titles(self) -> dict[str, str]:
        """The charts, in their order."""
        return {
            "conversion": self.tr("Conversion par étape"),
            "forecast": self.tr("Prévision pondérée par mois"),
            "losses": self.tr("Raisons de perte"),
            "activity": self.tr("Activité par commercial"),
            "ageing": self.tr("Ancienneté des dossiers ouverts"),
            "tags": self.tr("Tags de la routine"),
        }

    def wanted(self) -> tuple[str, ...]:
        """The panels to read."""
        return tuple(self.panels)

    def concerned(self, changes: Changes) -> bool:
        """Whatever is counted."""
        if changes.touches(*LISTS):
            self._choices_read = False
        return changes.touches(*SHOWN)

    def hints(self) -> list[tuple[str, str]]:
        """The keys of a chart."""
        return [
            (self.tr("Tab"), self.tr("graphique suivant")),
            ("←/→", self.tr("valeur suivante")),
            (self.tr("Entrée"), self.tr("dossiers de la valeur")),
            ("Ctrl+P", self.tr("imprimer")),
        ]

    async def reload(self) -> None:
        """Reads the lists of the filters once, then each report that is on screen."""
        if not self._choices_read:
            self._choices_read = True
            person = self.desk.session.person
            self.filters.show_choices(await self.desk.query(choices, person.id, person.leads))
        self.filters.show_state()
        asked = self.filters.asked()
        await self.read_top(asked)
        for key in self.wanted():
            self.panels[key].show_chart(*await self._drawn(key, asked))
        now = show.hour(self.desk.session.clock.now())
        text = self.tr(
            "calculé sur cet ordinateur à {0} · cliquez une barre pour la liste de ce qu’elle compte"
        )
        self.facts.setText(text.format(now))
        if self._mark is not None and self.stack.currentIndex():
            await self._list(*self._mark)

    async def read_top(self, asked: Asked) -> None:
        """What stands above the charts."""

    async def _drawn(self, key: str, asked: Asked) -> charts.Drawn:
        from prospectdesk.queries import reports, reports_activity, reports_tags
        from prospectdesk.ui.reports import charts

        query, today = self.desk.query, self.desk.today()
        if key == "conversion":
            return charts.conversion(await query(reports.conversion, asked))
        if key == "forecast":
            return charts.forecast(await query(reports.forecast, asked, today))
        if key == "losses":
            return charts.losses(await query(reports.losses, asked))
        if key == "tags":
            return charts.tags(await query(reports_tags.tags, asked))
        if key == "ageing":
            now = self.desk.session.clock.now_ms()
            return charts.ageing(await query(reports.ageing, asked, today, now))
        return charts.activity(await query(reports_activity.activity, asked), self.most_people)

    # the list behind a mark ------------------------------------------------------------------
    def show_mark(self, key: str, mark: str) -> None:
        """Lists what a mark counts."""
        self._mark = (key, mark)
        self.desk.spawn(self, self._list(key, mark))

    async def _list(self, key: str, mark: str) -> None:
        from prospectdesk.queries import reports_activity, reports_tags
        from prospectdesk.queries.reports_behind import LIMIT, Mark, behind

        asked, (first, _, second) = self.filters.asked(), mark.partition("|")
        title = f"{self.panels[key].chart.title}\u00a0: {self._named(key, mark)}"
        if key == "activity":
            found = await self.desk.query(reports_activity.acts_of, asked, int(first), second, LIMIT)
            self.behind.show_acts(title, found)
        elif key == "tags":
            rows = await self.desk.query(reports_tags.tagged, asked, int(first), second, LIMIT)
            self.behind.show_companies(title, rows)
        else:
            asked_for = Mark(cast("Report", key), first, int(second) if second else None)
            self.behind.show_dossiers(
                title, await self.desk.query(behind, asked, asked_for, self.desk.today())
            )
        self.stack.setCurrentWidget(self.behind)
        self.behind.view.setFocus()

    def _named(self, key: str, mark: str) -> str:
        """A mark by the labels of its bar and its series."""
        chart = self.panels[key].chart
        for group in chart.groups:
            for part in group.parts:
                if part.key == mark:
                    series = chart.series[part.series].label if chart.legend else ""
                    return ", ".join(one for one in (group.label, series) if one)
        return ""

    def leave_mark(self) -> None:
        """Back to the charts."""
        self._mark = None
        self.stack.setCurrentIndex(0)

    def _alone(self, key: str) -> None:
        self.desk.open("reports", report=key, choice=self.filters.choice)

    def _export_all(self) -> None:
        self.exporting.everything([self.panels[key] for key in self.wanted()], self.title())

    def printed(self) -> Printed:
        """What is on screen, to be printed."""
        from prospectdesk.ui.reports.paper import Printed

        shown = tuple(one for one in self.charts_shown() if one.groups)
        lines = (self.filters.told(), self.facts.text().split(" · ")[0])
        return Printed(self.title(), tuple(filter(None, lines)), self.figures(), shown)

    def charts_shown(self) -> tuple[Chart, ...]:
        """The charts on screen."""
        return tuple(self.panels[key].chart for key in self.wanted())

    def figures(self) -> tuple[tuple[str, str, str], ...]:
        """What stands above the charts: what, value, how it moved."""
        return ()

    def _print(self) -> None:
        self.exporting.printing(self.printed())

    def apply(self, **params: Any) -> None:
        """`choice`: the filters of another page."""
        choice = params.get("choice")
        if choice is not None:
            self.filters.take(choice)
