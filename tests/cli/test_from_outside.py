"""What only somebody outside the program meets: streams of other encodings, odd names, people who are gone."""

from __future__ import annotations

import json
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from prospectdesk.app.start import main
from prospectdesk.cli.imports import _mapping
from prospectdesk.domain.errors import BadFile, Invalid
from prospectdesk.geo.geocoder import Geocoder
from prospectdesk.queries.prospects_criteria import parse_criteria
from prospectdesk.store.profile import locate

TANGUY, LE_GOFF = "00010002400017", "00010003200010"


@pytest.mark.spec("X-03")
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_answer_in_a_pipe_is_utf8_on_every_system(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    kept = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(kept, encoding=encoding))
    monkeypatch.setattr(sys, "stderr", TextIOWrapper(BytesIO(), encoding=encoding))
    assert main(["list", "--limit", "\N{GREEK SMALL LETTER PI}é", "--json"]) == 2
    assert (
        "« \N{GREEK SMALL LETTER PI}é »".replace(" ", "\u00a0")
        in (json.loads(kept.getvalue().decode())["error"]["message"])
    )


def test_commands_without_a_file_are_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["do", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


def test_a_criterion_without_a_value_is_not_called_unknown() -> None:
    with pytest.raises(Invalid, match="attend une valeur"):
        parse_criteria(["naf"])


def test_a_correspondence_that_is_not_there_is_not_called_unreadable_json(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="ne peut pas être lu"):
        _mapping(str(tmp_path / "absent.json"))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("PARIS CEDEX 15", "Paris 15e Arrondissement"),
        ("METZ CEDEX 1", "Metz"),
        ("St-Brieuc cedex", "Saint-Brieuc"),
    ],
)
@pytest.mark.spec("X-33")
def test_a_town_of_business_mail_is_found_without_its_postcode(text: str, label: str) -> None:
    assert Geocoder().search(text)[0].label == label


@pytest.mark.parametrize("name", ["con", "nul.txt", "COM1", "../x"])
def test_a_profile_has_a_name_that_every_system_can_keep(name: str) -> None:
    with pytest.raises(Invalid):
        locate(name=name)


@pytest.mark.spec("INV-05", "C-15", "C-21", "SM-1")
def test_nothing_is_done_with_who_has_left_and_who_is_erased_is_named_nowhere(call: Any, do: Any) -> None:
    cards = {one["prenom"]: one["id"] for one in call("show", TANGUY, demo=True).document["contacts"]}
    other = call("show", LE_GOFF, demo=True).document["contacts"][0]["id"]
    answers = do(
        {"command": "LogCall", "company": TANGUY, "text": "x", "contact": cards["Luc"]},
        {"command": "CreateFollowUp", "company": TANGUY, "kind": "tache", "contact": cards["Luc"]},
        {"command": "LogCall", "company": TANGUY, "text": "x", "contact": other},
        {"command": "LogCall", "company": TANGUY, "text": "x", "contact": cards["Paul"]},
        {"command": "DownloadWhiteCard", "contact": cards["Paul"]},
        {"command": "DeleteContact", "contact": "$5"},
    ).document["results"]
    assert [one["ok"] for one in answers] == [False, False, False, True, True, True]
    told = json.dumps(call("show", TANGUY, demo=True).document, ensure_ascii=False)
    assert "Paul" not in told
    assert "contact supprimé" in told


@pytest.mark.spec("C-21", "L2")
def test_no_file_of_the_profile_holds_who_was_erased_even_when_he_is_imported_again(
    call: Any, do: Any, tmp_path: Path
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(
        f"SIRET;Civilité;Prénom;Nom;Courriel\n{LE_GOFF};Dr;Léa;Martinov;lea@oubli.example\n", encoding="utf-8"
    )
    first = call("import", listed, "--kind", "contacts", demo=True).document
    assert [first["created"], len(first["warnings"])] == [1, 1]
    cards = call("show", LE_GOFF, demo=True).document["contacts"]
    lea = next(one["id"] for one in cards if one["nom"] == "Martinov")
    assert call("erase", lea, demo=True).document == {"erased": 1}
    again = call("import", listed, "--kind", "contacts", demo=True)
    assert (again.code, again.document["row_errors"][0]["value"]) == (3, "")
    for file in (tmp_path / "demo").rglob("*"):
        held = file.read_bytes().lower() if file.is_file() else b""
        assert b"martinov" not in held
        assert b"oubli.example" not in held


@pytest.mark.spec("C-11")
def test_a_photo_that_is_left_out_refuses_no_card(call: Any, tmp_path: Path) -> None:
    card = tmp_path / "one.vcf"
    card.write_text(
        "BEGIN:VCARD\nVERSION:4.0\nN:Final;Ok;;;\nORG:Boulangerie Tanguy\nPHOTO:data:image/gif;base64,R0lG\nEND:VCARD\n"
    )
    told = call("import", card, "--kind", "contacts", demo=True)
    assert (told.code, told.document["rows"], told.document["created"]) == (0, 1, 1)
    assert told.document["row_errors"] == []
    assert "photo" in told.document["warnings"][0]
