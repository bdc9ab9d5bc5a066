"""French writing of dates, amounts and numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from prospectdesk.domain.clock import Clock, day_number, instant_ms
from prospectdesk.ui.kit import format as show
from prospectdesk.ui.kit.dates import months_later, parse_day

NOT_A_DATE = r"^$|bientôt|1/2|x$|day is out of range|month must be|9999999"
TODAY = day_number(date(2026, 11, 24))


def test_dates_are_written_the_french_way():
    assert show.date_text(TODAY) == "24/11/2026"
    assert show.date_text(None) == ""
    assert show.long_date(TODAY) == "mardi 24 novembre 2026"
    assert show.long_date(date(2026, 12, 1)) == "mardi 1er décembre 2026"


@pytest.mark.parametrize(
    ("away", "text"),
    [
        (-18, "18\u00a0j de retard"),
        (-1, "1\u00a0j de retard"),
        (0, "aujourd’hui"),
        (1, "demain"),
        (3, "dans 3\u00a0j"),
    ],
)
def test_lateness_is_said_in_words(away, text):
    assert show.due_text(TODAY + away, TODAY) == text


@pytest.mark.spec("C-81")
@pytest.mark.parametrize(
    ("away", "role"),
    [(1, "due_future"), (0, "due_today"), (-1, "due_late"), (-7, "due_late"), (-8, "due_very_late")],
)
def test_the_colour_of_a_date_follows_its_lateness(away, role):
    assert show.due_role(TODAY + away, TODAY) == role


def test_instants_are_near_or_dated():
    clock = Clock(frozen_ms=instant_ms(datetime(2026, 11, 24, 8, tzinfo=UTC)))
    assert show.moment(instant_ms(datetime(2026, 11, 23, 15, 20, tzinfo=UTC)), clock) == "hier 16:20"
    assert show.moment(instant_ms(datetime(2026, 11, 18, 8, 12, tzinfo=UTC)), clock) == "18/11 09:12"
    assert show.moment(instant_ms(datetime(2025, 7, 18, 7, 12, tzinfo=UTC)), clock) == "18/07/2025 09:12"


def test_amounts_and_counts_are_grouped():
    assert show.amount(Decimal("1234.56")) == "1\u202f234,56\u00a0€"
    assert show.amount(18400, cents=False) == "18\u202f400\u00a0€"
    assert show.amount(Decimal("-0.005")) == "-0,01\u00a0€"
    assert show.amount(None) == ""
    assert show.count(1_284_000) == "1\u202f284\u202f000"


def test_numbers_of_companies_and_phones_are_grouped():
    assert show.phone("+33474025531").replace("\u00a0", " ") == "04 74 02 55 31"
    assert show.siret("34177821500048").split() == ["341", "778", "215", "00048"]
    assert show.siren("341778215").split() == ["341", "778", "215"]


@pytest.mark.parametrize(
    ("name", "letters"), [("Hélène Perrachon", "HP"), ("Jean-Luc de la Tour", "JT"), ("Ève", "È"), ("", "")]
)
def test_initials_are_two_letters_at_most(name, letters):
    assert show.initials(name) == letters


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/11/2026", date(2026, 11, 24)), ("1/2/27", date(2027, 2, 1)), ("24.11.2026", date(2026, 11, 24)),
        ("24112026", date(2026, 11, 24)), ("241126", date(2026, 11, 24)), ("2026-11-24", date(2026, 11, 24)),
        ("25/11", date(2026, 11, 25)), ("23/11", date(2027, 11, 23)), ("Demain", date(2026, 11, 25)),
        ("aujourd'hui", date(2026, 11, 24)), ("aujourd’hui", date(2026, 11, 24)), ("+3", date(2026, 11, 27)),
        ("J+365", date(2027, 11, 24)), ("  24/11/2026 ", date(2026, 11, 24)),
    ],
)  # fmt: skip
def test_usual_spellings_of_a_date_are_understood(text, day):
    assert parse_day(text, TODAY) == day_number(day)


@pytest.mark.parametrize(
    "text", ["", "31/02/2026", "bientôt", "24/13/2026", "1/2/3/4", "٢٤/١١/x", "29/02", "99999999999"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=NOT_A_DATE):
        parse_day(text, TODAY)


def test_a_month_later_stays_inside_the_month():
    assert months_later(day_number(date(2027, 1, 31)), 1) == day_number(date(2027, 2, 28))
    assert months_later(day_number(date(2026, 12, 15)), 1) == day_number(date(2027, 1, 15))
