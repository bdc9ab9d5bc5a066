"""The geodesic circle: exactly as far as it says, in every direction."""

import math

import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectdesk.geo.ring import apart, ring

LATITUDES = st.floats(-60, 75)
LONGITUDES = st.floats(-180, 180)


@pytest.mark.spec("P-04")
@settings(max_examples=40, deadline=None)
@given(LATITUDES, LONGITUDES, st.floats(1, 200))
def test_every_corner_of_the_circle_is_a_radius_away(latitude, longitude, km):
    latitudes, longitudes = ring(latitude, longitude, km, 8)
    for corner in zip(latitudes, longitudes, strict=True):
        there = (corner[0], (corner[1] + 180) % 360 - 180)
        assert geodesic((latitude, longitude), there).km == pytest.approx(km, abs=1e-6)


def test_the_circle_begins_in_the_north_and_goes_on_to_the_east():
    latitudes, longitudes = ring(48.0, 2.0, 30, 4)
    assert latitudes[0] > 48.2
    assert longitudes[1] > 2.3
    assert latitudes[2] < 47.8
    assert longitudes[3] < 1.7


@settings(max_examples=60, deadline=None)
@given(LATITUDES, LONGITUDES, st.floats(0, 200), st.floats(0, 2 * math.pi))
def test_a_dragged_distance_is_right_within_a_metre(latitude, longitude, km, azimuth):
    there = geodesic(kilometers=km).destination((latitude, longitude), math.degrees(azimuth))
    assert apart(latitude, longitude, there.latitude, there.longitude) == pytest.approx(km, abs=0.001)


def test_a_place_is_nowhere_from_itself():
    assert apart(45.0, 5.0, 45.0, 5.0) == 0.0
