"""Accueil: one sentence, then the day in its order, the sheets seen lately, and ways to begin (C-84)."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.clock import instant_ms
from prospectdesk.queries.home import HomeView, home
from prospectdesk.ui.home.parts import NAME, ROWS, DayPart, RecentSheets
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Figure
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.reasons import Reason, ReasonPopover
from prospectdesk.ui.relances.day_line import day_parts, order_reasons

SHOWN = ("follow_up", "follow_up_assignee", "company", "registration", "timeline", "dossier")


class HomePage(Page):
    """What the user does today, in order."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.hello = Label(role="title", name=f"{NAME}.hello")
        self.day = Label(tone="muted", name=f"{NAME}.day", wrap=True)
        self.why = Button(
            self.tr("Pourquoi cet ordre ?"), "info", "flat", name=f"{NAME}.why", on=self._explain
        )
        self.reasons = ReasonPopover(f"{NAME}.reasons", self)
        self.bring = Button(
            self.tr("Importer un fichier"), "upload", name=f"{NAME}.import", on=lambda: desk.open("import")
        )
        self.new = Button(
            self.tr("Nouveau prospect"), "plus", name=f"{NAME}.new", on=lambda: desk.open("prospects.new")
        )
        self.figures = {
            "due": Figure(self.tr("Relances à traiter"), "alarm-clock", "bad", f"{NAME}.due"),
            "soon": Figure(self.tr("À venir sous 7 jours"), "calendar-clock", "accent", f"{NAME}.soon"),
            "actions": Figure(self.tr("Actions aujourd’hui"), "circle-check", "ok", f"{NAME}.actions"),
        }
        self.with_opportunity = DayPart(
            self,
            1,
            "with_opportunity",
            self.tr("Opportunités avec relance"),
            lambda: self._begin(opportunity=True),
        )
        self.without = DayPart(
            self, 2, "without_opportunity", self.tr("Relances sans opportunité"),
            lambda: self._begin(opportunity=False),
        )  # fmt: skip
        self.recent = RecentSheets(self)
        self.empty = EmptyState(
            "building-2", self.tr("Bienvenue dans ProspectDesk"),
            self.tr("Importez une liste d’entreprises, ou créez un premier prospect : votre journée s’écrira ici."),
            self.tr("Importer un fichier"), button_icon="upload", on=lambda: desk.open("import"),
            name=f"{NAME}.empty",
        )  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.hello)
        texts.addWidget(self.day)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(texts, 1)
        for button in (self.why, self.bring, self.new):
            head.addWidget(button)
        self.content = QWidget()
        self.content.setProperty("role", "plain")
        inside = QVBoxLayout(self.content)
        inside.setContentsMargins(20, 4, 20, 12)
        inside.setSpacing(12)
        inside.addLayout(self._figure_row())
        inside.addLayout(self._columns(), 1)
        self.area = QScrollArea()
        self.area.setObjectName(f"{NAME}.area")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.content)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 14, 0, 0)
        box.setSpacing(10)
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 20, 0)
        row.addLayout(head)
        box.addLayout(row)
        box.addWidget(self.area, 1)
        box.addWidget(self.empty, 1)
        self.area.hide()
        self.empty.hide()

    def _figure_row(self) -> QHBoxLayout:
        figures = QHBoxLayout()
        figures.setSpacing(12)
        for figure in self.figures.values():
            figures.addWidget(figure, 1)
        return figures

    def _columns(self) -> QHBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.with_opportunity)
        left.addWidget(self.without)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.recent)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(left, 66)
        columns.addLayout(right, 34)
        return columns

    def title(self) -> str:
        """The text of its tab."""
        return self.tr("Accueil")

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the rows, for the status bar."""
        return [
            ("J/K", self.tr("ligne")), ("F", self.tr("fait")), ("D", self.tr("reporter")),
            (self.tr("Entrée"), self.tr("ouvrir")),
        ]  # fmt: skip

    def concerned(self, changes: Changes) -> bool:
        """Whatever the cards show."""
        return changes.touches(*SHOWN)

    async def reload(self) -> None:
        """Reads the day."""
        person, today = self.desk.session.person, self.desk.today()
        view = await self.desk.query(home, person.id, today, self._midnight(), ROWS)
        self.hello.setText(self.tr("Bonjour {0}").format(person.name.partition(" ")[0]))
        self.day.setText(self._sentence(view, today))
        self.area.setVisible(view.started)
        self.empty.setVisible(not view.started)
        self.bring.setVisible(view.started)
        self.why.setVisible(view.started)
        self._show_figures(view)
        worth = view.with_opportunity.due_count > 0
        self.with_opportunity.show_panel(view.with_opportunity, first=worth)
        self.without.show_panel(view.without_opportunity, first=not worth)
        self.recent.show_sheets(view.recent)

    def _midnight(self) -> int:
        clock = self.desk.session.clock
        return instant_ms(datetime.combine(clock.today(), time(), ZoneInfo(clock.zone)))

    def _sentence(self, view: HomeView, today: int) -> str:
        day = show.long_date(today)
        parts = day_parts(view.whole, today)
        if not view.started:
            return day.capitalize()
        if not parts:
            return self.tr("{0} : rien à traiter pour le moment.").format(day.capitalize())
        return self.tr("{0} : {1}.").format(day.capitalize(), ", ".join(parts))

    def _show_figures(self, view: HomeView) -> None:
        split = (show.count(view.with_opportunity.due_count), show.count(view.without_opportunity.due_count))
        under = self.tr("{0} avec opportunité, {1} sans").format(*split)
        self.figures["due"].show_value(show.count(view.whole.due_count), under)
        later = self.tr("{0} à venir en tout").format(show.count(view.whole.coming_count))
        self.figures["soon"].show_value(show.count(view.coming_soon), later)
        did = view.actions
        text = self.tr("{0} appel(s), {1} note(s), {2} relance(s) faite(s)")
        self.figures["actions"].show_value(
            show.count(did.calls + did.notes + did.treated), text.format(did.calls, did.notes, did.treated)
        )

    def _begin(self, *, opportunity: bool) -> None:
        self.desk.open("relances", with_opportunity=opportunity)

    def _explain(self) -> None:
        first = Reason(
            self.tr("Les sociétés avec une opportunité en cours d’abord, puis les autres"),
            icon="target",
            tone="accent",
        )
        self.reasons.explain(self.tr("Pourquoi cet ordre ?"), [first, *order_reasons()])
        self.reasons.open_under(self.why)
