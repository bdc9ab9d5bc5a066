"""Groups of the prospect list on the column set: a code a company, then one radix pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from prospectdesk.queries import prospects_groups as groups
from prospectdesk.store import column_sql as cols

if TYPE_CHECKING:
    from prospectdesk.store.column_kinds import Kinds
    from prospectdesk.store.columns import ColumnSet
    from prospectdesk.store.connection import Connection

Codes = NDArray[np.uint16]


def codes(
    conn: Connection, columns: ColumnSet, ids: Sequence[int], group: str, places: groups.Places
) -> Codes:
    """The code of each of `ids`."""
    rows = np.asarray(ids, np.int32)
    if group == groups.STAGE:
        return _stages(columns, rows)
    if group == groups.OWNER:
        return _owners(columns.arrays["operational_user"][rows], places)
    if group == groups.LATENESS:
        return _late(columns.arrays["next_action"][rows], places.today)
    return _kinds(columns.next_kinds(conn), rows, places)


def _stages(columns: ColumnSet, rows: NDArray[np.int32]) -> Codes:
    percent, flags = columns.arrays["percent"][rows], columns.arrays["flags"][rows]
    state = np.zeros(len(rows), np.int16)
    state[(flags & cols.SIGNED) != 0] = 1
    state[(flags & cols.LOST) != 0] = 2
    state[(flags & cols.REGISTERED) == 0] = 3
    none = percent == cols.empty("percent")
    return np.where(none, groups.PERCENTS + state, percent).astype(np.uint16)


def _owners(values: NDArray[Any], places: groups.Places) -> Codes:
    table = np.full(max(places.codes, default=-1) + 2, groups.NOBODY, np.uint16)
    for user, place in places.codes.items():
        table[user] = place
    known = (values >= 0) & (values < len(table) - 1)
    return table[np.where(known, values, len(table) - 1)]


def _kinds(kinds: Kinds, rows: NDArray[np.int32], places: groups.Places) -> Codes:
    """The texts of the present list by their places; one nobody has any more takes none."""
    table = np.array(
        [*(places.codes.get(text, groups.NOBODY) for text in kinds.texts.names), groups.NOBODY], np.uint16
    )
    return table[kinds.rows[rows]]


def _late(values: NDArray[Any], today: int) -> Codes:
    """From the bounds of C-81 in minutes; what has no date is far below all of them."""
    day = 1440
    found = np.full(len(values), 3, np.uint16)
    found[values < (today + 1) * day] = 2
    found[values < today * day] = 1
    found[values < (today - 7) * day] = 0
    found[values == cols.empty("next_action")] = 4
    return found


def laid_out(
    ids: Sequence[int], found: Codes, turned: dict[int, int]
) -> tuple[Sequence[int], dict[int, int]]:
    """`ids` by code, each group in the order of `ids`; and how many have each code."""
    numbers = np.bincount(found)
    counts = {int(code): int(numbers[code]) for code in np.flatnonzero(numbers)}
    places = found
    if turned:
        table = np.arange(max(counts, default=0) + 1, dtype=np.uint16)
        for code, place in turned.items():
            if code < len(table):
                table[code] = place
        places = table[found]
    laid: Any = np.asarray(ids, np.int32)[np.argsort(places, kind="stable")]
    return laid, counts
