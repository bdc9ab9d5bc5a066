"""A board put away: its cards as bytes, a tenth of their room, for a page that nobody looks at."""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any

from prospectdesk.queries.pipeline import SHARED, Board, BoardColumn, Card

FEW = 500
"""Cards let go at a time: what is freed in one piece stops every thread."""
NO_REFERENCES = 2
"""The form of marshal that remembers nothing it wrote: it takes no room of its own."""
_NAMES = tuple(one.name for one in fields(Card))
_AMOUNT = _NAMES.index("amount")
_SHARED = tuple(map(_NAMES.index, SHARED))
_values = attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True)
class Packed:
    """`board` has the columns without their cards, `cards` those of each."""

    board: Board
    cards: tuple[bytes, ...]


def packed(board: Board) -> Packed:
    """The board with its cards as bytes; for a worker."""
    bare = tuple(replace(one, cards=(), places={}) for one in board.columns)
    return Packed(replace(board, columns=bare), tuple(_bytes(one.cards) for one in board.columns))


def unpacked(found: Packed) -> Board:
    """The board as it was; for a worker."""
    shared: dict[Any, Any] = {}
    pairs = zip(found.board.columns, found.cards, strict=True)
    return replace(found.board, columns=tuple(_column(one, data, shared) for one, data in pairs))


def let_go(held: list[Board]) -> None:
    """Frees boards that nobody else holds, some cards at a time; the list is empty afterwards. For a worker."""
    while held:
        columns = list(held.pop().columns)
        while columns:
            cards = list(columns.pop().cards)
            while cards:
                del cards[-FEW:]


def _bytes(cards: tuple[Card, ...]) -> bytes:
    return zlib.compress(marshal.dumps([tuple(_row(one)) for one in cards], NO_REFERENCES), 1)


def _row(card: Card) -> Iterator[Any]:
    for value in _values(card):
        yield str(value) if isinstance(value, Decimal) else value


def _column(column: BoardColumn, data: bytes, shared: dict[Any, Any]) -> BoardColumn:
    cards = []
    for row in marshal.loads(zlib.decompress(data)):
        values = list(row)
        if values[_AMOUNT] is not None:
            values[_AMOUNT] = Decimal(values[_AMOUNT])
        for place in _SHARED:
            values[place] = shared.setdefault(values[place], values[place])
        cards.append(Card(*values))
    places = {one.id: number for number, one in enumerate(cards)}
    return replace(column, cards=tuple(cards), places=places)
