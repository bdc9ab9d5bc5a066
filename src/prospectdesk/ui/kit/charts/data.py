"""What a chart shows, written before it is drawn: series, groups of parts, and every text on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Form = Literal["rows", "columns"]
Pattern = Literal["plain", "back", "dots", "forward", "lines", "cross"]
PATTERNS: tuple[Pattern, ...] = ("plain", "back", "dots", "forward", "lines", "cross")
"""How parts are told apart where colour is not seen, by the number of their series."""


@dataclass(frozen=True, slots=True)
class Series:
    """What parts of one colour have in common. `share` (0…1) lets that much of the paper through the token's colour."""

    label: str
    token: str
    share: float = 0.0
    pattern: Pattern = "plain"


@dataclass(frozen=True, slots=True)
class Part:
    """One mark: `key` names it to who hears a click, `said` is its value in words, `inside` is written on it."""

    series: int
    value: float
    key: str
    said: str
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A bar or column: its label, its parts from the axis outwards, the text at its end, one aside.

    `step` stands between this bar and the next one (the share that goes on), `step_said` is the same in words.
    """

    label: str
    parts: tuple[Part, ...]
    total: str = ""
    aside: str = ""
    step: str = ""

    @property
    def value(self) -> float:
        """The length of the whole bar."""
        return sum(one.value for one in self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart. `form`: bars lying in rows, or standing columns; `track` draws the whole length behind each bar.

    `axis` writes a value beside the axis of columns; `legend` draws the names of the series.
    """

    title: str
    groups: tuple[Group, ...]
    series: tuple[Series, ...]
    subtitle: str = ""
    form: Form = "rows"
    note: str = ""
    track: bool = False
    legend: bool = False
    axis: Callable[[float], str] = str

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(part.value > 0 for group in self.groups for part in group.parts)

    @property
    def most(self) -> float:
        """The longest bar."""
        return max((group.value for group in self.groups), default=0.0)


def nice_step(most: float, ticks: int = 3) -> float:
    """A round distance (1, 2 or 5 × a power of ten) of about `ticks` lines up to `most`."""
    if most <= 0:
        return 1.0
    rough = most / ticks
    power = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    for times in (1, 2, 5, 10):
        if power * times >= rough:
            return power * times
    return power * 10
