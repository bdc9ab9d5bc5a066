"""The sheet of one company: header, five tabs at the left, what happens with it at the right (C-01, D-11)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.commands.companies import RegisterCompany
from prospectdesk.commands.routines import SetTag
from prospectdesk.commands.timeline import LogVisit
from prospectdesk.domain.changes import Changes
from prospectdesk.queries.people import Entry, UserRow
from prospectdesk.ui.companies import facts as facts_of
from prospectdesk.ui.companies.card_export import export_cards, export_sheet
from prospectdesk.ui.companies.facts import Facts
from prospectdesk.ui.companies.file_tab import read_lists
from prospectdesk.ui.companies.header import Header
from prospectdesk.ui.companies.non_conformity import NonConformityDialog
from prospectdesk.ui.companies.reports_dialog import ReportsDialog
from prospectdesk.ui.companies.sheet_body import SheetBody
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.calling import place_call
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.links import open_web
from prospectdesk.ui.kit.page import Page

NAME = "sheet"
PAINT_S = 0.5
"""Seconds that what is below waits at most for the first painting: a page that was left meanwhile has none."""
VISIT_S = 2.0
"""Seconds that a visit waits at most for the sheet to be read and shown."""


class SheetPage(Page):
    """`apply(company=…, tab=…)` chooses the company (local id) and the tab by its screen name."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.setProperty("role", "page")
        self.company_id = 0
        self.facts: Facts | None = None
        self.visited = object()
        """The origin of a visit."""
        self.body: SheetBody | None = None
        self._built, self._seen = asyncio.Event(), asyncio.Event()
        self._later: list[Callable[[SheetBody], object]] = []
        self.messages = MessageBar(f"{NAME}.messages")
        self.header = Header()
        self.gone = EmptyState(
            "building-2", self.tr("Cette fiche n’existe plus"),
            self.tr("Elle a été supprimée ou fusionnée avec une autre."), name=f"{NAME}.gone",
        )  # fmt: skip
        self.gone.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 12, 20, 12)
        box.setSpacing(6)
        for part in (self.messages, self.header, self.gone):
            box.addWidget(part)
        self._box = box
        self._wire()

    def _wire(self) -> None:
        head = self.header
        head.disputed.connect(lambda: self.desk.open("sync", company=self.company_id))
        head.called.connect(self._call)
        head.planned.connect(self.plan)
        head.reported.connect(lambda: self.desk.spawn(self, self._report()))
        head.followed.connect(lambda: self.desk.spawn(self, self._follow_reports()))
        head.refreshed.connect(self.refresh_all)
        head.copied.connect(self._copy_siret)
        head.exported.connect(lambda: self.desk.spawn(self, self._export_cards()))
        head.handed_over.connect(lambda: self.desk.spawn(self, self._export_sheet()))
        head.registered.connect(lambda: self.do(RegisterCompany(company=self.company_id)))
        head.visited.connect(lambda url: open_web(self, url))
        keys = {"N": self.write_note, "A": self.write_call, "R": self.plan, "F2": self.edit}
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def apply(self, **params: Any) -> None:
        """Opens a company; each opening is a visit (C-10)."""
        company = params.get("company")
        if isinstance(company, int) and company != self.company_id:
            self._open(company)
        tab = params.get("tab")
        if isinstance(tab, str):
            self._with_body(lambda body: body.choose(tab))
        if isinstance(company, int):
            self.desk.spawn(None, self._visit())  # nobody asked for it: no message on the sheet

    def prepare(self) -> Iterator[None]:
        """Makes the parts for the company that is opened first; the loop may turn where this yields.

        Whoever opens one meanwhile goes on where this stands.
        """
        body = self.body = self._new_body()
        for _ in body.build():  # no "yield from": its end would be the end of what the page goes on with
            yield
        for _ in body.file.build_rest():
            yield
        body.show()  # with all the rest of the page: it finds its places

    def _new_body(self) -> SheetBody:
        body = SheetBody(self.desk, 0, self)
        body.hide()
        self._box.addWidget(body, 1)
        return body

    def _open(self, company: int) -> None:
        self.company_id = company
        if self.body is not None and self.body.company_id:
            self.body.hide()
            self.body.deleteLater()
            self.body = None
        body = self.body = self.body or self._new_body()
        body.hide()
        body.bind(company)
        self._later = []
        self._built, self._seen = asyncio.Event(), asyncio.Event()
        self.desk.spawn(self, self._build(body, self._built))
        self.refresh()

    async def _build(self, body: SheetBody, built: asyncio.Event) -> None:
        """The parts of a sheet, one at each turn of the loop, which goes on meanwhile."""
        for _ in body.build():
            await asyncio.sleep(0)
            if body is not self.body:
                return
        body.called.connect(self._call)
        body.tagged.connect(self._tag)
        body.opened.connect(lambda other: self.desk.open(NAME, company=other))
        built.set()
        for act in self._later:
            act(body)

    def _with_body(self, act: Callable[[SheetBody], object]) -> None:
        """Does something with the parts, now or as soon as they are there."""
        if self.body is None:
            return
        if self._built.is_set():
            act(self.body)
        else:
            self._later.append(act)

    async def _visit(self) -> None:
        company, seen = self.company_id, self._seen
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(seen.wait(), VISIT_S)
        await self.desk.do(LogVisit(company=company), self.visited, undoable=False)

    def title(self) -> str:
        """The company's name."""
        return self.facts.head.name if self.facts is not None else self.tr("Fiche")

    def hints(self) -> Sequence[tuple[str, str]]:
        """The keys of the sheet."""
        return (
            ("N", self.tr("note")), ("A", self.tr("appel")), ("R", self.tr("relance")), ("F2", self.tr("modifier")),
            ("Alt+↓", self.tr("fiche suivante")),
        )  # fmt: skip

    def concerned(self, changes: Changes) -> bool:
        """Whether the company's file changed, or the names it shows; the timeline alone shows a visit."""
        if changes.origin is self.visited:
            return False
        return changes.touches_company(self.company_id) or changes.touches("user", "catalogue", "routine")

    async def reload(self) -> None:
        """Reads everything but the panes, which read for themselves."""
        if self.body is None:
            return
        company, body, built, person = self.company_id, self.body, self._built, self.desk.session.person
        (users, sources), found = await self.desk.query(_read, company, person.id, person.leads)
        await built.wait()
        if body is not self.body:
            return
        self.gone.setVisible(found is None)
        if found is not None:
            self.header.show_facts(found)
            body.show_lists(users, sources)
            for _ in body.show_facts(found):
                await asyncio.sleep(0)
                if body is not self.body:
                    return
            self.setWindowTitle(found.head.name)
        self.facts = found
        for part in (self.header, body):
            part.setVisible(found is not None)
        self._seen.set()
        if found is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(body.seen.wait(), PAINT_S)
            if body is self.body:
                body.show_rest()

    def do(self, command: Any) -> None:
        """Carries out a command of this sheet."""
        self.desk.spawn(self, self.desk.do(command, self))

    def refresh_all(self) -> None:
        """Actualiser: reads again, filter and scroll stay (C-09)."""
        self.refresh()
        self._with_body(lambda body: body.timeline.refresh())

    def write_note(self) -> None:
        """N."""
        self._with_body(lambda body: body.timeline.write("note"))

    def write_call(self) -> None:
        """A."""
        self._with_body(lambda body: body.timeline.write("call"))

    def plan(self) -> None:
        """R: opens the relance strip's form."""
        if self.facts is not None and self.facts.head.registered:
            self._with_body(lambda body: body.relance.plan())

    def edit(self) -> None:
        """F2: edits the Fiche in place."""
        self._with_body(lambda body: body.edit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap closes what is being edited, then leaves the field for the sheet's letters; F5 reads again."""
        if event.key() == Qt.Key.Key_Escape and self.body is not None:
            if self._built.is_set() and self.body.stop_editing():
                return
            if not self.hasFocus():
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if event.key() == Qt.Key.Key_F5:
            self.refresh_all()
            return
        super().keyPressEvent(event)

    def _call(self, number: str, contact: int | None = None) -> None:
        place_call(self.desk, self, self.company_id, number, contact)

    def _tag(self, routine: int, tag: str, ex_client: bool) -> None:
        self.do(SetTag(company=self.company_id, routine=routine, tag=tag, ex_client=ex_client))

    def _copy_siret(self) -> None:
        if self.facts is not None and self.facts.head.siret:
            QGuiApplication.clipboard().setText(self.facts.head.siret)
            text = self.tr("SIRET {siret} copié.")
            self.messages.show_message(text.format(siret=show.siret(self.facts.head.siret)), "ok")

    async def _report(self) -> None:
        dialog = NonConformityDialog(self, self.title())
        commands: list[Any] = []
        dialog.accepted.connect(lambda: commands.append(dialog.command(self.company_id)))
        if await ask.answer(dialog):
            await self.desk.do(commands[0], self)
            self.messages.show_message(self.tr("Signalement envoyé : il est noté dans la timeline."), "ok")

    async def _follow_reports(self) -> None:
        if self.facts is None:
            return
        dialog = ReportsDialog(self, self.title(), self.facts.reports, self.desk.session.clock)
        commands: list[Any] = []
        dialog.accepted.connect(lambda: commands.extend(dialog.commands()))
        if await ask.answer(dialog):
            for command in commands:
                await self.desk.do(command, self)

    async def _export_cards(self) -> None:
        if self.facts is not None:
            cards = [card for card in self.facts.cards if card.colour == "orange"]
            await export_cards(self.desk, self, self.facts.head.name, cards)

    async def _export_sheet(self) -> None:
        await export_sheet(self.desk, self, self.title(), self.company_id)


def _read(
    conn: Any, company: int, person: int, leads: bool
) -> tuple[tuple[list[UserRow], list[Entry]], Facts | None]:
    """The lists of the Fiche and everything a sheet shows, in one snapshot."""
    return read_lists(conn, company), facts_of.read(conn, company, person, leads)
