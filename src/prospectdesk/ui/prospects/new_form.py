"""The fields of a new prospect (D-13 … D-15), each with its error beneath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLineEdit, QVBoxLayout, QWidget

from prospectdesk.domain.clock import day_date
from prospectdesk.queries.companies import CompanyHead
from prospectdesk.ui.forms.ui_prospects_creation import Ui_Creation
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.dates import DateField, Today
from prospectdesk.ui.kit.labels import Label
from prospectdesk.ui.kit.roles import set_role
from prospectdesk.ui.prospects.lists import Lists

NAME = "prospects.new"
LABELS = {
    "raison_sociale": "Raison sociale",
    "siret": "SIRET",
    "forme_juridique": "Forme juridique",
    "naf": "Naf",
    "regime_imposition": "Régime d’imposition",
    "cabinet_actuel": "Cabinet actuel",
    "date_creation": "Date de création",
    "commercial_source": "Commercial source",
    "commercial_operationnel": "Commercial opérationnel",
    "source": "Source",
    "rue": "Rue, lieu-dit",
    "adresse_suite": "Adresse (Suite)",
    "code_postal": "Code Postal",
    "ville": "Ville",
    "pays": "Pays",
    "site_internet": "Site internet",
    "telephone": "Téléphone",
    "telephone_etranger": "Téléphone étranger",
    "fax": "Fax",
    "repreneur_activite": "Repreneur d’activité",
}
"""What commands call the fields in a refusal."""
COUNTRY = "France"


class NewForm(QWidget):
    """`changed` carries the name of a field; the form keeps nothing, it only shows and tells."""

    changed = Signal(str)
    left = Signal(str)
    """The name of a field the cursor left."""

    def __init__(self, today: Today, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Ui_Creation()
        self.form.setupUi(self)
        self.date = DateField(today, f"{NAME}.date_creation", self.tr("Date de création"))
        self.form.cell_date_creation.addWidget(self.date)
        self.date.changed.connect(lambda _day: self.changed.emit("date_creation"))
        self.errors: dict[str, Label] = {}
        for name in LABELS:
            self._prepare(name)
        self.form.cell_repreneur_activite.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.form.cell_repreneur_activite.setContentsMargins(0, 20, 0, 0)
        regime = self.form.regime_imposition
        for text in ("", *self._regimes()):
            regime.addItem(text, text)
        self.form.pays.setText(COUNTRY)

    def _regimes(self) -> tuple[str, ...]:
        return (
            self.tr("Micro"), self.tr("Réel simplifié"), self.tr("Réel normal"), self.tr("IS"), self.tr("IR"),
            self.tr("Franchise de TVA"), self.tr("Non soumis"),
        )  # fmt: skip

    def _prepare(self, name: str) -> None:
        field = self.field(name)
        field.setObjectName(f"{NAME}.{name}")
        error = Label(role="error", wrap=True, name=f"{NAME}.{name}.error")
        error.hide()
        cell: QVBoxLayout = getattr(self.form, f"cell_{name}")
        cell.addWidget(error)
        cell.addStretch(1)  # a neighbour with a sentence beneath pulls nothing apart
        self.errors[name] = error
        if isinstance(field, QLineEdit):
            field.textChanged.connect(lambda _text, name=name: self._told(name))
            field.installEventFilter(self)
        elif isinstance(field, QComboBox):
            field.currentIndexChanged.connect(lambda _place, name=name: self._told(name))
        elif isinstance(field, QCheckBox):
            field.toggled.connect(lambda _on, name=name: self._told(name))

    def _told(self, name: str) -> None:
        self.refuse(name, "")
        self.changed.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tells which field the cursor left."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit(watched.objectName().removeprefix(f"{NAME}."))
        return False

    def field(self, name: str) -> QWidget:
        """The widget of a field."""
        found: QWidget = self.date if name == "date_creation" else getattr(self.form, name)
        return found

    def show_lists(self, lists: Lists) -> None:
        """What can be chosen (D-10: a source salesperson has that status); the choice made stays."""
        sellers = [(user.login, user.name) for user in lists.users if user.source_seller]
        options = {
            "commercial_source": sellers,
            "commercial_operationnel": [(user.login, user.name) for user in lists.users],
            "source": [(one.label, one.label) for one in lists.sources],
        }
        for name, choices in options.items():
            box: QComboBox = getattr(self.form, name)
            kept = str(box.currentData() or "")
            box.blockSignals(True)
            box.clear()
            box.addItem(self.tr("Choisir…"), "")
            for value, text in choices:
                box.addItem(text, value)
            box.setCurrentIndex(max(0, box.findData(kept)))
            box.blockSignals(False)

    # values ------------------------------------------------------------------------------------
    def value(self, name: str) -> Any:
        """What stands in a field: text, or whether a box is ticked."""
        field = self.field(name)
        if isinstance(field, QLineEdit):
            return field.text().strip()
        if isinstance(field, QComboBox):
            return str(field.currentData() or "")
        if isinstance(field, QCheckBox):
            return field.isChecked()
        return self.date.field.text().strip()

    def put(self, name: str, value: Any) -> None:
        """Fills a field; a value no list offers is left out."""
        field = self.field(name)
        if isinstance(field, QLineEdit):
            field.setText(str(value))
        elif isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, field.findData(str(value))))
        elif isinstance(field, QCheckBox):
            field.setChecked(bool(value))
        else:
            self.date.field.setText(str(value))
            self.date.field.editingFinished.emit()

    def filled(self) -> dict[str, Any]:
        """What was typed, without what stands there from the start: the draft."""
        values = {name: self.value(name) for name in LABELS}
        return {
            name: value
            for name, value in values.items()
            if value and not (name == "pays" and value == COUNTRY)
        }

    def fields(self) -> dict[str, Any]:
        """The fields of CreateCompany; an empty one is None."""
        values: dict[str, Any] = {name: self.value(name) or None for name in LABELS}
        values["repreneur_activite"] = bool(values["repreneur_activite"])
        day = self.date.day()
        values["date_creation"] = None if day is None else day_date(day)
        return values

    def fill_from(self, head: CompanyHead) -> None:
        """Takes over what the register knows, where nothing was typed yet."""
        known = {
            "raison_sociale": head.name, "siret": show.siret(head.siret), "naf": head.naf,
            "forme_juridique": head.legal_form, "date_creation": show.date_text(head.created_on),
            "rue": head.street, "adresse_suite": head.street2, "code_postal": head.postcode, "ville": head.city,
            "telephone": show.phone(head.phone),
        }  # fmt: skip
        for name, value in known.items():
            if value and not self.value(name):
                self.put(name, value)

    def clear(self) -> None:
        """An empty form."""
        for name in LABELS:
            self.put(name, COUNTRY if name == "pays" else "")
        for name in LABELS:
            self.refuse(name, "")

    # errors ------------------------------------------------------------------------------------
    def refuse(self, name: str, text: str) -> None:
        """Outlines a field and says why beneath it; "" takes the mark away (D-16)."""
        field = self.field(name)
        marked = self.date.field if field is self.date else field
        label = self.errors[name]
        if text == label.text():
            return
        label.setText(text)
        label.setVisible(bool(text))
        set_role(marked, invalid="true" if text else "false")
        marked.setAccessibleDescription(text)

    def refused(self) -> list[str]:
        """The names of the fields that are marked."""
        return [name for name, label in self.errors.items() if label.text()]

    def offer_towns(self, towns: Sequence[str]) -> None:
        """Communes of the postcode; a single one is filled in where nothing was typed."""
        completer = QCompleter(list(towns), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        before = self.form.ville.completer()
        self.form.ville.setCompleter(completer)
        if before is not None:
            before.deleteLater()
        if len(towns) == 1 and not self.form.ville.text().strip():
            self.form.ville.setText(towns[0])
