"""The tab Dossiers/Missions of a sheet: a sub-tab per dossier, then the placement missions (D-22…D-41, P-20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.dossiers import CreateDossier
from prospectdesk.domain.changes import Changes
from prospectdesk.queries import companies, dossier_choices, dossiers, missions
from prospectdesk.queries.dossier_choices import Choices
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.queries.missions import Placement
from prospectdesk.ui.dossiers import outcomes
from prospectdesk.ui.dossiers.form import DossierForm
from prospectdesk.ui.dossiers.grid import NAME
from prospectdesk.ui.dossiers.new_dialog import new_dialog
from prospectdesk.ui.dossiers.placements import Placements
from prospectdesk.ui.dossiers.words import titles
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import rule
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.kit.sideways import Sideways
from prospectdesk.ui.kit.tabs import SegmentedTabs

LISTS = (
    "catalogue", "dossier_type", "stage", "pipeline", "user", "user_service", "cabinet", "cabinet_service", "office",
    "routine", "workspace",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the tab shows, read in one snapshot."""

    registered: bool
    dossiers: tuple[Dossier, ...]
    choices: Choices
    missions: tuple[Placement, ...]


def read(conn: Any, company_id: int) -> Reading | None:
    """Reads the tab; None when the company is gone."""
    head = companies.head(conn, company_id)
    if head is None:
        return None
    return Reading(
        head.registered,
        tuple(dossiers.dossiers(conn, company_id)),
        dossier_choices.choices(conn, company_id),
        tuple(missions.of_company(conn, company_id)),
    )


class DossiersPane(Page):
    """One form a dossier, kept while the sheet is open: what is typed on one sub-tab survives a look at another."""

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.company_id = company_id
        self.reading: Reading | None = None
        self.forms: dict[str, DossierForm] = {}
        self._wanted: str | None = None
        self.new = Button(self.tr("Nouveau dossier"), "plus", name=f"{NAME}.new")
        self.new.clicked.connect(lambda _checked=False: desk.spawn(self, self.open_new()))
        self.tabs = SegmentedTabs(name=f"{NAME}.tabs", accessible=self.tr("Dossiers"))
        self.tabs.chosen.connect(self.choose)
        self.strip = Sideways(self.tabs)
        self.empty = Label(
            self.tr("Aucun dossier n’est ouvert pour cette société : « Nouveau dossier » commence par son type."),
            "secondary", tone="muted", wrap=True, name=f"{NAME}.empty",
        )  # fmt: skip
        self.empty.hide()
        self.missions = Placements(desk, company_id)
        self._places = QVBoxLayout()
        self._places.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.tr("Dossiers"), "section"))
        head.addStretch(1)
        head.addWidget(self.new)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.strip)
        box.addWidget(self.empty)
        box.addLayout(self._places)
        box.addSpacing(8)
        box.addWidget(rule())
        box.addWidget(self.missions)
        box.addStretch(1)

    def concerned(self, changes: Changes) -> bool:
        """Whether the company's file changed, or a list that dossiers choose from."""
        return changes.touches_company(self.company_id) or changes.touches(*LISTS)

    async def reload(self) -> None:
        """Reads dossiers, lists and missions."""
        found: Reading | None = await self.desk.query(read, self.company_id)
        if found is None:
            return
        self.reading = found
        reason = self.tr("Ajoutez d’abord cette société à votre portefeuille.")
        enable_if(self.new, found.registered, reason)
        named = titles(found.dossiers)
        if named != [(key, tab.accessibleName()) for key, tab in self.tabs.tabs.items()]:
            self.tabs.show_options(named)
        self.strip.setVisible(bool(named))
        self.empty.setVisible(not named)
        by_id = {one.id: title for one, (_key, title) in zip(found.dossiers, named, strict=True)}
        for gone in self.forms.keys() - {one.uid for one in found.dossiers}:
            form = self.forms.pop(gone)
            form.hide()
            form.deleteLater()
        for one in found.dossiers:
            self._form(one.uid).show_dossier(one, found.choices, by_id)
        self.missions.show_missions(found.missions, found.choices.domains, found.registered)
        wanted = self._wanted if self._wanted in self.forms else self.tabs.current()
        if wanted:
            self.choose(wanted)

    def _form(self, uid: str) -> DossierForm:
        if uid not in self.forms:
            form = DossierForm(self.desk, self)
            form.hide()
            form.linking.connect(lambda: self.desk.spawn(self, self.open_new(form.dossier)))
            form.chosen.connect(self._choose_id)
            form.anew.connect(lambda kind: self.desk.spawn(self, self._new_project(kind)))
            self._places.addWidget(form)
            self.forms[uid] = form
        return self.forms[uid]

    def choose(self, uid: str) -> None:
        """Shows the sub-tab of a dossier, now or once it is read."""
        self._wanted = uid
        if uid not in self.forms:
            return
        if uid in self.tabs.tabs:
            self.tabs.choose(uid)
            self.strip.reveal(self.tabs.tabs[uid])
        for key, form in self.forms.items():
            form.setVisible(key == uid)

    def _choose_id(self, dossier: int) -> None:
        found = self.reading.dossiers if self.reading is not None else ()
        uid = next((one.uid for one in found if one.id == dossier), None)
        if uid is not None:
            self.choose(uid)

    @property
    def form(self) -> DossierForm | None:
        """The form of the sub-tab that is shown."""
        return self.forms.get(self.tabs.current())

    async def _new_project(self, kind: int) -> None:
        """« Nouveau projet »: a project given up is followed by an empty one (L-34)."""
        done = await self.desk.do(CreateDossier(company=self.company_id, dossier_type=kind), self)
        if done.uid is not None:
            self.choose(done.uid)

    async def open_new(self, parent: Dossier | None = None) -> None:
        """« Nouveau dossier », or a dossier linked to `parent`."""
        types = await self.desk.query(dossier_choices.types, self.company_id)
        dialog = new_dialog(self, types, "" if parent is None else parent.type)
        chosen: list[int | None] = []
        dialog.accepted.connect(lambda: chosen.append(dialog.chosen()))
        if not await ask.answer(dialog):
            return
        linked = None if parent is None else parent.id
        command = CreateDossier(company=self.company_id, dossier_type=chosen[0], parent=linked)
        done = await self.desk.do(command, self)
        outcomes.tell(self, done)
        if done.uid is not None:
            self.choose(done.uid)
