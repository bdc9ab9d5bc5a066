"""The card of conflicts: one file at a time, field by field; nothing is blocked while they wait (X-17, X-20)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from prospectdesk.domain.clock import Clock
from prospectdesk.ui.kit.buttons import Button, IconButton
from prospectdesk.ui.kit.cards import Card, rule
from prospectdesk.ui.kit.disputes import BOTH, KEEP, MINE
from prospectdesk.ui.kit.labels import Label, Mark
from prospectdesk.ui.kit.pills import Pill
from prospectdesk.ui.kit.roles import enable_if
from prospectdesk.ui.sync import words
from prospectdesk.ui.sync.facts import RecordConflict
from prospectdesk.ui.sync.field_row import NAME, FieldRow

KEYS = {"1": KEEP, "2": MINE, "3": BOTH}


class ConflictCard(Card):
    """`applied` carries {conflict id: answer}, `opened` a company, `later` nothing."""

    applied = Signal(object)
    opened = Signal(int)
    later = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent, margin=0, spacing=0)
        self.setAccessibleName(self.tr("Conflits"))
        self._clock = clock
        self._records: tuple[RecordConflict, ...] = ()
        self._at = 0
        self._field = 0
        self.rows: list[FieldRow] = []
        self._answers: dict[int, str] = {}
        self.title = Label("", "section", name=f"{NAME}.title", elide=True)
        self.number = Pill("", "warn", "git-compare", name=f"{NAME}.number")
        self.before = IconButton(
            "chevron-left", self.tr("Conflit précédent"), name=f"{NAME}.before", on=lambda: self.step(-1)
        )
        self.after = IconButton(
            "chevron-right", self.tr("Conflit suivant"), name=f"{NAME}.after", on=lambda: self.step(1)
        )
        self.open = Button(
            self.tr("Ouvrir la fiche"), "external-link", name=f"{NAME}.open", on=self._open_company
        )
        self.words = Label("", tone="muted", wrap=True, name=f"{NAME}.words")
        self.apply = Button(words.choices(1), "check", name=f"{NAME}.apply", on=self.apply_choices)
        self.put_off = Button(self.tr("Plus tard"), role="flat", name=f"{NAME}.later", on=self._put_off)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(18, 12, 18, 0)
        head.setSpacing(8)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        head.addWidget(self.title)
        head.addWidget(self.number)
        head.addStretch(1)
        for part in (self.before, self.after, self.open):
            head.addWidget(part)
        inner = QWidget()
        inner.setProperty("role", "plain")
        self._fields = QVBoxLayout(inner)
        self._fields.setContentsMargins(18, 8, 18, 4)
        self._fields.setSpacing(0)
        self._fields.addWidget(self.words)
        self._fields.addSpacing(10)
        self._rows_at = self._fields.count()
        self._fields.addStretch(1)
        self.area = QScrollArea()
        self.area.setObjectName(f"{NAME}.area")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setWidget(inner)
        self.area.setFocusPolicy(self.focusPolicy())
        foot = QHBoxLayout()
        foot.setContentsMargins(18, 10, 18, 12)
        foot.setSpacing(8)
        foot.addWidget(Mark("history", "text_3"))
        said = self.tr("La valeur non retenue reste dans Historique.")
        foot.addWidget(Label(said, "secondary", elide=True, name=f"{NAME}.kept_note"), 1)
        foot.addWidget(self.put_off)
        foot.addWidget(self.apply)
        self.box.addLayout(head)
        self.box.addWidget(self.area, 1)
        line = rule()
        self.box.addWidget(line)
        self.box.addLayout(foot)

    # what is shown -------------------------------------------------------------------------
    def show_records(self, found: Sequence[RecordConflict], clock: Clock) -> None:
        """Shows the conflicts; the file and the answers already given stay if they are still there."""
        self._clock = clock
        if tuple(found) == self._records:
            return
        here = self._records[self._at].key if self._records else None
        self._records = tuple(found)
        keys = [one.key for one in self._records]
        self._at = keys.index(here) if here in keys else min(self._at, max(0, len(keys) - 1))
        alive = {field.id for record in self._records for field in record.fields}
        self._answers = {key: value for key, value in self._answers.items() if key in alive}
        self._show()

    def go_to(self, company: int) -> None:
        """Shows the conflicts of a company, if it has some."""
        for number, record in enumerate(self._records):
            if record.company == company:
                self._at = number
                self._show()
                return

    @property
    def record(self) -> RecordConflict | None:
        """The file shown."""
        return self._records[self._at] if self._records else None

    def _show(self) -> None:
        for row in self.rows:
            self._fields.removeWidget(row)
            row.hide()
            row.deleteLater()
        for line in self._lines():
            self._fields.removeWidget(line)
            line.deleteLater()
        self.rows = []
        record = self.record
        if record is None:
            return
        self.title.setText(record.title)
        told = self.tr("Conflit {0} sur {1}").format(self._at + 1, len(self._records))
        self.number.show_value(told, "warn", "git-compare")
        self.words.setText(record.words)
        alone = self.tr("Il n’y a pas d’autre fiche en conflit.")
        enable_if(self.before, len(self._records) > 1, alone)
        enable_if(self.after, len(self._records) > 1, alone)
        enable_if(
            self.open, record.company is not None, self.tr("Cette donnée n’est pas d’une fiche société.")
        )
        place = self._rows_at
        for conflict in record.fields:
            self._fields.insertWidget(place, rule())
            row = FieldRow(conflict, self._clock)
            self._fields.insertWidget(place + 1, row)
            row.choose(self._answers.get(conflict.id, KEEP))
            row.chosen.connect(lambda key, row=row: self._chosen(row, key))
            self.rows.append(row)
            place += 2
        self.apply.set_text(words.choices(len(record.fields)))
        self._field = 0
        self._mark()
        self.area.verticalScrollBar().setValue(0)

    def _lines(self) -> list[QWidget]:
        found = (self._fields.itemAt(number) for number in range(self._fields.count()))
        widgets = (None if item is None else item.widget() for item in found)
        return [one for one in widgets if isinstance(one, QFrame) and one.property("role") == "rule"]

    # what a person does --------------------------------------------------------------------
    def step(self, way: int) -> None:
        """To the file before or after."""
        if self._records:
            self._at = (self._at + way) % len(self._records)
            self._show()

    def step_field(self, way: int) -> None:
        """J and K: to the field before or after, and on to the next file."""
        if not self.rows:
            return
        wanted = self._field + way
        if not 0 <= wanted < len(self.rows):
            if len(self._records) > 1:
                self.step(way)
                self._field = 0 if way > 0 else len(self.rows) - 1
        else:
            self._field = wanted
        self._mark()
        self.area.ensureWidgetVisible(self.rows[self._field], 0, 20)

    def answer(self, key: str) -> None:
        """1, 2 and 3: answers the field that is marked."""
        if self.rows and key in KEYS:
            self.rows[self._field].choose(KEYS[key])

    def apply_choices(self) -> None:
        """Hands the answers of the file shown on."""
        if self.rows:
            self.applied.emit({row.conflict.id: row.answer for row in self.rows})

    def _chosen(self, row: FieldRow, key: str) -> None:
        self._answers[row.conflict.id] = key
        self._field = self.rows.index(row)
        self._mark()

    def _mark(self) -> None:
        for number, row in enumerate(self.rows):
            row.mark(number == self._field and len(self.rows) > 1)

    def _put_off(self) -> None:
        if len(self._records) > 1:
            self.step(1)
        self.later.emit()

    def _open_company(self) -> None:
        record = self.record
        if record is not None and record.company is not None:
            self.opened.emit(record.company)
