"""What the register says, in the fields and the words of the form of a new prospect (X-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.clock import day_number, ms_instant
from prospectdesk.ui.kit import format as show

if TYPE_CHECKING:
    from prospectdesk.domain.register import Site, Unit

SIRET_DIGITS = 14


def site_of(unit: Unit, number: str) -> Site | None:
    """The establishment that was asked about, None where the answer has not this one; of a company its seat."""
    return unit.site(number) if len(number) == SIRET_DIGITS else unit.seat


def facts_of(unit: Unit, number: str) -> dict[str, str]:
    """By field of the form: what the register knows, as it is typed."""
    site = site_of(unit, number)
    if site is not None and not site.public:
        return {}
    told = {
        "raison_sociale": unit.name,
        "forme_juridique": legal_form(unit.legal_form),
        "naf": (site.naf if site is not None else None) or unit.naf,
        "date_creation": show.date_text(unit.created_on),
    }
    if site is not None:
        told |= {
            "siret": show.siret(site.siret),
            "rue": site.street,
            "adresse_suite": site.street2,
            "code_postal": site.postcode,
            "ville": site.city,
            "pays": site.country,
        }
    return {name: value for name, value in told.items() if value}


def legal_form(code: str | None) -> str | None:
    """The label of a legal category."""
    if not code:
        return None
    from prospectdesk.geo import reference  # late: its tables are read from a file

    return reference.legal_forms().label(code) or code


def local_words(day_ms: int | None) -> str:
    """Where the values come from: the local directory, with its date."""
    say = QCoreApplication.translate
    if day_ms is None:
        return say("Register", "Complété depuis l’annuaire local.")
    day = day_number(ms_instant(day_ms).date())
    return say("Register", "Complété depuis l’annuaire local du {0}.").format(show.date_text(day))


def standing_words(unit: Unit, number: str) -> tuple[str, str]:
    """How the company stands, in one sentence, and its tone: ok, warn or bad."""
    say = QCoreApplication.translate
    site = site_of(unit, number)
    if not unit.public or (site is not None and not site.public):
        text = say(
            "Register",
            "Diffusion partielle : cette entreprise s’oppose à l’usage de ses données pour la prospection.",
        )
        return text, "bad"
    if not unit.open:
        if unit.closed_on is None:
            return say("Register", "Entreprise fermée d’après le registre."), "bad"
        closed = say("Register", "Entreprise fermée depuis le {0} d’après le registre.")
        return closed.format(show.date_text(unit.closed_on)), "bad"
    if site is not None and not site.open:
        return say("Register", "Établissement fermé d’après le registre."), "warn"
    if unit.updated_on is None:
        return say("Register", "Complété depuis le registre."), "ok"
    told = say("Register", "Complété depuis le registre (mis à jour le {0}).")
    return told.format(show.date_text(unit.updated_on)), "ok"


def place_words(unit: Unit) -> str:
    """Where a company of a search is: 35000 Rennes."""
    seat = unit.seat
    return "" if seat is None else " ".join(part for part in (seat.postcode, seat.city) if part)
