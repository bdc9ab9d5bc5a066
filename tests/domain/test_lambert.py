"""Projected metres of the register against points computed with PROJ 9.5, and there and back again."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectdesk.domain import lambert
from prospectdesk.geo.distance import flat_kilometres

TOWNS = [
    ("75104", 652296.973, 6861636.359, 48.853, 2.3499),
    ("57463", 931775.557, 6895716.166, 49.1193, 6.1757),
    ("35238", 352107.380, 6789966.542, 48.1173, -1.6778),
    ("29019", 146632.979, 6836262.327, 48.3904, -4.4861),
    ("06088", 1043410.160, 6299400.043, 43.7102, 7.2620),
    ("2A004", 1176667.561, 6108273.283, 41.9192, 8.7386),
    ("59183", 656187.517, 7104472.924, 51.0344, 2.3768),
    ("97105", 656770.818, 1796177.241, 16.2412, -61.5331),
    ("97209", 709096.316, 1616759.733, 14.6161, -61.0588),
    ("97302", 354363.155, 544229.782, 4.9224, -52.3135),
    ("97411", 338568.315, 7690475.437, -20.8789, 55.4481),
    ("97502", 562869.803, 5181168.316, 46.7811, -56.1764),
    ("97608", 524724.521, 8587115.821, -12.7806, 45.2278),
]


@pytest.mark.parametrize(("commune", "x", "y", "latitude", "longitude"), TOWNS)
def test_a_to_degrees_is_the_town_s_to_a_centimetre(
    commune: str, x: float, y: float, latitude: float, longitude: float
) -> None:
    point = lambert.to_degrees(f"{x}", f"{y}", commune)
    assert point is not None
    assert flat_kilometres(point, (latitude, longitude)) < 1e-5


@given(st.floats(41.2, 51.3), st.floats(-5.2, 9.7))
def test_lambert_93_there_and_back_is_the_same_place(latitude: float, longitude: float) -> None:
    away = lambert.RADIUS_M * math.exp(-lambert.CONE * lambert.isometric(math.radians(latitude)))
    angle = lambert.CONE * (math.radians(longitude) - lambert.MERIDIAN)
    x, y = lambert.EAST_M + away * math.sin(angle), lambert.POLE_M - away * math.cos(angle)
    back = lambert.lambert93(x, y)
    assert math.isclose(back[0], latitude, abs_tol=1e-9)
    assert math.isclose(back[1], longitude, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("x", "y"),
    [("[ND]", "[ND]"), ("", ""), (None, None), ("0", "0"), ("nan", "1"), ("inf", "6861636"), ("1e999", "1")],
)
def test_what_is_masked_empty_or_no_place_is_no_point(x: str | None, y: str | None) -> None:
    assert lambert.to_degrees(x, y, "75104") is None


def test_metres_of_another_system_are_no_point() -> None:
    assert lambert.to_degrees("656770.8", "1796177.2", "75104") is None
    assert lambert.to_degrees("652296.9", "6861636.3", "97105") is None
    assert lambert.to_degrees("652296.9", "6861636.3", "98818") is None


@given(st.floats(allow_nan=True, allow_infinity=True), st.floats(allow_nan=True, allow_infinity=True))
def test_no_pair_of_numbers_breaks_it(x: float, y: float) -> None:
    for commune in (None, "57463", "97411", "97302"):
        point = lambert.to_degrees(x, y, commune)
        assert point is None or all(math.isfinite(value) for value in point)
