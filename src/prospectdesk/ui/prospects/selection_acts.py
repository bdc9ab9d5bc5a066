"""What is done to ticked rows, or to the row of the keyboard: affecter, relance, appel, portefeuille."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from prospectdesk.domain.errors import Refused
from prospectdesk.queries.prospects import ProspectRow
from prospectdesk.ui.kit.errors import bar_for
from prospectdesk.ui.kit.roles import enable_if

if TYPE_CHECKING:
    from prospectdesk.ui.prospects.page import ProspectsPage
    from prospectdesk.ui.prospects.palette_acts import PaletteActs

NAME = "prospects"


class SelectionActs(QObject):
    """The buttons of the selection bar, the menu of a row, and the letters R and A."""

    def __init__(self, page: ProspectsPage) -> None:
        super().__init__(page)
        self.page = page
        self._palette: PaletteActs | None = None
        bar = page.selection
        self.assigning = bar.add(self.tr("Affecter…"), "user", f"{NAME}.selection.assign", self.assign)
        self.staging = bar.add(self.tr("Étape…"), "columns-3", f"{NAME}.selection.stage", self.stage)
        self.planning = bar.add(self.tr("Relance…"), "alarm-clock", f"{NAME}.selection.relance", self.plan)
        self.merging = bar.add(self.tr("Fusionner…"), "merge", f"{NAME}.selection.merge", self.merge)
        self.exporting = bar.add(self.tr("Exporter"), "download", f"{NAME}.selection.export", self._export)
        self.adding = bar.add(self.tr("Ajouter"), "briefcase", f"{NAME}.selection.register", self.register)
        self.completing = bar.add("", "refresh-cw", f"{NAME}.selection.complete", self.complete)
        self.touring = bar.add("", "route", f"{NAME}.selection.tour", self.tour)
        for button, told in (
            (self.adding, self.tr("Ajouter au portefeuille")),
            (self.planning, self.tr("Planifier une relance")),
            (self.completing, self.tr("Compléter depuis le registre des entreprises")),
            (self.touring, self.tr("Tournée de visites")),
        ):
            button.setToolTip(told)
            button.setAccessibleName(told)
        for button in (self.completing, self.touring):
            button.set_role("icon")
        bar.hint.setText(self.tr("Ctrl+Z annule la dernière action groupée"))
        self.menu = QMenu(page.table)
        self.menu.setObjectName(f"{NAME}.row")
        table = page.table
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._open_menu)
        self._letter("relance", "R", lambda: self._plan(self._here()))
        self._letter("call", "A", self._call)
        self._letter("note", "N", self._note)

    def _letter(self, name: str, key: str, act: Any) -> None:
        """A letter that works while the table has the keys."""
        action = QAction(self.page.table)
        action.setObjectName(f"{NAME}.key.{name}")
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: act())
        self.page.table.addAction(action)

    def _ticked(self) -> tuple[int, ...]:
        return tuple(self.page.model.ticked.ids())

    def _here(self) -> tuple[int, ...]:
        one = self.page.table.current_id()
        return () if one is None else (one,)

    def show_number(self, number: int) -> None:
        """How many rows are ticked: what needs several says so."""
        enough = self.tr("Cochez au moins deux fiches à fusionner.")
        many = self.tr("Une fusion réunit 20 fiches au plus.")
        enable_if(self.merging, 1 < number <= 20, enough if number < 2 else many)
        if self._palette is None:
            from prospectdesk.ui.prospects.palette_acts import PaletteActs  # late: once the rows stand there

            self._palette = PaletteActs(self.page)
        self._palette.show_number(number)

    # acts ------------------------------------------------------------------------------------
    def assign(self) -> None:
        """Asks for the operational salesperson of the ticked rows."""
        self.page.desk.spawn(self.page, self._assign(self._ticked()))

    def stage(self) -> None:
        """Asks for the stage of the open dossiers of the ticked rows."""
        self.page.desk.spawn(self.page, self._stage(self._ticked()))

    def merge(self) -> None:
        """Asks how the ticked rows become one sheet."""
        self.page.desk.spawn(self.page, self._merge(self._ticked()))

    def plan(self) -> None:
        """Asks for the relance of the ticked rows."""
        self._plan(self._ticked())

    def register(self) -> None:
        """Takes the ticked rows into the portfolio."""
        self._register(self._ticked())

    def complete(self) -> None:
        """Asks the register about the ticked rows."""
        self._complete(self._ticked())

    def _complete(self, companies: tuple[int, ...]) -> None:
        from prospectdesk.ui.prospects.completion import complete

        if companies:
            self.page.desk.spawn(self.page, lambda: complete(self.page, companies))

    def tour(self) -> None:
        """The ticked rows as a round of visits."""
        self.page.desk.open("portfolio.tour", companies=self._ticked())

    def _export(self) -> None:
        self.page.exports.export_ticked()

    def _plan(self, companies: tuple[int, ...]) -> None:
        if companies:
            self.page.desk.spawn(self.page, self._ask_relance(companies))

    def _register(self, companies: tuple[int, ...]) -> None:
        from prospectdesk.commands.lists import RegisterProspects

        self.page.desk.spawn(self.page, self._do(RegisterProspects(companies=companies)))

    def _call(self) -> None:
        for one in self._here():
            self.page.desk.float("sheet.call", one)

    def _note(self) -> None:
        for one in self._here():
            self.page.desk.float("sheet.note", one)

    async def _do(self, command: Any) -> None:
        await self.page.desk.do(command, self.page)

    async def _assign(self, companies: tuple[int, ...]) -> None:
        from prospectdesk.commands.lists import AssignProspects
        from prospectdesk.ui.kit import ask  # late: not for the first picture
        from prospectdesk.ui.prospects.questions import AssignQuestion

        question = AssignQuestion(self.page, len(companies), self.page.lists.users)
        if await ask.answer(question) and question.login():
            await self._do(AssignProspects(companies=companies, user=question.login()))

    async def _stage(self, companies: tuple[int, ...]) -> None:
        from prospectdesk.commands.bulk_stages import MoveStages
        from prospectdesk.queries.bulk_stages import pipelines
        from prospectdesk.ui.kit import ask  # late: not for the first picture
        from prospectdesk.ui.prospects.stage_question import StageQuestion

        found = await self.page.desk.query(pipelines, companies)
        if not found:
            raise Refused(
                "no_dossier",
                "Aucun des prospects sélectionnés n’a de dossier en cours\u00a0: créez-en un dans sa fiche.",
            )
        question = StageQuestion(self.page, len(companies), found)
        if await ask.answer(question):
            done = await self.page.desk.do(
                MoveStages(companies=companies, etape=question.stage_id()), self.page
            )
            bar = bar_for(self.page)
            if bar is not None and done.data and done.data.get("left"):
                bar.show_message(done.message or "", "warn")

    async def _merge(self, companies: tuple[int, ...]) -> None:
        from prospectdesk.ui.prospects.merge_acts import merge

        await merge(self.page, companies)

    async def _ask_relance(self, companies: tuple[int, ...]) -> None:
        from prospectdesk.commands.lists import PlanRelances
        from prospectdesk.ui.kit import ask  # late: not for the first picture
        from prospectdesk.ui.prospects.questions import RelanceQuestion

        desk = self.page.desk
        question = RelanceQuestion(
            self.page, len(companies), self.page.lists.users, desk.session.person.login, desk.today
        )
        if await ask.answer(question):
            await self._do(PlanRelances(companies=companies, **question.fields()))

    # the menu of a row -------------------------------------------------------------------------
    def _open_menu(self, place: QPoint) -> None:
        index = self.page.table.indexAt(place)
        row = self.page.model.row_at(index.row()) if index.isValid() else None
        if isinstance(row, ProspectRow):
            self.fill_menu(row)
            self.menu.popup(self.page.table.viewport().mapToGlobal(place))

    def fill_menu(self, row: ProspectRow) -> None:
        """The acts on one row; those that need the portfolio say so."""
        page, one = self.page, (row.id,)
        self.menu.clear()
        needs = self.tr("Ajoutez d’abord cette société au portefeuille.")
        already = self.tr("Cette société est déjà dans le portefeuille.")
        self._item("open", self.tr("Ouvrir la fiche"), lambda: page.open(row.id))
        self._item("peek", self.tr("Aperçu"), lambda: page.peek.toggle(row.id))
        self.menu.addSeparator()
        relance = self._item("relance", self.tr("Planifier une relance…"), lambda: self._plan(one))
        call = self._item(
            "call", self.tr("Enregistrer un appel…"), lambda: page.desk.float("sheet.call", row.id)
        )
        note = self._item("note", self.tr("Ajouter une note…"), lambda: page.desk.float("sheet.note", row.id))
        assign = self._item("assign", self.tr("Affecter…"), lambda: page.desk.spawn(page, self._assign(one)))
        for action in (relance, call, note, assign):
            enable_if(action, row.registered, needs)
        self.menu.addSeparator()
        adding = self._item("register", self.tr("Ajouter au portefeuille"), lambda: self._register(one))
        enable_if(adding, not row.registered, already)
        completing = self._item(
            "complete", self.tr("Compléter depuis le registre"), lambda: self._complete(one)
        )
        enable_if(completing, bool(row.siren), self.tr("Le SIREN de cette société n’est pas connu."))

    def _item(self, key: str, text: str, act: Any) -> QAction:
        action = self.menu.addAction(text)
        action.setObjectName(f"{NAME}.row.{key}")
        action.triggered.connect(lambda _checked=False: act())
        return action
