"""What both searches of Prospection share: head, inputs, banners, result, acts (mock-up 05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.people import PROSPECTORS_ONLY
from prospectdesk.domain.portfolio import USUAL_KM, Counts, Request
from prospectdesk.queries import portfolio
from prospectdesk.queries.directory_day import directory_at
from prospectdesk.queries.own_place import own_place
from prospectdesk.queries.prospects_around import Around
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.buttons import IconButton, MenuButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.links import open_web
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.portfolio.acts import Acts
from prospectdesk.ui.portfolio.exporting import Exporting
from prospectdesk.ui.portfolio.inputs import Inputs
from prospectdesk.ui.portfolio.invalid import SIRET_PAGE, InvalidDialog
from prospectdesk.ui.portfolio.kept import Kept
from prospectdesk.ui.portfolio.live import Follower
from prospectdesk.ui.portfolio.result import Earlier, ResultPane
from prospectdesk.ui.portfolio.words import invalid_text, place_and_radius

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis

REST_MS = 300
"""A radius that stays so long is analysed."""
HOME = "portfolio"


class SearchPage(Page):
    """`run` carries the search out for a request; `reopen` shows a stored one. Overridden by the two pages."""

    title_changed = Signal(str)
    status_text = Signal(str)

    def __init__(self, desk: Desk, name: str, heading: str, start: str, *, recruiting: bool = False) -> None:
        super().__init__(desk, name)
        self.setProperty("role", "page")
        self.heading = heading
        self.analysis: Analysis | None = None
        self._directory_at: int | None = None
        self.inputs = Inputs(desk, name, start)
        self.result = ResultPane(desk, name)
        self.acts = Acts(self, self.result)
        self.follower = Follower(desk, self._counted, self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        self.directory = Label("", "secondary", tone="muted", elide=True, name=f"{name}.directory")
        self.directory.setContentsMargins(0, 0, 0, 4)
        self.export = MenuButton(self.tr("Exporter"), "download", name=f"{name}.export")
        self.comparing = MenuButton(self.tr("Comparer à…"), "git-compare", "flat", name=f"{name}.compare")
        self.kept = Kept(self, recruiting, self.comparing)
        self.exporting = Exporting(self, self.result, self.export)
        self.acts.export_wanted.connect(self.exporting.ticked)
        self.invalid = InfoBanner("", button=self.tr("Voir la liste"), name=f"{name}.invalid.banner")
        self.invalid.pressed.connect(self.show_invalid)
        self.stale = InfoBanner("", button=self.tr("Relancer"), name=f"{name}.stale")
        self.stale.pressed.connect(self.launch)
        self._lay_out()
        self._connect()
        self.result.show_nothing(*self.nothing())
        self.setFocusProxy(self.inputs.place_entry)

    def _head(self) -> QHBoxLayout:
        """Way back, title, dates, and what is done with the result."""
        name = self.objectName()
        home = IconButton(
            "arrow-left",
            self.tr("Accueil de Prospection"),
            name=f"{name}.home",
            on=lambda: self.desk.open(HOME),
        )
        listed = IconButton(
            "users",
            self.tr("Voir ce rayon dans Prospects"),
            name=f"{name}.prospects",
            on=self.show_in_prospects,
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(home)
        head.addWidget(Label(self.heading, "title", name=f"{name}.title"))
        head.addWidget(self.directory, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(listed)
        head.addWidget(self.comparing)
        head.addWidget(self.export)
        return head

    def _lay_out(self) -> None:
        self.notices = QVBoxLayout()
        self.notices.setSpacing(6)
        self.notices.addWidget(self.stale)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.invalid, 1)
        line.addStretch(0)
        line.addWidget(self.result.views, 0, Qt.AlignmentFlag.AlignRight)
        self.asked = QVBoxLayout()
        self.asked.setSpacing(8)
        self.asked.addWidget(self.inputs)
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(20, 14, 20, 10)
        box.setSpacing(8)
        box.addLayout(self._head())
        box.addLayout(self.asked)
        box.addLayout(self.notices)
        box.addLayout(line)
        box.addWidget(self.result, 1)
        box.addWidget(self.acts.selection)
        self._stand_behind_rights(inner)

    def _stand_behind_rights(self, inner: QWidget) -> None:
        """The page, or why the person may not use it."""
        self.barred = EmptyState("lock", self.tr("Écran réservé"), name=f"{self.objectName()}.barred")
        self.body = QStackedWidget()
        self.body.addWidget(inner)
        self.body.addWidget(self.barred)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.body)

    def _connect(self) -> None:
        self.inputs.changed.connect(self._asked_otherwise)
        self.inputs.wanted.connect(self.launch)
        self.result.dragged.connect(self._dragged)
        self.result.settled.connect(lambda _radius: self._rested())
        self.desk.person_changed.connect(self._follow_rights)
        for key, text, icon, act in (
            ("run", self.inputs.start.text(), "play", self.inputs.start.click),
            ("export", self.tr("Exporter le résultat…"), "download", lambda: self.exporting.start(None)),
            ("prospects", self.tr("Voir ce rayon dans Prospects"), "users", self.show_in_prospects),
            (
                "invalid",
                self.tr("Sociétés au SIRET invalide ou manquant"),
                "triangle-alert",
                self.show_invalid,
            ),
        ):
            self.offer(key, text, icon, act)

    # Page ----------------------------------------------------------------------------------
    def title(self) -> str:
        """Rennes 30 km, or what the screen is called while there is no result."""
        if self.analysis is None:
            return QCoreApplication.translate("Screens", "Prospection")
        request = self.analysis.request
        return place_and_radius(request.place.label, request.radius_km)

    def status(self) -> str:
        """What the map can do."""
        return self.tr("Glisser le cercle pour changer le rayon · Lasso pour sélectionner des entreprises")

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the table."""
        return [
            (self.tr("Entrée"), self.tr("ouvrir")),
            ("R", self.tr("suivi par +")),
            ("P", self.tr("ajouter au portefeuille")),
        ]

    def concerned(self, changes: Changes) -> bool:
        """What the types are made of."""
        touched = changes.touches(
            "company", "registration", "establishment", "contact", "mission", "placement", "workspace"
        )
        if touched:
            self.follower.forget()
            self._changed_since(changes)
        return touched or changes.touches("portfolio_analysis", "portfolio_part", "follow_up")

    def _follow_rights(self) -> None:
        """Who may not use the screen is told why (P-01)."""
        allowed = self.desk.session.person.prospects
        self.body.setCurrentIndex(0 if allowed else 1)
        reason = QCoreApplication.translate("Failure", PROSPECTORS_ONLY)
        self.barred.say("lock", self.tr("Écran réservé"), f"{reason}.")

    # asking --------------------------------------------------------------------------------
    def request(self) -> Request | None:
        """What the inputs ask, None while they do not."""
        place, radius = self.inputs.place, self.inputs.radius
        return None if place is None or radius is None else Request(place, radius)

    def _asked_otherwise(self) -> None:
        """Another place or radius: the circle follows, and the counters with it."""
        place, radius = self.inputs.place, self.inputs.radius
        self.result.show_circle(place, radius)
        if place is not None and radius is not None and self.counts_live:
            self.follower.follow(place, radius)
            if self.analysis is not None and self.analysis.request.place == place:
                self._rest.start()
        self.say_stale()

    @property
    def counts_live(self) -> bool:
        """Whether counters follow the circle without a search."""
        return True

    def _dragged(self, radius: float) -> None:
        """The handle on the map is pulled."""
        self.inputs.radius_entry.show_radius(radius)
        self.inputs.follow()
        self._asked_otherwise()
        self._rest.stop()

    def _counted(self, counts: Counts, radius: float) -> None:
        """Counters of a circle: shown while it is still that one."""
        if radius == self.inputs.radius and not self._shows(self.request()):
            self.result.show_counts(counts)

    def _rested(self) -> None:
        """A radius was settled on: its rows are shown too, when there are rows."""
        request = self.request()
        if (
            request is not None
            and self.analysis is not None
            and self.counts_live
            and not self._shows(request)
        ):
            self.desk.spawn(self, self.preview(request))

    def _shows(self, request: Request | None) -> bool:
        return self.analysis is not None and self.analysis.request == request

    async def preview(self, request: Request) -> None:
        """Shows a request's result without keeping it."""

    def launch(self) -> None:
        """Carries out what the inputs ask."""
        request = self.request()
        if request is not None and not self.inputs.missing():
            self._rest.stop()
            self.follower.stop()
            self.desk.spawn(self, lambda: self.run(request))

    async def run(self, request: Request) -> None:
        """The search itself."""

    async def reload(self) -> None:
        """Who may use it; at the first showing the workspace's own place."""
        self._follow_rights()
        if self.inputs.place is None and not self.inputs.place_entry.text():
            own = await self.desk.query(own_place)
            if own is not None:
                self.inputs.show_request(own.place, USUAL_KM)
        self._directory_at = await self.desk.query(directory_at)
        self.say_date()
        if self.desk.session.person.prospects:
            await self.kept.read()

    def nothing(self) -> tuple[str, str]:
        """Title and sentence of a page without result. Overridden by the two pages."""
        return "", ""

    def apply(self, **params: Any) -> None:
        """`stored` shows a stored analysis as it was, `again` asks what it asked once more (local ids)."""
        if isinstance(params.get("stored"), int):
            self.kept.begin()
            self.desk.spawn(self, self.kept.open_by_id(params["stored"]))
        elif isinstance(params.get("again"), int):
            self.kept.begin()
            self.desk.spawn(self, self.kept.again(params["again"]))

    def ask_for(self, request: Request) -> None:
        """Puts what a stored analysis asked into the inputs."""
        self.inputs.show_request(request.place, request.radius_km)

    def say_date(self) -> None:
        """Of which day the directory and the result are (P-19)."""
        clock = self.desk.session.clock
        parts = []
        if self._directory_at is not None:
            day = show.date_text(show.clock_time(self._directory_at, clock).date())
            parts.append(self.tr("Annuaire local du {0}").format(day))
        if self.analysis is not None:
            parts.append(self.tr("résultat : {0}").format(show.moment(self.analysis.at, clock)))
        self.directory.setText(" · ".join(parts))

    # showing -------------------------------------------------------------------------------
    def show_analysis(self, analysis: Analysis, earlier: Earlier | None = None) -> None:
        """A result, new or stored."""
        self.analysis = analysis
        request = analysis.request
        if self.request() != request:
            self.ask_for(request)
        self.result.show_circle(request.place, request.radius_km)
        self.result.show_analysis(analysis, earlier)
        self.exporting.follow()
        self.kept.fill()
        self.say_date()
        number = analysis.invalid
        self.invalid.say(invalid_text(number), "warn" if number else "")
        self.invalid.button.setVisible(number > 0)
        self.say_stale()
        self.title_changed.emit(self.title())

    def say_stale(self, text: str = "") -> None:
        """Says that what is shown is not what is asked; an empty text finds out."""
        if not text and self.analysis is not None and not self._rest.isActive():
            shown, request = self.analysis.request, self.request()
            other = request is not None and (request.place != shown.place or not self.counts_live)
            if other and request != shown:
                known = place_and_radius(shown.place.label, shown.radius_km)
                text = self.tr("Le résultat affiché est celui de {0}.").format(known)
        self.stale.say(text, "accent")

    def _changed_since(self, changes: Changes) -> None:
        """Companies of the result changed: types are those of the analysis until it is run again."""
        analysis = self.analysis
        if analysis is None:
            return
        told = {row.company for row in analysis.found}
        touched = changes.everything or any(
            one in told or (analysis.company == one).any() for one in changes.companies
        )
        if touched:
            self.result.model.refresh_ids()
            self.say_stale(self.tr("Des sociétés de ce résultat ont changé depuis l’analyse."))

    def show_in_prospects(self) -> None:
        """The prospects of the circle asked for, as a view of their list that can be saved."""
        request = self.request()
        if request is not None:
            place = request.place
            around = Around(place.label, place.latitude, place.longitude, request.radius_km)
            self.desk.open("prospects", around=around)

    def show_invalid(self) -> None:
        """The list behind the banner."""
        if self.analysis is not None:
            self.desk.spawn(self, self._show_invalid(self.analysis))

    async def _show_invalid(self, analysis: Analysis) -> None:
        found: list[Any] = await self.desk.query(portfolio.unsound, analysis)
        dialog = InvalidDialog(self, self.objectName(), found, analysis.invalid, analysis.dropped)
        dialog.correct_wanted.connect(lambda company: self.desk.open("sheet.file", company=company))
        dialog.help_wanted.connect(lambda: open_web(self, SIRET_PAGE))
        await ask.answer(dialog)
