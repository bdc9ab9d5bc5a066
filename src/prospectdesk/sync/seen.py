"""Companies of the register a push writes about and the centre may not know: a laptop that imported the register tells
them with the push, so that a note on a company nobody registered is never refused (decision 13)."""

from __future__ import annotations

from collections.abc import Iterable

from prospectdesk.store.seen import MOST_SITES, register_values
from prospectdesk.store.unit_of_work import UnitOfWork
from prospectdesk.sync.operations import ROW, Operation, targets

ROOMY = 50
"""Up to so many companies, all their establishments are told; of more, the first one of each: a push has a size."""
CHUNK = 400


def unknown_companies(uow: UnitOfWork, operations: Iterable[Operation]) -> dict[str, str]:
    """What the register here says of companies that the operations name and the centre never sent, by uid in hex."""
    named = sorted(set(_named(operations)))
    rows = []
    for start in range(0, len(named), CHUNK):
        part = named[start : start + CHUNK]
        rows += uow.rows(
            f"SELECT * FROM company WHERE scope = 0 AND rev = 0 AND uid IN ({', '.join('?' * len(part))})",
            [bytes.fromhex(uid) for uid in part],
        )
    sites = MOST_SITES if len(rows) <= ROOMY else 1
    told = {bytes(row["uid"]).hex(): register_values(uow, row, sites) for row in rows}
    return {uid: values for uid, values in told.items() if values is not None}


def _named(operations: Iterable[Operation]) -> Iterable[str]:
    """The companies the operations point at."""
    for _batch, table, _uid, column, value, *_rest in operations:
        cells = value if column == ROW and isinstance(value, dict) else {column: value}
        for name, target in targets(table).items():
            if target == "company" and isinstance(cells.get(name), str):
                yield cells[name]
