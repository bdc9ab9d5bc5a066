"""The fields that only entries of some lists have: read from the command, written with or after the entry."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from prospectdesk.commands import books, values
from prospectdesk.commands.links import set_links
from prospectdesk.commands.registry import Ref, Unset
from prospectdesk.commands.setup import insert_stages
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.links import parse_email
from prospectdesk.domain.naf import parse_naf
from prospectdesk.domain.pipeline import MEANINGS
from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork

if TYPE_CHECKING:
    from prospectdesk.commands.catalogues import SaveCatalogueEntry

MOST_MISSIONS = 50
MOST_CODES = 100
_FLAGS = {
    "unique": "unique_per_company",
    "contract_required": "needs_contract",
    "missions_button": "has_missions",
}


def read(kind: str, cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    """The columns that the command sets beside label, order and activity. Raises Invalid."""
    reader = _READERS.get(kind)
    return {} if reader is None else reader(cmd, uow, known)


def follow(kind: str, cmd: SaveCatalogueEntry, uow: UnitOfWork, row_id: int, *, made: bool) -> None:
    """What stands in other tables: the services of a cabinet, the first stages of a pipeline."""
    if kind == "cabinet" and not isinstance(cmd.services, Unset):
        wanted = [books.find_entry(uow, "service", one, label="Services")["id"] for one in cmd.services]
        set_links(
            uow, "cabinet_service", ("cabinet_id", "cabinet", row_id), ("service_id", "catalogue"), wanted
        )
    if kind == "pipeline" and made:
        _first_stages(uow, row_id)
    if kind == "stage":  # lists show the label and percentage of a company's best stage
        changed = uow.rows("SELECT DISTINCT company_id FROM dossier WHERE stage_id = ?", (row_id,))
        uow.companies.update(row["company_id"] for row in changed)


def _text(value: str | Unset | None, column: str, label: str, **options: Any) -> Row:
    return {} if isinstance(value, Unset) else {column: values.text(value, label=label, **options)}


def _reference(
    uow: UnitOfWork, kind: str, column: str, ref: Ref | Unset | None, *, label: str, known: Row | None
) -> Row:
    """The mandatory reference of an entry to what it belongs to."""
    if not isinstance(ref, Unset) and ref:
        return {column: books.find_entry(uow, kind, ref, label=label)["id"]}
    if known is None or ref == "":
        raise values.mandatory(label)
    return {}


def _cabinet(cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    row = _text(cmd.address, "address", "Adresse", limit=500, lines=True)
    row |= _text(cmd.phone, "phone", "Téléphone", limit=40)
    row |= _text(cmd.email, "email", "Courriel", limit=254)
    row |= _text(cmd.legal, "legal", "Mentions en pied de lettre", limit=1000, lines=True)
    if row.get("email"):
        row["email"] = parse_email(row["email"], label="Courriel")
    return row


def _office(cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    row = _reference(uow, "cabinet", "cabinet_id", cmd.cabinet, label="Cabinet", known=known)
    row |= _text(cmd.address, "address", "Adresse", limit=500, lines=True)
    return row | _text(cmd.phone, "phone", "Téléphone", limit=40)


def _reason(cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    """A new reason is one for losing unless the command says otherwise."""
    if not isinstance(cmd.scope, Unset):
        return _data(known, scope=values.choice(cmd.scope, books.SCOPES, label="Portée"))
    return _data(None, scope="perte") if known is None else {}


def _contract_type(cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    if isinstance(cmd.missions, Unset):
        return _data(None, missions=[]) if known is None else {}
    labels = [values.required(one, label="Mission", limit=120) for one in cmd.missions]
    if len({fold(one) for one in labels}) < len(labels):
        raise Invalid("mission_twice", "Deux missions portent le même nom.", fields=("Missions",))
    if len(labels) > MOST_MISSIONS:
        raise Invalid(
            "too_many", "Un contrat type a {most} missions au plus.", most=MOST_MISSIONS, fields=("Missions",)
        )
    return _data(known, missions=labels)


def _offer(cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    return _reference(uow, "contract_type", "parent_id", cmd.contract_type, label="Contrat type", known=known)


def _dossier_type(cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    row: Row = {
        column: int(getattr(cmd, name))
        for name, column in _FLAGS.items()
        if not isinstance(getattr(cmd, name), Unset)
    }
    if not isinstance(cmd.service, Unset):
        found = books.find_entry(uow, "service", cmd.service, label="Service") if cmd.service else None
        row["service_id"] = None if found is None else found["id"]
    if known is None and isinstance(cmd.pipeline, Unset):
        return {**row, "pipeline_id": _first_pipeline(uow)}
    return row | _reference(uow, "pipeline", "pipeline_id", cmd.pipeline, label="Pipeline", known=known)


def _stage(cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    row: Row = {}
    if known is None:
        ref: Ref = _first_pipeline(uow) if isinstance(cmd.pipeline, Unset) else cmd.pipeline
        row["pipeline_id"] = books.find_entry(uow, "pipeline", ref, label="Pipeline")["id"]
    elif not isinstance(cmd.pipeline, Unset):
        other = books.find_entry(uow, "pipeline", cmd.pipeline, label="Pipeline")
        if other["id"] != known["pipeline_id"]:
            raise Invalid("stage_moves", "Une étape reste dans son pipeline : créez-en une dans l’autre.")
    if not isinstance(cmd.meaning, Unset):
        row["meaning"] = values.choice(cmd.meaning, MEANINGS, label="Effet") if cmd.meaning else None
    if isinstance(cmd.percent, Unset):
        if known is None:
            raise values.mandatory("Pourcentage")
        return row
    if not 0 <= cmd.percent <= 100:
        raise Invalid(
            "bad_percent", "« Pourcentage » : un nombre entier de 0 à 100.", fields=("Pourcentage",)
        )
    return {**row, "percent": cmd.percent}


def _training(cmd: SaveCatalogueEntry, uow: UnitOfWork, known: Row | None) -> Row:
    """The domains by their labels, as missions keep them, and the NAF codes of the companies it suits (P-10)."""
    told: dict[str, object] = {} if known is not None else {"domains": [], "naf": []}
    if not isinstance(cmd.domains, Unset):
        found = [books.find_entry(uow, "training_domain", one, label="Domaines") for one in cmd.domains]
        told["domains"] = list(dict.fromkeys(one["label"] for one in found))
    if not isinstance(cmd.naf, Unset):
        codes = [values.required(one, label="Codes NAF", limit=12) for one in cmd.naf]
        if len(codes) > MOST_CODES:
            raise Invalid(
                "too_many",
                "Une formation a {most} codes NAF au plus.",
                most=MOST_CODES,
                fields=("Codes NAF",),
            )
        told["naf"] = list(dict.fromkeys(parse_naf(one) for one in codes))
    return _data(known, **told) if told else {}


def _data(known: Row | None, **changes: object) -> Row:
    """The JSON of an entry with some of its values changed."""
    kept = {} if known is None else books.data_of(known)
    return {"data": json.dumps(kept | changes, ensure_ascii=False)}


def _first_pipeline(uow: UnitOfWork) -> int:
    """The pipeline of an entry that names none. Raises Invalid when there is none yet."""
    found = [one for one in books.entries(uow, "pipeline") if one["active"]]
    if not found:
        raise values.mandatory("Pipeline")
    return int(found[0]["id"])


def _first_stages(uow: UnitOfWork, pipeline: int) -> None:
    """A new pipeline starts with the active stages of the first one, the very first with the standard ones."""
    first = next((one["id"] for one in books.entries(uow, "pipeline") if one["id"] != pipeline), None)
    if first is None:
        insert_stages(uow, pipeline, uow.value("SELECT uid FROM workspace LIMIT 1").hex())
        return
    for one in books.entries(uow, "stage"):
        if one["pipeline_id"] == first and one["active"]:
            copied = {name: one[name] for name in ("label", "percent", "rank", "meaning")}
            uow.insert("stage", {"pipeline_id": pipeline, **copied}, log=False)


_READERS: dict[str, Callable[[SaveCatalogueEntry, UnitOfWork, Row | None], Row]] = {
    "cabinet": _cabinet,
    "bureau": _office,
    "reason": _reason,
    "contract_type": _contract_type,
    "offer": _offer,
    "dossier_type": _dossier_type,
    "stage": _stage,
    "training": _training,
}
