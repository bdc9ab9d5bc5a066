"""Which candidate a typed place means, and how a radius is written."""

import pytest

from prospectdesk.geo.geocoder import Geocoder
from prospectdesk.ui.portfolio.place_entry import only_one, words_of
from prospectdesk.ui.portfolio.radius_entry import written
from prospectdesk.ui.portfolio.words import share


@pytest.fixture(scope="module")
def geocoder():
    return Geocoder()


@pytest.mark.spec("P-03", "X-33")
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Rennes", "Rennes"),
        ("rennes", "Rennes"),
        ("35000", "Rennes"),
        ("35510 Cesson-Sévigné", "Cesson-Sévigné"),
        ("12 rue de la Gare, 35170 Bruz", "Bruz"),
        ("48.1173, -1.6778", "48,11730 ; -1,67780"),
        ("Saint-Denis", None),
        ("Renn", None),
        ("xqzt", None),
    ],
)
def test_a_place_is_taken_without_asking_only_when_it_is_meant_without_doubt(geocoder, text, meant):
    found = only_one(text, geocoder.search(text, limit=8))
    assert (None if found is None else found.label.replace("\u00a0", " ")) == meant


def test_candidates_of_one_name_are_told_apart_by_their_postcodes(geocoder):
    names = [words_of(one) for one in geocoder.search("Saint-Denis", limit=4)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("radius", "text"), [(30.0, "30"), (12.5, "12,5"), (200.0, "200")])
def test_a_radius_is_written_as_short_as_it_is(radius, text):
    assert written(radius) == text


@pytest.mark.parametrize(
    ("number", "total", "text"),
    [(1, 7, "14 %"), (46, 1284, "3,6 %"), (1, 50_000, "< 0,1 %"), (0, 9, "0 %"), (0, 0, "")],
)
def test_a_share_is_told_as_fine_as_it_needs(number, total, text):
    assert share(number, total).replace("\u00a0", " ") == text
