"""The 14 documents of D-35 in their four groups, when each may be printed (D-36), and the name of its file (X-09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prospectdesk.domain.contacts import CHANNELS, GREY
from prospectdesk.domain.errors import Failure, Invalid, Refused
from prospectdesk.domain.filenames import safe_name
from prospectdesk.domain.text import fold

NEEDS_CONTRACT, NEEDS_ACCOUNTANT, FREE = "contract", "accountant", "free"
EDITABLE = "Lettre de mission éditable"
MISSION_LETTER = "Lettre de mission"


@dataclass(frozen=True, slots=True)
class Document:
    """One entry of "Impressions". `template` is the name of its file of texts, `needs` what D-36 asks."""

    label: str
    group: str
    template: str
    needs: str = FREE


DOCUMENTS: tuple[Document, ...] = (
    Document(MISSION_LETTER, "Lettre de mission", "lettre-de-mission", NEEDS_CONTRACT),
    Document(EDITABLE, "Lettre de mission", "lettre-de-mission", NEEDS_CONTRACT),
    Document("Lettre de mission évaluation", "Lettre de mission annexes", "evaluation", NEEDS_CONTRACT),
    Document("Lettre de mission déclaration de revenus", "Lettre de mission annexes", "declaration-de-revenus",
             NEEDS_CONTRACT),
    Document("Lettre de mission Contrat de service", "Lettre de mission annexes", "contrat-de-service",
             NEEDS_CONTRACT),
    Document("Lettre de mission Contrat de services COVID", "Lettre de mission annexes", "contrat-de-services-covid",
             NEEDS_CONTRACT),
    Document("Assurance Contrôle Fiscal", "Documents annexes", "assurance-controle-fiscal"),
    Document("Annexe Caisse", "Documents annexes", "annexe-caisse"),
    Document("Adhésion CGAF", "Documents annexes", "adhesion-cgaf"),
    Document("Lettre Mission Prévisionnelle", "Documents annexes", "mission-previsionnelle"),
    Document("Lettre vierge", "Autres", "lettre-vierge"),
    Document("Courrier de démission", "Autres", "courrier-de-demission", NEEDS_ACCOUNTANT),
    Document("Lettre au confrère", "Autres", "lettre-au-confrere", NEEDS_ACCOUNTANT),
    Document("Fiche Acceptation Questionnaire", "Autres", "fiche-acceptation"),
)  # fmt: skip
GROUPS: tuple[str, ...] = tuple(dict.fromkeys(one.group for one in DOCUMENTS))


@dataclass(frozen=True, slots=True)
class Ready:
    """What the conditions of D-36 look at."""

    contract_type: bool
    offer: bool
    privileged: bool
    accountant: bool


def find_document(label: str) -> Document:
    """The document of that label; case and accents do not matter. Raises Invalid."""
    found = next((one for one in DOCUMENTS if fold(one.label) == fold(label)), None)
    if found is None:
        known = ", ".join(one.label for one in DOCUMENTS)
        raise Invalid(
            "no_document",
            "Document inconnu : « {label} ». Au choix : {known}.",
            label=label[:60],
            known=known,
        )
    return found


def obstacle(document: Document, ready: Ready) -> Failure | None:
    """The first unmet condition of a document, None when it can be printed; its sentence is the tooltip."""
    if document.needs == NEEDS_CONTRACT:
        if not (ready.contract_type and ready.offer):
            return Refused("no_contract", "Choisissez un contrat type et une offre")
        if not ready.privileged:
            return Refused("no_privileged", "Désignez un contact privilégié")
    if document.needs == NEEDS_ACCOUNTANT and not ready.accountant:
        return Refused("no_accountant", "Renseignez le cabinet actuel de la société")
    return None


def refuse_recipient(name: str, *, colour: str, blocked: int) -> None:
    """Raises Refused for who wants no contact at all, by letter neither (L-28, SECURITY L2), and for who left (INV-06)."""
    if blocked == len(CHANNELS):
        raise Refused(
            "opposed_contact",
            "{name} ne veut plus être contacté\u00a0: aucune lettre ne lui est écrite.",
            name=name,
        )
    if colour == GREY:
        raise Refused(
            "contact_left", "{name} a quitté la société\u00a0: aucune lettre ne lui est écrite.", name=name
        )


def file_name(label: str, company: str, day: date, suffix: str = ".pdf") -> str:
    """ "<document>_<raison sociale>_<yyyy-MM-dd>.pdf", safe on every system; a long name is cut, never the date."""
    tail = f"_{day.isoformat()}{suffix}"
    return safe_name(f"{label}_{company}", suffix=tail)
