"""What reports count: periods, the months of a forecast, the bands of age, the funnel (X-06, mock-up 12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from prospectdesk.domain.clock import day_date, day_number, instant_ms, zone_of
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.pipeline import Stage

Preset = Literal["month", "quarter", "year", "twelve", "last_year"]
PRESETS: tuple[Preset, ...] = ("month", "quarter", "year", "twelve", "last_year")
AGE_BANDS: tuple[tuple[int, int | None], ...] = ((0, 30), (31, 60), (61, 90), (91, 180), (181, None))
"""Days since a dossier was created, both ends inclusive."""
EARLIEST, LATEST = 0, day_number(date(2199, 12, 31))
"""The days a period may lie between: a year before and a day after them are dates too."""
MONTHS_SHOWN, MONTHS_LEAST = 12, 6
LATE, LATER, UNDATED, SIGNED = "late", "later", "undated", "signed"
"""Columns of the forecast that are no month, and the last step of the funnel."""


@dataclass(frozen=True, slots=True)
class Period:
    """Both days (day numbers) inclusive."""

    first: int
    last: int

    def span(self, zone: str) -> tuple[int, int]:
        """The instants it covers in a zone, ms UTC: from the first, below the second."""
        return day_start(self.first, zone), day_start(self.last + 1, zone)

    def year_before(self) -> Period:
        """The same days of the year before."""
        return Period(_a_year_before(self.first), _a_year_before(self.last))


def day_start(day: int, zone: str) -> int:
    """The instant (ms UTC) at which a day begins in a zone."""
    found = day_date(day)
    return instant_ms(datetime(found.year, found.month, found.day, tzinfo=zone_of(zone)))


def period(first: int | None, last: int | None) -> Period:
    """A period as typed. Raises Invalid."""
    if first is None or last is None:
        raise Invalid("no_period", "Indiquez le premier et le dernier jour.", fields=("Période",))
    if last < first:
        raise Invalid("crossed_period", "Le dernier jour est avant le premier.", fields=("Période",))
    if first < EARLIEST or last > LATEST:
        raise Invalid("period_far", "Choisissez des dates entre 1970 et 2199.", fields=("Période",))
    return Period(first, last)


def preset(key: Preset, today: int) -> Period:
    """The period a choice stands for; those under way end today."""
    now = day_date(today)
    if key == "last_year":
        return Period(day_number(date(now.year - 1, 1, 1)), day_number(date(now.year - 1, 12, 31)))
    if key == "twelve":
        return Period(_a_year_before(today) + 1, today)
    month = {"month": now.month, "quarter": (now.month - 1) // 3 * 3 + 1, "year": 1}[key]
    return Period(day_number(date(now.year, month, 1)), today)


def _a_year_before(day: int) -> int:
    found = day_date(day)
    if (found.month, found.day) == (2, 29):
        return day_number(date(found.year - 1, 2, 28))
    return day_number(found.replace(year=found.year - 1))


def month_of(day: int) -> int:
    """The number of a day's month: year × 12 + month − 1."""
    found = day_date(day)
    return found.year * 12 + found.month - 1


def month_key(month: int) -> str:
    """2026-11."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def forecast_columns(months: Iterable[int | None], today: int) -> dict[str, tuple[int, int] | None]:
    """The columns of a forecast over what is expected in `months` (None: no date), each with its first and last
    month; None for what has no date.

    What was expected before this month comes first, what is far away and what has no date last.
    """
    known = list(months)
    dated = [one for one in known if one is not None]
    now = month_of(today)
    last = min(max([now + MONTHS_LEAST - 1, *dated]), now + MONTHS_SHOWN - 1)
    made: dict[str, tuple[int, int] | None] = {}
    if any(one < now for one in dated):
        made[LATE] = (-(10**6), now - 1)
    made |= {month_key(one): (one, one) for one in range(now, last + 1)}
    if any(one > last for one in dated):
        made[LATER] = (last + 1, 10**6)
    if None in known:
        made[UNDATED] = None
    return made


def column_of(month: int | None, columns: Mapping[str, tuple[int, int] | None]) -> str:
    """The column a month falls into."""
    if month is None:
        return UNDATED
    return next(key for key, ends in columns.items() if ends is not None and ends[0] <= month <= ends[1])


def column_days(key: str, today: int) -> tuple[int | None, int | None]:
    """The first day of a column of the forecast and the first day after it; None: no end on that side."""
    now = month_of(today)
    if key == LATE:
        return None, first_day(now)
    if key == LATER:
        return first_day(now + MONTHS_SHOWN), None
    year, _, month = key.partition("-")
    start = int(year) * 12 + int(month) - 1
    return first_day(start), first_day(start + 1)


def first_day(month: int) -> int:
    """The day number of a month's first day."""
    return day_number(date(month // 12, month % 12 + 1, 1))


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: how many dossiers came so far, and their amounts in cents. `stage` 0: signed."""

    stage: int
    label: str
    count: int
    cents: int


Counted = Mapping[tuple[int, bool], tuple[int, int]]
"""By stage and whether signed: how many dossiers, and their amounts in cents."""


def funnel(stages: Sequence[Stage], counted: Counted) -> tuple[Step, ...]:
    """How far dossiers came. `stages` in their order.

    A signed dossier came all the way, whatever its stage (SM-4); any other one as far as its stage. One at a
    stage without return (Abandon) counts in the first step only. A stage no longer used is a step while it holds some.
    """
    holding = {stage for stage, _signed in counted}
    steps = [one for one in stages if not one.terminal and (one.active or one.id in holding)]
    place = {one.id: number for number, one in enumerate(steps)}
    counts, cents = [0] * (len(steps) + 1), [0] * (len(steps) + 1)
    for (stage, signed), (number, sum_cents) in counted.items():
        reached = len(steps) if signed else place.get(stage, 0)
        for step in range(reached + 1):
            counts[step] += number
            cents[step] += sum_cents
    made = [Step(one.id, one.label, counts[number], cents[number]) for number, one in enumerate(steps)]
    last = len(steps)
    return (*made, Step(0, "Signé", counts[last], cents[last]))


def reached_from(stages: Sequence[Stage], stage: int) -> tuple[int, ...]:
    """The stages a dossier that is not signed stands at when it came as far as `stage`."""
    steps = [one.id for one in stages if not one.terminal]
    if stage not in steps:
        return ()
    rest = tuple(steps[steps.index(stage) :])
    if steps.index(stage) == 0:
        rest += tuple(one.id for one in stages if one.terminal)
    return rest


def band_key(number: int) -> str:
    """The name of a band of age: b0 …"""
    return f"b{number}"


def rate(part: int, whole: int) -> float | None:
    """A share in percent; None of nothing."""
    return None if not whole else 100 * part / whole
