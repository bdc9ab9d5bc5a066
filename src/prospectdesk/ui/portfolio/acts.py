"""What is done with the row in hand and with the ticked rows of a result (P-15, P-20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from prospectdesk.commands.lists import RegisterProspects, TagProspects
from prospectdesk.domain.portfolio import Kind, Row
from prospectdesk.domain.recruiting import SOURCES, Found
from prospectdesk.queries import imports, people, prospects
from prospectdesk.queries.opposed import is_opposed
from prospectdesk.queries.prospects import ProspectRow
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.bars import SelectionBar
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.portfolio.follow import FollowDialog, MissionsDialog
from prospectdesk.ui.portfolio.result import ResultPane
from prospectdesk.ui.portfolio.routine_question import RoutineQuestion
from prospectdesk.ui.portfolio.row_strip import RowStrip, already_there, needs_portfolio, objects, only_source
from prospectdesk.ui.portfolio.rows import Shown
from prospectdesk.ui.portfolio.words import companies

if TYPE_CHECKING:
    from prospectdesk.queries.portfolio import Analysis


class Acts(QObject):
    """The strip of the row, the bar of the ticked rows, the menu of a row, and the letters R and P.

    `export_wanted` is the wish to have the ticked rows as a workbook.
    """

    export_wanted = Signal()

    def __init__(self, page: Page, result: ResultPane) -> None:
        super().__init__(page)
        self.page, self.desk, self.result = page, page.desk, result
        self.prefix = page.objectName()
        self.now: ProspectRow | None = None
        self.opposed = False
        self.told_of: Callable[[Row], Found] = found_of
        """What a source said of a row that only it knows."""
        self.strip = RowStrip(self.prefix)
        self.selection = SelectionBar(f"{self.prefix}.selection")
        self.selection.hint.hide()
        bar, name = self.selection, f"{self.prefix}.selection"
        self.adding = bar.add(
            self.tr("Ajouter au portefeuille"), "briefcase", f"{name}.register", self.register_ticked
        )
        self.following = bar.add(self.tr("Suivi par +"), "alarm-clock", f"{name}.follow", self.follow_ticked)
        self.tagging = bar.add(self.tr("Routine…"), "tag", f"{name}.routine", self.tag_ticked)
        self.touring = bar.add(self.tr("Tournée"), "route", f"{name}.tour", self.tour_ticked)
        self.exporting = bar.add(self.tr("Exporter"), "download", f"{name}.export", self.export_ticked)
        result.under.addWidget(self.strip)
        self.menu = QMenu(result.table)
        self.menu.setObjectName(f"{self.prefix}.menu")
        self.menu.setToolTipsVisible(True)
        self._connect()

    def _connect(self) -> None:
        result, strip = self.result, self.strip
        result.stood.connect(self._stood)
        result.opened.connect(self.open)
        result.ticked.connect(self.show_ticks)
        strip.open_wanted.connect(lambda: self.open(result.current))
        strip.register_wanted.connect(self.register_row)
        strip.follow_wanted.connect(self.follow_row)
        strip.missions_wanted.connect(self.missions_row)
        self.selection.cleared.connect(lambda: result.model.tick_all(False))
        table = result.table
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_menu)
        self._letter("follow", "R", self.follow_row)
        self._letter("register", "P", self.register_row)

    def _letter(self, name: str, key: str, act: Any) -> None:
        """A letter that works while the table has the keys."""
        action = QAction(self.result.table)
        action.setObjectName(f"{self.prefix}.key.{name}")
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: act())
        self.result.table.addAction(action)

    # the row in hand -----------------------------------------------------------------------
    def _stood(self, shown: Shown | None) -> None:
        if shown is None:
            self.now = None
            self.strip.hide()
        else:
            self.desk.spawn(self.page, self.read_row())

    async def read_row(self) -> None:
        """What the base says of the row in hand now."""
        shown = self.result.current
        if shown is None:
            return
        found: list[ProspectRow] = []
        opposed = False
        if shown.row.company is not None:
            found = await self.desk.query(prospects.rows, [shown.row.company])
            opposed = await self.desk.query(is_opposed, shown.row.company)
        if self.result.current is shown:
            self.now, self.opposed = found[0] if found else None, opposed
            self.strip.show_row(shown.row, self.now, opposed)
            QTimer.singleShot(0, self.result.table.show_current)  # the strip has taken some of its room

    def _company(self) -> int | None:
        shown = self.result.current
        return None if shown is None else shown.row.company

    def open(self, shown: Shown | None) -> None:
        """The sheet of a row."""
        if shown is not None and shown.row.company is not None:
            self.desk.open("sheet", company=shown.row.company)

    def register_row(self) -> None:
        """Takes the row in hand into the portfolio."""
        shown = self.result.current
        if shown is not None and not self.opposed and (self.now is None or not self.now.registered):
            self._spawn(self.register([shown.position]))

    def follow_row(self) -> None:
        """Plans a relance on the row in hand."""
        company, shown = self._company(), self.result.current
        registered = self.now is not None and self.now.registered
        if company is not None and shown is not None and registered and not self.opposed:
            self._spawn(self._follow([company], shown.row.name))

    def missions_row(self) -> None:
        """Shows the Placement missions of the row in hand."""
        company, shown = self._company(), self.result.current
        if company is not None and shown is not None:
            self._spawn(self._missions(company, shown.row.name))

    # the ticked rows -----------------------------------------------------------------------
    def show_ticks(self) -> None:
        """The bar says how many rows are ticked."""
        number = self.result.model.ticked.count()
        text = self.tr("{0} sélectionnée") if number < 2 else self.tr("{0} sélectionnées")
        self.selection.show_count(number, text.format(companies(number)))
        analysis = self.result.analysis
        if number and analysis is not None:
            ticked = self.result.model.ticked
            kinds = (
                {kind for kind in Kind for one in ticked.group(kind) if ticked.has(one)}
                if number < 2000
                else set(Kind)
            )
            enable_if(self.adding, bool(kinds & {Kind.POTENTIAL, Kind.SUSPECT}), already_there())
            for button in (self.following, self.tagging):
                enable_if(button, bool(kinds - {Kind.POTENTIAL, Kind.SUSPECT}), needs_portfolio())

    def _ticked(self, kinds: set[Kind]) -> list[int]:
        """The ticked positions of some types."""
        ticked = self.result.model.ticked
        return [one for kind in kinds for one in ticked.group(kind) if ticked.has(one)]

    def register_ticked(self) -> None:
        """Takes the ticked companies of the directory into the portfolio."""
        self._spawn(self.register(self._ticked({Kind.POTENTIAL, Kind.SUSPECT})))

    def follow_ticked(self) -> None:
        """Plans a relance on the ticked companies of the portfolio."""
        self._spawn(self._follow(self._ticked_ours(), ""))

    def tag_ticked(self) -> None:
        """Puts the ticked companies of the portfolio on a routine."""
        self._spawn(self._tag(self._ticked_ours()))

    def _ticked_ours(self) -> list[int]:
        """The ticked companies that were in the portfolio."""
        analysis = self.result.analysis
        if analysis is None:
            return []
        positions = self._ticked(set(Kind) - {Kind.POTENTIAL, Kind.SUSPECT})
        known = (int(analysis.company[one]) for one in positions)
        return [one for one in known if one]

    def tour_ticked(self) -> None:
        """The ticked companies as a round of visits; those that only a source knows have no sheet to visit."""
        analysis = self.result.analysis
        if analysis is not None:
            known, _found = self._parted(analysis, self._ticked(set(Kind)))
            self.desk.open("portfolio.tour", companies=known)

    def export_ticked(self) -> None:
        """The ticked rows as a workbook."""
        self.export_wanted.emit()

    # carrying out --------------------------------------------------------------------------
    def _spawn(self, work: Any) -> None:
        self.desk.spawn(self.page, work)

    async def register(self, positions: list[int]) -> None:
        """Takes companies into the portfolio, with one undo."""
        analysis = self.result.analysis
        if analysis is None:
            return
        known, found = self._parted(analysis, positions)
        if found:
            from prospectdesk.commands.recruiting import RegisterFound

            await self.desk.do(RegisterFound(found=found, companies=known), self.page)
        else:
            await self.desk.do(RegisterProspects(companies=known), self.page)
        await self.read_row()

    def _parted(self, analysis: Analysis, positions: list[int]) -> tuple[tuple[int, ...], tuple[Found, ...]]:
        """Companies that the base knows, and what sources say of those that only they know."""
        known = [int(analysis.company[one]) for one in positions if one < len(analysis.company)]
        known = [one for one in known if one]  # 0: gone since the analysis was stored
        told = [
            analysis.found[one - len(analysis.company)] for one in positions if one >= len(analysis.company)
        ]
        known += [row.company for row in told if row.company is not None]
        return tuple(known), tuple(self.told_of(row) for row in told if row.company is None)

    async def _follow(self, chosen: list[int], called: str) -> None:
        users = await self.desk.query(people.users)
        dialog = FollowDialog(self.page, self.desk, self.prefix, chosen, called, users)
        found: list[Any] = []
        dialog.accepted.connect(lambda: found.append(dialog.command))
        if await ask.answer(dialog):
            await self.desk.do(found[0], self.page)
            await self.read_row()

    async def _tag(self, chosen: list[int]) -> None:
        person = self.desk.session.person
        offered = await self.desk.query(imports.routines, person.id, every=person.leads)
        question = RoutineQuestion(self.page, self.prefix, len(chosen), offered)
        enable_if(question.yes, bool(offered), self.tr("Vous n’êtes affecté à aucune routine."))
        if await ask.answer(question):
            command = TagProspects(companies=tuple(chosen), routine=question.routine, tag=question.tag)
            await self.desk.do(command, self.page)

    async def _missions(self, company: int, called: str) -> None:
        await ask.answer(MissionsDialog(self.page, self.desk, self.prefix, company, called))

    # the menu of a row -----------------------------------------------------------------------
    def _open_menu(self, place: QPoint) -> None:
        table = self.result.table
        index = table.indexAt(place)
        one = self.result.model.id_at(index.row()) if index.isValid() else -1
        if one >= 0:
            self._spawn(self._rise(one, table.viewport().mapToGlobal(place)))

    async def _rise(self, position: int, corner: QPoint) -> None:
        self.result.go_to(position)
        await self.read_row()
        self.fill_menu()
        self.menu.popup(corner)

    def fill_menu(self) -> None:
        """The acts on the row in hand; those that cannot be done say why."""
        self.menu.clear()
        known, registered = self._company() is not None, self.now is not None and self.now.registered
        opening = self._item("open", self.tr("Ouvrir la fiche"), lambda: self.open(self.result.current))
        enable_if(opening, known, only_source())
        adding = self._item("register", self.tr("Ajouter au portefeuille"), self.register_row)
        enable_if(adding, not (registered or self.opposed), objects() if self.opposed else already_there())
        for key, text, act in (
            ("follow", self.tr("Suivi par +"), self.follow_row),
            ("missions", self.tr("Missions de placement…"), self.missions_row),
        ):
            barred = self.opposed and key == "follow"
            reason = objects() if barred else needs_portfolio()
            enable_if(self._item(key, text, act), registered and not barred, reason)

    def _item(self, key: str, text: str, act: Any) -> QAction:
        action = self.menu.addAction(text)
        action.setObjectName(f"{self.prefix}.menu.{key}")
        action.triggered.connect(lambda _checked=False: act())
        return action


def found_of(row: Row) -> Found:
    """What a stored row keeps of what a source said."""
    source = next((key for key, label in SOURCES.items() if label in row.recruits), next(iter(SOURCES)))
    return Found(
        siret=row.siret or "", name=row.name, source=source, latitude=row.latitude, longitude=row.longitude,
        town=row.town,
    )  # fmt: skip
