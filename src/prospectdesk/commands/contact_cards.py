"""What the contact commands share: fields, phones and e-mails as child rows, twins, suppressions."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import UNSET, Unset
from prospectdesk.domain import contacts as rules
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.ids import natural_uid, new_uid
from prospectdesk.domain.links import parse_email, parse_linkedin
from prospectdesk.domain.phones import parse_phone, phone_digits
from prospectdesk.domain.text import fold
from prospectdesk.store.unit_of_work import Row, UnitOfWork

PERSONAL = ("title", "first_name", "last_name", "linkedin", "born_on")
"""Columns that belong to the person: one edit reaches all cards of that person."""

Points = dict[str, str | None]


def read(cmd: Any, ctx: Context) -> tuple[Row, Points]:
    """The columns and the phones and e-mail that a command mentions, validated. Raises Invalid."""
    row: Row = {}
    if _told(cmd, "nom"):
        row["last_name"] = values.text(cmd.nom, label="Nom", limit=100)
        if row["last_name"] is None:
            raise name_missing()
    if _told(cmd, "prenom"):
        row["first_name"] = values.text(cmd.prenom, label="Prénom", limit=100)
    if _told(cmd, "fonction"):
        row["job"] = values.text(cmd.fonction, label="Fonction", limit=150)
    if _told(cmd, "civilite"):
        row["title"] = _title(cmd.civilite)
    if _told(cmd, "role"):
        row["role"] = values.choice(cmd.role or "interlocuteur", rules.ROLES, label="Rôle")
    row |= _rest(cmd, ctx)
    return row, _points(cmd)


def _rest(cmd: Any, ctx: Context) -> Row:
    row: Row = {}
    if _told(cmd, "date_naissance"):
        row["born_on"] = born = values.day(cmd.date_naissance, label="Date de naissance")
        if born is not None and born > ctx.today_number:
            raise Invalid(
                "born_tomorrow",
                "« Date de naissance » est dans l’avenir : vérifiez l’année.",
                fields=("Date de naissance",),
            )
    if _told(cmd, "linkedin"):
        link = values.text(cmd.linkedin, label="LinkedIn", limit=300)
        row["linkedin"] = None if link is None else parse_linkedin(link)
    for name, column in (("newsletter", "newsletter"), ("bulletin_info_ba", "bulletin")):
        if _told(cmd, name):
            row[column] = int(bool(getattr(cmd, name)))
    return row


def name_missing() -> Invalid:
    """The refusal of a card without last name (D-16)."""
    return values.mandatory("Nom")


def check_subscriptions(card: Row, row: Row, points: Points) -> None:
    """A newsletter needs an address (C-60); an address taken away ends both subscriptions (C-19)."""
    address = points["email"] if "email" in points else card["email"]
    if address is None:
        if row.get("newsletter") or row.get("bulletin"):
            raise Refused(
                "no_email", "Un abonnement demande une adresse e-mail : renseignez d’abord « Courriel »."
            )
        row["newsletter"] = row["bulletin"] = 0


def _title(typed: str | None) -> str | None:
    kept = values.text(typed, label="Civilité", limit=20)
    if kept is None:
        return None
    known = {
        "m": "M.",
        "m.": "M.",
        "monsieur": "M.",
        "mr": "M.",
        "mme": "Mme",
        "madame": "Mme",
        "mme.": "Mme",
    }
    if fold(kept) not in known:
        raise Invalid(
            "bad_choice",
            "« {label} » n’accepte que : {options}.",
            label="Civilité",
            options="M., Mme",
            fields=("Civilité",),
        )
    return known[fold(kept)]


def _points(cmd: Any) -> Points:
    points: Points = {}
    for name, kind, label in (
        ("telephone_domicile", "home", "Téléphone domicile"),
        ("telephone_portable", "mobile", "Téléphone portable"),
    ):
        if _told(cmd, name):
            typed = values.text(getattr(cmd, name), label=label, limit=40)
            points[kind] = None if typed is None else parse_phone(typed, label=label)
    if _told(cmd, "courriel"):
        typed = values.text(cmd.courriel, label="Courriel", limit=254)
        points["email"] = None if typed is None else parse_email(typed)
    return points


def _told(cmd: Any, name: str) -> bool:
    value = getattr(cmd, name, UNSET)
    if isinstance(value, Unset):
        return False
    return value is not None or getattr(type(cmd), name, None) is UNSET


def add(
    uow: UnitOfWork,
    ctx: Context,
    company: int,
    row: Row,
    points: Points,
    *,
    uid: bytes | None = None,
    origin: str = "manuelle",
) -> int:
    """Inserts an orange card with its phones and e-mail; answers its local id."""
    full = {
        "person": new_uid(uow.now_ms),
        **row,
        "company_id": company,
        "colour": rules.ORANGE,
        "was_orange": 1,
        "made_at": uow.now_ms,
        "made_by_id": ctx.person.id,
        "origin": origin,
        "erased_at": None,
        "privileged": 0,
    }
    row_id = uow.insert("contact", full, uid=uid)
    set_points(uow, uow.get("contact", row_id), points, origin=origin)
    return row_id


def points_of(uow: UnitOfWork, contact_id: int) -> Points:
    """The first phone of each kind and the first e-mail of a card."""
    found: Points = {}
    for point in uow.rows(
        "SELECT kind, value FROM contact_point WHERE contact_id = ? AND deleted_at IS NULL ORDER BY rank, uid",
        (contact_id,),
    ):
        found.setdefault(point["kind"], point["value"])
    return found


def set_points(uow: UnitOfWork, card: Row, points: Points, *, origin: str) -> None:
    """Replaces the first value of each mentioned kind; removing one deletes its row."""
    for kind, value in points.items():
        known = uow.one(
            "SELECT * FROM contact_point WHERE contact_id = ? AND kind = ? AND deleted_at IS NULL "
            "ORDER BY rank, uid LIMIT 1",
            (card["id"], kind),
        )
        company = card["company_id"]
        if value is None:
            if known is not None:
                uow.remove("contact_point", known["id"], company=company)
        elif known is None:
            uow.insert(
                "contact_point",
                {
                    "contact_id": card["id"],
                    "kind": kind,
                    "value": value,
                    "origin": origin,
                    "key": point_key(kind, value),
                },
                company=company,
            )
        elif known["value"] != value:
            uow.update(
                "contact_point",
                known["id"],
                {"value": value, "key": point_key(kind, value), "origin": origin},
                company=company,
            )


def point_key(kind: str, value: str) -> str | None:
    """The form by which a phone or an address is found."""
    return value.lower() if kind == "email" else phone_digits(value)


def twins(uow: UnitOfWork, card: Row) -> list[Row]:
    """All live cards of the person in the workspace's base, the given one included (white ones are read-only)."""
    found = uow.rows(
        "SELECT * FROM contact WHERE person = ? AND deleted_at IS NULL AND erased_at IS NULL "
        "AND colour <> 'white'",
        (card["person"],),
    )
    return found if any(one["id"] == card["id"] for one in found) else [card, *found]


def identity_hashes(uow: UnitOfWork, row: Row, points: Points) -> list[str]:
    """Keyed hashes of a person's e-mail, phones and name: what a Suppression keeps instead of the person."""
    key = find.workspace(uow)["uid"]
    marks = []
    if points.get("email"):
        marks.append("email:" + str(points["email"]).lower())
    marks += ["phone:" + str(phone_digits(points[kind])) for kind in ("home", "mobile") if points.get(kind)]
    if not marks:
        marks.append("name:" + fold(rules.full_name(row.get("first_name"), row.get("last_name"))))
    return [hmac.new(key, mark.encode(), hashlib.sha256).hexdigest() for mark in marks]


def refuse_suppressed(uow: UnitOfWork, row: Row, points: Points) -> None:
    """Refuses to bring back a person erased on request, when e-mail or phone is the same (C-21)."""
    if not any(points.values()):
        return
    for mark in identity_hashes(uow, row, points):
        if uow.value("SELECT 1 FROM suppression WHERE hash = ?", (mark,)):
            raise Refused(
                "suppressed",
                "Cette personne a demandé l’effacement de ses données : elle ne peut pas être "
                "recréée avec la même adresse ou le même numéro.",
            )


def suppress(uow: UnitOfWork, row: Row, points: Points) -> None:
    """Remembers an erased person by keyed hashes only."""
    for mark in identity_hashes(uow, row, points):
        uow.insert(
            "suppression", {"hash": mark, "at": uow.now_ms}, uid=natural_uid("suppression", mark), log=False
        )
