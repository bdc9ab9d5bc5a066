"""The prospect list on the column set: one numpy pass a criterion, texts through their index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.text import fold
from prospectdesk.queries import prospects_sql, prospects_texts
from prospectdesk.queries.names import Names
from prospectdesk.queries.prospects_criteria import Tests
from prospectdesk.store import column_sql as cols
from prospectdesk.store.column_order import TEXTS
from prospectdesk.store.columns import ColumnSet
from prospectdesk.store.connection import Connection

Mask = NDArray[np.bool_]
Ids = NDArray[np.int32]
Hits = NDArray[np.bool_] | NDArray[np.int64]
"""Companies found: for each row id whether it is, or the ids in ascending order."""
NUMBERS = {
    "derniere_action": "last_action",
    "prochaine_action": "next_action",
    "naf": "naf",
    "etape": "percent",
    "date_creation": "created",
    "date_enregistrement": "registered",
}
FEW = 16
"""Fewer hits than this part of all companies are sorted by their places instead of passing over the order."""
SPAN = 65_533
"""Keys at most so far below the highest fit into 16 bits, with one value before and one after them."""
CODES = {
    "commercial_source": "source_user",
    "commercial_operationnel": "operational_user",
    "source": "source",
}


def ordered(conn: Connection, columns: ColumnSet, hits: Hits, sort: str, names: Names | None) -> Ids:
    """The ids of `hits` in display order."""
    name, descends = prospects_sql.parse_sort(sort)
    by_name = _by_name(columns, hits)
    if name == "raison_sociale":
        return by_name[::-1].copy() if descends else by_name
    return _sorted(by_name, *_keys(conn, columns, name, by_name, names), descends)


def _by_name(columns: ColumnSet, hits: Hits) -> Ids:
    """The ids of `hits` by name: the order itself when it is all of them, few by their places."""
    order = columns.order
    if hits.dtype == np.bool_:
        number = int(np.count_nonzero(hits))
        if number == len(order):
            return order
        if number >= len(order) // FEW:
            return order[hits[order]]
        hits = np.flatnonzero(hits)
    elif len(hits) >= len(order) // FEW:
        mask = np.zeros(len(columns.arrays["flags"]), np.bool_)
        mask[hits] = True
        return order[mask[order]]
    return order[np.sort(columns.ranks[hits])]


def count(conn: Connection, columns: ColumnSet, tests: Tests, all_companies: bool) -> int:
    """How many companies meet `tests`."""
    hits = matching(conn, columns, tests, all_companies)
    return int(np.count_nonzero(hits)) if hits.dtype == np.bool_ else len(hits)


def matching(conn: Connection, columns: ColumnSet, tests: Tests, all_companies: bool) -> Hits:
    """The companies that meet `tests`: the ids that a text led to, or else for each row id whether it does.

    A text that an index answers comes first; the columns are looked at where it led to only.
    """
    texts = prospects_texts.criteria(tests)
    if texts and prospects_texts.is_quick(texts[0]):
        ids = prospects_texts.found(conn, columns, texts[0])
        ids = ids[_passing(columns, ids, tests, all_companies)]
        return prospects_texts.keep(conn, columns, ids, texts[1:])
    mask = _passing(columns, None, tests, all_companies)
    return prospects_texts.keep(conn, columns, np.flatnonzero(mask), texts) if texts else mask


def _passing(columns: ColumnSet, ids: NDArray[np.int64] | None, tests: Tests, all_companies: bool) -> Mask:
    """For each of `ids`, else for each row id, whether the columns meet `tests`."""

    def column(name: str) -> NDArray[Any]:
        values = columns.arrays[name]
        return values if ids is None else values[ids]

    wanted = cols.LIVE | cols.ORGANISATION | (0 if all_companies else cols.REGISTERED)
    if tests.takeover:
        wanted |= cols.TAKEOVER
    flags = column("flags")
    mask: Mask = (flags & wanted) == wanted
    if tests.states and len(tests.states) < 3:
        mask &= _states(flags, tests.states)
    for name, among in (
        ("source", tests.source_ids),
        ("source_user", tests.source_user_ids),
        ("operational_user", (cols.NONE,) if tests.unassigned else None),
        ("operational_user", tests.operational_user_ids),
    ):
        if among is not None:
            one = column(name)
            mask &= np.isin(one, np.array(among, np.int32)) if len(among) > 1 else one == among[0]
    for name, low, high in _spans(tests):
        one = column(name)
        if low is not None:
            mask &= one >= low
        if high is not None:
            mask &= one < high if low is not None else (one < high) & (one != cols.empty(name))
    return mask


def _spans(tests: Tests) -> Iterator[tuple[str, int | None, int | None]]:
    """Column, from, and below, of the criteria that are a range; an empty value is in none."""
    if tests.naf:
        yield "naf", *cols.naf_span(tests.naf)
    if tests.created_from is not None or tests.created_to is not None:
        yield "created", tests.created_from, None if tests.created_to is None else tests.created_to + 1
    if tests.due_to is not None:
        yield "next_action", None, (tests.due_to + 1) * 1440


def _states(flags: NDArray[np.uint16], states: frozenset[str]) -> Mask:
    ended = flags & (cols.SIGNED | cols.LOST)
    known = {"signe": cols.SIGNED, "perdu": cols.LOST, "en_cours": 0}
    mask: Mask = np.zeros(len(flags), np.bool_)
    for state in states:
        mask |= ended == known[state]
    return mask


def _keys(
    conn: Connection, columns: ColumnSet, name: str, ids: Ids, names: Names | None
) -> tuple[NDArray[np.int32], Mask]:
    """The sort keys of `ids` and which of them are not empty."""
    if name in TEXTS:
        ranks = columns.text_ranks(conn, name)[ids]
        return ranks, ranks >= 0
    if name == "ville":
        values, place = columns.arrays["city"][ids], columns.town_ranks
    elif name in CODES:
        values = columns.arrays[CODES[name]][ids]
        place = _places(names or Names.read(conn), user=name != "source")
    else:
        column = NUMBERS[name]
        found = columns.arrays[column][ids]
        return found.astype(np.int32, copy=False), found != cols.empty(column)
    if not len(place):
        return values, np.zeros(len(ids), np.bool_)
    told = (values >= 0) & (values < len(place))
    return place[np.where(told, values, 0)], told


def _places(names: Names, user: bool) -> NDArray[np.int32]:
    """For each id of a user or catalogue entry the place of its folded name; equal names, equal place."""
    labels = {one: fold(label) for one, label in (names.users() if user else names.labels()).items()}
    ranks = {label: rank for rank, label in enumerate(sorted(set(labels.values())))}
    places = np.zeros(max(labels, default=-1) + 1, np.int32)
    for one, label in labels.items():
        places[one] = ranks[label]
    return places


def _sorted(ids: Ids, keys: NDArray[np.int32], told: Mask, descends: bool) -> Ids:
    """`ids` by key, empty ones last; equal keys keep the order of `ids` (by name).

    One radix pass over 16 bits from the highest key down; the few keys below that are sorted by themselves.
    """
    known = int(np.count_nonzero(told))
    if known < len(ids) // 2:
        full = _sorted(ids[told], keys[told], np.ones(known, np.bool_), descends) if known else ids[:0]
        return np.concatenate((full, ids[~told]))
    if not known:
        return ids
    high = int(keys.max(where=told, initial=-(2**31)))
    low = int(keys.min(where=told, initial=2**31 - 1))
    below = max(low, high - SPAN) - 1
    early = np.flatnonzero(told & (keys <= below)) if low <= below else np.empty(0, np.intp)
    if len(early) > len(ids) // FEW:
        return np.concatenate((ids[told][_argsort(keys[told], low, high, descends)], ids[~told]))
    values = np.maximum(keys, below)
    narrow = (high - values if descends else values - below).astype(np.uint16)
    np.copyto(narrow, np.uint16(SPAN + 2), where=~told)
    found = ids[np.argsort(narrow, kind="stable")]
    if len(early):
        start = known - len(early) if descends else 0
        their = _argsort(keys[early], low, below, descends)
        found[start : start + len(early)] = ids[early[their]]
    return found


def _argsort(keys: NDArray[np.int32], low: int, high: int, descends: bool) -> NDArray[np.intp]:
    """Stable, by 16 bits at a time: a radix sort each."""
    values = (high - keys if descends else keys - low).astype(np.uint32)
    order = np.argsort((values & 0xFFFF).astype(np.uint16), kind="stable")
    return order[np.argsort((values >> 16).astype(np.uint16)[order], kind="stable")]
