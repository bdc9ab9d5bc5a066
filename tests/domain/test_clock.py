"""The one clock: dates are dates, instants are UTC (decision 14, SECURITY F16)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prospectdesk.domain.clock import Clock, day_date, day_number, instant_ms, ms_instant
from prospectdesk.domain.follow_ups import lateness

ZONES = ("Europe/Paris", "Indian/Reunion", "Pacific/Noumea", "America/Martinique")


@given(st.dates())
def test_a_day_number_is_its_date(day: date) -> None:
    assert day_date(day_number(day)) == day


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)), st.sampled_from(ZONES))
def test_an_instant_keeps_its_millisecond_in_every_zone(moment: datetime, zone: str) -> None:
    aware = moment.replace(tzinfo=UTC, microsecond=moment.microsecond // 1000 * 1000)
    assert ms_instant(instant_ms(aware.astimezone(ZoneInfo(zone)))) == aware


@pytest.mark.spec("F16")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "moment", [datetime(2026, 3, 29, 1, 59), datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 2, 30),
               datetime(2028, 2, 29, 23, 59), datetime(2026, 12, 31, 23, 59), datetime(2027, 1, 1, 0, 0)]
)  # fmt: skip
def test_today_is_the_users_day_also_at_odd_hours(zone: str, moment: datetime) -> None:
    aware = moment.replace(tzinfo=ZoneInfo(zone))
    clock = Clock(zone=zone).at(aware)
    shown = clock.now()
    assert abs(shown - aware.astimezone(UTC)) == timedelta(0)
    assert clock.today() == aware.astimezone(UTC).astimezone(ZoneInfo(zone)).date()


def test_a_clock_moves_forward_frozen_or_ticking() -> None:
    frozen = Clock().at(datetime(2026, 11, 23, 9, 0))
    assert frozen.forward(3_600_000).now().hour == 10
    ticking = Clock().starting_at(frozen.now_ms())
    assert 0 <= ticking.now_ms() - frozen.now_ms() < 5_000
    assert ticking.forward(86_400_000).today() == date(2026, 11, 24)


@pytest.mark.spec("C-81")
@pytest.mark.parametrize(
    ("late", "shown"),
    [(-1, "future"), (0, "today"), (1, "late"), (7, "late"), (8, "very_late"), (400, "very_late")],
)
def test_lateness_has_four_steps(late: int, shown: str) -> None:
    assert lateness(1000 - late, 1000) == shown
