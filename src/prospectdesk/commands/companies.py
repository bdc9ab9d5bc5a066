"""Creates, edits and registers companies; declares wrong information (D-04, D-12…D-16, C-08, P-15)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from prospectdesk.commands import company_fields as fields
from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import MANDATORY, UNSET, Outcome, Ref, Unset, handles
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.ids import natural_uid, siren_uid, siret_uid, uid_text
from prospectdesk.domain.non_conformities import STATES
from prospectdesk.domain.opposition import opposed
from prospectdesk.domain.siret import format_siren, format_siret
from prospectdesk.domain.stored_json import stored_list
from prospectdesk.queries.opposed import is_opposed
from prospectdesk.store.seen import register_values
from prospectdesk.store.unit_of_work import Row, UnitOfWork

PARTICULIER = 1
KINDS = {"organisation": 0, "particulier": PARTICULIER}


@dataclass(frozen=True, kw_only=True)
class CreateCompany:
    """A new company of the workspace; the four mandatory fields are those of D-13 and D-15."""

    raison_sociale: str | None = field(default=None, metadata=MANDATORY)
    commercial_source: Ref | None = field(default=None, metadata=MANDATORY)
    commercial_operationnel: Ref | None = field(default=None, metadata=MANDATORY)
    source: Ref | None = field(default=None, metadata=MANDATORY)
    kind: str = "organisation"
    siret: str | None = None
    naf: str | None = None
    forme_juridique: str | None = None
    regime_imposition: str | None = None
    cabinet_actuel: str | None = None
    date_creation: date | str | None = None
    rue: str | None = None
    adresse_suite: str | None = None
    code_postal: str | None = None
    ville: str | None = None
    pays: str | None = None
    telephone: str | None = None
    telephone_etranger: str | None = None
    fax: str | None = None
    site_internet: str | None = None
    repreneur_activite: bool = False


@dataclass(frozen=True, kw_only=True)
class EditCompany:
    """Sets the mentioned fields of a company; an empty text clears the field."""

    company: Ref
    raison_sociale: str | Unset | None = UNSET
    commercial_source: Ref | Unset | None = UNSET
    commercial_operationnel: Ref | Unset | None = UNSET
    source: Ref | Unset | None = UNSET
    kind: str | Unset | None = UNSET
    siret: str | Unset | None = UNSET
    naf: str | Unset | None = UNSET
    forme_juridique: str | Unset | None = UNSET
    regime_imposition: str | Unset | None = UNSET
    cabinet_actuel: str | Unset | None = UNSET
    date_creation: date | str | Unset | None = UNSET
    rue: str | Unset | None = UNSET
    adresse_suite: str | Unset | None = UNSET
    code_postal: str | Unset | None = UNSET
    ville: str | Unset | None = UNSET
    pays: str | Unset | None = UNSET
    telephone: str | Unset | None = UNSET
    telephone_etranger: str | Unset | None = UNSET
    fax: str | Unset | None = UNSET
    site_internet: str | Unset | None = UNSET
    repreneur_activite: bool | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class RegisterCompany:
    """Takes a company of the directory into the workspace (P-15)."""

    company: Ref
    commercial_source: Ref | None = None
    commercial_operationnel: Ref | None = None
    source: Ref | None = None


@dataclass(frozen=True, kw_only=True)
class ReportNonConformity:
    """Declares that information of the sheet is wrong (C-08)."""

    company: Ref
    fields: tuple[str, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class FollowNonConformity:
    """Says how far a report is: `state` is envoyee, en_cours or traitee."""

    report: Ref
    state: str


@handles(CreateCompany)
def create_company(cmd: CreateCompany, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the company, its establishment and its registration; refuses a second sheet for one SIRET."""
    empty = [
        label
        for label, value in (
            ("Raison sociale", values.text(cmd.raison_sociale, label="Raison sociale")),
            ("Commercial source", cmd.commercial_source),
            ("Commercial opérationnel", cmd.commercial_operationnel),
            ("Source", cmd.source),
        )
        if not value
    ]
    if empty:
        raise values.mandatory(*empty)
    kind = KINDS[values.choice(cmd.kind, KINDS, label="Type")]
    wanted = fields.read(cmd, uow, ctx)
    siret = wanted.pop("siret", None)
    if kind == PARTICULIER and siret is not None:
        raise _no_siret()
    company_id = _company_row(uow, kind, siret, wanted)
    if siret is not None:
        _establishment(uow, company_id, siret, wanted)
    _register(uow, ctx, company_id, wanted)
    uow.happened(company_id, "creation", "Fiche créée")
    company = uow.get("company", company_id)
    return Outcome("création de la fiche", uid=company["uid"], row_id=company_id)


def _company_row(uow: UnitOfWork, kind: int, siret: str | None, wanted: Row) -> int:
    """The row of the legal unit: that of the directory when it is known, else a new one."""
    if siret is None:
        return uow.insert(
            "company", {"kind": kind, "name": wanted["name"], "scope": 1, "origin": "saisie"}, log=False
        )
    siren = siret[:9]
    known = uow.one(
        "SELECT * FROM company WHERE siren = ? AND deleted_at IS NULL ORDER BY id LIMIT 1", (siren,)
    )
    if known is None:
        row = {
            "kind": kind,
            "name": wanted["name"],
            "siren": siren,
            "scope": 0,
            "origin": "saisie",
            "naf": wanted.get("naf"),
            "legal_form": wanted.get("legal_form"),
            "created_on": wanted.get("created_on"),
        }
        return uow.insert("company", row, uid=siren_uid(siren), log=False)
    if known["registered"]:
        raise Refused(
            "duplicate",
            "Le SIRET {siret} appartient déjà à la fiche « {name} » : rien n’a été créé, ouvrez cette fiche.",
            siret=format_siret(siret),
            name=known["shown_name"] or known["name"],
            company=uid_text(known["uid"]),
            fields=("SIRET",),
        )
    return int(known["id"])


def _taken(siret: str, owner: Row) -> Refused:
    """The refusal of a SIRET that is another file's."""
    return Refused(
        "duplicate",
        "Le SIRET {siret} appartient déjà à la fiche « {name} » : rien n’a été enregistré.",
        siret=format_siret(siret),
        name=owner["shown_name"],
        company=uid_text(owner["uid"]),
        fields=("SIRET",),
    )


def _establishment(uow: UnitOfWork, company_id: int, siret: str, wanted: Row) -> None:
    known = uow.one("SELECT * FROM establishment WHERE siret = ? AND deleted_at IS NULL", (siret,))
    if known is not None:
        if known["company_id"] != company_id:
            owner = uow.get("company", known["company_id"])
            raise _taken(siret, owner)
        return
    row: Row = {"company_id": company_id, "siret": siret, "scope": 0, "origin": "saisie"}
    for name in ("naf", "street", "street2", "postcode", "city", "country"):
        if wanted.get(name) is not None:
            row[name] = wanted[name]
    uow.insert("establishment", row, uid=siret_uid(siret), log=False)


def _register(uow: UnitOfWork, ctx: Context, company_id: int, own: Row) -> int:
    """Adds (or brings back) the workspace's registration, with the register values it saw."""
    company = uow.get("company", company_id)
    workspace = find.workspace(uow)
    uid = natural_uid("registration", workspace["uid"].hex(), company["uid"].hex())
    if company["siren"] is not None:
        own = _unlike_the_register(uow, company, own)
    row = {
        "company_id": company_id,
        "registered_at": uow.now_ms,
        "registered_by_id": ctx.person.id,
        **own,
        "seen": register_values(uow, company),
    }
    return uow.insert("registration", row, uid=uid)


_OF_UNIT = ("name", "naf", "legal_form", "created_on")
_OF_SEAT = ("naf", "street", "street2", "postcode", "city", "country", "phone")


def _unlike_the_register(uow: UnitOfWork, company: Row, own: Row) -> Row:
    """The values that say something else than the register: only those are the user's own (decision 13)."""
    seat: Row = (
        uow.one(
            "SELECT * FROM establishment WHERE company_id = ? AND deleted_at IS NULL "
            "ORDER BY coalesce(head_office, 0) DESC, open DESC, id LIMIT 1",
            (company["id"],),
        )
        or {}
    )
    if seat.get("origin") == "saisie":  # typed in this very form: the register said nothing yet
        seat = {}
    same = {name for name in _OF_UNIT if name in own and own[name] == company[name]}
    same |= {name for name in _OF_SEAT if name in own and own[name] == seat.get(name, own)}
    if "naf" in same and own["naf"] != (seat.get("naf") or company["naf"]):
        same.discard("naf")  # what is shown is the seat's
    form = own.get("legal_form")
    if (
        form is not None
        and company["legal_form"] is not None
        and form == fields.form_label(company["legal_form"])
    ):
        same.add("legal_form")
    if {"postcode", "city"} <= same:
        same |= {"latitude", "longitude"}
    return {name: value for name, value in own.items() if name not in same}


@handles(EditCompany)
def edit_company(cmd: EditCompany, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes the user's own values beside the register's (decision 13); mandatory fields stay filled."""
    company = find.company(uow, cmd.company)
    registration = find.registration(uow, company)
    wanted = fields.read(cmd, uow, ctx, registration)
    fields.refuse_empty_mandatory(cmd, wanted)
    fields.refuse_seller_without_cabinet(uow, company, wanted.get("source_user_id"))
    if "siret" in wanted:
        _change_siret(uow, company, wanted.pop("siret"), wanted)
    if not isinstance(cmd.kind, Unset) and cmd.kind is not None:
        company["kind"] = KINDS[values.choice(cmd.kind, KINDS, label="Type")]
        uow.update("company", company["id"], {"kind": company["kind"]})
    if company["kind"] == PARTICULIER and uow.get("company", company["id"])["siren"] is not None:
        if company["siren"] is None:
            raise _no_siret()
        raise Refused(
            "particulier_siret",
            "Cette fiche porte un SIRET : elle reste une organisation. Créez une fiche de particulier.",
            fields=("Type",),
        )
    changed = {name: value for name, value in wanted.items() if value != _shown(registration, company, name)}
    uow.update("registration", registration["id"], changed)
    return Outcome("modification de la fiche", uid=company["uid"], row_id=company["id"])


def _shown(registration: Row, company: Row, name: str) -> Any:
    """The value the user sees now, so that re-saving a form writes no correction equal to the register."""
    if registration[name] is not None:
        return registration[name]
    shown = {
        "name": "name",
        "naf": "shown_naf",
        "postcode": "shown_postcode",
        "city": "shown_city",
        "created_on": "created_on",
        "legal_form": "legal_form",
    }
    return company[shown[name]] if name in shown else None


def _no_siret() -> Refused:
    """A private individual's sheet stays in its workspace, what has a SIREN is everybody's (X-22)."""
    return Refused(
        "particulier_siret",
        "Un particulier n’a pas de SIRET : effacez le SIRET, ou choisissez le type « organisation ».",
        fields=("SIRET",),
    )


def _change_siret(uow: UnitOfWork, company: Row, siret: str | None, wanted: Row) -> None:
    """Another establishment of the legal unit, or the first number of a company without. Raises Refused."""
    if siret is None and company["siren"] is not None:
        raise Refused(
            "siret_stays",
            "Le SIRET d’une fiche ne s’efface pas, il dit de quelle société elle est : saisissez-en un autre du SIREN "
            "{siren}, ou fusionnez la fiche avec la bonne.",
            siren=format_siren(company["siren"]),
            fields=("SIRET",),
        )
    if siret is None or siret == company["siret"]:
        return
    siren = siret[:9]
    other = uow.one(
        "SELECT * FROM company WHERE siren = ? AND id <> ? AND deleted_at IS NULL LIMIT 1",
        (siren, company["id"]),
    )
    if other is not None:
        raise _taken(siret, other)
    if company["siren"] not in (None, siren):  # the SIREN is the sheet's identity, here and at the centre
        raise Refused(
            "other_siren",
            "Cette fiche est celle du SIREN {siren} : le SIRET {siret} est celui d’une autre société, créez sa fiche.",
            siren=format_siren(company["siren"]),
            siret=format_siret(siret),
            fields=("SIRET",),
        )
    if company["siren"] is None:
        uow.update("company", company["id"], {"siren": siren})
    _establishment(uow, company["id"], siret, wanted)
    wanted["siret"] = siret


@handles(RegisterCompany)
def register_company(cmd: RegisterCompany, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Registers a directory company; answers quietly when it is registered already."""
    company = find.company(uow, cmd.company)
    if company["registered"]:
        return Outcome(
            "ajout au portefeuille",
            uid=company["uid"],
            row_id=company["id"],
            message=f"« {company['shown_name']} » est déjà dans votre portefeuille.",
        )
    if is_opposed(uow.conn, company["id"]):
        raise opposed(company["shown_name"])
    own = fields.people(cmd, uow)
    own.setdefault("source_user_id", fields.default_seller(uow, ctx))
    _register(uow, ctx, company["id"], own)
    uow.happened(company["id"], "creation", "Société ajoutée au portefeuille")
    return Outcome("ajout au portefeuille", uid=company["uid"], row_id=company["id"])


@handles(ReportNonConformity)
def report_non_conformity(cmd: ReportNonConformity, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the report in state Envoyée and says so in the timeline."""
    company = find.company(uow, cmd.company)
    wrong = [
        fields.reported(kept)
        for kept in (values.text(name, label="Champ", limit=80) for name in cmd.fields)
        if kept
    ]
    if not wrong:
        raise values.mandatory("Champs concernés")
    text = values.required(cmd.text, label="Ce qui est faux", limit=2000, lines=True)
    row_id = uow.insert(
        "non_conformity",
        {
            "company_id": company["id"],
            "at": uow.now_ms,
            "author_id": ctx.person.id,
            "fields": json.dumps(wrong, ensure_ascii=False),
            "text": text,
        },
    )
    uow.happened(company["id"], "non_conformite", "Non-conformité signalée : " + ", ".join(wrong), text=text)
    return Outcome(
        "signalement de non-conformité", uid=uow.get("non_conformity", row_id)["uid"], row_id=row_id
    )


@handles(FollowNonConformity)
def follow_non_conformity(cmd: FollowNonConformity, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Changes the state and says so in the timeline; the same state again changes nothing. Raises Invalid, NotFound."""
    if cmd.state not in STATES:
        raise Invalid(
            "bad_state",
            "« {state} » n’est pas un état de signalement.",
            state=str(cmd.state)[:40],
            fields=("État",),
        )
    report = find.row(uow, "non_conformity", cmd.report)
    if report["state"] != cmd.state:
        uow.update("non_conformity", report["id"], {"state": cmd.state})
        wrong = ", ".join(stored_list(report["fields"]))
        title = f"Non-conformité {STATES[cmd.state].lower()} : {wrong}"
        uow.happened(report["company_id"], "non_conformite", title)
    return Outcome("suivi du signalement", uid=report["uid"], row_id=report["id"])
