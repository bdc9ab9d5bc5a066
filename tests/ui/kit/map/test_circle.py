"""The radius on the map: the drawn circle holds what the analysis counts, to the pixel."""

import math

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectdesk.ui.kit.map.camera import Camera, world, world_point
from prospectdesk.ui.kit.map.circle import CORNERS, Circle, corners_for, dragged
from prospectdesk.ui.kit.map.land import BEYOND, drawn
from prospectdesk.ui.kit.map.lasso import inside

HALF_PIXEL = 0.5


@pytest.mark.spec("P-04")
@settings(max_examples=30, deadline=None)
@given(st.floats(41, 51), st.floats(-5, 9), st.floats(1, 200), st.floats(6, 15), st.integers(0, 999))
def test_the_drawn_circle_holds_the_points_within_the_radius(latitude, longitude, km, zoom, seed):
    camera = Camera(*world_point(latitude, longitude), zoom, 900, 700)
    circle = Circle.of(latitude, longitude, km).fine_enough(camera)
    rng = np.random.default_rng(seed)
    share, azimuths = rng.uniform(0.98, 1.02, 24), rng.uniform(0, 360, 24)
    points = [
        geodesic(kilometers=km * part).destination((latitude, longitude), azimuth)
        for part, azimuth in zip(share, azimuths, strict=True)
    ]
    xs, ys = world(np.array([one.latitude for one in points]), np.array([one.longitude for one in points]))
    found = set(inside(xs, ys, circle.xs, circle.ys).tolist())
    pixel = 1 / camera.pixels_per_km(latitude)
    for number, part in enumerate(share):
        if abs(part - 1) * km > HALF_PIXEL * pixel:
            assert (number in found) == (part <= 1)


@pytest.mark.parametrize("pixels", [0.01, 10, 300, 5_000, 120_000, 3_000_000])
def test_the_polygon_is_as_round_as_pixels_need_and_no_edge_is_longer_than_the_frame(pixels):
    corners = corners_for(pixels)
    assert CORNERS[0] <= corners <= CORNERS[1]
    assert pixels * (1 - math.cos(math.pi / corners)) < HALF_PIXEL
    assert 2 * pixels * math.sin(math.pi / corners) < BEYOND


@pytest.mark.parametrize("zoom", [9, 13, 17])
def test_what_is_drawn_back_to_the_frame_changes_nothing_in_sight(qapp, zoom):
    camera = Camera(*world_point(45.76, 4.86 + 30 / 77.6), zoom, 700, 500)
    circle = Circle.of(45.76, 4.86, 30).fine_enough(camera)
    line = drawn(circle.xs, circle.ys, camera)
    lefts, tops = camera.screen(circle.xs, circle.ys)
    seen = (lefts > 0) & (lefts < 700) & (tops > 0) & (tops < 500)
    assert seen.any()
    shown = np.array([(point.x(), point.y()) for point in line.toList()])
    for left, top in zip(lefts[seen], tops[seen], strict=True):
        assert np.hypot(shown[:, 0] - left, shown[:, 1] - top).min() < 1
    assert np.abs(shown).max() <= BEYOND + 700


@pytest.mark.parametrize(("zoom", "step"), [(9, 1.0), (14, 0.1)])
def test_a_drag_stops_at_round_radii_and_at_the_limits(zoom, step):
    camera = Camera(*world_point(45.76, 4.86), zoom, 700, 500)
    km = dragged(45.76, 4.86, camera, 480, 260)
    assert km == pytest.approx(round(km / step) * step)
    assert dragged(45.76, 4.86, camera, 350, 250) == 1
    assert dragged(45.76, 4.86, Camera(*world_point(45.76, 4.86), 5, 700, 500), 700, 0) == 200


def test_the_handle_stays_in_sight_where_the_circle_does():
    circle = Circle.of(45.76, 4.86, 30)
    whole = Camera(*world_point(45.76, 4.86), 9, 700, 500)
    east = circle.handle(whole)
    assert east.x() > 400
    assert east.y() == pytest.approx(250, abs=2)
    west = whole.panned(-300, 0)
    at = circle.handle(west)
    assert 0 < at.x() < 700
    assert 0 < at.y() < 500
