"""The portfolio analysis: who is around a place, and how well we know them (P-03 … P-15, mock-up 05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.errors import Cancelled
from prospectdesk.domain.portfolio import Request
from prospectdesk.jobs import portfolio as work
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.portfolio.search_page import SearchPage

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis

NAME = "portfolio.analysis"


class AnalysisPage(SearchPage):
    """Runs on the local directory, without a network (P-19)."""

    def __init__(self, desk: Desk) -> None:
        tr = QCoreApplication.translate
        heading = tr("Screens", "Analyse du portefeuille commercial")
        super().__init__(desk, NAME, heading, tr("Portfolio", "Lancer l’analyse"))

    def nothing(self) -> tuple[str, str]:
        """What stands in place of a result."""
        return (
            self.tr("Qui est autour de vous ?"),
            self.tr("Choisissez un emplacement et un rayon, puis lancez l’analyse."),
        )

    async def preview(self, request: Request) -> None:
        """Shows a request's result without keeping it: the radius was pulled."""
        found = await self._analysed(request)
        if self.request() == request:
            self.show_analysis(found)

    async def run(self, request: Request) -> None:
        """Analyses, shows and keeps."""
        await self.kept.keep(await self._analysed(request))

    async def _analysed(self, request: Request) -> Analysis:
        """In a lane; the status bar says so where it takes its time (the first one loads the columns)."""
        ticket = self.desk.ticket()
        ticket.step(0, 0, self.tr("Analyse du portefeuille"))
        try:
            found = await self.desk.run("read", work.analyse, self.desk.session, request)
        finally:
            ticket.finish()
        if ticket.cancelled:
            raise Cancelled
        return found
