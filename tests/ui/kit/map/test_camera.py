"""Where the map looks: there and back, zooming around a point, round lengths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectdesk.ui.kit.map.camera import MOST_ZOOM, Box, Camera, bar, degrees, world, world_point

LATITUDES, LONGITUDES = st.floats(-80, 80), st.floats(-179, 179)
CAMERAS = st.builds(
    lambda lat, lon, zoom: Camera(*world_point(lat, lon), zoom, 800, 600),
    LATITUDES,
    LONGITUDES,
    st.floats(3, 17),
)


@given(LATITUDES, LONGITUDES)
def test_degrees_to_the_world_and_back(latitude, longitude):
    x, y = world_point(latitude, longitude)
    assert degrees(x, y) == (pytest.approx(latitude, abs=1e-9), pytest.approx(longitude, abs=1e-9))
    columns = world(np.array([latitude]), np.array([longitude]))
    assert (columns[0][0], columns[1][0]) == (pytest.approx(x, abs=1e-12), pytest.approx(y, abs=1e-12))


@given(CAMERAS, st.floats(0, 800), st.floats(0, 600))
def test_a_pixel_is_where_its_place_is_drawn(camera, left, top):
    x, y = camera.world_at(left, top)
    assert camera.screen_point(x, y) == (pytest.approx(left, abs=1e-6), pytest.approx(top, abs=1e-6))


@given(CAMERAS, st.floats(-3, 3), st.floats(0, 800), st.floats(0, 600))
def test_zooming_keeps_the_point_under_the_mouse(camera, steps, left, top):
    nearer = camera.zoomed(steps, left, top)
    before, after = camera.world_at(left, top), nearer.world_at(left, top)
    if 0 < nearer.x < 1 and 0 < nearer.y < 1:
        assert after == (pytest.approx(before[0], abs=1e-9), pytest.approx(before[1], abs=1e-9))
    assert nearer.zoom <= MOST_ZOOM


@given(CAMERAS, LATITUDES, LONGITUDES, st.floats(1e-7, 0.01), st.floats(1e-7, 0.01))
def test_what_is_shown_whole_lies_inside_the_margin(camera, latitude, longitude, wide, high):
    x, y = world_point(latitude, longitude)
    found = camera.around(Box(x, y, x + wide, y + high), 20)
    left, top = found.screen_point(x, y)
    right, bottom = found.screen_point(x + wide, y + high)
    if 0 < found.x < 1 and 0 < found.y < 1:
        assert min(left, top) >= 19.9
        assert right <= 780.1
        assert bottom <= 580.1


@given(st.floats(0.01, 50_000))
def test_the_scale_bar_is_a_round_length_that_fits(pixels_per_km):
    km, pixels = bar(pixels_per_km, 120)
    assert 40 < pixels <= 120.001
    assert f"{km:e}"[0] in "125"
    assert pixels == pytest.approx(km * pixels_per_km)
