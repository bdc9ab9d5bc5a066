"""The reports of non-conformity of a sheet and how far each is (C-08)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.companies import FollowNonConformity
from prospectdesk.domain.clock import Clock
from prospectdesk.domain.non_conformities import STATES
from prospectdesk.queries.non_conformities import Report
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.labels import Label

NAME = "sheet.reports.dialog"
MOST = 6
"""Reports shown; older ones stay in the timeline."""


class ReportsDialog(ask.Question):
    """One block a report: fields, text, author, and its state in a list; Enregistrer keeps what was chosen."""

    def __init__(self, parent: QWidget, company: str, reports: Sequence[Report], clock: Clock) -> None:
        title = parent.tr("Non-conformités signalées")
        super().__init__(parent, title, company, yes=parent.tr("Enregistrer"), name=NAME)
        self.states: list[tuple[Report, QComboBox]] = []
        for report in reports[:MOST]:
            self.content.addLayout(self._block(report, clock))

    def _block(self, report: Report, clock: Clock) -> QVBoxLayout:
        block, head = QVBoxLayout(), QHBoxLayout()
        block.setSpacing(2)
        name = f"{NAME}.report.{report.id}"
        head.addWidget(Label(" · ".join(report.fields), "strong", name=f"{name}.fields", elide=True), 1)
        state = QComboBox()
        state.setObjectName(f"{name}.state")
        state.setAccessibleName(self.tr("État du signalement"))
        for code, label in STATES.items():
            state.addItem(report.label if code == report.state else label, code)
        state.setCurrentIndex(max(0, state.findData(report.state)))
        head.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)
        block.addLayout(head)
        block.addWidget(Label(report.text, wrap=True, name=f"{name}.text", selectable=True))
        told = [part for part in (report.author, show.moment(report.at, clock)) if part]
        block.addWidget(Label(" · ".join(told), "secondary", name=f"{name}.author"))
        self.states.append((report, state))
        return block

    def commands(self) -> list[FollowNonConformity]:
        """What changed."""
        return [
            FollowNonConformity(report=report.id, state=str(state.currentData()))
            for report, state in self.states
            if state.currentData() != report.state
        ]
