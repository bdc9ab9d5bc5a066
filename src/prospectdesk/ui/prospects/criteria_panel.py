"""Recherche avancée: the 16 criteria of D-06 in one panel, and as a screen of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.domain.clock import day_date, day_number
from prospectdesk.queries.prospects_criteria import DATES, NAMES, STATES, SWITCHES, Criteria
from prospectdesk.ui.forms.ui_prospects_advanced import Ui_Advanced
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.chips import ToggleChips
from prospectdesk.ui.kit.dates import DateField, Today
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.prospects.lists import Lists

NAME = "prospects.advanced"
TEXTS = ("raison_sociale", "interlocuteurs", "telephone", "mail", "naf", "note", "siret")
CHOICES = ("type_client", "source", "commercial_source", "commercial_operationnel")


class CriteriaPanel(QFrame):
    """`searched` carries the Criteria; `closed` that the panel is not wanted any more."""

    searched = Signal(object)
    closed = Signal()

    def __init__(self, today: Today, *, closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(NAME)
        self.setProperty("role", "card")
        holder = QWidget()
        self.form = Ui_Advanced()
        self.form.setupUi(holder)
        for name in (*TEXTS, *CHOICES, *SWITCHES):
            self.field(name).setObjectName(f"{NAME}.{name}")
        states = [(key, label, "") for key, label in STATES.items()]
        self.states = ToggleChips(states, name=f"{NAME}.etape")
        self.states.setAccessibleName(self.tr("Etape"))
        self.form.cell_etape.addWidget(self.states)
        self.dates = {
            "date_creation_min": DateField(
                today, f"{NAME}.date_creation_min", self.tr("Date de création min.")
            ),
            "date_creation_max": DateField(
                today, f"{NAME}.date_creation_max", self.tr("Date de création max.")
            ),
        }
        self.form.cell_date_creation_min.addWidget(self.dates["date_creation_min"])
        self.form.cell_date_creation_max.addWidget(self.dates["date_creation_max"])
        for cell in (self.form.cell_sans_commercial, self.form.cell_repreneur_activite):
            cell.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._lay_out(holder, closable)

    def _lay_out(self, holder: QWidget, closable: bool) -> None:
        self.error = Label(role="error", wrap=True, name=f"{NAME}.error")
        self.search = Button(self.tr("Rechercher"), "search", name=f"{NAME}.search", on=self.submit)
        self.empty = Button(self.tr("Tout effacer"), role="flat", name=f"{NAME}.clear", on=self._clear)
        self.close_button = Button(
            self.tr("Fermer"), role="flat", name=f"{NAME}.close", tip=self.tr("Échap"), on=self.closed.emit
        )
        if not closable:
            self.close_button.hide()  # showing it before it stands in the panel would make it a window
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.error, 1)
        for part in (self.empty, self.close_button, self.search):
            row.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 10, 16, 10)
        box.setSpacing(8)
        box.addWidget(holder)
        box.addLayout(row)

    def field(self, name: str) -> QWidget:
        """The widget of a criterion."""
        if name == "etape":
            return self.states
        found: QWidget = self.dates[name] if name in DATES else getattr(self.form, name)
        return found

    def show_lists(self, lists: Lists) -> None:
        """What can be chosen; the choice made stays."""
        people = [(user.login, user.name) for user in lists.users]
        sellers = [(user.login, user.name) for user in lists.users if user.source_seller]
        labels = {
            "type_client": [(one.label, one.label) for one in lists.client_types],
            "source": [(one.label, one.label) for one in lists.sources],
            "commercial_source": sellers,
            "commercial_operationnel": people,
        }
        for name, options in labels.items():
            box: QComboBox = getattr(self.form, name)
            kept = box.currentData()
            box.clear()
            box.addItem(self.tr("Tous"), "")
            for value, text in options:
                box.addItem(text, value)
            self._choose(box, str(kept or ""))

    def show_criteria(self, criteria: Criteria) -> None:
        """Fills the fields."""
        for name in TEXTS:
            line: QLineEdit = getattr(self.form, name)
            line.setText(getattr(criteria, name))
        for name in CHOICES:
            self._choose(getattr(self.form, name), getattr(criteria, name))
        for name in SWITCHES:
            box: QCheckBox = getattr(self.form, name)
            box.setChecked(getattr(criteria, name))
        self.states.switch(set(criteria.etape))
        for name, field in self.dates.items():
            value = getattr(criteria, name)
            field.show_day(None if value is None else day_number(value))
        self.error.setText("")

    @staticmethod
    def _choose(box: QComboBox, value: str) -> None:
        if box.findData(value) < 0:
            box.addItem(value, value)
        box.setCurrentIndex(box.findData(value))

    def criteria(self) -> Criteria:
        """What is filled in."""
        values: dict[str, Any] = {name: getattr(self.form, name).text().strip() for name in TEXTS}
        values |= {name: str(getattr(self.form, name).currentData() or "") for name in CHOICES}
        values |= {name: getattr(self.form, name).isChecked() for name in SWITCHES}
        on = self.states.on()
        values["etape"] = tuple(key for key in STATES if key in on)
        values |= {name: self._date(name) for name in DATES}
        return Criteria(**{name: values[name] for name in NAMES})

    def _date(self, name: str) -> date | None:
        day = self.dates[name].day()
        return None if day is None else day_date(day)

    def submit(self) -> None:
        """Searches, unless a date is none."""
        wrong = [field for field in self.dates.values() if not field.is_valid()]
        if wrong:
            self.error.setText(self.tr("Ce n’est pas une date. Exemple : 24/11/2026."))
            wrong[0].setFocus()
            return
        self.search.setFocus()  # what is being typed in a date is taken over
        self.searched.emit(self.criteria())

    def _clear(self) -> None:
        self.show_criteria(Criteria())

    def focus(self, name: str) -> None:
        """Puts the cursor into a criterion; a switch is switched on."""
        found = self.field(name or "raison_sociale")
        if isinstance(found, QCheckBox):
            found.setChecked(True)
        if isinstance(found, ToggleChips):
            found = next(iter(found.chips.values()))
        found.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Entrée searches."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.submit()
        else:
            super().keyPressEvent(event)
