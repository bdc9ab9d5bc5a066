"""Rows in any order, in any pages, any number of times: the same store; nobody's own edit is ever lost from sight."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from laptops import Laptop, contents, laptop, page

from prospectdesk.store.check import check
from prospectdesk.sync import pull

PHASES = (Phase.explicit, Phase.generate)
"""Shrinking opens two stores a try: minutes for little."""
COMPANIES, CONTACTS, POINTS, NOTES, USERS = (range(start, start + 4) for start in (1, 20, 40, 60, 80))


def uid(n: int) -> bytes:
    return bytes([n]) * 16


def pick(numbers: range) -> st.SearchStrategy[str]:
    return st.sampled_from(numbers).map(lambda n: uid(n).hex())


TEXT = st.text("abcé '", max_size=8)
ROWS = st.one_of(
    st.tuples(st.just("company"), st.sampled_from(COMPANIES), st.fixed_dictionaries({"name": TEXT})),
    st.tuples(st.just("user"), st.sampled_from(USERS), st.fixed_dictionaries({"login": TEXT, "name": TEXT, "licence": st.just("utilisateur")})),
    st.tuples(
        st.just("contact"), st.sampled_from(CONTACTS),
        st.fixed_dictionaries({"company_id": pick(COMPANIES), "last_name": TEXT, "colour": st.just("orange"),
                               "role": st.just("interlocuteur"), "white_twin_id": st.none() | pick(CONTACTS),
                               "made_by_id": st.none() | pick(USERS), "deleted_at": st.sampled_from([None, None, 5])}),
    ),
    st.tuples(
        st.just("contact_point"), st.sampled_from(POINTS),
        st.fixed_dictionaries({"contact_id": pick(CONTACTS), "kind": st.sampled_from(["mobile", "email"]), "value": TEXT}),
    ),
    st.tuples(
        st.just("timeline"), st.sampled_from(NOTES),
        st.fixed_dictionaries({"company_id": pick(COMPANIES), "type": st.just("note"), "text": TEXT, "author_id": st.none() | pick(USERS)}),
    ),
)  # fmt: skip


PARENTS = [
    *(("company", n, {"name": "A"}) for n in COMPANIES),
    *(("user", n, {"login": "u", "name": "U", "licence": "utilisateur"}) for n in USERS),
    *(("contact", n, {"company_id": uid(1).hex(), "last_name": "X", "colour": "orange"}) for n in CONTACTS),
]


@contextmanager
def two() -> Iterator[tuple[Laptop, Laptop]]:
    """Two empty laptops."""
    with tempfile.TemporaryDirectory() as folder:
        made = laptop(Path(folder) / "a.db", None), laptop(Path(folder) / "b.db", None)
        for one in made:
            one.store.writer().execute("PRAGMA synchronous = OFF")
        yield made
        for one in made:
            one.store.close()


def sample(row: tuple[str, int, dict[str, Any]], rev: int) -> tuple[str, bytes, dict[str, Any]]:
    table, number, values = row
    return table, uid(number), {**values, "scope": 1, "rev": rev}


def held(one: Laptop) -> list[tuple[Any, ...]]:
    return sorted(one.ask("SELECT DISTINCT tbl, row_uid, json_extract(data, '$.rev') FROM held"))


@pytest.mark.spec("F11", "F12", "X-16")
@settings(max_examples=25, phases=PHASES)
@given(st.data(), st.lists(ROWS, min_size=1, max_size=25))
def test_any_order_of_pages_makes_the_same_store(data, rows):
    told = [sample(row, rev) for rev, row in enumerate([*PARENTS, *rows], 1)]  # nobody waits for ever
    shuffled = data.draw(st.permutations(told))
    again = data.draw(st.lists(st.sampled_from(told), max_size=5))
    size = data.draw(st.integers(1, 6))
    with two() as (one, other):
        for row in told:
            one.receive(page(row))
        for start in range(0, len(shuffled), size):
            other.receive(page(*shuffled[start : start + size]))
        for row in again:
            other.receive(page(row))
        assert contents(other) == contents(one)
        assert held(other) == held(one) == []
        assert (check(one.store), check(other.store)) == ([], [])


@pytest.mark.spec("X-17")
@settings(max_examples=20, phases=PHASES)
@given(
    st.lists(ROWS, min_size=1, max_size=15),
    st.lists(st.tuples(st.sampled_from(CONTACTS), TEXT), min_size=1, max_size=4),
    st.data(),
)
def test_an_unsent_edit_is_seen_whatever_comes(rows, edits, data):
    with two() as (one, _other):
        one.receive(page(*(sample(row, 1) for row in PARENTS)))
        for number, text in edits:
            one.write(
                lambda uow, n=number, t=text: uow.update(
                    "contact", uow.by_uid("contact", uid(n))["id"], {"job": t}
                )
            )
        if data.draw(st.booleans()):
            one.push()
        wanted = dict(edits)
        for rev, row in enumerate(rows, 2):
            one.receive(page(sample(row, rev)))
            shown = dict(one.ask("SELECT uid, job FROM contact"))
            assert {n: shown[uid(n)] for n in wanted} == wanted
        assert check(one.store) == []


@pytest.mark.spec("X-16")
@settings(max_examples=25, phases=PHASES)
@given(st.lists(ROWS, min_size=1, max_size=40), st.integers(1, 9))
def test_parts_of_a_page_are_the_page(rows, most):
    newest = {(row[0], row[1]): sample(row, rev) for rev, row in enumerate(rows, 1)}
    document = {"bucket": "11" * 16, "rows": page(*newest.values()), "gone": [], "next": [9, "00" * 16]}
    whole = pull.page_of(document, {})
    assert whole is not None
    parts = list(pull.parts(whole, most))
    assert [part.next for part in parts[:-1]] == [None] * (len(parts) - 1)
    assert parts[-1].next == (9, "00" * 16)
    told = sorted((one.table, row[0]) for part in parts for one in part.rows.tables for row in one.rows)
    assert told == sorted((table, uid(number)) for table, number in newest)
    assert all(part.count <= most for part in parts)
