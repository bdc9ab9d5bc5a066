"""The cards of the board, many thousand in little room: rows of numbers, their texts beside them, a Card when one is asked for.

75,000 cards as objects are 70 MB of Python that the collector walks through; as rows they are 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any, overload

import numpy as np

from prospectdesk.domain.money import read_amount


@dataclass(frozen=True, slots=True)
class Card:
    """An open dossier as a card shows it. Days are day numbers, `next_minute` minutes since midnight.

    `next_…` is the next open follow-up of its company; `twin` marks the later of two dossiers of one type.
    """

    id: int
    company_id: int
    company: str
    type: str
    amount: Decimal | None
    holder: str | None
    next_action: str | None
    next_day: int | None
    next_minute: int | None
    twin: bool
    stage_id: int
    stage: str
    percent: int
    signing_on: int | None
    comment: str | None
    rank: str
    uid: bytes

    @property
    def place(self) -> tuple[str, bytes]:
        """Where it stands in its column: equal ranks of two laptops are told apart by the uid."""
        return self.rank, self.uid

    @property
    def weighted(self) -> Decimal:
        """Amount × percentage of the stage."""
        return (self.amount or Decimal(0)) * self.percent / 100


_NUMBER, _TEXT = "<i4", "<u4"
_ROW = np.dtype(
    [
        ("id", _NUMBER), ("company_id", _NUMBER), ("company", _TEXT), ("type", _TEXT), ("amount", _TEXT),
        ("holder", _TEXT), ("next_action", _TEXT), ("next_day", _NUMBER), ("next_minute", _NUMBER), ("twin", "?"),
        ("stage_id", _NUMBER), ("stage", _TEXT), ("percent", "<i2"), ("signing_on", _NUMBER), ("comment", _TEXT),
        ("rank", _TEXT), ("uid", "V16"),
    ]
)  # fmt: skip
"""A card in the order of its fields; a text is where it begins among the texts, 0 where there is none."""
_NAMES = tuple(_ROW.names or ())
_values = attrgetter(*_NAMES)
_TEXTS = tuple(_NAMES.index(name) for name, (kind, *_rest) in (_ROW.fields or {}).items() if kind == _TEXT)
_AMOUNT = _NAMES.index("amount")
_MAYBE = tuple(map(_NAMES.index, ("next_day", "next_minute", "signing_on")))
_SHARED = frozenset(map(_NAMES.index, ("type", "amount", "holder", "next_action", "stage", "rank")))
"""Fields whose few values are written once."""
_NONE = -(1 << 31)
_STEP = 1000
_LENGTH = 4


class Cards(Sequence[Card]):
    """Cards in their order; equal where the same cards stand in the same order. Nobody changes one."""

    __slots__ = ("_rows", "_texts")

    def __init__(self, rows: np.ndarray[Any, Any] | None = None, texts: bytes = b"") -> None:
        self._rows = np.empty(0, _ROW) if rows is None else rows
        self._texts = texts

    @classmethod
    def of(cls, cards: Iterable[Card]) -> Cards:
        """These cards."""
        made = Maker()
        for one in cards:
            made.add_card(one)
        return made.cards()

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Card: ...
    @overload
    def __getitem__(self, place: slice) -> Cards: ...
    def __getitem__(self, place: int | slice) -> Card | Cards:
        if isinstance(place, slice):
            return Cards(self._rows[place], self._texts)
        return self._card(self._rows[place].item())

    def __iter__(self) -> Iterator[Card]:
        for start in range(0, len(self._rows), _STEP):
            yield from map(self._card, self._rows[start : start + _STEP].tolist())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cards):
            return NotImplemented
        if len(self) != len(other):
            return False
        if self._texts == other._texts and np.array_equal(self._rows, other._rows):
            return True
        return all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash((len(self), *self._rows["id"][:9].tolist()))

    def __repr__(self) -> str:
        return f"Cards({len(self)})"

    @property
    def nbytes(self) -> int:
        """Bytes it takes."""
        return int(self._rows.nbytes) + len(self._texts)

    @property
    def ids(self) -> Any:
        """The dossiers in their order, a numpy array of int32."""
        return np.ascontiguousarray(self._rows["id"])

    @property
    def companies(self) -> list[int]:
        """The companies in the order of their first cards."""
        return list(dict.fromkeys(self._rows["company_id"].tolist()))

    def place_of(self, dossier: int) -> int | None:
        """Where a dossier stands."""
        found = np.flatnonzero(self._rows["id"] == dossier)
        return int(found[0]) if len(found) else None

    def named(self, dossiers: Sequence[int]) -> dict[int, Card]:
        """The cards of these dossiers."""
        wanted = np.isin(self._rows["id"], np.asarray(dossiers, np.int32))
        return {one.id: one for one in self.taken(np.flatnonzero(wanted))}

    def of_companies(self, companies: Iterable[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of them are of these companies."""
        return np.isin(self._rows["company_id"], np.fromiter(companies, np.int32))

    def taken(self, which: Any) -> Cards:
        """Those at these places, or where a mask says so."""
        return Cards(self._rows[which], self._texts)

    def with_card(self, place: int, card: Card) -> Cards:
        """The same with one more, before the one at `place`."""
        made = Maker(self._texts)
        made.add_card(card)
        row, texts = made.written()
        return Cards(np.concatenate([self._rows[:place], row, self._rows[place:]]), texts)

    def sums(self) -> tuple[Decimal, Decimal]:
        """All amounts, and all weighted by the percentage of their stage; exact."""
        total = weighted = Decimal(0)
        known: dict[int, Decimal] = {}
        for percent in np.unique(self._rows["percent"]).tolist():
            part = Decimal(0)
            for place in self._rows["amount"][self._rows["percent"] == percent].tolist():
                if place not in known:
                    known[place] = read_amount(self._text(place)) or Decimal(0)
                part += known[place]
            total += part
            weighted += part * percent / 100
        return total, weighted

    def sorted_by(self, key: Callable[[Card], Any], descending: bool) -> Cards:
        """By a key; equal ones keep their order, those without one come last either way."""
        keys = [key(one) for one in self]
        known = [place for place, one in enumerate(keys) if one is not None]
        known.sort(key=keys.__getitem__, reverse=descending)
        order = known + [place for place, one in enumerate(keys) if one is None]
        return self.taken(np.asarray(order, np.intp))

    def _text(self, place: int) -> str | None:
        if not place:
            return None
        start = place + _LENGTH
        return self._texts[start : start + int.from_bytes(self._texts[place:start], "little")].decode()

    def _card(self, row: tuple[Any, ...]) -> Card:
        values = list(row)
        for at in _TEXTS:
            values[at] = self._text(values[at])
        for at in _MAYBE:
            if values[at] == _NONE:
                values[at] = None
        values[_AMOUNT] = read_amount(values[_AMOUNT])
        return Card(*values)


class Maker:
    """Writes cards one after the other; `texts` are those that are there already."""

    def __init__(self, texts: bytes = b"") -> None:
        self._texts = bytearray(texts or b"\0")  # no text begins at 0
        self._known: dict[str, int] = {}
        self._rows: list[tuple[Any, ...]] = []
        self._parts: list[np.ndarray[Any, Any]] = []

    def add(self, row: Sequence[Any]) -> None:
        """The fields of a card in their order, the amount as its text."""
        values = list(row)
        for at in _TEXTS:
            values[at] = self._place(values[at], at in _SHARED)
        for at in _MAYBE:
            if values[at] is None:
                values[at] = _NONE
        self._rows.append(tuple(values))
        if len(self._rows) == _STEP:
            self._flush()

    def add_card(self, card: Card) -> None:
        """One more."""
        values = list(_values(card))
        if card.amount is not None:
            values[_AMOUNT] = str(card.amount)
        self.add(values)

    def written(self) -> tuple[np.ndarray[Any, Any], bytes]:
        """The rows, and all texts."""
        self._flush()
        rows = np.concatenate(self._parts) if self._parts else np.empty(0, _ROW)
        return rows, bytes(self._texts)

    def cards(self) -> Cards:
        """All of them."""
        return Cards(*self.written())

    def _flush(self) -> None:
        if self._rows:
            self._parts.append(np.array(self._rows, _ROW))
            self._rows.clear()

    def _place(self, text: str | None, shared: bool) -> int:
        if text is None:
            return 0
        if shared and text in self._known:
            return self._known[text]
        place, data = len(self._texts), text.encode()
        self._texts += len(data).to_bytes(_LENGTH, "little") + data
        if shared:
            self._known[text] = place
        return place


def where(cards: Cards, one: Card, key: Callable[[Card], Any], descending: bool) -> int:
    """Before which of sorted cards another one stands: by `key` as `sorted_by` says, equal ones by their place."""
    low, high = 0, len(cards)
    while low < high:
        middle = (low + high) // 2
        if _before(one, cards[middle], key, descending):
            high = middle
        else:
            low = middle + 1
    return low


def _before(one: Card, other: Card, key: Callable[[Card], Any], descending: bool) -> bool:
    mine, theirs = key(one), key(other)
    if mine == theirs:
        return one.place < other.place
    if mine is None or theirs is None:
        return theirs is None
    return bool(mine > theirs) if descending else bool(mine < theirs)


by_place = attrgetter("place")
"""The order people give."""
