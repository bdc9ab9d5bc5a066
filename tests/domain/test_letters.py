"""The documents of D-35, their conditions and the names of their files."""

from __future__ import annotations

from datetime import date

import pytest

from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.domain.letter import Letter, thaw
from prospectdesk.domain.letters import DOCUMENTS, GROUPS, Document, Ready, file_name, find_document, obstacle

NOTHING = Ready(contract_type=False, offer=False, privileged=False, accountant=False)


@pytest.mark.spec("D-35")
def test_fourteen_documents_stand_in_four_groups() -> None:
    assert GROUPS == ("Lettre de mission", "Lettre de mission annexes", "Documents annexes", "Autres")
    assert [sum(one.group == group for one in DOCUMENTS) for group in GROUPS] == [2, 4, 4, 4]
    assert find_document("lettre de mission editable").label == "Lettre de mission éditable"
    with pytest.raises(Invalid):
        find_document("Lettre")


@pytest.mark.spec("D-36")
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.label)
def test_each_document_names_its_first_unmet_condition(document: Document) -> None:
    def told(ready: Ready) -> str | None:
        found = obstacle(document, ready)
        return None if found is None else found.code

    needs = document.needs
    expected = {"contract": "no_contract", "accountant": "no_accountant", "free": None}[needs]
    assert told(NOTHING) == expected
    half = Ready(contract_type=True, offer=False, privileged=True, accountant=False)
    assert told(half) == expected
    chosen = Ready(contract_type=True, offer=True, privileged=False, accountant=False)
    assert told(chosen) == ("no_privileged" if needs == "contract" else expected)
    assert told(Ready(contract_type=True, offer=True, privileged=True, accountant=True)) is None


@pytest.mark.spec("X-09")
def test_the_file_is_named_after_document_company_and_day() -> None:
    day = date(2026, 11, 23)
    assert (
        file_name("Lettre de mission", "Cycles Le Goff", day)
        == "Lettre de mission_Cycles Le Goff_2026-11-23.pdf"
    )
    assert file_name("Lettre vierge", "A/B\\C:D", day) == "Lettre vierge_A_B_C_D_2026-11-23.pdf"
    long = file_name("Lettre vierge", "é" * 500, day)
    assert long.endswith("_2026-11-23.pdf")
    assert len(long.encode()) <= 255


def test_a_frozen_letter_comes_back_the_same_and_nothing_else_does() -> None:
    letter = Letter("Titre", "é\n# x", recipient=("a", "b"), signatures=("x\ny",), dated="2026-11-23")
    assert thaw(letter.frozen()) == letter
    for text in (
        "",
        "{}",
        "[]",
        '{"format": 2}',
        '{"format": 1, "title": 3, "body": ""}',
        '{"format": 1, "x": ""}',
        '{"format": 1, "title": "t", "body": "", "dated": "hier"}',
    ):
        with pytest.raises(Refused):
            thaw(text)
