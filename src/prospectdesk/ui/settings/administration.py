"""Administration: the lists of the workspace, one at a time, and the devices (X-04, D-15, D-22, D-27)."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.page import dress, load_late
from prospectdesk.ui.settings.form_dialog import column
from prospectdesk.ui.settings.part import SettingsPart
from prospectdesk.ui.settings.words import read_only

if TYPE_CHECKING:
    from prospectdesk.queries.administration import Lists
    from prospectdesk.ui.settings.book_panel import BookPanel

NAME = "settings.administration"
LATE = (
    "queries.administration", "queries.workspace_settings", "commands.catalogues", "commands.workspace", "jobs.devices",
    "ui.settings.entry_list", "ui.settings.entry_dialog", "ui.settings.book_panel", "ui.settings.devices",
    "ui.settings.potential", "ui.settings.workspace_card",
)  # fmt: skip
"""What the lists need: loaded when the page is there."""
KINDS = (
    "cabinet", "bureau", "service", "source", "dossier_type", "contract_type", "offer", "type_client",
    "regime_imposition", "pipeline", "training", "training_domain",
)  # fmt: skip
NOUNS = (
    "catalogue", "cabinet", "office", "cabinet_service", "dossier_type", "pipeline", "dossier", "registration", "user",
    "user_service", "workspace", "mission",
)  # fmt: skip


class AdministrationPage(SettingsPart):
    """The page `settings.administration`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self._lists: Lists = {}
        self.banner = InfoBanner("", "", icon="lock", name=f"{NAME}.rights")
        self.stack = QStackedWidget()
        self.chips: dict[str, Chip] = {}
        self._group = QButtonGroup(self)
        self._choices = QWidget()
        self._choices.setProperty("role", "plain")
        self._choices.setAccessibleName(self.tr("Listes de l’administration"))
        self._flow = FlowLayout(self._choices)
        self._pages: dict[str, QWidget] = {}
        self.panels: dict[str, BookPanel] = {}
        for key, text in self._titles().items():
            chip = Chip(
                text, checkable=True, name=f"{NAME}.list.{key}", on=functools.partial(self.choose, key)
            )
            self._group.addButton(chip)
            self._flow.addWidget(chip)
            self.chips[key] = chip
        self.chips["cabinets"].setChecked(True)
        self.body.addWidget(self.banner)
        self.body.addWidget(self._choices)
        self.body.addWidget(self.stack)
        self.end()
        desk.person_changed.connect(self.refresh)

    def _titles(self) -> dict[str, str]:
        return {
            "cabinets": self.tr("Cabinets"),
            "services": self.tr("Services"),
            "sources": self.tr("Sources"),
            "dossier_types": self.tr("Types de dossier"),
            "contracts": self.tr("Contrats types et offres"),
            "client_types": self.tr("Types client"),
            "regimes": self.tr("Régimes d’imposition"),
            "trainings": self.tr("Formations"),
            "workspace": self.tr("Espace"),
            "devices": self.tr("Appareils"),
        }

    def pieces(self) -> Iterator[None]:
        """The lists, the first one at once in sight."""
        yield from load_late(*LATE)
        for key in self._titles():
            page = QWidget(self.stack)
            page.setProperty("role", "plain")
            box = column(page)
            for part in self._parts(key):
                part.setParent(page)
                box.addWidget(part)
                dress(part)
                yield
            box.addStretch(1)
            self.stack.addWidget(page)
            self._pages[key] = page

    def _parts(self, key: str) -> Iterator[QWidget]:
        """What stands in a list."""
        add = {
            "services": ("service", self.tr("Ajouter un service")),
            "sources": ("source", self.tr("Ajouter une source")),
            "dossier_types": ("dossier_type", self.tr("Ajouter un type de dossier")),
            "client_types": ("type_client", self.tr("Ajouter un type client")),
            "regimes": ("regime_imposition", self.tr("Ajouter un régime")),
        }
        several = {"cabinets": self._cabinets, "contracts": self._contracts, "trainings": self._trainings}
        if key in several:
            yield from several[key]()
        elif key == "workspace":
            from prospectdesk.ui.settings.workspace_card import WorkspaceCard

            self.workspace = WorkspaceCard(self.desk, f"{NAME}.workspace")
            yield self.workspace
        elif key == "devices":
            from prospectdesk.ui.settings.devices import DevicesPanel

            self.devices = DevicesPanel(self.desk, f"{NAME}.devices")
            yield self.devices
        else:
            kind, text = add[key]
            yield self._panel(kind, self._titles()[key], add=text)

    def _cabinets(self) -> Iterator[QWidget]:
        cabinets = self._panel(
            "cabinet",
            self.tr("Cabinets"),
            self.tr("Un dossier ne propose que les cabinets qui ont le service de son type."),
            self.tr("Ajouter un cabinet"),
        )
        yield cabinets
        offices = self._panel(
            "bureau",
            self.tr("Bureaux"),
            add=self.tr("Ajouter un bureau"),
            lacking=self.tr("Choisissez d’abord un cabinet."),
        )
        cabinets.picked.connect(lambda: self._show_children("cabinet", "bureau"))
        yield offices

    def _contracts(self) -> Iterator[QWidget]:
        contracts = self._panel(
            "contract_type",
            self.tr("Contrats types"),
            self.tr("La lettre de mission reprend le contrat type, son offre et ses missions."),
            self.tr("Ajouter un contrat type"),
        )
        yield contracts
        offers = self._panel(
            "offer",
            self.tr("Offres"),
            add=self.tr("Ajouter une offre"),
            lacking=self.tr("Choisissez d’abord un contrat type."),
        )
        contracts.picked.connect(lambda: self._show_children("contract_type", "offer"))
        yield offers

    def _trainings(self) -> Iterator[QWidget]:
        trainings = self._panel(
            "training",
            self.tr("Formations"),
            self.tr(
                "Une société de l’annuaire dont une mission a un de leurs domaines est « Prospect potentiel »."
            ),
            self.tr("Ajouter une formation"),
        )
        yield trainings
        from prospectdesk.ui.settings.potential import PotentialSwitch

        self.by_naf = PotentialSwitch(self.desk, f"{NAME}.by_naf")
        yield self.by_naf
        yield self._panel(
            "training_domain", self.tr("Domaines de formation"), add=self.tr("Ajouter un domaine")
        )

    def _panel(self, kind: str, title: str, hint: str = "", add: str = "", lacking: str = "") -> BookPanel:
        from prospectdesk.ui.settings.book_panel import BookPanel

        panel = BookPanel(self.desk, kind, f"{NAME}.{kind}", title, hint=hint, add=add, lacking=lacking)
        self.panels[kind] = panel
        return panel

    def choose(self, key: str) -> None:
        """Shows one of the lists; the devices are asked for when first shown."""
        self.chips[key].setChecked(True)
        if key not in self._pages:
            self.complete()
        self.stack.setCurrentWidget(self._pages[key])
        if key == "devices":
            self.devices.show_first()

    def concerned(self, changes: Changes) -> bool:
        """The lists, and what uses them."""
        return changes.touches(*NOUNS)

    async def reload(self) -> None:
        """Reads all lists and shows them."""
        from prospectdesk.queries import administration, workspace_settings

        self._lists = await self.desk.query(administration.lists, KINDS)
        allowed = self.desk.session.person.administers
        self.banner.say("" if allowed else read_only(ADMIN_ONLY), "", "lock")
        for kind, panel in self.panels.items():
            if kind not in {"bureau", "offer"}:
                panel.show_lines(self._lists)
                await asyncio.sleep(0)
        for kind, children in (("cabinet", "bureau"), ("contract_type", "offer")):
            if self.panels[kind].line() is None and self._lists[kind]:
                self.panels[kind].list.stand_at(0)
            self._show_children(kind, children)
        facts = await self.desk.query(workspace_settings.facts)
        self.by_naf.show_state(facts.by_naf, allowed=allowed)
        self.workspace.show_facts(facts, allowed=allowed)
        self.devices.follow()

    def _show_children(self, kind: str, children: str) -> None:
        """The offices of the cabinet chosen, the offers of the contract type chosen."""
        if not self._lists:
            return
        line = self.panels[kind].line()
        panel = self.panels[children]
        if children == "bureau":
            title = self.tr("Bureaux") if line is None else self.tr("Bureaux de {0}").format(line.label)
        else:
            title = self.tr("Offres") if line is None else self.tr("Offres de {0}").format(line.label)
        panel.title.setText(title)
        panel.show_lines(self._lists, None if line is None else line.id)

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Administration")
