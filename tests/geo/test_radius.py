"""Distances and radius: what numpy says against geopy."""

from __future__ import annotations

import numpy as np
import pytest
from geopy.distance import geodesic

from prospectdesk.geo.distance import flat_kilometres, is_point, kilometres
from prospectdesk.geo.radius import RadiusIndex, andoyer_kilometres

METZ = (49.1193, 6.1757)


def france(n: int, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Random points over the mainland."""
    random = np.random.default_rng(seed)
    return random.uniform(41.5, 51.0, n), random.uniform(-5.0, 9.5, n)


@pytest.mark.spec("P-04")
def test_the_quick_formula_is_within_thirty_centimetres_of_the_geodesic() -> None:
    random = np.random.default_rng(3)
    for lat, lon in [METZ, (48.85, 2.35), (42.7, 9.45), (-20.9, 55.5), (4.9, -52.3)]:
        lats = lat + random.uniform(-1.75, 1.75, 300)
        lons = lon + random.uniform(-2.3, 2.3, 300)
        quick = andoyer_kilometres(lat, lon, lats, lons)
        exact = np.array([geodesic((lat, lon), point).km for point in zip(lats, lons, strict=True)])
        near = exact <= 200
        assert np.abs(quick - exact)[near].max() <= 0.0003


def test_a_point_is_at_no_distance_from_itself() -> None:
    assert andoyer_kilometres(*METZ, np.array([METZ[0]]), np.array([METZ[1]])).tolist() == [0.0]


@pytest.mark.spec("P-04")
@pytest.mark.parametrize("radius", [0.5, 15.0, 200.0])
def test_the_index_finds_exactly_what_geopy_says(radius: float) -> None:
    lats, lons = france(3000)
    rows, distances = RadiusIndex(lats, lons).within(*METZ, radius)
    exact = [geodesic(METZ, point).km for point in zip(lats, lons, strict=True)]
    assert sorted(rows.tolist()) == [i for i, km in enumerate(exact) if km <= radius]
    assert all(abs(km - exact[row]) <= 0.0003 for row, km in zip(rows, distances, strict=True))


@pytest.mark.spec("P-04")
def test_an_establishment_on_the_rim_is_inside() -> None:
    lats, lons = france(200, seed=11)
    index = RadiusIndex(lats, lons)
    for row in range(0, 200, 20):
        rim = kilometres(METZ, (float(lats[row]), float(lons[row])))
        assert row in index.within(*METZ, rim)[0]
        assert row not in index.within(*METZ, rim - 1e-6)[0]


def test_rows_without_coordinates_are_never_found() -> None:
    lats, lons = np.array([METZ[0], np.nan, METZ[0]]), np.array([METZ[1], METZ[1], np.nan])
    rows, distances = RadiusIndex(lats, lons).within(*METZ, 100.0)
    assert (rows.tolist(), distances.tolist()) == ([0], [0.0])


def test_an_empty_table_has_nothing_in_any_radius() -> None:
    rows, distances = RadiusIndex(np.empty(0), np.empty(0)).within(*METZ, 50.0)
    assert (len(rows), len(distances)) == (0, 0)


def test_the_date_line_is_no_wall() -> None:
    rows, _ = RadiusIndex(np.array([-14.3]), np.array([-179.95])).within(-14.3, 179.95, 20.0)
    assert rows.tolist() == [0]


def test_the_flat_distance_is_good_enough_to_sort_out_wrong_points() -> None:
    assert flat_kilometres(METZ, (48.5734, 7.7521)) == pytest.approx(
        kilometres(METZ, (48.5734, 7.7521)), rel=0.005
    )


def test_unknown_coordinates_are_no_points() -> None:
    assert is_point(*METZ)
    assert not is_point(0.0, 0.0)
    assert not is_point(float("nan"), 2.0)
    assert not is_point(95.0, 2.0)
