"""Where a report goes to a file: the name is asked, the file written in a lane, the bar tells."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from prospectdesk.domain.text import fold
from prospectdesk.queries.reports_scope import Asked
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.charts.panel import ChartPanel
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.reports import paper
from prospectdesk.ui.reports.paper import Printed

FILTERS = {
    "png": "PNG (*.png)", "svg": "SVG (*.svg)", "csv": "CSV (*.csv)", "xlsx": "Excel (*.xlsx)",
}  # fmt: skip


class Exporting(QObject):
    """The exports of a page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.page = page

    def chart(self, panel: ChartPanel, key: str) -> None:
        """One chart as a picture, or its numbers."""
        self.page.desk.spawn(self.page, lambda: self._chart(panel, key))

    def everything(self, panels: Sequence[ChartPanel], name: str) -> None:
        """The numbers of all charts as one workbook."""
        self.page.desk.spawn(self.page, lambda: self._everything(panels, name))

    def bonuses(self, asked: Asked) -> None:
        """The bonus list."""
        self.page.desk.spawn(self.page, lambda: self._bonuses(asked))

    def printing(self, report: Printed) -> None:
        """What is on screen, on paper."""
        self.page.desk.spawn(self.page, lambda: self._print(report))

    async def _print(self, report: Printed) -> None:
        from prospectdesk.ui.kit import printing  # late: it brings the printers' library

        if await printing.is_ready(self.page.desk, self.page, self.tr("exportez les données.")):
            await printing.send(self.page.desk, self.page, paper.pdf(report), report.title)

    async def _chart(self, panel: ChartPanel, key: str) -> None:
        target = await self._target(panel.chart.title, FILTERS[key], key)
        if target is not None:
            await self._write(target, job(panel, key, target))

    async def _everything(self, panels: Sequence[ChartPanel], name: str) -> None:
        from prospectdesk.jobs.report_files import write_all

        target = await self._target(name, FILTERS["xlsx"], "xlsx")
        if target is not None:
            tables = [(one.chart.title, one.data.titles, one.data.rows) for one in panels]
            await self._write(target, functools.partial(write_all, target, tables))

    async def _bonuses(self, asked: Asked) -> None:
        from prospectdesk.jobs.report_files import export_bonuses

        session = self.page.desk.session
        target = await self._target(self.tr("Primes"), f"{FILTERS['xlsx']};;{FILTERS['csv']}", "xlsx")
        if target is not None:
            work = functools.partial(
                export_bonuses, session.reader, session.person, asked, target, overwrite=True
            )
            await self._write(target, work)

    async def _target(self, title: str, filters: str, suffix: str) -> Path | None:
        day = self.page.desk.session.clock.today()
        name = f"{'-'.join(fold(title).split())}-{day:%Y-%m-%d}.{suffix}"
        found = await ask.save_file(self.page, self.tr("Exporter"), filters, name)
        return found if found is None or found.suffix else found.with_suffix(f".{suffix}")

    async def _write(self, target: Path, work: Callable[[], int]) -> None:
        await self.page.desk.run("read", work)
        bar = bar_for(self.page)
        if bar is not None:
            bar.show_message(self.tr("Fichier «\u00a0{0}\u00a0» écrit.").format(target.name), "ok")


def job(panel: ChartPanel, key: str, target: Path) -> Callable[[], int]:
    """What a lane does to write a chart; pictures are drawn here and now, by the thread that owns the fonts."""
    from prospectdesk.jobs.report_files import write_data, write_picture

    if key in {"csv", "xlsx"}:
        data = panel.data
        return functools.partial(write_data, target, data.titles, data.rows, title=panel.chart.title)
    from prospectdesk.ui.kit.charts.pictures import png, svg

    content = png(panel.chart) if key == "png" else svg(panel.chart)
    return functools.partial(write_picture, target, content)
