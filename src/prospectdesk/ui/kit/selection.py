"""Which rows of a list are ticked: a set of ids, or all of them but some."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence


class Ticked:
    """Ticks over a sequence of ids; ticking everything costs nothing, however long the list is."""

    def __init__(self) -> None:
        self._ids: Sequence[int] = ()
        self._all = False
        self._odd: set[int] = set()
        """The ticked ids, or the unticked ones while everything is ticked."""

    def over(self, ids: Sequence[int]) -> None:
        """Another list: ticks of ids that are no longer in it are forgotten, so is "all"."""
        self._ids = ids
        if self._all:
            self._all, self._odd = False, set()
        elif self._odd:
            self._odd &= _present(ids, self._odd)

    def has(self, one: int) -> bool:
        """Whether an id is ticked."""
        return (one in self._odd) is not self._all

    def put(self, ids: Iterable[int], ticked: bool) -> None:
        """Ticks or unticks ids."""
        if ticked is self._all:
            self._odd.difference_update(ids)
        else:
            self._odd.update(ids)

    def put_all(self, ticked: bool) -> None:
        """Ticks or unticks the whole list."""
        self._all, self._odd = ticked, set()

    def count(self) -> int:
        """How many are ticked."""
        return len(self._ids) - len(self._odd) if self._all else len(self._odd)

    def by_range(self, ends: Sequence[int], places: Callable[[set[int]], Iterable[int]]) -> list[int]:
        """How many are ticked in each range of the list; ranges end before `ends`, `places` tells where ids stand."""
        odd = [0] * len(ends)
        for place in places(self._odd):
            odd[bisect_right(ends, place)] += 1
        if not self._all:
            return odd
        return [end - start - number for start, end, number in zip((0, *ends), ends, odd, strict=False)]

    def all(self) -> bool:
        """Whether the whole list is ticked; False for an empty one."""
        return bool(len(self._ids)) and self.count() == len(self._ids)

    def ids(self) -> list[int]:
        """The ticked ids, in the order of the list."""
        if not self.count():
            return []
        return [one for one in _integers(self._ids) if self.has(one)]


def _integers(ids: Sequence[int]) -> list[int]:
    """Plain integers of a list or a numpy array."""
    listed = getattr(ids, "tolist", None)
    found: list[int] = listed() if listed is not None else list(ids)
    return found


def _present(ids: Sequence[int], wanted: set[int]) -> set[int]:
    if hasattr(ids, "tolist"):
        import numpy as np  # the array is there, so numpy is loaded

        some = np.fromiter(wanted, dtype=np.int64)
        kept: list[int] = some[np.isin(some, ids)].tolist()
        return set(kept)
    return wanted.intersection(ids)
