"""Cards as rows say what Cards as objects say, take little room, and are put in order alike."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from prospectdesk.queries.pipeline import SORTS
from prospectdesk.queries.pipeline_cards import Card, Cards, by_place, where

CARD = Card(
    1, 7, "Société 7", "Comptable", Decimal("2400.10"), "Ugo Martin", "Relance", 20780, None, False, 1, "Suspect", 5,
    None, "Rappeler\nlundi", "a0", bytes(range(16)),
)  # fmt: skip


def some(number, seed=1):
    """Cards that differ in everything, many alike in what they are sorted by."""
    chance = random.Random(seed)
    return [
        replace(
            CARD, id=one + 1, company_id=one // 2, company=f"Société {chance.randrange(9)} 🥖", uid=chance.randbytes(16),
            amount=chance.choice((None, Decimal(chance.randrange(5)), Decimal("0.10"))), rank=chance.choice("abc"),
            next_day=chance.choice((None, -40000, 0, 20780)), next_minute=chance.choice((None, 0, 870)),
            twin=chance.random() < 0.5, signing_on=chance.choice((None, 1)), percent=chance.choice((5, 50)),
            holder=chance.choice((None, "", "Inès")), comment=chance.choice((None, "", "x" * 70_000)),
        )
        for one in range(number)
    ]  # fmt: skip


@pytest.mark.spec("X-06")
def test_cards_come_back_as_they_were():
    whole = some(2100)
    made = Cards.of(whole)
    assert list(made) == whole
    assert (made[0], made[-1], made[2000]) == (whole[0], whole[-1], whole[2000])
    assert list(made[10:12]) == whole[10:12]
    assert len(made) == 2100
    assert made.ids.tolist() == [one.id for one in whole]
    assert made.companies == list(dict.fromkeys(one.company_id for one in whole))
    assert [made.place_of(one) for one in (1, 2100, 9999)] == [0, 2099, None]
    assert made.named([3, 9999]) == {3: whole[2]}
    with pytest.raises(IndexError):
        made[2100]


def test_no_cards_are_cards_too():
    assert list(Cards()) == list(Cards.of([])) == []
    assert Cards() == Cards.of([])
    assert (Cards().sums(), Cards().place_of(1), Cards().named([1])) == ((0, 0), None, {})


@pytest.mark.spec("X-06")
def test_cards_are_equal_by_what_they_say_not_by_how_they_are_kept():
    whole = some(50)
    made = Cards.of(whole)
    again = made[:20].with_card(20, whole[20])
    for one in whole[21:]:
        again = again.with_card(len(again), one)
    assert again == made
    assert hash(again) == hash(made)
    assert made != Cards.of(whole[:-1])
    assert made != Cards.of([*whole[:-1], replace(whole[-1], company="Autre")])
    assert made != whole


@pytest.mark.spec("X-06", "X-08")
def test_sums_are_exact():
    whole = some(300)
    amounts = [one.amount for one in whole if one.amount is not None]
    assert Cards.of(whole).sums() == (sum(amounts), sum(one.weighted for one in whole))


@pytest.mark.spec("C-37")
@pytest.mark.parametrize("sort", sorted(SORTS))
@pytest.mark.parametrize("descending", [False, True])
def test_a_card_put_among_sorted_ones_stands_where_sorting_puts_it(sort, descending):
    key = SORTS[sort]
    whole = sorted(some(60), key=by_place)
    known = sorted((one for one in whole if key(one) is not None), key=key, reverse=descending)
    wanted = known + [one for one in whole if key(one) is None]
    assert list(Cards.of(whole).sorted_by(key, descending)) == wanted
    for one in whole:
        rest = Cards.of([other for other in wanted if other is not one])
        place = where(rest, one, key, descending)
        assert list(rest.with_card(place, one)) == wanted


@pytest.mark.spec("X-27")
def test_a_card_takes_some_hundred_bytes():
    cards = [replace(CARD, id=one, company=f"Société {one}", comment=None) for one in range(10_000)]
    assert Cards.of(cards).nbytes < 110 * len(cards)
