"""Charts made of figures: what is drawn when there are many people, none, or nothing to lose."""

import pytest

from prospectdesk.queries.reports import Losses
from prospectdesk.queries.reports_activity import Doer
from prospectdesk.ui.reports import charts
from prospectdesk.ui.reports.bonus_pane import percent_text
from prospectdesk.ui.reports.words import axis_money, band_text, column_text


def people(number):
    return tuple(Doer(one, f"P{one}", {"appel": number - one, "note": 1}) for one in range(number))


@pytest.mark.parametrize(("number", "bars"), [(0, 0), (1, 1), (10, 10), (11, 10), (200, 10)])
def test_beyond_ten_people_the_rest_is_one_bar_and_the_table_has_them_all(qapp, number, bars):
    drawn = charts.activity(people(number), 10)
    assert len(drawn.chart.groups) == bars
    assert len(drawn.table.rows) == number
    total = sum(group.value for group in drawn.chart.groups)
    assert total == sum(one.total for one in people(number))
    if number > 10:
        rest = drawn.chart.groups[-1]
        assert (rest.label, rest.parts[0].key) == (f"{number - 9} autres", "")
    assert len(charts.activity(people(number)).chart.groups) == number


def test_nothing_lost_is_said_in_words(qapp):
    drawn = charts.losses(Losses(0, 0, ()))
    assert drawn.chart.empty
    assert drawn.nothing == "Aucun dossier perdu sur cette période."


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (500, "500\u00a0€"), (20_000, "20\u00a0k€"), (2_500, "2,5\u00a0k€"), (3e6, "3\u00a0M€")],
)
def test_money_beside_an_axis_is_short(value, text):
    assert axis_money(value) == text


def test_columns_and_bands_are_written_in_french(qapp):
    assert [column_text(one) for one in ("late", "2026-08", "undated")] == [
        "En retard",
        "août 26",
        "Sans date",
    ]
    assert [band_text(one) for one in (0, 4)] == ["0 à 30\u00a0j", "Plus de 180\u00a0j"]


@pytest.mark.parametrize(("value", "text"), [("0", "0"), ("2.50", "2,5"), ("10", "10"), ("100.00", "100")])
def test_a_percentage_is_written_without_useless_zeros(value, text):
    from decimal import Decimal

    assert percent_text(Decimal(value)) == f"{text}\u00a0%"
