"""Two profiles and a real service: what one does, the other sees (X-15 … X-23, A-X1 … A-X4)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import OTHER, SIRET, company, note, notes
from served import Service

from prospectdesk.sync.client import Patience

pytestmark = pytest.mark.pg


@pytest.mark.spec("A-X1")
@pytest.mark.spec("X-15")
def test_what_was_done_offline_reaches_the_other_profile(pair, line):
    ugo, rachid = pair
    line.down = True
    ugo.do(
        note("Vu au salon"),
        {"command": "CreateFollowUp", "company": OTHER, "kind": "tache", "date": "2026-12-01"},
    )
    answer = ugo.call("sync")
    assert (answer.code, answer.document["error"]["code"]) == (1, "offline")
    assert "2 modification(s) en attente" in answer.messages
    line.down = False
    assert ugo.sync() == {"pushed": 2, "pulled": 0, "conflicts": 0, "refused": 0, "digest": "equal"}
    rachid.sync()
    sheet = rachid.show(OTHER)
    assert notes(sheet) == ["Vu au salon"]
    assert [one["kind"] for one in sheet["follow_ups"]] == ["tache"]
    assert ugo.sync()["pushed"] == 0


@pytest.mark.spec("A-X2")
@pytest.mark.spec("X-17")
def test_different_fields_merge_and_of_the_same_field_the_later_stands(pair):
    ugo, rachid = pair
    ugo.do({"command": "EditCompany", "company": OTHER, "telephone": "02 99 00 00 01"})
    rachid.do({"command": "EditCompany", "company": OTHER, "site_internet": "https://legoff.example"})
    for desk in (ugo, rachid, ugo):
        assert desk.sync()["conflicts"] == 0
    for desk in (ugo, rachid):
        company = desk.show(OTHER)["company"]
        assert company["telephone"] == "02 99 00 00 01"
        assert company["site_internet"] == "https://legoff.example"
    ugo.do({"command": "EditCompany", "company": OTHER, "ville": "Betton"})
    rachid.do({"command": "EditCompany", "company": OTHER, "ville": "Rennes"})
    ugo.sync()
    assert rachid.sync()["conflicts"] == 1
    assert ugo.sync()["conflicts"] == 1
    assert ugo.show(OTHER)["company"]["ville"] == rachid.show(OTHER)["company"]["ville"] == "Rennes"


@pytest.mark.spec("A-X3")
@pytest.mark.spec("X-18")
def test_two_relances_become_one_with_the_earlier_date_and_both_users(pair):
    ugo, rachid = pair
    ugo.do({"command": "CreateFollowUp", "company": OTHER, "date": "2026-11-30", "priority": "haute"})
    rachid.do({"command": "CreateFollowUp", "company": OTHER, "date": "2026-11-27", "priority": "faible"})
    for desk in (ugo, rachid, ugo, rachid):
        desk.sync()
    for desk in (ugo, rachid):
        [one] = [x for x in desk.show(OTHER)["follow_ups"] if x["state"] == "a_faire"]
        assert (one["date"], one["priority"], sorted(one["assignees"])) == (
            "2026-11-27",
            "faible",
            ["rachid", "ugo"],
        )
        assert desk.good("check")["ok"]


@pytest.mark.spec("A-X4")
@pytest.mark.spec("X-19")
def test_one_siren_created_twice_is_one_sheet_with_both_contacts(pair):
    ugo, rachid = pair
    for desk, name in ((ugo, "Kervella"), (rachid, "Tanguy")):
        desk.do(
            company(SIRET, "Ateliers Kervella"), {"command": "CreateContact", "company": "$1", "nom": name}
        )
    for desk in (ugo, rachid, ugo):
        desk.sync()
    for desk in (ugo, rachid):
        assert sorted(one["nom"] for one in desk.show(SIRET)["contacts"]) == ["Kervella", "Tanguy"]
        assert desk.good("check")["ok"]


@pytest.mark.spec("F10")
@pytest.mark.spec("F11")
def test_an_answer_that_is_lost_is_asked_again_and_nothing_comes_twice(pair, line):
    ugo, rachid = pair
    told = []
    for at in (0, 40, 200, 500):
        told.append(f"Coupée à {at}")
        ugo.do(note(told[-1]), note(f"{at} encore"))
        told.append(f"{at} encore")
        line.cut_answer_at = at
        assert ugo.call("sync").document["error"]["code"] == "offline"
        assert ugo.sync()["digest"] == "equal"
    assert line.faults == 4
    rachid.sync()
    assert sorted(notes(rachid.show(OTHER))) == sorted(notes(ugo.show(OTHER))) == sorted(told)


@pytest.mark.spec("F8")
def test_a_service_that_is_started_again_finds_its_laptops(pair, team, line):
    ugo, _rachid = pair
    ugo.do(note("Avant"))
    team.stop()
    assert ugo.call("sync").document["error"]["code"] == "offline"
    again = Service(team.centre, team.settings)
    again.start()
    try:
        line._port = int(again.url.rpartition(":")[2])
        assert ugo.sync()["pushed"] == 1
    finally:
        again.stop()


@pytest.mark.spec("P1")
@pytest.mark.spec("T1")
def test_a_revoked_device_loses_its_copy_at_its_next_contact(pair, line, team):
    _ugo, rachid = pair
    rachid.do(note("Jamais partie"))
    team.centre.sql(
        'UPDATE pd.device SET revoked_at = 1 WHERE user_uid = (SELECT uid FROM pd."user" WHERE login = $1)',
        "rachid",
    )
    answer = rachid.call("sync")
    assert (answer.code, answer.document["error"]["code"]) == (1, "forbidden")
    assert "révoqué" in answer.messages
    left = {path.name for path in (rachid.folder / "profile").iterdir()}
    assert not left & {"prospectdesk.db", "prospectdesk.db-wal", "key.json", "outbox.journal", "backups"}
    refused = rachid.call("list")
    assert (refused.code, refused.document["error"]["code"]) == (1, "forbidden")
    assert rachid.sign_in(line.url).code == 0
    assert rachid.show(OTHER)["company"]["raison_sociale"] == "Cycles Le Goff"


def test_a_centre_restored_from_a_copy_is_read_again_and_the_outbox_kept(pair, team):
    ugo, rachid = pair
    ugo.do(note("Après la copie"))
    team.centre.sql("UPDATE pd.centre SET generation = gen_random_uuid()")
    told = ugo.sync()
    assert (told["pushed"], told["digest"]) == (1, "equal")
    rachid.sync()
    assert notes(rachid.show(OTHER)) == ["Après la copie"]


@pytest.mark.spec("X-23")
def test_the_worker_synchronises_and_does_what_is_due_once(pair):
    ugo, rachid = pair
    ugo.do({"command": "CreateFollowUp", "company": OTHER, "date": "2026-11-24"})
    ugo.sync()
    rachid.sync()
    later = ("--now", "2026-12-02T09:00")
    first = {one["name"]: one["done"] for one in ugo.good("worker", "--once", *later)["jobs"]}
    second = {one["name"]: one["done"] for one in rachid.good("worker", "--once", *later)["jobs"]}
    assert first["reminders"] == 1
    assert second["reminders"] == 0
    assert first["sync"] > 0


@pytest.mark.spec("X-41")
def test_a_program_that_is_too_old_reads_only_and_keeps_its_changes(pair, team, line):
    ugo, _rachid = pair
    ugo.do(note("Gardée"))
    team.stop()
    newer = Service(team.centre, replace(team.settings, schema=9))
    newer.start()
    try:
        line._port = int(newer.url.rpartition(":")[2])
        answer = ugo.call("sync")
        assert (answer.code, answer.document["error"]["code"]) == (1, "refused")
        assert "1 modification(s) en attente" in answer.messages
        command = ugo.folder / "commands.json"
        assert ugo.call("do", command).document["results"][0]["error"]["code"] == "refused"
        assert notes(ugo.show(OTHER)) == ["Gardée"]
    finally:
        newer.stop()
    again = Service(team.centre, team.settings)
    again.start()
    try:
        line._port = int(again.url.rpartition(":")[2])
        assert ugo.sync()["pushed"] == 1
        ugo.do(note("Et encore"))
    finally:
        again.stop()


@pytest.mark.spec("F9")
def test_a_service_that_says_nothing_more_is_left_and_asked_again(pair, line, monkeypatch):
    from prospectdesk.sync import client

    ugo, rachid = pair
    monkeypatch.setattr(client, "Patience", lambda: Patience(connect=2, silence=0.5, whole=5))
    for at in (0, 150, 400):
        ugo.do(note(f"Arrêt à {at}"))
        line.stall_answer_at = at
        assert ugo.call("sync").document["error"]["code"] == "offline"
    assert ugo.sync()["digest"] == "equal"
    rachid.sync()
    assert sorted(notes(rachid.show(OTHER))) == ["Arrêt à 0", "Arrêt à 150", "Arrêt à 400"]


@pytest.mark.spec("F14")
def test_a_round_that_moved_nothing_compares_nothing(pair, caplog):
    ugo, _rachid = pair

    def asked() -> int:
        caplog.clear()
        ugo.good("worker", "--once")
        return sum(getattr(one, "values", {}).get("verb") == "digest" for one in caplog.records)

    caplog.set_level("INFO", "prospectdesk.server")
    ugo.do(note("Comparée"))
    ugo.sync()
    assert asked() == 0
    ugo.do(note("Encore une"))
    assert asked() == 1
