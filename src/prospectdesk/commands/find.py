"""Finds what a command names: by local id (window), or by uid, natural key, login or label (JSON)."""

from __future__ import annotations

from typing import Any

from prospectdesk.commands.registry import Ref
from prospectdesk.domain.errors import Invalid, NotFound, Refused
from prospectdesk.domain.ids import parse_uid
from prospectdesk.domain.text import digits, fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork

LONGEST_CHAIN = 50
"""Companies that became one another in turn."""
_NOUNS = {
    "company": ("société", "Société introuvable : {ref}."),
    "contact": ("contact", "Interlocuteur introuvable : {ref}."),
    "follow_up": ("suivi", "Suivi introuvable : {ref}."),
    "timeline": ("note", "Note introuvable : {ref}."),
    "routine": ("routine", "Routine introuvable : {ref}."),
    "user": ("utilisateur", "Utilisateur introuvable : {ref}."),
    "catalogue": ("entrée", "Entrée de liste introuvable : {ref}."),
    "saved_view": ("vue", "Vue introuvable : {ref}."),
    "dossier": ("dossier", "Dossier introuvable : {ref}."),
    "non_conformity": ("signalement", "Signalement introuvable : {ref}."),
    "software_park": ("parc logiciel", "Parc logiciel introuvable : {ref}."),
    "mission": ("mission", "Mission introuvable : {ref}."),
}


def missing(table: str, ref: object) -> NotFound:
    """The error of a thing that does not exist."""
    return NotFound("not_found", _NOUNS[table][1], ref=str(ref)[:60])


def row(uow: UnitOfWork, table: str, ref: Ref) -> Row:
    """The live row of `table` by local id or uid text. Raises NotFound."""
    if isinstance(ref, int):
        found = uow.one(f"SELECT * FROM {table} WHERE id = ? AND deleted_at IS NULL", (ref,))
    else:
        uid = parse_uid(ref)
        found = (
            None
            if uid is None
            else uow.one(f"SELECT * FROM {table} WHERE uid = ? AND deleted_at IS NULL", (uid,))
        )
    if found is None:
        raise missing(table, ref)
    return found


def company(uow: UnitOfWork, ref: Ref) -> Row:
    """A live company by local id, uid, SIREN or SIRET (spaces allowed)."""
    if isinstance(ref, int) or parse_uid(ref) is not None:
        uid = None if isinstance(ref, int) else parse_uid(ref)
        merged = None if uid is None else _survivor(uow, uow.by_uid("company", uid))
        return row(uow, "company", ref if merged is None else int(merged["id"]))
    number = digits(ref)
    sql = None
    if len(number) == 9:
        sql = "SELECT * FROM company WHERE siren = ? AND deleted_at IS NULL ORDER BY registered DESC, id LIMIT 1"
    elif len(number) == 14:
        sql = (
            "SELECT c.* FROM company c WHERE c.deleted_at IS NULL AND (c.siret = ?1 OR c.id IN (SELECT company_id "
            "FROM establishment WHERE siret = ?1 AND deleted_at IS NULL)) ORDER BY c.registered DESC, c.id LIMIT 1"
        )
    found_row = None if sql is None else uow.one(sql, (number,))
    if found_row is None:
        raise missing("company", ref)
    return found_row


def _survivor(uow: UnitOfWork, found: Row | None) -> Row | None:
    """The sheet another one became, whose identity links and notes may still name (X-19)."""
    for _ in range(LONGEST_CHAIN):  # what a centre sends may be a circle
        if found is None or found["merged_into"] is None:
            break
        found = uow.by_uid("company", found["merged_into"])
    return found


def registration(uow: UnitOfWork, found: Row) -> Row:
    """The workspace's row about a company. Raises Refused for one that is not in the portfolio."""
    kept = uow.one("SELECT * FROM registration WHERE company_id = ? AND deleted_at IS NULL", (found["id"],))
    if kept is None:
        raise Refused(
            "not_registered",
            "« {name} » n’est pas dans votre portefeuille : ajoutez-la avant de la modifier.",
            name=found["shown_name"],
        )
    return kept


def contact(uow: UnitOfWork, ref: Ref) -> Row:
    """A live contact, white, orange or grey; erased ones are gone."""
    found = row(uow, "contact", ref)
    if found["erased_at"] is not None:
        raise missing("contact", ref)
    return found


def user(uow: UnitOfWork, ref: Ref, *, label: str = "Utilisateur") -> Row:
    """An active user by login, uid or local id."""
    if isinstance(ref, int) or parse_uid(ref) is not None:
        return row(uow, "user", ref)
    found = uow.one(
        "SELECT * FROM user WHERE login = ? AND deleted_at IS NULL AND active = 1", (ref.strip().lower(),)
    )
    if found is None:
        raise NotFound(
            "no_user",
            "« {label} » : aucun utilisateur « {login} » dans cet espace.",
            label=label,
            login=ref[:60],
            fields=(label,),
        )
    return found


def switched_off(label: str, value: str) -> Refused:
    """The refusal of an entry of a list that is no longer chosen."""
    return Refused(
        "entry_inactive",
        "« {label} » : « {value} » n’est plus utilisé, choisissez une autre entrée.",
        label=label,
        value=value,
        fields=(label,),
    )


def entry(uow: UnitOfWork, kind: str, ref: Ref, *, label: str, kept: int | None = None) -> Row:
    """A catalogue entry of `kind` that may be chosen now; one that is switched off stays where it stands (`kept`)."""
    found = _entry(uow, kind, ref, label=label)
    if not found["active"] and found["id"] != kept:
        raise switched_off(label, found["label"])
    return found


def _entry(uow: UnitOfWork, kind: str, ref: Ref, *, label: str) -> Row:
    """A catalogue entry of `kind` by label (accents and case ignored), uid or local id."""
    if isinstance(ref, int) or parse_uid(ref) is not None:
        known = row(uow, "catalogue", ref)
        if known["kind"] == kind:
            return known
        raise missing("catalogue", ref)
    for found in uow.rows("SELECT * FROM catalogue WHERE kind = ? AND deleted_at IS NULL", (kind,)):
        if fold(found["label"]) == fold(ref):
            return found
    raise Invalid(
        "no_entry",
        "« {label} » : la liste ne contient pas « {value} ».",
        label=label,
        value=ref[:60],
        fields=(label,),
    )


def routine(uow: UnitOfWork, ref: Ref) -> Row:
    """A routine by title, uid or local id."""
    if isinstance(ref, int) or parse_uid(ref) is not None:
        return row(uow, "routine", ref)
    for found in uow.rows("SELECT * FROM routine WHERE deleted_at IS NULL"):
        if fold(found["title"]) == fold(ref):
            return found
    raise missing("routine", ref)


def refuse_lead(ref: str | None) -> None:
    """A named lead must exist, and no store of this version holds one. Raises NotFound."""
    if ref:
        raise NotFound("not_found", "Lead introuvable : {ref}.", ref=ref[:60])


def workspace(uow: UnitOfWork) -> Row:
    """The one workspace of this store."""
    found: Any = uow.one("SELECT * FROM workspace ORDER BY id LIMIT 1")
    if found is None:
        raise NotFound("no_workspace", "Cette base n’a pas encore d’espace de travail.")
    return dict(found)
