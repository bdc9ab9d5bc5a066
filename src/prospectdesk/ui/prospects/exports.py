"""« Editions » (D-05): the list shown, all prospects or the ticked ones, as Excel or CSV."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries.prospects_criteria import Criteria
from prospectdesk.queries.reader import Reader
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.prospects.words import of

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.page import ProspectsPage
    from prospectdesk.ui.prospects.printing import Printing

NAME = "prospects.export"


def write(reader: Reader, target: Path, ids: Sequence[int] | None, ticket: Ticket) -> int:
    """Writes these companies, or all prospects; the dialog has asked before replacing a file."""
    from prospectdesk.jobs.exports import export_list

    return export_list(reader, target, Criteria(), ids=ids, overwrite=True, ticket=ticket)


class Exports(QObject):
    """The menu of the button Exporter."""

    def __init__(self, page: ProspectsPage) -> None:
        super().__init__(page)
        self.page = page
        menu = page.head.exporting.menu_items
        menu.addSection(self.tr("Editions"))
        for key, text, act in (
            ("shown", self.tr("Liste affichée…"), self.export_shown),
            ("all", self.tr("Tous les prospects…"), self.export_all),
        ):
            action = menu.addAction(text)
            action.setObjectName(f"{NAME}.{key}")
            action.triggered.connect(lambda _checked=False, act=act: act())
        menu.addSection(self.tr("Papier"))
        for key, text, name in (
            ("print", self.tr("Imprimer la liste… (Ctrl+P)"), "print"),
            ("pdf", self.tr("Liste en PDF…"), "save"),
        ):
            action = menu.addAction(text)
            action.setObjectName(f"{NAME}.{key}")
            action.triggered.connect(lambda _checked=False, name=name: self._paper(name))

    @functools.cached_property
    def printing(self) -> Printing:
        """The list on paper; made with the acts of the palette, once the rows stand there."""
        from prospectdesk.ui.prospects.printing import Printing

        return Printing(self.page)

    def _paper(self, name: str) -> None:
        self.printing.print() if name == "print" else self.printing.save()

    def export_shown(self) -> None:
        """The list as it is shown, in its order."""
        self._start(self.page.model.ids())

    def export_all(self) -> None:
        """Every prospect of the workspace."""
        self._start(None)

    def export_ticked(self) -> None:
        """The ticked rows, in the order of the list."""
        self._start(self.page.model.ticked.ids())

    def _start(self, ids: Sequence[int] | None) -> None:
        self.page.desk.spawn(self.page, lambda: self._export(ids))

    async def _export(self, ids: Sequence[int] | None) -> None:
        from prospectdesk.ui.kit import ask  # late: not for the first picture

        desk = self.page.desk
        name = f"prospects-{desk.session.clock.today():%Y-%m-%d}.xlsx"
        filters = self.tr("Classeur Excel (*.xlsx);;Texte CSV (*.csv)")
        target = await ask.save_file(self.page, self.tr("Editions"), filters, name)
        if target is None:
            return
        work = functools.partial(write, desk.session.reader, target, ids)
        number = await desk.run("read", work, ticket=Ticket())
        bar = bar_for(self.page)
        if bar is not None:
            text = of(number, self.tr("{0} ligne écrite dans «\u00a0%s\u00a0»."),
                      self.tr("{0} lignes écrites dans «\u00a0%s\u00a0»."))  # fmt: skip
            bar.show_message(text.replace("%s", target.name), "ok")
