"""« Missions »: the missions of the contract type and who performs each of them (D-34); a choice is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from prospectdesk.queries.dossier_choices import Named
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.dossiers.inputs import Choice
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit.labels import Label

NAME = "sheet.dossiers.missions_dialog"
Chosen = Callable[[str, int | None], object]


class PerformersDialog(ask.Question):
    """One line a mission; `chosen` is called with the mission and the local id of its performer."""

    def __init__(self, parent: QWidget, dossier: Dossier, users: Sequence[Named], chosen: Chosen) -> None:
        text = parent.tr("Contrat type « {0} »").format(dossier.contract_type or "")
        super().__init__(parent, parent.tr("Missions"), text, yes=parent.tr("Fermer"), name=NAME)
        self.no.hide()
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.addWidget(Label(self.tr("Mission"), "secondary", tone="muted"), 0, 0)
        grid.addWidget(Label(self.tr("Exécutant"), "secondary", tone="muted"), 0, 1)
        self.lists: dict[str, Choice] = {}
        for line, mission in enumerate(dossier.missions):
            label = self.tr("Exécutant de la mission {0}").format(mission.label)
            one = Choice(f"{NAME}.{line}", label)
            one.offer(users)
            one.show_value(mission.performer_id, mission.performer)
            one.currentIndexChanged.connect(
                lambda _at, name=mission.label, one=one: chosen(name, one.value())
            )
            self.lists[mission.label] = one
            grid.addWidget(Label(mission.label, "strong"), line + 1, 0)
            grid.addWidget(one, line + 1, 1)
        self.content.addLayout(grid)
        if not dossier.missions:
            none = self.tr(
                "Ce contrat type n’a aucune mission : ajoutez-en dans Administration > Contrats types."
            )
            self.content.addWidget(Label(none, tone="muted", wrap=True, name=f"{NAME}.empty"))
