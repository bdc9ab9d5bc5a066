"""Finds dossiers and what they name, and tells the rules what they need to know of one."""

from __future__ import annotations

from decimal import Decimal

from prospectdesk.commands import books, find
from prospectdesk.commands.registry import Ref
from prospectdesk.domain.dossiers import LOST, OPEN, State
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.ids import natural_uid, parse_uid
from prospectdesk.domain.money import percent_of
from prospectdesk.domain.pipeline import ABANDONED, Stage, between, plain_label
from prospectdesk.domain.projects import PROJECT
from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork


def state(uow: UnitOfWork, dossier: Row) -> State:
    """What the rules look at; what is stored counts as saved."""
    kind = uow.get("dossier_type", dossier["type_id"])
    contacts = uow.value(
        "SELECT count(*) FROM contact WHERE company_id = ? AND colour = 'orange' AND role = 'interlocuteur' "
        "AND deleted_at IS NULL",
        (dossier["company_id"],),
    )
    meaning = uow.value("SELECT meaning FROM stage WHERE id = ?", (dossier["stage_id"],))
    return State(
        status=dossier["status"],
        project=is_project(uow, kind),
        abandoned=meaning == ABANDONED,
        twin=bool(dossier["twin"]),
        linked=not dossier["bonus_eligible"] or dossier["parent_id"] is not None,
        contacts=contacts,
        client_type=dossier["client_type_id"] is not None,
        contract_type=dossier["contract_type_id"] is not None,
        offer=dossier["offer_id"] is not None,
        needs_contract=bool(kind["needs_contract"]),
        has_missions=bool(kind["has_missions"]),
    )


def dossier_type(uow: UnitOfWork, ref: Ref) -> Row:
    """An active type by label, uid or local id. Raises Refused for one that is switched off."""
    found = books.find_entry(uow, "dossier_type", ref, label="Type de dossier")
    if not found["active"]:
        raise Refused(
            "type_inactive",
            "Le type de dossier « {label} » n’est plus utilisé.",
            label=found["label"],
            fields=("Type de dossier",),
        )
    return found


def is_project(uow: UnitOfWork, kind: Row) -> bool:
    """Whether dossiers of this type are projects (SM-5)."""
    workspace = find.workspace(uow)["uid"].hex()
    return bytes(kind["uid"]) == natural_uid("dossier_type", workspace, PROJECT)


def type_used(uow: UnitOfWork, company: int, kind: Row, but: int = 0) -> bool:
    """INV-07: a unique type is taken by any dossier that is not deleted, whatever its status."""
    return bool(kind["unique_per_company"]) and bool(
        uow.value(
            "SELECT 1 FROM dossier WHERE company_id = ? AND type_id = ? AND id <> ? AND deleted_at IS NULL",
            (company, kind["id"], but),
        )
    )


def project_open(uow: UnitOfWork, company: int, kind: Row, but: int = 0) -> bool:
    """INV-08: whether a project of the company is neither given up nor closed."""
    return is_project(uow, kind) and bool(
        uow.value(
            "SELECT 1 FROM dossier d JOIN stage s ON s.id = d.stage_id WHERE d.company_id = ? AND d.type_id = ? "
            "AND d.id <> ? AND d.status = ? AND coalesce(s.meaning, '') <> 'abandon' AND d.deleted_at IS NULL",
            (company, kind["id"], but, OPEN),
        )
    )


def stages(uow: UnitOfWork, pipeline: int) -> list[Stage]:
    """The stages of a pipeline in their order."""
    rows = uow.rows(
        "SELECT * FROM stage WHERE pipeline_id = ? AND deleted_at IS NULL ORDER BY rank, id", (pipeline,)
    )
    return [as_stage(row) for row in rows]


def as_stage(row: Row) -> Stage:
    """A row as the rules know it."""
    return Stage(
        row["id"], row["pipeline_id"], row["label"], row["percent"], row["meaning"], bool(row["active"])
    )


def pipeline_of(uow: UnitOfWork, kind: Row) -> int:
    """The pipeline of a type: its own, else the first."""
    found = kind["pipeline_id"] or uow.value(
        "SELECT id FROM pipeline WHERE deleted_at IS NULL ORDER BY rank, id LIMIT 1"
    )
    if found is None:
        raise Refused("no_pipeline", "Aucun pipeline n’existe : un responsable en crée un dans Paramètres.")
    return int(found)


def find_stage(uow: UnitOfWork, pipeline: int, ref: Ref) -> Stage:
    """A stage of a pipeline by label ("Suspect", "Suspect (5%)"), uid or local id. Raises Invalid."""
    name = plain_label(ref) if isinstance(ref, str) else ref
    row = books.find_entry(uow, "stage", name, label="Etape", owner=pipeline)
    return as_stage(row)


def first_stage(uow: UnitOfWork, pipeline: int) -> Stage:
    """Where a new dossier begins (D-24)."""
    found = next((one for one in stages(uow, pipeline) if one.active), None)
    if found is None:
        raise Refused(
            "no_stage", "Ce pipeline n’a aucune étape : un responsable en crée une dans Paramètres."
        )
    return found


def last_rank(uow: UnitOfWork, stage: int) -> str:
    """A rank behind every open card of a stage."""
    last = uow.value(
        "SELECT rank FROM dossier WHERE stage_id = ? AND status = 'en_cours' AND deleted_at IS NULL "
        "AND rank IS NOT NULL ORDER BY rank DESC LIMIT 1",
        (stage,),
    )
    return safe_between(last, None)


def safe_between(before: str | None, after: str | None) -> str:
    """A rank between two; when they make no sense together (equal, foreign), one behind the first."""
    for pair in ((before, after), (before, None), (None, None)):
        try:
            return between(*pair)
        except ValueError:
            continue
    raise AssertionError("a rank between nothing always exists")


def reasons(uow: UnitOfWork, refs: tuple[Ref, ...], scope: str) -> list[Row]:
    """The reasons named, of those for signing ("signature") or losing ("perte"). Raises Invalid."""
    known = [
        row
        for row in books.entries(uow, "reason")
        if row["active"] and books.data_of(row).get("scope") == scope
    ]
    found: dict[int, Row] = {}
    for ref in refs:
        uid = None if isinstance(ref, int) else parse_uid(ref)
        row = next(
            (
                one
                for one in known
                if one["id"] == ref
                or (uid is not None and bytes(one["uid"]) == uid)
                or (isinstance(ref, str) and fold(one["label"]) == fold(ref))
            ),
            None,
        )
        if row is None:
            raise Invalid(
                "no_entry",
                "« {label} » : la liste ne contient pas « {value} ».",
                label="Facteurs",
                value=str(ref)[:60],
                fields=("Facteurs",),
            )
        found[row["id"]] = row
    return list(found.values())


def missions_of(uow: UnitOfWork, dossier: Row) -> list[str]:
    """The missions of a dossier: those of its contract type while it is open, then those it was closed with."""
    kept = [
        str(row["label"])
        for row in uow.rows(
            "SELECT label FROM mission WHERE dossier_id = ? AND nature = 'dossier' AND deleted_at IS NULL "
            "ORDER BY id",
            (dossier["id"],),
        )
    ]
    if dossier["contract_type_id"] is None or dossier["status"] == LOST:
        return kept
    labels = books.data_of(uow.get("catalogue", dossier["contract_type_id"])).get("missions")
    told = [str(one) for one in labels] if isinstance(labels, list) else []
    if dossier["status"] == OPEN:
        return told
    order = {label: place for place, label in enumerate(told)}
    return sorted(kept, key=lambda label: order.get(label, len(order)))


def bonus_percent(uow: UnitOfWork) -> Decimal:
    """D-30: the percentage of the amount."""
    return percent_of(find.workspace(uow)["settings"])
