"""The form of the Suivi tab: a new tâche or relance, or an open follow-up to edit (D-45…D-48)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from prospectdesk.commands.follow_ups import CreateFollowUp, EditFollowUp
from prospectdesk.domain import follow_ups as rules
from prospectdesk.domain.errors import Failure, Refused
from prospectdesk.queries.people import Entry
from prospectdesk.queries.relances import FollowUpRow
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.chips import ChipRow
from prospectdesk.ui.kit.dates import Today
from prospectdesk.ui.kit.errors import sentence
from prospectdesk.ui.kit.fields import Labelled
from prospectdesk.ui.kit.flow import FlowLayout
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role
from prospectdesk.ui.relances import words
from prospectdesk.ui.relances.moment import MomentFields

DEMAND, TO_FILE = "Demande", "Modification Prospect"


class FollowUpForm(QFrame):
    """`submitted` carries the command, `cancelled` nothing; `file_wanted` asks for the Fiche tab."""

    submitted = Signal(object)
    cancelled = Signal()
    file_wanted = Signal()

    def __init__(self, company: int, today: Today, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._company, self._today = company, today
        self._row: FollowUpRow | None = None
        self.title = Label(role="section", name=f"{name}.title")
        kinds = [
            (kind, words.kind_label(kind), icon)
            for kind, icon in ((rules.TACHE, "clipboard-list"), (rules.RELANCE, "alarm-clock"))
        ]
        self.kind = ChipRow(kinds, name=f"{name}.kind")
        self.kind.chosen.connect(lambda _kind: self._kind_chosen())
        self.when = MomentFields(today, name)
        self.when.changed.connect(self._explain)
        self.action = self._combo(f"{name}.type_action", self.tr("Type d’action"))
        for one in rules.ACTION_TYPES:
            self.action.addItem(words.told(one), one)
        self.action.currentIndexChanged.connect(lambda _index: self._explain())
        self.source = self._combo(f"{name}.source", self.tr("Source"))
        self.source_box = Labelled(self.tr("Source (obligatoire)"), self.source)
        self.source_box.setObjectName(f"{name}.source_box")
        self.source.currentIndexChanged.connect(self._source_chosen)
        self.to_file = Button(
            self.tr("Ouvrir la Fiche"),
            "external-link",
            "link",
            name=f"{name}.to_file",
            on=self.file_wanted.emit,
        )
        self.description = self._text_field(f"{name}.description")
        self.hint = Label(role="secondary", wrap=True, name=f"{name}.hint")
        self.error = Label(role="error", wrap=True, name=f"{name}.error")
        self.save = Button(self.tr("Enregistrer"), "save", "primary", name=f"{name}.save", on=self.submit)
        self.cancel = Button(self.tr("Annuler"), name=f"{name}.cancel", on=self.cancelled.emit)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @staticmethod
    def _combo(name: str, accessible: str) -> QComboBox:
        made = QComboBox()
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        made.setMinimumWidth(190)
        return made

    def _text_field(self, name: str) -> QPlainTextEdit:
        made = QPlainTextEdit()
        made.setObjectName(name)
        made.setAccessibleName(self.tr("Description"))
        made.setPlaceholderText(self.tr("Description (facultatif)"))
        made.setTabChangesFocus(True)
        made.setFixedHeight(56)
        return made

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.kind, 1)
        fields = QWidget()
        line = FlowLayout(fields, spacing=12)
        for text, part in ((self.tr("Date"), self.when), (self.tr("Type d’action"), self.action)):
            line.addWidget(Labelled(text, part))
        line.addWidget(self.source_box)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.to_file)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 12)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(fields)
        box.addWidget(self.description)
        box.addWidget(self.hint)
        box.addWidget(self.error)
        box.addLayout(foot)

    def start(self, sources: Sequence[Entry], row: FollowUpRow | None = None) -> None:
        """Empty for a new tâche of today, or with what `row` holds."""
        self._row = row
        self.title.setText(self.tr("Nouveau suivi") if row is None else self.tr("Modifier le suivi"))
        self.kind.setVisible(row is None)
        self.kind.choose(rules.TACHE)
        self.source.clear()
        self.source.addItem(self.tr("Choisir…"), None)
        for one in sources:
            self.source.addItem(one.label, one.id)
        self.when.show_moment(self._today() if row is None else row.day, None if row is None else row.minute)
        self.action.setCurrentIndex(self.action.findData("1er contact" if row is None else row.action_type))
        self.description.setPlainText("" if row is None else row.description or "")
        if row is not None and row.source_id is not None:
            self.source.setCurrentIndex(self.source.findData(row.source_id))
        self.show_failure(None)
        self._explain()
        self.when.date.field.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None:
        """Hands the command in, unless a date or the source of a Demande is missing (D-46)."""
        if not self.when.check():
            return
        if self.action.currentData() == DEMAND and self.source.currentData() is None:
            self.source_box.show_error(self.tr("Une demande a toujours une source."))
            self.source.setFocus()
            return
        self.show_failure(None)
        self.submitted.emit(self._command())

    def _command(self) -> CreateFollowUp | EditFollowUp:
        action = self.action.currentData()
        source = self.source.currentData() if action == DEMAND else None
        text = self.description.toPlainText().strip() or None
        if self._row is not None:
            return EditFollowUp(
                follow_up=self._row.id, date=self.when.date_or_none(), time=self.when.hour(),
                type_action=action, description=text, source=source,
            )  # fmt: skip
        return CreateFollowUp(
            company=self._company, kind=self.kind.current(), date=self.when.date_or_none(),
            time=self.when.hour(), type_action=action, description=text, source=source,
        )  # fmt: skip

    def show_failure(self, failure: Failure | None) -> None:
        """The reason of a refusal beneath the fields, those at fault outlined; None takes it away."""
        self.error.setText("" if failure is None else sentence(failure))
        self.error.setVisible(failure is not None)
        fields = () if failure is None else tuple(str(one) for one in self._fields_of(failure))
        set_role(self.when.date.field, invalid="true" if "Date" in fields else "false")
        if "Source" in fields and failure is not None:
            self.source_box.show_error(sentence(failure))

    @staticmethod
    def _fields_of(failure: Failure) -> Sequence[object]:
        found = failure.values.get("fields", ())
        return found if isinstance(found, tuple | list) else ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Échap gives up, Ctrl+Entrée saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers():
            self.submit()
        else:
            super().keyPressEvent(event)

    def _kind_chosen(self) -> None:
        default = "Relance" if self.kind.current() == rules.RELANCE else "1er contact"
        self.action.setCurrentIndex(self.action.findData(default))
        self._explain()

    def _source_chosen(self) -> None:
        self.source_box.show_error("")

    def _explain(self) -> None:
        """Shows the source for a Demande, the way to the Fiche, and what saving will do (D-47)."""
        action = self.action.currentData()
        self.source_box.setVisible(action == DEMAND)
        self.to_file.setVisible(action == TO_FILE)
        text, tone = self._consequence()
        self.hint.setText(text)
        self.hint.set_tone(tone)
        self.hint.setVisible(bool(text))

    def _consequence(self) -> tuple[str, str]:
        day = self.when.day()
        if day is None or self._row is not None:
            return "", ""
        try:
            if not rules.starts_done(self.kind.current(), day, self._today()):
                return "", ""
        except Refused as failure:
            return sentence(failure), "bad"
        return self.tr(
            "Date passée : la tâche est enregistrée directement comme « Effectué », "
            "et ne pourra plus qu’être supprimée."
        ), "warn"
