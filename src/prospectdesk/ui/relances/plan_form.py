"""The form of "Suivi par +": people, date, priority, and a note in the same step (C-44, C-75, C-77)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.follow_ups import ACTION_TYPES, RELANCE
from prospectdesk.queries.people import UserRow
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.relances import words
from prospectdesk.ui.relances.dates import TWO_YEARS, YEAR, of_q_date, q_date
from prospectdesk.ui.relances.people_chips import PeopleChips


class DateTimeFields(QWidget):
    """A date, and a time where it matters."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.date = QDateEdit()
        self.date.setObjectName(f"{name}.date")
        self.date.setAccessibleName(self.tr("Date"))
        self.date.setDisplayFormat("dd/MM/yyyy")
        self.date.setCalendarPopup(True)
        self.timed = QCheckBox(self.tr("à"))
        self.timed.setObjectName(f"{name}.timed")
        self.timed.setAccessibleName(self.tr("Donner une heure"))
        self.time = QTimeEdit(QTime(9, 0))
        self.time.setObjectName(f"{name}.time")
        self.time.setAccessibleName(self.tr("Heure"))
        self.time.setDisplayFormat("HH:mm")
        self.time.hide()
        self.timed.toggled.connect(self.time.setVisible)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.date, self.timed, self.time):
            row.addWidget(part)
        row.addStretch(1)

    def show_moment(self, day: int, minute: int | None) -> None:
        """Shows a day number and minutes since midnight, or no time."""
        self.date.setDate(q_date(day))
        self.timed.setChecked(minute is not None)
        if minute is not None:
            self.time.setTime(QTime(minute // 60, minute % 60))

    def day(self) -> int:
        """The chosen day number."""
        return of_q_date(self.date.date())

    def hour(self) -> str | None:
        """14:30, or None without a time."""
        return self.time.time().toString("HH:mm") if self.timed.isChecked() else None


class PlanForm(QFrame):
    """`submitted` carries the CreateFollowUp to carry out, `cancelled` nothing."""

    submitted = Signal(object)
    cancelled = Signal()

    def __init__(self, company: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._company = company
        self._me: tuple[int, str, str] = (0, "", "")
        self._users: Sequence[UserRow] = ()
        self._today = 0
        self.people = PeopleChips(f"{name}.users")
        self.people.added.connect(self._add)
        self.people.removed.connect(self._take_off)
        self.when = DateTimeFields(name)
        self.far = _FarButtons(name, self)
        levels = [
            (key, words.priority_label(level), words.PRIORITY_ICONS[level])
            for level, key in enumerate(words.PRIORITY_KEYS)
        ]
        self.priority = ChipRow(levels, name=f"{name}.priority")
        self.priority.chosen.connect(self._priority_chosen)
        self.help = Label(role="caption", wrap=True, name=f"{name}.priority.help")
        self._make_texts(name)
        self._lay_out(name)

    def _make_texts(self, name: str) -> None:
        self.action = QComboBox()
        self.action.setObjectName(f"{name}.type_action")
        self.action.setAccessibleName(self.tr("Type d’action"))
        for one in ACTION_TYPES:
            self.action.addItem(words.told(one), one)
        self.subject = QLineEdit()
        self.subject.setObjectName(f"{name}.description")
        self.subject.setAccessibleName(self.tr("Objet"))
        self.subject.setPlaceholderText(self.tr("Ce qu’il y aura à faire (facultatif)"))
        self.subject.setMaxLength(2000)
        self.note = QPlainTextEdit()
        self.note.setObjectName(f"{name}.note")
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setPlaceholderText(
            self.tr("Note (facultatif) : elle s’affiche en bout de ligne sur les relances")
        )
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(64)
        self.save = Button(
            self.tr("Enregistrer la relance"), "alarm-clock", "primary", name=f"{name}.save", on=self.submit
        )
        self.cancel = Button(self.tr("Annuler"), name=f"{name}.cancel", on=self.cancelled.emit)

    def _lay_out(self, name: str) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        level = QWidget()
        levels = QVBoxLayout(level)
        levels.setContentsMargins(0, 0, 0, 0)
        levels.setSpacing(4)
        for part in (self.priority, self.help, self.far):
            levels.addWidget(part)
        rows = (
            (self.tr("Suivi par"), self.people),
            (self.tr("Date"), self.when),
            (self.tr("Priorité"), level),
            (self.tr("Type"), self.action),
            (self.tr("Objet"), self.subject),
            (self.tr("Note"), self.note),
        )
        for number, (text, part) in enumerate(rows):
            label = Label(text, "secondary")
            label.setContentsMargins(0, 7, 0, 0)
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(part, number, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(Label(self.tr("Nouvelle relance"), "section", name=f"{name}.title"))
        box.addLayout(grid)
        box.addLayout(foot)

    def start(self, today: int, me: tuple[int, str, str], users: Sequence[UserRow]) -> None:
        """The defaults of C-75: today, Normale, the present user (id, login, name)."""
        self._today, self._users, self._me = today, users, me
        self.people.show_people([me], users)
        self.when.show_moment(today, None)
        self.when.date.setMinimumDate(q_date(today))
        self.priority.choose("normale")
        self._priority_chosen("normale")
        self.action.setCurrentIndex(self.action.findData("Relance"))
        self.subject.clear()
        self.note.clear()
        self.save.setFocus(Qt.FocusReason.TabFocusReason)

    def command(self) -> CreateFollowUp:
        """What saving would do."""
        return CreateFollowUp(
            company=self._company,
            kind=RELANCE,
            date=day_date(self.when.day()),
            time=self.when.hour(),
            type_action=self.action.currentData(),
            description=self.subject.text().strip() or None,
            priority=self.priority.current(),
            assignees=self.people.chosen(),
            note=self.note.toPlainText().strip() or None,
        )

    def submit(self) -> None:
        """Hands the command in."""
        self.submitted.emit(self.command())

    def later(self, days: int) -> None:
        """Sets the date so many days from today (J+365, J+730)."""
        self.when.date.setDate(q_date(self._today + days))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap gives up, Ctrl+Entrée saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers():
            self.submit()
        else:
            super().keyPressEvent(event)

    def _add(self, user: int) -> None:
        self._show(*self.people.chosen(), user)

    def _take_off(self, user: int) -> None:
        """Without anybody left there would be no relance (INV-01): the form closes."""
        left = [one for one in self.people.chosen() if one != user]
        if left:
            self._show(*left)
        else:
            self.cancelled.emit()

    def _show(self, *ids: int) -> None:
        known = {one.id: (one.id, one.login, one.name) for one in self._users} | {self._me[0]: self._me}
        self.people.show_people([known[one] for one in ids], self._users)

    def _priority_chosen(self, key: str) -> None:
        level = words.PRIORITY_KEYS.index(key)
        self.help.setText(words.priority_help(level))
        self.far.setVisible(level == 2)


class _FarButtons(QWidget):
    """J+365 and J+730, proposed with Faible (C-77)."""

    def __init__(self, name: str, form: PlanForm) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for key, text, days in (("year", self.tr("J+365"), YEAR), ("two_years", self.tr("J+730"), TWO_YEARS)):
            row.addWidget(
                Button(text, "calendar-plus", name=f"{name}.{key}", on=lambda days=days: form.later(days))
            )
        row.addStretch(1)
