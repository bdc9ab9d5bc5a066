"""The verbs as CLI.md has them: one JSON document, exit codes, a sentence and never a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import vobject

from prospectdesk.app.start import main

LE_GOFF = "00010003200010"


@pytest.mark.spec("D-01", "D-02", "D-03")
def test_the_list_shows_the_prospects_of_the_workspace(call: Any, do: Any) -> None:
    do({"command": "CreateFollowUp", "company": LE_GOFF, "kind": "tache", "date": "2026-11-20", "type_action": "Messagerie"},
       {"command": "CreateFollowUp", "company": LE_GOFF, "date": "2026-11-30"})  # fmt: skip
    answer = call("list", "--sort", "-prochaine_action", demo=True)
    assert answer.code == 0
    assert answer.document["count"] == 6
    row = next(one for one in answer.document["rows"] if one["siret"] == LE_GOFF)
    assert row["derniere_action"] == {"type": "Messagerie", "date": "2026-11-20"}
    assert row["prochaine_action"] == {"type": "Relance", "date": "2026-11-30"}
    assert call("list", "--all", demo=True).document["count"] == 8
    page = call("list", "--limit", 2, "--offset", 4, demo=True).document
    assert [one["raison_sociale"] for one in page["rows"]] == ["Garage Nantais", "Hôtel Vilaine"]


@pytest.mark.spec("D-06", "D-07", "D-08", "D-09")
@pytest.mark.parametrize(
    ("criteria", "names"),
    [
        (["raison_sociale=LE GOFF"], ["Cycles Le Goff"]),
        (["interlocuteurs=sophie r"], ["Cycles Le Goff"]),
        (["mail=LEGOFF.example"], ["Cycles Le Goff"]),
        (["naf=1071"], ["Boulangerie Tanguy"]),
        (["naf=10.7"], ["Boulangerie Tanguy"]),
        (["siret=000 100 081"], ["Hôtel Vilaine"]),
        (["commercial_operationnel=rachid"], ["Garage Nantais"]),
        (["sans_commercial=true"], []),
        (["source=salon", "raison_sociale=hotel"], ["Hôtel Vilaine"]),
        (["etape=signe,perdu"], []),
        (["repreneur_activite=false", "raison_sociale=dupuis"], ["Dupuis Menuiserie"]),
    ],
)
def test_criteria_combine_with_and(call: Any, criteria: list[str], names: list[str]) -> None:
    words = [word for one in criteria for word in ("--criterion", one)]
    rows = call("list", *words, demo=True).document["rows"]
    assert [one["raison_sociale"] for one in rows] == names


@pytest.mark.spec("D-07", "T12")
@pytest.mark.parametrize(
    "criterion", ["couleur=rouge", "etape=gagne", "date_creation_min=hier", "sans_commercial=oui", "naf"]
)
def test_a_bad_criterion_is_one_sentence(call: Any, criterion: str) -> None:
    answer = call("list", "--criterion", criterion, demo=True)
    assert answer.code == 1
    assert answer.document["error"]["code"] == "invalid"
    assert "Traceback" not in answer.messages


@pytest.mark.spec("X-02")
def test_the_global_search_finds_by_name_mail_and_number(call: Any) -> None:
    for text in ("le gof", "cycels", "000100032", LE_GOFF):
        labels = [one["label"] for one in call("search", text, demo=True).document["results"]]
        assert "Cycles Le Goff" in labels, text
    kinds = {one["kind"] for one in call("search", "yann@legoff.example", demo=True).document["results"]}
    assert "contact" in kinds
    assert call("search", "zzzzqqq", demo=True).document == {"count": 0, "results": []}


@pytest.mark.spec("C-01", "D-49")
def test_show_holds_the_whole_sheet(call: Any, do: Any) -> None:
    do({"command": "AddNote", "company": LE_GOFF, "text": "à rappeler"})
    sheet = call("show", LE_GOFF, demo=True).document
    assert set(sheet) == {
        "company",
        "establishments",
        "contacts",
        "dossiers",
        "follow_ups",
        "timeline",
        "history",
    }
    assert sheet["company"]["siren"] == "000100032"
    assert sheet["company"]["nombre_salaries"] == 12
    assert sheet["timeline"][0]["text"] == "à rappeler"
    assert sheet["history"][0]["object"] == "Note"
    by_uid = call("show", sheet["company"]["id"], demo=True).document
    assert by_uid == sheet
    missing = call("show", "12345678901234", demo=True)
    assert (missing.code, missing.document["error"]["code"]) == (1, "not_found")


def test_do_answers_each_command_and_says_how_many_were_refused(do: Any) -> None:
    note = {"command": "AddNote", "company": LE_GOFF, "text": "un"}
    assert do(note).code == 0
    mixed = do(
        note,
        {"command": "AddNote", "company": LE_GOFF, "text": ""},
        {"command": "EditNote", "note": "$1", "text": "deux"},
    )
    assert mixed.code == 3
    assert [one["ok"] for one in mixed.document["results"]] == [True, False, True]
    assert mixed.document["results"][0]["undo"] is True
    refused = do(
        {"command": "Inconnue"}, {"command": "AddNote", "company": LE_GOFF, "text": "x", "couleur": "bleu"}
    )
    assert refused.code == 1
    assert [one["error"]["code"] for one in refused.document["results"]] == ["invalid", "invalid"]


def test_do_list_describes_every_public_command(call: Any) -> None:
    commands = {one["command"]: one["fields"] for one in call("do", "--list").document["commands"]}
    assert {"CreateCompany", "MarkDone", "SetTag", "SaveCatalogueEntry"} <= set(commands)
    assert {"Revert", "SaveDraft", "RemindOverdue"}.isdisjoint(commands)
    assert [one["name"] for one in commands["AddNote"] if one["required"]] == ["company", "text"]


@pytest.mark.spec("D-05")
def test_the_export_opens_in_another_library(call: Any, tmp_path: Path) -> None:
    target = tmp_path / "liste.xlsx"
    assert call("export", target, "--criterion", "raison_sociale=goff", demo=True).document["rows"] == 1
    sheet = openpyxl.load_workbook(target).active
    titles = [cell.value for cell in sheet[1]]
    assert titles[0] == "Raison sociale"
    assert {"SIRET", "Naf", "Etape", "Commercial source"} <= set(titles)
    assert sheet[2][titles.index("SIRET")].value == LE_GOFF
    table = tmp_path / "liste.csv"
    assert call("export", table, "--all", demo=True).document["rows"] == 8
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len(rows) == 9
    bad = call("export", tmp_path / "liste.pdf", demo=True)
    assert (bad.code, bad.document["error"]["code"]) == (1, "invalid")


@pytest.mark.spec("D-19", "L2")
def test_a_contact_leaves_as_a_vcard_and_as_personal_data(call: Any, tmp_path: Path) -> None:
    contact = next(
        one for one in call("show", LE_GOFF, demo=True).document["contacts"] if one["prenom"] == "Yann"
    )
    card = tmp_path / "yann.vcf"
    assert call("vcard", contact["id"], card, demo=True).code == 0
    read = vobject.readOne(card.read_text(encoding="utf-8"))
    assert (read.fn.value, read.email.value, read.org.value) == (
        "Yann Le Goff",
        "yann@legoff.example",
        ["Cycles Le Goff"],
    )
    data = tmp_path / "yann.json"
    assert call("personal-data", contact["id"], data, demo=True).code == 0
    assert json.loads(data.read_text(encoding="utf-8"))["cartes"][0]["nom"] == "Le Goff"
    paper = tmp_path / "yann.pdf"
    assert call("personal-data", contact["id"], paper, demo=True).code == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    assert call("personal-data", contact["id"], tmp_path / "yann.txt", demo=True).code == 1
    assert call("erase", contact["id"], demo=True).document == {"erased": 1}
    assert call("erase", contact["id"], demo=True).document["error"]["code"] == "not_found"


@pytest.mark.spec("X-26", "F7")
def test_a_backup_brings_everything_back(call: Any, do: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copie.db"
    before = call("show", LE_GOFF, demo=True).document
    assert call("backup", copy, demo=True).code == 0
    do({"command": "AddNote", "company": LE_GOFF, "text": "après la copie"})
    assert call("restore", copy, demo=True).code == 0
    assert call("show", LE_GOFF, demo=True).document == before
    assert call("check", demo=True).document == {"ok": True, "problems": []}
    (tmp_path / "faux.db").write_bytes(b"SQLite format 3\x00" + bytes(4000))
    refused = call("restore", tmp_path / "faux.db", demo=True)
    assert refused.code == 1
    assert refused.document["error"]["code"] in {"bad_file", "damaged"}


@pytest.mark.spec("X-33")
def test_places_are_found_offline(call: Any) -> None:
    found = call("geocode", "35510 Cesson-Sevigne", demo=True).document["candidates"]
    assert found[0]["latitude"] == pytest.approx(48.12, abs=0.03)
    assert call("geocode", "48,1173; -1,6778", demo=True).document["candidates"][0][
        "longitude"
    ] == pytest.approx(-1.6778)
    assert call("geocode", "qsdfghj", demo=True).document == {"candidates": []}


@pytest.mark.spec("K2", "K3")
def test_a_new_profile_without_keychain_is_refused_unless_one_says_how(call: Any, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    words = [sys.executable, "-m", "prospectdesk", "list", "--json", "--data-dir", str(tmp_path / "p")]
    run = subprocess.run(
        words, capture_output=True, text=True, env=environment, check=False, stdin=subprocess.DEVNULL
    )
    assert (run.returncode, json.loads(run.stdout)["error"]["code"]) == (1, "no_key")
    secret = tmp_path / "phrase"
    secret.write_text("une phrase assez longue\n", encoding="utf-8")
    run = subprocess.run(
        [*words, "--passphrase-file", str(secret)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert not (tmp_path / "p" / "prospectdesk.db").read_bytes().startswith(b"SQLite format 3")
    secret.write_text("une autre phrase\n", encoding="utf-8")
    run = subprocess.run(
        [*words, "--passphrase-file", str(secret)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert (run.returncode, json.loads(run.stdout)["error"]["code"]) == (1, "no_key")


@pytest.mark.parametrize(
    "words", [["listt"], ["import"], ["list", "--limit", "-1"], ["import", "x.csv", "--kind", "voitures"]]
)
def test_wrong_usage_exits_with_two(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main([*words, "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "usage"
    assert "Traceback" not in err


def test_common_options_stand_before_or_after_the_verb(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(tmp_path / "p")
    assert main(["--data-dir", place, "--no-encryption", "--json", "list"]) == 0
    assert json.loads(capsys.readouterr().out)["count"] == 0
    assert main(["list", "--data-dir", place, "--json", "--user", "local"]) == 0
    assert main(["list", "--data-dir", place, "--json", "--user", "inconnu"]) == 1
    assert main(["list", "--data-dir", place, "--json", "--now", "hier"]) == 1


def test_version_opens_no_profile(call: Any, tmp_path: Path) -> None:
    document = call("version").document
    assert document["schema"] >= 1
    assert document["qt"].startswith("6.11")
    assert not (tmp_path / "profile").exists()


@pytest.mark.spec("X-29")
def test_an_unnamed_demonstration_is_thrown_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--demo", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["count"] == 6
    assert main(["--demo", "demo", "advance", "5h", "--json"]) == 0
    assert "14:00" in json.loads(capsys.readouterr().out)["done"]


def test_an_inner_error_is_a_report_and_no_traceback(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "prospectdesk.db").mkdir()
    assert main(["list", "--data-dir", str(tmp_path / "profile"), "--no-encryption", "--json"]) == 1
    out, err = capsys.readouterr()
    assert "error" in json.loads(out)
    assert "Traceback" not in err


@pytest.mark.spec("K4")
def test_the_recovery_code_brings_back_a_base_whose_key_is_gone(
    call: Any, tmp_path: Path, keychain: Any
) -> None:
    code = re.search(r"Code de secours.*: ([0-9A-Z-]+)", call("check", fresh=False).messages)
    assert code is not None
    file = tmp_path / "code.txt"
    file.write_text(f"{code[1]}\n", encoding="utf-8")
    keychain.kept.clear()
    assert call("check", fresh=False).document["error"]["code"] == "no_key"
    assert (
        call("recover", "--code-file", tmp_path / "absent", fresh=False).document["error"]["code"]
        == "invalid"
    )
    assert call("recover", "--code-file", file, fresh=False).document == {"key": "keychain"}
    assert call("check", fresh=False).document["ok"]
