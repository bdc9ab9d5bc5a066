"""Placement missions of a company and the candidates placed on them (P-20)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

from prospectdesk.commands import books, find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import MANDATORY, UNSET, Outcome, Ref, Unset, handles
from prospectdesk.domain.contacts import ORANGE, full_name
from prospectdesk.domain.dossiers import check_dates
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.store.unit_of_work import Row, UnitOfWork

PLACEMENT = "placement"
MOST_DOMAINS = 20


@dataclass(frozen=True, kw_only=True)
class CreateMission:
    """A new placement mission; `domains` are training domains of the list."""

    company: Ref
    label: str | None = field(default=None, metadata=MANDATORY)
    domains: tuple[Ref, ...] = ()
    contract_kind: str | None = None
    date_debut: date | str | None = None
    date_fin: date | str | None = None


@dataclass(frozen=True, kw_only=True)
class EditMission:
    """Sets the mentioned fields of a placement mission."""

    mission: Ref
    label: str | Unset = UNSET
    domains: tuple[Ref, ...] | Unset = UNSET
    contract_kind: str | Unset | None = UNSET
    date_debut: date | str | Unset | None = UNSET
    date_fin: date | str | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class DeleteMission:
    """Deletes a placement mission with its placements."""

    mission: Ref


@dataclass(frozen=True, kw_only=True)
class PlaceCandidate:
    """Places a candidate on a mission."""

    mission: Ref
    contact: Ref


@dataclass(frozen=True, kw_only=True)
class RemovePlacement:
    """Takes a candidate off a mission."""

    mission: Ref
    contact: Ref


@handles(CreateMission)
def create_mission(cmd: CreateMission, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the mission of a registered company."""
    company = find.company(uow, cmd.company)
    if not company["registered"]:
        raise Refused(
            "not_registered",
            "« {name} » n’est pas dans votre portefeuille : ajoutez-la avant d’y créer une mission.",
            name=company["shown_name"] or company["name"],
        )
    row: Row = {
        "company_id": company["id"],
        "nature": PLACEMENT,
        "scope": 1,
        "label": values.required(cmd.label, label="Libellé", limit=120),
        "domains": _domains(uow, cmd.domains),
        "contract_kind": values.text(cmd.contract_kind, label="Type de contrat", limit=80),
        "starts_on": values.day(cmd.date_debut, label="Date de début"),
        "ends_on": values.day(cmd.date_fin, label="Date de fin"),
    }
    check_dates(row["starts_on"], row["ends_on"])
    row_id = uow.insert("mission", row)
    uow.happened(company["id"], "mission", f"Mission « {row['label']} » créée")
    return Outcome("création d’une mission", uid=uow.get("mission", row_id)["uid"], row_id=row_id)


@handles(EditMission)
def edit_mission(cmd: EditMission, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Changes the mentioned fields."""
    mission = _mission(uow, cmd.mission)
    row: Row = {}
    if not isinstance(cmd.label, Unset):
        row["label"] = values.required(cmd.label, label="Libellé", limit=120)
    if not isinstance(cmd.domains, Unset):
        row["domains"] = _domains(uow, cmd.domains)
    if not isinstance(cmd.contract_kind, Unset):
        row["contract_kind"] = values.text(cmd.contract_kind, label="Type de contrat", limit=80)
    if not isinstance(cmd.date_debut, Unset):
        row["starts_on"] = values.day(cmd.date_debut, label="Date de début")
    if not isinstance(cmd.date_fin, Unset):
        row["ends_on"] = values.day(cmd.date_fin, label="Date de fin")
    after = {**mission, **row}
    check_dates(after["starts_on"], after["ends_on"])
    uow.update("mission", mission["id"], row)
    return Outcome("modification d’une mission", uid=mission["uid"], row_id=mission["id"])


@handles(DeleteMission)
def delete_mission(cmd: DeleteMission, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Takes the mission and its placements away."""
    mission = _mission(uow, cmd.mission)
    for one in uow.rows(
        "SELECT id FROM placement WHERE mission_id = ? AND deleted_at IS NULL", (mission["id"],)
    ):
        uow.remove("placement", one["id"], company=mission["company_id"], log=False)
    uow.remove("mission", mission["id"])
    uow.happened(mission["company_id"], "mission", f"Mission « {mission['label']} » supprimée")
    return Outcome("suppression d’une mission", uid=mission["uid"], row_id=mission["id"])


@handles(PlaceCandidate)
def place_candidate(cmd: PlaceCandidate, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Only a candidate of one's own base is placed, once on a mission."""
    mission = _mission(uow, cmd.mission)
    contact = find.contact(uow, cmd.contact)
    name = full_name(contact["first_name"], contact["last_name"])
    if contact["colour"] != ORANGE or contact["role"] != "candidat":
        raise Refused(
            "not_a_candidate",
            "{name} n’est pas un candidat de votre base : sa carte doit être orange, avec le rôle Candidat.",
            name=name or "Cette personne",
        )
    if _placement(uow, mission["id"], contact["id"]) is not None:
        raise Refused("placed_already", "{name} est déjà placé sur cette mission.", name=name)
    uid = natural_uid("placement", mission["uid"].hex(), contact["uid"].hex())
    row = {"mission_id": mission["id"], "contact_id": contact["id"]}
    row_id = uow.insert("placement", row, uid=uid, company=mission["company_id"])
    title = f"Candidat placé sur la mission « {mission['label']} »"
    uow.happened(mission["company_id"], "mission", title, contact_id=contact["id"])
    return Outcome("placement d’un candidat", uid=uid, row_id=row_id)


@handles(RemovePlacement)
def remove_placement(cmd: RemovePlacement, uow: UnitOfWork, ctx: Context) -> Outcome:
    """The candidate is free again; without placement the company is no client by its missions (P-20)."""
    mission = _mission(uow, cmd.mission)
    contact = find.contact(uow, cmd.contact)
    name = full_name(contact["first_name"], contact["last_name"])
    placement = _placement(uow, mission["id"], contact["id"])
    if placement is None:
        raise Refused("not_placed", "{name} n’est pas placé sur cette mission.", name=name)
    uow.remove("placement", placement["id"], company=mission["company_id"])
    title = f"Candidat retiré de la mission « {mission['label']} »"
    uow.happened(mission["company_id"], "mission", title, contact_id=contact["id"])
    return Outcome("retrait d’un candidat", uid=placement["uid"], row_id=placement["id"])


def _mission(uow: UnitOfWork, ref: Ref) -> Row:
    mission = find.row(uow, "mission", ref)
    if mission["nature"] != PLACEMENT:
        raise Refused("not_a_placement", "Cette mission est celle d’un dossier : elle n’a pas de candidats.")
    if mission["scope"] == 0:
        raise Refused("directory_mission", "Cette mission vient de l’annuaire : elle ne se modifie pas ici.")
    return mission


def _placement(uow: UnitOfWork, mission: int, contact: int) -> Row | None:
    return uow.one(
        "SELECT * FROM placement WHERE mission_id = ? AND contact_id = ? AND deleted_at IS NULL",
        (mission, contact),
    )


def _domains(uow: UnitOfWork, refs: tuple[Ref, ...]) -> str:
    labels = [
        books.find_entry(uow, "training_domain", ref, label="Domaines de formation")["label"]
        for ref in refs[:MOST_DOMAINS]
    ]
    return json.dumps(list(dict.fromkeys(labels)), ensure_ascii=False)
