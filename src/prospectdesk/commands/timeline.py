"""Notes, calls and visits (C-10, C-38…C-44)."""

from __future__ import annotations

from dataclasses import dataclass

from prospectdesk.commands import find, values
from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, Ref, handles
from prospectdesk.domain.contacts import check_at_hand
from prospectdesk.domain.errors import Forbidden, NotFound
from prospectdesk.domain.phones import parse_phone
from prospectdesk.store.unit_of_work import Row, UnitOfWork

NOTE_LIMIT = 20_000
VISIT_MS = 30 * 60 * 1000
CODES = (
    "APL",
    "APL MSQ",
    "APL CLG",
    "MSG",
    "RLC",
    "MB",
    "SMS INJ",
    "SMS FDJ",
    "MAIL DEC",
    "MAIL TEST",
    "MAIL INJ",
    "CALL 2",
    "PERDU",
    "STUDENT SUCCESS",
)


@dataclass(frozen=True, kw_only=True)
class AddNote:
    """A free text in the timeline, seen by the whole workspace (C-41)."""

    company: Ref
    text: str
    lead: str | None = None


@dataclass(frozen=True, kw_only=True)
class EditNote:
    """Changes the text of a note or call: its author, or a responsable (C-43)."""

    note: Ref
    text: str


@dataclass(frozen=True, kw_only=True)
class DeleteNote:
    """Deletes a note or call: its author, or a responsable (C-43)."""

    note: Ref


@dataclass(frozen=True, kw_only=True)
class LogCall:
    """The note of a call, with contact and number (C-40)."""

    company: Ref
    text: str
    contact: Ref | None = None
    number: str | None = None
    code: str | None = None
    lead: str | None = None


@dataclass(frozen=True, kw_only=True)
class LogVisit:
    """A sheet was opened: at most one entry a user in 30 minutes (C-10)."""

    company: Ref


@handles(AddNote)
def add_note(cmd: AddNote, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Adds the note."""
    company = find.company(uow, cmd.company)
    find.refuse_lead(cmd.lead)
    text = values.required(cmd.text, label="Note", limit=NOTE_LIMIT, lines=True)
    row_id = _entry(uow, company, "note", "Note", text, {"lead": cmd.lead})
    return _done("ajout d’une note", uow, row_id)


@handles(LogCall)
def log_call(cmd: LogCall, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Adds the call; the number may be of nobody known."""
    company = find.company(uow, cmd.company)
    find.refuse_lead(cmd.lead)
    text = values.text(cmd.text, label="Note d’appel", limit=NOTE_LIMIT, lines=True) or ""
    card: Row | None = find.contact(uow, cmd.contact) if cmd.contact else None
    if card is not None:
        check_at_hand(card, company["id"])
    number = values.text(cmd.number, label="Numéro", limit=40)
    number = None if number is None else parse_phone(number, label="Numéro")
    if number is None and card is not None:
        number = card["mobile"] or card["home"]
    code = values.text(cmd.code, label="Code", limit=20)
    if code is not None:
        code = values.choice(code, dict.fromkeys(CODES), label="Code")
    if not text and card is None and number is None and code is None:
        raise values.mandatory("Note d’appel")
    row_id = _entry(
        uow,
        company,
        "appel",
        "Appel",
        text,
        {
            "contact_id": None if card is None else card["id"],
            "number": number,
            "code": code,
            "lead": cmd.lead,
        },
    )
    return _done("ajout d’un appel", uow, row_id)


def _entry(uow: UnitOfWork, company: Row, kind: str, title: str, text: str, more: Row) -> int:
    values_ = {
        "company_id": company["id"],
        "at": uow.now_ms,
        "type": kind,
        "author_id": uow.user_id,
        "title": title,
        "text": text,
        **more,
    }
    return uow.insert("timeline", values_)


def _note(uow: UnitOfWork, ref: Ref) -> Row:
    note = find.row(uow, "timeline", ref)
    if note["type"] not in {"note", "appel"}:
        raise NotFound("not_found", "Note introuvable : {ref}.", ref=str(ref)[:60])
    return note


def may_change(author_id: int | None, person_id: int, leads: bool) -> bool:
    """C-43: responsables change every note, others only their own."""
    return leads or author_id == person_id


def _check(note: Row, ctx: Context) -> None:
    if not may_change(note["author_id"], ctx.person.id, ctx.person.leads):
        raise Forbidden("not_the_author", "Vous n’êtes pas l’auteur de cette note.")


@handles(EditNote)
def edit_note(cmd: EditNote, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Replaces the text."""
    note = _note(uow, cmd.note)
    _check(note, ctx)
    text = values.required(cmd.text, label="Note", limit=NOTE_LIMIT, lines=True)
    if uow.update("timeline", note["id"], {"text": text}):
        uow.update("timeline", note["id"], {"edited_at": uow.now_ms}, log=False)
    return _done("modification d’une note", uow, note["id"])


@handles(DeleteNote)
def delete_note(cmd: DeleteNote, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Deletes the note; undo brings it back."""
    note = _note(uow, cmd.note)
    _check(note, ctx)
    uow.remove("timeline", note["id"])
    return _done("suppression d’une note", uow, note["id"])


@handles(LogVisit, public=False)
def log_visit(cmd: LogVisit, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes "Visite de fiche" and treats the user's notifications of that sheet (C-10, C-90)."""
    company = find.company(uow, cmd.company)
    last = uow.value(
        "SELECT max(at) FROM timeline WHERE company_id = ? AND type = 'visite' AND author_id = ?",
        (company["id"], ctx.person.id),
    )
    if last is None or uow.now_ms - last >= VISIT_MS:
        uow.happened(company["id"], "visite", "Visite de fiche")
    for notice in uow.rows(
        "SELECT id FROM notification WHERE user_id = ? AND company_id = ? AND treated_at IS NULL "
        "AND deleted_at IS NULL",
        (ctx.person.id, company["id"]),
    ):
        uow.update("notification", notice["id"], {"treated_at": uow.now_ms}, log=False)
    return Outcome("visite de fiche", uid=company["uid"], row_id=company["id"], undoable=False)


def _done(label: str, uow: UnitOfWork, row_id: int) -> Outcome:
    return Outcome(label, uid=uow.get("timeline", row_id)["uid"], row_id=row_id)
