"""What an outside program may send to `do`: wrong kinds, half characters, names of other lists; never a bug of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from prospectdesk.commands.registry import describe, public_commands

KERMAREC = "00010001600013"
NAF = [{"criterion": "naf", "value": "62"}]
COMPANY = {
    "command": "CreateCompany",
    "raison_sociale": "Zinguerie Quéméner",
    "commercial_source": "ugo",
    "commercial_operationnel": "ugo",
    "source": "Salon",
}


def outcome(answer: Any, place: int = 0) -> str:
    result = answer.document["results"][place]
    return "ok" if result["ok"] else result["error"]["code"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({"command": "CreateUser", "login": "x", "name": "X", "licence": "utilisateur", "capabilities": [5]}, "invalid"),
        ({"command": "CreateUser", "login": "a b", "name": "X", "licence": "utilisateur"}, "invalid"),
        ({"command": "CreateRoutine", "title": "T", "mandatory": NAF, "users": [1]}, "invalid"),
        ({"command": "CreateRoutine", "title": "T", "mandatory": NAF, "users": [None]}, "invalid"),
        ({"command": "CreateRoutine", "title": "T", "mandatory": NAF, "weighted": None, "users": None}, "ok"),
        ({"command": "CreateRoutine", "title": "T", "mandatory": NAF, "alert_above": 10**30}, "invalid"),
        ({"command": "CreateRoutine", "title": "erp OUEST", "mandatory": NAF}, "refused"),
        ({"command": "CreateRoutine", "title": "T", "mandatory": NAF, "weighted": [{**NAF[0], "weight": []}]}, "invalid"),
        ({"command": "SetPrivileged", "contact": KERMAREC, "privileged": None}, "not_found"),
        ({"command": "AddNote", "company": KERMAREC, "text": "x\ud800"}, "invalid"),
        ({"command": "AddNote", "company": KERMAREC, "text": "x", "lead": "personne"}, "not_found"),
        ({"command": "CreateFollowUp", "company": KERMAREC, "kind": None, "date": "9999-12-31"}, "invalid"),
        ({"command": "CreateFollowUp", "company": KERMAREC, "kind": "Tâche", "type_action": "repondre aux questions"}, "ok"),
        ({**COMPANY, "raison_sociale": "\x00"}, "invalid"),
        ({**COMPANY, "kind": None}, "ok"),
        ({"command": "CreateContact", "company": KERMAREC, "nom": "X", "date_naissance": "2030-01-01"}, "invalid"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_one_sentence_and_not_a_fault(
    do: Any, command: dict[str, Any], code: str
) -> None:
    answer = do(command, user="claire")
    assert outcome(answer) == code
    assert "Erreur interne" not in answer.messages


def test_the_next_step_of_a_follow_up_is_checked_like_any_command(do: Any) -> None:
    made = do({"command": "CreateFollowUp", "company": KERMAREC, "kind": "tache"})
    identity = made.document["results"][0]["id"]
    wrong = [{"date": 5}, {"assignees": [5]}, {"time": ["x"]}]
    answer = do(*({"command": "MarkDone", "follow_up": identity, "next": one} for one in wrong))
    assert [outcome(answer, place) for place in range(3)] == ["invalid"] * 3


@pytest.mark.spec("D-13", "D-15", "D-16")
def test_the_four_mandatory_fields_of_a_company_are_marked_and_named(call: Any, do: Any) -> None:
    listed = {one["name"] for one in describe(public_commands()["CreateCompany"]) if one["required"]}
    assert listed == {"raison_sociale", "commercial_source", "commercial_operationnel", "source"}
    answer = do({**COMPANY, "raison_sociale": "\u202e"}, {"command": "CreateContact", "company": KERMAREC})
    messages = [one["error"]["message"] for one in answer.document["results"]]
    assert messages == ["Champ obligatoire\u00a0: Raison sociale", "Champ obligatoire\u00a0: Nom"]


@pytest.mark.spec("C-73")
def test_the_mention_ex_client_is_set_without_touching_the_tag(call: Any, do: Any) -> None:
    mention = {"command": "SetTag", "company": KERMAREC, "routine": "ERP Ouest", "ex_client": True}
    assert outcome(do(mention)) == "ok"
    tags = call("show", KERMAREC, demo=True).document["company"]["tags"]
    assert [(one["tag"], one["ex_client"]) for one in tags] == [("client", True)]
    assert outcome(do({**mention, "company": "00010004000013"})) == "invalid"


def test_an_entry_of_another_list_is_no_source(do: Any) -> None:
    made = do({"command": "SaveCatalogueEntry", "catalogue": "reason", "label": "Trop loin"}, user="claire")
    other = made.document["results"][0]["id"]
    assert outcome(do({**COMPANY, "source": other})) == "not_found"


@pytest.mark.spec("C-08")
def test_a_report_names_the_fields_by_their_labels(call: Any, do: Any) -> None:
    do(
        {
            "command": "ReportNonConformity",
            "company": KERMAREC,
            "fields": ["naf", "rue", "Adresse"],
            "text": "x",
        }
    )
    titles = [one["title"] for one in call("show", KERMAREC, demo=True).document["timeline"]]
    assert "Non-conformité signalée\u00a0: Naf, Rue, lieu-dit, Adresse" in [
        one.replace(" :", "\u00a0:") for one in titles
    ]


@pytest.mark.parametrize("instant", ["0001-01-01T00:00", "1900-01-01", "9999-12-31T23:59:59"])
def test_an_instant_no_clock_can_show_is_refused(call: Any, instant: str) -> None:
    answer = call("list", "--now", instant)
    assert (answer.code, answer.document["error"]["code"]) == (1, "invalid")


def test_a_login_is_found_in_any_case(call: Any) -> None:
    assert call("list", "--user", "CLAIRE", demo=True).code == 0


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("siret;denomination\n1;x\n".encode("utf-32"), "UTF-32"),
        (b'{"type": "FeatureCollection"}', "JSON"),
        (b'[{"siret": 1}]', "JSON"),
        ((";".join(f"c{n}" for n in range(600)) + "\n" + ";".join("1" * 600) + "\n").encode(), "600"),
    ],
)
def test_a_file_that_is_no_list_is_named_for_what_it_is(
    call: Any, tmp_path: Path, content: bytes, word: str
) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(content)
    answer = call("import", file, "--kind", "companies")
    assert (answer.code, answer.document["error"]["code"]) == (1, "bad_file")
    assert word in answer.document["error"]["message"]


def test_a_company_without_a_name_is_made_and_said(call: Any, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("siret;code_postal\n73282932000074;35000\n", encoding="utf-8")
    document = call("import", file, "--kind", "companies").document
    assert document["created"] == 1
    assert ["SIREN" in one for one in document["warnings"]] == [True]
    rows = call("list", "--all").document["rows"]
    assert [one["raison_sociale"] for one in rows] == ["SIREN 732829320"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["list", "--limit", "x"], "un nombre entier est attendu"),
        (["import", "a.csv"], "il manque --kind"),
        (["import", "a.csv", "--kind", "nuages"], "n’accepte pas"),
        (["danser"], "verbe inconnu"),
        (["list", "--nimporte"], "arguments inconnus"),
        (["list", "--limit", "--all"], "attend une valeur"),
    ],
)
def test_wrong_usage_is_told_in_french(call: Any, words: list[str], part: str) -> None:
    answer = call(*words)
    assert (answer.code, answer.document["error"]["code"]) == (2, "usage")
    assert part in answer.document["error"]["message"]
