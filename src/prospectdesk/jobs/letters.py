"""Prints letters: reads a dossier, merges, renders, keeps the version; the window and the command line do the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from prospectdesk.documents import letter_templates as templates
from prospectdesk.documents.letter_merge import Merged, Parties, compose
from prospectdesk.documents.letter_templates import LetterTemplate
from prospectdesk.domain.errors import Invalid, NotFound, Refused
from prospectdesk.domain.letter import Letter, thaw
from prospectdesk.domain.letters import Document, find_document, obstacle
from prospectdesk.domain.merge import LONGEST_TEXT
from prospectdesk.queries import letters
from prospectdesk.queries.letters import Printed, Subject
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document of a dossier, merged with today's values."""

    document: Document
    subject: Subject
    merged: Merged


def prepare(conn: Connection, dossier_id: int, label: str, today: int) -> Prepared:
    """Merges a document of D-35. Raises Invalid (label), NotFound, Refused with the tooltip of D-36."""
    document = find_document(label)
    subject = letters.of_dossier(conn, dossier_id, today)
    if subject is None:
        raise NotFound("not_found", "Ce dossier n’existe plus.")
    found = obstacle(document, subject.ready)
    if found is not None:
        raise found
    return Prepared(document, subject, fill(templates.built_in(document.template), subject))


def fill(template: LetterTemplate, subject: Subject) -> Merged:
    """A template with the values of a subject."""
    return compose(
        template,
        subject.values,
        Parties(
            subject.company,
            subject.address,
            subject.person,
            subject.accountant,
            subject.head.sender,
            subject.head.contact,
            subject.head.legal,
            subject.reference,
        ),
    )


def edited(letter: Letter, body: str) -> Letter:
    """The letter with the text a person typed (X-11). Raises Invalid when it is empty or too long."""
    if not body.strip():
        raise Invalid("empty_letter", "Le texte de la lettre est vide.")
    if len(body) > LONGEST_TEXT:
        raise Invalid(
            "letter_too_long", "La lettre est trop longue : {limit} caractères au plus.", limit=LONGEST_TEXT
        )
    return letter.with_body(body)


def pdf(letter: Letter, *, draft: bool = False) -> tuple[bytes, int]:
    """The PDF of a letter and its pages."""
    from prospectdesk.documents.letter_pdf import render  # late: reportlab is loaded by who prints

    return render(letter, draft=draft)


def digest(data: bytes) -> str:
    """The hash that is kept with a document."""
    return hashlib.sha256(data).hexdigest()


def again(kept: Printed) -> bytes:
    """The PDF of a kept version, byte for byte. Raises Refused when it is not what was printed then."""
    data, _pages = pdf(thaw(kept.text))
    if kept.sha256 is not None and digest(data) != kept.sha256:
        raise Refused(
            "other_bytes",
            "« {title} » ne peut pas être refait à l’identique : le texte conservé ou le programme a changé.",
            title=kept.title,
        )
    return data
