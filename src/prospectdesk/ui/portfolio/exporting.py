"""A result as a workbook: all of it, or the ticked rows (P-15)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
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
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.portfolio.result import ResultPane
from prospectdesk.ui.portfolio.words import place_and_radius

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis
    from prospectdesk.queries.reader import Reader


def write(
    reader: Reader, target: Path, analysis: Analysis, chosen: Sequence[int] | None, ticket: Ticket
) -> int:
    """Writes the rows; the dialog has asked before replacing a file."""
    from prospectdesk.jobs.portfolio_export import export_analysis

    return export_analysis(reader, target, analysis, chosen, overwrite=True, ticket=ticket)


class Exporting(QObject):
    """The menu of the button Exporter."""

    def __init__(self, page: Page, result: ResultPane, button: MenuButton) -> None:
        super().__init__(page)
        self.page, self.result, self.button = page, result, button
        name = f"{page.objectName()}.export"
        self.whole = self._item(f"{name}.all", self.tr("Tout le résultat…"), lambda: self.start(None))
        self.chosen = self._item(f"{name}.ticked", self.tr("Les sociétés sélectionnées…"), self.ticked)
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
