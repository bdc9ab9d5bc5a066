"""Administration: the lists of the workspace, one at a time, and the devices (X-04, D-15, D-22, D-27)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.queries import administration, workspace_settings
from prospectdesk.queries.administration import Lists
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.chips import Chip
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.settings.book_panel import BookPanel
from prospectdesk.ui.settings.devices import DevicesPanel
from prospectdesk.ui.settings.form_dialog import column
from prospectdesk.ui.settings.part import SettingsPart
from prospectdesk.ui.settings.potential import PotentialSwitch
from prospectdesk.ui.settings.words import read_only
from prospectdesk.ui.settings.workspace_card import WorkspaceCard

NAME = "settings.administration"
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
        self.devices = DevicesPanel(desk, f"{NAME}.devices")
        self._fill()
        self.body.addWidget(self.banner)
        self.body.addWidget(self._choices)
        self.body.addWidget(self.stack)
        self.end()
        self.choose("cabinets")
        desk.person_changed.connect(self.refresh)

    def _fill(self) -> None:
        self._add("cabinets", self.tr("Cabinets"), self._cabinets())
        services = self._panel("service", self.tr("Services"), add=self.tr("Ajouter un service"))
        self._add("services", self.tr("Services"), [services])
        sources = self._panel("source", self.tr("Sources"), add=self.tr("Ajouter une source"))
        self._add("sources", self.tr("Sources"), [sources])
        types = self._panel(
            "dossier_type", self.tr("Types de dossier"), add=self.tr("Ajouter un type de dossier")
        )
        self._add("dossier_types", self.tr("Types de dossier"), [types])
        self._add("contracts", self.tr("Contrats types et offres"), self._contracts())
        clients = self._panel("type_client", self.tr("Types client"), add=self.tr("Ajouter un type client"))
        self._add("client_types", self.tr("Types client"), [clients])
        regimes = self._panel(
            "regime_imposition", self.tr("Régimes d’imposition"), add=self.tr("Ajouter un régime")
        )
        self._add("regimes", self.tr("Régimes d’imposition"), [regimes])
        self._add("trainings", self.tr("Formations"), self._trainings())
        self.workspace = WorkspaceCard(self.desk, f"{NAME}.workspace")
        self._add("workspace", self.tr("Espace"), [self.workspace])
        self._add("devices", self.tr("Appareils"), [self.devices])

    def _cabinets(self) -> list[QWidget]:
        cabinets = self._panel(
            "cabinet",
            self.tr("Cabinets"),
            self.tr("Un dossier ne propose que les cabinets qui ont le service de son type."),
            self.tr("Ajouter un cabinet"),
        )
        offices = self._panel(
            "bureau",
            self.tr("Bureaux"),
            add=self.tr("Ajouter un bureau"),
            lacking=self.tr("Choisissez d’abord un cabinet."),
        )
        cabinets.picked.connect(lambda: self._show_children("cabinet", "bureau"))
        return [cabinets, offices]

    def _contracts(self) -> list[QWidget]:
        contracts = self._panel(
            "contract_type",
            self.tr("Contrats types"),
            self.tr("La lettre de mission reprend le contrat type, son offre et ses missions."),
            self.tr("Ajouter un contrat type"),
        )
        offers = self._panel(
            "offer",
            self.tr("Offres"),
            add=self.tr("Ajouter une offre"),
            lacking=self.tr("Choisissez d’abord un contrat type."),
        )
        contracts.picked.connect(lambda: self._show_children("contract_type", "offer"))
        return [contracts, offers]

    def _trainings(self) -> list[QWidget]:
        trainings = self._panel(
            "training",
            self.tr("Formations"),
            self.tr(
                "Une société de l’annuaire dont une mission a un de leurs domaines est « Prospect potentiel »."
            ),
            self.tr("Ajouter une formation"),
        )
        domains = self._panel(
            "training_domain", self.tr("Domaines de formation"), add=self.tr("Ajouter un domaine")
        )
        self.by_naf = PotentialSwitch(self.desk, f"{NAME}.by_naf")
        return [trainings, self.by_naf, domains]

    def _panel(self, kind: str, title: str, hint: str = "", add: str = "", lacking: str = "") -> BookPanel:
        panel = BookPanel(self.desk, kind, f"{NAME}.{kind}", title, hint=hint, add=add, lacking=lacking)
        self.panels[kind] = panel
        return panel

    def _add(self, key: str, text: str, parts: Sequence[QWidget]) -> None:
        page = QWidget()
        page.setProperty("role", "plain")
        box: QVBoxLayout = column(page)
        for part in parts:
            box.addWidget(part)
        box.addStretch(1)
        self.stack.addWidget(page)
        self._pages[key] = page
        chip = Chip(text, checkable=True, name=f"{NAME}.list.{key}", on=lambda: self.choose(key))
        self._group.addButton(chip)
        self._flow.addWidget(chip)
        self.chips[key] = chip

    def choose(self, key: str) -> None:
        """Shows one of the lists; the devices are asked for when first shown."""
        self.chips[key].setChecked(True)
        self.stack.setCurrentWidget(self._pages[key])
        if key == "devices":
            self.devices.show_first()

    def concerned(self, changes: Changes) -> bool:
        """The lists, and what uses them."""
        return changes.touches(*NOUNS)

    async def reload(self) -> None:
        """Reads all lists and shows them."""
        self._lists = await self.desk.query(administration.lists, KINDS)
        allowed = self.desk.session.person.administers
        self.banner.say("" if allowed else read_only(ADMIN_ONLY), "", "lock")
        for kind, panel in self.panels.items():
            if kind not in {"bureau", "offer"}:
                panel.show_lines(self._lists)
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
