"""Carries out commands: one command, one transaction, one Done. Nothing else writes (HOUSE, rule 2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handler_of, handles
from prospectdesk.domain.changes import Changes, Done
from prospectdesk.domain.errors import Failure, Stale
from prospectdesk.domain.ids import uid_text
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import RowChange, UnitOfWork


@dataclass(frozen=True)
class Revert:
    """The inverse of a command: rows with the values it expects and those it puts back."""

    label: str
    changes: tuple[RowChange, ...]


@handles(Revert, public=False)
def revert(command: Revert, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Puts values back, last first; raises Stale when somebody changed one of them since."""
    _refuse_sent_merge(uow, command)
    for change in reversed(command.changes):
        row = uow.get(change.table, change.id)
        for name, expected in change.after.items():
            same = row[name] == expected or (
                name == "deleted_at" and (row[name] is None) == (expected is None)
            )
            if not same:
                raise Stale(
                    "stale",
                    "« {label} » ne peut plus être annulé : la donnée a changé depuis.",
                    label=command.label,
                )
        uow.update(change.table, change.id, change.before, company=change.company)
    return Outcome(label=command.label)


def _refuse_sent_merge(uow: UnitOfWork, command: Revert) -> None:
    """Sheets that became one stay one once the centre knows: it has given the word to everybody. Raises Stale."""
    for change in command.changes:
        if change.table == "company" and change.before.get("merged_into", b"") is None:
            waits = uow.value(
                "SELECT 1 FROM outbox WHERE tbl = 'company' AND col = 'merged_into' AND sent = 0 AND row_uid = ?",
                (uow.get("company", change.id)["uid"],),
            )
            if not waits:
                raise Stale(
                    "merge_sent",
                    "« {label} » ne peut plus être annulé : la fusion est déjà au centre.",
                    label=command.label,
                )


class Bus:
    """Runs commands on a store. `context` gives the present surroundings at each call."""

    def __init__(self, store: Store, context: Callable[[], Context]) -> None:
        self.store = store
        self.context = context

    @property
    def closed(self) -> Failure | None:
        """Why this profile is for reading only (X-41); what stays on the laptop and what the centre sends pass."""
        return self.store.closed

    @closed.setter
    def closed(self, why: Failure | None) -> None:
        self.store.closed = why

    def do(self, command: Any) -> Done:
        """Carries out one command in one transaction; call it on the write lane only.

        A command whose class says `muted` writes no outbox: what it writes came from the centre.
        Raises the Failure of the rule that refused, Unavailable when the disk did.
        """
        ctx = self.context()
        muted = bool(getattr(type(command), "muted", False))
        if self.closed is not None and not muted and not getattr(type(command), "local", False):
            raise self.closed
        with self.store.transaction(ctx.clock.now_ms(), ctx.person.id or None, muted=muted) as uow:
            outcome = handler_of(command)(command, uow, ctx)
            changes = (*outcome.changes, *uow.finish())
            journal = tuple(uow.journal)
        if outcome.scrub:
            self.store.scrub()
        undo = Revert(outcome.label, journal) if outcome.undoable and journal else None
        return Done(
            label=outcome.label,
            changes=Changes(changes, origin="sync" if muted else None, everything=outcome.everything),
            undo=undo,
            uid=None if outcome.uid is None else uid_text(outcome.uid),
            row_id=outcome.row_id,
            message=outcome.message,
            data=outcome.data,
        )
