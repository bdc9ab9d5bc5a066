"""The values of the dossier that a letter prints, typed beside it: each is kept as soon as it is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from prospectdesk.domain.dossiers import obstacle
from prospectdesk.domain.letter_gaps import performer
from prospectdesk.domain.merge import FIELDS as LABELS
from prospectdesk.domain.merge import Missing
from prospectdesk.queries.dossier_choices import Choices, Rights
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.dossiers.inputs import Choice, Input
from prospectdesk.ui.dossiers.words import reason, typed_amount
from prospectdesk.ui.kit.cards import Card
from prospectdesk.ui.kit.dates import DateField, Today
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import enable_if, set_role
from prospectdesk.ui.letters.words import FIELDS

DATES, NO_RIGHTS = ("date_debut", "date_fin"), Rights((), ())


class FieldsCard(Card):
    """`given` carries a field and its value, `performed` a mission and the local id of its performer."""

    given = Signal(str, object)
    performed = Signal(str, object)

    def __init__(self, today: Today, name: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{name}.fields", parent, spacing=10)
        self._today, self._name = today, name
        self._dossier: Dossier | None = None
        self.inputs: dict[str, Input] = {}
        self.labels: dict[str, Label] = {}
        self.performers: dict[str, Choice] = {}
        self._performer_labels: list[Label] = []
        self.filled = Label("", "secondary", tone="muted", name=f"{name}.fields.filled")
        head = QHBoxLayout()
        head.addWidget(Label(self.tr("Champs"), "section"))
        head.addStretch(1)
        head.addWidget(self.filled)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, 110)
        self._grid.setColumnStretch(1, 1)
        self.box.addLayout(head)
        self.box.addLayout(self._grid)
        self.box.addWidget(
            Label(self.tr("Identité, adresse et contact privilégié viennent de la fiche."), "secondary",
                  tone="muted", wrap=True)
        )  # fmt: skip
        for line, field in enumerate(FIELDS):
            self._add(line, field)

    def _add(self, line: int, field: str) -> None:
        full, label = f"{self._name}.field.{field}", LABELS[field]
        widget: Choice | DateField | QLineEdit
        if field in DATES:
            widget = DateField(self._today, full, label)
            widget.changed.connect(lambda _day: self._told(field))
        elif field == "montant":
            widget = QLineEdit()
            widget.setMaxLength(40)
            widget.setObjectName(full)
            widget.setAccessibleName(label)
            widget.editingFinished.connect(lambda: self._told(field))
        else:
            widget = Choice(full, label)
            widget.currentIndexChanged.connect(lambda _at: self._told(field))
        self.inputs[field] = Input(widget, self)
        self.labels[field] = Label(self._short(field), tone="muted")
        self.labels[field].setBuddy(widget)
        self._grid.addWidget(self.labels[field], line, 0)
        self._grid.addWidget(widget, line, 1)

    def _short(self, field: str) -> str:
        short = {
            "date_debut": self.tr("Date de début"),
            "date_fin": self.tr("Date de fin"),
            "montant": self.tr("Montant HT (€)"),
        }
        return short.get(field, LABELS[field])

    def _told(self, field: str) -> None:
        one = self.inputs[field]
        if one.valid and one.changed:
            self.given.emit(field, one.value())

    # showing -------------------------------------------------------------------------------
    def show_dossier(self, dossier: Dossier, choices: Choices, asked: Sequence[str]) -> None:
        """The fields the document prints, as they are stored; what is being typed stays."""
        other = self._dossier is None or self._dossier.id != dossier.id
        self._dossier = dossier
        self._offer(dossier, choices)
        for field, (value, text) in _stored(dossier).items():
            one = self.inputs[field]
            one.widget.blockSignals(True)
            one.show_stored(value, text, force=other or not isinstance(one.widget, QLineEdit | DateField))
            one.widget.blockSignals(False)
            shown = field in asked
            one.widget.setVisible(shown)
            self.labels[field].setVisible(shown)
        closed = reason(obstacle(dossier.state, "edit"))
        for field, one in self.inputs.items():
            one.allow(closed or (reason(obstacle(dossier.state, "amount")) if field == "montant" else ""))
        if not closed and dossier.cabinet_id is None:
            self.inputs["bureau"].allow(self.tr("Choisissez d’abord un cabinet"))
        self._show_performers(dossier, choices, shown="missions" in asked)

    def _offer(self, dossier: Dossier, choices: Choices) -> None:
        rights = choices.rights.get(dossier.type_id, NO_RIGHTS)
        offices = next((one.offices for one in rights.cabinets if one.id == dossier.cabinet_id), ())
        lists: dict[str, Sequence[tuple[int, str]]] = {
            "type_client": choices.client_types,
            "cabinet": [(one.id, one.label) for one in rights.cabinets],
            "bureau": offices,
            "titulaire": rights.people,
            "associe": rights.people,
        }
        for field, options in lists.items():
            widget = self.inputs[field].widget
            if isinstance(widget, Choice):
                widget.offer(options)

    def _show_performers(self, dossier: Dossier, choices: Choices, *, shown: bool) -> None:
        missions = dossier.missions if shown and dossier.state.has_missions else ()
        if [one.label for one in missions] != list(self.performers):
            self._make_performers([one.label for one in missions])
        why = reason(obstacle(dossier.state, "missions"))
        for one in missions:
            choice = self.performers[one.label]
            choice.offer(choices.users)
            choice.show_value(one.performer_id, one.performer)
            enable_if(choice, not why, why)

    def _make_performers(self, missions: Sequence[str]) -> None:
        for gone in (*self.performers.values(), *self._performer_labels):
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.performers, self._performer_labels = {}, []
        for line, mission in enumerate(missions, len(FIELDS)):
            made = Choice(
                f"{self._name}.performer.{line - len(FIELDS)}", self.tr("Exécutant de {0}").format(mission)
            )
            made.currentIndexChanged.connect(
                lambda _at, mission=mission, made=made: self.performed.emit(mission, made.value())
            )
            label = Label(mission, tone="muted", elide=True)
            label.setBuddy(made)
            self.performers[mission] = made
            self._performer_labels.append(label)
            self._grid.addWidget(label, line, 0)
            self._grid.addWidget(made, line, 1)

    def show_missing(self, missing: Sequence[Missing], filled: int, asked: int) -> None:
        """Marks the empty fields with the number they have in the list of missing values."""
        numbers = {one.field: number for number, one in enumerate(missing, 1)}
        for field, one in self.inputs.items():
            self._mark(one.widget, numbers.get(field))
        names = {one.label: number for number, one in enumerate(missing, 1)}
        for mission, choice in self.performers.items():
            self._mark(choice, names.get(performer(mission).label))
        self.filled.setText(self.tr("{0} remplis sur {1}").format(filled, asked))

    def _mark(self, widget: Choice | DateField | QLineEdit | QWidget, number: int | None) -> None:
        hint = "" if number is None else self.tr("{0} · à compléter").format(number)
        if isinstance(widget, Choice):
            widget.setPlaceholderText(hint)
            widget.setItemText(0, hint)
        target = widget.field if isinstance(widget, DateField) else widget
        if isinstance(target, QLineEdit):
            target.setPlaceholderText(hint or (self.tr("jj/mm/aaaa") if target is not widget else ""))
        set_role(target, missing="true" if hint else "false")

    def reach(self, one: Missing) -> bool:
        """Puts the cursor where a value is typed; False when it is not typed here."""
        target: QWidget | None = self.inputs[one.field].widget if one.field in self.inputs else None
        for mission, choice in self.performers.items():
            if one == performer(mission):
                target = choice
        if target is None or not target.isVisibleTo(self) or not _open(target):
            return False
        target.setFocus()
        return True


def _open(target: QWidget) -> bool:
    return target.field.isEnabled() if isinstance(target, DateField) else target.isEnabled()


def _stored(dossier: Dossier) -> dict[str, tuple[Any, str | None]]:
    return {
        "date_debut": (dossier.starts_on, None),
        "date_fin": (dossier.ends_on, None),
        "type_client": (dossier.client_type_id, dossier.client_type),
        "cabinet": (dossier.cabinet_id, dossier.cabinet),
        "bureau": (dossier.office_id, dossier.office),
        "titulaire": (dossier.holder_id, dossier.holder),
        "associe": (dossier.partner_id, dossier.partner),
        "montant": (typed_amount(dossier.amount) or None, None),
    }
