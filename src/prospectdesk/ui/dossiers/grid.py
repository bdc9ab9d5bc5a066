"""The fields of a dossier in two columns, with the hints that say why a name may be missing (D-26…D-28)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.dossiers import obstacle
from prospectdesk.domain.pipeline import Stage
from prospectdesk.queries.dossier_choices import Choices, Rights
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.ui.dossiers.inputs import Choice, Hint, Input, beside
from prospectdesk.ui.dossiers.words import reason, stage_text, typed_amount
from prospectdesk.ui.kit.dates import DateField, Today
from prospectdesk.ui.kit.fields import Labelled

NAME = "sheet.dossiers"
NO_RIGHTS = Rights((), ())
DATES = ("date_debut", "date_fin", "expected_signing")
HINTED = ("cabinet", "titulaire", "associe")
LISTS = ("etape", "type_client", "cabinet", "bureau", "titulaire", "associe")


class FieldGrid(QWidget):
    """`touched` tells that something was typed or chosen; `typed` answers what differs from what is stored."""

    touched = Signal()

    def __init__(self, today: Today, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inputs: dict[str, Input] = {}
        self.labelled: dict[str, Labelled] = {}
        self.hints: dict[str, Hint] = {}
        self._dossier: Dossier | None = None
        self._choices: Choices | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        labels = self._labels()
        for place, (name, label) in enumerate(labels.items()):
            self._add(name, label, today, place)

    def _labels(self) -> dict[str, str]:
        return {
            "etape": self.tr("Etape"),
            "type_client": self.tr("Type client (obligatoire)"),
            "date_debut": self.tr("Date de début"),
            "date_fin": self.tr("Date de fin"),
            "cabinet": self.tr("Cabinet"),
            "bureau": self.tr("Bureau"),
            "titulaire": self.tr("Titulaire"),
            "associe": self.tr("Associé"),
            "montant": self.tr("Montant (€)"),
            "expected_signing": self.tr("Signature prévue"),
            "comment": self.tr("Commentaire"),
        }

    def _add(self, name: str, label: str, today: Today, place: int) -> None:
        full = f"{NAME}.{name}"
        widget: Choice | DateField | QLineEdit | QPlainTextEdit
        if name in LISTS:
            widget = Choice(full, label)
        elif name in DATES:
            widget = DateField(today, full, label)
        elif name == "comment":
            widget = QPlainTextEdit()
            widget.setTabChangesFocus(True)
            widget.setFixedHeight(64)
        else:
            widget = QLineEdit()
            widget.setMaxLength(40)
        widget.setObjectName(full)
        widget.setAccessibleName(label)
        box = Labelled(label, self._hinted(name, widget) if name in HINTED else widget)
        made = Input(widget, self)
        made.touched.connect(lambda: self._touched(name))
        self.inputs[name], self.labelled[name] = made, box
        if name == "comment":
            self._grid.addWidget(box, place // 2, 0, 1, 2)
        else:
            self._grid.addWidget(box, place // 2, place % 2)

    def _hinted(self, name: str, widget: QWidget) -> QWidget:
        titles = {
            "cabinet": self.tr("Un cabinet manque ?"),
            "titulaire": self.tr("Quelqu’un manque ?"),
            "associe": self.tr("Quelqu’un manque ?"),
        }
        hint = Hint(f"{NAME}.{name}.hint", titles[name])
        self.hints[name] = hint
        return beside(widget, hint)

    def _touched(self, name: str) -> None:
        if name == "cabinet":
            self._offer_offices()
        self.touched.emit()

    def show_dossier(self, dossier: Dossier, choices: Choices) -> None:
        """Shows what is stored, with the lists its type allows; what is being typed stays."""
        other = self._dossier is None or self._dossier.id != dossier.id
        self._dossier, self._choices = dossier, choices
        rights = choices.rights.get(dossier.type_id, NO_RIGHTS)
        stages = choices.stages.get(dossier.stage.pipeline_id, ())
        self._list("etape").offer(
            [(one.id, stage_text(one)) for one in stages if one.active or one.id == dossier.stage.id],
            empty=False,
        )
        self._list("type_client").offer(choices.client_types)
        self._list("cabinet").offer([(one.id, one.label) for one in rights.cabinets])
        for name in ("titulaire", "associe"):
            self._list(name).offer(rights.people)
        for name, (value, text) in _stored(dossier).items():
            self.inputs[name].show_stored(value, text, force=other)
        self._offer_offices()
        self._show_hints(dossier)

    def refuse_stages(self, reasons: Mapping[int, str]) -> None:
        """Stages a project cannot go to yet, and why (L-32)."""
        self._list("etape").refuse(reasons)

    def _list(self, name: str) -> Choice:
        widget = self.inputs[name].widget
        if not isinstance(widget, Choice):
            raise TypeError(name)
        return widget

    def _offer_offices(self) -> None:
        """The offices of the chosen cabinet; another cabinet clears the office (D-27)."""
        if self._dossier is None or self._choices is None:
            return
        rights = self._choices.rights.get(self._dossier.type_id, NO_RIGHTS)
        cabinet = self._list("cabinet").value()
        offices = next((one.offices for one in rights.cabinets if one.id == cabinet), ())
        same = cabinet is not None and cabinet == self._dossier.cabinet_id
        if same and self._dossier.office_id is not None:
            kept = (self._dossier.office_id, self._dossier.office or "")
            offices = offices if kept in offices else (*offices, kept)
        office = self._list("bureau")
        chosen = office.value()
        office.offer(offices)
        if not same and chosen == self._dossier.office_id:
            office.show_value(None)

    def _show_hints(self, dossier: Dossier) -> None:
        """Where the right is given that a missing name lacks (D-27, D-28)."""
        cabinet = self.tr(
            "Seuls les cabinets qui ont le service « {0} » sont proposés. Donnez-le à un autre dans "
            "Administration > Cabinets > Services."
        )
        people = self.tr(
            "Seules les personnes qui ont droit au service « {0} » sont proposées. Donnez ce droit dans Collaborateurs > "
            "Liste des collaborateurs > (collaborateur) > Droits d’accès > Droits d’accès aux services."
        )
        texts = {"cabinet": cabinet, "titulaire": people, "associe": people}
        for name, hint in self.hints.items():
            hint.say(texts[name].format(dossier.service) if dossier.service is not None else "")

    def follow(self) -> None:
        """What can be edited now: nothing of a closed or locked dossier, the amount once there is a contract type."""
        if self._dossier is None:
            return
        state = self._dossier.state
        closed = reason(obstacle(state, "edit"))
        for name, one in self.inputs.items():
            one.allow(closed)
            if closed:
                continue
            if name == "montant":
                one.allow(reason(obstacle(state, "amount")))
            elif name == "bureau" and self._list("cabinet").value() is None:
                one.allow(self.tr("Choisissez d’abord un cabinet"))
            elif name == "bureau" and self._list("bureau").count() < 2:
                one.allow(
                    self.tr("Ce cabinet n’a pas de bureau : ajoutez-en un dans Administration > Cabinets")
                )
        crossed = not self.dates_fit
        text = self.tr("La date de fin est avant la date de début.") if crossed else ""
        self.labelled["date_fin"].show_error(text)

    def stage(self) -> Stage | None:
        """The stage that is chosen."""
        if self._dossier is None or self._choices is None:
            return None
        chosen = self.inputs["etape"].value()
        stages = self._choices.stages.get(self._dossier.stage.pipeline_id, ())
        return next((one for one in stages if one.id == chosen), None)

    @property
    def changed(self) -> bool:
        """Whether anything differs from what is stored."""
        return any(one.changed for one in self.inputs.values())

    @property
    def valid(self) -> bool:
        """Whether every date can be read."""
        return all(one.valid for one in self.inputs.values())

    @property
    def dates_fit(self) -> bool:
        """Whether the end is not before the start, as they are typed."""
        start, end = (self.inputs[name].value() for name in ("date_debut", "date_fin"))
        return start is None or end is None or bool(end >= start)

    def typed(self) -> dict[str, Any]:
        """The fields that differ, as EditDossier takes them."""
        found: dict[str, Any] = {}
        for name, one in self.inputs.items():
            if one.changed and one.valid:
                value = one.value()
                found[name] = "" if value is None else day_date(value) if name in DATES else value
        return found

    def give_up(self) -> None:
        """Puts back what is stored."""
        if self._dossier is not None and self._choices is not None:
            for name, (value, text) in _stored(self._dossier).items():
                self.inputs[name].show_stored(value, text, force=True)
            self._offer_offices()
            self.inputs["bureau"].show_stored(self._dossier.office_id, self._dossier.office, force=True)


def _stored(dossier: Dossier) -> dict[str, tuple[Any, str | None]]:
    """By field: what is stored, and its text where it is an id."""
    return {
        "etape": (dossier.stage.id, stage_text(dossier.stage)),
        "type_client": (dossier.client_type_id, dossier.client_type),
        "date_debut": (dossier.starts_on, None),
        "date_fin": (dossier.ends_on, None),
        "cabinet": (dossier.cabinet_id, dossier.cabinet),
        "bureau": (dossier.office_id, dossier.office),
        "titulaire": (dossier.holder_id, dossier.holder),
        "associe": (dossier.partner_id, dossier.partner),
        "montant": (typed_amount(dossier.amount) or None, None),
        "expected_signing": (dossier.signing_on, None),
        "comment": (dossier.comment, None),
    }
