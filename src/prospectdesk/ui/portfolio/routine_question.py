"""On which routine the ticked companies go, and with which tag (C-72)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QWidget

from prospectdesk.queries.imports import RoutineChoice
from prospectdesk.ui.kit.ask import Question
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.portfolio.words import companies, tag_names


class RoutineQuestion(Question):
    """`routine` and `tag` are what was chosen."""

    def __init__(self, parent: QWidget, prefix: str, number: int, routines: Sequence[RoutineChoice]) -> None:
        name = f"{prefix}.routine"
        title = parent.tr("Ajouter {0} à une routine").format(companies(number))
        text = parent.tr("Les sociétés qui ont déjà un tag sur cette routine le gardent.")
        super().__init__(parent, title, text, yes=parent.tr("Ajouter"), name=name)
        self._routine = QComboBox()
        self._routine.setObjectName(f"{name}.routine")
        for one in routines:
            self._routine.addItem(one.title, one.uid)
        self._tag = QComboBox()
        self._tag.setObjectName(f"{name}.tag")
        for key, label in tag_names().items():
            self._tag.addItem(label, key)
        self.content.addWidget(Labelled(self.tr("Routine"), self._routine))
        self.content.addWidget(Labelled(self.tr("Tag"), self._tag))
        self._routine.setFocus()

    @property
    def routine(self) -> str:
        """Its uid."""
        return str(self._routine.currentData() or "")

    @property
    def tag(self) -> str:
        """Its key."""
        return str(self._tag.currentData() or "suspect")
