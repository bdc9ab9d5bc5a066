"""The verb `portfolio`: its document, its errors, who may."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

COUNTS = {
    "client": 1,
    "mission_qualifiee": 1,
    "contact_qualifie": 1,
    "a_qualifier": 2,
    "potentiel": 1,
    "suspect": 1,
}


@pytest.mark.spec("A-P1", "A-P2", "P-03", "P-13", "P-15")
def test_the_portfolio_around_a_place_and_around_coordinates(call: Any, tmp_path: Path) -> None:
    file = tmp_path / "rennes.xlsx"
    found = call("portfolio", "--place", "Rennes", "--radius", 30, "--limit", 1, "--xlsx", file, demo=True)
    assert found.code == 0
    assert found.document["place"]["label"] == "Rennes"
    assert (found.document["radius_km"], found.document["counts"]) == (30.0, COUNTS)
    assert found.document["invalid_siret"] == 0
    (row,) = found.document["rows"]
    told = {name: row[name] for name in ("siret", "name", "type", "distance_km")}
    assert told == {
        "siret": "00010001600013",
        "name": "Atelier Kermarec",
        "type": "client",
        "distance_km": 5.6,
    }
    assert load_workbook(file).active.max_row == 8
    wider = call("portfolio", "--at", "48.1173,-1.6778", "--radius", "101", demo=True)
    assert wider.document["counts"] == COUNTS | {"contact_qualifie": 2}
    assert len(wider.document["rows"]) == 8
    text = call("portfolio", "--at=48.1173,-1.6778", "--radius", "100", demo=True, as_json=False).text
    assert "Prospects à qualifier : 2" in text.replace("\u00a0", " ")
    assert "Contact manquant" in text


@pytest.mark.spec("A-P4", "P-17", "X-32")
def test_the_recruiting_search_lists_what_the_sources_say(call: Any) -> None:
    found = call("portfolio", "--place", "Rennes", "--radius", 50, "--recruiting", demo=True)
    assert found.code == 0
    assert found.document["counts"] == COUNTS | {"suspect": 2}
    assert found.document["invalid_siret"] == 1
    badges = {row["name"]: row["badges"] for row in found.document["rows"]}
    assert badges["Atelier Kermarec"] == ["Recrute (La bonne alternance)"]
    assert badges["Jardins de Guichen"] == ["Recrute (La bonne alternance)", "Recrute (La Bonne Boite)"]
    assert "Ferronnerie Morel" not in badges


@pytest.mark.spec("A-P5", "P-18")
def test_a_source_that_fails_is_named_and_the_other_one_s_rows_stay(call: Any) -> None:
    assert call("demo", "fail", "lbb", "on", demo=True).code == 0
    found = call("portfolio", "--place", "Rennes", "--radius", 30, "--recruiting", demo=True)
    assert found.code == 0
    assert "La Bonne Boite" in found.messages
    assert [one["error"] is None for one in found.document["sources"]] == [True, False]
    assert found.document["counts"]["suspect"] == 1


@pytest.mark.spec("P-01", "P-03")
def test_what_cannot_be_analysed_is_said_in_one_sentence(call: Any) -> None:
    for words, code, outcome in (
        (("--place", "Xyzzyville", "--radius", 30), 1, "not_found"),
        (("--place", "Saint-Denis", "--radius", 30), 1, "refused"),
        (("--place", "Rennes", "--radius", 201), 1, "invalid"),
        (("--place", "Rennes", "--radius", "trente"), 1, "invalid"),
        (("--at", "93,400", "--radius", 30), 1, "invalid"),
        (("--at", "48.1", "--radius", 30), 1, "invalid"),
        (("--place", "Rennes", "--radius", 30, "--user", "nora"), 1, "forbidden"),
        (("--radius", 30), 2, "usage"),
        (("--place", "Rennes"), 2, "usage"),
        (("--place", "Rennes", "--at", "48,2", "--radius", 30), 2, "usage"),
    ):
        found = call("portfolio", *words, demo=True)
        assert (found.code, found.document["error"]["code"]) == (code, outcome), words
        assert found.messages.strip().splitlines()[-1] == found.document["error"]["message"], words
    assert "93200" in call("portfolio", "--place", "Saint-Denis", "--radius", 30, demo=True).messages


@pytest.mark.spec("P-01", "P-03", "P-19")
def test_the_user_of_a_fresh_profile_analyses_his_own_files(call: Any, tmp_path: Path) -> None:
    file = tmp_path / "societes.csv"
    file.write_text(
        "siret,raison_sociale,code_postal,commune,longitude,latitude\n"
        "00010001600013,Atelier Kermarec,35510,Cesson-Sévigné,-1.6030,48.1212\n"
        "00010006500010,Ferronnerie Morel,97400,Saint-Denis,55.45,-20.88\n",
        encoding="utf-8",
    )
    assert call("import", file, "--kind", "companies").code == 0
    found = call("portfolio", "--at", "-20.9,55.5", "--radius", 10)
    assert [row["name"] for row in found.document["rows"]] == ["Ferronnerie Morel"]
    for place in ("35510", "35510 Cesson-Sévigné", "Rennes"):
        found = call("portfolio", "--place", place, "--radius", 10)
        assert [row["name"] for row in found.document["rows"]] == ["Atelier Kermarec"], place
