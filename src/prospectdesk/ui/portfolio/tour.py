"""Tournée: the companies of a selection as a round of visits, in a good order, on the map and on paper."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.filenames import safe_name
from prospectdesk.domain.tour import Round, Stop
from prospectdesk.jobs import tours as work
from prospectdesk.queries import tours
from prospectdesk.queries.own_place import own_place
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.buttons import Button, MenuButton
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.map.view import MapView
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.portfolio import tour_words as words
from prospectdesk.ui.portfolio.tour_inputs import NAME, TourInputs
from prospectdesk.ui.portfolio.tour_list import TourList


class TourPage(Page):
    """`apply(companies=…)` begins another round. The order is worked out anew when its ends change, never after a
    move by hand, which stands until the person asks for a good order again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self.setProperty("role", "page")
        self._companies: tuple[int, ...] = ()
        self._unordered = False
        self._wanted: tuple[int, ...] | None = None
        self.stops: tuple[Stop, ...] = ()
        self.aside: tuple[Stop, ...] = ()
        self.round: Round | None = None
        self._turn = 0
        self._started = False
        self._current = 0
        self.heading = Label(self.tr("Tournée"), "title", name=f"{NAME}.title")
        self.summary = Label(role="secondary", elide=True, name=f"{NAME}.summary")
        self.inputs = TourInputs(desk)
        self.list = TourList(f"{NAME}.list", self.tr("Visites dans l’ordre"))
        self.map = MapView(f"{NAME}.map", desk)
        self.missing = InfoBanner("", "warn", name=f"{NAME}.aside")
        self.empty = EmptyState("route", "", name=f"{NAME}.empty")
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._show()

    def _make_buttons(self) -> None:
        self.order = Button(self.tr("Optimiser l’ordre"), "route", name=f"{NAME}.order", on=self.put_in_order)
        self.export = MenuButton(self.tr("Exporter"), "download", name=f"{NAME}.export")
        for key, text, suffix in (
            ("sheet", self.tr("Feuille de route (PDF)…"), ".pdf"), ("calendar", self.tr("Agenda (.ics)…"), ".ics"),
            ("route", self.tr("Itinéraire GPS (.gpx)…"), ".gpx"),
        ):  # fmt: skip
            self._offer(key, text, suffix)
        self.plan = Button(
            self.tr("Créer les relances"), "alarm-clock", "primary", name=f"{NAME}.plan", on=self.plan_visits
        )
        self.up = Button(self.tr("Monter"), "arrow-up", "flat", name=f"{NAME}.up", on=partial(self.shift, -1))
        self.down = Button(
            self.tr("Descendre"), "arrow-down", "flat", name=f"{NAME}.down", on=partial(self.shift, 1)
        )
        self.remove = Button(self.tr("Retirer"), "x", "flat", name=f"{NAME}.remove", on=self.take_out)
        self.sheet = Button(
            self.tr("Ouvrir la fiche"), "building-2", "flat", name=f"{NAME}.sheet", on=self.open_sheet
        )

    def _offer(self, key: str, text: str, suffix: str) -> None:
        """An entry of the menu Exporter."""
        action = self.export.menu_items.addAction(text)
        action.setObjectName(f"{NAME}.export.{key}")
        action.triggered.connect(lambda _checked=False: self.save(suffix))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading)
        head.addWidget(self.summary, 1)
        for button in (self.order, self.export, self.plan):
            head.addWidget(button)
        asked = Card(f"{NAME}.inputs", margin=12, spacing=8)
        asked.box.addWidget(self.inputs)
        left = Card(f"{NAME}.stops", margin=0, spacing=0)
        left.box.addWidget(self.list, 1)
        tools = QHBoxLayout()
        tools.setContentsMargins(6, 4, 6, 4)
        tools.setSpacing(2)
        for button in (self.up, self.down, self.remove):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.sheet)
        left.box.addLayout(tools)
        self.body = QSplitter(Qt.Orientation.Horizontal)
        self.body.setChildrenCollapsible(False)
        self.body.addWidget(left)
        self.body.addWidget(self.map)
        self.body.setSizes([480, 620])
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 12)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(asked)
        box.addWidget(self.missing)
        box.addWidget(self.body, 1)
        box.addWidget(self.empty, 1)

    def _connect(self) -> None:
        self.inputs.ends_changed.connect(self.put_in_order)
        self.inputs.pace_changed.connect(self.work_out)
        self.list.moved.connect(self.shift)
        self.list.removed.connect(self.take_out)
        self.list.opened.connect(self.open_sheet)
        self.list.stood.connect(self._stood)
        self.map.point_picked.connect(self.list.stand_at)

    # Page ----------------------------------------------------------------------------------
    def title(self) -> str:
        """The text of the tab."""
        return self.tr("Tournée")

    def apply(self, **params: Any) -> None:
        """`companies`: the local ids of a selection."""
        chosen = params.get("companies")
        if chosen is not None:
            self._wanted = tuple(int(one) for one in chosen)
            self.refresh()

    def concerned(self, changes: Changes) -> bool:
        """Whether a company of the round changed."""
        return any(changes.touches_company(one) for one in self._companies)

    async def reload(self) -> None:
        """Reads the companies; a new selection is put in order, another reading keeps the order there is."""
        if not self._started:
            self._started = True
            place = await self.desk.query(own_place)
            if place is not None:
                self.inputs.show_start(place.place)
        fresh, self._wanted = self._wanted, None
        self._unordered = self._unordered or fresh is not None
        companies = self._companies if fresh is None else fresh
        found = await self.desk.query(tours.stops, companies)
        self._companies = companies
        self.aside = tuple(stop for stop in found if stop.point is None)
        self.stops = tuple(stop for stop in found if stop.point is not None)
        if self._unordered:  # until an order was found, however often it is read meanwhile
            await self._ordered()
        else:
            await self._planned()

    # the order -----------------------------------------------------------------------------
    def put_in_order(self) -> None:
        """A short order for the stops there are."""
        if self._companies:
            self.desk.spawn(self, self._ordered())

    def work_out(self) -> None:
        """Distances and hours of the order there is."""
        if self._companies:
            self.desk.spawn(self, self._planned())

    async def _ordered(self) -> None:
        self._turn += 1
        turn, ends = self._turn, self.inputs.ends()
        found = await self.desk.run("read", work.ordered, self.stops, ends)
        if turn == self._turn:
            self.stops, self._unordered = found, False
            self._keep_order()
            await self._planned()

    def _keep_order(self) -> None:
        """Another reading comes back in the order there is."""
        self._companies = tuple(stop.company for stop in (*self.stops, *self.aside))

    async def _planned(self) -> None:
        self._turn += 1
        turn, day = self._turn, self.inputs.day()
        title = self.tr("Tournée du {0}").format(show.date_text(day))
        found = await self.desk.run(
            "read", work.planned, self.stops, self.inputs.ends(), self.inputs.pace(), day, title
        )
        if turn == self._turn:
            self.round = found
            self._show()

    def shift(self, way: int) -> None:
        """Moves the current stop up (−1) or down (+1)."""
        here = self.list.currentIndex().row()
        there = here + way
        if here >= 0 and 0 <= there < len(self.stops):
            stops = list(self.stops)
            stops[here], stops[there] = stops[there], stops[here]
            self._by_hand(tuple(stops), there)

    def take_out(self) -> None:
        """Leaves the current stop out of the round."""
        here = self.list.currentIndex().row()
        if 0 <= here < len(self.stops):
            self._by_hand(self.stops[:here] + self.stops[here + 1 :], here)

    def _by_hand(self, stops: tuple[Stop, ...], current: int) -> None:
        self.stops, self._unordered = stops, False
        self._current = current
        self._keep_order()
        self.desk.spawn(self, self._planned())

    # showing -------------------------------------------------------------------------------
    def _show(self) -> None:
        found = self.round
        there = found is not None and bool(found.stops)
        self.missing.say(words.aside(self.aside), "warn")
        self.body.setVisible(there)
        self.empty.setVisible(not there)
        layout = self.layout()
        if there and layout is not None:
            layout.activate()  # the map has its size before it shows the whole round
        self.empty.say(
            "route", self.tr("Aucune visite à mettre en ordre"),
            self.tr("Cochez des sociétés dans la liste des prospects ou dans une analyse, puis choisissez « Tournée »."),
        )  # fmt: skip
        self.summary.setText(words.summary(found) if found is not None and there else "")
        if found is not None:
            self._show_map(found)
            self.list.show_round(found.stops, found.visits, self._current)
        reason = self.tr("La tournée n’a aucune visite.")
        for part in (self.order, self.export, self.plan):
            enable_if(part, there, reason)
        self._show_tools()

    def _show_map(self, found: Round) -> None:
        points = [stop.point for stop in found.stops if stop.point is not None]
        self.map.set_points([one[0] for one in points], [one[1] for one in points], [0] * len(points))
        names = [stop.name for stop in found.stops]
        self.map.set_names(lambda place: names[place] if 0 <= place < len(names) else "")
        ends = [end and end[1] for end in (found.ends.start, found.ends.end)]
        self.map.route(points, *ends)

    def _stood(self, row: int) -> None:
        self._current = max(row, 0)
        self.map.select(row)
        self._show_tools()

    def _show_tools(self) -> None:
        here, number = self.list.currentIndex().row(), self.list.round.rowCount()
        chosen = self.tr("Choisissez d’abord une visite.")
        enable_if(self.up, here > 0, chosen if here < 0 else self.tr("C’est la première visite."))
        last = self.tr("C’est la dernière visite.")
        enable_if(self.down, 0 <= here < number - 1, chosen if here < 0 else last)
        for part in (self.remove, self.sheet):
            enable_if(part, here >= 0, chosen)

    # acts ----------------------------------------------------------------------------------
    def open_sheet(self) -> None:
        """The sheet of the current company."""
        here = self.list.currentIndex().row()
        if 0 <= here < len(self.stops):
            self.desk.open("sheet", company=self.stops[here].company)

    def plan_visits(self) -> None:
        """A relance for each visit, at its hour, in one act."""
        from prospectdesk.commands.tours import Appointment, PlanVisits

        found = self.round
        if found is not None and found.stops:
            visits = tuple(
                Appointment(company=stop.company, day=visit.day, minute=visit.arrives)
                for stop, visit in zip(found.stops, found.visits, strict=True)
            )
            self.desk.spawn(self, self._do(PlanVisits(visits=visits, description=found.title)))

    async def _do(self, command: Any) -> None:
        await self.desk.do(command, self)

    def save(self, suffix: str) -> None:
        """Asks where, then writes the round as .pdf, .ics or .gpx."""
        found = self.round
        if found is not None and found.stops:
            self.desk.spawn(self, self._save(found, suffix))

    async def _save(self, found: Round, suffix: str) -> None:
        filters = {
            ".pdf": self.tr("Document PDF (*.pdf)"), ".ics": self.tr("Agenda (*.ics)"),
            ".gpx": self.tr("Itinéraire GPX (*.gpx)"),
        }[suffix]  # fmt: skip
        day = found.visits[0].day
        name = safe_name(f"Tournée {day:%Y-%m-%d}", suffix=suffix)
        target = await ask.save_file(self.window(), self.tr("Exporter la tournée"), filters, name)
        if target is None:
            return
        now = self.desk.session.clock.now()
        await self.desk.run("read", work.write, found, target, now)
        bar = bar_for(self)
        if bar is not None:
            bar.show_message(self.tr("Tournée enregistrée : {0}").format(target.name), "ok")
