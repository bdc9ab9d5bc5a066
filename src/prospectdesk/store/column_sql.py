"""How the columns of companies are read from the tables: one pass a chunk, one text a column."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from prospectdesk.domain.portfolio import domain_set
from prospectdesk.store.connection import Connection

CHUNK = 65_536
"""Row ids of one chunk: chunk 3 holds the rows 196,608 to 262,143."""
NONE = -(2**31)
"""An empty value."""

LIVE, ORGANISATION, REGISTERED, CLIENT, TAKEOVER, SIGNED, LOST = (1 << n for n in range(7))
"""Bits of `flags`; a company without SIGNED and LOST is En cours (D-08)."""
CONTACT, MISSION, PLACED, NO_SIRET = (1 << n for n in range(7, 11))
"""Bits of `flags` that types of the portfolio are made of (P-06…P-13)."""

DTYPES: dict[str, type[np.generic]] = {
    "flags": np.uint16,
    "naf": np.int32,
    "city": np.int32,
    "source": np.int32,
    "source_user": np.int32,
    "operational_user": np.int32,
    "created": np.int32,
    "registered": np.int32,
    "last_action": np.int32,
    "next_action": np.int32,
    "percent": np.int16,
    "domains": np.int32,
}
"""Columns by row id. `city` and `domains` are indexes into lists of texts, `next_action` minutes since 1970."""

_NAF = (
    "CASE WHEN shown_naf GLOB '[0-9][0-9].[0-9][0-9][A-Z]' THEN (substr(shown_naf, 1, 2) * 100 "
    "+ substr(shown_naf, 4, 2)) * 32 + unicode(substr(shown_naf, 6, 1)) - 64 END"
)
_EXPRESSIONS: dict[str, str] = {
    "flags": (
        f"(deleted_at IS NULL) * {LIVE} + (kind = 0) * {ORGANISATION} + (registered = 1) * {REGISTERED} "
        f"+ (client = 1) * {CLIENT} + (takeover = 1) * {TAKEOVER} + (dossier_signed > 0) * {SIGNED} "
        f"+ (dossier_signed = 0 AND dossier_open = 0 AND dossier_lost > 0) * {LOST} "
        f"+ (n_orange > 0) * {CONTACT} + (n_missions > 0) * {MISSION} + (n_placed > 0) * {PLACED} "
        f"+ (siret IS NULL) * {NO_SIRET}"
    ),
    "naf": _NAF,
    "source": "source_id",
    "source_user": "source_user_id",
    "operational_user": "operational_user_id",
    "created": "created_day",
    "registered": "registered_day",
    "last_action": "last_action_day",
    "next_action": "next_action_day * 1440 + coalesce(next_action_minute, 1439)",
    "percent": "best_percent",
}
_NUMBERS = tuple(_EXPRESSIONS)
_DOMAINS = (
    "CASE WHEN n_missions > 0 THEN (SELECT replace(group_concat(m.domains), char(10), ' ') FROM mission m "
    "WHERE m.company_id = company.id AND m.nature = 'placement' AND m.deleted_at IS NULL) END"
)
"""Lists (JSON) of the training domains of a company's placement missions, one after the other."""

BLOCK = 200_000
"""Characters parsed at a time: some milliseconds."""

Column = NDArray[Any]


def numbers(text: str | None) -> NDArray[np.int64]:
    """The whole numbers of a comma separated text, in blocks, so that other threads get their turn."""
    if not text:
        return np.empty(0, np.int64)
    parts, start = [], 0
    while len(text) - start > BLOCK:
        end = text.index(",", start + BLOCK - 32)
        parts.append(np.fromstring(text[start:end], np.int64, sep=","))
        start = end + 1
    parts.append(np.fromstring(text[start:], np.int64, sep=","))
    return np.concatenate(parts)


def empty(name: str) -> int:
    """What stands for an empty value of a column."""
    return {"flags": 0, "percent": -1}.get(name, NONE)


def naf_span(prefix: str) -> tuple[int, int]:
    """The values of the column `naf` that begin with `prefix` ("62.0"): from, and below."""
    figures = prefix.replace(".", "")
    if len(figures) > 4:
        value = int(figures[:4]) * 32 + ord(figures[4]) - 64
        return value, value + 1
    width = 10 ** (4 - len(figures))
    start = int(figures) * width
    return start * 32, (start + width) * 32


class Numbered:
    """Texts by number; the list only grows, so numbers stay good."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = list(names)
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._held: tuple[Hashable, NDArray[np.bool_]] | None = None

    def holding(self, key: Hashable, test: Callable[[str], bool]) -> NDArray[np.bool_]:
        """For each number whether its text holds `test`, False at the end for none; kept for the same `key`."""
        held = self._held
        if held is None or held[0] != key or len(held[1]) <= len(self.names):
            held = self._held = key, np.array([*map(test, list(self.names)), False], np.bool_)
        return held[1]

    def number(self, name: str | None) -> int:
        """The number of a text, a new one for a new text, NONE for none."""
        if not name:
            return NONE
        known = self._numbers.get(name)
        if known is None:
            known = self._numbers[name] = len(self.names)
            self.names.append(name)
        return known

    def ranks(self) -> NDArray[np.int32]:
        """The place of each number in the alphabet."""
        order = sorted(range(len(self.names)), key=self.names.__getitem__)
        ranks = np.empty(len(order), np.int32)
        ranks[order] = np.arange(len(order), dtype=np.int32)
        return ranks


class Texts(NamedTuple):
    """The texts that columns number: folded names of towns, sets of training domains (portfolio.domain_set)."""

    towns: Numbered
    domains: Numbered


def highest_id(conn: Connection) -> int:
    """The highest row id of companies, 0 when there is none."""
    return int(conn.execute("SELECT coalesce(max(id), 0) FROM company").fetchone()[0])


def read_chunk(conn: Connection, chunk: int, texts: Texts, into: dict[str, Column]) -> None:
    """Reads the companies of one chunk into the columns at their row ids."""
    parts = [f"group_concat(coalesce({text}, {empty(name)}))" for name, text in _EXPRESSIONS.items()]
    row = conn.execute(
        f"SELECT group_concat(id), group_concat(coalesce(city_key, ''), char(10)), "
        f"group_concat(coalesce({_DOMAINS}, ''), char(10)), {', '.join(parts)} "
        "FROM company WHERE id BETWEEN ? AND ?",
        (chunk * CHUNK, chunk * CHUNK + CHUNK - 1),
    ).fetchone()
    if row[0] is None:
        return
    places = numbers(row[0])
    into["city"][places] = [texts.towns.number(name) for name in row[1].split("\n")]
    into["domains"][places] = [texts.domains.number(domain_set(lists)) for lists in row[2].split("\n")]
    for name, text in zip(_NUMBERS, row[3:], strict=True):
        into[name][places] = numbers(text).astype(DTYPES[name])


def read_rows(conn: Connection, ids: Sequence[int], texts: Texts, into: dict[str, Column]) -> Iterator[int]:
    """Reads single companies into the columns; yields the ids that exist."""
    values = ", ".join(f"coalesce({text}, {empty(name)})" for name, text in _EXPRESSIONS.items())
    for start in range(0, len(ids), 256):
        part = ids[start : start + 256]
        marks = ", ".join("?" * len(part))
        rows = conn.execute(
            f"SELECT id, city_key, {_DOMAINS}, {values} FROM company WHERE id IN ({marks})", part
        ).fetchall()
        for row in rows:
            into["city"][row[0]] = texts.towns.number(row[1])
            into["domains"][row[0]] = texts.domains.number(domain_set(row[2]))
            for name, value in zip(_NUMBERS, row[3:], strict=True):
                into[name][row[0]] = value
            yield int(row[0])
