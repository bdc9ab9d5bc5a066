"""The tab Suivi of a sheet: every follow-up of the company, in a table and a form (D-42…D-48)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prospectdesk.commands.follow_up_states import DeleteFollowUp, MarkDone
from prospectdesk.commands.follow_ups import CreateFollowUp, EditFollowUp
from prospectdesk.domain.changes import Changes
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.follow_ups import RELANCE
from prospectdesk.queries import people, relances
from prospectdesk.queries.people import Entry
from prospectdesk.queries.relances import FollowUpRow
from prospectdesk.ui.kit import ask
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.relances import words
from prospectdesk.ui.relances.follow_up_form import FollowUpForm
from prospectdesk.ui.relances.follow_ups_model import FollowUpsModel
from prospectdesk.ui.relances.follow_ups_table import NAME, FollowUpsTable
from prospectdesk.ui.relances.next_step import NextStep, next_fields
from prospectdesk.ui.relances.pane import confirm_delete


class FollowUpsTab(Page):
    """One company's follow-ups. `A faire` → `Effectué` is one click, and for ever (D-43)."""

    def __init__(self, desk: Desk, company_id: int, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.company_id = company_id
        self.sources: Sequence[Entry] = ()
        self.count = Label(role="secondary", name=f"{NAME}.count", elide=True)
        self.add = Button(self.tr("Nouveau suivi"), "plus", name=f"{NAME}.add", on=self.new)
        self.form = FollowUpForm(company_id, desk.today, f"{NAME}.form")
        self.form.submitted.connect(lambda command: desk.spawn(self, self._save(command)))
        self.form.cancelled.connect(self._close_form)
        self.form.file_wanted.connect(lambda: desk.open("sheet.file", company=company_id))
        self.model = FollowUpsModel(desk.today, self)
        self.table = FollowUpsTable(self.model)
        self.table.done_wanted.connect(self.mark_done)
        self.table.edit_wanted.connect(self.edit)
        self.table.delete_wanted.connect(lambda row: desk.spawn(self, self._delete(row)))
        self.empty = EmptyState(
            "clipboard-list", self.tr("Aucun suivi"),
            self.tr("Notez ici ce qui est à faire ou ce qui a été fait avec cette société."),
            self.tr("Nouveau suivi"), button_icon="plus", on=self.new, name=f"{NAME}.empty",
        )  # fmt: skip
        self.next: NextStep | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 8, 0, 0)
        self._box.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(self.add)
        self._box.addLayout(head)
        for part in (self.form, self.table, self.empty):
            self._box.addWidget(part, 0 if part is self.form else 1)
            part.hide()

    def title(self) -> str:
        """The text of the tab."""
        return self.tr("Suivi")

    def concerned(self, changes: Changes) -> bool:
        """Follow-ups of this company; names of users and sources."""
        if changes.touches("user", "catalogue"):
            return True
        return changes.touches("follow_up", "follow_up_assignee") and changes.touches_company(self.company_id)

    async def reload(self) -> None:
        """Reads all follow-ups and the list of sources."""
        rows = await self.desk.query(relances.of_company, self.company_id)
        self.sources = await self.desk.query(people.entries, "source")
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        editing = self.form.isVisibleTo(self)
        self.empty.setVisible(not rows and not editing)
        self.add.setVisible(bool(rows) and not editing)
        to_do = sum(not row.done for row in rows)
        text = self.tr("{0} à faire · {1} effectué(s)").format(to_do, len(rows) - to_do) if rows else ""
        self.count.setText(text)

    def new(self) -> None:
        """Opens the form on a new tâche of today."""
        self._open_form(None)

    def edit(self, row: FollowUpRow) -> None:
        """Opens the form on an open follow-up."""
        self._open_form(row)

    def mark_done(self, row: FollowUpRow) -> None:
        """One click (D-43); a relance first offers its next step (C-82)."""
        if row.kind != RELANCE:
            self.desk.spawn(self, self.desk.do(MarkDone(follow_up=row.id), origin=self))
            return
        self._end_next()
        step = NextStep(self.desk.today(), self.tr("Relance faite. Prochaine étape ?"), name=f"{NAME}.next")
        step.answered.connect(lambda day: self.desk.spawn(self, self._treated(row, day)))
        step.cancelled.connect(self._end_next)
        self.next = step
        self._box.insertWidget(1, step)
        step.start()

    def _open_form(self, row: FollowUpRow | None) -> None:
        self.empty.hide()
        self.add.hide()
        self.form.show()
        self.form.start(self.sources, row)

    def _close_form(self) -> None:
        self.form.hide()
        self.refresh()

    async def _save(self, command: CreateFollowUp | EditFollowUp) -> None:
        try:
            await self.desk.do(command, origin=self)
        except (Refused, Invalid) as failure:
            self.form.show_failure(failure)
            return
        self.form.hide()
        self.refresh()

    async def _treated(self, row: FollowUpRow, day: int | None) -> None:
        following = None if day is None else next_fields(row, day)
        await self.desk.do(MarkDone(follow_up=row.id, next=following), origin=self)
        self._end_next()

    async def _delete(self, row: FollowUpRow) -> None:
        """An open relance goes with its users, so it asks; the rest has its undo bar."""
        if row.kind == RELANCE and not row.done:
            agreed = await confirm_delete(self, row)
        else:
            agreed = await ask.yes_no(
                self, self.tr("Supprimer ce suivi ?"),
                self.tr("{0} du {1} : {2}").format(
                    words.kind_label(row.kind), show.date_text(row.day), words.subject(row)
                ),
                yes=self.tr("Supprimer"), danger=True,
            )  # fmt: skip
        if agreed:
            await self.desk.do(DeleteFollowUp(follow_up=row.id), origin=self)

    def _end_next(self) -> None:
        if self.next is not None:
            self.next.hide()
            self.next.deleteLater()
            self.next = None
