"""Many points: what a screen shows is all of them, whatever the zoom; the lasso finds what lies inside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectdesk.ui.kit.map.camera import Camera, world, world_point
from prospectdesk.ui.kit.map.cloud import FEW, KINDS, MOST_SINGLE, Cloud, radius
from prospectdesk.ui.kit.map.lasso import inside
from prospectdesk.ui.kit.map.symbols import SECTORS, sectors, short_count


def scattered(number, seed):
    rng = np.random.default_rng(seed)
    lat, lon = rng.normal(46, 1.5, number), rng.normal(3, 1.5, number)
    lat[rng.random(number) < 0.2] = 45.75  # several on one line, and on one spot
    lon[rng.random(number) < 0.2] = 4.85
    return lat, lon, rng.integers(0, KINDS, number).astype(np.uint8)


def expected(lat, lon, kind, camera):
    """Numbers by type inside what a camera sees, counted one by one."""
    xs, ys = world(lat, lon)
    box = camera.box
    seen = (xs >= box.left) & (xs <= box.right) & (ys >= box.top) & (ys <= box.bottom)
    return np.bincount(kind[seen], minlength=KINDS)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000), st.integers(0, 99), st.floats(2, 18), st.floats(44, 48), st.floats(1, 5))
def test_marks_hold_every_point_in_sight_once(number, seed, zoom, latitude, longitude):
    lat, lon, kind = scattered(number, seed)
    cloud = Cloud(lat, lon, kind)
    camera = Camera(*world_point(latitude, longitude), zoom, 700, 500)
    marks = cloud.marks(camera)
    ranges = [range(first, last) for first, last in zip(marks.first, marks.last, strict=True)]
    positions = [position for one in ranges for position in one]
    assert len(positions) == len(set(positions))
    assert (marks.kinds.sum(axis=0) >= expected(lat, lon, kind, camera)).all()
    assert (marks.kinds.sum(axis=1) == marks.counts).all()
    assert (marks.counts == 1).sum() <= max(MOST_SINGLE, FEW)
    for mark in np.flatnonzero(marks.counts == 1)[:20]:
        index = marks.index[mark]
        x, y = world_point(lat[index], lon[index])
        assert (marks.xs[mark], marks.ys[mark]) == (pytest.approx(x, abs=1e-9), pytest.approx(y, abs=1e-9))
        assert marks.kinds[mark, kind[index]] == 1
        assert marks.of(cloud.position(int(index))) == mark


def test_points_without_a_place_or_type_are_left_out():
    cloud = Cloud([45.0, np.nan, 46.0, 47.0], [5.0, 5.0, np.nan, 5.0], [0, 1, 2, 9])
    assert (len(cloud), cloud.given, cloud.totals) == (1, 4, (1, 0, 0, 0, 0, 0))
    assert [cloud.position(index) for index in (-1, 0, 1, 3, 9)] == [-1, 0, -1, -1, -1]


def test_an_empty_cloud_shows_nothing():
    assert not len(Cloud([], [], []).marks(Camera(0.5, 0.4, 6, 700, 500)))


def test_points_on_one_spot_are_one_mark_even_when_few():
    marks = Cloud([45.0, 45.0, 45.2], [5.0, 5.0, 5.0], [0, 5, 3]).marks(
        Camera(*world_point(45.1, 5.0), 11, 700, 500)
    )
    assert sorted(marks.counts.tolist()) == [1, 2]


def test_clusters_of_neighbouring_squares_do_not_hide_each_other():
    lat, lon, kind = scattered(3000, 1)
    camera = Camera(*world_point(46, 3), 7.3, 1200, 800)
    marks = Cloud(lat, lon, kind).marks(camera)
    heavy = np.flatnonzero(marks.counts > FEW)
    assert len(heavy) > 20
    xs, ys = camera.screen(marks.xs[heavy], marks.ys[heavy])
    sizes = radius(marks.counts[heavy])
    for one in range(len(heavy)):
        away = np.hypot(xs - xs[one], ys - ys[one])
        away[one] = np.inf
        assert (away >= np.maximum(sizes, sizes[one])).all()


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 10**6), min_size=6, max_size=6).filter(sum), min_size=1, max_size=20))
def test_a_ring_is_whole_and_shows_every_type_there_is(rows):
    kinds = np.array(rows)
    shares = sectors(kinds)
    assert (shares.sum(axis=1) == SECTORS).all()
    assert ((shares > 0) == (kinds > 0)).all()
    even = SECTORS * kinds / kinds.sum(axis=1, keepdims=True)
    assert (np.abs(shares - even) < KINDS).all()


@pytest.mark.parametrize(
    ("number", "text"),
    [(2, "2"), (999, "999"), (1000, "1,0 k"), (1284, "1,3 k"), (9990, "10 k"), (12_345, "12 k"),
     (999_400, "999 k"), (999_600, "1,0 M"), (1_240_000, "1,2 M"), (12_000_000, "12 M")],
)  # fmt: skip
def test_a_count_fits_in_a_cluster(number, text):
    assert short_count(number) == text.replace(" ", "\u00a0")


def by_hand(x, y, corners):
    """Even-odd rule for one point."""
    odd = False
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (ay <= y) != (by <= y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            odd = not odd
    return odd


POINTS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=3, max_size=12)


@settings(max_examples=60)
@given(POINTS, POINTS)
def test_the_lasso_holds_what_the_rule_says_point_by_point(points, corners):
    xs, ys = np.array(points, np.float64).T
    found = inside(xs, ys, *np.array(corners, np.float64).T)
    assert found.tolist() == [n for n, (x, y) in enumerate(points) if by_hand(x, y, corners)]


def test_a_line_of_two_points_holds_nothing():
    assert not len(inside(np.zeros(3), np.zeros(3), np.array([0.0, 1.0]), np.array([0.0, 1.0])))
