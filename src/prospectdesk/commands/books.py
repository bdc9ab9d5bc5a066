"""The lists an administrator edits: which there are, where they live, how an entry is found in them."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands import find
from prospectdesk.commands.registry import Ref
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.ids import parse_uid
from prospectdesk.domain.people import Person
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork

SCOPES = {"signature": "Signature", "perte": "Perte", "lead_perdu": "Lead perdu"}
"""Where a reason is offered (Facteur / Motif)."""


@dataclass(frozen=True, slots=True)
class Book:
    """One list. `name` is what an entry is called; `column` holds its label.

    `within` is the column of what the entry belongs to: a label is used once there. `fields` are those of
    SaveCatalogueEntry that its entries have; `leads` opens it to responsables (C-36).
    """

    name: str
    table: str = "catalogue"
    column: str = "label"
    within: str | None = None
    fields: tuple[str, ...] = ()
    leads: bool = False


BOOKS = {
    "source": Book("Source"),
    "type_client": Book("Type client"),
    "regime_imposition": Book("Régime d’imposition"),
    "status": Book("Statut"),
    "training_domain": Book("Domaine de formation"),
    "training": Book("Formation", fields=("domains", "naf")),
    "persona": Book("Persona"),
    "category": Book("Catégorie"),
    "service": Book("Service"),
    "reason": Book("Facteur ou motif", fields=("scope",)),
    "contract_type": Book("Contrat type", fields=("missions",)),
    "offer": Book("Offre", within="parent_id", fields=("contract_type",)),
    "cabinet": Book("Cabinet", "cabinet", "name", fields=("services", "address", "phone", "email", "legal")),
    "bureau": Book("Bureau", "office", "name", "cabinet_id", ("cabinet", "address", "phone")),
    "dossier_type": Book(
        "Type de dossier",
        "dossier_type",
        fields=("service", "pipeline", "unique", "contract_required", "missions_button"),
    ),
    "pipeline": Book("Pipeline", "pipeline", leads=True),
    "stage": Book(
        "Étape", "stage", within="pipeline_id", fields=("pipeline", "percent", "meaning"), leads=True
    ),
}


def require(person: Person, book: Book) -> None:
    """Raises Forbidden unless the person may edit this list (X-04, C-36)."""
    if book.leads:
        person.require_lead()
    else:
        person.require_admin()


def entries(uow: UnitOfWork, kind: str) -> list[Row]:
    """The entries of a list that are not deleted, active or not, in their order."""
    book = BOOKS[kind]
    if book.table == "catalogue":
        sql = "SELECT * FROM catalogue WHERE kind = ? AND deleted_at IS NULL ORDER BY rank, id"
        return uow.rows(sql, (kind,))
    return uow.rows(f"SELECT * FROM {book.table} WHERE deleted_at IS NULL ORDER BY rank, id")


def find_entry(uow: UnitOfWork, kind: str, ref: Ref, *, label: str = "", owner: int | None = None) -> Row:
    """The entry named by local id, uid or label, of `owner` alone when given. Raises Invalid, Refused."""
    book = BOOKS[kind]
    uid = None if isinstance(ref, int) else parse_uid(ref)
    found = [
        row
        for row in entries(uow, kind)
        if (owner is None or book.within is None or row[book.within] == owner)
        and (
            row["id"] == ref
            if isinstance(ref, int)
            else bytes(row["uid"]) == uid
            if uid is not None
            else fold(row[book.column]) == fold(ref)
        )
    ]
    if len(found) > 1:
        raise Refused(
            "several_entries",
            "Plusieurs entrées s’appellent « {value} » : désignez celle que vous voulez par son identifiant.",
            value=str(ref)[:60],
        )
    if not found:
        named = label or book.name
        raise Invalid(
            "no_entry",
            "« {label} » : la liste ne contient pas « {value} ».",
            label=named,
            value=str(ref)[:60],
            fields=(named,),
        )
    return found[0]


def find_usable(
    uow: UnitOfWork, kind: str, ref: Ref, *, label: str, owner: int | None = None, kept: int | None = None
) -> Row:
    """An entry that may be chosen now: one that is switched off stays where it stands (`kept`). Raises Refused."""
    found = find_entry(uow, kind, ref, label=label, owner=owner)
    if not found["active"] and found["id"] != kept:
        raise find.switched_off(label, found[BOOKS[kind].column])
    return found


def refuse_taken(uow: UnitOfWork, kind: str, row: Row, known: Row | None) -> None:
    """Raises Refused when another entry of the same group has the label already."""
    book = BOOKS[kind]
    for other in entries(uow, kind):
        if known is not None and other["id"] == known["id"]:
            continue
        if fold(other[book.column]) == fold(row[book.column]) and _group(kind, other) == _group(kind, row):
            raise Refused(
                "label_taken",
                "La liste contient déjà « {label} ».",
                label=row[book.column],
                fields=("Libellé",),
            )


def _group(kind: str, row: Row) -> object:
    """What an entry shares its labels with."""
    book = BOOKS[kind]
    if kind == "reason":
        return data_of(row).get("scope")
    return None if book.within is None else row.get(book.within)


def data_of(row: Row) -> dict[str, object]:
    """What only entries of its kind have."""
    return stored_object(row.get("data"))
