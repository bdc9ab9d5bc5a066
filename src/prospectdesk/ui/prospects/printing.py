"""The list on paper: the rows shown, in their order and groups, to a printer or into a PDF (DESIGN: print styles)."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence

from prospectdesk.domain.opposition import left_out
from prospectdesk.queries import prospects
from prospectdesk.queries.opposed import opposed_among
from prospectdesk.queries.prospects import ProspectRow
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.columns import cell_text
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.prospects.columns import due_cell, stage_cell
from prospectdesk.ui.prospects.words import of, order_text

if TYPE_CHECKING:
    from prospectdesk.documents.prospect_sheet import Part
    from prospectdesk.ui.prospects.page import ProspectsPage


def line(row: ProspectRow, today: date) -> tuple[str, ...]:
    """The words of one company, in the columns of documents.prospect_sheet."""
    number = show.siret(row.siret) or show.siren(row.siren)
    cells = (cell_text(stage_cell(row)), cell_text(due_cell(row, today)))
    return (row.name, number, *cells, show.phone(row.phone), row.city or "")


def printable(conn: Any, ids: list[int]) -> tuple[list[ProspectRow], int]:
    """The rows of `ids` without the companies that object to prospecting, and how many those are."""
    closed = opposed_among(conn, ids)
    return prospects.rows(conn, [one for one in ids if one not in closed]), len(closed)


def written(target: Path, data: bytes) -> None:
    """Writes a file whose dialog has asked before replacing one."""
    from prospectdesk.sheets.tables import write_file

    write_file(target, lambda stream: stream.write(data), overwrite=True)


class Printing(QObject):
    """Ctrl+P on the list, and the two entries of the menu Exporter."""

    def __init__(self, page: ProspectsPage) -> None:
        super().__init__(page)
        self.page = page
        action = page.offer("print", self.tr("Imprimer la liste…"), "printer", self.print)
        action.setShortcut(QKeySequence(QKeySequence.StandardKey.Print))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def print(self) -> None:
        """Sends the list shown to a printer."""
        self.page.desk.spawn(self.page, self._print())

    def save(self) -> None:
        """Writes the list shown as a PDF."""
        self.page.desk.spawn(self.page, self._save())

    async def _print(self) -> None:
        from prospectdesk.ui.kit import printing

        instead = self.tr("enregistrez la liste en PDF (menu Exporter).")
        if await printing.is_ready(self.page.desk, self.page, instead):
            await printing.send(self.page.desk, self.page, await self._pdf(), self.tr("Imprimer la liste"))
            self._tell_rest()

    async def _save(self) -> None:
        desk = self.page.desk
        name = f"prospects-{desk.session.clock.today():%Y-%m-%d}.pdf"
        filters = self.tr("Document PDF (*.pdf)")
        target = await ask.save_file(self.page, self.tr("Liste en PDF"), filters, name)
        if target is not None:
            await desk.run("net", functools.partial(written, target, await self._pdf()))
            bar = bar_for(self.page)
            if bar is not None:
                bar.show_message(self.tr("Enregistré\u00a0: {0}").format(target.name), "ok")
            self._tell_rest()

    def _tell_rest(self) -> None:
        """A longer list is no matter of paper: what was left out is said."""
        from prospectdesk.documents.prospect_sheet import MOST

        bar = bar_for(self.page)
        if bar is not None and len(self.page.model.ids()) > MOST:
            text = self.tr(
                "Les {0} premières lignes seulement\u00a0: au-delà, exportez la liste en fichier Excel."
            )
            bar.show_message(text.format(show.count(MOST)), "warn")

    async def _pdf(self) -> bytes:
        """The PDF of the first rows of the list."""
        from prospectdesk.documents.prospect_sheet import MOST, render

        desk, model = self.page.desk, self.page.model
        ids = [int(one) for one in model.ids()[:MOST]]
        found, closed = await desk.query(printable, ids)
        rows = {row.id: row for row in found}
        today = desk.session.clock.today()
        parts = self._parts([line(rows[one], today) if one in rows else None for one in ids])
        told = of(len(model.ids()), self.tr("{0} prospect"), self.tr("{0} prospects"))
        words = [told, order_text(self.page.question.sort), left_out(closed)]
        title = " · ".join(part for part in words if part)
        work = functools.partial(render, self.page.title(), title, parts, today)
        return (await desk.run("read", work))[0]

    def _parts(self, lines: list[tuple[str, ...] | None]) -> list[Part]:
        """The lines by group, as far as they go."""
        from prospectdesk.documents.prospect_sheet import Part
        from prospectdesk.ui.prospects.group_words import group_text

        model, made, start = self.page.model, [], 0
        if not model.groups:
            return [Part("", tuple(one for one in lines if one is not None))]
        for group in model.groups:
            found = tuple(one for one in lines[start : start + group.count] if one is not None)
            if found:
                made.append(Part(f"{group_text(model.grouping, group)} · {show.count(len(found))}", found))
            start += group.count
        return made
