"""Users: created, edited, switched off and on again by an administrator (X-04, D-10, D-28)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from prospectdesk.commands import books, find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.links import set_links
from prospectdesk.commands.registry import UNSET, Outcome, Ref, Unset, handles
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.links import parse_email
from prospectdesk.domain.people import LICENCES
from prospectdesk.store.unit_of_work import Row, UnitOfWork

_LOGIN = re.compile(r"[a-z0-9._@-]+")
CAPABILITIES = {
    "recruteur": "recruiter",
    "administrateur_ecole": "school_admin",
    "cf": "cf",
    "commercial_source": "source_seller",
}
"""Key of a capability (domain.people) → its column."""


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
class EditUser:
    """Sets the mentioned fields of a user (administrators only); lists replace the former ones."""

    user: Ref
    name: str | Unset = UNSET
    email: str | Unset | None = UNSET
    licence: str | Unset = UNSET
    active: bool | Unset = UNSET
    capabilities: tuple[str, ...] | Unset = UNSET
    services: tuple[Ref, ...] | Unset = UNSET
    cabinets: tuple[Ref, ...] | Unset = UNSET


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
        raise Refused(
            "login_taken",
            "L’identifiant « {login} » est déjà pris.",
            login=login,
            fields=("Identifiant",),
        )
    row: Row = {
        "login": login,
        "name": _name(cmd.name),
        "licence": values.choice(cmd.licence, LICENCES, label="Licence"),
        "email": _email(cmd.email),
        **_flags(cmd.capabilities),
    }
    row_id = uow.insert("user", row)
    _grant(uow, row_id, cmd.services, cmd.cabinets)
    return Outcome("création d’un utilisateur", uid=uow.get("user", row_id)["uid"], row_id=row_id)


@handles(EditUser)
def edit_user(cmd: EditUser, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Changes the user; the workspace keeps an active administrator, and nobody shuts himself out."""
    ctx.person.require_admin()
    user = _user(uow, cmd.user)
    row: Row = {}
    if not isinstance(cmd.name, Unset):
        row["name"] = _name(cmd.name)
    if not isinstance(cmd.email, Unset):
        row["email"] = _email(cmd.email)
    if not isinstance(cmd.licence, Unset):
        row["licence"] = values.choice(cmd.licence, LICENCES, label="Licence")
    if not isinstance(cmd.active, Unset):
        row["active"] = int(cmd.active)
    if not isinstance(cmd.capabilities, Unset):
        row |= dict.fromkeys(CAPABILITIES.values(), 0) | _flags(cmd.capabilities)
    _refuse_shut_out(uow, ctx, user, row)
    uow.update("user", user["id"], row)
    _grant(uow, user["id"], cmd.services, cmd.cabinets)
    label, message = _told(uow, user, row)
    return Outcome(label, uid=user["uid"], row_id=user["id"], message=message)


def _user(uow: UnitOfWork, ref: Ref) -> Row:
    """A user by id, uid or login, whether active or not."""
    if isinstance(ref, str):
        sql = "SELECT * FROM user WHERE login = ? AND deleted_at IS NULL ORDER BY active DESC, id LIMIT 1"
        found = uow.one(sql, (ref.strip().lower(),))
        if found is not None:
            return found
    return find.user(uow, ref)


def _name(text: str) -> str:
    return values.required(text, label="Nom", limit=120)


def _email(text: str | None) -> str | None:
    kept = values.text(text, label="E-mail", limit=254)
    return None if kept is None else parse_email(kept, label="E-mail")


def _flags(capabilities: Iterable[str]) -> Row:
    return {CAPABILITIES[values.choice(one, CAPABILITIES, label="Capacité")]: 1 for one in capabilities}


def _grant(
    uow: UnitOfWork, user: int, services: tuple[Ref, ...] | Unset, cabinets: tuple[Ref, ...] | Unset
) -> None:
    """D-28 and D-10: what the user has access to."""
    owner = ("user_id", "user", user)
    if not isinstance(services, Unset):
        wanted = [books.find_entry(uow, "service", one, label="Services")["id"] for one in services]
        set_links(uow, "user_service", owner, ("service_id", "catalogue"), wanted)
    if not isinstance(cabinets, Unset):
        wanted = [books.find_entry(uow, "cabinet", one, label="Cabinets")["id"] for one in cabinets]
        set_links(uow, "user_cabinet", owner, ("cabinet_id", "cabinet"), wanted)


def _refuse_shut_out(uow: UnitOfWork, ctx: Context, user: Row, row: Row) -> None:
    leaves = row.get("active") == 0 and user["active"]
    if leaves and user["id"] == ctx.person.id:
        raise Refused(
            "own_account",
            "Vous ne pouvez pas désactiver votre propre compte : un autre administrateur peut le faire.",
        )
    after = {**user, **row}
    keeps = after["active"] and after["licence"] == "administrateur"
    was = user["active"] and user["licence"] == "administrateur"
    if (
        was
        and not keeps
        and not uow.value(
            "SELECT 1 FROM user WHERE licence = 'administrateur' AND active = 1 AND deleted_at IS NULL AND id <> ?",
            (user["id"],),
        )
    ):
        raise Refused(
            "last_admin",
            "{name} est le dernier administrateur actif de l’espace : donnez d’abord cette licence à quelqu’un.",
            name=user["name"],
        )


def _told(uow: UnitOfWork, user: Row, row: Row) -> tuple[str, str | None]:
    """The words of the history and, when somebody is switched off or on, a sentence."""
    name = row.get("name", user["name"])
    if row.get("active") == 0 and user["active"]:
        left = uow.value(
            "SELECT count(*) FROM follow_up f JOIN follow_up_assignee a ON a.follow_up_id = f.id "
            "WHERE a.user_id = ? AND a.deleted_at IS NULL AND f.done = 0 AND f.deleted_at IS NULL",
            (user["id"],),
        )
        message = f"{name} ne peut plus se connecter."
        return "désactivation d’un utilisateur", f"{message} {_left(left)}" if left else message
    if row.get("active") == 1 and not user["active"]:
        return "réactivation d’un utilisateur", f"{name} peut de nouveau se connecter."
    return "modification d’un utilisateur", None


def _left(number: int) -> str:
    if number == 1:
        return "Un suivi à faire lui reste affecté."
    return f"{number} suivis à faire lui restent affectés."
