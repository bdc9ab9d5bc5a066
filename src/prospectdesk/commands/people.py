"""Users and the lists an administrator edits (X-04, D-10, D-15)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.links import parse_email
from prospectdesk.domain.people import LICENCES
from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork

_LOGIN = re.compile(r"[a-z0-9._@-]+")
CAPABILITIES = {
    "recruteur": "recruiter",
    "administrateur_ecole": "school_admin",
    "cf": "cf",
    "commercial_source": "source_seller",
}
CATALOGUES = {
    "source": "Source",
    "reason": "Facteur ou motif",
    "type_client": "Type client",
    "regime_imposition": "Régime d’imposition",
    "service": "Service",
    "status": "Statut",
    "training_domain": "Domaine de formation",
}
"""Catalogues of simple labels; `cabinet` has a table of its own."""


@dataclass(frozen=True, kw_only=True)
class CreateUser:
    """A new user of the workspace (administrators only); `password_file` is read by jobs.users, never stored."""

    login: str
    name: str
    licence: str
    password_file: str | None = None
    email: str | None = None
    capabilities: tuple[str, ...] = ()
    services: tuple[Ref, ...] = ()
    cabinets: tuple[Ref, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SaveCatalogueEntry:
    """Adds or edits one entry of a list (administrators only)."""

    catalogue: str
    label: str
    entry: Ref | None = None
    rank: int | None = None
    active: bool = True
    data: dict[str, Any] | None = None


@handles(CreateUser)
def create_user(cmd: CreateUser, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the user with licence, capabilities, services and cabinets."""
    ctx.person.require_admin()
    if cmd.password_file is not None:
        raise Refused(
            "password_needs_centre", "Un mot de passe se pose au service central, pas dans ce profil."
        )
    login = values.required(cmd.login, label="Identifiant", limit=60).lower()
    if not _LOGIN.fullmatch(login):
        raise Invalid(
            "bad_login",
            "« Identifiant » : des lettres sans accent, des chiffres, et . _ @ - ; sans espace.",
            fields=("Identifiant",),
        )
    if uow.value("SELECT 1 FROM user WHERE login = ? AND deleted_at IS NULL", (login,)):
        raise Refused("login_taken", "L’identifiant « {login} » est déjà pris.", login=login)
    flags = {CAPABILITIES[values.choice(one, CAPABILITIES, label="Capacité")]: 1 for one in cmd.capabilities}
    email = values.text(cmd.email, label="E-mail", limit=254)
    row_id = uow.insert(
        "user",
        {
            "login": login,
            "name": values.required(cmd.name, label="Nom", limit=120),
            "licence": values.choice(cmd.licence, LICENCES, label="Licence"),
            "email": None if email is None else parse_email(email, label="E-mail"),
            **flags,
        },
    )
    for ref in cmd.services:
        service = find.entry(uow, "service", ref, label="Service")
        uow.insert("user_service", {"user_id": row_id, "service_id": service["id"]})
    for ref in cmd.cabinets:
        uow.insert("user_cabinet", {"user_id": row_id, "cabinet_id": _cabinet(uow, ref)["id"]})
    return Outcome("création d’un utilisateur", uid=uow.get("user", row_id)["uid"], row_id=row_id)


@handles(SaveCatalogueEntry)
def save_catalogue_entry(cmd: SaveCatalogueEntry, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes the entry; a label is used once in a list."""
    ctx.person.require_admin()
    label = values.required(cmd.label, label="Libellé", limit=120)
    if cmd.catalogue == "cabinet":
        return _save_cabinet(cmd, uow, label)
    kind = values.choice(cmd.catalogue, {**CATALOGUES, "cabinet": "Cabinet"}, label="Liste")
    known = None if cmd.entry is None else find.entry(uow, kind, cmd.entry, label=CATALOGUES[kind])
    for other in uow.rows("SELECT id, label FROM catalogue WHERE kind = ? AND deleted_at IS NULL", (kind,)):
        if fold(other["label"]) == fold(label) and (known is None or other["id"] != known["id"]):
            raise Refused("label_taken", "La liste contient déjà « {label} ».", label=label)
    row: Row = {"label": label, "active": int(cmd.active)}
    if cmd.rank is not None:
        row["rank"] = cmd.rank
    if cmd.data is not None:
        row["data"] = json.dumps(cmd.data, ensure_ascii=False)
    if known is None:
        row_id = uow.insert("catalogue", {"kind": kind, **row})
    else:
        row_id = known["id"]
        uow.update("catalogue", row_id, row)
    return Outcome("modification d’une liste", uid=uow.get("catalogue", row_id)["uid"], row_id=row_id)


def _save_cabinet(cmd: SaveCatalogueEntry, uow: UnitOfWork, label: str) -> Outcome:
    row: Row = {"name": label, "active": int(cmd.active)}
    if cmd.data is not None:
        raise Invalid("unknown_field", "Un cabinet n’a que son nom ici.")
    if cmd.entry is None:
        row_id = uow.insert("cabinet", row)
    else:
        row_id = _cabinet(uow, cmd.entry)["id"]
        uow.update("cabinet", row_id, row)
    return Outcome("modification d’une liste", uid=uow.get("cabinet", row_id)["uid"], row_id=row_id)


def _cabinet(uow: UnitOfWork, ref: Ref) -> Row:
    for found in uow.rows("SELECT * FROM cabinet WHERE deleted_at IS NULL"):
        if ref == found["id"] or (isinstance(ref, str) and fold(found["name"]) == fold(ref)):
            return found
    raise Invalid(
        "no_entry",
        "« {label} » : la liste ne contient pas « {value} ».",
        label="Cabinet",
        value=str(ref)[:60],
        fields=("Cabinet",),
    )
