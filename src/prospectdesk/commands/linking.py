"""What a laptop notes of its talks with the centre: when the last one was, and why one failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.sync import link, restart, sign_in, state

UNREACHED = frozenset({"offline", "certificate", "redirected"})
"""Codes of failures after which the laptop is offline; any other means that the centre answered."""


@dataclass(frozen=True, kw_only=True)
class NoteSync:
    """A sync was complete; `now_ms` is the centre's clock, `offset_ms` what it is ahead of the application's.

    `digests` says when each bucket was compared (sync.digest.Compared), None leaves that as it is.
    """

    now_ms: int
    offset_ms: int
    digests: dict[str, list[int]] | None = None
    muted: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class NoteFailure:
    """A sync failed with this code."""

    code: str
    muted: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class UniteUsers:
    """Users of one login, from here and from the centre, become one (first sync of an adopted profile).

    Rows of a copy that was put back and that the centre turned out not to have are told to it.
    """

    muted: ClassVar[bool] = True


@handles(NoteSync, public=False)
def note_sync(cmd: NoteSync, uow: UnitOfWork, ctx: Context) -> Outcome:
    """The status line and the thirty days of X-14 count from here."""
    state.write(uow.conn, last_sync_ms=cmd.now_ms, online=1, error=None)
    if cmd.digests is not None:
        state.write_document(uow.conn, "digests", cmd.digests)
    sign_in.note_contact(uow.conn, cmd.offset_ms, uow.now_ms)
    restart.complete(uow.conn)
    return Outcome("synchronisation", undoable=False)


@handles(NoteFailure, public=False)
def note_failure(cmd: NoteFailure, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Shown until the next success."""
    state.write(uow.conn, online=int(cmd.code not in UNREACHED), error=cmd.code[:40])
    if cmd.code == "too_old":
        link.note_too_old(uow.conn)
    return Outcome("synchronisation", undoable=False)


@handles(UniteUsers, public=False)
def unite_users(cmd: UniteUsers, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Ends the first sync: what follows is a profile like any other."""
    from prospectdesk.sync.adoption import tell_untold
    from prospectdesk.sync.adoption import unite_users as unite

    count = unite(uow)
    if state.read(uow.conn, "first_sync") == "restored":
        tell_untold(uow.conn, set())
        uow.outbox_edited = True
    state.write(uow.conn, first_sync=None)
    return Outcome("synchronisation", undoable=False, everything=count > 0, data={"united": count})
