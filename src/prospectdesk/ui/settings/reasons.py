"""Facteurs et motifs: why dossiers are signed and lost (D-37, D-40)."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.changes import Changes
from prospectdesk.domain.people import ADMIN_ONLY
from prospectdesk.queries import administration
from prospectdesk.queries.administration import Lists
from prospectdesk.ui.kit.bars import InfoBanner
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.settings.book_panel import BookPanel
from prospectdesk.ui.settings.part import SettingsPart
from prospectdesk.ui.settings.words import read_only

NAME = "settings.reasons"


class ReasonsPage(SettingsPart):
    """The page `settings.reasons`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, NAME)
        self._lists: Lists = {}
        self.banner = InfoBanner("", "", icon="lock", name=f"{NAME}.rights")
        self.scopes = ChipRow(
            [
                ("signature", self.tr("Signature"), "circle-check"),
                ("perte", self.tr("Perte"), "circle-x"),
                ("lead_perdu", self.tr("Lead perdu"), "phone-missed"),
            ],
            name=f"{NAME}.scope",
        )
        self.panel = BookPanel(
            desk,
            "reason",
            f"{NAME}.reason",
            self.tr("Facteurs de signature"),
            add=self.tr("Ajouter un motif"),
        )
        for part in (self.banner, self.scopes, self.panel):
            self.body.addWidget(part)
        self.end()
        self.scopes.chosen.connect(lambda _key: self._show())
        desk.person_changed.connect(self.refresh)

    def concerned(self, changes: Changes) -> bool:
        """Reasons, and the dossiers that name them."""
        return changes.touches("catalogue", "dossier_reason", "user")

    async def reload(self) -> None:
        """Reads the reasons."""
        self._lists = await self.desk.query(administration.lists, ("reason",))
        allowed = self.desk.session.person.administers
        self.banner.say("" if allowed else read_only(ADMIN_ONLY), "", "lock")
        self._show()

    def _show(self) -> None:
        scope = self.scopes.current()
        titles = {
            "signature": self.tr("Facteurs de signature"),
            "perte": self.tr("Motifs de perte"),
            "lead_perdu": self.tr("Motifs de lead perdu"),
        }
        self.panel.title.setText(titles[scope])
        self.panel.show_lines(self._lists, scope=scope)

    def title(self) -> str:
        """The text of the tab."""
        return QCoreApplication.translate("Screens", "Facteurs et motifs")
