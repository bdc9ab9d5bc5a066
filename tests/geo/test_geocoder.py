"""Addresses to places: spellings, business mail, former communes, real lists."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from statistics import median

import pytest

from prospectdesk.geo import reference
from prospectdesk.geo.distance import flat_kilometres
from prospectdesk.geo.geocoder import Geocoder
from prospectdesk.geo.learning import learn

GEOCODER = Geocoder()


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a sheet."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.spec("X-33")
@pytest.mark.parametrize(
    ("postcode", "city", "code"),
    [
        ("35000", "Rennes", "35238"),
        ("35510", "CESSON SEVIGNE", "35051"),
        ("42000", "ST ETIENNE", "42218"),
        ("35400", "St-Malo", "35288"),
        ("94240", "L HAY LES ROSES", "94038"),
        ("94240", "L’Haÿ-les-Roses", "94038"),
        ("72000", "Mans (Le)", "72181"),
        ("71100", "CHALON S/ SAONE", "71076"),
        ("59650", "Villeneuve", "59009"),
        ("59650", "VILLENEUVE DASCQ", "59009"),
        ("57009", "METZ CEDEX 1", "57463"),
        ("13140", "MIRAMAS", "13063"),
        ("75012", "Paris", "75112"),
        ("75580", "PARIS CEDEX 12", "75112"),
        ("69003", "LYON 03", "69383"),
        ("", "Paris 8e", "75108"),
        ("13008", "Marseille", "13208"),
        ("74940", "Annecy-le-Vieux", "74010"),
        ("95725", "ROISSY CDG Cedex", "95527"),
        ("06903", "SOPHIA ANTIPOLIS CEDEX", "06152"),
        ("20000", "Ajaccio", "2A004"),
        ("97400", "SAINT DENIS", "97411"),
        ("1000", "Bourg en Bresse", "01053"),
        ("01000.0", "BOURG-EN-BRESSE", "01053"),
        ("F-35000", "Rennes", "35238"),
        ("53000", "Rennes", "35238"),
        ("67000", "Strasbuorg", "67482"),
        ("", "67000 Strasbourg", "67482"),
        (None, "Toulouse", "31555"),
    ],
)
def test_an_address_finds_its_commune(postcode: str | None, city: str, code: str) -> None:
    place = GEOCODER.locate(postcode, city)
    assert place is not None
    assert place.code == code


def test_the_insee_code_wins_and_former_codes_are_followed() -> None:
    place = GEOCODER.locate("35000", "Rennes", city_code="57463")
    assert place is not None
    assert (place.code, place.department, place.precision) == ("57463", "57", "commune")
    old = GEOCODER.locate(None, None, city_code="74011")
    assert old is not None
    assert old.code == "74010"
    district = GEOCODER.locate("75012", "PARIS 12", city_code="75056")
    assert district is not None
    assert district.code == "75112"


def test_what_is_less_than_a_commune_says_so() -> None:
    postcode = GEOCODER.locate("08430", None)
    assert postcode is not None
    assert (postcode.code, postcode.precision, postcode.department) == (None, "postcode", "08")
    mail = GEOCODER.locate("33999", "INCONNUVILLE CEDEX")
    assert mail is not None
    assert (mail.precision, mail.label) == ("department", "Gironde")


@pytest.mark.parametrize(
    ("postcode", "city"),
    [("1000", "Bruxelles"), ("L-1234", "Luxembourg"), ("", ""), ("", "Nulle-Part-sur-Rien"), (None, None)],
)
def test_what_is_not_french_or_not_known_is_not_located(postcode: str | None, city: str | None) -> None:
    assert GEOCODER.locate(postcode, city) is None


def test_an_ambiguous_name_without_postcode_is_not_guessed() -> None:
    assert GEOCODER.locate(None, "Saint-Denis") is None


def test_the_street_is_read_when_it_holds_the_whole_address() -> None:
    place = GEOCODER.locate(None, None, street="12 rue X, 35510 Cesson-Sévigné")
    assert place is not None
    assert place.code == "35051"


@pytest.mark.spec("X-33")
def test_a_real_list_is_located_within_two_kilometres(shared_data: Path) -> None:
    rows = table(shared_data / "siae_france" / "siae_france.csv")
    errors = []
    for row in rows:
        place = GEOCODER.locate(row["code_postal"], row["commune"])
        if place is not None and place.code is not None and row["latitude"]:
            truth = (float(row["latitude"]), float(row["longitude"]))
            errors.append(flat_kilometres(truth, (place.latitude, place.longitude)))
    assert len(errors) / sum(bool(row["latitude"]) for row in rows) >= 0.93
    right = sorted(error for error in errors if error < 100)  # some source points are wrong by far more
    assert len(errors) - len(right) <= 10
    assert median(errors) <= 2.0
    assert right[int(0.9 * len(right))] <= 5.0


@pytest.mark.spec("X-33")
def test_establishments_teach_the_centre_of_their_commune(shared_data: Path) -> None:
    rows = table(shared_data / "etablissements_metz" / "etablissements_metz.csv")
    points = [
        (
            row["code_commune"],
            row["code_postal"],
            row["commune"],
            float(row["latitude"]),
            float(row["longitude"]),
        )
        for row in rows
        if row["latitude"]
    ]
    sums = learn(points[::2])
    assert set(sums) == {"57463"}
    taught = Geocoder({key: (lat / n, lon / n) for key, (n, lat, lon) in sums.items()}).locate(
        "57009", "METZ CEDEX 1"
    )
    before = GEOCODER.locate("57009", "METZ CEDEX 1")
    assert taught is not None
    assert before is not None
    assert taught.precision == "learned"

    def error(latitude: float, longitude: float) -> float:
        return sum(flat_kilometres((latitude, longitude), point[3:]) for point in points[1::2])

    assert error(taught.latitude, taught.longitude) < error(before.latitude, before.longitude)


def test_wrong_points_teach_nothing() -> None:
    sums = learn(
        [
            ("57463", None, None, 49.11, 6.18),
            ("57463", None, None, 43.30, 5.37),
            ("57463", None, None, 0.0, 0.0),
            ("57463", None, None, float("nan"), 6.18),
            ("57463", None, None, None, None),
            (None, None, "Nulle-Part-sur-Rien", 49.11, 6.18),
        ]
    )
    assert sums == {"57463": (1, 49.11, 6.18)}


def test_a_place_without_a_commune_is_learned_under_postcode_and_name() -> None:
    place = GEOCODER.locate("33999", "INCONNUVILLE CEDEX")
    assert place is not None
    sums = learn([(None, "33999", "INCONNUVILLE CEDEX", place.latitude + 0.05, place.longitude)])
    assert set(sums) == {place.key}
    taught = Geocoder({key: (lat / n, lon / n) for key, (n, lat, lon) in sums.items()}).locate(
        "33999", "INCONNUVILLE CEDEX"
    )
    assert taught is not None
    assert taught.precision == "learned"
    assert taught.latitude == pytest.approx(place.latitude + 0.05)


def test_a_hundred_thousand_rows_are_learned_quickly() -> None:
    communes, postcodes = reference.communes(), reference.postcodes()
    pairs = [(postcode, row) for postcode in postcodes for row in postcodes.rows(postcode)]
    rows = [
        (None, postcode, communes.names[row], communes.latitudes[row], communes.longitudes[row])
        for postcode, row in (pairs * 3)[:100_000]
    ]
    began = time.process_time()
    sums = learn(rows)
    assert time.process_time() - began < 4.0  # 2 s on a quiet machine, every commune of France in it
    assert len(sums) > 34_000
