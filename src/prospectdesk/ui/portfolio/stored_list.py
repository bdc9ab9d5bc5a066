"""The list of earlier analyses: opened as they were, run again, compared two by two, deleted (P-02)."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.portfolio import DeleteAnalysis
from prospectdesk.domain.portfolio import Kind
from prospectdesk.jobs import portfolio as work
from prospectdesk.queries.portfolio_stored import Stored
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.columns import Cell, Column, NameCell
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.kit.row_view import ListBody
from prospectdesk.ui.kit.table_model import PagedModel
from prospectdesk.ui.kit.table_view import TableView
from prospectdesk.ui.portfolio.kept import show_compared
from prospectdesk.ui.portfolio.words import place_and_radius, tight_name

NAME = "portfolio.stored"
ANALYSIS, RECRUITING = "portfolio.analysis", "portfolio.recruiting"


class StoredList(QWidget):
    """Stands on the home page; `show_list` gives it what was read."""

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self.page, self.desk = page, page.desk
        self._known: dict[int, Stored] = {}
        self.open = Button(self.tr("Rouvrir"), "eye", name=f"{NAME}.open", on=self._open)
        self.again = Button(self.tr("Relancer"), "refresh-cw", name=f"{NAME}.again", on=self._again)
        self.compare = Button(self.tr("Comparer"), "git-compare", name=f"{NAME}.compare", on=self._compare)
        self.delete = Button(self.tr("Supprimer…"), "trash-2", "flat", name=f"{NAME}.delete", on=self._delete)
        self.model = PagedModel(
            self._columns(), self._fetch, lambda job: self.desk.spawn(page, job), parent=self
        )
        self.model.set_sort("at", True)
        self.view = TableView(f"{NAME}.table", self.tr("Analyses enregistrées"))
        self.view.show_model(self.model)
        self.view.setProperty("role", "bare")
        self.empty = EmptyState(
            "radar", self.tr("Aucune analyse enregistrée"),
            self.tr("Chaque analyse lancée est gardée ici, pour la rouvrir telle quelle ou la comparer."),
            name=f"{NAME}.empty",
        )  # fmt: skip
        self._lay_out()
        self.view.row_changed.connect(lambda _key: self.follow())
        self.view.opened.connect(lambda _key: self._open())
        self.model.ticked_changed.connect(self.follow)
        self.follow()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.tr("Analyses enregistrées"), "section", name=f"{NAME}.title"), 1)
        for button in (self.open, self.again, self.compare, self.delete):
            head.addWidget(button)
        self.body = ListBody(self.view, self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.body, 1)

    def _columns(self) -> list[Column]:
        made = [
            Column("check", "", 36, "check"),
            Column("place", self.tr("Emplacement et rayon"), 158, "name", _place, 3),
            Column("at", self.tr("Date"), 130, "text", self._moment),
            Column("author", self.tr("Utilisateur"), 92, "text", lambda one: one.author or "", 1),
        ]
        for kind in Kind:
            made.append(
                Column(f"count.{int(kind)}", tight_name(kind), 84, "number", functools.partial(_count, kind))
            )
        return [
            Column(one.key, one.title, one.width, one.kind, one.cell, one.stretch, sortable=False)
            for one in made
        ]

    def _moment(self, one: Stored) -> Cell:
        return show.moment(one.at, self.desk.session.clock)

    async def _fetch(self, ids: list[int]) -> Sequence[Stored]:
        return [self._known[one] for one in ids if one in self._known]

    # what is shown -------------------------------------------------------------------------
    def show_list(self, found: Sequence[Stored]) -> None:
        """The stored analyses, newest first; the row in hand stays."""
        held = self.view.current_id()
        self._known = {one.id: one for one in found}
        self.model.set_ids([one.id for one in found])
        self.body.show_list(bool(found))
        if held is not None:
            self.view.go_to(held)
        elif found:
            self.view.go_to(found[0].id)
        self.follow()

    def current(self) -> Stored | None:
        """The row in hand."""
        key = self.view.current_id()
        return None if key is None else self._known.get(key)

    def _chosen(self) -> list[Stored]:
        """The ticked rows, oldest first."""
        found = [self._known[one] for one in self.model.ticked.ids() if one in self._known]
        return sorted(found, key=lambda one: one.at)

    def follow(self) -> None:
        """What can be done with the row in hand and with the ticked ones."""
        one, chosen = self.current(), self._chosen()
        none = self.tr("Choisissez une analyse dans la liste.")
        enable_if(self.open, one is not None and one.opens, none if one is None else closed_words(one))
        enable_if(self.again, one is not None, none)
        enable_if(self.delete, one is not None or bool(chosen), none)
        two = len(chosen) == 2 and all(each.opens for each in chosen)
        shut = next((each for each in chosen if not each.opens), None)
        which = self.tr("Cochez deux analyses.")
        enable_if(self.compare, two, closed_words(shut) if len(chosen) == 2 and shut is not None else which)

    # acts ----------------------------------------------------------------------------------
    def _screen(self, one: Stored) -> str:
        return RECRUITING if one.request.recruiting else ANALYSIS

    def _open(self) -> None:
        one = self.current()
        if one is not None and self.open.isEnabled():
            self.desk.open(self._screen(one), stored=one.id)

    def _again(self) -> None:
        one = self.current()
        if one is not None:
            self.desk.open(self._screen(one), again=one.id)

    def _compare(self) -> None:
        self.desk.spawn(self.page, self._compared(self._chosen()))

    async def _compared(self, chosen: list[Stored]) -> None:
        session = self.desk.session
        before, after = [await self.desk.run("read", work.reopened, session, one) for one in chosen]
        await show_compared(self.page, before, after)

    def _delete(self) -> None:
        one = self.current()
        chosen = self._chosen() or ([] if one is None else [one])
        self.desk.spawn(self.page, self._deleted(chosen))

    async def _deleted(self, chosen: list[Stored]) -> None:
        """Asks once, then one step of the history for each."""
        names = ", ".join(
            place_and_radius(one.request.place.label, one.request.radius_km) for one in chosen[:5]
        )
        title = (
            self.tr("Supprimer cette analyse\u00a0?")
            if len(chosen) == 1
            else self.tr("Supprimer {0} analyses\u00a0?").format(len(chosen))
        )
        text = self.tr("{0}. Elle disparaît pour tout l’espace\u00a0; vous pourrez annuler.").format(names)
        if await ask.yes_no(self.page, title, text, yes=self.tr("Supprimer"), danger=True):
            for one in chosen:
                await self.desk.do(DeleteAnalysis(analysis=one.id), self.page)


def _place(one: Stored) -> Cell:
    tr = QCoreApplication.translate
    mode = tr("Portfolio", "Qui recrute") if one.request.recruiting else tr("Portfolio", "Portefeuille")
    icon = "megaphone" if one.request.recruiting else "map"
    return NameCell(place_and_radius(one.request.place.label, one.request.radius_km), mode, icon, "text_2")


def _count(kind: Kind, one: Stored) -> Cell:
    return show.count(one.counts[kind])


def closed_words(one: Stored) -> str:
    """Why a stored analysis cannot be opened."""
    tr = QCoreApplication.translate
    if not one.kept:
        return tr("Portfolio", "Ses lignes ne sont plus gardées\u00a0: relancez-la pour la voir à ce jour.")
    return tr("Portfolio", "Ses lignes arrivent avec la prochaine synchronisation.")
