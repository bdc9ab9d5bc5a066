"""What a column should hold as JSON and does not is empty, whoever wrote it (SECURITY T15)."""

from __future__ import annotations

import pytest

from prospectdesk.domain.stored_json import stored_list, stored_object


@pytest.mark.spec("T15")
@pytest.mark.parametrize("text", [None, "", "null", "3", '"x"', "{", "[" * 100_000, "nan", "\x00"])
def test_what_is_neither_object_nor_list_is_empty(text: str | None) -> None:
    assert stored_object(text) == {}
    assert stored_list(text) == ()


def test_objects_and_lists_are_read_and_not_taken_for_one_another() -> None:
    assert stored_object('{"a": 1}') == {"a": 1}
    assert stored_object('["a"]') == {}
    assert stored_list('["a", 1]') == ("a", "1")
    assert stored_list('{"a": 1}') == ()
