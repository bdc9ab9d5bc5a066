"""Text criteria on the column set: index hits become company ids without reading rows where that is exact.

Few candidates left by the other criteria are tested one by one instead of asking the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prospectdesk.queries import grams, letter_pairs, prospects_sql
from prospectdesk.queries.grams import Finder, gram_match
from prospectdesk.queries.prospects_criteria import Tests
from prospectdesk.store.column_sql import numbers
from prospectdesk.store.columns import ColumnSet
from prospectdesk.store.connection import Connection

Ids = NDArray[np.int64]
FEW = 2_000
"""So many candidates are tested one by one."""
HANDFUL = 64
"""So few index hits are looked at without asking which of them begin with the text."""
QUICK = 4
"""Digits of a SIREN or SIRET whose hits are few."""
MANY = 150_000
"""More index hits than this are believed: reading them all would take seconds, and hits that hold every
three letters of a text but not the text are a few in ten thousand."""


@dataclass(frozen=True, slots=True)
class _Text:
    """`text` wanted in one of `columns` of `table`; `words` names the table of its words and the column."""

    table: str
    columns: tuple[str, ...]
    text: str
    words: tuple[str, str] | None = None

    @property
    def grams(self) -> str:
        return "note_grams" if self.table == "timeline" else f"{self.table}_grams"

    @property
    def pair(self) -> bool:
        """Whether it is two characters of a name."""
        return len(self.text) == 2 and self.words is not None

    @property
    def holds(self) -> str:
        """The exact test of a row called x; one parameter, given as ?1."""
        values = (
            "lower(x.mail)" if (self.table, one) == ("company", "mail") else f"x.{one}"
            for one in self.columns
        )
        return "(" + " OR ".join(f"instr({value}, ?1) > 0" for value in values) + ")"


@dataclass(frozen=True, slots=True)
class _Other:
    """A criterion answered by a finder only, or for few companies by `near`."""

    finder: Finder
    near: str
    parameters: tuple[object, ...]
    quick: bool = False


Criterion = list[_Text | _Other]
"""Alternatives."""


def criteria(tests: Tests) -> list[Criterion]:
    """The text criteria of `tests`: what an index answers quickly first, the longest before others."""
    return sorted(_criteria(tests), key=lambda one: (not is_quick(one), _cost(one)))


def is_quick(criterion: Criterion) -> bool:
    """Whether an index answers it in the time its hits take."""
    return all(one.quick if isinstance(one, _Other) else len(one.text) > 2 or one.pair for one in criterion)


def found(conn: Connection, columns: ColumnSet, criterion: Criterion) -> Ids:
    """The ids of all companies that meet a criterion, ascending."""
    parts = [_found(conn, columns, one) for one in criterion]
    ids, size = parts[0] if len(parts) == 1 else np.concatenate(parts), len(columns.arrays["flags"])
    if len(ids) < 2 or bool((ids[1:] > ids[:-1]).all()):  # as one index answers
        return ids[np.searchsorted(ids, 0) : np.searchsorted(ids, size)]
    held = np.zeros(size, np.bool_)
    held[ids[(ids >= 0) & (ids < size)]] = True
    return np.flatnonzero(held)


def keep(conn: Connection, columns: ColumnSet, ids: Ids, criteria: Sequence[Criterion]) -> Ids:
    """Those of the ascending `ids` that meet all of `criteria`."""
    for criterion in criteria:
        if not len(ids):
            break
        few = len(ids) <= FEW
        parts = [_near(conn, one, ids) if few else _found(conn, columns, one) for one in criterion]
        held = np.zeros(len(columns.arrays["flags"]), np.bool_)
        for part in parts:
            held[part[(part >= 0) & (part < len(held))]] = True
        ids = ids[held[ids]]
    return ids


def _criteria(tests: Tests) -> Iterator[Criterion]:
    """Each criterion as alternatives."""
    if tests.name:
        yield [_Text("company", ("search_key",), tests.name, ("company_words", "search_key"))]
    if tests.person:
        words = ("contact_words", "name_key")
        forms = dict.fromkeys([tests.person, *prospects_sql.turned_names(tests.person)])
        yield [_Text("contact", ("name_key",), one, words) for one in forms]
    if tests.phones:
        choices: Criterion = []
        for number in tests.phones:
            choices += [
                _Text("company", ("phones_key",), number),
                _Text("contact", ("home_key", "mobile_key"), number),
                _further(number, email=False),
            ]
        yield choices
    if tests.mail:
        yield [
            _Text("contact", ("email_key",), tests.mail),
            _Text("company", ("mail",), tests.mail),
            _further(tests.mail, email=True),
        ]
    if tests.note:
        yield [_Text("timeline", ("text_key",), tests.note)]
    if tests.number:
        yield [_number(tests.number)]
    if tests.client_type_ids is not None:
        yield [_client_type(tests.client_type_ids)]


def _cost(choices: Criterion) -> int:
    one = choices[0]
    return 0 if isinstance(one, _Other) else 100 - len(one.text)


def _further(text: str, *, email: bool) -> _Other:
    finder = grams.further_points(text, email)
    near = f"SELECT * FROM ({finder.sql}) WHERE company_id IN (SELECT value FROM json_each(?))"
    return _Other(finder, near, finder.parameters)


def _number(number: str) -> _Other:
    near = (
        "SELECT c.id FROM json_each(?3) j CROSS JOIN company c ON c.id = j.value WHERE (c.siren >= ?1 AND c.siren < ?2) "
        "OR (c.siret >= ?1 AND c.siret < ?2) OR EXISTS (SELECT 1 FROM establishment e WHERE e.company_id = c.id "
        "AND e.siret >= ?1 AND e.siret < ?2 AND e.deleted_at IS NULL)"
    )
    return _Other(grams.number_finder(number), near, (number, number + ":"), len(number) >= QUICK)


def _client_type(ids: tuple[int, ...]) -> _Other:
    finder = grams.client_type_finder(ids)
    near = f"SELECT * FROM ({finder.sql}) WHERE company_id IN (SELECT value FROM json_each(?))"
    return _Other(finder, near, finder.parameters)


def _near(conn: Connection, one: _Text | _Other, places: Ids) -> Ids:
    """Those of the few companies `places` that meet one alternative."""
    candidates = str(places.tolist())
    if isinstance(one, _Other):
        return _ids(conn, one.near, (*one.parameters, candidates))
    owner, live = {
        "company": ("id", "1"),
        "contact": ("company_id", "x.deleted_at IS NULL AND x.erased_at IS NULL"),
        "timeline": ("company_id", "x.deleted_at IS NULL AND x.type IN ('note', 'appel')"),
    }[one.table]
    sql = (
        f"SELECT x.{owner} FROM json_each(?2) j CROSS JOIN {one.table} x ON x.{owner} = j.value "
        f"WHERE {live} AND {one.holds}"
    )
    return _ids(conn, sql, (one.text, candidates))


def _found(conn: Connection, columns: ColumnSet, one: _Text | _Other) -> Ids:
    """All companies that meet one alternative."""
    if isinstance(one, _Other):
        return _ids(conn, one.finder.sql, one.finder.parameters)
    hits = _hits(conn, one)
    if one.table == "company":
        return hits
    link = columns.links[one.table]
    owners: Ids = link[hits[hits < len(link)]].astype(np.int64)
    return owners


def _hits(conn: Connection, one: _Text) -> Ids:
    """Row ids of `one.table` that hold the text."""
    match = gram_match(one.grams, one.columns, one.text)
    if match is None:
        return _short(conn, one)
    hits = _rowids(conn, one.grams, match)
    if len(one.text) == 3:
        return hits
    sure = np.empty(0, np.int64)
    if one.words and one.text.isalnum() and len(hits) > HANDFUL:
        table, column = one.words
        sure = _rowids(conn, table, f'{{{column}}} : "{one.text}"*')
        hits = np.setdiff1d(hits, sure, assume_unique=True)
    if len(hits) > MANY:
        whole = gram_match(one.grams, one.columns, one.text, every=True) or match
        hits = np.setdiff1d(_rowids(conn, one.grams, whole), sure, assume_unique=True)
    elif len(hits):
        sql = f"SELECT x.id FROM json_each(?2) j CROSS JOIN {one.table} x ON x.id = j.value WHERE {one.holds}"
        hits = _ids(conn, sql, (one.text, str(hits.tolist())))
    return np.concatenate((sure, hits)) if len(sure) else hits


def _short(conn: Connection, one: _Text) -> Ids:
    """Two characters of a name by the pieces that hold them; one by the index of names as shown, and as the beginning of
    a word of other names."""
    if one.pair:
        same = f"SELECT id FROM {one.table} WHERE name_key = ?"
        pairs = letter_pairs.holding(conn, one.grams, one.columns[0], one.text)
        return np.concatenate((pairs, _ids(conn, same, (one.text,))))
    index = {"company": "company_name", "contact": "contact_name"}.get(one.table)
    if one.words is None or index is None:
        return _ids(conn, f"SELECT x.id FROM {one.table} x WHERE {one.holds}", (one.text,))
    sql = f"SELECT id FROM {one.table} INDEXED BY {index} WHERE instr(name_key, ?) > 0"
    found = _ids(conn, sql, (one.text,))
    if not one.text.isalnum():
        return found
    table, column = one.words
    return np.concatenate((found, _rowids(conn, table, f'{{{column}}} : "{one.text}"*')))


def _rowids(conn: Connection, table: str, match: str) -> Ids:
    """The row ids of a search table that match, ascending."""
    sql = f"SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?"
    return numbers(conn.execute(sql, (match,)).fetchone()[0])


def _ids(conn: Connection, sql: str, parameters: tuple[object, ...]) -> Ids:
    """The first column of a SELECT as an array; one text crosses from SQLite, not rows."""
    row = conn.execute(
        f"SELECT group_concat(found) FROM (SELECT NULL AS found WHERE 0 UNION ALL {sql})", parameters
    ).fetchone()
    return numbers(row[0])
