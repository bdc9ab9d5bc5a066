"""Distances and radius: what numpy says against geopy."""

from __future__ import annotations

import numpy as np
import pytest
from geopy.distance import geodesic

from prospectdesk.geo.distance import flat_kilometres, is_point, kilometres
from prospectdesk.geo.radius import Around, inside, near, owners
from prospectdesk.store.point_sql import Places
from prospectdesk.store.points import Points, PointSet, degrees, sorted_points

METZ = (49.1193, 6.1757)


def france(n: int, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Random points over the mainland."""
    random = np.random.default_rng(seed)
    return random.uniform(41.5, 51.0, n), random.uniform(-5.0, 9.5, n)


def point_set(lats: np.ndarray, lons: np.ndarray) -> PointSet:
    """Points of companies 1, 2, 3 …, each with one establishment of that number."""
    numbers = np.arange(1, len(lats) + 1, dtype=np.int32)
    return PointSet(sorted_points(Places(numbers, numbers, lats, lons)), 0)


class Told:
    """The degrees of points, as the tables know them; counts how many were asked."""

    def __init__(self, lats: np.ndarray, lons: np.ndarray) -> None:
        self.lats, self.lons, self.asked = lats, lons, 0

    def __call__(self, points: Points) -> tuple[np.ndarray, np.ndarray]:
        self.asked += len(points.site)
        return self.lats[points.site - 1], self.lons[points.site - 1]


def within(lats: np.ndarray, lons: np.ndarray, place: tuple[float, float], radius: float) -> list[int]:
    points, km = near(point_set(lats, lons), place, radius)
    found = sorted((points.site[inside(place, points, km, radius, Told(lats, lons))] - 1).tolist())
    owned = owners(point_set(lats, lons), place, radius, Told(lats, lons))
    assert sorted((owned - 1).tolist()) == found
    return found


@pytest.mark.spec("P-04")
def test_chords_tell_distances_within_ten_centimetres_of_the_geodesic() -> None:
    random = np.random.default_rng(3)
    for lat, lon in [METZ, (48.85, 2.35), (42.7, 9.45), (-20.9, 55.5), (4.9, -52.3)]:
        lats = lat + random.uniform(-1.75, 1.75, 300)
        lons = lon + random.uniform(-2.3, 2.3, 300)
        around = Around(point_set(lats, lons), (lat, lon), 200.0)
        exact = [
            geodesic((lat, lon), (lats[one], lons[one])).km for one in around.points.site.astype(int) - 1
        ]
        assert len(exact) > 100
        assert np.abs(around.km - exact).max() <= 0.0001
        assert np.all(np.diff(around.km) > -0.0001)


@pytest.mark.spec("P-04")
def test_a_point_is_at_no_distance_from_itself_and_inside_any_radius() -> None:
    lats, lons = np.array([METZ[0]]), np.array([METZ[1]])
    assert within(lats, lons, METZ, 0.0) == [0]


@pytest.mark.spec("P-04")
@pytest.mark.parametrize("radius", [0.5, 15.0, 200.0])
def test_the_points_inside_are_exactly_those_of_geopy(radius: float) -> None:
    lats, lons = france(3000)
    exact = [geodesic(METZ, point).km for point in zip(lats, lons, strict=True)]
    assert within(lats, lons, METZ, radius) == [i for i, km in enumerate(exact) if km <= radius]


@pytest.mark.spec("P-04")
def test_an_establishment_on_the_rim_is_inside() -> None:
    lats, lons = france(200, seed=11)
    for row in range(0, 200, 20):
        rim = kilometres(METZ, (float(lats[row]), float(lons[row])))
        assert row in within(lats, lons, METZ, rim)
        assert row not in within(lats, lons, METZ, rim - 1e-6)


def counted(cut: tuple[int, np.ndarray]) -> int:
    return cut[0] + len(cut[1])


def test_one_set_answers_one_radius_after_another_and_measures_the_rim_once() -> None:
    lats, lons = np.full(500, 49.2), np.full(500, 6.2)
    rim, told = kilometres(METZ, (49.2, 6.2)), Told(lats, lons)
    around = Around(point_set(lats, lons), METZ, 200.0)
    assert [counted(around.cut(km, told)) for km in (rim, rim - 1e-9, rim, rim - 1, rim + 1)] == [
        500,
        0,
        500,
        0,
        500,
    ]
    assert told.asked == 500


def test_an_empty_table_has_nothing_in_any_radius() -> None:
    assert within(np.empty(0), np.empty(0), METZ, 50.0) == []


def test_the_date_line_is_no_wall() -> None:
    assert within(np.array([-14.3]), np.array([-179.95]), (-14.3, 179.95), 20.0) == [0]


def test_points_are_drawn_where_they_lie() -> None:
    lats, lons = france(50)
    points = point_set(lats, lons).sorted
    drawn = degrees(points)
    assert np.abs(drawn[0] - lats[points.site - 1]).max() < 2e-7
    assert np.abs(drawn[1] - lons[points.site - 1]).max() < 2e-7


def test_the_flat_distance_is_good_enough_to_sort_out_wrong_points() -> None:
    assert flat_kilometres(METZ, (48.5734, 7.7521)) == pytest.approx(
        kilometres(METZ, (48.5734, 7.7521)), rel=0.005
    )


def test_unknown_coordinates_are_no_points() -> None:
    assert is_point(*METZ)
    assert not is_point(0.0, 0.0)
    assert not is_point(float("nan"), 2.0)
    assert not is_point(95.0, 2.0)
