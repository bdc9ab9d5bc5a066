"""The screen « Tableau de bord »: four figures and every chart on one page (mock-up 12)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from prospectdesk.queries.reports_scope import Asked
from prospectdesk.ui.kit import theme
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.page import dress
from prospectdesk.ui.reports.base import ReportPage

NAME = "dashboard"
NARROW = 1060
"""Below this width the charts stand under each other."""


class DashboardPage(ReportPage):
    """All charts; each can be seen alone on the screen of the reports."""

    most_people = 10

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, self.tr("Tableau de bord"), parent)
        self.inside = QWidget()
        self.column = QVBoxLayout(self.inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.grid = QGridLayout()
        self.grid.setSpacing(12)
        self.area = self.scrolled(self.inside, "scroll")
        self.area.hide()
        self.body.addWidget(self.area, 1)
        self._across = 0

    def pieces(self) -> Iterator[None]:
        """Figures and charts; they are shown together, once all of them are there."""
        yield from super().pieces()
        from prospectdesk.ui.reports.tiles import Tiles

        self.tiles = Tiles(f"{NAME}.tiles", self.inside)
        self.column.addWidget(self.tiles)
        self.column.addLayout(self.grid, 1)
        dress(self.tiles)
        yield
        for key, title in self.panel_titles().items():
            dress(self.panel(key, title, self.inside, large=True))
            yield
        self._arrange(self.width())
        self.area.viewport().installEventFilter(self)
        self.area.show()
        yield

    def title(self) -> str:
        """The text of its tab."""
        return self.tr("Tableau de bord")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another width may want another arrangement."""
        if event.type() == QEvent.Type.Resize and watched is self.area.viewport():
            self._arrange(self.area.viewport().width())
        return False

    def _arrange(self, width: int) -> None:
        self.tiles.arrange(width)
        across = 1 if width < theme.current().px(NARROW) else 2
        if across == self._across:
            return
        self._across = across
        panels = list(self.panels.values())
        for number, panel in enumerate(panels):
            last = number == len(panels) - 1 and len(panels) % across
            self.grid.addWidget(panel, number // across, number % across, 1, across if last else 1)
        for place in range(2):
            self.grid.setColumnStretch(place, 1 if place < across else 0)

    def figures(self) -> tuple[tuple[str, str, str], ...]:
        """The four of them."""
        return self.tiles.told()

    async def read_top(self, asked: Asked) -> None:
        """The four figures."""
        from prospectdesk.queries import reports

        today, now = self.desk.today(), self.desk.session.clock.now_ms()
        self.tiles.show_summary(await self.desk.query(reports.summary, asked, today, now))
