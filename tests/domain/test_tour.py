"""The order of a round of visits: never worse than the nearest neighbour, exact when short; its hours."""

from __future__ import annotations

import math
from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectdesk.domain import tour
from prospectdesk.domain.tour import Pace

places = st.tuples(st.floats(0, 100), st.floats(0, 100))
MONDAY = date(2026, 11, 23)


def table(points: list[tuple[float, float]], *, start: bool = True, end: bool = True) -> list[list[float]]:
    """Plane distances; an end that is free has zeros."""
    rows = [[math.dist(a, b) for b in points] for a in points]
    for place, known in ((0, start), (len(points) - 1, end)):
        if not known:
            for other in range(len(points)):
                rows[place][other] = rows[other][place] = 0.0
    return rows


@given(st.lists(places, min_size=2, max_size=24), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_round_keeps_every_stop_and_is_never_worse_than_the_nearest_neighbour(
    points: list[tuple[float, float]], start: bool, end: bool
) -> None:
    rows = table(points, start=start, end=end)
    order = tour.best_order(rows)
    assert sorted(order) == list(range(1, len(points) - 1))
    assert tour.length(rows, order) <= tour.length(rows, tour.nearest_neighbour(rows)) + 1e-9
    assert order == tour.best_order(rows)


@given(st.lists(places, min_size=3, max_size=8), st.booleans(), st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_short_round_is_the_shortest_there_is(
    points: list[tuple[float, float]], start: bool, end: bool
) -> None:
    rows = table(points, start=start, end=end)
    shortest = min(tour.length(rows, order) for order in permutations(range(1, len(points) - 1)))
    assert math.isclose(tour.length(rows, tour.best_order(rows)), shortest, abs_tol=1e-9)
    beyond = tour.improved(rows, tour.nearest_neighbour(rows))
    assert tour.length(rows, beyond) >= shortest - 1e-9


def test_a_crossing_round_is_untangled() -> None:
    points = [(0.0, 0.0), *((float(n % 10), float(n // 10)) for n in range(60)), (0.0, 0.0)]
    rows = table(points)
    assert tour.length(rows, tour.nearest_neighbour(rows)) == 64.0
    assert tour.length(rows, tour.best_order(rows)) == 60.0, "no shorter round joins sixty points of a grid"


def test_hours_follow_the_road_and_go_on_the_next_working_day() -> None:
    pace = Pace(start=9 * 60, visit=60, kmh=60, end=12 * 60)
    friday = date(2026, 11, 27)
    found = tour.timetable([30.0, 10.5, 1.0, None], pace, friday)
    assert [(one.day.isoformat(), one.arrives, one.leaves) for one in found] == [
        ("2026-11-27", 570, 630),
        ("2026-11-27", 641, 701),
        ("2026-11-30", 540, 600),
        ("2026-11-30", 600, 660),
    ]
    assert tour.timetable([None], pace, date(2026, 11, 28))[0].day == date(2026, 11, 30)
    far = tour.timetable([5000.0], pace, MONDAY)[0]
    assert far.leaves < tour.DAY


@pytest.mark.parametrize("number", [0, 1])
def test_a_round_of_one_or_none_is_no_problem(number: int) -> None:
    assert tour.best_order(table([(0.0, 0.0)] * (number + 2))) == list(range(1, number + 1))
