"""A hostile colleague's rows: what is not sound is set aside and stops nothing (SECURITY T15)."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from laptops import WORKSPACE, contents, laptop, page, rows_of

from prospectdesk.domain.clock import Clock
from prospectdesk.queries import aside, companies, contacts, outbox, relances, timeline
from prospectdesk.store.check import check
from prospectdesk.sync import pull

pytestmark = pytest.mark.spec("T15")
JUNK: tuple[Any, ...] = (
    None, True, -1, 2**63, 2**70, 10**400, 3.5, float("inf"), "", "x" * 1_100_000, "\x00", "\ud800", "\u202ee", [], {},
    ["x"], {"a": 1}, "0" * 32, "g" * 32, "'; DROP TABLE company; --", -(2**63), 5_000_000, "{", "9" * 5000,
)  # fmt: skip


def mutate(document, rng):
    """One change of one row, its columns, or the whole document."""
    table = rng.choice(list(document))
    part = document[table]
    row = rng.choice(part["rows"])
    kind = rng.randrange(10)
    if kind == 0 and part["columns"]:
        part["columns"] = rng.choice(
            [None, ["x"], part["columns"][:-1], [*part["columns"], "id"], part["columns"] * 2]
        )
    elif kind == 1 and isinstance(row, list):
        row.append(1)
    elif kind == 2:
        document[rng.choice(["sqlite_master", "outbox", "sync_state", ""])] = part
    elif kind == 3:
        part["rows"].append(rng.choice([None, 3, "x", [], [1], {}]))
    elif kind == 4:
        part["rows"].append(copy.deepcopy(rng.choice(part["rows"])))
    elif isinstance(row, list) and row:
        row[rng.randrange(len(row))] = copy.deepcopy(rng.choice(JUNK))


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    from prospectdesk.commands.demo import make_demo

    made = laptop(tmp_path_factory.mktemp("good") / "good.db", None)
    make_demo(made.store)
    yield rows_of(made)
    made.store.close()


def look(one):
    """Reads what screens read of every company."""
    with one.store.session() as conn:
        today = Clock().today_number()
        for (company,) in conn.execute("SELECT id FROM company").fetchall():
            companies.head(conn, company)
            contacts.cards(conn, company)
            timeline.entries(conn, company)
            relances.of_company(conn, company)
        relances.due_count(conn, 1, today)
        outbox.sync_state(conn)
        aside.aside_rows(conn)


def test_a_thousand_mutated_rows_stop_nothing(good, tmp_path):
    rng = random.Random(15)
    one = laptop(tmp_path / "here.db", None)
    for _ in range(100):
        document = copy.deepcopy(good)
        for _ in range(10):
            mutate(document, rng)
        one.receive(document)
        look(one)
    assert check(one.store) == []
    one.receive(
        {table: {**part, "rows": [[r[0], 2, *r[2:]] for r in part["rows"]]} for table, part in good.items()}
    )
    held = contents(one)
    assert all(len(held[table]) >= len(part["rows"]) for table, part in good.items())
    one.store.close()


def test_a_row_set_aside_is_told_and_forgotten_when_it_comes_sound(here):
    bad = page(
        ("company", b"\x01" * 16, {"name": "A\u202eB", "scope": 1}),
        ("company", b"\x02" * 16, {"name": "Saine"}),
    )
    here.receive(bad)
    assert here.ask("SELECT name FROM company") == [("Saine",)]
    with here.store.session() as conn:
        (row,) = aside.aside_rows(conn)
        assert (row.table, row.uid) == ("company", "01" * 16)
        assert outbox.sync_state(conn).aside == 1
    here.receive(page(("company", b"\x01" * 16, {"name": "AB", "rev": 2})))
    with here.store.session() as conn:
        assert aside.aside_rows(conn) == ()


def test_two_rows_that_contradict_each_other_do_not_stop_the_others(here):
    here.receive(page(("commune_centre", b"\x01" * 16, {"code": "35238", "n": 1})), kind="directory")
    both = page(
        ("commune_centre", b"\x02" * 16, {"code": "35238", "n": 2}),
        ("commune_centre", b"\x03" * 16, {"code": "29019"}),
    )
    here.receive(both, kind="directory")
    assert here.ask("SELECT code FROM commune_centre ORDER BY code") == [("29019",), ("35238",)]
    with here.store.session() as conn:
        assert [one.reason for one in aside.aside_rows(conn)] == ["La ligne reçue contredit une autre ligne."]


@pytest.mark.parametrize("document", [None, 3, [], {}, {"bucket": 3}, {"bucket": "x" * 32}])
def test_a_page_that_makes_no_sense_is_no_page(document):
    assert pull.page_of(document, {WORKSPACE: "workspace"}) is None


def test_control_digits_are_checked_in_bulk_as_one_by_one():
    from prospectdesk.sync.numbers import sirens_hold, sirets_hold

    sirens = ["732829320", "552100554", "356000000"] * 20
    assert sirens_hold(sirens)
    assert not sirens_hold([*sirens, "732829321"])
    assert not sirens_hold([*sirens, "00000000０"])
    assert not sirens_hold([*sirens, "000000000"])
    sirets = ["73282932000074", "35600000000048", "35600000049837"] * 20
    assert sirets_hold(sirets) == sirets_hold(sirets[:3])
    assert not sirets_hold([*sirets, "73282932000075"])
