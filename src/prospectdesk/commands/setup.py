"""Makes an empty store a workspace: its first user and the lists everybody starts with (CLI.md, SPEC defaults)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.ids import natural_uid
from prospectdesk.store.unit_of_work import UnitOfWork

TAX_REGIMES = ("Micro", "Réel simplifié", "Réel normal", "IS", "IR", "Franchise de TVA", "Non soumis")
CLIENT_TYPES = (
    "Société commerciale",
    "Artisan/Commerçant",
    "Profession libérale",
    "Agricole",
    "Association",
    "SCI",
    "LMNP",
    "Particulier",
)
SERVICES = ("Comptabilité", "Juridique", "Social", "Fiscal", "Conseil", "Formation")
STAGES = (
    ("Suspect", 5, None),
    ("Qualifié", 20, None),
    ("Evalué", 50, None),
    ("En négociation", 75, None),
    ("Gagné", 99, "gagne"),
)
"""Label, percentage, meaning of the stages of the standard pipeline (D-24, D-25)."""
PROJECT_TYPE = "Formation"
PROJECT_STAGES = (
    ("Projet ouvert", 20, None),
    ("Proposition", 50, "proposition"),
    ("Concrétisé, à valider", 99, "concretise"),
    ("Abandon", 0, "abandon"),
)
"""Those of projects, the dossiers of type Formation (SM-5, L-31)."""
DOSSIER_TYPES = (
    ("Comptable", "Comptabilité", 1, 1, 1),
    ("Juridique", "Juridique", 1, 1, 1),
    ("Social", "Social", 1, 1, 0),
    ("Fiscal", "Fiscal", 1, 1, 0),
    ("Conseil", "Conseil", 1, 1, 0),
    ("Formation", "Formation", 0, 0, 0),
    ("Opportunité", None, 0, 0, 0),
)
"""Label, service, unique per company, contract needed, missions button (D-22, D-31, D-34)."""
REASONS = {
    "signature": (
        "Prix",
        "Proximité",
        "Recommandation",
        "Relation de confiance",
        "Expertise sectorielle",
        "Outils numériques",
        "Réactivité",
        "Déjà client du réseau",
    ),
    "perte": (
        "Prix trop élevé",
        "Reste chez son confrère",
        "Concurrent choisi",
        "Offre inadaptée",
        "Délai",
        "Projet abandonné",
        "Injoignable",
        "Cessation d’activité",
    ),
}
"""By scope, why dossiers are signed and lost (D-37, D-40)."""
CONTRACT_TYPE = "Présentation des comptes"
MISSIONS = ("Tenue", "Révision", "Bilan", "Liasse")
OFFERS = ("Essentielle", "Confort")


@dataclass(frozen=True, kw_only=True)
class SetUpWorkspace:
    """Fills an empty store; answers the first user's login."""

    name: str = "Mon espace"
    sources: tuple[str, ...] = ("Import",)
    login: str = "local"
    user_name: str = "Utilisateur local"


def is_empty(uow: UnitOfWork) -> bool:
    """Whether no workspace lives in the store yet."""
    return uow.value("SELECT 1 FROM workspace LIMIT 1") is None


@handles(SetUpWorkspace, public=False)
def set_up_workspace(cmd: SetUpWorkspace, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Makes workspace, user and lists; does nothing when they exist."""
    if is_empty(uow):
        uow.insert("workspace", {"name": cmd.name})
        lists(uow, cmd.sources)
        uow.insert(
            "user",
            {
                "login": cmd.login,
                "name": cmd.user_name,
                "licence": "administrateur",
                "source_seller": 1,
                "school_admin": 1,  # alone, he may use every service (P-01)
            },
        )
    return Outcome("mise en place", undoable=False)


def lists(uow: UnitOfWork, sources: tuple[str, ...]) -> None:
    """The catalogues, the standard pipeline and the dossier types; the same entry has the same uid everywhere."""
    workspace = uow.rows("SELECT uid FROM workspace LIMIT 1")[0]["uid"].hex()
    for kind, labels in (
        ("source", sources),
        ("regime_imposition", TAX_REGIMES),
        ("type_client", CLIENT_TYPES),
        ("service", SERVICES),
    ):
        for rank, label in enumerate(labels):
            _entry(uow, workspace, kind, label, rank=rank)
    for scope, labels in REASONS.items():
        for rank, label in enumerate(labels):
            _entry(uow, workspace, "reason", label, rank=rank, data=json.dumps({"scope": scope}))
    told = json.dumps({"missions": MISSIONS}, ensure_ascii=False)
    contract = _entry(uow, workspace, "contract_type", CONTRACT_TYPE, data=told)
    for rank, label in enumerate(OFFERS):
        _entry(uow, workspace, "offer", label, rank=rank, parent_id=contract)
    _dossier_lists(uow, workspace)


def _entry(uow: UnitOfWork, workspace: str, kind: str, label: str, **more: Any) -> int:
    row = {"kind": kind, "label": label, **more}
    return uow.insert("catalogue", row, uid=natural_uid("catalogue", workspace, kind, label), log=False)


def _dossier_lists(uow: UnitOfWork, workspace: str) -> None:
    """The standard pipeline, that of projects, and the types of dossiers."""
    pipeline = uow.insert(
        "pipeline", {"label": "Standard"}, uid=natural_uid("pipeline", workspace, "standard"), log=False
    )
    insert_stages(uow, pipeline, workspace)
    projects = uow.insert(
        "pipeline",
        {"label": "Projets", "rank": 1},
        uid=natural_uid("pipeline", workspace, "projects"),
        log=False,
    )
    insert_stages(uow, projects, workspace, PROJECT_STAGES)
    for rank, (label, service, unique, contract, missions) in enumerate(DOSSIER_TYPES):
        found = uow.value("SELECT id FROM catalogue WHERE kind = 'service' AND label = ?", (service,))
        row = {
            "label": label,
            "service_id": found,
            "pipeline_id": projects if label == PROJECT_TYPE else pipeline,
            "unique_per_company": unique,
            "needs_contract": contract,
            "has_missions": missions,
            "rank": rank,
        }
        uow.insert("dossier_type", row, uid=natural_uid("dossier_type", workspace, label), log=False)


def insert_stages(
    uow: UnitOfWork, pipeline: int, workspace: str, stages: tuple[tuple[str, int, str | None], ...] = STAGES
) -> None:
    """The first stages of a pipeline, the standard ones unless told; `workspace` is its uid as text."""
    for rank, (label, percent, meaning) in enumerate(stages):
        row = {"pipeline_id": pipeline, "label": label, "percent": percent, "rank": rank, "meaning": meaning}
        uow.insert("stage", row, uid=natural_uid("stage", workspace, label), log=False)
