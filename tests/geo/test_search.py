"""Typed text to candidates."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prospectdesk.geo import reference, resolve
from prospectdesk.geo.geocoder import Geocoder

GEOCODER = Geocoder()


@pytest.mark.spec("X-33")
@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Rennes", "Rennes"),
        ("rennes", "Rennes"),
        ("35000", "Rennes"),
        ("35 000", "Rennes"),
        ("35000 Rennes", "Rennes"),
        ("Rennes 35000", "Rennes"),
        ("12 rue X 35510 Cesson-Sévigné", "Cesson-Sévigné"),
        ("12 rue X, Cesson-Sévigné", "Cesson-Sévigné"),
        ("10 place Bellecour 69002 Lyon France", "Lyon 2e Arrondissement"),
        ("sevigne", "Cesson-Sévigné"),
        ("mans", "Le Mans"),
        ("st etienne", "Saint-Étienne"),
        ("Saint-Denis (93)", "Saint-Denis"),
        ("Strasbuorg", "Strasbourg"),
        ("57009 Metz CEDEX 1", "Metz"),
        ("57009", "Metz"),
        ("Paris 12", "Paris 12e Arrondissement"),
        ("57", "Moselle"),
        ("annecy le vieux", "Annecy-le-Vieux (Annecy)"),
    ],
)
def test_the_first_candidate_is_the_one_meant(text: str, label: str) -> None:
    assert GEOCODER.search(text)[0].label == label


@pytest.mark.spec("X-33")
@pytest.mark.parametrize(
    "text",
    [
        "48.1173, -1.6778", "48,1173; -1,6778", "48,1173, -1,6778", "48.1173 -1.6778",
        "(48.1173, -1.6778)", "48.1173 N 1.6778 O", "48.1173° N, 1.6778° W", "1.6778 W 48.1173 N",
    ],
)  # fmt: skip
def test_typed_coordinates_are_taken_as_they_are(text: str) -> None:
    (candidate,) = GEOCODER.search(text)
    assert (candidate.latitude, candidate.longitude) == (48.1173, -1.6778)
    assert (candidate.precision, candidate.department) == ("coordinates", "35")
    assert candidate.label == "48,11730\u00a0; -1,67780"


@pytest.mark.spec("X-33")
@pytest.mark.parametrize(
    "text", ["48°07'02.3\"N 1°40'40\"O", "48° 7′ 2,3″ N, 1° 40′ 40″ W", "1°40'40''W 48°07'02.3''N"]
)
def test_coordinates_in_sixtieths_are_read_as_maps_write_them(text: str) -> None:
    (candidate,) = GEOCODER.search(text)
    assert (candidate.latitude, candidate.longitude) == pytest.approx((48.117306, -1.677778), abs=1e-6)


@pytest.mark.spec("X-33")
def test_exchanged_coordinates_are_offered_in_both_orders() -> None:
    first, second = GEOCODER.search("-1.6778, 48.1173")
    assert (first.latitude, first.longitude, first.department) == (48.1173, -1.6778, "35")
    assert (second.latitude, second.longitude) == (-1.6778, 48.1173)
    assert len(GEOCODER.search("51.5074, -0.1278")) == 1, "London is where it is"


@pytest.mark.parametrize("text", ["91.5, 200.5", "48°61'02\"N 1°40'40\"O", "48°07'75\"N 1°40'40\"O"])
def test_impossible_coordinates_are_no_place(text: str) -> None:
    assert GEOCODER.search(text) == []


@pytest.mark.spec("X-33")
def test_namesakes_come_as_several_candidates_the_largest_first() -> None:
    found = [candidate for candidate in GEOCODER.search("saint denis") if candidate.label == "Saint-Denis"]
    assert len(found) >= 3
    people = [candidate.population for candidate in found]
    assert people == sorted(people, reverse=True)
    assert {"93", "974"} <= {candidate.department for candidate in found}


def test_a_postcode_lists_all_its_communes() -> None:
    found = GEOCODER.search("08430", limit=30)
    assert len(found) > 3
    assert {candidate.postcode for candidate in found} == {"08430"}


def test_learned_centres_show_in_the_candidates() -> None:
    (first, *_) = Geocoder({"35238": (48.11, -1.68)}).search("Rennes")
    assert (first.latitude, first.longitude, first.precision) == (48.11, -1.68, "learned")


def test_the_limit_is_kept() -> None:
    assert len(GEOCODER.search("saint", limit=7)) == 7
    assert GEOCODER.search("saint", limit=0) == []
    assert GEOCODER.search("saint", limit=-3) == []


@given(st.text(max_size=400) | st.text(alphabet="0123456789 ,.;-+°NSEOW()ab", max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_search_or_the_geocoder_fail(text: str) -> None:
    assert len(GEOCODER.search(text, limit=5)) <= 5
    GEOCODER.locate(text, text, text, text)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "9" * 100_000, "a " * 50_000, "((((((", "²³, ٣.٣", "%_\\'\"", "٣٥٠٠٠"]
)
def test_hostile_text_gives_a_list(text: str) -> None:
    assert isinstance(GEOCODER.search(text), list)
    GEOCODER.locate(text, text, text, text)


def test_what_was_forgotten_is_read_again() -> None:
    before = GEOCODER.search("rennes 35")
    resolve.forget()
    assert reference.communes.cache_info().currsize == 0
    assert GEOCODER.search("rennes 35") == before
    assert GEOCODER.locate("35000", "Rennes") is not None
