"""A result as a workbook: all of it, or the ticked rows (P-15)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from prospectdesk.domain.filenames import safe_name
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import MenuButton
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.map.paper import pdf
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.portfolio.result import ResultPane
from prospectdesk.ui.portfolio.words import place_and_radius

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis
    from prospectdesk.queries.reader import Reader
    from prospectdesk.ui.portfolio.search_page import SearchPage


def write(
    reader: Reader, target: Path, analysis: Analysis, chosen: Sequence[int] | None, ticket: Ticket
) -> int:
    """Writes the rows; the dialog has asked before replacing a file."""
    from prospectdesk.jobs.portfolio_export import export_analysis

    return export_analysis(reader, target, analysis, chosen, overwrite=True, ticket=ticket)


def write_map(target: Path, content: bytes) -> int:
    """Writes a finished map. Raises Unavailable."""
    from prospectdesk.jobs.report_files import write_picture

    return write_picture(target, content)


class Exporting(QObject):
    """The menu of the button Exporter."""

    def __init__(self, page: SearchPage, result: ResultPane, button: MenuButton) -> None:
        super().__init__(page)
        self.page, self.result, self.button = page, result, button
        name = f"{page.objectName()}.export"
        self.whole = self._item(f"{name}.all", self.tr("Tout le résultat…"), lambda: self.start(None))
        self.chosen = self._item(f"{name}.ticked", self.tr("Les sociétés sélectionnées…"), self.ticked)
        button.menu_items.addSeparator()
        self.map_file = self._item(
            f"{name}.map", self.tr("Carte en PDF…"), lambda: self._spawn(self._map_file)
        )
        self.map_sheet = self._item(
            f"{name}.print", self.tr("Imprimer la carte…"), lambda: self._spawn(self._map_sheet)
        )
        button.menu_items.setToolTipsVisible(True)
        button.menu_items.aboutToShow.connect(self.follow)
        self.follow()

    def _item(self, name: str, text: str, act: Callable[[], object]) -> QAction:
        action = self.button.menu_items.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def follow(self) -> None:
        """What can be written now."""
        there = self.result.analysis is not None
        enable_if(self.button, there, self.tr("Aucun résultat à exporter\u00a0: lancez d’abord l’analyse."))
        enable_if(
            self.chosen,
            self.result.model.ticked.count() > 0,
            self.tr("Cochez d’abord des sociétés du tableau."),
        )

    def ticked(self) -> None:
        """The ticked rows."""
        self.start(self.result.model.ticked.ids())

    def start(self, chosen: Sequence[int] | None) -> None:
        """These rows, or all."""
        analysis = self.result.analysis
        if analysis is not None:
            self.page.desk.spawn(self.page, lambda: self._export(analysis, chosen))

    def _spawn(self, work: Callable[[Analysis], Coroutine[object, object, None]]) -> None:
        analysis = self.result.analysis
        if analysis is not None:
            self.page.desk.spawn(self.page, lambda: work(analysis))

    def _title(self, analysis: Analysis) -> str:
        request = analysis.request
        where = place_and_radius(request.place.label, request.radius_km)
        return f"{self.page.heading} – {where} – {show.date_text(self.page.desk.session.clock.today())}"

    async def _map_file(self, analysis: Analysis) -> None:
        title = self._title(analysis)
        name = safe_name(title, suffix=".pdf")
        target = await ask.save_file(
            self.page, self.tr("Carte en PDF"), self.tr("Document PDF (*.pdf)"), name
        )
        if target is None:
            return
        data = pdf(self.result.map, title)
        await self.page.desk.run("net", functools.partial(write_map, target, data))
        bar = bar_for(self.page)
        if bar is not None:
            bar.show_message(
                self.tr("La carte est écrite dans «\u00a0%s\u00a0».").replace("%s", target.name), "ok"
            )

    async def _map_sheet(self, analysis: Analysis) -> None:
        from prospectdesk.ui.kit import printing  # late: the printers of the system

        if await printing.is_ready(self.page.desk, self.page, self.tr("enregistrez la carte en PDF.")):
            title = self._title(analysis)
            await printing.send(self.page.desk, self.page, pdf(self.result.map, title), title)

    async def _export(self, analysis: Analysis, chosen: Sequence[int] | None) -> None:
        desk, request = self.page.desk, analysis.request
        where = place_and_radius(request.place.label, request.radius_km)
        name = safe_name(f"Portefeuille {where} {desk.session.clock.today():%Y-%m-%d}", suffix=".xlsx")
        filters = self.tr("Classeur Excel (*.xlsx)")
        target = await ask.save_file(self.page, self.tr("Exporter le résultat"), filters, name)
        if target is None:
            return
        work = functools.partial(write, desk.session.reader, target, analysis, chosen)
        number = await desk.run("read", work, ticket=Ticket())
        bar = bar_for(self.page)
        if bar is not None:
            one = self.tr("{0} ligne écrite dans «\u00a0%s\u00a0».")
            many = self.tr("{0} lignes écrites dans «\u00a0%s\u00a0».")
            text = (one if number < 2 else many).format(show.count(number))
            bar.show_message(text.replace("%s", target.name), "ok")
