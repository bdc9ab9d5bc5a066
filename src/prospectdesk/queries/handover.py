"""What another CRM is handed: sheets, contacts and notes of chosen companies (C-11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from prospectdesk.domain.clock import day_date, ms_instant
from prospectdesk.domain.phones import show_phone
from prospectdesk.queries import companies, contacts
from prospectdesk.store.connection import Connection

COMPANIES = (
    "Raison sociale", "SIREN", "SIRET", "Naf", "Forme juridique", "Rue", "Adresse (Suite)", "Code Postal", "Ville",
    "Pays", "Téléphone", "Mail", "Site internet", "Régime d’imposition", "Cabinet actuel", "Date de création",
    "Commercial source", "Commercial opérationnel", "Source",
)  # fmt: skip
CONTACTS = (
    "Raison sociale", "SIRET", "Carte", "Civilité", "Prénom", "Nom", "Fonction", "Téléphone domicile",
    "Téléphone portable", "Courriel", "LinkedIn", "Privilégié",
)  # fmt: skip
NOTES = ("Raison sociale", "SIRET", "Date et heure", "Type", "Auteur", "Texte")
COLOURS = {"white": "Source légale", "orange": "Ma base", "grey": "A quitté la société"}
Line = tuple[Any, ...]


def company_lines(conn: Connection, ids: Iterable[int]) -> Iterator[Line]:
    """One line a company, in the order of COMPANIES."""
    for company_id in ids:
        head = companies.head(conn, company_id)
        if head is not None:
            yield (
                head.name, head.siren, head.siret, head.naf, head.legal_form, head.street, head.street2, head.postcode,
                head.city, head.country, _phone(head.phone), head.mail, head.website, head.tax_regime, head.accountant,
                _day(head.created_on), head.source_user, head.operational_user, head.source,
            )  # fmt: skip


def contact_lines(conn: Connection, ids: Iterable[int]) -> Iterator[Line]:
    """One line a visible card whose channels are not all closed, in the order of CONTACTS (INV-12)."""
    for company_id, name, siret in _named(conn, ids):
        for card in contacts.cards(conn, company_id):
            if len(card.blocked) < 3:
                yield (
                    name, siret, COLOURS[card.colour], card.title, card.first_name, card.last_name, card.job,
                    _phone(card.home), _phone(card.mobile), card.email, card.linkedin, "Oui" if card.privileged else None,
                )  # fmt: skip


def note_lines(conn: Connection, ids: Iterable[int], zone: str) -> Iterator[Line]:
    """One line a note or call, oldest first, in the order of NOTES."""
    for company_id, name, siret in _named(conn, ids):
        rows = conn.execute(
            "SELECT t.at, t.type, u.name, t.text FROM timeline t LEFT JOIN user u ON u.id = t.author_id "
            "WHERE t.company_id = ? AND t.type IN ('note', 'appel') AND t.deleted_at IS NULL ORDER BY t.at, t.id",
            (company_id,),
        )
        for at, kind, author, text in rows:
            yield (name, siret, _moment(at, zone), "Appel" if kind == "appel" else "Note", author, text)


def _named(conn: Connection, ids: Iterable[int]) -> Iterator[Sequence[Any]]:
    sql = "SELECT id, coalesce(shown_name, name), siret FROM company WHERE id = ? AND deleted_at IS NULL"
    for company_id in ids:
        row = conn.execute(sql, (int(company_id),)).fetchone()
        if row is not None:
            yield row


def _phone(stored: str | None) -> str | None:
    return None if stored is None else show_phone(stored)


def _day(number: int | None) -> date | None:
    return None if number is None else day_date(number)


def _moment(ms: int, zone: str) -> datetime:
    return ms_instant(ms).astimezone(ZoneInfo(zone))
