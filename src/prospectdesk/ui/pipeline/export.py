"""« Exporter »: the opportunities that are shown, as Excel or CSV, in the order they stand."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries.pipeline import Wanted
from prospectdesk.queries.reader import Reader
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.errors import bar_for

if TYPE_CHECKING:
    from prospectdesk.ui.pipeline.page import OpportunitiesPage


def write(
    reader: Reader, target: Path, wanted: Wanted, order: tuple[str, bool], board: bool, ticket: Ticket
) -> int:
    """Writes the file; the dialog has asked before replacing one."""
    from prospectdesk.jobs.opportunity_export import export_opportunities

    sort, descending = order
    return export_opportunities(
        reader, target, wanted, sort, descending=descending, board=board, overwrite=True, ticket=ticket
    )


class Export(QObject):
    """Asks for the file, writes it on the read lane, tells how many lines it has."""

    def __init__(self, page: OpportunitiesPage) -> None:
        super().__init__(page)
        self._page = page

    async def run(self) -> None:
        """One export, from the question to the sentence."""
        page = self._page
        session = page.desk.session
        name = f"opportunites-{session.clock.today():%Y-%m-%d}.xlsx"
        filters = self.tr("Classeur Excel (*.xlsx);;Texte CSV (*.csv)")
        target = await ask.save_file(page, self.tr("Exporter les opportunités"), filters, name)
        if target is None:
            return
        board = page.form == "board"
        work = functools.partial(write, session.reader, target, page.filters.wanted, page.order(), board)
        number = await page.desk.run("read", work, ticket=Ticket())
        bar = bar_for(page)
        if bar is not None:
            one, many = (
                self.tr("{0} opportunité écrite dans «\u00a0%s\u00a0»."),
                self.tr("{0} opportunités écrites dans «\u00a0%s\u00a0»."),
            )
            text = (one if number < 2 else many).format(number)
            bar.show_message(text.replace("%s", target.name), "ok")
