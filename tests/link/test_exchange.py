"""Two profiles and a real service: what one does, the other sees (X-14 … X-21, A-X1 … A-X4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from centre import Centre
from desks import Desk
from proxy import Proxy
from served import Service

from prospectdesk.sync.client import Patience

pytestmark = pytest.mark.pg
SIRET, OTHER = "00010012300017", "00010003200010"


@pytest.fixture
def team(centre: Centre, service: Service) -> Service:
    """The workspace « Ouest » with the administrator ugo, the responsable claire and the user rachid."""
    workspace = centre.workspace("Ouest")
    for login, licence in (("ugo", "administrateur"), ("rachid", "utilisateur"), ("claire", "responsable")):
        service.account(centre.person(workspace, licence, login))
    centre.sql('UPDATE pd."user" SET source_seller = 1')
    return service


@pytest.fixture
def line(team: Service) -> Iterator[Proxy]:
    """A line to the service that can be bad."""
    made = Proxy(int(team.url.rpartition(":")[2]))
    yield made
    made.close()


@pytest.fixture
def desk_of(tmp_path, capsys) -> Callable[[str], Desk]:
    """`desk_of("ugo")` is a new profile that is not signed in yet."""

    def make(login: str, name: str = "") -> Desk:
        folder = tmp_path / (name or login)
        folder.mkdir()
        return Desk(folder, login, capsys)

    return make


@pytest.fixture
def pair(line: Proxy, desk_of) -> tuple[Desk, Desk]:
    """ugo and rachid, signed in, with Cycles Le Goff."""
    ugo, rachid = desk_of("ugo"), desk_of("rachid")
    assert ugo.sign_in(line.url).code == 0
    ugo.do({"command": "SaveCatalogueEntry", "catalogue": "source", "label": "Salon"}, _company())
    ugo.sync()
    assert rachid.sign_in(line.url).code == 0
    return ugo, rachid


def _company(siret: str = OTHER, name: str = "Cycles Le Goff", **more: str) -> dict[str, str]:
    people = {"commercial_source": "ugo", "commercial_operationnel": "ugo", "source": "Salon"}
    return {"command": "CreateCompany", "raison_sociale": name, "siret": siret, **people, **more}


def _notes(sheet) -> list[str]:
    return [one["text"] for one in sheet["timeline"] if one["type"] == "note"]


def _note(text: str) -> dict[str, str]:
    return {"command": "AddNote", "company": OTHER, "text": text}


@pytest.mark.spec("X-14")
def test_a_first_sign_in_downloads_the_workspace(pair):
    ugo, rachid = pair
    sheet = rachid.show(OTHER)
    assert sheet["company"]["raison_sociale"] == "Cycles Le Goff"
    assert sheet["company"]["commercial_source"] == ugo.show(OTHER)["company"]["commercial_source"]
    assert rachid.good("check")["ok"]


@pytest.mark.spec("A-X1")
@pytest.mark.spec("X-15")
def test_what_was_done_offline_reaches_the_other_profile(pair, line):
    ugo, rachid = pair
    line.down = True
    ugo.do(
        _note("Vu au salon"),
        {"command": "CreateFollowUp", "company": OTHER, "kind": "tache", "date": "2026-12-01"},
    )
    answer = ugo.call("sync")
    assert (answer.code, answer.document["error"]["code"]) == (1, "offline")
    assert "2 modification(s) en attente" in answer.messages
    line.down = False
    assert ugo.sync() == {"pushed": 2, "pulled": 0, "conflicts": 0, "refused": 0, "digest": "equal"}
    rachid.sync()
    sheet = rachid.show(OTHER)
    assert _notes(sheet) == ["Vu au salon"]
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
            _company(SIRET, "Ateliers Kervella"), {"command": "CreateContact", "company": "$1", "nom": name}
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
        ugo.do(_note(told[-1]), _note(f"{at} encore"))
        told.append(f"{at} encore")
        line.cut_answer_at = at
        assert ugo.call("sync").document["error"]["code"] == "offline"
        assert ugo.sync()["digest"] == "equal"
    assert line.faults == 4
    rachid.sync()
    assert sorted(_notes(rachid.show(OTHER))) == sorted(_notes(ugo.show(OTHER))) == sorted(told)


@pytest.mark.spec("F8")
def test_a_service_that_is_started_again_finds_its_laptops(pair, team, line):
    ugo, _rachid = pair
    ugo.do(_note("Avant"))
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
    rachid.do(_note("Jamais partie"))
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
    ugo.do(_note("Après la copie"))
    team.centre.sql("UPDATE pd.centre SET generation = gen_random_uuid()")
    told = ugo.sync()
    assert (told["pushed"], told["digest"]) == (1, "equal")
    rachid.sync()
    assert _notes(rachid.show(OTHER)) == ["Après la copie"]


@pytest.mark.spec("X-14")
def test_work_done_before_the_first_sign_in_reaches_the_team(line, desk_of):
    ugo, rachid = desk_of("ugo"), desk_of("rachid")
    ugo.do(
        _company(commercial_source="local", commercial_operationnel="local", source="Import"),
        _note("Avant le centre"),
    )
    assert ugo.sign_in(line.url).code == 0
    assert rachid.sign_in(line.url).code == 0
    sheet = rachid.show(OTHER)
    assert _notes(sheet) == ["Avant le centre"]
    assert sheet["company"]["commercial_source"]
    for desk in (ugo, rachid):
        assert desk.sync()["digest"] == "equal"
        assert desk.good("check")["ok"]
    assert ugo.sync() == {"pushed": 0, "pulled": 0, "conflicts": 0, "refused": 0, "digest": "equal"}


def test_a_profile_is_its_users_alone(pair, line):
    ugo, _rachid = pair
    answer = ugo.call("list", "--user", "rachid")
    assert (answer.code, answer.document["error"]["code"]) == (1, "forbidden")
    ugo.login = "rachid"
    answer = ugo.sign_in(line.url)
    assert (answer.code, answer.document["error"]["code"]) == (1, "refused")


def test_a_wrong_password_or_an_unreadable_file_changes_nothing(line, desk_of):
    ugo = desk_of("ugo")
    answer = ugo.sign_in(line.url, "faux")
    assert (answer.code, answer.document["error"]["code"]) == (1, "forbidden")
    file = ugo.folder / "absent"
    answer = ugo.call("sign-in", "--server", line.url, "--user", "ugo", "--password-file", file)
    assert (answer.code, answer.document["error"]["code"]) == (1, "bad_file")
    assert ugo.call("sync").document["error"]["code"] == "refused"
    assert ugo.good("list")["rows"] == []


@pytest.mark.spec("X-14")
def test_after_thirty_days_without_the_centre_the_data_waits_for_a_synchronisation(pair):
    ugo, _rachid = pair
    assert ugo.call("list", "--now", "2027-12-24T09:00").document["error"]["code"] == "unavailable"
    ugo.good("sync", "--now", "2027-12-24T09:00")
    ugo.good("list", "--now", "2027-12-24T09:00")


@pytest.mark.spec("X-25")
@pytest.mark.spec("T16")
def test_a_new_user_gets_his_password_at_the_centre_and_nowhere_else(pair, line, desk_of):
    ugo, _rachid = pair
    secret = "Marée basse à Cancale 2026"
    file = ugo.folder / "secret"
    file.write_text(secret, encoding="utf-8")
    new = {"command": "CreateUser", "login": "maud", "name": "Maud Le Gall", "licence": "utilisateur"}
    ugo.do({**new, "password_file": str(file)})
    maud = desk_of("maud")
    assert maud.sign_in(line.url, secret).code == 0
    file.unlink()
    (maud.folder / "password").unlink()
    found = b"".join(p.read_bytes() for one in (ugo, maud) for p in one.folder.rglob("*") if p.is_file())
    assert secret.encode() not in found


def test_a_password_without_a_centre_is_refused_before_anything_is_stored(pair, line, desk_of):
    ugo, _rachid = pair
    local = desk_of("local")
    for desk in (ugo, local):
        file = desk.folder / "secret"
        file.write_text("x" * 20, encoding="utf-8")
        new = {"command": "CreateUser", "login": "maud", "name": "M", "licence": "utilisateur"}
        (desk.folder / "new.json").write_text(json.dumps({**new, "password_file": str(file)}))
    line.down = True
    assert ugo.call("do", ugo.folder / "new.json").document["results"][0]["error"]["code"] == "offline"
    answer = local.call("do", local.folder / "new.json")
    assert answer.document["results"][0]["error"]["code"] == "refused"
    line.down = False
    assert ugo.sync()["pushed"] == 0


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


@pytest.mark.spec("X-14")
@pytest.mark.spec("X-30")
def test_the_register_of_the_centre_comes_as_a_file_with_the_first_sign_in(team, line, desk_of):
    from prospectdesk.cli import directory

    file = team.settings.data / "register.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f"siret;raison_sociale;code_postal;commune\n{SIRET};Ateliers Kervella;35000;Rennes\n",
        encoding="utf-8",
    )
    directory.register(team.centre.superuser, team.settings.data, file)
    told = directory.snapshot(team.centre.superuser, team.settings.data)
    assert told["rows"] >= 2
    ugo = desk_of("ugo")
    answer = ugo.sign_in(line.url)
    assert answer.code == 0
    assert "Installation du registre" in answer.messages
    assert ugo.good("list", "--all")["rows"][0]["raison_sociale"] == "Ateliers Kervella"
    assert ugo.good("search", "kervella")["count"] == 1
    assert ugo.sync() == {"pushed": 0, "pulled": 0, "conflicts": 0, "refused": 0, "digest": "equal"}
    assert ugo.good("check")["ok"]


@pytest.mark.spec("X-41")
def test_a_program_that_is_too_old_reads_only_and_keeps_its_changes(pair, team, line):
    ugo, _rachid = pair
    ugo.do(_note("Gardée"))
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
        assert _notes(ugo.show(OTHER)) == ["Gardée"]
    finally:
        newer.stop()
    again = Service(team.centre, team.settings)
    again.start()
    try:
        line._port = int(again.url.rpartition(":")[2])
        assert ugo.sync()["pushed"] == 1
        ugo.do(_note("Et encore"))
    finally:
        again.stop()


@pytest.mark.spec("F9")
def test_a_service_that_says_nothing_more_is_left_and_asked_again(pair, line, monkeypatch):
    from prospectdesk.sync import client

    ugo, rachid = pair
    monkeypatch.setattr(client, "Patience", lambda: Patience(connect=2, silence=0.5, whole=5))
    for at in (0, 150, 400):
        ugo.do(_note(f"Arrêt à {at}"))
        line.stall_answer_at = at
        assert ugo.call("sync").document["error"]["code"] == "offline"
    assert ugo.sync()["digest"] == "equal"
    rachid.sync()
    assert sorted(_notes(rachid.show(OTHER))) == ["Arrêt à 0", "Arrêt à 150", "Arrêt à 400"]
