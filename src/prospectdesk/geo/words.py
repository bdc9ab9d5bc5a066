"""Many short texts in one piece of memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

BETWEEN = b"\t"


class Words(Sequence[str]):
    """Texts one after the other: 35,000 as objects take ten times the room, and keep what lay between them.

    None of them holds a tab.
    """

    __slots__ = ("_data", "_ends")

    def __init__(self, data: bytes) -> None:
        """`data`: the texts in UTF-8 with a tab between them; an empty one is one empty text."""
        self._data = data
        self._ends: array[int] = array("I")
        end = data.find(BETWEEN)
        while end >= 0:
            self._ends.append(end)
            end = data.find(BETWEEN, end + 1)
        self._ends.append(len(data))

    @classmethod
    def of(cls, texts: Iterable[str]) -> Words:
        """These texts, at least one."""
        return cls("\t".join(texts).encode())

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = range(len(self._ends))[place]
        return self._data[self._ends[place - 1] + 1 if place else 0 : self._ends[place]].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self._data.decode().split("\t"))


class Places:
    """Where each text of ascending ones stands."""

    __slots__ = ("_words",)

    def __init__(self, words: Words) -> None:
        self._words = words

    def get(self, text: str) -> int | None:
        """Its place; None when it is not there."""
        place = bisect_left(self._words, text)
        return place if place < len(self._words) and self._words[place] == text else None

    def __getitem__(self, text: str) -> int:
        found = self.get(text)
        if found is None:
            raise KeyError(text)
        return found

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.get(text) is not None
