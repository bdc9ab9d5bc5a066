"""Saves the column set in the store, a few chunks a transaction, never inside a user's command."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from prospectdesk.commands.context import Context
from prospectdesk.commands.registry import Outcome, handles
from prospectdesk.store.column_stamps import STAMP, drop_stale, held_upto
from prospectdesk.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from prospectdesk.store.columns import ColumnSet, Part
    from prospectdesk.store.points import PointSet

FORGOTTEN = 20_000
"""Dirty rows that one transaction forgets at most."""


@dataclass(frozen=True)
class SaveColumns:
    """Some chunks of one set. The first call takes the stamp `name` away, the last one sets it anew.

    Without chunks it forgets dirty rows that every saved set already holds.
    """

    parts: tuple[Part, ...]
    stamp: str | None = None
    name: str = STAMP
    local: ClassVar[bool] = True


@handles(SaveColumns, public=False)
def save_columns(command: SaveColumns, uow: UnitOfWork, ctx: Context) -> Outcome:
    """Writes chunks; with the stamp or after it, forgets dirty rows."""
    if command.parts or command.stamp is not None:
        uow.run("DELETE FROM column_chunk WHERE name = ?", (command.name,))
    for part in command.parts:
        uow.run(
            "REPLACE INTO column_chunk (name, chunk, data) VALUES (?, ?, ?)",
            (part.name, part.chunk, part.data),
        )
    if command.stamp is not None:
        sql = "REPLACE INTO column_chunk (name, chunk, data) VALUES (?, 0, ?)"
        uow.run(sql, (command.name, command.stamp.encode()))
    if not command.parts:
        drop_stale(uow.conn)
        uow.run(
            "DELETE FROM column_dirty WHERE id IN (SELECT id FROM column_dirty WHERE batch <= ? LIMIT ?)",
            (held_upto(uow.conn), FORGOTTEN),
        )
    return Outcome("mise à jour des colonnes", undoable=False)


def saving(columns: ColumnSet | PointSet) -> Iterator[SaveColumns]:
    """The commands that save a set, in order; run each through the write lane when it is free."""
    upto = columns.batch
    stamp, pieces = columns.saving()
    for piece in pieces:
        yield SaveColumns(tuple(piece), name=columns.stamp)
    yield SaveColumns((), stamp, columns.stamp)
    columns.saved = upto
