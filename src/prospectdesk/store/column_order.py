"""Alphabetical orders over all companies, kept while single rows change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from prospectdesk.store.column_sql import numbers
from prospectdesk.store.connection import Connection

Order = NDArray[np.int32]
MOVED = 64
"""More rows out of place than this, and the order is read again."""

TEXTS = {
    "siren": "siren",
    "siret": "siret",
    "telephone": "phone_key",
    "mail": "mail",
    "code_postal": "shown_postcode",
}
"""Sort columns whose values are too various for a column of numbers, with their column of company."""


def read_names(conn: Connection) -> Order:
    """Ids of all companies by name, then by id: one pass over the index."""
    text = conn.execute(
        "SELECT group_concat(id) FROM (SELECT id FROM company INDEXED BY company_name ORDER BY name_key, id)"
    ).fetchone()[0]
    return numbers(text).astype(np.int32)


def ranks_of(order: Order, size: int) -> Order:
    """For each row id its place in `order`; `size` is the highest id + 1."""
    ranks = np.zeros(size, np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks


def moved_names(conn: Connection, order: Order, ranks: Order, ids: Sequence[int]) -> Order:
    """`order` after the names of `ids` may have changed; the same object when nothing moved."""
    misplaced = []
    for one in ids:
        name, before = _name_and_neighbour(conn, one)
        if not _stands_behind(order, ranks, one, before):
            misplaced.append((name or "", one))
    if not misplaced:
        return order
    if len(misplaced) > MOVED:
        return read_names(conn)
    kept = order[~np.isin(order, np.array([one for _, one in misplaced], np.int32))]
    for _, one in sorted(misplaced):
        before = _name_and_neighbour(conn, one)[1]
        place = 0 if before is None else int(np.flatnonzero(kept == before)[0]) + 1
        kept = np.insert(kept, place, np.int32(one))
    return kept


def _name_and_neighbour(conn: Connection, company: int) -> tuple[str | None, int | None]:
    row = conn.execute("SELECT name_key FROM company WHERE id = ?", (company,)).fetchone()
    name = None if row is None else row[0]
    before = (
        conn.execute(
            "SELECT id FROM company WHERE name_key = ?1 AND id < ?2 ORDER BY id DESC LIMIT 1", (name, company)
        ).fetchone()
        or conn.execute(
            "SELECT id FROM company WHERE name_key < ? ORDER BY name_key DESC, id DESC LIMIT 1", (name,)
        ).fetchone()
    )
    return name, None if before is None else int(before[0])


def _stands_behind(order: Order, ranks: Order, company: int, before: int | None) -> bool:
    place = int(ranks[company]) if company < len(ranks) else 0
    if place >= len(order) or order[place] != company:
        return False
    return (place == 0) if before is None else (place > 0 and int(order[place - 1]) == before)


def read_texts(conn: Connection, sort: str, size: int) -> Order:
    """For each row id the rank of its text in a sort column (equal texts, equal rank), -1 when empty."""
    name = TEXTS[sort]
    value = f"lower({name})" if sort == "mail" else name
    ranks = np.full(size, -1, np.int32)
    row = conn.execute(
        f"SELECT group_concat(id), group_concat(same) FROM (SELECT id, coalesce({value} = lag({value}) "
        f"OVER (ORDER BY {value}), 0) AS same FROM company WHERE {name} IS NOT NULL ORDER BY {value})"
    ).fetchone()
    if row[0]:
        ranks[numbers(row[0])] = np.cumsum(1 - numbers(row[1]))
    return ranks
