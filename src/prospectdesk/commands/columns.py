"""Saves the column set in the store, a few chunks a transaction, never inside a user's command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from prospectdesk.store.columns import ColumnSet, Part

FORGOTTEN = 20_000
"""Dirty rows that one transaction forgets at most."""


@dataclass(frozen=True)
class SaveColumns:
    """Some chunks of one set. The first call takes the old stamp away, the last one sets the new.

    Without chunks and stamp it only forgets more of the dirty rows up to the batch `upto`.
    """

    parts: tuple[Part, ...]
    stamp: str | None = None
    upto: int = 0
    local: ClassVar[bool] = True


@handles(SaveColumns, public=False)
def save_columns(command: SaveColumns, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes chunks; with the stamp or after it, forgets dirty rows that the chunks already hold."""
    if command.parts or command.stamp is not None:
        uow.run("DELETE FROM column_chunk WHERE name = 'stamp'")
    for part in command.parts:
        uow.run(
            "REPLACE INTO column_chunk (name, chunk, data) VALUES (?, ?, ?)",
            (part.name, part.chunk, part.data),
        )
    if command.stamp is not None:
        uow.run(
            "REPLACE INTO column_chunk (name, chunk, data) VALUES ('stamp', 0, ?)", (command.stamp.encode(),)
        )
    if not command.parts:
        uow.run(
            "DELETE FROM column_dirty WHERE id IN (SELECT id FROM column_dirty WHERE batch <= ? LIMIT ?)",
            (command.upto, FORGOTTEN),
        )
    return Outcome("mise à jour des colonnes", undoable=False)


def saving(columns: ColumnSet) -> Iterator[SaveColumns]:
    """The commands that save `columns`, in order; run each through the write lane when it is free."""
    upto = columns.batch
    stamp, pieces = columns.saving()
    for piece in pieces:
        yield SaveColumns(tuple(piece))
    yield SaveColumns((), stamp, upto)
    columns.saved = upto
