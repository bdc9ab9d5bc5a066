"""Accueil: one sentence, then the day in its order, the sheets seen lately, and ways to begin (C-84)."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.clock import instant_ms
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Figure
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page, dress, load_late

if TYPE_CHECKING:
    from prospectdesk.queries.home import HomeView
    from prospectdesk.ui.kit.reasons import ReasonPopover

NAME, ROWS = "home", 3
LATE = (
    "queries.relances", "queries.home", "ui.relances.layout", "ui.relances.delegate", "ui.relances.row_list",
    "ui.relances.row_acts", "ui.relances.day_line", "ui.home.parts",
)  # fmt: skip
"""What the cards need: loaded when the page is there."""
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
        self.bring = Button(
            self.tr("Importer un fichier"), "upload", name=f"{NAME}.import", on=lambda: desk.open("import")
        )
        self.new = Button(
            self.tr("Nouveau prospect"), "plus", name=f"{NAME}.new", on=lambda: desk.open("prospects.new")
        )
        self._lay_out()

    def pieces(self) -> Iterator[None]:
        """What is shown once the day was read."""
        yield from load_late(*LATE)
        from prospectdesk.ui.home.parts import DayPart, RecentSheets

        self.figures = self._figures()
        yield
        beginning, going_on = functools.partial(self._begin, True), functools.partial(self._begin, False)
        title = self.tr("Opportunités avec relance")
        self.with_opportunity = DayPart(self, 1, "with_opportunity", title, beginning, self.content)
        self.left.addWidget(self.with_opportunity)
        dress(self.with_opportunity)
        yield
        title = self.tr("Relances sans opportunité")
        self.without = DayPart(self, 2, "without_opportunity", title, going_on, self.content)
        self.left.addWidget(self.without)
        self.left.addStretch(1)
        dress(self.without)
        yield
        self.recent = RecentSheets(self, self.content)
        self.right.addWidget(self.recent)
        self.right.addStretch(1)
        dress(self.recent)
        yield
        self.empty = self._nothing()
        yield

    def _figures(self) -> dict[str, Figure]:
        made = {
            "due": Figure(self.tr("Relances à traiter"), "alarm-clock", "bad", f"{NAME}.due"),
            "soon": Figure(self.tr("À venir sous 7 jours"), "calendar-clock", "accent", f"{NAME}.soon"),
            "actions": Figure(self.tr("Actions aujourd’hui"), "circle-check", "ok", f"{NAME}.actions"),
        }
        for figure in made.values():
            self.figure_row.addWidget(figure, 1)
            dress(figure)
        return made

    def _nothing(self) -> EmptyState:
        made = EmptyState(
            "building-2", self.tr("Bienvenue dans ProspectDesk"),
            self.tr("Importez une liste d’entreprises, ou créez un premier prospect : votre journée s’écrira ici."),
            self.tr("Importer un fichier"), button_icon="upload", on=lambda: self.desk.open("import"),
            name=f"{NAME}.empty", parent=self,
        )  # fmt: skip
        made.hide()
        self.box.addWidget(made, 1)
        return made

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
        self.figure_row = QHBoxLayout()
        self.figure_row.setSpacing(12)
        inside.addLayout(self.figure_row)
        inside.addLayout(self._columns(), 1)
        self.area = QScrollArea()
        self.area.setObjectName(f"{NAME}.area")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self.content)
        self.box = box = QVBoxLayout(self)
        box.setContentsMargins(0, 14, 0, 0)
        box.setSpacing(10)
        row = QHBoxLayout()
        row.setContentsMargins(20, 0, 20, 0)
        row.addLayout(head)
        box.addLayout(row)
        box.addWidget(self.area, 1)
        self.area.hide()

    def _columns(self) -> QHBoxLayout:
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        self.left.setSpacing(12)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(self.left, 66)
        columns.addLayout(self.right, 34)
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
        from prospectdesk.queries.home import home

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
        from prospectdesk.ui.relances.day_line import day_parts

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

    def _begin(self, opportunity: bool) -> None:
        self.desk.open("relances", with_opportunity=opportunity)

    @functools.cached_property
    def reasons(self) -> ReasonPopover:
        """Why the day is in this order."""
        from prospectdesk.ui.kit.reasons import ReasonPopover

        return ReasonPopover(f"{NAME}.reasons", self)

    def _explain(self) -> None:
        from prospectdesk.ui.kit.reasons import Reason
        from prospectdesk.ui.relances.day_line import order_reasons

        first = Reason(
            self.tr("Les sociétés avec une opportunité en cours d’abord, puis les autres"),
            icon="target",
            tone="accent",
        )
        self.reasons.explain(self.tr("Pourquoi cet ordre ?"), [first, *order_reasons()])
        self.reasons.open_under(self.why)
