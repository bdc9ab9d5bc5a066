"""What the row actions of the panel do: open, call, done with the next step, date, priority, delete (C-82)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt

from prospectdesk.commands.follow_up_states import DeleteFollowUp, MarkDone
from prospectdesk.commands.follow_ups import EditFollowUp
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.follow_ups import PRIORITIES, check_new_day
from prospectdesk.queries.relances import RelanceRow
from prospectdesk.ui.kit.calling import place_call
from prospectdesk.ui.kit.page import Page
from prospectdesk.ui.relances.dates import DatePopover
from prospectdesk.ui.relances.next_step import NextStep, next_fields
from prospectdesk.ui.relances.pane import confirm_delete
from prospectdesk.ui.relances.priority import PriorityMenu
from prospectdesk.ui.relances.row_list import RelanceList


class RowActs(QObject):
    """The acts of one list, for the page it stands on; the keyboard returns to the list afterwards."""

    def __init__(self, page: Page, rows: RelanceList) -> None:
        super().__init__(rows)
        self.page, self.desk, self.list = page, page.desk, rows
        self.next: NextStep | None = None
        self._next_row: RelanceRow | None = None
        self._low: int | None = None
        rows.wanted.connect(self.perform)
        rows.rows.modelReset.connect(self._follow)
        rows.verticalScrollBar().valueChanged.connect(lambda _value: self._place_next())

    def perform(self, key: str, row: RelanceRow) -> None:
        """Starts an act."""
        number = self.list.rows.place_of(row.id)
        if number is not None:
            self.list.stand_at(number)
        {
            "open": self.open, "call": self.call, "done": self.done, "date": self.date,
            "priority": self.priority, "delete": self.delete,
        }[key](row)  # fmt: skip

    def open(self, row: RelanceRow) -> None:
        """Opens the sheet; Alt+↓ walks through this list there."""
        ids = [one.follow_up.company_id for one in self.list.rows.rows]
        self.desk.open("sheet", company=row.follow_up.company_id, company_list=ids)

    def call(self, row: RelanceRow) -> None:
        """Dials the company's number."""
        if row.phone:
            place_call(self.desk, self.list, row.follow_up.company_id, row.phone)

    def date(self, row: RelanceRow) -> None:
        """Asks for another date at the row's date."""
        today, one = self.desk.today(), row.follow_up
        popover = DatePopover(
            self.list, today, max(one.day, today), name=f"{self.list.objectName()}.date",
            check=lambda day: check_new_day(day, today),
        )  # fmt: skip
        popover.chosen.connect(lambda day: self._do(EditFollowUp(follow_up=one.id, date=day_date(day))))
        popover.rise(self._below(row, "date"))

    def priority(self, row: RelanceRow) -> None:
        """Opens the drop-down of priorities."""
        one = row.follow_up
        menu = PriorityMenu(one.priority, name=f"{self.list.objectName()}.priority", parent=self.list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.chosen.connect(
            lambda level: self._do(EditFollowUp(follow_up=one.id, priority=tuple(PRIORITIES)[level]))
        )
        menu.popup(self._below(row, "priority"))

    def delete(self, row: RelanceRow) -> None:
        """Asks, saying that the users who follow the sheet go too."""
        self.desk.spawn(self.page, self._delete(row))

    def done(self, row: RelanceRow) -> None:
        """Opens the next step over the row; nothing is written before an answer."""
        self.close_next(keep_focus=False)
        title = self.page.tr("{0} : fait. Prochaine étape ?").format(row.company)
        name = f"{self.list.objectName()}.next"
        step = NextStep(self.desk.today(), title, name=name, parent=self.list.viewport())
        step.answered.connect(lambda day: self.desk.spawn(self.page, self._treated(row, day)))
        step.cancelled.connect(self.close_next)
        self.next, self._next_row = step, row
        step.show()
        self._place_next()
        step.start()

    def close_next(self, *, keep_focus: bool = True) -> None:
        """Takes the panel away; the keyboard goes back to the list."""
        if self.next is None:
            return
        self.next.hide()
        self.next.deleteLater()
        self.next, self._next_row = None, None
        if self._low is not None:
            self.list.setFixedHeight(self._low)
            self._low = None
        if keep_focus:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place_next(self) -> None:
        """Over its row, inside the list."""
        if self.next is None or self._next_row is None:
            return
        number = self.list.rows.place_of(self._next_row.id)
        if number is None:
            self.close_next()
            return
        card, view = self.list.places(number).card, self.list.viewport()
        high = self.next.heightForWidth(card.width())
        high = max(high, self.next.minimumSizeHint().height())
        fixed = self.list.minimumHeight() == self.list.maximumHeight()
        if fixed and view.height() < high and self._low is None:  # a list of one row makes room
            self._low = self.list.height()
            self.list.setFixedHeight(high + 8)
        top = max(0, min(card.top(), view.height() - high))
        self.next.setGeometry(card.left(), top, card.width(), high)
        self.next.raise_()

    def _follow(self) -> None:
        self._place_next()

    def _below(self, row: RelanceRow, key: str) -> QPoint:
        return self.list.spot_of(row.id, key).bottomLeft() + QPoint(0, 4)

    def _do(self, command: object) -> None:
        self.desk.spawn(self.page, self._done_then_focus(command))

    async def _done_then_focus(self, command: object) -> None:
        await self.desk.do(command, origin=self.page)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    async def _treated(self, row: RelanceRow, day: int | None) -> None:
        following = None if day is None else next_fields(row.follow_up, day)
        await self.desk.do(MarkDone(follow_up=row.id, next=following), origin=self.page)
        self.close_next()

    async def _delete(self, row: RelanceRow) -> None:
        if await confirm_delete(self.list, row.follow_up):
            await self.desk.do(DeleteFollowUp(follow_up=row.id), origin=self.page)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
