"""The form of "Suivi par +": people, date, priority, and a note in the same step (C-44, C-75, C-77)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.domain.follow_ups import ACTION_TYPES, RELANCE
from prospectdesk.queries.people import UserRow
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.dates import Today
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.relances import words
from prospectdesk.ui.relances.moment import MomentFields
from prospectdesk.ui.relances.people_chips import PeopleChips

LEAST, BESIDE = 104, 676
"""Least height of the fields; what stands above and below them in a window, in pixels."""


class PlanForm(QFrame):
    """`submitted` carries the CreateFollowUp to carry out, `cancelled` nothing."""

    submitted = Signal(object)
    cancelled = Signal()

    def __init__(self, company: int, today: Today, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._company = company
        self._me: tuple[int, str, str] = (0, "", "")
        self._users: Sequence[UserRow] = ()
        self._today = today
        self.people = PeopleChips(f"{name}.users")
        self.people.added.connect(self._add)
        self.people.removed.connect(self._take_off)
        self.when = MomentFields(today, name)
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
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _make_texts(self, name: str) -> None:
        self.action = QComboBox()
        self.action.setObjectName(f"{name}.type_action")
        self.action.setAccessibleName(self.tr("Type d’action"))
        for one in ACTION_TYPES:
            self.action.addItem(words.told(one), one)
        self.subject = QLineEdit()
        self.subject.setObjectName(f"{name}.description")
        self.subject.setAccessibleName(self.tr("Objet"))
        self.subject.setPlaceholderText(self.tr("Objet (facultatif)"))
        self.subject.setMaxLength(2000)
        self.note = QPlainTextEdit()
        self.note.setObjectName(f"{name}.note")
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setPlaceholderText(
            self.tr("Note (facultatif) : elle s’affiche en bout de ligne sur les relances")
        )
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(50)
        self.save = Button(
            self.tr("Enregistrer la relance"), "alarm-clock", "primary", name=f"{name}.save", on=self.submit
        )
        self.cancel = Button(self.tr("Annuler"), name=f"{name}.cancel", on=self.cancelled.emit)

    def _lay_out(self, name: str) -> None:
        self.fields = _Fields(self._grid())
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(Label(self.tr("Nouvelle relance"), "section", name=f"{name}.title"))
        box.addWidget(self.fields)
        box.addLayout(foot)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        level = QWidget()
        level.setProperty("role", "plain")
        levels = QVBoxLayout(level)
        levels.setContentsMargins(0, 0, 0, 0)
        levels.setSpacing(4)
        levels.addWidget(self.priority)
        levels.addWidget(self.help)
        levels.addWidget(self.far)
        what = QWidget()
        what.setProperty("role", "plain")
        line = QHBoxLayout(what)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.action)
        line.addWidget(self.subject, 1)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Suivi par"), self.people),
            (self.tr("Date"), self.when),
            (self.tr("Priorité"), level),
            (self.tr("À faire"), what),
            (self.tr("Note"), self.note),
        )
        for number, (text, part) in enumerate(rows):
            label = Label(text, "secondary")
            label.setContentsMargins(0, 7, 0, 0)
            grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(part, number, 1)
        return grid

    def start(self, me: tuple[int, str, str], users: Sequence[UserRow]) -> None:
        """The defaults of C-75: today, Normale, the present user (id, login, name)."""
        self._users, self._me = users, me
        self.people.show_people([me], users)
        self.when.show_moment(self._today(), None)
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
            date=self.when.date_or_none(),
            time=self.when.hour(),
            type_action=self.action.currentData(),
            description=self.subject.text().strip() or None,
            priority=self.priority.current(),
            assignees=self.people.chosen(),
            note=self.note.toPlainText().strip() or None,
        )

    def submit(self) -> None:
        """Hands the command in."""
        if self.when.check():
            self.submitted.emit(self.command())

    def later(self, days: int) -> None:
        """Sets the date so many days from today (J+365, J+730)."""
        self.when.show_day(self._today() + days)

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
        self.fields.fit()


class _Fields(QScrollArea):
    """The fields at their full height where the window has room, and in a dialog; in a low window they scroll."""

    def __init__(self, grid: QGridLayout) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inside = QWidget()
        self.inside.setProperty("role", "plain")
        self.inside.setLayout(grid)
        self.setWidget(self.inside)
        self.viewport().setAutoFillBackground(False)

    def fit(self) -> None:
        """Takes the height that the fields need at this width, less what the window lacks."""
        layout = self.inside.layout()
        if layout is not None:
            layout.activate()
            needed = layout.totalHeightForWidth(max(240, self.viewport().width()))
            window = self.window()
            room = needed if isinstance(window, QDialog) else window.height() - BESIDE
            self.setFixedHeight(max(LEAST, min(needed, room)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may break other lines."""
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Shown: the window's height is known."""
        super().showEvent(event)
        self.fit()


class _FarButtons(QWidget):
    """J+365 and J+730, proposed with Faible (C-77)."""

    def __init__(self, name: str, form: PlanForm) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for key, text, days in (("365d", self.tr("J+365"), 365), ("730d", self.tr("J+730"), 730)):
            button = Button(text, "calendar-plus", name=f"{name}.{key}", on=partial(form.later, days))
            row.addWidget(button)
        row.addStretch(1)
