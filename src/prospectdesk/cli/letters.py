"""The verb `letter`: a document of a dossier, or a template of one's own, as .pdf or .docx."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from prospectdesk.cli.output import answer
from prospectdesk.commands.documents import StoreDocument
from prospectdesk.documents import letter_templates
from prospectdesk.documents.letter_merge import Merged
from prospectdesk.domain.errors import BadFile, Invalid, NotFound
from prospectdesk.domain.ids import parse_uid
from prospectdesk.domain.letters import refuse_recipient
from prospectdesk.jobs import letters
from prospectdesk.jobs.session import Session
from prospectdesk.queries import contacts
from prospectdesk.queries import letters as reading
from prospectdesk.sheets.tables import write_file


def run_letter(session: Session, arguments: Namespace) -> int:
    """Prints one letter; what is missing is listed and printed as "…………"."""
    target = Path(arguments.out or arguments.file)
    if target.suffix.lower() not in {".pdf", ".docx"}:
        raise Invalid(
            "extension", "« {name} » : choisissez un nom qui finit par .pdf ou .docx.", name=target.name
        )
    today = session.clock.today_number()
    if arguments.template:
        merged = _own(session, arguments, today)
        data, pages = letters.pdf(merged.letter)
    else:
        dossier_id = _dossier(session, arguments.dossier)
        with session.reader.session() as conn:
            prepared = letters.prepare(conn, dossier_id, arguments.document, today)
        merged = prepared.merged
        data, pages = letters.pdf(merged.letter)
    _write(target, data, merged)
    if not arguments.template and target.suffix.lower() == ".pdf":
        session.bus.do(
            StoreDocument(
                dossier=dossier_id,
                label=prepared.document.label,
                text=letters.frozen(merged.letter),
                sha256=letters.digest(data),
            )
        )
    fields = list(dict.fromkeys(one.field for one in merged.missing))
    answer(arguments, {"file": str(target), "missing": fields, "pages": pages}, _text(target, merged, pages))
    return 0


def _write(target: Path, data: bytes, merged: Merged) -> None:
    if target.suffix.lower() == ".docx":
        from prospectdesk.documents.letter_docx import render  # late: python-docx is loaded by who writes one

        data = render(merged.letter)
    write_file(target, lambda stream: stream.write(data), overwrite=True)


def _own(session: Session, arguments: Namespace, today: int) -> Merged:
    try:
        source = Path(arguments.template)
        if source.stat().st_size > letter_templates.LONGEST_FILE:
            raise BadFile("template_too_large", "Ce fichier de modèle est trop grand.")
        template = letter_templates.from_json(source.read_bytes())
    except OSError:
        raise BadFile(
            "template_file", "Le fichier de modèle ne peut pas être lu : {file}", file=arguments.template
        ) from None
    uid = parse_uid(arguments.contact)
    with session.reader.session() as conn:
        card = None if uid is None else contacts.by_uid(conn, uid)
        if card is not None:
            refuse_recipient(card.name, colour=card.colour, blocked=len(card.blocked))
        subject = None if card is None else reading.of_contact(conn, card.id, today)
    if subject is None:
        raise NotFound("not_found", "Interlocuteur introuvable : {ref}.", ref=arguments.contact[:60])
    return letters.fill(template, subject)


def _dossier(session: Session, ref: str) -> int:
    uid = parse_uid(ref)
    with session.reader.session() as conn:
        found = None if uid is None else reading.find_dossier(conn, uid)
    if found is None:
        raise NotFound("not_found", "Dossier introuvable : {ref}.", ref=ref[:60])
    return found


def _text(target: Path, merged: Merged, pages: int) -> str:
    lines = [f"{target} ({pages} page{'s' if pages > 1 else ''})"]
    if merged.missing:
        lines.append("Valeurs manquantes, imprimées « ………… » :")
        lines += [f"- {one.label}" for one in merged.missing]
    return "\n".join(lines)
