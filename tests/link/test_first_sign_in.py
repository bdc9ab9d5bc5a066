"""The first sign-in with a real service: an untouched profile, one with work in it, the demonstration, the register."""

from __future__ import annotations

import json

import pytest
from desks import OTHER, SIRET, company, note, notes

from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.sync import directory
from prospectdesk.sync.bootstrap import ORDER

pytestmark = pytest.mark.pg


@pytest.mark.spec("X-14")
def test_a_first_sign_in_downloads_the_workspace(pair):
    ugo, rachid = pair
    sheet = rachid.show(OTHER)
    assert sheet["company"]["raison_sociale"] == "Cycles Le Goff"
    assert sheet["company"]["commercial_source"] == ugo.show(OTHER)["company"]["commercial_source"]
    assert rachid.good("check")["ok"]


@pytest.mark.spec("X-14")
def test_work_done_before_the_first_sign_in_reaches_the_team(line, desk_of):
    ugo, rachid = desk_of("ugo"), desk_of("rachid")
    ugo.do(
        company(commercial_source="local", commercial_operationnel="local", source="Import"),
        note("Avant le centre"),
    )
    assert ugo.sign_in(line.url).code == 0
    assert rachid.sign_in(line.url).code == 0
    sheet = rachid.show(OTHER)
    assert notes(sheet) == ["Avant le centre"]
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


@pytest.fixture
def demonstration(centre, service):
    """A centre that knows the register of the demonstration, with its administrator claire."""
    from prospectdesk.server import register

    session = open_session(Opening(demo=True))
    try:
        with session.reader.session() as conn:
            told = [(name, directory.columns(name), list(directory.records(conn, name))) for name in ORDER]
    finally:
        session.close()
    register.write(centre.superuser, [part for part in told if part[2]])
    service.account(centre.person(centre.workspace("Démo Ouest"), "administrateur", "claire"))
    return service


@pytest.mark.spec("X-29")
@pytest.mark.spec("X-30")
def test_two_demonstrations_meet_at_one_centre(demonstration, centre, desk_of):
    first, second = desk_of("claire", "one"), desk_of("claire", "two")
    nothing = {"pushed": 0, "pulled": 0, "conflicts": 0, "refused": 0, "digest": "equal"}
    for desk in (first, second):
        desk.options = ["--demo", "--now", "2026-11-23T09:00"]
        assert desk.sign_in(demonstration.url).code == 0
    for desk in (first, second):
        assert desk.sync() | {"pulled": 0} == nothing
        assert desk.sync() == nothing
    assert centre.value("SELECT count(*) - count(DISTINCT login) FROM pd.user") == 0
    first.do(note("De l’une à l’autre"))
    first.sync()
    second.sync()
    assert "De l’une à l’autre" in notes(second.show(OTHER))
    for desk in (first, second):
        assert desk.good("check")["ok"]


@pytest.mark.spec("X-19")
def test_a_registration_made_before_the_sign_in_brings_its_company_to_a_centre_without_register(
    service, centre, desk_of
):
    service.account(centre.person(centre.workspace("Démo Ouest"), "administrateur", "claire"))
    desk = desk_of("claire")
    desk.options = ["--demo", "--now", "2026-11-23T09:00"]
    assert desk.sign_in(service.url).code == 0
    names = {row["name"] for row in centre.sql("SELECT name FROM directory.company")}
    registered = {row["raison_sociale"] for row in desk.good("list")["rows"]}
    assert registered
    assert registered <= names
    assert desk.sync()["digest"] == "equal"
    session = open_session(Opening(data_dir=desk.folder / "profile", encryption=False))
    with session.reader.session() as conn:
        assert conn.execute("SELECT code, detail, label FROM refused").fetchall() == []
    session.close()


@pytest.mark.spec("X-14", "X-21")
def test_what_was_noted_on_a_company_of_the_register_nobody_registered_reaches_the_team(line, desk_of):
    ugo, rachid = desk_of("ugo"), desk_of("rachid")
    numbers = {"73282932000074": "Moulin Rey", "55210055400013": "Scierie Rey", "44306184100047": "Forge Rey"}

    def known(*sirets):
        file = ugo.folder / "register.csv"
        rows = "".join(f"{one};{numbers[one]};35000;Rennes\n" for one in sirets)
        file.write_text(f"siret;raison_sociale;code_postal;commune\n{rows}", encoding="utf-8")
        ugo.good("import", file, "--kind", "companies")

    first, second, after = numbers
    known(first, second)
    ugo.do(
        {"command": "AddNote", "company": first, "text": "Avant"},
        {"command": "CreateContact", "company": first, "nom": "Rey", "telephone_portable": "0611223344"},
        {"command": "CreateFollowUp", "company": second},
    )
    assert ugo.sign_in(line.url).code == 0
    known(after)
    ugo.do({"command": "AddNote", "company": after, "text": "Après"})
    told = ugo.sync()
    assert (told["refused"], told["digest"]) == (0, "equal")
    assert ugo.sync()["pushed"] == 0
    assert rachid.sign_in(line.url).code == 0
    assert notes(rachid.show(first)) == ["Avant"]
    assert notes(rachid.show(after)) == ["Après"]
    assert rachid.show(first)["company"]["raison_sociale"] == "Moulin Rey"
    assert len(rachid.show(second)["follow_ups"]) == 1
    assert rachid.good("list")["rows"] == []
    for desk in (ugo, rachid):
        assert desk.sync()["digest"] == "equal"
        assert desk.good("check")["ok"]
