"""Reads the fields of a dossier: dates, place and people the type's service allows (D-26…D-28)."""

from __future__ import annotations

from typing import Any

from prospectdesk.commands import books, find, values
from prospectdesk.commands.registry import Ref, Unset
from prospectdesk.domain.dossiers import check_dates
from prospectdesk.domain.errors import Refused
from prospectdesk.store.unit_of_work import Row, UnitOfWork

COMMENT_LIMIT = 4000


def told(value: object) -> bool:
    """Whether the command mentions the field."""
    return not isinstance(value, Unset)


def read(cmd: Any, uow: UnitOfWork, kind: Row, known: Row | None) -> Row:
    """The columns that a command mentions, checked against the type and what is stored. Raises Invalid, Refused."""
    row: Row = {}
    if told(cmd.type_client):
        row["client_type_id"] = _client_type(uow, cmd.type_client, known)
    for name, column, label in (
        ("date_debut", "starts_on", "Date de début"),
        ("date_fin", "ends_on", "Date de fin"),
        ("expected_signing", "signing_on", "Signature prévue"),
    ):
        if told(getattr(cmd, name)):
            row[column] = values.day(getattr(cmd, name), label=label)
    if told(cmd.comment):
        row["comment"] = values.text(cmd.comment, label="Commentaire", limit=COMMENT_LIMIT, lines=True)
    row |= _place(cmd, uow, kind, known)
    for name, column, label in (
        ("titulaire", "holder_id", "Titulaire"),
        ("associe", "partner_id", "Associé"),
    ):
        if told(getattr(cmd, name)):
            row[column] = _person(uow, getattr(cmd, name), kind, label)
    after = {**(known or {}), **row}
    check_dates(after.get("starts_on"), after.get("ends_on"))
    return row


def _client_type(uow: UnitOfWork, ref: Ref | None, known: Row | None) -> int | None:
    if ref is None or ref == "":
        if known is not None:
            raise values.mandatory("Type client")
        return None
    kept = None if known is None else known["client_type_id"]
    return int(books.find_usable(uow, "type_client", ref, label="Type client", kept=kept)["id"])


def _place(cmd: Any, uow: UnitOfWork, kind: Row, known: Row | None) -> Row:
    """Cabinet and bureau: another cabinet clears the bureau (D-27)."""
    row: Row = {}
    cabinet = None if known is None else known["cabinet_id"]
    if told(cmd.cabinet):
        chosen = _cabinet(uow, cmd.cabinet, kind, cabinet)
        if chosen != cabinet:
            row["office_id"] = None
        row["cabinet_id"] = cabinet = chosen
    if told(cmd.bureau):
        kept = None if known is None else known["office_id"]
        row["office_id"] = None if not cmd.bureau else _office(uow, cmd.bureau, cabinet, kept)
    return row


def _cabinet(uow: UnitOfWork, ref: Ref | None, kind: Row, kept: int | None) -> int | None:
    if ref is None or ref == "":
        return None
    found = books.find_usable(uow, "cabinet", ref, label="Cabinet", kept=kept)
    if not cabinet_serves(uow, found["id"], kind):
        raise Refused(
            "cabinet_without_service",
            "« {name} » n’a pas le service « {service} » : donnez-le-lui dans Administration > Cabinets > Services.",
            name=found["name"],
            service=_service(uow, kind),
            fields=("Cabinet",),
        )
    return int(found["id"])


def _office(uow: UnitOfWork, ref: Ref, cabinet: int | None, kept: int | None) -> int:
    if cabinet is None:
        raise Refused("cabinet_first", "Choisissez d’abord un cabinet", fields=("Bureau",))
    owner = None if isinstance(ref, int) else cabinet
    found = books.find_usable(uow, "bureau", ref, label="Bureau", owner=owner, kept=kept)
    if found["cabinet_id"] != cabinet:
        raise Refused(
            "other_cabinet",
            "Le bureau « {name} » n’est pas celui du cabinet choisi.",
            name=found["name"],
            fields=("Bureau",),
        )
    return int(found["id"])


def _person(uow: UnitOfWork, ref: Ref | None, kind: Row, label: str) -> int | None:
    if ref is None or ref == "":
        return None
    found = find.user(uow, ref, label=label)
    if not person_serves(uow, found["id"], kind):
        raise Refused(
            "person_without_service",
            "{name} n’a pas le droit d’accès au service « {service} » : donnez-le-lui dans Collaborateurs > Liste des "
            "collaborateurs > (collaborateur) > Droits d’accès > Droits d’accès aux services.",
            name=found["name"],
            service=_service(uow, kind),
            fields=(label,),
        )
    return int(found["id"])


def cabinet_serves(uow: UnitOfWork, cabinet: int, kind: Row) -> bool:
    """Whether a cabinet has the service of a type; a type without service asks for none."""
    return kind["service_id"] is None or bool(
        uow.value(
            "SELECT 1 FROM cabinet_service WHERE cabinet_id = ? AND service_id = ? AND deleted_at IS NULL",
            (cabinet, kind["service_id"]),
        )
    )


def person_serves(uow: UnitOfWork, user: int, kind: Row) -> bool:
    """Whether a user has the service right of a type; a type without service asks for none."""
    return kind["service_id"] is None or bool(
        uow.value(
            "SELECT 1 FROM user_service WHERE user_id = ? AND service_id = ? AND deleted_at IS NULL",
            (user, kind["service_id"]),
        )
    )


def _service(uow: UnitOfWork, kind: Row) -> str:
    return str(uow.get("catalogue", kind["service_id"])["label"])
