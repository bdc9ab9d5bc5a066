"""The kind of each company's next action, as a number: read when somebody groups by it, then kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from prospectdesk.store.column_sql import Numbered, numbers
from prospectdesk.store.connection import Connection

NOTHING = -1
_TO_DO = "FROM follow_up NOT INDEXED WHERE done = 0 AND deleted_at IS NULL"


@dataclass
class Kinds:
    """`rows`: for each row id the number of its next action, NOTHING for none; `texts` are the kinds by number."""

    rows: NDArray[np.int16]
    texts: Numbered = field(default_factory=Numbered)


def read_kinds(conn: Connection, size: int) -> Kinds:
    """One pass over the follow-ups that are to do: the earliest one of a company is its next (store.summaries)."""
    made = Kinds(np.full(size, NOTHING, np.int16))
    texts = [row[0] for row in conn.execute(f"SELECT DISTINCT action_type {_TO_DO}")]
    whens = " ".join(f"WHEN ? THEN {made.texts.number(text)}" for text in texts)
    if not texts:
        return made
    row = conn.execute(
        "SELECT group_concat(company_id), group_concat(day * 1441 + coalesce(minute, 1440)), "
        f"group_concat(CASE action_type {whens} END) FROM (SELECT * {_TO_DO} ORDER BY id)",
        texts,
    ).fetchone()
    companies, when, told = (numbers(text) for text in row)
    latest_first = np.argsort(when, kind="stable")[::-1]  # of two assignments the later one stays
    made.rows[companies[latest_first]] = told[latest_first]
    return made


def follow_kinds(conn: Connection, kinds: Kinds, ids: Sequence[int], size: int) -> Kinds:
    """`kinds` after the next actions of `ids` may have changed; a larger one when there are more companies."""
    more = max(0, size - len(kinds.rows))
    rows = np.concatenate((kinds.rows, np.full(more, NOTHING, np.int16)))
    for start in range(0, len(ids), 256):
        part = ids[start : start + 256]
        marks = ", ".join("?" * len(part))
        for one, text in conn.execute(f"SELECT id, next_action FROM company WHERE id IN ({marks})", part):
            rows[one] = kinds.texts.number(text) if text else NOTHING
    return Kinds(rows, kinds.texts)
