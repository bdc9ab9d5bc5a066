"""Text criteria on the column set: index hits become company ids without reading rows where that is exact.

Few candidates left by the other criteria are tested one by one instead of asking the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prospectdesk.queries import grams, prospects_sql
from prospectdesk.queries.grams import Finder, gram_match
from prospectdesk.queries.prospects_criteria import Tests
from prospectdesk.store.column_sql import numbers
from prospectdesk.store.columns import ColumnSet
from prospectdesk.store.connection import Connection

Mask = NDArray[np.bool_]
Ids = NDArray[np.int64]
FEW = 2_000
"""So many candidates are tested one by one."""
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


def keep(conn: Connection, columns: ColumnSet, mask: Mask, tests: Tests) -> Mask:
    """`mask` without the companies that a text criterion does not find; longest texts first."""
    for choices in sorted(_criteria(tests), key=_cost):
        left = int(np.count_nonzero(mask))
        if not left:
            return mask
        few = np.flatnonzero(mask) if left <= FEW else None
        kept: Mask = np.zeros(len(mask), np.bool_)
        for one in choices:
            found = _near(conn, one, few) if few is not None else _found(conn, columns, one)
            found = found[(found >= 0) & (found < len(mask))]
            kept[found] = True
        mask &= kept
    return mask


def _criteria(tests: Tests) -> Iterator[list[_Text | _Other]]:
    """Each criterion as alternatives."""
    if tests.name:
        yield [_Text("company", ("search_key",), tests.name, ("company_words", "search_key"))]
    if tests.person:
        words = ("contact_words", "name_key")
        forms = dict.fromkeys([tests.person, *prospects_sql.turned_names(tests.person)])
        yield [_Text("contact", ("name_key",), one, words) for one in forms]
    if tests.phones:
        found: list[_Text | _Other] = []
        for number in tests.phones:
            found += [
                _Text("company", ("phones_key",), number),
                _Text("contact", ("home_key", "mobile_key"), number),
                _further(number, email=False),
            ]
        yield found
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


def _cost(choices: list[_Text | _Other]) -> int:
    """Criteria that an index answers quickly come first, short texts last."""
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
    return _Other(grams.number_finder(number), near, (number, number + ":"))


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
    hits = _ids(conn, f"SELECT rowid FROM {one.grams} WHERE {one.grams} MATCH ?", (match,))
    if len(one.text) == 3:
        return hits
    sure = np.empty(0, np.int64)
    if one.words and one.text.isalnum():
        table, column = one.words
        begins = f'{{{column}}} : "{one.text}"*'
        sure = _ids(conn, f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (begins,))
        hits = np.setdiff1d(hits, sure)
    if len(hits) <= MANY:
        sql = f"SELECT x.id FROM json_each(?2) j CROSS JOIN {one.table} x ON x.id = j.value WHERE {one.holds}"
        hits = _ids(conn, sql, (one.text, str(hits.tolist())))
    return np.concatenate((sure, hits))


def _short(conn: Connection, one: _Text) -> Ids:
    """One or two characters: the name as shown from its index, words of other names by their beginning."""
    index = {"company": "company_name", "contact": "contact_name"}.get(one.table)
    if one.words is None or index is None:
        return _ids(conn, f"SELECT x.id FROM {one.table} x WHERE {one.holds}", (one.text,))
    sql = f"SELECT id FROM {one.table} INDEXED BY {index} WHERE instr(name_key, ?) > 0"
    found = _ids(conn, sql, (one.text,))
    if not one.text.isalnum():
        return found
    table, column = one.words
    begins = f'{{{column}}} : "{one.text}"*'
    return np.concatenate((found, _ids(conn, f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (begins,))))


def _ids(conn: Connection, sql: str, parameters: tuple[object, ...]) -> Ids:
    """The first column of a SELECT as an array; one text crosses from SQLite, not rows."""
    row = conn.execute(
        f"SELECT group_concat(found) FROM (SELECT NULL AS found WHERE 0 UNION ALL {sql})", parameters
    ).fetchone()
    return numbers(row[0])
