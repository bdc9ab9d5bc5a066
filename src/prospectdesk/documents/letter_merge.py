"""Puts the values of a dossier into a template: the letter, and what is missing in it (X-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from prospectdesk.documents import letter_templates as templates
from prospectdesk.documents.letter_templates import LetterTemplate
from prospectdesk.domain.letter import Letter
from prospectdesk.domain.letter_clauses import Clause, conditions, stored
from prospectdesk.domain.merge import Missing, Template, Values, merge
from prospectdesk.domain.typography import typeset


@dataclass(frozen=True, slots=True)
class Parties:
    """Who writes to whom. Lines as printed; `person` is the contact's name and job, `dated` the day (ISO)."""

    company: str
    address: tuple[str, ...]
    person: tuple[str, ...]
    accountant: str
    sender: tuple[str, ...]
    contact: tuple[str, ...]
    legal: str
    reference: str
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """A letter ready to print and the values it lacks, each once."""

    letter: Letter
    missing: tuple[Missing, ...]


def compose(
    template: LetterTemplate, values: Values, parties: Parties, clauses: Sequence[Clause] | None = None
) -> Merged:
    """The letter of a template: all its texts merged, head and addresses set; `clauses` as ticked, None: as it says."""
    missing: dict[Missing, None] = {}
    clauses = template.clauses if clauses is None else clauses
    values = replace(values, texts={**values.texts, **conditions(clauses)})

    def filled(one: Template, *, plain: bool) -> str:
        text, lacking = merge(_typeset(one), values, plain=plain)
        missing.update(dict.fromkeys(lacking))
        return text.strip()

    title, subtitle = filled(template.title, plain=True), filled(template.subtitle, plain=True)
    body = filled(template.body, plain=False)
    from_client = template.sender == templates.CLIENT
    place, day = values.texts.get("lieu", ""), values.texts.get("date", "")
    letter = Letter(
        title=" ".join(title.split("\n")),
        subtitle=" ".join(subtitle.split("\n")),
        body=body,
        sender=(parties.company, *parties.person[:1]) if from_client else parties.sender,
        contact=parties.address if from_client else parties.contact,
        legal="" if from_client else parties.legal,
        recipient=_recipient(template.addressee, parties),
        place_date=f"{place}, le\u00a0{day}" if place else f"Le\u00a0{day}",
        reference="" if from_client or not parties.reference else f"Dossier {parties.reference}",
        clauses=stored(clauses),
        dated=parties.dated,
        signatures=tuple(_signer(one, values, parties) for one in template.signatures),
    )
    return Merged(letter, tuple(missing))


def _typeset(template: Template) -> Template:
    """The template with the spaces French print asks for; values stay as they are stored."""
    return replace(
        template,
        tokens=tuple(
            replace(one, value=typeset(one.value)) if one.kind == "text" else one for one in template.tokens
        ),
    )


def _recipient(addressee: str, parties: Parties) -> tuple[str, ...]:
    if addressee == templates.COLLEAGUE:
        return (parties.accountant,) if parties.accountant else ()
    if addressee == templates.NOBODY:
        return ()
    return (parties.company, *parties.person, *parties.address)


def _signer(who: str, values: Values, parties: Parties) -> str:
    if who == templates.CLIENT:
        name = ", ".join((parties.company, *parties.person[:1]))
        return f"{name}\nLe client – « Bon pour accord », date et signature"
    name = values.texts.get("associe") or values.texts.get("titulaire") or ""
    cabinet = parties.sender[0] if parties.sender else ""
    return f"{', '.join(filter(None, (cabinet, name)))}\nLe cabinet – date et signature"
