"""The 16 criteria in words (D-06): their labels, their chips, and taking one away."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from prospectdesk.queries.prospects_criteria import NAMES, STATES, SWITCHES, Criteria
from prospectdesk.ui.kit.format import date_text


def labels() -> dict[str, str]:
    """The label of each criterion, in the order of D-06."""
    tr = QCoreApplication.translate
    return {
        "raison_sociale": tr("Criteria", "Raison sociale"),
        "interlocuteurs": tr("Criteria", "Interlocuteurs"),
        "telephone": tr("Criteria", "Téléphone"),
        "mail": tr("Criteria", "Mail"),
        "naf": tr("Criteria", "Naf"),
        "type_client": tr("Criteria", "Type client"),
        "note": tr("Criteria", "Note"),
        "siret": tr("Criteria", "SIRET"),
        "etape": tr("Criteria", "Etape"),
        "sans_commercial": tr("Criteria", "Sans commercial"),
        "repreneur_activite": tr("Criteria", "Repreneur d’activité"),
        "source": tr("Criteria", "Source"),
        "commercial_source": tr("Criteria", "Commercial source"),
        "commercial_operationnel": tr("Criteria", "Commercial opérationnel"),
        "date_creation_min": tr("Criteria", "Date de création min."),
        "date_creation_max": tr("Criteria", "Date de création max."),
    }


def applied(criteria: Criteria) -> list[str]:
    """The names of the criteria that are filled in, in the order of D-06."""
    return [name for name in NAMES if getattr(criteria, name) not in ("", (), None, False)]


def without(criteria: Criteria, name: str) -> Criteria:
    """The criteria with one of them taken away."""
    empty: dict[str, Any] = {one.name: one.default for one in fields(Criteria)}
    return replace(criteria, **{name: empty[name]})


def chip_text(criteria: Criteria, name: str, people: dict[str, str]) -> str:
    """What a chip says: "Etape : En cours"; `people` gives names by login."""
    value: object = getattr(criteria, name)
    label = labels()[name]
    if name in SWITCHES:
        return label
    if isinstance(value, tuple):
        shown = ", ".join(STATES.get(str(one), str(one)) for one in value)
    elif isinstance(value, date):
        shown = date_text(value)
    else:
        text = str(value)
        shown = people.get(text, text) if name.startswith("commercial_") else text
    return QCoreApplication.translate("Criteria", "{0} : {1}").format(label, shown)
