"""Periods, months of the forecast, funnel, bands of age: the rules the reports count by."""

import random
from datetime import date

import pytest

from prospectdesk.domain.clock import day_date, day_number
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.pipeline import Stage
from prospectdesk.domain.reports import (
    LATE,
    LATER,
    PRESETS,
    UNDATED,
    Period,
    column_days,
    column_of,
    forecast_columns,
    funnel,
    month_of,
    period,
    preset,
    reached_from,
)

TODAY = day_number(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("month", "2026-11-01", "2026-11-23"),
        ("quarter", "2026-10-01", "2026-11-23"),
        ("year", "2026-01-01", "2026-11-23"),
        ("twelve", "2025-11-24", "2026-11-23"),
        ("last_year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_preset_stands_for_days(key, first, last):
    found = preset(key, TODAY)
    assert (str(day_date(found.first)), str(day_date(found.last))) == (first, last)
    assert key in PRESETS


def test_a_period_in_the_wrong_order_or_without_an_end_is_refused():
    with pytest.raises(Invalid, match="avant le premier"):
        period(TODAY, TODAY - 1)
    with pytest.raises(Invalid, match="Indiquez"):
        period(None, TODAY)
    for first, last in ((day_number(date(1, 1, 1)), TODAY), (TODAY, day_number(date(9999, 12, 31)))):
        with pytest.raises(Invalid, match="entre 1970 et 2199"):
            period(first, last)
    assert period(TODAY, TODAY) == Period(TODAY, TODAY)


def test_a_period_spans_local_midnights_also_over_a_change_of_hour():
    day = day_number(date(2026, 10, 25))  # 25 hours in Paris
    start, end = Period(day, day).span("Europe/Paris")
    assert end - start == 25 * 3_600_000
    leap = Period(day_number(date(2024, 2, 29)), day_number(date(2024, 3, 1))).year_before()
    assert (day_date(leap.first), day_date(leap.last)) == (date(2023, 2, 28), date(2023, 3, 1))


def test_every_expected_day_falls_into_exactly_the_column_whose_days_hold_it():
    rnd = random.Random(1)
    for _ in range(60):
        days = [TODAY + rnd.randint(-200, 700) for _ in range(rnd.randint(0, 12))] + [None] * rnd.randint(
            0, 1
        )
        months = [None if one is None else month_of(one) for one in days]
        columns = forecast_columns(months, TODAY)
        assert 6 <= len([one for one in columns if one not in {LATE, LATER, UNDATED}]) <= 12
        for day, month in zip(days, months, strict=True):
            key = column_of(month, columns)
            if day is None:
                assert key == UNDATED
                continue
            first, after = column_days(key, TODAY)
            assert first is None or day >= first
            assert after is None or day < after


STAGES = tuple(
    Stage(number, 1, label, percent, meaning, active)
    for number, label, percent, meaning, active in (
        (1, "Ouvert", 20, None, True), (2, "Ancienne", 30, None, False), (3, "Proposition", 50, None, True),
        (4, "Concrétisé", 99, "gagne", True), (5, "Abandon", 0, "abandon", True),
    )
)  # fmt: skip


@pytest.mark.spec("SM-4")
def test_a_signed_dossier_came_all_the_way_and_an_abandoned_one_only_in():
    counted = {(1, False): (4, 400), (3, False): (2, 200), (5, False): (3, 0), (1, True): (1, 50)}
    found = funnel(STAGES, counted)
    assert [(one.label, one.count) for one in found] == [
        ("Ouvert", 10), ("Proposition", 3), ("Concrétisé", 1), ("Signé", 1)
    ]  # fmt: skip
    assert [one.cents for one in found] == [650, 250, 50, 50]


def test_a_stage_no_longer_used_is_a_step_while_it_holds_dossiers():
    assert [one.label for one in funnel(STAGES, {(2, False): (1, 0)})] == [
        "Ouvert", "Ancienne", "Proposition", "Concrétisé", "Signé"
    ]  # fmt: skip
    assert reached_from(STAGES, 1) == (1, 2, 3, 4, 5)
    assert reached_from(STAGES, 3) == (3, 4)
