"""Sign-in, tokens, revocation: over HTTP, on a real PostgreSQL."""

from __future__ import annotations

import httpx
import pytest
from centre import Centre
from served import Service

pytestmark = pytest.mark.pg


def code(response: httpx.Response) -> str:
    return str(response.json()["error"]["code"])


@pytest.fixture
def ugo(centre: Centre, service: Service) -> Service:
    """A service with the administrator `ugo` of « Cabinet »."""
    service.account(centre.person(centre.workspace("Cabinet"), "administrateur", "ugo"))
    return service


@pytest.mark.spec("X-14")
def test_who_knows_his_password_becomes_a_device(ugo: Service) -> None:
    answer = ugo.sign_in(" UGO ", device_name="Portable").json()
    assert answer["login"] == "ugo"
    assert answer["licence"] == "administrateur"
    assert answer["workspace_name"] == "Cabinet"
    assert answer["schema"] == 1
    assert len(answer["device"]) == len(answer["generation"]) == len(answer["user"]) == 32
    assert 0 < answer["expires_ms"] - answer["now"] <= 900_000


def test_neither_key_token_nor_password_is_kept(ugo: Service) -> None:
    answer = ugo.signed("ugo").answer
    kept = str(ugo.centre.sql("SELECT d::text, t::text, a::text FROM pd.device d, pd.token t, pd.account a"))
    for secret in (answer["device_key"], answer["token"], "demo"):
        assert secret not in kept
        assert secret.encode().hex() not in kept


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(ugo: Service) -> None:
    wrong, unknown = ugo.sign_in("ugo", "faux"), ugo.sign_in("personne", "faux")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


@pytest.mark.slow
def test_an_unknown_login_costs_what_a_wrong_password_costs(
    centre: Centre, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prospectdesk.server import tokens  # the parameters of unknown logins are those of real accounts

    who = centre.person(centre.workspace(), "utilisateur", "ugo")
    salt = tokens.new_salt()
    digest = tokens.digest_of("demo", salt, tokens.PARAMETERS)
    centre.sql(
        "SELECT pd.give_password($1, $2, $3, $4, $5::text::jsonb)",
        who.workspace,
        who.uid,
        salt,
        digest,
        '{"memory": 65536, "time": 2, "lanes": 1}',
    )

    made: list[dict[str, int]] = []
    real = tokens.digest_of

    def counted(password: str, salt: bytes, parameters: dict[str, int]) -> bytes:
        made.append(parameters)
        return real(password, salt, parameters)

    monkeypatch.setattr(tokens, "digest_of", counted)
    for login in ("ugo", "personne"):
        assert service.sign_in(login, "faux").status_code == 401
    assert made == [tokens.PARAMETERS, tokens.PARAMETERS], "one digest each, as slow as the other"


def test_an_unknown_login_is_asked_the_same_salt_each_time(centre: Centre) -> None:
    ask = "SELECT pd.sign_in_ask($1, NULL, '192.0.2.1', '{}')::text"
    first, again = centre.value(ask, "personne"), centre.value(ask, "personne")
    assert first == again != centre.value(ask, "autre")


@pytest.mark.spec("P1")
def test_five_wrong_tries_close_the_login_for_a_while_even_to_the_right_password(ugo: Service) -> None:
    for _ in range(5):
        assert ugo.sign_in("ugo", "faux").status_code == 401
    refused = ugo.sign_in("ugo")
    assert (refused.status_code, code(refused)) == (429, "rate")
    assert 800 < int(refused.headers["Retry-After"]) <= 900
    ugo.centre.sql("UPDATE pd.sign_in_try SET at = at - 901000")
    assert ugo.sign_in("ugo").status_code == 200


@pytest.mark.spec("P1")
def test_thirty_wrong_tries_close_the_address(ugo: Service) -> None:
    ugo.centre.sql(
        "SELECT pd.wrong_try('login' || i, '127.0.0.1') FROM generate_series(1, 30) AS i",
    )
    assert ugo.sign_in("ugo").status_code == 429


def test_a_right_password_forgives_the_tries_before_it(ugo: Service) -> None:
    for _ in range(4):
        ugo.sign_in("ugo", "faux")
    assert ugo.sign_in("ugo").status_code == 200
    for _ in range(4):
        assert ugo.sign_in("ugo", "faux").status_code == 401


def test_an_inactive_or_deleted_user_stays_outside(ugo: Service) -> None:
    device = ugo.signed("ugo")
    ugo.centre.sql('UPDATE pd."user" SET active = 0')
    assert ugo.sign_in("ugo").status_code == 401
    assert device.ask("GET", "/v1/devices").status_code == 401


def test_one_login_in_two_workspaces_must_say_which_and_only_who_knows_the_password_hears_it(
    centre: Centre, service: Service
) -> None:
    for name in ("Nord", "Sud"):
        service.account(centre.person(centre.workspace(name), login="ana"))
    asked = service.sign_in("ana")
    assert (asked.status_code, code(asked)) == (409, "which_workspace")
    assert asked.json()["error"]["values"] == {"workspaces": ["Nord", "Sud"]}
    assert service.sign_in("ana", workspace="sud").json()["workspace_name"] == "Sud"
    assert code(service.sign_in("ana", "faux")) == "unauthorized"
    assert code(service.sign_in("ana", workspace="Est")) == "unauthorized"


# ------------------------------------------------------------------ tokens


def test_a_device_key_brings_a_fresh_token(ugo: Service) -> None:
    device = ugo.signed("ugo")
    shown = {"device": device.answer["device"], "device_key": device.answer["device_key"]}
    answer = ugo.ask("POST", "/v1/token", shown).json()
    device.answer["token"] = answer["token"]
    assert device.ask("GET", "/v1/devices").status_code == 200
    assert code(ugo.ask("POST", "/v1/token", shown | {"device_key": "x" * 43})) == "unauthorized"
    assert code(ugo.ask("POST", "/v1/token", shown | {"device": "0" * 32})) == "unauthorized"


# ------------------------------------------------------------------ revocation


@pytest.mark.spec("P1", "T1")
def test_a_revoked_device_hears_wipe_whatever_it_asks_and_the_centre_remembers_when(ugo: Service) -> None:
    lost, mine = ugo.signed("ugo"), ugo.signed("ugo")
    assert mine.ask("POST", "/v1/devices/revoke", {"device": lost.answer["device"]}).status_code == 200
    for method, path in (("GET", "/v1/devices"), ("POST", "/v1/push"), ("GET", "/v1/changed")):
        refused = lost.ask(method, path, {} if method == "POST" else None)
        assert (refused.status_code, code(refused)) == (403, "wipe")
    shown = {"device": lost.answer["device"], "device_key": lost.answer["device_key"]}
    assert code(ugo.ask("POST", "/v1/token", shown)) == "wipe"
    listed = {one["device"]: one for one in mine.ask("GET", "/v1/devices").json()}
    assert listed[lost.answer["device"]]["wiped_ms"] >= listed[lost.answer["device"]]["revoked_ms"]
    assert listed[mine.answer["device"]]["revoked_ms"] is None


def test_a_key_of_a_revoked_device_that_is_wrong_hears_nothing(ugo: Service) -> None:
    lost = ugo.signed("ugo")
    ugo.centre.sql("UPDATE pd.device SET revoked_at = 1")
    shown = {"device": lost.answer["device"], "device_key": "x" * 43}
    assert code(ugo.ask("POST", "/v1/token", shown)) == "unauthorized"


@pytest.mark.spec("P1")
def test_a_device_silent_for_ninety_days_is_revoked(ugo: Service) -> None:
    device = ugo.signed("ugo")
    ugo.centre.sql("UPDATE pd.device SET last_seen_at = last_seen_at - 91 * 86400000::bigint")
    assert code(device.ask("GET", "/v1/devices")) == "wipe"


def test_users_see_and_revoke_their_own_devices_only(centre: Centre, service: Service) -> None:
    place = centre.workspace()
    for login, licence in (("ugo", "administrateur"), ("ana", "utilisateur"), ("bob", "responsable")):
        service.account(centre.person(place, licence, login))
    service.account(centre.person(centre.workspace("Autre"), "administrateur", "zoe"))
    ugo, ana, bob, zoe = (service.signed(login) for login in ("ugo", "ana", "bob", "zoe"))

    def seen(who: object) -> set[str]:
        return {one["user"] for one in who.ask("GET", "/v1/devices").json()}  # type: ignore[attr-defined]

    assert seen(ugo) == {ugo.answer["user"], ana.answer["user"], bob.answer["user"]}
    assert seen(ana) == {ana.answer["user"]}
    assert seen(zoe) == {zoe.answer["user"]}
    theirs = {"device": ana.answer["device"]}
    assert code(bob.ask("POST", "/v1/devices/revoke", theirs)) == "no_right"
    assert code(zoe.ask("POST", "/v1/devices/revoke", theirs)) == "unknown_row"
    assert ana.ask("POST", "/v1/devices/revoke", theirs).status_code == 200


# ------------------------------------------------------------------ passwords


def test_an_administrator_gives_passwords_and_everybody_changes_his_own(
    centre: Centre, service: Service
) -> None:
    place = centre.workspace()
    service.account(centre.person(place, "administrateur", "ugo"))
    service.account(centre.person(place, "utilisateur", "ana"))
    new = centre.person(place, "utilisateur", "neuf")
    ugo, ana = service.signed("ugo"), service.signed("ana")
    path = "/v1/users/password"
    assert service.sign_in("neuf", "premier").status_code == 401
    assert ugo.ask("POST", path, {"user": new.uid.hex, "password": "premier"}).status_code == 200
    assert service.sign_in("neuf", "premier").status_code == 200
    assert code(ana.ask("POST", path, {"user": new.uid.hex, "password": "autre"})) == "no_right"
    mine = {"user": ana.answer["user"], "password": "meilleur"}
    assert code(ana.ask("POST", path, mine)) == "bad_request"
    assert code(ana.ask("POST", path, mine | {"old": "faux"})) == "wrong_password"
    assert ana.ask("POST", path, mine | {"old": "demo"}).status_code == 200
    assert service.sign_in("ana", "meilleur").status_code == 200
    assert service.sign_in("ana", "demo").status_code == 401


def test_an_administrator_has_no_say_about_another_workspace(centre: Centre, service: Service) -> None:
    service.account(centre.person(centre.workspace(), "administrateur", "ugo"))
    other = centre.person(centre.workspace("Autre"), "utilisateur", "zoe")
    body = {"user": other.uid.hex, "password": "volé"}
    assert code(service.signed("ugo").ask("POST", "/v1/users/password", body)) == "unknown_row"


# ------------------------------------------------------------------ leases


@pytest.mark.spec("X-23")
def test_one_machine_holds_a_job_until_it_gives_it_back(ugo: Service) -> None:
    one, two = ugo.signed("ugo"), ugo.signed("ugo")
    job = {"job": "scores", "seconds": 60}
    held = one.ask("POST", "/v1/lease", job).json()
    assert held["granted"]
    refused = two.ask("POST", "/v1/lease", job).json()
    assert refused == held | {"granted": False}
    assert one.ask("POST", "/v1/lease", job).json()["granted"]
    assert not two.ask("POST", "/v1/lease", job | {"seconds": 0}).json()["granted"]
    assert one.ask("POST", "/v1/lease", job | {"seconds": 0}).json() == {
        "granted": False,
        "until_ms": None,
        "holder": None,
    }
    assert two.ask("POST", "/v1/lease", job).json()["granted"]
    ugo.centre.sql("UPDATE pd.lease SET until_ms = 1")
    assert one.ask("POST", "/v1/lease", job).json()["granted"]


def test_leases_of_two_workspaces_are_strangers(centre: Centre, service: Service) -> None:
    for name in ("Nord", "Sud"):
        service.account(centre.person(centre.workspace(name), login=name.lower()))
    job = {"job": "scores", "seconds": 60}
    assert service.signed("nord").ask("POST", "/v1/lease", job).json()["granted"]
    assert service.signed("sud").ask("POST", "/v1/lease", job).json()["granted"]
