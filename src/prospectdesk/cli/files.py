"""The verbs that write files: `export`, `vcard`, `personal-data`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from prospectdesk.cli.output import answer
from prospectdesk.domain.errors import Invalid, NotFound
from prospectdesk.domain.ids import parse_uid
from prospectdesk.jobs import exports
from prospectdesk.jobs.session import Session
from prospectdesk.queries import contacts
from prospectdesk.queries.contacts import ContactCard
from prospectdesk.queries.prospects_criteria import parse_criteria


def run_export(session: Session, arguments: Namespace) -> int:
    """The "Editions" of the list (D-05); a file of that name is replaced, as every export of a shell does."""
    target = Path(arguments.file)
    count = exports.export_list(
        session.reader,
        target,
        parse_criteria(arguments.criterion),
        arguments.sort,
        all_companies=arguments.all_companies,
        overwrite=True,
    )
    answer(arguments, {"rows": count, "file": str(target)}, f"{count} ligne(s) : {target}")
    return 0


def run_vcard(session: Session, arguments: Namespace) -> int:
    """One contact as a vCard 4.0 (D-19)."""
    card = _card(session, arguments.contact)
    target = Path(arguments.file)
    if target.suffix.lower() != ".vcf":
        raise Invalid("extension", "« {name} » : choisissez un nom qui finit par .vcf.", name=target.name)
    exports.export_card(session.reader, card.id, target, overwrite=True)
    answer(arguments, {"file": str(target)}, str(target))
    return 0


def run_personal_data(session: Session, arguments: Namespace) -> int:
    """Everything known about one person, as JSON or on paper (L2)."""
    card = _card(session, arguments.contact)
    target = Path(arguments.file)
    exports.export_person(session.reader, card.id, target, session.clock, overwrite=True)
    answer(arguments, {"file": str(target)}, str(target))
    return 0


def _card(session: Session, ref: str) -> ContactCard:
    uid = parse_uid(ref)
    with session.reader.session() as conn:
        if uid is None:
            row = conn.execute(
                "SELECT id FROM contact WHERE email_key = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
                (ref.lower(),),
            ).fetchone()
            found = None if row is None else contacts.card(conn, row[0])
        else:
            found = contacts.by_uid(conn, uid)
    if found is None:
        raise NotFound("not_found", "Interlocuteur introuvable : {ref}.", ref=ref[:60])
    return found
