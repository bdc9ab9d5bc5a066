"""Creates, edits and deletes dossiers; their contract, their amount, their performers (D-22…D-34, D-41, C-35)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from prospectdesk.commands import books, find, project_rows, values
from prospectdesk.commands import dossier_fields as fields
from prospectdesk.commands import dossier_rows as find_rows
from prospectdesk.commands.client_files import MADE, ensure_client_file
from prospectdesk.commands.context import Context
from prospectdesk.commands.pipeline import GIVEN_UP, move
from prospectdesk.commands.registry import MANDATORY, UNSET, Outcome, Ref, Unset, handles
from prospectdesk.domain import dossiers as rules
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.money import parse_amount
from prospectdesk.domain.pipeline import check_first
from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class CreateDossier:
    """A new dossier, at the first stage unless told otherwise; `parent` makes it a linked one (D-29)."""

    company: Ref
    dossier_type: Ref | None = field(default=None, metadata=MANDATORY)
    type_client: Ref | None = None
    etape: Ref | None = None
    date_debut: date | str | None = None
    date_fin: date | str | None = None
    cabinet: Ref | None = None
    bureau: Ref | None = None
    titulaire: Ref | None = None
    associe: Ref | None = None
    expected_signing: date | str | None = None
    comment: str | None = None
    parent: Ref | None = None


@dataclass(frozen=True, kw_only=True)
class EditDossier:
    """Sets the mentioned fields of an open dossier; an empty text clears the field. `montant` waits for D-33."""

    dossier: Ref
    type_client: Ref | Unset | None = UNSET
    etape: Ref | Unset | None = UNSET
    date_debut: date | str | Unset | None = UNSET
    date_fin: date | str | Unset | None = UNSET
    cabinet: Ref | Unset | None = UNSET
    bureau: Ref | Unset | None = UNSET
    titulaire: Ref | Unset | None = UNSET
    associe: Ref | Unset | None = UNSET
    expected_signing: date | str | Unset | None = UNSET
    comment: str | Unset | None = UNSET
    montant: str | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class SetContract:
    """Contract type and offer, and the amount of the mission once they are chosen (D-33); an empty amount clears it."""

    dossier: Ref
    contrat_type: Ref | None = field(default=None, metadata=MANDATORY)
    offre: Ref | None = field(default=None, metadata=MANDATORY)
    montant: str | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class SetPerformer:
    """Who performs a mission of the contract type (D-34); an empty `executant` takes the name away."""

    dossier: Ref
    mission: str
    executant: Ref


@dataclass(frozen=True, kw_only=True)
class DeleteDossier:
    """Deletes a dossier that is not signed; its type is free again (D-41, INV-07)."""

    dossier: Ref


@handles(CreateDossier)
def create_dossier(cmd: CreateDossier, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the dossier at the end of its column; Gagné makes the client file at once."""
    if not cmd.dossier_type:
        raise values.mandatory("Type de dossier")
    company = find.company(uow, cmd.company)
    if not company["registered"]:
        raise Refused(
            "not_registered",
            "« {name} » n’est pas dans votre portefeuille : ajoutez-la avant d’y ouvrir un dossier.",
            name=company["shown_name"] or company["name"],
        )
    kind = find_rows.dossier_type(uow, cmd.dossier_type)
    refuse_type(uow, company["id"], kind)
    parent = None if not cmd.parent else _parent(uow, cmd.parent, company)
    pipeline = find_rows.pipeline_of(uow, kind)
    stage = find_rows.find_stage(uow, pipeline, cmd.etape) if cmd.etape else None
    stage = stage or find_rows.first_stage(uow, pipeline)
    check_first(stage)
    row = fields.read(cmd, uow, kind, None) | {
        "company_id": company["id"],
        "type_id": kind["id"],
        "stage_id": stage.id,
        "rank": find_rows.last_rank(uow, stage.id),
        "parent_id": None if parent is None else parent["id"],
        "bonus_eligible": int(parent is None),
        "made_at": uow.now_ms,
    }
    row_id = uow.insert("dossier", row)
    linked = "" if parent is None else " (lié)"
    uow.happened(company["id"], "dossier", f"Dossier {kind['label']} créé{linked}")
    made = stage.won and ensure_client_file(uow, company["id"], row_id)
    return Outcome(
        "création d’un dossier",
        uid=uow.get("dossier", row_id)["uid"],
        row_id=row_id,
        message=MADE if made else None,
    )


def refuse_type(uow: UnitOfWork, company: int, kind: Row, but: int = 0) -> None:
    """Raises Refused when the company may have no (other) dossier of this type (INV-07, INV-08)."""
    found = rules.type_refusal(
        used=find_rows.type_used(uow, company, kind, but),
        project_open=find_rows.project_open(uow, company, kind, but),
    )
    if found is not None:
        raise found


def _parent(uow: UnitOfWork, ref: Ref, company: Row) -> Row:
    parent = find.row(uow, "dossier", ref)
    if parent["company_id"] != company["id"]:
        raise Refused("other_company", "Cet élément appartient à une autre société.")
    rules.require(find_rows.state(uow, parent), "link")
    return parent


@handles(EditDossier)
def edit_dossier(cmd: EditDossier, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Changes the mentioned fields; a stage moves with its guards, Gagné makes the client file (D-25)."""
    dossier = find.row(uow, "dossier", cmd.dossier)
    state = find_rows.state(uow, dossier)
    rules.require(state, "edit")
    kind = uow.get("dossier_type", dossier["type_id"])
    row = fields.read(cmd, uow, kind, dossier)
    if row.get("holder_id", dossier["holder_id"]) != dossier["holder_id"]:
        project_rows.guard_owner(uow, dossier, ctx.person)
    if not isinstance(cmd.montant, Unset):
        rules.require(state, "amount")
        row["amount"] = _amount(cmd.montant)
    uow.update("dossier", dossier["id"], row)
    made = lost = False
    if not isinstance(cmd.etape, Unset):
        if not cmd.etape:
            raise values.mandatory("Etape")
        stage = find_rows.find_stage(uow, uow.get("stage", dossier["stage_id"])["pipeline_id"], cmd.etape)
        made = move(uow, dossier, stage, ctx.person)
        lost = stage.terminal and stage.id != dossier["stage_id"]
    return Outcome(
        "modification d’un dossier",
        uid=dossier["uid"],
        row_id=dossier["id"],
        undoable=not lost,
        message=MADE if made else GIVEN_UP if lost else None,
    )


@handles(SetContract)
def set_contract(cmd: SetContract, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Both are mandatory, and the offer is one of the contract type's (D-33)."""
    dossier = find.row(uow, "dossier", cmd.dossier)
    rules.require(find_rows.state(uow, dossier), "contract")
    empty = [
        label for label, value in (("Contrat type", cmd.contrat_type), ("Offre", cmd.offre)) if not value
    ]
    if empty:
        raise values.mandatory(*empty)
    contract = books.find_usable(
        uow, "contract_type", cmd.contrat_type or "", label="Contrat type", kept=dossier["contract_type_id"]
    )
    offer = books.find_usable(
        uow,
        "offer",
        cmd.offre or "",
        label="Offre",
        owner=None if isinstance(cmd.offre, int) else contract["id"],
        kept=dossier["offer_id"],
    )
    if offer["parent_id"] != contract["id"]:
        raise Invalid(
            "other_contract",
            "L’offre « {offer} » n’est pas une offre du contrat type « {contract} ».",
            offer=offer["label"],
            contract=contract["label"],
            fields=("Offre",),
        )
    row: Row = {"contract_type_id": contract["id"], "offer_id": offer["id"]}
    if not isinstance(cmd.montant, Unset):
        row["amount"] = _amount(cmd.montant)
    uow.update("dossier", dossier["id"], row)
    return Outcome("contrat type et offre", uid=dossier["uid"], row_id=dossier["id"])


def _amount(typed: str | None) -> str | None:
    text = values.text(typed, label="Montant", limit=40)
    return None if text is None else parse_amount(text)


@handles(SetPerformer)
def set_performer(cmd: SetPerformer, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Also after the signature (D-38)."""
    dossier = find.row(uow, "dossier", cmd.dossier)
    rules.require(find_rows.state(uow, dossier), "missions")
    label = next((one for one in find_rows.missions_of(uow, dossier) if fold(one) == fold(cmd.mission)), None)
    if label is None:
        raise Invalid(
            "no_mission",
            "Ce dossier n’a pas de mission « {label} ».",
            label=cmd.mission[:60],
            fields=("Mission",),
        )
    performer = None if cmd.executant == "" else find.user(uow, cmd.executant, label="Exécutant")["id"]
    row_id = mission_row(uow, dossier, label)
    uow.update("mission", row_id, {"performer_id": performer})
    return Outcome("exécutant d’une mission", uid=uow.get("mission", row_id)["uid"], row_id=row_id)


def mission_row(uow: UnitOfWork, dossier: Row, label: str) -> int:
    """The row of a mission of a dossier, made when it is first needed; two laptops make the same one."""
    uid = natural_uid("mission", dossier["uid"].hex(), fold(label))
    known = uow.by_uid("mission", uid)
    if known is not None and known["deleted_at"] is None:
        return int(known["id"])
    row = {
        "company_id": dossier["company_id"],
        "dossier_id": dossier["id"],
        "nature": "dossier",
        "label": label,
        "scope": 1,
    }
    return uow.insert("mission", row, uid=uid, log=False)


@handles(DeleteDossier)
def delete_dossier(cmd: DeleteDossier, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Takes the dossier away with its reasons and performers."""
    dossier = find.row(uow, "dossier", cmd.dossier)
    rules.require(find_rows.state(uow, dossier), "delete")
    remove_dossier(uow, dossier)
    kind = uow.get("dossier_type", dossier["type_id"])["label"]
    uow.happened(dossier["company_id"], "dossier", f"Dossier {kind} supprimé")
    return Outcome("suppression d’un dossier", uid=dossier["uid"], row_id=dossier["id"])


def remove_dossier(uow: UnitOfWork, dossier: Row) -> None:
    """Removes a dossier with what is only its own; letters printed for it stay with the company."""
    for table in ("dossier_reason", "mission"):
        for one in uow.rows(
            f"SELECT id FROM {table} WHERE dossier_id = ? AND deleted_at IS NULL", (dossier["id"],)
        ):
            uow.remove(table, one["id"], company=dossier["company_id"], log=False)
    uow.remove("dossier", dossier["id"])
