"""Activities, legal forms and headcount bands."""

from __future__ import annotations

import itertools

import pytest

from prospectdesk.domain.nomenclature import (
    HEADCOUNT_BANDS,
    LegalForms,
    Naf,
    headcount_band,
    headcount_band_of,
    naf_code,
    read_headcount,
)

NAF = Naf(
    {"62.01Z": ("Programmation informatique", "J")}, {"62": ("Programmation, conseil", "J")}, {"J": "Info"}
)


@pytest.mark.parametrize("text", ["62.01Z", "6201Z", "6201z", " 62.01 Z ", "62 01Z"])
def test_a_naf_code_is_read_with_or_without_its_dot(text: str) -> None:
    assert naf_code(text) == "62.01Z"
    assert NAF.label(text) == "Programmation informatique"
    assert NAF.section(text) == "J"


@pytest.mark.parametrize("text", ["", "62", "62.01", "ABCDE", "6201ZZ", "62.01Z" * 50])
def test_what_is_no_naf_class_is_none(text: str) -> None:
    assert naf_code(text) is None


def test_a_well_formed_code_that_does_not_exist_has_no_label() -> None:
    assert naf_code("0000Z") == "00.00Z"
    assert NAF.label("0000Z") is None
    assert NAF.section("0000Z") is None


def test_activities_are_found_by_code_and_by_words() -> None:
    assert NAF.search("62.0") == NAF.search("620") == NAF.search("informatique prog")
    assert NAF.search("boulangerie") == NAF.search("") == []


def test_an_unlisted_legal_form_falls_back_on_its_group() -> None:
    forms = LegalForms({"57": "Société par actions simplifiée", "5710": "SAS"})
    assert forms.label("5710") == "SAS"
    assert forms.label("5799") == "Société par actions simplifiée"
    assert forms.label("9999") is None
    assert forms.groups() == [("57", "Société par actions simplifiée")]


def test_headcount_bands_follow_each_other_without_a_gap() -> None:
    codes = [band.code for band in HEADCOUNT_BANDS]
    assert " ".join(codes) == "NN 00 01 02 03 11 12 21 22 31 32 41 42 51 52 53"
    for before, after in itertools.pairwise(HEADCOUNT_BANDS[1:]):
        assert before.high is not None
        assert after.low == before.high + 1
    assert HEADCOUNT_BANDS[-1].high is None


@pytest.mark.parametrize(
    ("count", "code"),
    [(-1, "00"), (0, "00"), (1, "01"), (2, "01"), (9, "03"), (10, "11"), (249, "31"), (99999, "53")],
)
def test_a_count_has_its_band(count: int, code: str) -> None:
    assert headcount_band_of(count).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11", "11"), ("1", "01"), ("0", "00"), ("nn", "NN"), ("12.0", "12"), ("10 à 19 salariés", "11"),
        ("1 000 à 1 999 salariés", "42"), ("12 salariés", "11"), ("Non employeuse", "NN"), ("300", "32"),
        ("0 salarié", "00"),
    ],
)  # fmt: skip
def test_a_headcount_is_read_as_code_or_words(text: str, code: str) -> None:
    band = read_headcount(text)
    assert band is not None
    assert band.code == code


@pytest.mark.parametrize("text", ["", "99", "beaucoup", "5 à 5000", "1 2 3"])
def test_an_unclear_headcount_is_none(text: str) -> None:
    assert read_headcount(text) is None
    assert headcount_band("99") is None
