"""Settles two dossiers of one unique type (X-19): the later one takes another type, or becomes one with the first."""

from __future__ import annotations

from dataclasses import dataclass, field

from prospectdesk.commands import dossier_fields as fields
from prospectdesk.commands import dossier_rows as find_rows
from prospectdesk.commands import find, project_rows, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.dossiers import mission_row, refuse_type, remove_dossier
from prospectdesk.commands.registry import MANDATORY, Outcome, Ref, handles
from prospectdesk.domain import dossiers as rules
from prospectdesk.domain.errors import Refused
from prospectdesk.store.unit_of_work import Row, UnitOfWork

FILLED = (
    "client_type_id", "starts_on", "ends_on", "holder_id", "partner_id", "signing_on",
)  # fmt: skip
"""What the kept dossier takes over where it has nothing itself; groups of columns go as a whole below."""
GROUPS = (("cabinet_id", "office_id"), ("contract_type_id", "offer_id", "amount"))


@dataclass(frozen=True, kw_only=True)
class RetypeDossier:
    """Another type for an open dossier (C-35); a locked one becomes free (X-19)."""

    dossier: Ref
    dossier_type: Ref | None = field(default=None, metadata=MANDATORY)


@dataclass(frozen=True, kw_only=True)
class MergeDossier:
    """Puts a locked dossier into the other one of its type, which keeps its own values, and deletes it."""

    dossier: Ref


@handles(RetypeDossier)
def retype_dossier(cmd: RetypeDossier, uow: UnitOfWork, ctx: Context) -> Outcome:
    """What the new type's service does not allow is cleared, and said."""
    if not cmd.dossier_type:
        raise values.mandatory("Type de dossier")
    dossier = find.row(uow, "dossier", cmd.dossier)
    state = find_rows.state(uow, dossier)
    if not state.twin:
        rules.require(state, "edit")
    kind = find_rows.dossier_type(uow, cmd.dossier_type)
    before = uow.get("dossier_type", dossier["type_id"])
    if kind["id"] == before["id"]:
        return Outcome("type d’un dossier", uid=dossier["uid"], row_id=dossier["id"])
    refuse_type(uow, dossier["company_id"], kind, dossier["id"])
    row: Row = {"type_id": kind["id"], "twin": 0}
    lost = _not_allowed(uow, dossier, kind)
    for _label, columns in lost:
        row |= dict.fromkeys(columns)
    pipeline = find_rows.pipeline_of(uow, kind)
    stage = find_rows.as_stage(uow.get("stage", dossier["stage_id"]))
    if state.open and pipeline != stage.pipeline_id:
        first = find_rows.first_stage(uow, pipeline)
        row |= {"stage_id": first.id, "rank": find_rows.last_rank(uow, first.id)}
    uow.update("dossier", dossier["id"], row)
    uow.happened(dossier["company_id"], "dossier", f"Dossier {before['label']} devenu {kind['label']}")
    message = None
    if lost:
        names = ", ".join(label for label, _columns in lost)
        message = f"À choisir de nouveau, faute de droit sur le service : {names}."
    return Outcome("type d’un dossier", uid=dossier["uid"], row_id=dossier["id"], message=message)


def _not_allowed(uow: UnitOfWork, dossier: Row, kind: Row) -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    cabinet = dossier["cabinet_id"]
    if cabinet is not None and not fields.cabinet_serves(uow, cabinet, kind):
        found.append(("Cabinet", ("cabinet_id", "office_id")))
    for column, label in (("holder_id", "Titulaire"), ("partner_id", "Associé")):
        if dossier[column] is not None and not fields.person_serves(uow, dossier[column], kind):
            found.append((label, (column,)))
    return found


@handles(MergeDossier)
def merge_dossier(cmd: MergeDossier, uow: UnitOfWork, ctx: Context) -> Outcome:
    """The other dossier takes over what it lacks; follow-ups, letters and links go with it."""
    twin = find.row(uow, "dossier", cmd.dossier)
    if not twin["twin"]:
        raise Refused("no_twin", "Ce dossier n’a pas de double : rien n’est à fusionner.")
    kept = uow.one(
        "SELECT * FROM dossier WHERE company_id = ? AND type_id = ? AND id <> ? AND deleted_at IS NULL "
        "ORDER BY twin, id LIMIT 1",
        (twin["company_id"], twin["type_id"], twin["id"]),
    )
    if kept is None:
        raise Refused("no_twin", "L’autre dossier de ce type n’existe plus : changez le type de celui-ci.")
    if twin["status"] == rules.SIGNED:
        raise Refused("signed_dossier", "Un dossier signé ne se fusionne pas : changez le type de celui-ci.")
    if kept["status"] == rules.OPEN:
        uow.update("dossier", kept["id"], _missing(kept, twin))
        _keep_performers(uow, kept, twin)
        project_rows.join(uow, kept, twin)
    for table, column in (("follow_up", "dossier_id"), ("document", "dossier_id"), ("dossier", "parent_id")):
        for one in uow.rows(
            f"SELECT id FROM {table} WHERE {column} = ? AND deleted_at IS NULL AND id <> ?",
            (twin["id"], kept["id"] if table == "dossier" else 0),
        ):
            uow.update(table, one["id"], {column: kept["id"]}, log=False)
    remove_dossier(uow, twin)
    kind = uow.get("dossier_type", twin["type_id"])["label"]
    uow.happened(twin["company_id"], "dossier", f"Dossiers {kind} fusionnés")
    return Outcome("fusion de deux dossiers", uid=kept["uid"], row_id=kept["id"])


def _keep_performers(uow: UnitOfWork, kept: Row, twin: Row) -> None:
    """Who performs a mission of the double performs it of the other one, unless somebody does already."""
    for one in uow.rows(
        "SELECT label, performer_id FROM mission WHERE dossier_id = ? AND nature = 'dossier' "
        "AND performer_id IS NOT NULL AND deleted_at IS NULL ORDER BY id",
        (twin["id"],),
    ):
        row_id = mission_row(uow, kept, one["label"])
        if uow.get("mission", row_id)["performer_id"] is None:
            uow.update("mission", row_id, {"performer_id": one["performer_id"]})


def _missing(kept: Row, twin: Row) -> Row:
    row = {name: twin[name] for name in FILLED if kept[name] is None and twin[name] is not None}
    for group in GROUPS:
        if kept[group[0]] is None and twin[group[0]] is not None:
            row |= {name: twin[name] for name in group}
    texts = [text for text in (kept["comment"], twin["comment"]) if text]
    if len(dict.fromkeys(texts)) > 1 or not kept["comment"]:
        row["comment"] = "\n".join(dict.fromkeys(texts)) or None
    return row
