"""The analyses that are kept: a new one stored, an old one opened as it was, two compared (P-02, P-19)."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from prospectdesk.jobs import portfolio as work
from prospectdesk.queries import portfolio_stored
from prospectdesk.queries.portfolio_stored import Stored
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import MenuButton
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.portfolio.compare import CompareDialog, Side, read_changes
from prospectdesk.ui.portfolio.result import Earlier
from prospectdesk.ui.portfolio.words import place_and_radius

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis
    from prospectdesk.ui.portfolio.search_page import SearchPage

OFFERED = 12


class Kept(QObject):
    """`list` are the stored analyses of the page's mode, newest first; `stored` is the one shown, if it is one."""

    def __init__(self, page: SearchPage, recruiting: bool, button: MenuButton) -> None:
        super().__init__(page)
        self.page, self.desk, self.recruiting, self.button = page, page.desk, recruiting, button
        self.list: list[Stored] = []
        self.stored: int | None = None
        self._begun = False
        button.menu_items.aboutToShow.connect(self.fill)
        self.fill()

    async def read(self) -> None:
        """The stored analyses; at the first showing the person’s newest one is opened as it was, else a colleague’s."""
        session = self.desk.session
        self.list = await self.desk.run(
            "read", functools.partial(work.stored, session, recruiting=self.recruiting)
        )
        self.fill()
        if self._begun:
            return
        self._begun = True
        there = [one for one in self.list if one.opens]
        own = (one for one in there if one.author_id == session.person.id)
        first = next(own, there[0] if there else None)
        if first is not None and self.page.analysis is None:
            await self.open(first)

    def begin(self) -> None:
        """Something else is asked for than the newest one."""
        self._begun = True

    async def keep(self, analysis: Analysis) -> None:
        """Shows a result of now, then stores it with its rows."""
        self.begin()
        self.stored = None
        self.page.show_analysis(analysis, self.earlier(analysis))
        command = await self.desk.run("read", work.keeping, self.desk.session, analysis)
        done = await self.desk.do(command, self.page, undoable=False)
        if self.page.analysis is analysis:
            self.stored = done.row_id
            self.page.say_date()

    async def open(self, one: Stored) -> None:
        """Shows a stored analysis as it was. Raises NotFound when its rows are not here."""
        self.begin()
        found = await self.desk.run("read", work.reopened, self.desk.session, one)
        self.stored = one.id
        self.page.show_analysis(found, self.earlier(found))

    async def open_by_id(self, key: int) -> None:
        """The same by its local id; one that is gone is left alone."""
        self.begin()
        one = await self.desk.query(portfolio_stored.one_stored, key)
        if one is not None:
            await self.open(one)

    async def again(self, key: int) -> None:
        """Asks what a stored analysis asked, now."""
        self.begin()
        one = await self.desk.query(portfolio_stored.one_stored, key)
        if one is not None:
            self.page.ask_for(one.request)
            self.page.launch()

    def earlier(self, analysis: Analysis) -> Earlier | None:
        """Counters of the newest analysis of the same circle, of an earlier day."""
        clock = self.desk.session.clock
        today = show.clock_time(analysis.at, clock).date()
        for one in self.list:
            day = show.clock_time(one.at, clock).date()
            if one.request == analysis.request and day < today:
                return Earlier(one.counts, show.date_short(day, today))
        return None

    # comparing -----------------------------------------------------------------------------
    def others(self) -> list[Stored]:
        """What the result shown can be compared with: the same circle first."""
        analysis = self.page.analysis
        if analysis is None:
            return []
        there = [one for one in self.list if one.opens and one.id != self.stored]
        there.sort(key=lambda one: one.request != analysis.request)
        return there[:OFFERED]

    def fill(self) -> None:
        """The menu « Comparer à… »."""
        menu = self.button.menu_items
        menu.clear()
        there = self.others()
        clock = self.desk.session.clock
        for one in there:
            where = place_and_radius(one.request.place.label, one.request.radius_km)
            text = self.tr("{0}, {1}").format(where, show.moment(one.at, clock))
            action = menu.addAction(text.replace("&", "&&"))
            action.setObjectName(f"{self.button.objectName()}.{one.id}")
            action.triggered.connect(lambda _checked=False, one=one: self.compare(one))
        none = self.tr("Aucune autre analyse enregistrée.")
        first = self.tr("Lancez d’abord une analyse.")
        enable_if(self.button, bool(there), none if self.page.analysis is not None else first)

    def compare(self, other: Stored) -> None:
        """Compares the result shown with a stored one, the older one first."""
        analysis = self.page.analysis
        if analysis is not None:
            self.desk.spawn(self.page, self._compare(analysis, other))

    async def _compare(self, analysis: Analysis, other: Stored) -> None:
        found = await self.desk.run("read", work.reopened, self.desk.session, other)
        before, after = sorted((found, analysis), key=lambda one: one.at)
        await show_compared(self.page, before, after)


async def show_compared(page: Any, before: Analysis, after: Analysis) -> None:
    """The window of two results, `before` being the older one; answers when it is closed."""
    desk = page.desk
    changes = await desk.run("read", read_changes, desk.session, before, after)
    sides = [
        Side(one.request, one.counts, show.moment(one.at, desk.session.clock)) for one in (before, after)
    ]
    dialog = CompareDialog(page, sides[0], sides[1], changes)
    dialog.open_wanted.connect(lambda company: desk.open("sheet", company=company))
    await ask.answer(dialog)
