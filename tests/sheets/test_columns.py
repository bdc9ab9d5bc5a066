"""Columns recognised, mappings applied, codes restored."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.siret import parse_siret
from prospectdesk.sheets import codes, columns

pytestmark = pytest.mark.spec("X-40")
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

SIRENE = [
    "siren",
    "nic",
    "siret",
    "dateCreationEtablissement",
    "trancheEffectifsEtablissement",
    "etablissementSiege",
    "complementAdresseEtablissement",
    "numeroVoieEtablissement",
    "typeVoieEtablissement",
    "libelleVoieEtablissement",
    "codePostalEtablissement",
    "libelleCommuneEtablissement",
    "codeCommuneEtablissement",
    "etatAdministratifEtablissement",
    "enseigne1Etablissement",
    "denominationUniteLegale",
    "activitePrincipaleEtablissement",
    "categorieJuridiqueUniteLegale",
]


def named(header: list[str], kind: str = columns.COMPANIES) -> dict[str, str]:
    return {header[place]: field for place, field in columns.recognise(header, kind).items()}


def test_the_sirene_stock_is_recognised() -> None:
    found = named(SIRENE)
    assert set(SIRENE) - set(found) == {"nic"}
    assert found["denominationUniteLegale"] == "raison_sociale"
    assert found["activitePrincipaleEtablissement"] == "naf"
    assert found["libelleCommuneEtablissement"] == "ville"


@pytest.mark.skipif(not DATA.exists(), reason="the real registers are not beside the project")
@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("etablissements_metz/etablissements_metz", set()),
        ("siae_france/siae_france", {"type_siae", "score_geocodage"}),
    ],
)
def test_real_registers_are_recognised(name: str, left: set[str]) -> None:
    header = (DATA / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
    assert set(header) - set(named(header)) == left


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("N° SIRET", "siret"),
        ("Raison sociale", "raison_sociale"),
        ("Code APE", "naf"),
        ("CP", "code_postal"),
        ("Téléphone", "telephone"),
        ("E-mail", "courriel"),
        ("Site web", "site_internet"),
        ("LATITUDE", "latitude"),
        ("Adresse 1", "rue"),
        ("Date de création", "date_creation"),
    ],
)
def test_usual_titles_are_recognised(title: str, field: str) -> None:
    assert named([title]) == {title: field}


def test_the_more_usual_of_two_titles_wins() -> None:
    assert named(["nom", "denomination"]) == {"denomination": "raison_sociale"}


def test_leads_and_contacts_have_their_columns() -> None:
    header = [
        "date",
        "CF",
        "civilité",
        "nom",
        "prénom",
        "e-mail",
        "téléphone",
        "formation",
        "source",
        "ligne",
    ]
    assert list(named(header, columns.LEADS).values()) == [
        "date",
        "cf",
        "civilite",
        "nom",
        "prenom",
        "courriel",
        "telephone",
        "formation",
        "source",
        "ligne",
    ]
    header = ["Prénom", "Société", "Portable", "Fonction"]
    assert list(named(header, columns.CONTACTS).values()) == [
        "prenom",
        "raison_sociale",
        "telephone_portable",
        "fonction",
    ]


def test_the_shape_key_is_stable_and_blind_to_order_and_accents() -> None:
    key = columns.shape_key(["Siret", "Raison sociale"])
    assert key == columns.shape_key(["raison_sociale", "SIRET", ""])
    assert key == "" or len(key) == 32
    assert key != columns.shape_key(["Siret", "Raison sociale"], columns.CONTACTS)
    assert key != columns.shape_key(["Siret"])


def test_a_mapping_is_applied_and_its_faults_are_named() -> None:
    header = ["Identifiant", "Libellé", "Ville"]
    assert columns.apply_mapping(
        header, {"Identifiant": "siret", "libelle": "denomination", "Ville": None}
    ) == {0: "siret", 1: "raison_sociale"}
    for mapping, text in (
        ({"Absent": "siret"}, "n’existe pas dans ce fichier"),
        ({"Ville": "couleur"}, "champs possibles"),
        ({"Ville": "ville", "Libellé": "ville"}, "Deux colonnes"),
    ):
        with pytest.raises(Invalid, match=text):
            columns.apply_mapping(header, mapping)


def test_what_is_missing_is_named() -> None:
    assert columns.missing({0: "ville"}) == ("siret",)
    assert columns.missing({0: "raison_sociale"}) == ()
    assert columns.missing({0: "raison_sociale"}, columns.CLIENTS) == ("siren",)


@pytest.mark.spec("T7")
@pytest.mark.parametrize(
    ("field", "value", "text", "warned"),
    [
        ("siret", 1928074200016, "01928074200016", True),
        ("siret", "1928074200016", "01928074200016", True),
        ("siret", "80746931700018.0", "80746931700018", False),
        ("siret", 1928074200017, "1928074200017", False),
        ("siret", 80746931700018, "80746931700018", False),
        ("siren", 19280742, "019280742", True),
        ("code_postal", 1000, "01000", True),
        ("code_postal", "57000", "57000", False),
        ("code_commune", "2A004", "2A004", False),
        ("departement", 1, "01", True),
        ("telephone", 387000000, "0387000000", True),
        ("telephone", "03 87 00 00 00", "03 87 00 00 00", False),
        ("telephone", 33387000000, "+33387000000", True),
        ("ville", "Metz", "Metz", False),
        ("naf", None, "", False),
    ],
)
def test_zeros_lost_by_spreadsheets_come_back_with_a_warning(
    field: str, value: Any, text: str, warned: bool
) -> None:
    found = codes.restore(field, value)
    assert found.text == text
    assert bool(found.warning) is warned


@pytest.mark.spec("T7")
def test_a_rounded_siret_is_refused_with_the_reason() -> None:
    with pytest.raises(Invalid, match="arrondi"):
        parse_siret(codes.restore("siret", "8,07469E+13").text)


@pytest.mark.parametrize(
    "value",
    [
        "29/02/2024",
        "2024-02-29",
        "20240229",
        "29.02.2024",
        "29-2-24",
        date(2024, 2, 29),
        datetime.fromisoformat("2024-02-29T09:00"),
        "2024-02-29T10:00:00",
    ],
)
def test_dates_are_read_in_every_usual_form(value: Any) -> None:
    assert codes.parse_day(value) == date(2024, 2, 29)


@pytest.mark.parametrize("value", ["30/02/2024", "demain", "2024", "99/99/9999"])
def test_an_impossible_date_is_refused(value: str) -> None:
    with pytest.raises(Invalid, match="illisible"):
        codes.parse_day(value)
