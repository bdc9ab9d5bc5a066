"""Which stage the open dossiers of the ticked companies get."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QWidget

from prospectdesk.queries.bulk_stages import Pipeline
from prospectdesk.ui.kit.ask import Question
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.format import percent
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.prospects.words import of

NAME = "prospects.stage"


class StageQuestion(Question):
    """The stages of the pipelines in which the companies have open dossiers; says how many move and how many have none."""

    def __init__(self, parent: QWidget | None, number: int, pipelines: Sequence[Pipeline]) -> None:
        tr = QCoreApplication.translate
        title = of(
            number,
            tr("Prospects", "Étape des dossiers de {0} prospect"),
            tr("Prospects", "Étape des dossiers de {0} prospects"),
        )
        super().__init__(parent, title, "", yes=tr("Prospects", "Changer l’étape"), name=NAME)
        self._number = number
        self.stage = QComboBox()
        self.stage.setObjectName(f"{NAME}.etape")
        self._pipelines: list[Pipeline] = []
        for pipeline in pipelines:
            for stage in pipeline.stages:
                name = f"{stage.label} ({percent(stage.percent)})"
                self.stage.addItem(f"{pipeline.label} · {name}" if len(pipelines) > 1 else name, stage.id)
                self._pipelines.append(pipeline)
        self.told = Label(role="secondary", wrap=True, name=f"{NAME}.told")
        self.content.addWidget(Labelled(self.tr("Étape"), self.stage))
        self.content.addWidget(self.told)
        self.stage.currentIndexChanged.connect(self._tell)
        self._tell()
        self.stage.setFocus()

    def _tell(self) -> None:
        """What the chosen stage concerns."""
        pipeline = self._pipelines[max(0, self.stage.currentIndex())]
        text = of(
            pipeline.dossiers,
            self.tr("{0} dossier en cours est concerné."),
            self.tr("{0} dossiers en cours sont concernés."),
        )
        without = self._number - pipeline.companies
        if without:
            more = of(
                without,
                self.tr("{0} prospect n’a pas de dossier en cours dans ce pipeline."),
                self.tr("{0} prospects n’ont pas de dossier en cours dans ce pipeline."),
            )
            text = f"{text} {more}"
        rule = self.tr("Les dossiers signés ou perdus gardent leur étape.")
        self.told.setText(f"{text} {rule}")

    def stage_id(self) -> int:
        """The stage that was chosen."""
        return int(self.stage.currentData())
