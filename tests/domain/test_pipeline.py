"""Ranks of cards, stages and amounts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.money import parse_amount, read_amount, share
from prospectdesk.domain.pipeline import DIGITS, Stage, between, check_move, plain_label


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=60))
def test_a_card_is_put_anywhere_again_and_again(places):
    column: list[str] = []
    for place in places:
        at = place % (len(column) + 1)
        before = column[at - 1] if at else None
        after = column[at] if at < len(column) else None
        rank = between(before, after)
        assert before is None or before < rank
        assert after is None or rank < after
        column.insert(at, rank)
    assert column == sorted(set(column))


def test_ten_thousand_cards_at_one_end_keep_short_ranks():
    last = first = between(None, None)
    for _ in range(10_000):
        last = between(last, None)
        first = between(None, first)
    assert max(len(last), len(first)) <= 4


def test_a_hundred_cards_in_one_gap_keep_short_ranks():
    low, high = between(None, None), between(between(None, None), None)
    for _ in range(100):
        high = between(low, high)
    assert len(high) < 24


@pytest.mark.parametrize(
    "pair", [("a1", "a0"), ("a1", "a1"), ("", None), ("é", None), ("b1", None), ("a10", None)]
)
def test_what_is_no_pair_of_ranks_is_refused(pair):
    with pytest.raises(ValueError, match="rank"):
        between(*pair)


def test_digits_sort_as_bytes():
    assert sorted(DIGITS) == list(DIGITS)
    assert len(set(DIGITS)) == 62


@pytest.mark.parametrize("text", ["Suspect (5%)", "Suspect (5 %)", "Suspect (5\u202f%)", "Suspect"])
def test_a_stage_is_named_with_or_without_its_percentage(text):
    assert plain_label(text) == "Suspect"


@pytest.mark.spec("INV-08")
def test_an_abandoned_project_never_moves():
    given_up, other = Stage(1, 1, "Abandon", 0, "abandon"), Stage(2, 1, "Proposition", 20)
    check_move(other, given_up)
    check_move(given_up, given_up)
    with pytest.raises(Refused, match="Abandon"):
        check_move(given_up, other)
    with pytest.raises(Refused, match="pipeline"):
        check_move(other, Stage(3, 2, "Suspect", 5))
    with pytest.raises(Refused, match="plus utilisée"):
        check_move(other, Stage(4, 1, "Vieille", 5, active=False))


@pytest.mark.spec("D-33")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2 400", "2400.00"),
        ("2\u202f400,5 €", "2400.50"),
        ("2400.00", "2400.00"),
        ("0", "0.00"),
        ("1'234.56", "1234.56"),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, stored):
    assert parse_amount(typed) == stored


@pytest.mark.parametrize("typed", ["", "-5", "1e3", "12,345", "abc", "NaN", "٣", "1000000000000", "1.2.3"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(Invalid):
        parse_amount(typed)


@pytest.mark.spec("D-30")
def test_a_share_is_exact():
    assert share("2400.00", Decimal("2.5")) == "60.00"
    assert share("0.10", Decimal("5")) == "0.01"
    assert share(None, Decimal("5")) == "0.00"
    assert read_amount("Infinity") is None
