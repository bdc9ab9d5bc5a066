"""The texts of the 14 documents in a workspace: replaced or restored by an administrator (X-09, X-04)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands import find
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.documents import letter_templates as templates
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.domain.letters import DOCUMENTS, find_document
from prospectdesk.store.unit_of_work import Row, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class SaveLetterTemplate:
    """Replaces the text of a document (a label of D-35) for the workspace; `text` is the whole file of texts."""

    document: str
    text: str


@dataclass(frozen=True, kw_only=True)
class RestoreLetterTemplate:
    """Goes back to the shipped text of a document."""

    document: str


@handles(SaveLetterTemplate)
def save_letter_template(cmd: SaveLetterTemplate, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps the text when it is right; the shipped text itself restores it. Raises Invalid with line and reason."""
    ctx.person.require_admin()
    document = find_document(cmd.document)
    text = cmd.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    templates.of_file(text)
    known = _known(uow, document.template)
    if text == templates.shipped(document.template):
        if known is not None:
            uow.remove("letter_template", known["id"])
        return Outcome(f"modèle «\u00a0{document.label}\u00a0»", message="Le modèle livré est utilisé.")
    row: Row = {"name": document.template, "text": text, "saved_at": uow.now_ms}
    if known is None:
        uid = natural_uid("letter_template", find.workspace(uow)["uid"].hex(), document.template)
        row_id = uow.insert("letter_template", row, uid=uid)
    else:
        row_id = known["id"]
        if known["text"] != text:
            uow.update("letter_template", row_id, row)
    return Outcome(
        f"modèle «\u00a0{document.label}\u00a0»",
        bytes(uow.get("letter_template", row_id)["uid"]),
        row_id,
        message=f"Le modèle de {_served(document.template)} est enregistré : les prochaines lettres le suivent.",
    )


@handles(RestoreLetterTemplate)
def restore_letter_template(cmd: RestoreLetterTemplate, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Takes the workspace's text away; letters that were printed stay as they are."""
    ctx.person.require_admin()
    document = find_document(cmd.document)
    known = _known(uow, document.template)
    if known is None:
        raise Refused("shipped_template", "Ce document suit déjà le modèle livré.")
    uow.remove("letter_template", known["id"])
    return Outcome(
        f"modèle livré de «\u00a0{document.label}\u00a0»",
        message=f"Le modèle livré de {_served(document.template)} est rétabli.",
    )


def _known(uow: UnitOfWork, name: str) -> Row | None:
    return uow.one("SELECT * FROM letter_template WHERE name = ? AND deleted_at IS NULL", (name,))


def _served(template: str) -> str:
    """The documents made from a text: "« Lettre de mission » et « Lettre de mission éditable »"."""
    return " et ".join(f"«\u00a0{one.label}\u00a0»" for one in DOCUMENTS if one.template == template)
