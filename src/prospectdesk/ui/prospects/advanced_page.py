"""The advanced search as a screen of its own: the same 16 criteria; Rechercher shows the list."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.queries.prospects_criteria import Criteria
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label, heading
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.prospects.criteria_panel import CriteriaPanel
from prospectdesk.ui.prospects.lists import read_lists


class AdvancedPage(Page):
    """The panel of the list, alone on a page."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "prospects.advanced.page", parent)
        self.panel = CriteriaPanel(desk.today, closable=False)
        self.panel.searched.connect(self._search)
        text = self.tr(
            "Les critères se combinent : une société doit répondre à tous. Les champs vides ne comptent pas."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 10)
        box.setSpacing(10)
        box.addWidget(heading(self.tr("Recherche avancée"), 1))
        box.addWidget(Label(text, "secondary", wrap=True))
        box.addWidget(self.panel)
        box.addStretch(1)

    def title(self) -> str:
        """The text of the tab."""
        return self.tr("Recherche avancée")

    def concerned(self, changes: Changes) -> bool:
        """Whether the lists may offer something else now."""
        return changes.touches("user", "catalogue")

    async def reload(self) -> None:
        """Reads what can be chosen."""
        self.panel.show_lists(await self.desk.query(read_lists, self.desk.session.person.id))

    def _search(self, criteria: Criteria) -> None:
        self.desk.open("prospects", criteria=criteria)
