"""The relance of a sheet: "Suivi par +", or the open relance with its people and next steps (C-75…C-82)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.commands.follow_up_states import AddAssignee, DeleteFollowUp, MarkDone, RemoveAssignee
from prospectdesk.commands.follow_ups import CreateFollowUp, EditFollowUp
from prospectdesk.domain.changes import Changes
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.follow_ups import PRIORITIES, check_new_day
from prospectdesk.domain.opposition import OPPOSED
from prospectdesk.queries import people as people_queries
from prospectdesk.queries import relances
from prospectdesk.queries.opposed import is_opposed
from prospectdesk.queries.people import UserRow
from prospectdesk.queries.relances import FollowUpRow
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.relances import words
from prospectdesk.ui.relances.dates import DatePopover
from prospectdesk.ui.relances.next_step import NextStep, next_fields
from prospectdesk.ui.relances.people_chips import PeopleChips
from prospectdesk.ui.relances.plan_form import PlanForm
from prospectdesk.ui.relances.priority import PriorityButton

NAME = "sheet.relance"


class RelancePane(Page):
    """The strip at the top right of a sheet. One relance at most is open (INV-02)."""

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.company_id = company_id
        self.row: FollowUpRow | None = None
        self.users: Sequence[UserRow] = ()
        self.card = QFrame()
        self.card.setProperty("role", "card")
        self.empty = _Empty(self)
        self._form: PlanForm | None = None
        self.strip = _Strip(self)
        self.next: NextStep | None = None
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setSpacing(8)
        for part in (self.empty, self.strip):
            inside.addWidget(part)
            part.hide()
        self._inside = inside
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.card)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def concerned(self, changes: Changes) -> bool:
        """Follow-ups of this company, and names of users."""
        if changes.touches("user"):
            return True
        nouns = ("follow_up", "follow_up_assignee", "company", "client_file")
        return changes.touches(*nouns) and changes.touches_company(self.company_id)

    async def reload(self) -> None:
        """Reads the open relance, and whether one may be planned."""
        self.users = await self.desk.query(people_queries.users)
        opposed = await self.desk.query(is_opposed, self.company_id)
        enable_if(self.empty.add, not opposed, QCoreApplication.translate("Failure", OPPOSED))
        row = await self.desk.query(relances.open_relance, self.company_id)
        if row is None or self.row is None or row.id != self.row.id:
            self._end_next()
        self.row = row
        planning = self._planning() and row is None
        self.empty.setVisible(row is None and not planning)
        if self._form is not None:
            self._form.setVisible(planning)
        self.strip.setVisible(row is not None)
        if row is not None:
            self.strip.show_row(row, self.desk.today(), self.users)

    def asking(self) -> bool:
        """Whether the form or the next step is open."""
        return self._planning() or self.next is not None

    @property
    def form(self) -> PlanForm:
        """The form of "Suivi par +", made when it is first wanted: most sheets never show it."""
        if self._form is None:
            made = PlanForm(self.company_id, self.desk.today, f"{NAME}.form")
            made.submitted.connect(lambda command: self.desk.spawn(self, self._create(command)))
            made.cancelled.connect(self._close_form)
            self._inside.insertWidget(1, made)
            made.hide()
            self._form = made
        return self._form

    def _planning(self) -> bool:
        return self._form is not None and self._form.isVisibleTo(self)

    def plan(self) -> None:
        """Opens "Suivi par +" with its defaults; with an open relance, its date instead."""
        if self.row is not None:
            self.postpone()
            return
        if not self.empty.add.isEnabled():
            return
        me = self.desk.session.person
        self.form.start((me.id, me.login, me.name), self.users)
        self.empty.hide()
        self.form.show()

    def postpone(self) -> None:
        """Opens the calendar on the relance's date."""
        row, today = self.row, self.desk.today()
        if row is None:
            return
        popover = DatePopover(
            self, today, max(row.day, today), name=f"{NAME}.date", check=lambda day: check_new_day(day, today)
        )
        popover.chosen.connect(lambda day: self.do(EditFollowUp(follow_up=row.id, date=day_date(day))))
        button = self.strip.later
        popover.rise(button.mapToGlobal(button.rect().bottomLeft()))

    def ask_next(self) -> None:
        """Fait: asks for the next step before anything is written."""
        if self.row is None or self.next is not None:
            return
        self.next = NextStep(
            self.desk.today(), self.tr("Relance faite. Prochaine étape ?"), name=f"{NAME}.next"
        )
        self.next.answered.connect(self._treated)
        self.next.cancelled.connect(self._end_next)
        self._inside.addWidget(self.next)
        self.next.start()

    def do(self, command: Any) -> None:
        """Carries a command out for this pane."""
        self.desk.spawn(self, self.desk.do(command, origin=self))

    def add_person(self, user: int) -> None:
        """Shares the relance."""
        if self.row is not None:
            self.do(AddAssignee(follow_up=self.row.id, user=user))

    def take_person_off(self, user: int) -> None:
        """Takes a user off; asks first when he is the last one (INV-01)."""
        if self.row is not None:
            self.desk.spawn(self, self._take_off(self.row, user))

    def delete(self) -> None:
        """Asks, then deletes the relance with its users (C-82)."""
        if self.row is not None:
            self.desk.spawn(self, self._delete(self.row))

    def set_priority(self, level: int) -> None:
        """Another priority."""
        if self.row is not None and self.row.priority != level:
            self.do(EditFollowUp(follow_up=self.row.id, priority=tuple(PRIORITIES)[level]))

    async def _create(self, command: CreateFollowUp) -> None:
        await self.desk.do(command, origin=self)
        self.form.hide()
        self.refresh()

    async def _take_off(self, row: FollowUpRow, user: int) -> None:
        if len(row.assignees) == 1 and not await ask.yes_no(
            self,
            self.tr("Supprimer la relance ?"),
            self.tr(
                "C’est le dernier utilisateur qui suit cette fiche : sans lui, la relance est supprimée."
            ),
            yes=self.tr("Retirer et supprimer"),
            danger=True,
        ):
            return
        await self.desk.do(RemoveAssignee(follow_up=row.id, user=user), origin=self)

    async def _delete(self, row: FollowUpRow) -> None:
        if await confirm_delete(self, row):
            await self.desk.do(DeleteFollowUp(follow_up=row.id), origin=self)

    def _treated(self, day: int | None) -> None:
        """The panel stays, with the reason in the message bar, when the next step is refused."""
        if self.row is not None:
            following = None if day is None else next_fields(self.row, day)
            self.do(MarkDone(follow_up=self.row.id, next=following))

    def _close_form(self) -> None:
        self.form.hide()
        self.refresh()

    def _end_next(self) -> None:
        if self.next is not None:
            self.next.hide()
            self.next.deleteLater()
            self.next = None


async def confirm_delete(widget: QWidget, row: FollowUpRow) -> bool:
    """The question before a relance goes: its users stop following the sheet (C-82)."""
    text = widget.tr("La relance du {0} est supprimée ; {1} ne suivra plus la fiche. Vous pourrez annuler.")
    if len(row.assignees) > 1:
        text = widget.tr(
            "La relance du {0} est supprimée ; {1} ne suivront plus la fiche. Vous pourrez annuler."
        )
    return await ask.yes_no(
        widget,
        widget.tr("Supprimer la relance ?"),
        text.format(show.date_text(row.day), words.people(row)),
        yes=widget.tr("Supprimer"),
        danger=True,
    )


class _Empty(QWidget):
    """No relance yet: one sentence and "Suivi par +"."""

    def __init__(self, pane: RelancePane) -> None:
        super().__init__()
        self.add = Button(self.tr("Suivi par +"), "alarm-clock", name=f"{NAME}.add", on=pane.plan)
        self.add.setToolTip(self.tr("Planifier une relance : aujourd’hui, Normale, vous"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        text = self.tr("Aucune relance planifiée.")
        row.addWidget(Label(text, tone="muted", name=f"{NAME}.none", elide=True), 1)
        row.addWidget(self.add)


class _Strip(QWidget):
    """The open relance on two lines: what, when and actions; then its people."""

    def __init__(self, pane: RelancePane) -> None:
        super().__init__()
        self.icon = Mark("alarm-clock", "text_2", 18)
        self.subject = Label(role="strong", name=f"{NAME}.subject", elide=True)
        self.when = Label(role="secondary", name=f"{NAME}.when", elide=True)
        self.priority = PriorityButton(f"{NAME}.priority")
        self.priority.chosen.connect(pane.set_priority)
        self.done = Button(self.tr("Fait"), "check", name=f"{NAME}.done", on=pane.ask_next)
        self.later = Button(
            self.tr("Reporter"), "calendar-clock", "flat", name=f"{NAME}.postpone", on=pane.postpone
        )
        tip = self.tr("Supprimer la relance ; ses utilisateurs ne suivront plus la fiche")
        self.bin = IconButton("trash-2", tip, name=f"{NAME}.delete", on=pane.delete)
        self.people = PeopleChips(f"{NAME}.users")
        self.people.added.connect(pane.add_person)
        self.people.removed.connect(pane.take_person_off)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.subject)
        texts.addWidget(self.when)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.icon)
        head.addLayout(texts, 1)
        for part in (self.done, self.later, self.bin):
            head.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(head)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.people, 1)
        foot.addWidget(self.priority, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(foot)

    def show_row(self, row: FollowUpRow, today: int, users: Sequence[UserRow]) -> None:
        """Shows a relance in the colours of its lateness (C-81)."""
        tone = show.due_role(row.day, today)
        self.icon.show_icon("alarm-clock", tone)
        self.subject.setText(words.subject(row))
        self.when.setText(words.date_line(row, today))
        self.when.set_tone(tone)
        self.priority.show_priority(row.priority)
        self.people.show_people(row.assignees, users)
