"""Numbers that several laptops added unseen (X-17)."""

import itertools
import sqlite3

import pytest

from prospectdesk.store.summaries import order_points

MADE = {"first": b"1", "second": b"2", "third": b"3"}


def card() -> sqlite3.Connection:
    """A contact with a kept number and an address that is no number."""
    conn = sqlite3.connect(":memory:")
    conn.execute(
        "CREATE TABLE contact_point (id INTEGER PRIMARY KEY, uid, contact_id, kind, rank, deleted_at)"
    )
    conn.execute("INSERT INTO contact_point (uid, contact_id, kind, rank) VALUES (x'39', 1, 'email', 0)")
    return conn


@pytest.mark.spec("X-17")
@pytest.mark.parametrize("arrived", list(itertools.permutations(MADE)))
def test_three_numbers_added_unseen_stand_in_one_order_whatever_arrived_first(arrived):
    conn = card()
    for name in arrived:
        conn.execute(
            "INSERT INTO contact_point (uid, contact_id, kind, rank) VALUES (?, 1, 'mobile', 0)",
            (MADE[name],),
        )
        order_points(conn, [1])
    found = conn.execute("SELECT uid, rank FROM contact_point WHERE kind = 'mobile' ORDER BY rank").fetchall()
    assert found == [(b"1", 0), (b"2", 1), (b"3", 2)]
    assert conn.execute("SELECT rank FROM contact_point WHERE kind = 'email'").fetchall() == [(0,)]


def test_ranks_of_which_none_is_there_twice_stay():
    conn = card()
    rows = [(b"7", 0), (b"6", 2)]
    conn.executemany(
        "INSERT INTO contact_point (uid, contact_id, kind, rank) VALUES (?, 1, 'mobile', ?)", rows
    )
    order_points(conn, [1])
    assert (
        conn.execute("SELECT uid, rank FROM contact_point WHERE kind = 'mobile' ORDER BY id").fetchall()
        == rows
    )
