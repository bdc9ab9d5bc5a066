"""Rows that only join two others (a user's services, a cabinet's services): set as a whole."""

from __future__ import annotations

from collections.abc import Iterable

from prospectdesk.domain.ids import natural_uid
from prospectdesk.store.unit_of_work import UnitOfWork


def set_links(
    uow: UnitOfWork, table: str, owner: tuple[str, str, int], other: tuple[str, str], wanted: Iterable[int]
) -> None:
    """Makes the rows of `table` for one owner (column, table, id) those of `wanted`, by (column, table).

    Links have natural uids, so that two laptops that grant the same thing make one row.
    """
    owner_column, owner_table, owner_id = owner
    column, target = other
    kept = set(wanted)
    rows = uow.rows(
        f"SELECT id, {column} AS other FROM {table} WHERE {owner_column} = ? AND deleted_at IS NULL",
        (owner_id,),
    )
    for row in rows:
        if row["other"] not in kept:
            uow.remove(table, row["id"])
    here = uow.get(owner_table, owner_id)["uid"].hex()
    for one in sorted(kept - {row["other"] for row in rows}):
        uid = natural_uid(table, here, uow.get(target, one)["uid"].hex())
        uow.insert(table, {owner_column: owner_id, column: one}, uid=uid)
