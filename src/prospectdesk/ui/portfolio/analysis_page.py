"""The portfolio analysis: who is around a place, and how well we know them (P-03 … P-15, mock-up 05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prospectdesk.domain.portfolio import Request
from prospectdesk.queries import portfolio
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.portfolio.search_page import SearchPage

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis
    from prospectdesk.queries.reader import Reader

NAME = "portfolio.analysis"


class AnalysisPage(SearchPage):
    """`apply(stored=id)` shows a stored analysis as it was, `again=True` runs it again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME, _title(), _start())
        self.result.show_nothing(
            self.tr("Qui est autour de vous ?"),
            self.tr("Choisissez un emplacement et un rayon, puis lancez l’analyse."),
        )

    async def preview(self, request: Request) -> None:
        """Shows a request's result without keeping it."""
        found = await self._analysed(request)
        if self.request() == request:
            self.show_analysis(found)

    async def run(self, request: Request) -> None:
        """Analyses."""
        self.show_analysis(await self._analysed(request))

    async def _analysed(self, request: Request) -> Analysis:
        session = self.desk.session
        found: Analysis = await self.desk.query(analyse, session.reader, request, session.clock.now_ms())
        return found

    async def reload(self) -> None:
        self._follow_rights()


def analyse(conn: Any, reader: Reader, request: Request, at: int) -> Analysis:
    """The analysis of a request; for a lane."""
    return portfolio.analyse(conn, reader.ready_sets(conn), request, at)


def _title() -> str:
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("Screens", "Analyse du portefeuille commercial")


def _start() -> str:
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("Portfolio", "Lancer l’analyse")
