"""Keeps letters with their dossier: what is being written, and each printed version, frozen with its hash (X-11, X-12)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prospectdesk.commands import find
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.domain import letter_clauses
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.letter import Letter, thaw
from prospectdesk.domain.letters import Document, file_name, find_document
from prospectdesk.domain.merge import LONGEST_TEXT
from prospectdesk.store.unit_of_work import Row, UnitOfWork

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class StoreDocument:
    """A letter of a dossier as it was printed: `text` its frozen form, `sha256` (hex) of the PDF made from it."""

    dossier: Ref
    label: str
    text: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class StoreDocuments:
    """Letters that were printed together."""

    documents: tuple[StoreDocument, ...]


@dataclass(frozen=True, kw_only=True)
class SaveLetterText:
    """The text of a document as a person writes it: `text` its frozen form, empty to follow the template again."""

    dossier: Ref
    label: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ChooseClauses:
    """The clauses of a document that are printed or left out, in the form of `letter_clauses`."""

    dossier: Ref
    label: str
    clauses: tuple[str, ...]


@handles(StoreDocument, public=False)
def store_document(cmd: StoreDocument, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the next version of that document; a letter that went out is never taken back by undo."""
    document = find_document(cmd.label)
    dossier = find.row(uow, "dossier", cmd.dossier)
    if not _SHA256.fullmatch(cmd.sha256):
        raise Invalid("bad_hash", "L’empreinte du document n’est pas valable.")
    _check(cmd.text)
    number = 1 + int(
        uow.value(
            "SELECT coalesce(max(number), 0) FROM document WHERE dossier_id = ? AND label = ?",
            (dossier["id"], document.label),
        )
    )
    name = uow.value("SELECT coalesce(shown_name, name) FROM company WHERE id = ?", (dossier["company_id"],))
    title = file_name(document.label, name, ctx.today)
    row_id = uow.insert(
        "document",
        {
            "company_id": dossier["company_id"],
            "dossier_id": dossier["id"],
            "label": document.label,
            "template": document.template,
            "number": number,
            "title": title,
            "text": cmd.text,
            "sha256": cmd.sha256,
            "made_at": uow.now_ms,
            "author_id": uow.user_id,
        },
    )
    told = f"{document.label}, version {number}"
    uow.log(dossier["company_id"], "Dossier", dossier["uid"], "Document", None, f"{told} ({title})")
    uow.happened(dossier["company_id"], "document", told, text=title)
    uid = bytes(uow.get("document", row_id)["uid"])
    return Outcome(
        f"Imprimer {document.label}", uid, row_id, undoable=False, data={"number": number, "title": title}
    )


@handles(StoreDocuments, public=False)
def store_documents(cmd: StoreDocuments, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Stores the next version of each, all or none."""
    for one in cmd.documents:
        store_document(one, uow, ctx)
    return Outcome("Imprimer des lettres en série", undoable=False, data={"count": len(cmd.documents)})


@handles(SaveLetterText, public=False)
def save_letter_text(cmd: SaveLetterText, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps the text in a row of its writer that is no version (number 0); the newest one counts."""
    document = find_document(cmd.label)
    dossier = find.row(uow, "dossier", cmd.dossier)
    if cmd.text:
        _check(cmd.text)
    row_id = _keep(uow, dossier, document, cmd.text)
    what = f"{document.label} : texte {'enregistré' if cmd.text else 'du modèle repris'}"
    uow.log(dossier["company_id"], "Dossier", dossier["uid"], "Document", None, what)
    return Outcome(
        f"texte de «\u00a0{document.label}\u00a0»", bytes(uow.get("document", row_id)["uid"]), row_id
    )


@handles(ChooseClauses, public=False)
def choose_clauses(cmd: ChooseClauses, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Keeps the choice where a text written by hand would be: a letter without text. Raises Refused beside such a text."""
    document = find_document(cmd.label)
    dossier = find.row(uow, "dossier", cmd.dossier)
    clauses = letter_clauses.read(cmd.clauses)
    if len(clauses) != len(cmd.clauses) or len(clauses) > letter_clauses.MOST:
        raise Invalid("bad_clauses", "Ces clauses ne peuvent pas être lues.")
    written = uow.value(
        "SELECT text FROM document WHERE dossier_id = ? AND label = ? AND number = 0 AND deleted_at IS NULL "
        "ORDER BY made_at DESC, id DESC LIMIT 1",
        (dossier["id"], document.label),
    )
    if written and thaw(written).body:
        raise Refused("written_by_hand", letter_clauses.BY_HAND)
    choice = Letter(title=document.label, body="", clauses=letter_clauses.stored(clauses))
    row_id = _keep(uow, dossier, document, choice.frozen())
    left = ", ".join(one.label for one in clauses if not one.ticked) or "aucune"
    what = f"{document.label} : clauses non retenues : {left}"
    uow.log(dossier["company_id"], "Dossier", dossier["uid"], "Document", None, what)
    return Outcome(
        f"clauses de «\u00a0{document.label}\u00a0»", bytes(uow.get("document", row_id)["uid"]), row_id
    )


def _keep(uow: UnitOfWork, dossier: Row, document: Document, text: str) -> int:
    """Writes what a person prepares into his row of that document, which is no version; answers its local id."""
    row_id = uow.value(
        "SELECT id FROM document WHERE dossier_id = ? AND label = ? AND number = 0 AND author_id IS ? "
        "AND deleted_at IS NULL",
        (dossier["id"], document.label, uow.user_id),
    )
    told: Row = {"text": text, "made_at": uow.now_ms}
    if row_id is not None:
        uow.update("document", row_id, told)
        return int(row_id)
    return uow.insert(
        "document",
        {
            "company_id": dossier["company_id"],
            "dossier_id": dossier["id"],
            "label": document.label,
            "template": document.template,
            "number": 0,
            "title": document.label,
            "author_id": uow.user_id,
            **told,
        },
    )


def _check(text: str) -> None:
    """Raises Invalid when a frozen letter is too long, Refused when it is none."""
    if len(text) > 2 * LONGEST_TEXT:
        raise Invalid("letter_too_long", "La lettre est trop longue.")
    thaw(text)
