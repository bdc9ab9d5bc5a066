"""The screen Relances: what is to treat and what is to come, by priority then date (C-78…C-82)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.domain.changes import Changes
from prospectdesk.queries import relance_filters, relances
from prospectdesk.queries.relances import Panel, RelanceRow
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.empty import EmptyState
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.page import Page, dress
from prospectdesk.ui.kit.reasons import ReasonPopover
from prospectdesk.ui.relances.day_line import day_sentence, order_foot, order_reasons
from prospectdesk.ui.relances.filters import Filters
from prospectdesk.ui.relances.row_acts import RowActs
from prospectdesk.ui.relances.row_list import RelanceList

NAME = "relances"
STEP = 500
SHOWN = (
    "follow_up",
    "follow_up_assignee",
    "company",
    "registration",
    "timeline",
    "dossier",
    "routine_tag",
    "user",
)


class RelancesPage(Page):
    """Two columns over one query; `status_text` says the counts to the status bar."""

    status_text = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, NAME, parent)
        self.panel: Panel | None = None
        self._limit = STEP
        self._choices_read = False
        self.filters = Filters(desk.session.person.id, desk.today)
        self.filters.changed.connect(self._filter_changed)
        self.user = Label(desk.session.person.name, "secondary", name=f"{NAME}.user")
        self.user.setContentsMargins(0, 0, 0, 3)
        self.day = Label(role="strong", name=f"{NAME}.day", wrap=True)
        self.why = Button(
            self.tr("Pourquoi cet ordre ?"), "info", "flat", name=f"{NAME}.why", on=self._explain
        )
        self.filters.show_state()
        self._lay_out()
        desk.person_changed.connect(self._person_changed)

    def pieces(self) -> Iterator[None]:
        """The two columns, and what explains their order."""
        self.todo = _Column(self, "todo", self.tr("Relances à traiter"))
        self._columns.addWidget(self.todo, 56)
        dress(self.todo)
        yield
        self.coming = _Column(self, "coming", self.tr("Relances à venir"))
        self._columns.addWidget(self.coming, 46)
        dress(self.coming)
        yield
        self.todo.list.sideways.connect(lambda by: self._sideways(self.coming, by > 0))
        self.coming.list.sideways.connect(lambda by: self._sideways(self.todo, by < 0))
        self.reasons = ReasonPopover(f"{NAME}.reasons", self)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self.tr("Relances"), "title", name=f"{NAME}.title"))
        head.addWidget(self.user, 0, Qt.AlignmentFlag.AlignBottom)
        head.addStretch(1)
        head.addWidget(self.filters)
        line = Card(f"{NAME}.day_line", margin=0, direction="horizontal")
        line.box.setContentsMargins(14, 3, 8, 3)
        line.box.addWidget(Mark("sun", "accent"))
        line.box.addWidget(self.day, 1)
        line.box.addWidget(self.why)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 14, 20, 12)
        box.setSpacing(10)
        box.addLayout(head)
        box.addWidget(self.filters.more)
        box.addWidget(line)
        box.addLayout(self._columns, 1)

    def title(self) -> str:
        """The text of its tab."""
        return self.tr("Relances")

    def status(self) -> str:
        """The counts, for the status bar."""
        if self.panel is None:
            return ""
        counts = (show.count(self.panel.due_count), show.count(self.panel.coming_count))
        return self.tr("{0} à traiter · {1} à venir").format(*counts)

    def hints(self) -> list[tuple[str, str]]:
        """The keys of the rows, for the status bar."""
        return [
            ("J/K", self.tr("ligne suivante/précédente")), ("F", self.tr("fait")), ("D", self.tr("reporter")),
            ("P", self.tr("priorité")), (self.tr("Entrée"), self.tr("ouvrir la fiche")),
        ]  # fmt: skip

    def concerned(self, changes: Changes) -> bool:
        """Whatever a row shows."""
        if changes.everything or changes.touches("user", "routine"):
            self._choices_read = False
        return changes.touches(*SHOWN)

    def apply(self, **params: Any) -> None:
        """Criteria of PanelFilter (with_opportunity, first_day …); `users` () is the whole team."""
        self.filters.wanted = relances.PanelFilter(**{"users": (self.filters.me,), **params})
        self._limit = STEP
        self.filters.show_state()
        self.refresh()

    async def reload(self) -> None:
        """Reads both columns; the lists of the menus once."""
        if not self._choices_read:
            self._choices_read = True
            person = self.desk.session.person
            self.filters.show_choices(await self.desk.query(relance_filters.choices, person.id, person.leads))
        today = self.desk.today()
        panel = await self.desk.query(relances.panel, self.filters.wanted, today, self._limit)
        self.panel = panel
        mine = self.filters.wanted.users == (self.filters.me,)
        self.day.setText(day_sentence(panel, today, mine=mine))
        self.todo.show_rows(panel.due, panel.due_count, narrowed=self.filters.narrowed())
        self.coming.show_rows(panel.coming, panel.coming_count, narrowed=self.filters.narrowed())
        self.status_text.emit(self.status())

    def more_rows(self) -> None:
        """Reads further when a list nears its end."""
        panel = self.panel
        if panel is not None and self._limit < max(panel.due_count, panel.coming_count):
            shown = max(len(panel.due), len(panel.coming))
            if shown >= self._limit:
                self._limit *= 2
                self.refresh()

    def _filter_changed(self) -> None:
        self._limit = STEP
        self.refresh()

    def _person_changed(self) -> None:
        self.filters.me = self.desk.session.person.id
        self.user.setText(self.desk.session.person.name)
        self._choices_read = False
        self.filters.only_me()

    def _explain(self) -> None:
        self.complete()
        self.reasons.explain(self.tr("Pourquoi cet ordre ?"), order_reasons(), order_foot())
        self.reasons.open_under(self.why)

    @staticmethod
    def _sideways(column: _Column, there: bool) -> None:
        if there and column.list.rows.rows:
            column.list.setFocus(Qt.FocusReason.TabFocusReason)


class _Column(QWidget):
    """A title with its count, the list, and what stands there when it is empty."""

    def __init__(self, page: RelancesPage, key: str, label: str) -> None:
        super().__init__()
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.head = Label(role="section", name=f"{NAME}.{key}.title")
        self.list = RelanceList(page.desk.today, f"{NAME}.{key}", label)
        self.list.end_reached.connect(page.more_rows)
        self.acts = RowActs(page, self.list)
        self.empty = EmptyState(
            "circle-check" if key == "todo" else "calendar-clock", "", name=f"{NAME}.{key}.empty"
        )
        self.empty.hide()
        row = QHBoxLayout()
        row.addWidget(self.head)
        row.addStretch(1)
        row.addWidget(Label(self.tr("Priorité, puis date"), "secondary"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self.list, 1)
        box.addWidget(self.empty, 1)

    def show_rows(self, rows: tuple[RelanceRow, ...], count: int, *, narrowed: bool) -> None:
        """Shows a column; `count` may be more than the rows read so far."""
        text = (
            self.tr("Relance(s) à traiter ({0})")
            if self._key == "todo"
            else self.tr("Relance(s) à venir ({0})")
        )
        self.head.setText(text.format(show.count(count)))
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        if not rows:
            self._say_empty(narrowed)

    def _say_empty(self, narrowed: bool) -> None:
        if narrowed:
            hint = self.tr("Effacez un filtre pour en voir d’autres.")
            self.empty.say("list-filter", self.tr("Rien avec ces filtres"), hint)
        elif self._key == "todo":
            hint = self.tr("Les relances dont la date arrive apparaissent ici.")
            self.empty.say("circle-check", self.tr("Rien à traiter"), hint)
        else:
            hint = self.tr("« Suivi par + », sur une fiche, planifie une relance.")
            self.empty.say("calendar-clock", self.tr("Rien à venir"), hint)
