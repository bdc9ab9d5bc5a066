"""Phones: stored as E.164, found by national digits, shown by pairs (D-07)."""

from __future__ import annotations

import pytest

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.phones import parse_phone, phone_digits, show_phone


@pytest.mark.spec("D-07")
@pytest.mark.parametrize(
    "typed",
    [
        "02 99 11 22 33",
        "0299112233",
        "+33 2 99 11 22 33",
        "0033299112233",
        "02.99.11.22.33",
        "+33 (0)2 99 11 22 33",
    ],
)
def test_every_french_form_is_one_number(typed: str) -> None:
    stored = parse_phone(typed)
    assert stored == "+33299112233"
    assert phone_digits(stored) == phone_digits(typed) == "0299112233"
    assert show_phone(stored) == "02 99 11 22 33"


@pytest.mark.parametrize("typed", ["bonjour", "12", "", "02 99 11 22 33 44 55 66", "*21#"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        parse_phone(typed)


def test_a_foreign_number_keeps_its_country() -> None:
    assert show_phone(parse_phone("+44 20 7946 0958")) == "+44 20 7946 0958"
    assert phone_digits(None) is None


@pytest.mark.spec("D-07", "X-38")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0692 12 34 56", "+262692123456"),
        ("+33 692 12 34 56", "+262692123456"),
        ("0262 41 23 45", "+262262412345"),
        ("0590 81 12 34", "+590590811234"),
        ("0694 12 34 56", "+594694123456"),
        ("0696 12 34 56", "+596696123456"),
    ],
)
def test_a_number_of_an_overseas_department_is_reached_from_abroad_and_found_by_its_zero(
    typed: str, stored: str
) -> None:
    assert parse_phone(typed) == stored
    national = "0" + stored[4:]
    assert {phone_digits(one) for one in (stored, national, stored.replace("+", "00"))} == {national}
    assert show_phone(stored).replace(" ", "") == national
