"""Stades d’opportunités: pipelines and their stages, for responsables and administrators (C-36)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.people import LEADS_ONLY
from prospectdesk.queries import administration
from prospectdesk.queries.administration import Lists
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.settings.book_panel import BookPanel
from prospectdesk.ui.settings.part import SettingsPart
from prospectdesk.ui.settings.words import read_only

NAME = "settings.stages"


class StagesPage(SettingsPart):
    """The page `settings.stages`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self._lists: Lists = {}
        self.banner = InfoBanner("", "", icon="lock", name=f"{NAME}.rights")
        self.pipelines = BookPanel(
            desk, "pipeline", f"{NAME}.pipeline", self.tr("Pipelines"), add=self.tr("Ajouter un pipeline"),
            hint=self.tr("Chaque type de dossier suit un pipeline. Un nouveau pipeline reprend les étapes du premier."),
        )  # fmt: skip
        self.stages = BookPanel(
            desk, "stage", f"{NAME}.stage", self.tr("Étapes"), add=self.tr("Ajouter une étape"),
            hint=self.tr("Une étape utilisée se renomme ou se désactive\u00a0; elle ne se supprime pas."),
            lacking=self.tr("Choisissez d’abord un pipeline."),
        )  # fmt: skip
        for part in (self.banner, self.pipelines, self.stages):
            self.body.addWidget(part)
        self.end()
        self.pipelines.picked.connect(self._show_stages)
        desk.person_changed.connect(self.refresh)

    def concerned(self, changes: Changes) -> bool:
        """Pipelines, stages, and the dossiers that use them."""
        return changes.touches("pipeline", "stage", "dossier", "dossier_type", "user")

    async def reload(self) -> None:
        """Reads pipelines and stages; the first pipeline is chosen."""
        self._lists = await self.desk.query(administration.lists, ("pipeline", "stage"))
        allowed = self.desk.session.person.leads
        self.banner.say("" if allowed else read_only(LEADS_ONLY), "", "lock")
        self.pipelines.show_lines(self._lists)
        if self.pipelines.line() is None and self._lists["pipeline"]:
            self.pipelines.list.stand_at(0)
        self._show_stages()

    def _show_stages(self) -> None:
        if not self._lists:
            return
        line = self.pipelines.line()
        title = self.tr("Étapes") if line is None else self.tr("Étapes de {0}").format(line.label)
        self.stages.title.setText(title)
        self.stages.show_lines(self._lists, None if line is None else line.id)

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Stades d’opportunités")
