"""Takes over what the public register answered (X-31): directory rows, white cards, and where each value comes from.

Register values are columns of their own: a user's correction stays beside them (README, decision 13).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands import register_cards
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.domain.ids import siren_uid, siret_uid
from prospectdesk.domain.nomenclature import headcount_band
from prospectdesk.domain.register import Site, Unit
from prospectdesk.domain.stored_json import stored_object
from prospectdesk.sheets.company_rows import LABEL
from prospectdesk.store import labels
from prospectdesk.store.unit_of_work import Row, UnitOfWork

FOUND, UNKNOWN, WITHHELD = "found", "unknown", "partial"
SITE_TEXTS = (
    "name", "brand", "naf", "street", "street2", "postcode", "city", "city_code", "country", "headcount_band",
    "created_on",
)  # fmt: skip
UNIT_TEXTS = ("name", "legal_form", "naf", "created_on", "headcount_band", "agreement")
ADDRESS = "address"
"""The precision of a point that is the address's own."""


@dataclass(frozen=True, kw_only=True)
class TakeRegisterFacts:
    """Writes what the register says of one company; one that is not known enters the directory.

    `data["changed"]` lists what is another value now: [{object, field, old, new}], texts as the history has them.
    """

    unit: Unit


@dataclass(frozen=True, kw_only=True)
class NoteUnknown:
    """Remembers that the register does not know a SIREN, so that it is not asked again and again."""

    siren: str
    source: str


@handles(NoteUnknown, public=False)
def note_unknown(cmd: NoteUnknown, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps the outcome beside what was known before; the company itself stays as it is."""
    _remember(uow, cmd.siren, cmd.source, UNKNOWN, {})
    found = uow.one("SELECT id FROM company WHERE siren = ? AND deleted_at IS NULL LIMIT 1", (cmd.siren,))
    return Outcome("vérification au registre", row_id=None if found is None else found["id"], undoable=False)


@handles(TakeRegisterFacts, public=False)
def take_register_facts(cmd: TakeRegisterFacts, uow: UnitOfWork, ctx: Context) -> Outcome:
    """One transaction: company, establishments, white cards, history. Not undone: the register has no second opinion."""
    unit = cmd.unit
    before = len(uow.journal)
    company = _known(uow, unit)
    cards = 0
    if unit.public and unit.name is not None:
        company = company or _entered(uow, unit)
        log = bool(company["registered"])
        uow.update("company", company["id"], _unit_values(company, unit), log=log)
        for site in unit.sites:
            if site.public:  # the address of one that is withheld is nobody's business
                _take_site(uow, ctx, company["id"], site, log=log)
        cards = register_cards.take(uow, company, unit, log=log) if unit.complete else 0
    elif company is not None and not unit.public:
        _withhold(uow, company, unit)
    outcome = WITHHELD if not unit.public else FOUND if unit.name is not None else UNKNOWN
    _remember(uow, unit.siren, unit.source, outcome, _provenance(unit))
    return Outcome(
        "mise à jour depuis le registre",
        uid=None if company is None else company["uid"],
        row_id=None if company is None else company["id"],
        undoable=False,
        data={"changed": _changed(uow, before), "cards": cards, "outcome": outcome},
    )


def _withhold(uow: UnitOfWork, company: Row, unit: Unit) -> None:
    """What its holder withholds is not taken over, and nothing of it serves prospecting: its directors' cards go,
    and where nobody has a relation with it its name goes too (ADR 16)."""
    log = bool(company["registered"])
    told: Row = {"open": int(unit.open), "register_on": _day(uow)}
    uow.update("company", company["id"], told if log else told | {"name": LABEL}, log=log)
    register_cards.withdraw(uow, company, log=log)


def _known(uow: UnitOfWork, unit: Unit) -> Row | None:
    """The company of the SIREN, None when nobody has it yet."""
    return uow.one(
        "SELECT * FROM company WHERE siren = ? AND deleted_at IS NULL ORDER BY registered DESC, id LIMIT 1",
        (unit.siren,),
    )


def _entered(uow: UnitOfWork, unit: Unit) -> Row:
    """A company that is new to the directory."""
    row = {
        "siren": unit.siren,
        "name": unit.name,
        "scope": 0,
        "origin": "registre",
        "open": int(unit.open),
    }
    return uow.get("company", uow.insert("company", row, uid=siren_uid(unit.siren), log=False))


def _unit_values(company: Row, unit: Unit) -> Row:
    row: Row = {name: value for name in UNIT_TEXTS if (value := getattr(unit, name)) is not None}
    row |= {"open": int(unit.open), "register_on": unit.updated_on, "origin": "registre"}
    if unit.updated_on is None:
        del row["register_on"]
    for name, amount in (("turnover", unit.turnover), ("result", unit.result)):
        if amount is not None:
            row[name] = euros(amount)
    if unit.turnover is not None:
        row["turnover_year"] = unit.figures_year
    band = headcount_band(unit.headcount_band) if unit.headcount_band else None
    if band is not None and _from_band(company):
        row["headcount"] = band.low
    return row


def _from_band(company: Row) -> bool:
    """Whether the number of employees is only the low end of the band known so far, or unknown."""
    old = headcount_band(company["headcount_band"]) if company["headcount_band"] else None
    return company["headcount"] is None or (old is not None and company["headcount"] == old.low)


def euros(amount: int) -> str:
    """An amount as the register's figures are kept: 1 848 367 €."""
    return f"{amount:,}".replace(",", "\u202f").replace("-", "\u2212") + "\u00a0€"


def _take_site(uow: UnitOfWork, ctx: Context, company: int, site: Site, *, log: bool) -> None:
    """Adds or brings up to date one establishment; one of another company is left alone."""
    known = uow.one(
        "SELECT * FROM establishment WHERE siret = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        (site.siret,),
    )
    if known is not None and known["company_id"] != company:
        return
    row: Row = {name: value for name in SITE_TEXTS if (value := getattr(site, name)) is not None}
    row["open"] = int(site.open)
    if site.head_office is not None:
        row["head_office"] = int(site.head_office)
    row |= _point(ctx, site, known)
    if site.head_office:
        _one_seat(uow, company, site.siret, log=log)
    if known is None:
        row |= {"company_id": company, "siret": site.siret, "scope": 0, "origin": "registre"}
        uow.insert("establishment", row, uid=siret_uid(site.siret), log=False)
    else:
        uow.update("establishment", known["id"], row, log=log)


def _point(ctx: Context, site: Site, known: Row | None) -> Row:
    """The register's own coordinates, else the commune's for an establishment that has none."""
    if site.latitude is not None and site.longitude is not None:
        return {"latitude": site.latitude, "longitude": site.longitude, "precision": ADDRESS}
    if ctx.geocoder is None or (known is not None and known["latitude"] is not None):
        return {}
    place = ctx.geocoder().locate(site.postcode, site.city, site.city_code)
    if place is None:
        return {}
    return {"latitude": place.latitude, "longitude": place.longitude, "precision": "commune"}


def _one_seat(uow: UnitOfWork, company: int, siret: str, *, log: bool) -> None:
    """The former head office is one no more."""
    for other in uow.rows(
        "SELECT id FROM establishment WHERE company_id = ? AND head_office = 1 AND siret IS NOT ? "
        "AND deleted_at IS NULL",
        (company, siret),
    ):
        uow.update("establishment", other["id"], {"head_office": 0}, log=log)


# where each value comes from ------------------------------------------------------------------
def _provenance(unit: Unit) -> dict[str, int | None]:
    """Field → the day the register dates it; what the answer does not tell keeps its older source."""
    if not unit.public or unit.name is None:
        return {}
    told = {name for name in UNIT_TEXTS if getattr(unit, name) is not None} | {"open"}
    told |= {name for name in ("turnover", "result") if getattr(unit, name) is not None}
    if unit.seat is not None:
        told |= {f"seat.{name}" for name in ("street", "postcode", "city") if getattr(unit.seat, name)}
    if unit.complete:
        told.add("directors")
    return dict.fromkeys(sorted(told), unit.updated_on)


def _remember(uow: UnitOfWork, siren: str, source: str, outcome: str, fields: dict[str, int | None]) -> None:
    """Keeps when and by whom the question was answered, field by field."""
    kept = stored_object(uow.value("SELECT fields FROM register_answer WHERE siren = ?", (siren,)))
    asked = _day(uow)
    for name, day in fields.items():
        kept[name] = {"source": source, "on": day, "asked": asked}
    uow.run(
        "INSERT INTO register_answer (siren, at, source, outcome, fields) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (siren) DO UPDATE SET at = excluded.at, source = excluded.source, outcome = excluded.outcome, "
        "fields = excluded.fields",
        (siren, uow.now_ms, source, outcome, json.dumps(kept)),
    )


def _day(uow: UnitOfWork) -> int:
    return uow.now_ms // 86_400_000


def _changed(uow: UnitOfWork, before: int) -> list[dict[str, Any]]:
    """What the register changed, in the words of the history; rows that are new are told by their object alone."""
    found: list[dict[str, Any]] = []
    for change in uow.journal[before:]:
        row = uow.get(change.table, change.id)
        subject = labels.object_label(uow, change.table, row)
        if "deleted_at" in change.after and len(change.after) == 1:
            if change.table != "company":
                told = labels.summary(uow, change.table, row)
                found.append({"object": subject, "field": "", "old": None, "new": told})
            continue
        for name, value in change.after.items():
            if labels.is_shown(change.table, name) or name in FIGURES:
                found.append(
                    {
                        "object": subject,
                        "field": FIGURES.get(name) or labels.field_label(change.table, name),
                        "old": labels.shown(uow, change.table, name, change.before[name]),
                        "new": labels.shown(uow, change.table, name, value),
                    }
                )
    return found


FIGURES = {
    "turnover": "Chiffre d’affaires",
    "result": "Résultat",
    "agreement": "Convention collective",
}
"""Register values that the history of a file does not tell."""
