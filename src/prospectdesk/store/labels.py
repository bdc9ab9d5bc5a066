"""French names of objects and fields for the history (D-49), and values as people read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from prospectdesk.domain.clock import day_date, ms_instant
from prospectdesk.domain.dossiers import STATUSES
from prospectdesk.domain.projects import PIECES, WAITING

if TYPE_CHECKING:
    from prospectdesk.store.unit_of_work import UnitOfWork

OBJECTS = {
    "company": "Société",
    "registration": "Société",
    "establishment": "Établissement",
    "contact": "Interlocuteur",
    "contact_point": "Interlocuteur",
    "follow_up": "Suivi",
    "follow_up_assignee": "Suivi",
    "timeline": "Note",
    "routine_tag": "Routine",
    "dossier": "Dossier",
    "dossier_reason": "Dossier",
    "bonus": "Prime",
    "mission": "Mission",
    "placement": "Mission",
    "project_piece": "Projet",
    "project_handover": "Transmission à l’ADV",
    "client_file": "Fichier client",
    "non_conformity": "Non-conformité",
    "news_item": "Actualité",
    "software_park": "Parc logiciel",
    "user": "Utilisateur",
    "catalogue": "Liste",
    "routine": "Routine",
    "workspace": "Espace",
    "cabinet": "Cabinet",
    "office": "Bureau",
    "stage": "Étape",
    "pipeline": "Pipeline",
    "dossier_type": "Type de dossier",
    "user_service": "Droit d’accès à un service",
    "user_cabinet": "Droit d’accès à un cabinet",
    "cabinet_service": "Service d’un cabinet",
    "letter_template": "Modèle de lettre",
    "portfolio_analysis": "Analyse de portefeuille",
}

FIELDS = {
    "name": "Raison sociale",
    "legal_form": "Forme juridique",
    "siret": "SIRET",
    "siren": "SIREN",
    "naf": "Naf",
    "tax_regime": "Régime d’imposition",
    "accountant": "Cabinet actuel",
    "created_on": "Date de création",
    "street": "Rue, lieu-dit",
    "street2": "Adresse (Suite)",
    "postcode": "Code Postal",
    "city": "Ville",
    "country": "Pays",
    "phone": "Téléphone",
    "phone_foreign": "Téléphone étranger",
    "fax": "Fax",
    "website": "Site internet",
    "mail": "Mail",
    "linkedin": "LinkedIn",
    "takeover": "Repreneur d’activité",
    "source_user_id": "Commercial source",
    "operational_user_id": "Commercial opérationnel",
    "source_id": "Source",
    "title": "Civilité",
    "first_name": "Prénom",
    "last_name": "Nom",
    "job": "Fonction",
    "born_on": "Date de naissance",
    "colour": "Carte",
    "privileged": "Privilégié",
    "role": "Rôle",
    "status": "Statut",
    "newsletter": "Abonné à la newsletter",
    "bulletin": "Bulletin d’info BA",
    "block_call": "Ne pas appeler",
    "block_sms": "Pas de SMS",
    "block_email": "Pas d’e-mail",
    "value": "Coordonnée",
    "day": "Date",
    "minute": "Heure",
    "priority": "Priorité",
    "action_type": "Type d’action",
    "description": "Description",
    "done": "Etat",
    "text": "Texte",
    "tag": "Tag",
    "ex_client": "Ex-Client",
    "brand": "Enseigne",
    "head_office": "Siège",
    "open": "En activité",
    "label": "Libellé",
    "login": "Identifiant",
    "email": "E-mail",
    "licence": "Licence",
    "headcount_band": "Effectif",
    "state": "Etat",
    "amount": "Montant",
    "stage_id": "Etape",
    "user_id": "Utilisateur",
    "mandatory": "Critères obligatoires",
    "weighted": "Critères pondérés",
    "code": "Code",
    "active": "Actif",
    "address": "Adresse",
    "legal": "Mentions en pied de lettre",
    "percent": "Pourcentage",
    "service_id": "Service",
    "cabinet_id": "Cabinet",
    "pipeline_id": "Pipeline",
    "unique_per_company": "Une seule fois par prospect",
    "needs_contract": "Contrat obligatoire",
    "has_missions": "Bouton Missions",
    "recruiter": "Recruteur",
    "school_admin": "Administrateur école",
    "cf": "CF",
    "source_seller": "Commercial source",
    "type_id": "Type de dossier",
    "client_type_id": "Type client",
    "starts_on": "Date de début",
    "ends_on": "Date de fin",
    "office_id": "Bureau",
    "holder_id": "Titulaire",
    "partner_id": "Associé",
    "signing_on": "Signature prévue",
    "sent_on": "Envoyé le",
    "returned_on": "Retourné le",
    "signed_on": "Signé le",
    "comment": "Commentaire",
    "justification": "Justification",
    "contract_type_id": "Contrat type",
    "offer_id": "Offre",
    "performer_id": "Exécutant",
    "domains": "Domaines de formation",
    "contract_kind": "Type de contrat",
    "product": "Logiciel",
    "contract_until": "Contrat de maintenance jusqu’au",
    "integrator": "Intégrateur",
    "reviews": "Avis des utilisateurs",
    "noted_on": "Relevé le",
}
_OF_TABLE = {
    ("user", "name"): "Nom",
    ("cabinet", "name"): "Nom",
    ("office", "name"): "Nom",
    ("workspace", "name"): "Nom",
    ("routine", "title"): "Titre",
    ("news_item", "title"): "Titre",
}
"""Labels of columns that other tables call otherwise."""
POINTS = {"email": "Courriel", "mobile": "Téléphone portable", "home": "Téléphone domicile"}
PRIORITIES = ("Haute", "Normale", "Faible")
COLOURS = {"white": "Source légale", "orange": "Ma base", "grey": "A quitté la société"}
TAGS = {"suspect": "Suspect", "prospect": "Prospect", "client": "Client", "hors_cible": "Hors-cible"}
KINDS = {"tache": "Tâche", "relance": "Relance", "rp": "RP"}
DAYS = frozenset(
    {
        "day",
        "created_on",
        "born_on",
        "starts_on",
        "ends_on",
        "signing_on",
        "sent_on",
        "returned_on",
        "signed_on",
        "contract_until",
        "noted_on",
    }
)
FLAGS = frozenset(
    {
        "takeover",
        "privileged",
        "newsletter",
        "bulletin",
        "block_call",
        "block_sms",
        "block_email",
        "ex_client",
        "head_office",
        "open",
        "active",
        "unique_per_company",
        "needs_contract",
        "has_missions",
        "recruiter",
        "school_admin",
        "cf",
        "source_seller",
    }
)
_CODES: dict[str, Any] = {
    "colour": COLOURS,
    "tag": TAGS,
    "role": {"interlocuteur": "Interlocuteur", "candidat": "Candidat"},
    "status": STATUSES,
    "priority": dict(enumerate(PRIORITIES)),
    "done": {0: "A faire", 1: "Effectué"},
}
_REFERENCES = {
    "source_user_id": ("user", "name"),
    "operational_user_id": ("user", "name"),
    "user_id": ("user", "name"),
    "source_id": ("catalogue", "label"),
    "stage_id": ("stage", "label"),
    "holder_id": ("user", "name"),
    "service_id": ("catalogue", "label"),
    "cabinet_id": ("cabinet", "name"),
    "pipeline_id": ("pipeline", "label"),
    "type_id": ("dossier_type", "label"),
    "client_type_id": ("catalogue", "label"),
    "office_id": ("office", "name"),
    "partner_id": ("user", "name"),
    "contract_type_id": ("catalogue", "label"),
    "offer_id": ("catalogue", "label"),
    "performer_id": ("user", "name"),
}


def is_logged(table: str) -> bool:
    """Whether writes of the table leave a history entry."""
    return table in OBJECTS


def is_shown(table: str, column: str) -> bool:
    """Whether a change of the column is worth a line of history."""
    return column in FIELDS


def field_label(table: str, column: str) -> str:
    """The label of a field as the interface prints it."""
    return _OF_TABLE.get((table, column)) or FIELDS.get(column, column)


def object_label(uow: UnitOfWork, table: str, row: dict[str, Any]) -> str:
    """What was changed: "Interlocuteur Anne Caradec", "Relance", "Société"."""
    if table == "contact":
        return f"Interlocuteur {_person(row)}".strip()
    if table == "contact_point":
        owner = uow.get("contact", row["contact_id"])
        return f"Interlocuteur {_person(owner)}".strip()
    if table == "follow_up":
        return KINDS.get(row["kind"], "Suivi")
    if table == "timeline":
        return "Appel" if row["type"] == "appel" else "Note"
    if table == "routine_tag":
        return f"Routine {uow.get('routine', row['routine_id'])['title']}"
    if table in {"user_service", "user_cabinet", "cabinet_service"}:
        return f"{OBJECTS[table]} ({_joined(uow, table, row)})"
    if table in {"dossier", "dossier_reason"}:
        dossier = row if table == "dossier" else uow.get("dossier", row["dossier_id"])
        return f"Dossier {uow.get('dossier_type', dossier['type_id'])['label']}"
    if table == "project_piece":
        return f"Projet\u00a0: {PIECES.get(row['kind'], row['kind'])}"
    if table == "software_park":
        return f"{OBJECTS[table]} {row['product']}"
    return OBJECTS[table]


def summary(uow: UnitOfWork, table: str, row: dict[str, Any]) -> str | None:
    """What was made, in a few words."""
    if table in {"company", "registration"}:
        return row.get("name") or (
            uow.get("company", row["company_id"])["name"] if table == "registration" else None
        )
    if table == "contact":
        return _person(row)
    if table == "contact_point":
        return f"{POINTS.get(row['kind'], row['kind'])} : {row['value']}"
    if table == "follow_up":
        return f"{row['action_type']} du {day_date(row['day']):%d/%m/%Y}"
    if table in {"dossier", "dossier_reason", "bonus", "placement", "project_handover"}:
        return _of_dossier(uow, table, row)
    if table == "follow_up_assignee":
        return shown(uow, table, "user_id", row["user_id"])
    if table == "routine_tag":
        return TAGS.get(row["tag"], str(row["tag"]))
    names = (
        ("text",)
        if table == "timeline"
        else ("label", "title", "name", "siret", "number", "login", "product")
    )
    for name in names:
        if row.get(name):
            return str(row[name])
    return None


def shown(uow: UnitOfWork, table: str, column: str, value: Any) -> str | None:
    """A stored value as a person reads it; None stays None."""
    if value is None:
        return None
    if column in _REFERENCES:
        target, name = _REFERENCES[column]
        return str(uow.get(target, value)[name])
    if column in DAYS:
        return f"{day_date(value):%d/%m/%Y}"
    if column in FLAGS:
        return "Oui" if value else "Non"
    if column == "minute":
        return f"{value // 60:02d}:{value % 60:02d}"
    if column in _CODES:
        return str(_CODES[column].get(value, value))
    if column == "domains":
        return ", ".join(re.findall(r'"([^"]*)"', value))
    if column.endswith("_at"):
        return f"{ms_instant(value):%d/%m/%Y %H:%M}"
    return str(value)


def _joined(uow: UnitOfWork, table: str, row: dict[str, Any]) -> str:
    """Both ends of a link: "Ugo Martin : Comptabilité"."""
    ends = [
        shown(uow, table, name, row[name]) for name in ("user_id", "cabinet_id", "service_id") if name in row
    ]
    return " : ".join(str(one) for one in ends if one)


def _of_dossier(uow: UnitOfWork, table: str, row: dict[str, Any]) -> str:
    """A dossier, why it was closed, what it paid, where its hand-off stands; who was placed on a mission."""
    if table == "dossier":
        return str(uow.get("dossier_type", row["type_id"])["label"])
    if table == "dossier_reason":
        return f"Facteur : {uow.get('catalogue', row['reason_id'])['label']}"
    if table == "bonus":
        return f"{row['amount']} : {shown(uow, table, 'user_id', row['user_id'])}"
    if table == "project_handover":
        return WAITING
    return "Candidat placé"


def _person(row: dict[str, Any]) -> str:
    return " ".join(part for part in (row.get("first_name"), row.get("last_name")) if part)
