"""A board put away as bytes comes back as it was."""

import gc
import weakref
from dataclasses import replace
from decimal import Decimal

import pytest

from prospectdesk.domain.pipeline import Stage
from prospectdesk.queries.pipeline import SHARED, Board, BoardColumn, Card
from prospectdesk.queries.pipeline_packed import FEW, let_go, packed, unpacked

CARD = Card(
    1, 7, "Société 7", "Comptable", Decimal("2400.10"), "Ugo Martin", "Relance", 20780, None, False, 1, "Suspect", 5,
    None, "Rappeler\nlundi", "a0", b"\x00\x01",
)  # fmt: skip


def board(number):
    """One column of cards, an empty one beside it."""
    cards = tuple(replace(CARD, id=one, amount=None if one % 2 else CARD.amount) for one in range(number))
    places = {one.id: place for place, one in enumerate(cards)}
    stages = (Stage(1, 1, "Suspect", 5, "open", True), Stage(2, 1, "Signé", 100, "won", True))
    columns = (BoardColumn(stages[0], cards, Decimal("12.5"), Decimal("0.625"), places),
               BoardColumn(stages[1], (), Decimal(0), Decimal(0)))  # fmt: skip
    return Board(1, columns, "amount", descending=True)


@pytest.mark.spec("X-06")
def test_cards_come_back_equal_and_in_their_places():
    whole = board(40)
    kept = packed(whole)
    assert all(isinstance(one, bytes) for one in kept.cards)
    assert not any(one.cards for one in kept.board.columns)
    back = unpacked(kept)
    assert back == whole
    assert [one.places for one in back.columns] == [one.places for one in whole.columns]


def test_texts_that_many_cards_have_are_kept_once():
    cards = unpacked(packed(board(3))).columns[0].cards
    assert all(len({id(getattr(one, name)) for one in cards}) == 1 for name in SHARED)


def test_what_is_let_go_is_freed():
    class Watched(Card):
        __slots__ = ("__weakref__",)

    whole = board(2 * FEW + 1)
    seen = Watched(**{name: getattr(CARD, name) for name in Card.__slots__})
    gone = weakref.ref(seen)
    held = [replace(whole, columns=(replace(whole.columns[0], cards=(*whole.columns[0].cards, seen)),))]
    del whole, seen
    let_go(held)
    gc.collect()
    assert held == []
    assert gone() is None
