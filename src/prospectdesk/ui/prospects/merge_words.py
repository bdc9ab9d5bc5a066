"""The fields of sheets that become one, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from prospectdesk.queries.merging import Side
from prospectdesk.queries.names import Names
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.prospects.words import of

PHONES = {"telephone", "telephone_etranger", "fax"}
PEOPLE = {"commercial_source", "commercial_operationnel"}


def labels() -> dict[str, str]:
    """The label of each field that is chosen."""
    tr = QCoreApplication.translate
    return {
        "raison_sociale": tr("Prospects", "Raison sociale"),
        "forme_juridique": tr("Prospects", "Forme juridique"),
        "naf": tr("Prospects", "Naf"),
        "regime_imposition": tr("Prospects", "Régime d’imposition"),
        "cabinet_actuel": tr("Prospects", "Cabinet actuel"),
        "date_creation": tr("Prospects", "Date de création"),
        "adresse": tr("Prospects", "Adresse"),
        "telephone": tr("Prospects", "Téléphone"),
        "telephone_etranger": tr("Prospects", "Téléphone étranger"),
        "fax": tr("Prospects", "Fax"),
        "mail": tr("Prospects", "Mail"),
        "site_internet": tr("Prospects", "Site internet"),
        "linkedin": tr("Prospects", "LinkedIn"),
        "source": tr("Prospects", "Source"),
        "commercial_source": tr("Prospects", "Commercial source"),
        "commercial_operationnel": tr("Prospects", "Commercial opérationnel"),
        "repreneur_activite": tr("Prospects", "Repreneur d’activité"),
    }


def value_text(side: Side, key: str, names: Names, forms: Mapping[str, str]) -> str:
    """What a sheet says in a field, "" for nothing; `forms` are the labels of legal forms."""
    values = side.values[key]
    if key == "adresse":
        street, street2, postcode, city, country, *_place = values
        town = " ".join(part for part in (postcode, city) if part)
        return ", ".join(part for part in (street, street2, town, country) if part)
    return _one(key, values[0], names, forms)


def _one(key: str, value: Any, names: Names, forms: Mapping[str, str]) -> str:
    tr = QCoreApplication.translate
    if key == "repreneur_activite":
        return tr("Prospects", "Oui") if value else tr("Prospects", "Non")
    if value is None:
        return ""
    if key in PHONES:
        return show.phone(value)
    if key in PEOPLE:
        return names.user(value) or ""
    if key == "source":
        return names.label(value) or ""
    if key == "date_creation":
        return show.date_text(value)
    return forms.get(str(value), str(value)) if key == "forme_juridique" else str(value)


def number_text(side: Side) -> str:
    """What identifies a sheet: its SIRET or SIREN, or that it has none."""
    none = QCoreApplication.translate("Prospects", "Sans SIRET")
    return show.siret(side.siret) or show.siren(side.siren) or none


def moved_text(side: Side) -> str:
    """2 interlocuteurs · 1 dossier · 12 lignes de suivi."""
    tr = QCoreApplication.translate
    words = (
        ("contact", tr("Prospects", "{0} interlocuteur"), tr("Prospects", "{0} interlocuteurs")),
        ("establishment", tr("Prospects", "{0} établissement"), tr("Prospects", "{0} établissements")),
        ("dossier", tr("Prospects", "{0} dossier"), tr("Prospects", "{0} dossiers")),
        ("follow_up", tr("Prospects", "{0} relance ou tâche"), tr("Prospects", "{0} relances et tâches")),
        ("timeline", tr("Prospects", "{0} événement"), tr("Prospects", "{0} événements")),
    )
    found = [of(side.counts[name], one, many) for name, one, many in words if side.counts[name]]
    return " · ".join(found) or tr("Prospects", "Rien n’y est rattaché")
