"""The search for companies that recruit: the sources' answers beside the portfolio (P-16 … P-19)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.portfolio import Request, Row
from prospectdesk.domain.recruiting import Found, Gathered
from prospectdesk.jobs import portfolio as work
from prospectdesk.jobs.recruiting import search
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries.portfolio import read_matching
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.portfolio.acts import found_of
from prospectdesk.ui.portfolio.recruiting_inputs import RecruitingInputs
from prospectdesk.ui.portfolio.search_page import SearchPage
from prospectdesk.ui.portfolio.sources_line import FailedSources, SourcesLine

if TYPE_CHECKING:
    from prospectdesk.jobs.session import Session

NAME = "portfolio.recruiting"


class RecruitingPage(SearchPage):
    """`gathered` is what the sources said last; asked again, only what failed is."""

    def __init__(self, desk: Desk) -> None:
        tr = QCoreApplication.translate
        self.more = RecruitingInputs(NAME)
        self.sources = SourcesLine(NAME)
        self.failed = FailedSources(NAME)
        self.gathered: Gathered | None = None
        self._asked: Request | None = None
        self._ticket: Ticket | None = None
        self.offline = False
        heading = tr("Screens", "Recherche d’entreprises qui recrutent")
        super().__init__(desk, NAME, heading, tr("Portfolio", "Lancer"), recruiting=True)
        self.asked.addWidget(self.more)
        self.asked.addWidget(self.sources)
        self.notices.insertWidget(0, self.failed)
        self.more.changed.connect(self._follow_inputs)
        self.sources.cancelled.connect(self.stop)
        self.failed.again.connect(self.try_again)
        self.acts.told_of = self._told_of

    def nothing(self) -> tuple[str, str]:
        """What stands in place of a result."""
        return (
            self.tr("Qui recrute autour de vous ?"),
            self.tr("Choisissez un emplacement et un rayon, puis lancez la recherche."),
        )

    def concerned(self, changes: Changes) -> bool:
        """The switch « Hors ligne » too."""
        return super().concerned(changes) or changes.touches("setting")

    @property
    def counts_live(self) -> bool:
        """Only the sources know who recruits in another circle."""
        return False

    def request(self) -> Request | None:
        """Place, radius, kinds of contract, domains, trade codes."""
        found = super().request()
        if found is None or self.more.missing():
            return None
        kinds, domains, romes = self.more.contract_kinds(), self.more.chosen_domains(), self.more.codes()
        return replace(found, recruiting=True, contract_kinds=kinds, domains=domains, romes=romes)

    def ask_for(self, request: Request) -> None:
        """Kinds of contract, domains and trade codes too."""
        self.more.show_request(request.contract_kinds, request.domains, request.romes)
        super().ask_for(request)

    async def reload(self) -> None:
        """Rights, the workspace's domains, whether there is a network."""
        session = self.desk.session
        domains, offline = await self.desk.run("read", read_frame, session)
        self.more.offer_domains(domains)
        self.offline = offline
        self._follow_inputs()
        await super().reload()

    def _follow_inputs(self) -> None:
        """What keeps the button from starting (P-19)."""
        running = self.tr("La recherche est en cours.") if self._ticket is not None else ""
        needs = self.tr("Connexion nécessaire") if self.offline else ""
        self.inputs.bar(needs or running or self.more.missing())
        self.say_stale()

    # the search ----------------------------------------------------------------------------
    async def run(self, request: Request) -> None:
        """Asks all sources; what was shown stays until one of them has answered."""
        await self._ask(request, None)

    def try_again(self) -> None:
        """Asks those that failed once more, for the same request."""
        request, gathered = self._asked, self.gathered
        if request is not None and self._ticket is None:
            self.desk.spawn(self, lambda: self._ask(request, gathered))

    def _told_of(self, row: Row) -> Found:
        """All that a source said of a row, while its answer is there."""
        rows = () if self.gathered is None else self.gathered.found
        return next((one for one in rows if one.siret == row.siret), None) or found_of(row)

    def stop(self) -> None:
        """Nobody waits for the sources any more."""
        if self._ticket is not None:
            self._ticket.cancel()

    async def _ask(self, request: Request, before: Gathered | None) -> None:
        desk = self.desk
        self._ticket = ticket = desk.ticket()
        self.sources.start()
        if before is not None:
            self.sources.stand([one.source for one in before.told if one.failure is None])
        self._follow_inputs()
        try:
            gathered = await search(
                desk.session, desk.lanes, request, tell=self.sources.show_step, ticket=ticket, before=before
            )
            found = await desk.run("read", work.recruiting, desk.session, request, gathered)
        finally:
            ticket.finish()
            self._ticket = None
            self.sources.hide()
            self._follow_inputs()
        self._asked, self.gathered = request, gathered
        self.failed.show_failed(gathered.failed)
        await self.kept.keep(found)


def read_frame(session: Session) -> tuple[tuple[str, ...], bool]:
    """The training domains of the workspace, and whether the user is offline; for a lane."""
    matching = session.reader.run(read_matching)
    domains: dict[str, Any] = {domain: None for one in matching.trainings for domain in one.domains}
    return tuple(domains), session.ports.is_offline
