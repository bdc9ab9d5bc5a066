"""Everything a sheet shows of its company, read in one snapshot, and its words in French."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from prospectdesk.domain.nomenclature import headcount_band
from prospectdesk.geo import reference
from prospectdesk.queries import (
    companies,
    contacts,
    dossiers,
    news,
    non_conformities,
    register,
    relances,
    sync_screen,
)
from prospectdesk.queries.companies import CompanyHead, Establishment, RoutineTag
from prospectdesk.queries.contacts import ContactCard
from prospectdesk.queries.news import NewsItem, Park
from prospectdesk.queries.non_conformities import Report
from prospectdesk.queries.register import NEVER, Standing
from prospectdesk.ui.kit import format as show

if TYPE_CHECKING:
    from prospectdesk.ui.kit.disputes import FieldConflict

SEPARATOR = "  ·  "


@dataclass(frozen=True, slots=True)
class Facts:
    """One reading of a sheet. `naf` and `legal_form` are labels, None when the code is unknown."""

    head: CompanyHead
    sites: tuple[Establishment, ...]
    cards: tuple[ContactCard, ...]
    tags: tuple[RoutineTag, ...]
    naf: str | None
    legal_form: str | None
    dossiers: tuple[dict[str, Any], ...]
    follow_ups: int
    disputes: tuple[FieldConflict, ...] = ()
    reports: tuple[Report, ...] = ()
    standing: Standing = NEVER
    news: tuple[NewsItem, ...] = ()
    parks: tuple[Park, ...] = ()

    @property
    def privileged(self) -> ContactCard | None:
        """The privileged contact."""
        return next((card for card in self.cards if card.privileged), None)


def read(conn: Any, company_id: int, person_id: int, leads: bool) -> Facts | None:
    """Reads a sheet; None when the company is gone. The nomenclatures are read at the first sheet."""
    head = companies.head(conn, company_id)
    if head is None:
        return None
    return Facts(
        head=head,
        sites=tuple(companies.establishments(conn, company_id)),
        cards=tuple(contacts.cards(conn, company_id)),
        tags=tuple(companies.tags(conn, company_id, person_id, leads)),
        naf=reference.naf().label(head.naf) if head.naf else None,
        legal_form=legal_form(head.legal_form),
        dossiers=tuple(dossiers.of_company(conn, company_id)),
        follow_ups=len(relances.of_company(conn, company_id)),
        disputes=_disputes(conn, company_id, person_id),
        reports=tuple(non_conformities.reports(conn, company_id)),
        standing=register.standing(conn, company_id),
        news=news.news(conn, company_id),
        parks=news.parks(conn, company_id),
    )


def _disputes(conn: Any, company_id: int, person_id: int) -> tuple[FieldConflict, ...]:
    """The conflicts of the file; what reads them is only loaded where there are some."""
    if not sync_screen.has_conflicts(conn, company_id):
        return ()
    from prospectdesk.queries import conflicts
    from prospectdesk.ui.kit.disputes import field_conflict

    found = conflicts.open_conflicts(conn, company_id)
    owners = sync_screen.contacts_of(conn, [one.row_id for one in found if one.table == "contact_point"])
    return tuple(field_conflict(one, person_id, owners) for one in found)


def legal_form(text: str | None) -> str | None:
    """The label of a code of the register; words typed by hand stay as they are."""
    if not text or not text.strip().isdecimal():
        return text or None
    return reference.legal_forms().label(text) or text


def identity(facts: Facts) -> str:
    """SIREN · SIRET · NAF, as far as known: the line below the name."""
    head = facts.head
    parts = []
    if head.siren:
        parts.append(f"SIREN {show.siren(head.siren)}")
    if head.siret:
        parts.append(f"SIRET {show.siret(head.siret)}")
    if head.naf:
        parts.append(f"NAF {head.naf} {facts.naf or ''}".strip())
    return SEPARATOR.join(parts)


def workforce(head: CompanyHead) -> str:
    """The number of employees, else the band; empty when unknown."""
    if head.headcount is not None:
        say = QCoreApplication.translate
        text = (
            say("Companies", "{count} salarié")
            if head.headcount < 2
            else say("Companies", "{count} salariés")
        )
        return text.format(count=show.count(head.headcount))
    band = headcount_band(head.headcount_band) if head.headcount_band else None
    return band.label if band else ""


def particulars(facts: Facts) -> str:
    """Legal form · workforce · creation · address: the second line."""
    head = facts.head
    made = QCoreApplication.translate("Companies", "créée le {date}")
    parts = [
        facts.legal_form or "",
        workforce(head),
        made.format(date=show.date_text(head.created_on)) if head.created_on is not None else "",
        address(head.street, head.postcode, head.city),
    ]
    return SEPARATOR.join(part for part in parts if part)


def address(street: str | None, postcode: str | None, city: str | None) -> str:
    """14 rue des Frères Bonnet, 69400 Villefranche."""
    place = " ".join(part for part in (postcode, city) if part)
    return ", ".join(part for part in (street, place) if part)


def tag_words() -> dict[str, str]:
    """The tags of a routine, in their order (C-72)."""
    say = QCoreApplication.translate
    return {
        "suspect": say("Tags", "Suspect"),
        "prospect": say("Tags", "Prospect"),
        "client": say("Tags", "Client"),
        "hors_cible": say("Tags", "Hors-cible"),
    }


def yes_no(value: bool) -> str:
    """Oui or Non."""
    say = QCoreApplication.translate
    return say("Companies", "Oui") if value else say("Companies", "Non")


def vat_number(siren: str | None) -> str:
    """The intra-community VAT number that follows from a SIREN; empty without one."""
    if not siren or len(siren) != 9 or not siren.isdecimal():
        return ""
    key = (12 + 3 * (int(siren) % 97)) % 97
    return f"FR{key:02} {show.siren(siren)}"
