"""Reads what a letter says: the values of X-10 of a dossier or a contact, the letterhead, the documents made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from prospectdesk.domain.clock import day_date
from prospectdesk.domain.letters import Ready
from prospectdesk.domain.merge import MissionLine, Values
from prospectdesk.domain.money import read_amount
from prospectdesk.queries import companies, contacts, dossiers
from prospectdesk.queries.companies import CompanyHead
from prospectdesk.queries.contacts import ContactCard
from prospectdesk.queries.dossiers import Dossier
from prospectdesk.store.connection import Connection

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SALUTATIONS = {"Mme": "Madame", "M.": "Monsieur"}
SALUTATION = "Madame, Monsieur"
"""How a letter begins: titles are abbreviated beside a name only."""
_CITY = re.compile(r"^\s*\d{5}\s+(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Head:
    """The letterhead: cabinet and office, or the workspace where the dossier names none."""

    sender: tuple[str, ...]
    contact: tuple[str, ...]
    legal: str
    city: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a letter is about on the day `day` (a day number). `address` has one line an entry."""

    company_id: int
    dossier_id: int | None
    company: str
    accountant: str
    address: tuple[str, ...]
    person: tuple[str, ...]
    reference: str
    values: Values
    head: Head
    ready: Ready
    day: int


def of_dossier(conn: Connection, dossier_id: int, today: int) -> Subject | None:
    """The values of a dossier and its privileged contact; `today` is a day number."""
    found = dossiers.dossier(conn, dossier_id)
    head = None if found is None else companies.head(conn, found.company_id)
    if found is None or head is None:
        return None
    card = next((one for one in contacts.cards(conn, head.id) if one.privileged), None)
    return _subject(conn, head, card, found, today)


def of_contact(conn: Connection, contact_id: int, today: int) -> Subject | None:
    """The values of a contact, its company and the dossier its opportunity box shows."""
    card = contacts.card(conn, contact_id)
    head = None if card is None else companies.head(conn, card.company_id)
    if card is None or head is None:
        return None
    return _subject(conn, head, card, dossiers.followed(dossiers.dossiers(conn, head.id)), today)


def _subject(
    conn: Connection, head: CompanyHead, card: ContactCard | None, dossier: Dossier | None, today: int
) -> Subject:
    address = _address(head)
    letterhead = _head(conn, dossier)
    texts = _company_texts(head, address) | _contact_texts(card) | _dossier_texts(dossier)
    texts |= {
        "lieu": letterhead.city,
        "date": long_date(today),
        "adresse_cabinet": "\n".join(letterhead.contact),
    }
    texts["cabinet"] = texts.get("cabinet") or ""
    named = dossier is not None and dossier.state.has_missions
    lines = () if dossier is None else dossier.missions
    return Subject(
        company_id=head.id,
        dossier_id=None if dossier is None else dossier.id,
        company=head.name,
        accountant=head.accountant or "",
        address=address,
        person=_person(card),
        reference="" if dossier is None else dossier.type,
        values=Values(texts, tuple(MissionLine(one.label, one.performer, named) for one in lines)),
        head=letterhead,
        ready=Ready(
            contract_type=dossier is not None and dossier.contract_type_id is not None,
            offer=dossier is not None and dossier.offer_id is not None,
            privileged=card is not None and card.privileged,
            accountant=bool(head.accountant),
        ),
        day=today,
    )


def _address(head: CompanyHead) -> tuple[str, ...]:
    town = " ".join(filter(None, (head.postcode, head.city)))
    return tuple(part for part in (head.street, head.street2, town, _abroad(head)) if part)


def _abroad(head: CompanyHead) -> str:
    country = (head.country or "").strip()
    return "" if country.lower() in {"", "france", "fr"} else country


def _company_texts(head: CompanyHead, address: tuple[str, ...]) -> dict[str, str]:
    return {
        "raison_sociale": head.name,
        "siret": head.siret or "",
        "siren": head.siren or "",
        "adresse": "\n".join(address),
        "forme_juridique": head.legal_form or "",
        "naf": head.naf or "",
        "regime_imposition": head.tax_regime or "",
        "cabinet_actuel": head.accountant or "",
    }


def _contact_texts(card: ContactCard | None) -> dict[str, str]:
    if card is None:
        return {"appel": SALUTATION}
    return {
        "appel": SALUTATIONS.get(card.title or "", SALUTATION),
        "civilite": card.title or "",
        "prenom": card.first_name or "",
        "nom": card.last_name or "",
        "fonction": card.job or "",
    }


def _person(card: ContactCard | None) -> tuple[str, ...]:
    if card is None:
        return ()
    name = " ".join(part for part in (card.title, card.first_name, card.last_name) if part)
    return tuple(part for part in (name, card.job) if part)


def _dossier_texts(one: Dossier | None) -> dict[str, str]:
    if one is None:
        return {}
    return {
        "type_client": one.client_type or "",
        "date_debut": long_date(one.starts_on),
        "date_fin": long_date(one.ends_on),
        "cabinet": one.cabinet or "",
        "bureau": one.office or "",
        "titulaire": one.holder or "",
        "associe": one.partner or "",
        "contrat_type": one.contract_type or "",
        "offre": one.offer or "",
        "montant": money(one.amount),
    }


def long_date(day: int | None) -> str:
    """ "1er janvier 2027", empty for None."""
    if day is None:
        return ""
    told = day_date(day)
    number = "1er" if told.day == 1 else str(told.day)
    return f"{number}\u00a0{MONTHS[told.month - 1]}\u00a0{told.year}"


def money(amount: str | None) -> str:
    """ "2 400,00 €" of a stored amount, empty for none."""
    value = read_amount(amount)
    if value is None:
        return ""
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"


def _head(conn: Connection, dossier: Dossier | None) -> Head:
    cabinet = office = None
    if dossier is not None and dossier.cabinet_id is not None:
        cabinet = _one(
            conn, "SELECT name, address, phone, email, legal FROM cabinet WHERE id = ?", dossier.cabinet_id
        )
    if dossier is not None and dossier.office_id is not None:
        office = _one(conn, "SELECT name, address, phone FROM office WHERE id = ?", dossier.office_id)
    space = conn.execute("SELECT name, street, postcode, city FROM workspace ORDER BY id LIMIT 1").fetchone()
    if cabinet is None:
        address = "\n".join(filter(None, (space[1], " ".join(filter(None, (space[2], space[3]))))))
        cabinet = (space[0], address, None, None, None)
    address = (office[1] if office else None) or cabinet[1] or ""
    phone = (office[2] if office else None) or cabinet[2]
    lines = [line.strip() for line in address.split("\n")] + [phone, cabinet[3]]
    city = _CITY.search(address)
    sender = (
        cabinet[0],
        f"Bureau de\u00a0{office[0]}" if office and not _bureau(office[0]) else (office or ("",))[0],
    )
    return Head(
        sender=tuple(filter(None, sender)),
        contact=tuple(filter(None, lines)),
        legal=cabinet[4] or "",
        city=city.group(1) if city else (space[3] or ""),
    )


def _bureau(name: str) -> bool:
    return name.lower().startswith(("bureau", "cabinet", "agence"))


def _one(conn: Connection, sql: str, row_id: int) -> Any:
    return conn.execute(sql, (row_id,)).fetchone()


@dataclass(frozen=True, slots=True)
class Printed:
    """A document that was made: `number` its version among those of its label, `at` an instant in ms."""

    id: int
    uid: bytes
    label: str
    number: int
    title: str
    text: str
    sha256: str | None
    at: int
    author: str | None


_PRINTED = (
    "SELECT d.id, d.uid, d.label, d.number, d.title, d.text, d.sha256, d.made_at, u.name FROM document d "
    "LEFT JOIN user u ON u.id = d.author_id WHERE d.deleted_at IS NULL AND d.number > 0 AND "
)


def printed(conn: Connection, dossier_id: int) -> list[Printed]:
    """The documents of a dossier, newest first."""
    rows = conn.execute(f"{_PRINTED} d.dossier_id = ? ORDER BY d.made_at DESC, d.id DESC", (dossier_id,))
    return [Printed(*row) for row in rows]


def printed_one(conn: Connection, document_id: int) -> Printed | None:
    """One document by local id."""
    row = conn.execute(f"{_PRINTED} d.id = ?", (document_id,)).fetchone()
    return None if row is None else Printed(*row)


def find_dossier(conn: Connection, uid: bytes) -> int | None:
    """The local id of a live dossier."""
    row = conn.execute("SELECT id FROM dossier WHERE uid = ? AND deleted_at IS NULL", (uid,)).fetchone()
    return None if row is None else int(row[0])


def company_name(conn: Connection, dossier_id: int) -> str | None:
    """The name of a dossier's company, deleted or not."""
    row = conn.execute(
        "SELECT coalesce(c.shown_name, c.name) FROM dossier d JOIN company c ON c.id = d.company_id WHERE d.id = ?",
        (dossier_id,),
    ).fetchone()
    return None if row is None else str(row[0])
