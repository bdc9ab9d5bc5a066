"""From the labelled fields of a company command to the columns of its registration."""

from __future__ import annotations

from typing import Any

from prospectdesk.commands import books, find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import UNSET, Unset
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.links import parse_website
from prospectdesk.domain.naf import parse_naf
from prospectdesk.domain.phones import parse_phone
from prospectdesk.domain.siret import parse_siret
from prospectdesk.store.unit_of_work import Row, UnitOfWork

TEXTS = {
    "raison_sociale": ("name", "Raison sociale", 200),
    "forme_juridique": ("legal_form", "Forme juridique", 120),
    "regime_imposition": ("tax_regime", "Régime d’imposition", 60),
    "cabinet_actuel": ("accountant", "Cabinet actuel", 200),
    "rue": ("street", "Rue, lieu-dit", 200),
    "adresse_suite": ("street2", "Adresse (Suite)", 200),
    "code_postal": ("postcode", "Code Postal", 12),
    "ville": ("city", "Ville", 100),
    "pays": ("country", "Pays", 60),
}
PHONES = {
    "telephone": ("phone", "Téléphone"),
    "telephone_etranger": ("phone_foreign", "Téléphone étranger"),
    "fax": ("fax", "Fax"),
}
MANDATORY = {
    "name": "Raison sociale",
    "source_user_id": "Commercial source",
    "operational_user_id": "Commercial opérationnel",
    "source_id": "Source",
}


_OTHER_LABELS = {
    "siret": "SIRET",
    "siren": "SIREN",
    "naf": "Naf",
    "date_creation": "Date de création",
    "site_internet": "Site internet",
    "effectif": "Effectif",
    "linkedin": "LinkedIn",
    "repreneur_activite": "Repreneur d’activité",
}


_REPORTED = ("Adresse", "Interlocuteurs", "Autre")
"""What a report of non-conformity may be about beside the fields."""


def reported(name: str) -> str:
    """The label of what a report is about, named as in JSON or by its label (C-08). Raises Invalid."""
    labels = {field: str(told[1]) for field, told in {**TEXTS, **PHONES}.items()} | _OTHER_LABELS
    if name in labels:
        return labels[name]
    options = dict.fromkeys((*labels.values(), *_REPORTED))
    return values.choice(name, options, label="Champs concernés")


def read(cmd: Any, uow: UnitOfWork, ctx: Context, known: Row | None = None) -> Row:
    """The columns that the command mentions, validated; a cleared field is None. Raises Invalid, Refused.

    `known` is the registration before: entries of lists that are switched off stay where they stand.
    """
    row: Row = {}
    for name, (column, label, limit) in TEXTS.items():
        if _told(cmd, name):
            row[column] = values.text(getattr(cmd, name), label=label, limit=limit)
    for name, (column, label) in PHONES.items():
        if _told(cmd, name):
            typed = values.text(getattr(cmd, name), label=label, limit=40)
            row[column] = None if typed is None else parse_phone(typed, label=label)
    if _told(cmd, "siret"):
        typed = values.text(cmd.siret, label="SIRET", limit=40)
        row["siret"] = None if typed is None else parse_siret(typed)
    if _told(cmd, "naf"):
        typed = values.text(cmd.naf, label="Naf", limit=12)
        row["naf"] = None if typed is None else parse_naf(typed)
    if _told(cmd, "date_creation"):
        row["created_on"] = values.day(cmd.date_creation, label="Date de création")
    if _told(cmd, "site_internet"):
        typed = values.text(cmd.site_internet, label="Site internet", limit=300)
        row["website"] = None if typed is None else parse_website(typed)
    if _told(cmd, "repreneur_activite"):
        row["takeover"] = int(bool(cmd.repreneur_activite))
    _check_regime(row, uow, known)
    row.update(people(cmd, uow, known))
    _locate(row, ctx)
    return row


def _check_regime(row: Row, uow: UnitOfWork, known: Row | None) -> None:
    """The label of the list, as it is written there; a value that stood before may stay (D-13)."""
    typed = row.get("tax_regime")
    if typed is not None and (known is None or typed != known["tax_regime"]):
        label = TEXTS["regime_imposition"][1]
        row["tax_regime"] = books.find_usable(uow, "regime_imposition", typed, label=label)["label"]


def people(cmd: Any, uow: UnitOfWork, known: Row | None = None) -> Row:
    """Salespeople and source of a command, as local ids (D-10: a source salesperson has that status)."""
    row: Row = {}
    if _told(cmd, "commercial_source"):
        seller = (
            None
            if not cmd.commercial_source
            else find.user(uow, cmd.commercial_source, label="Commercial source")
        )
        if seller is not None and not seller["source_seller"]:
            raise Refused(
                "not_a_source_seller",
                "« {name} » n’a pas le statut de commercial source : un administrateur peut le lui donner.",
                name=seller["name"],
                fields=("Commercial source",),
            )
        row["source_user_id"] = None if seller is None else seller["id"]
    if _told(cmd, "commercial_operationnel"):
        follower = (
            None
            if not cmd.commercial_operationnel
            else find.user(uow, cmd.commercial_operationnel, label="Commercial opérationnel")
        )
        row["operational_user_id"] = None if follower is None else follower["id"]
    if _told(cmd, "source"):
        kept = known["source_id"] if known else None
        row["source_id"] = (
            find.entry(uow, "source", cmd.source, label="Source", kept=kept)["id"] if cmd.source else None
        )
    return row


def form_label(code: str) -> str:
    """The label of a legal category of the register; words typed by hand stay as they are."""
    from prospectdesk.geo import reference  # late: its tables are read from a file

    return reference.legal_forms().label(code) or code if code.isdecimal() else code


def refuse_empty_mandatory(cmd: Any, row: Row) -> None:
    """D-16 on an edit: a mandatory field may be left alone, never emptied."""
    empty = [label for column, label in MANDATORY.items() if column in row and row[column] is None]
    if empty:
        raise values.mandatory(*empty)


def refuse_seller_without_cabinet(uow: UnitOfWork, company: Row, seller: int | None) -> None:
    """D-10: a source salesperson has access to the cabinets of the company's dossiers. Raises Refused."""
    if seller is None:
        return
    missing = uow.value(
        "SELECT c.name FROM dossier d JOIN cabinet c ON c.id = d.cabinet_id WHERE d.company_id = ? "
        "AND d.status <> 'perdu' AND d.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM user_cabinet g "
        "WHERE g.user_id = ? AND g.cabinet_id = d.cabinet_id AND g.deleted_at IS NULL) LIMIT 1",
        (company["id"], seller),
    )
    if missing is not None:
        raise Refused(
            "seller_without_cabinet",
            "« {name} » n’a pas accès au cabinet « {cabinet} » d’un dossier de cette société : un administrateur peut "
            "le lui donner.",
            name=uow.get("user", seller)["name"],
            cabinet=missing,
            fields=("Commercial source",),
        )


def default_seller(uow: UnitOfWork, ctx: Context) -> int | None:
    """The present user as source salesperson, when he may be one."""
    return ctx.person.id if uow.get("user", ctx.person.id)["source_seller"] else None


def _told(cmd: Any, name: str) -> bool:
    """Whether the command mentions the field: an edit may say None to clear it, a creation may not."""
    value = getattr(cmd, name, UNSET)
    if isinstance(value, Unset):
        return False
    return value is not None or getattr(type(cmd), name, None) is UNSET


def _locate(row: Row, ctx: Context) -> None:
    """Gives a typed address the coordinates of its commune, so that it is found by radius offline."""
    if ctx.geocoder is None or not (row.get("postcode") or row.get("city")):
        return
    place = ctx.geocoder().locate(row.get("postcode"), row.get("city"))
    if place is not None:
        row["latitude"], row["longitude"] = place.latitude, place.longitude
