"""Exports: the list as a sheet (D-05), a contact as a vCard (D-19), a person whole (L2), a history (D-49)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from prospectdesk.domain.clock import DEFAULT_ZONE, Clock, ms_instant
from prospectdesk.domain.errors import Invalid, NotFound
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries import companies, contacts, handover, personal_data, prospects, timeline
from prospectdesk.queries.opposed import opposed_among
from prospectdesk.queries.prospects_criteria import Criteria
from prospectdesk.queries.prospects_export import TITLES, export_rows
from prospectdesk.queries.reader import Reader
from prospectdesk.sheets.tables import write_file, write_table, write_workbook
from prospectdesk.sheets.vcards import Card, write_card
from prospectdesk.sheets.xlsx_writer import Column, Sheet

WIDTHS = (34, 20, 14, 20, 14, 16, 16, 28, 22, 18, 9, 10, 18, 18, 14)


def export_list(
    reader: Reader,
    target: Path,
    criteria: Criteria,
    sort: str = "raison_sociale",
    *,
    all_companies: bool = False,
    ids: Iterable[int] | None = None,
    overwrite: bool = False,
    ticket: Ticket | None = None,
) -> int:
    """Writes the companies that meet `criteria` (or exactly `ids`) in the order `sort`; answers the rows.

    Those that object to prospecting are left out (domain.opposition).
    Raises Invalid, Refused (file exists), Unavailable (disk), Cancelled.
    """
    with reader.session() as conn:
        if ids is None:
            ids = prospects.find(
                conn, criteria, sort, all_companies=all_companies, columns=reader.columns, names=reader.names
            )
        wanted = list(ids)
        closed = opposed_among(conn, wanted)  # companies that object to prospecting are left out
        if closed:
            wanted = [one for one in wanted if one not in closed]
        columns = [Column(title, width) for title, width in zip(TITLES, WIDTHS, strict=True)]
        rows = export_rows(conn, wanted)
        return write_table(
            target, columns, rows, ticket=ticket, overwrite=overwrite, title="Prospects", total=len(wanted)
        )


def export_card(reader: Reader, contact_id: int, target: Path, *, overwrite: bool = False) -> None:
    """Writes one contact as a vCard 4.0. Raises NotFound, Refused (file exists), Unavailable."""
    text = card_text(reader, contact_id)
    write_file(target, lambda stream: stream.write(text.encode()), overwrite=overwrite)


def card_text(reader: Reader, contact_id: int) -> str:
    """The vCard of a contact with its company's name and address."""
    with reader.session() as conn:
        card = contacts.card(conn, contact_id)
        head = None if card is None else companies.head(conn, card.company_id)
    if card is None or head is None:
        raise NotFound("not_found", "Cet interlocuteur n’existe plus.")
    phones = tuple(
        (kind, number)
        for kind, number in (("home", card.home), ("cell", card.mobile), ("work", head.phone))
        if number
    )
    return write_card(
        Card(
            nom=card.last_name or "",
            prenom=card.first_name or "",
            civilite=card.title or "",
            organisation=head.name,
            fonction=card.job or "",
            courriel=card.email or "",
            telephones=phones,
            rue=head.street or "",
            adresse_suite=head.street2 or "",
            code_postal=head.postcode or "",
            ville=head.city or "",
            pays=head.country or "",
            uid=card.uid,
        )
    )


def export_person(
    reader: Reader, contact_id: int, target: Path, clock: Clock, *, overwrite: bool = False
) -> None:
    """Writes everything known about a person, .json to be read by a program or .pdf to be handed out (L2).

    Raises Invalid (extension), NotFound, Refused (file exists), Unavailable.
    """
    suffix = target.suffix.lower()
    if suffix not in {".json", ".pdf"}:
        raise Invalid(
            "extension", "« {name} » : choisissez un nom qui finit par .json ou .pdf.", name=target.name
        )
    document = reader.run(personal_data.of_contact, contact_id)
    if suffix == ".json":
        data = json.dumps(document, ensure_ascii=False, indent=1).encode()
    else:
        from prospectdesk.documents import personal_sheet  # late: reportlab

        data, _pages = personal_sheet.render(document, clock.today(), clock.zone)
    write_file(target, lambda stream: stream.write(data), overwrite=overwrite)


def export_history(
    reader: Reader, company_id: int, target: Path, zone: str = DEFAULT_ZONE, *, overwrite: bool = False
) -> int:
    """Writes the history of a company, newest first; answers the rows.

    Raises Invalid (extension), Refused (file exists), Unavailable.
    """
    from zoneinfo import ZoneInfo

    titles = ("Date et heure", "Utilisateur", "Objet", "Champ", "Ancienne valeur", "Nouvelle valeur")
    with reader.session() as conn:
        found = timeline.history(conn, company_id, limit=1_000_000)

    def when(ms: int) -> datetime:
        return ms_instant(ms).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    rows = [(when(one.at), one.user, one.object, one.field, one.old, one.new) for one in found]
    columns = [Column(title, 24) for title in titles]
    return write_table(target, columns, rows, title="Historique", total=len(rows), overwrite=overwrite)


def export_handover(
    reader: Reader, ids: Iterable[int], target: Path, zone: str = DEFAULT_ZONE, *, overwrite: bool = False
) -> int:
    """Writes sheets, contacts and notes of companies as one workbook for another CRM (C-11).

    Answers the rows of all three sheets. Raises Invalid (extension), Refused (file exists), Unavailable.
    """
    wanted = [int(one) for one in ids]

    def sheet(title: str, titles: Iterable[str], rows: Iterable[Sequence[Any]]) -> Sheet:
        return Sheet(title, [Column(one, 20) for one in titles], rows)

    with reader.session() as conn:
        return write_workbook(
            target,
            [
                sheet("Sociétés", handover.COMPANIES, handover.company_lines(conn, wanted)),
                sheet("Contacts", handover.CONTACTS, handover.contact_lines(conn, wanted)),
                sheet("Notes", handover.NOTES, handover.note_lines(conn, wanted, zone)),
            ],
            overwrite=overwrite,
        )
