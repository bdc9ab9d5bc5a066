"""Prints letters: reads a dossier, merges, renders, keeps the version; the window and the command line do the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from prospectdesk.documents import letter_templates as templates
from prospectdesk.documents.letter_merge import Merged, Parties, compose
from prospectdesk.documents.letter_templates import LetterTemplate
from prospectdesk.domain import letter_clauses
from prospectdesk.domain.clock import day_date
from prospectdesk.domain.errors import Invalid, NotFound, Refused
from prospectdesk.domain.letter import Letter, thaw
from prospectdesk.domain.letter_clauses import Clause, chosen
from prospectdesk.domain.letter_gaps import asked, gaps
from prospectdesk.domain.letters import Document, find_document, obstacle
from prospectdesk.domain.merge import LONGEST_TEXT, MISSING, Missing
from prospectdesk.domain.text import clean_text
from prospectdesk.queries import letter_templates, letter_window, letters
from prospectdesk.queries.letter_window import SavedText
from prospectdesk.queries.letters import Printed, Subject
from prospectdesk.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document of a dossier, merged with today's values.

    `body` is the text of the template; `saved` the one somebody wrote, already in `merged`. `gaps` names each "…………" in
    the order they are printed (None: dots to be filled in by hand), `head` those above the text; `asked` are the fields the
    template looks at.
    """

    document: Document
    subject: Subject
    merged: Merged
    body: str
    head: tuple[Missing | None, ...]
    gaps: tuple[Missing | None, ...]
    asked: tuple[str, ...]
    saved: SavedText | None = None


def prepare(conn: Connection, dossier_id: int, label: str, today: int) -> Prepared:
    """Merges a document of D-35. Raises Invalid (label), NotFound, Refused with the tooltip of D-36."""
    document = find_document(label)
    subject = letters.of_dossier(conn, dossier_id, today)
    if subject is None:
        raise NotFound("not_found", "Ce dossier n’existe plus.")
    found = obstacle(document, subject.ready)
    if found is not None:
        raise found
    template = template_of(conn, document)
    saved = letter_window.saved_text(conn, dossier_id, document.label)
    kept = None if saved is None else thaw(saved.text)
    clauses = chosen(template.clauses, () if kept is None else letter_clauses.read(kept.clauses))
    merged = fill(template, subject, clauses)
    values = replace(subject.values, texts={**subject.values.texts, **letter_clauses.conditions(clauses)})
    texts = (template.title, template.subtitle, template.body)
    head = tuple(one for text in texts[:2] for one in gaps(text, values))
    known = tuple(dict.fromkeys(name for text in texts for name in asked(text)))
    body = tuple(gaps(template.body, values))
    made = Prepared(document, subject, merged, merged.letter.body, head, (*head, *body), known)
    if kept is None or not kept.body:
        return made
    made = written(made, kept.body)
    letter = replace(made.merged.letter, clauses=kept.clauses)
    return replace(made, merged=replace(made.merged, letter=letter), saved=saved)


def company_of(conn: Connection, dossier_id: int) -> str:
    """The company of a dossier, to name it in a sentence."""
    found = letters.company_name(conn, dossier_id)
    return found or "Dossier supprimé"


def template_of(conn: Connection, document: Document) -> LetterTemplate:
    """The texts of a document in this workspace. Raises Refused when a colleague's cannot be read."""
    own = letter_templates.replaced(conn, document.template)
    if own is None:
        return templates.built_in(document.template)
    try:
        return templates.of_file(own)
    except Invalid as failure:
        raise Refused(
            "bad_letter_template",
            "Le modèle de « {label} » n’est pas valable ({reason}) : un administrateur peut le corriger dans "
            "Paramètres › Lettres.",
            label=document.label,
            reason=failure.message.rstrip("."),
        ) from None


def written(found: Prepared, body: str) -> Prepared:
    """The same document with a text written by hand: its gaps have no name any more (X-11)."""
    number = body.count(MISSING)
    missing = dict.fromkeys(one for one in found.merged.missing if one in found.head)
    if number:
        missing[Missing("texte", f"Texte écrit : {number} à compléter")] = None
    return replace(
        found,
        merged=Merged(found.merged.letter.with_body(body), tuple(missing)),
        gaps=(*found.head, *(None,) * number),
    )


def fill(template: LetterTemplate, subject: Subject, clauses: Sequence[Clause] | None = None) -> Merged:
    """A template with the values of a subject and the clauses that are ticked (None: as the template says)."""
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
            day_date(subject.day).isoformat(),
        ),
        clauses,
    )


def edited(letter: Letter, body: str) -> Letter:
    """The letter with the text a person typed (X-11), cleaned. Raises Invalid when it is empty or too long."""
    body = clean_text(body, limit=LONGEST_TEXT, label="Texte de la lettre", lines=True)
    if not body:
        raise Invalid("empty_letter", "Le texte de la lettre est vide.")
    return letter.with_body(body)


def pdf(letter: Letter, *, draft: bool = False) -> tuple[bytes, int]:
    """The PDF of a letter and its pages."""
    from prospectdesk.documents.letter_pdf import render  # late: reportlab is loaded by who prints

    return render(letter, draft=draft)


def digest(data: bytes) -> str:
    """The hash that is kept with a document."""
    return hashlib.sha256(data).hexdigest()


def frozen(letter: Letter) -> str:
    """What is kept of a letter that is printed, with what drew it."""
    from prospectdesk.documents.letter_pdf import layout

    return replace(letter, layout=layout()).frozen()


@dataclass(frozen=True, slots=True)
class Reprint:
    """A kept version as a PDF. `same`: byte for byte the file of then; otherwise its text in today's layout."""

    data: bytes
    same: bool


def again(kept: Printed) -> Reprint:
    """The PDF of a kept version (X-12).

    A version that another release of the program drew keeps its text, its layout may differ. Raises Refused when the
    same program draws another file: then the text is not the one that was printed.
    """
    from prospectdesk.documents.letter_pdf import layout

    letter = thaw(kept.text)
    data, _pages = pdf(letter)
    same = kept.sha256 is None or digest(data) == kept.sha256
    if not same and letter.layout == layout():
        raise Refused(
            "other_bytes",
            "« {title} » ne peut pas être refait à l’identique : le texte conservé n’est plus celui qui a été "
            "imprimé.",
            title=kept.title,
        )
    return Reprint(data, same)
