""" "Suivi par +" and the Placement missions from a row of a result (P-15, P-20), each in a window of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.lists import PlanRelances
from prospectdesk.domain.changes import Changes
from prospectdesk.queries import missions
from prospectdesk.queries.dossier_choices import choices
from prospectdesk.queries.people import UserRow
from prospectdesk.ui.dossiers.placements import Placements
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.errors import MessageBar
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.portfolio.words import companies
from prospectdesk.ui.relances.plan_form import PlanForm

WIDTH = 560
HEIGHT = 420


class FollowDialog(QDialog):
    """The relance of one company or of several; `command` is what saving does."""

    def __init__(
        self, parent: QWidget, desk: Desk, name: str, chosen: Sequence[int], called: str, users: Sequence[UserRow]
    ) -> None:  # fmt: skip
        """`called` is the name of the only company."""
        super().__init__(parent)
        self.setObjectName(f"{name}.follow")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Suivi par +"))
        self.setMinimumWidth(WIDTH)
        self._chosen = tuple(chosen)
        self.command: CreateFollowUp | PlanRelances | None = None
        me = desk.session.person
        self.form = PlanForm(self._chosen[0], desk.today, f"{name}.follow.form")
        self.form.submitted.connect(self._submitted)
        self.form.cancelled.connect(self.reject)
        many = len(self._chosen) > 1
        about = companies(len(self._chosen)) if many else called
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(8)
        box.addWidget(Label(about, "strong", name=f"{name}.follow.about", elide=True))
        if many:
            hint = self.tr("Les sociétés qui ont déjà une relance ouverte ne sont pas modifiées.")
            box.addWidget(Label(hint, "secondary", tone="muted", wrap=True))
        box.addWidget(self.form)
        self.form.start((me.id, me.login, me.name), users)

    def _submitted(self, command: CreateFollowUp) -> None:
        self.command = command if len(self._chosen) == 1 else self._for_many(command)
        self.accept()

    def _for_many(self, one: CreateFollowUp) -> PlanRelances:
        return PlanRelances(
            companies=self._chosen, date=one.date, time=one.time, type_action=one.type_action,
            description=one.description, priority=one.priority, assignees=one.assignees, note=one.note,
        )  # fmt: skip


class MissionsDialog(QDialog):
    """The Placement missions of a company with their candidates, as on its sheet."""

    def __init__(self, parent: QWidget, desk: Desk, name: str, company: int, called: str) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}.missions")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(self.tr("Missions de placement"))
        self.resize(WIDTH, HEIGHT)
        self.desk, self.company = desk, company
        self.section = Placements(desk, company)
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.section)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(Button(self.tr("Fermer"), name=f"{name}.missions.close", on=self.accept))
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(12)
        self.messages = MessageBar(f"{name}.missions.messages")
        box.addWidget(Label(called, "title", elide=True, name=f"{name}.missions.company"))
        box.addWidget(self.messages)
        box.addWidget(area, 1)
        box.addLayout(foot)
        desk.feed.changed.connect(self._heard)
        self.refresh()

    def _heard(self, changes: Changes) -> None:
        if changes.touches_company(self.company):
            self.refresh()

    def refresh(self) -> None:
        """Reads the missions again."""
        self.desk.spawn(self, self._read())

    async def _read(self) -> None:
        found, domains = await self.desk.query(read_missions, self.company)
        self.section.show_missions(found, domains, True)


def read_missions(conn: Any, company: int) -> tuple[list[missions.Placement], tuple[str, ...]]:
    """The missions of a company, and the training domains offered."""
    return missions.of_company(conn, company), choices(conn, company).domains
