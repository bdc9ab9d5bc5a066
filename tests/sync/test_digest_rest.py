"""When a bucket is compared with the centre: where rows moved soon, elsewhere once an hour."""

from __future__ import annotations

import pytest

from prospectdesk.sync.digest import PER_LINE_MS, REST_MS, Compared

NOW = 1_795_000_000_000
QUIET, BUSY = "a" * 32, "b" * 32


@pytest.fixture
def compared() -> Compared:
    made = Compared({})
    made.note({QUIET: 500, BUSY: 100_000}, NOW)
    return made


@pytest.mark.spec("F14")
def test_a_bucket_that_was_never_compared_is_compared():
    assert Compared({}).due([QUIET], set(), NOW) == [QUIET]


@pytest.mark.spec("F14")
def test_a_bucket_where_nothing_moved_rests_for_an_hour(compared):
    assert compared.due([QUIET, BUSY], set(), NOW + REST_MS - 1) == []
    assert compared.due([QUIET, BUSY], set(), NOW + REST_MS) == [QUIET, BUSY]


@pytest.mark.spec("F14")
def test_what_moved_is_compared_the_sooner_the_smaller_it_is(compared):
    soon = NOW + PER_LINE_MS * 500
    assert compared.due([QUIET, BUSY], {QUIET, BUSY}, soon) == [QUIET]
    compared.note({QUIET: 501}, soon)
    assert compared.due([QUIET, BUSY], set(), NOW + PER_LINE_MS * 100_000) == [BUSY]


@pytest.mark.spec("F13", "F14")
def test_a_centre_whose_clock_went_back_is_compared(compared):
    assert compared.due([QUIET], set(), NOW - 1) == [QUIET]
