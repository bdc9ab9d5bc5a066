"""The questions of bulk acts: to whom, and which relance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.follow_ups import ACTION_TYPES, PRIORITY_LABELS
from prospectdesk.queries.people import UserRow
from prospectdesk.ui.kit.ask import Question
from prospectdesk.ui.kit.dates import DateChips, DateField, Today
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.prospects.words import of

PRIORITIES = ("haute", "normale", "faible")


def users_box(users: Sequence[UserRow], name: str, chosen: str = "") -> QComboBox:
    """A list of users; its data are logins."""
    box = QComboBox()
    box.setObjectName(name)
    for user in users:
        box.addItem(user.name, user.login)
    if chosen:
        box.setCurrentIndex(max(0, box.findData(chosen)))
    return box


class AssignQuestion(Question):
    """Who follows these prospects from now on."""

    def __init__(self, parent: QWidget | None, number: int, users: Sequence[UserRow]) -> None:
        tr = QCoreApplication.translate
        title = of(
            number, tr("Prospects", "Affecter {0} prospect"), tr("Prospects", "Affecter {0} prospects")
        )
        super().__init__(parent, title, "", yes=tr("Prospects", "Affecter"), name="prospects.assign")
        self.user = users_box(users, "prospects.assign.user")
        self.content.addWidget(Labelled(self.tr("Commercial opérationnel"), self.user))
        self.user.setFocus()

    def login(self) -> str:
        """Who was chosen."""
        return str(self.user.currentData() or "")


class RelanceQuestion(Question):
    """The relance planned on each prospect that has none open."""

    def __init__(
        self, parent: QWidget | None, number: int, users: Sequence[UserRow], me: str, today: Today
    ) -> None:
        tr = QCoreApplication.translate
        title = of(
            number,
            tr("Prospects", "Relance pour {0} prospect"),
            tr("Prospects", "Relance pour {0} prospects"),
        )
        super().__init__(parent, title, "", yes=tr("Prospects", "Planifier"), name="prospects.relance")
        self.user = users_box(users, "prospects.relance.user", me)
        self.date = DateField(today, "prospects.relance.date", self.tr("Date"))
        self.date.show_day(today())
        self.date.changed.connect(lambda _day: self._check())
        self.date.field.textChanged.connect(lambda _text: self._check())
        self.chips = DateChips(today, "prospects.relance.dates")
        self.chips.chosen.connect(self.date.show_day)
        self.action = QComboBox()
        self.action.setObjectName("prospects.relance.type_action")
        self.action.addItems(ACTION_TYPES)
        self.action.setCurrentText("Relance")
        self.action.removeItem(self.action.findText("Demande"))  # needs a source, which is no bulk matter
        self.priority = QComboBox()
        self.priority.setObjectName("prospects.relance.priority")
        for key, label in zip(PRIORITIES, PRIORITY_LABELS, strict=True):
            self.priority.addItem(label, key)
        self.priority.setCurrentIndex(1)
        self.subject = QLineEdit()
        self.subject.setObjectName("prospects.relance.description")
        self.subject.setMaxLength(2000)
        hint = self.tr("Les prospects qui ont déjà une relance ouverte ne sont pas modifiés.")
        for part in (
            Labelled(self.tr("Suivi par"), self.user), Labelled(self.tr("Date"), self.date), self.chips,
            Labelled(self.tr("Type d’action"), self.action), Labelled(self.tr("Priorité"), self.priority),
            Labelled(self.tr("Objet"), self.subject, hint=hint),
        ):  # fmt: skip
            self.content.addWidget(part)
        self.date.setFocus()

    def _check(self) -> None:
        valid = self.date.is_valid() and bool(self.date.field.text().strip())
        enable_if(self.yes, valid, self.tr("Choisissez une date."))

    def fields(self) -> dict[str, Any]:
        """The fields of PlanRelances."""
        day = self.date.day()
        return {
            "date": None if day is None else day_date(day),
            "type_action": self.action.currentText(),
            "priority": str(self.priority.currentData()),
            "description": self.subject.text().strip() or None,
            "assignee": str(self.user.currentData() or "") or None,
        }
