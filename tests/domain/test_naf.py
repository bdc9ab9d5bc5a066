"""NAF codes."""

from __future__ import annotations

import pytest

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.naf import naf_prefix, parse_naf

pytestmark = pytest.mark.spec("D-07")


@pytest.mark.parametrize("text", ["6201Z", "62.01Z", "62.01z", " 62.01 Z ", "6201z", "62,01Z"])
def test_every_form_is_stored_with_its_dot(text: str) -> None:
    assert parse_naf(text) == "62.01Z"


def test_unknown_codes_are_kept() -> None:
    assert parse_naf("0000Z") == "00.00Z"


@pytest.mark.parametrize("text", ["", "62", "62.01", "Z6201", "62.01ZZ", "6２01É", "620.1Z"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"62\.01Z"):
        parse_naf(text)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("6", "6"),
        ("62", "62"),
        ("62.", "62"),
        ("620", "62.0"),
        ("62.0", "62.0"),
        ("6201", "62.01"),
        ("6201z", "62.01Z"),
        (" ", ""),
    ],
)
def test_the_beginning_of_a_code_needs_no_dot(text: str, prefix: str) -> None:
    assert naf_prefix(text) == prefix


@pytest.mark.parametrize("text", ["Z", "620Z", "62.012", "6.2", "%"])
def test_what_begins_no_code_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        naf_prefix(text)
