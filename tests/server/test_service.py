"""Every verb over HTTP: its answers, its errors, its limits, its logs."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from centre import Centre
from served import Service, Signed, code, pull, push, source

from prospectdesk.domain.ids import new_uid
from prospectdesk.server.config import Settings

pytestmark = pytest.mark.pg
SEEDED = (
    "Zéphyrin",
    "zephyrin@exemple.fr",
    "0612345678",
    "Note confidentielle",
    "motdepasse-semé",
    "Poste semé",
)


@pytest.fixture
def ugo(centre: Centre, service: Service) -> Signed:
    """The administrator of « Cabinet », signed in."""
    service.account(centre.person(centre.workspace("Cabinet"), "administrateur", "ugo"))
    return service.signed("ugo")


# ------------------------------------------------------------------ the verbs


@pytest.mark.spec("X-16")
def test_what_one_device_pushes_another_pulls(ugo: Signed) -> None:
    other = ugo.service.signed("ugo")
    pushed = push(ugo, 1, source("Salon"))
    assert (pushed.status_code, pushed.json()["refused"]) == (200, [])
    assert "Salon" in pull(other).text
    again = push(ugo, 1, source("Salon"))
    assert again.json()["rev"] == pushed.json()["rev"]


@pytest.mark.spec("F11")
def test_a_hole_in_the_numbers_is_refused_with_the_last_one(ugo: Signed) -> None:
    refused = push(ugo, 5, source("Salon"))
    assert (refused.status_code, code(refused)) == (409, "sequence")
    assert refused.json()["error"]["values"] == {"last_seq": 0}


def test_another_life_of_the_centre_is_told(ugo: Signed) -> None:
    for refused in (push(ugo, 1, generation="0" * 32), pull(ugo, generation="0" * 32)):
        assert (refused.status_code, code(refused)) == (409, "generation")
        assert refused.json()["error"]["values"] == {"generation": ugo.answer["generation"]}


def test_rows_and_digests_answer(ugo: Signed) -> None:
    uid = new_uid()
    push(ugo, 1, source("Salon", uid))
    read = ugo.ask("POST", "/v1/rows", {"rows": [["catalogue", uid.hex()], ["catalogue", "0" * 32]]}).json()
    assert read["rows"]["catalogue"]["rows"][0][0] == uid.hex()
    assert read["gone"] == [["catalogue", "0" * 32]]
    place = ugo.answer["workspace"]
    assert ugo.ask("POST", "/v1/digest", {place: True}).status_code == 200


def test_a_text_that_postgresql_cannot_keep_does_not_block_the_queue(ugo: Signed) -> None:
    body = {"seq": 1, "generation": ugo.answer["generation"], "ops": [source("Sa\0lon")]}
    raw = json.dumps(body).replace("lon", "lon\\ud800").encode()
    pushed = ugo.ask("POST", "/v1/push", raw)
    assert (pushed.status_code, pushed.json()["refused"]) == (200, [])
    assert '"Salon"' in pull(ugo).text


def test_more_than_a_thousand_operations_are_too_many(ugo: Signed) -> None:
    assert code(push(ugo, 1, *[source("x") for _ in range(1001)])) == "too_large"


# ------------------------------------------------------------------ long poll


@pytest.mark.spec("X-16")
def test_a_waiting_laptop_hears_of_a_change_at_once(ugo: Signed) -> None:
    other = ugo.service.signed("ugo")
    seen = max(page["next"][0] for page in pull(other).json()["pages"])
    heard: list[bool] = []

    def wait() -> None:
        heard.append(other.ask("GET", f"/v1/changed?since={seen}").json()["changed"])

    thread = threading.Thread(target=wait)
    thread.start()
    time.sleep(0.5)
    assert heard == []
    push(ugo, 1, source("Salon"))
    thread.join(20)  # by itself the service looks again after 30 seconds, and answers after 50
    assert heard == [True]


def test_a_long_poll_ends_without_a_change_and_at_the_stop(
    centre: Centre, service_settings: Settings
) -> None:
    service = Service(centre, replace(service_settings, long_poll_seconds=0.3))
    service.start()
    try:
        service.account(centre.person(centre.workspace(), login="ana"))
        ana = service.signed("ana")
        assert ana.ask("GET", f"/v1/changed?since={10**15}").json() == {"changed": False}
        assert code(ana.ask("GET", "/v1/changed?since=x")) == "bad_request"
    finally:
        service.stop()


# ------------------------------------------------------------------ who may not enter


def test_without_a_good_token_nothing_is_answered(ugo: Signed) -> None:
    service = ugo.service
    for method, path in (
        *(("POST", f"/v1/{verb}") for verb in ("push", "pull", "digest", "rows", "lease", "users/password")),
        *(("GET", f"/v1/{verb}") for verb in ("devices", "changed", "snapshot", "snapshot/x")),
    ):
        body = {"job": "a", "seconds": 1, "user": "0" * 32, "password": "x"} if method == "POST" else None
        for header in ({}, {"Authorization": "Bearer " + "x" * 43}, {"Authorization": "Basic eDp5"}):
            refused = service.ask(method, path, body, headers=header)
            assert (path, refused.status_code, code(refused)) == (path, 401, "unauthorized")


def test_a_token_ends_after_fifteen_minutes_of_the_centres_clock(
    centre: Centre, service_settings: Settings
) -> None:
    now = [1_800_000_000_000]
    service = Service(centre, replace(service_settings, now_ms=lambda: now[0]))
    service.start()
    try:
        service.account(centre.person(centre.workspace(), login="ana"))
        ana = service.signed("ana")
        now[0] += 899_000
        assert ana.ask("GET", "/v1/devices").status_code == 200
        now[0] += 2_000
        assert code(ana.ask("GET", "/v1/devices")) == "unauthorized"
        shown = {"device": ana.answer["device"], "device_key": ana.answer["device_key"]}
        ana.answer |= service.ask("POST", "/v1/token", shown).json()
        assert ana.ask("GET", "/v1/devices").status_code == 200
        now[0] += 91 * 86_400_000
        assert code(service.ask("POST", "/v1/token", shown)) == "wipe"
    finally:
        service.stop()


def test_old_programs_are_told_to_update_and_may_push_one_version_longer(
    centre: Centre, service_settings: Settings
) -> None:
    service = Service(centre, replace(service_settings, schema=5))
    service.start()
    try:
        service.account(centre.person(centre.workspace(), "administrateur", "ugo"))
        ugo = service.signed("ugo")
        for schema, status in (
            (5, 200),
            (3, 200),
            (2, 426),
            (0, 426),
            (6, 503),
            (-1, 400),
            ("x", 400),
            ("", 400),
        ):
            ugo.headers = {"X-Schema": str(schema)}
            assert (schema, pull(ugo).status_code) == (schema, status)
        ugo.headers = {"X-Schema": "2"}
        assert push(ugo, 1, source("Salon")).status_code == 200
        ugo.headers = {"X-Schema": "1"}
        refused = push(ugo, 2, source("Foire"))
        assert (refused.status_code, code(refused)) == (426, "too_old")
        assert refused.json()["error"]["values"] == {"schema": 5, "oldest": 2}
    finally:
        service.stop()


# ------------------------------------------------------------------ snapshot


def offered(service: Service, generation: str) -> bytes:
    """Puts a file where the service looks."""
    folder = service.settings.snapshots
    folder.mkdir(parents=True)
    content = bytes(range(256)) * 4000
    name = "directory-7-1800000000000.sqlite.zst"
    (folder / name).write_bytes(content)
    told = {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "schema": 1}
    told |= {"generation": generation, "cursor": [7, "f" * 32], "rows": {"company": 3}, "made_ms": 1}
    (folder / "current.json").write_text(json.dumps(told), encoding="utf-8")
    return content


def test_a_snapshot_is_described_and_a_cut_download_goes_on_where_it_stopped(ugo: Signed) -> None:
    assert code(ugo.ask("GET", "/v1/snapshot")) == "not_found"
    content = offered(ugo.service, ugo.answer["generation"])
    told = ugo.ask("GET", "/v1/snapshot").json()
    path = f"/v1/snapshot/{told['name']}"
    part = ugo.ask("GET", path, headers={"Range": "bytes=0-99999"})
    rest = ugo.ask("GET", path, headers={"Range": "bytes=100000-"})
    assert (part.status_code, rest.status_code) == (206, 206)
    assert hashlib.sha256(part.content + rest.content).hexdigest() == told["sha256"]
    assert ugo.ask("GET", path).content == content
    for wrong in ("current.json", "..%2fcurrent.json", "%2e%2e/x", "directory-1.sqlite.zst"):
        assert ugo.ask("GET", f"/v1/snapshot/{wrong}").status_code == 404


def test_a_snapshot_of_another_life_is_not_offered(ugo: Signed) -> None:
    offered(ugo.service, "0" * 32)
    assert code(ugo.ask("GET", "/v1/snapshot")) == "not_found"


# ------------------------------------------------------------------ logs and audit


@pytest.mark.spec("L1", "L3", "P1")
def test_neither_logs_nor_audit_hold_what_people_typed(
    centre: Centre, service: Service, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    from prospectdesk.server import logs

    logs.set_up()
    name, mail, phone, note, password, device = SEEDED
    service.account(centre.person(centre.workspace(name), "administrateur", mail), password)
    ugo = service.signed(mail, password, device_name=device)
    service.sign_in(mail, note)
    service.sign_in(phone, password)
    push(ugo, 1, source(name), source(note), [1, "catalogue", "zz", note, phone, 0, 0])
    push(ugo, 9, source(name))
    pull(ugo)
    ugo.ask(
        "POST",
        "/v1/push",
        f'{{"seq": "{note}", "generation": "{ugo.answer["generation"]}", "ops": []}}'.encode(),
    )
    ugo.ask("POST", "/v1/rows", {"rows": [[name, mail]]})
    ugo.ask("POST", "/v1/digest", {name: note})
    ugo.ask("GET", f"/v1/changed?since={name}")
    written = capfd.readouterr().err + caplog.text
    kept = str(centre.sql("SELECT a::text FROM pd.audit a"))
    assert '"verb": "push"' in written
    assert "push" in kept
    for secret in (*SEEDED, ugo.answer["token"], ugo.answer["device_key"]):
        assert secret not in written
        assert secret.encode("ascii", "backslashreplace").decode() not in written
        assert secret not in kept
    for line in written.splitlines():
        json.loads(line)


@pytest.mark.spec("P1")
def test_every_verb_leaves_a_line_of_audit_that_nobody_can_change(ugo: Signed) -> None:
    push(ugo, 1, source("Salon"))
    push(ugo, 7, source("Salon"))
    ugo.ask("GET", "/v1/devices")
    centre = ugo.service.centre
    lines = {(row["verb"], row["outcome"]) for row in centre.sql("SELECT verb, outcome FROM pd.audit")}
    assert {("push", "ok"), ("push", "sequence"), ("devices", "ok")} <= lines
    counted = centre.value("SELECT counts::text FROM pd.audit WHERE verb = 'push' AND outcome = 'ok'")
    assert json.loads(counted) == {"ops": 1, "refused": 0, "merged": 0}
    for sql in ("UPDATE pd.audit SET verb = 'x'", "DELETE FROM pd.audit", "TRUNCATE pd.audit"):
        with pytest.raises(Exception, match="the audit only grows"):
            centre.sql(sql)


def test_idle_pulls_are_counted_in_one_line(centre: Centre, service_settings: Settings) -> None:
    service = Service(centre, service_settings)
    service.start()
    service.account(centre.person(centre.workspace(), login="ana"))
    ana = service.signed("ana")
    seen = {page["bucket"]: page["next"] for page in pull(ana).json()["pages"]}
    before = centre.value("SELECT coalesce(sum(times), 0)::integer FROM pd.audit WHERE verb = 'pull'")
    for _ in range(3):
        pull(ana, cursors=seen)
    service.stop()
    lines = centre.sql("SELECT times FROM pd.audit WHERE verb = 'pull' AND outcome = 'idle'")
    assert before + 3 <= sum(row["times"] for row in lines) <= before + 4
    assert len(lines) == 1


def test_settings_refuse_to_serve_secrets_in_clear(tmp_path: Path) -> None:
    from prospectdesk.domain.errors import Failure
    from prospectdesk.server.config import secured

    good = Settings(database="postgresql://x@/y?host=/run/postgresql", data=tmp_path)
    good.check()
    replace(good, host="0.0.0.0", behind_proxy=True).check()
    for wrong in (
        replace(good, host="0.0.0.0"),
        replace(good, tls_cert=tmp_path),
        replace(good, database="mysql://x"),
        replace(good, database="postgresql://x@base.exemple.fr/y?sslmode=require"),
    ):
        with pytest.raises(Failure):
            wrong.check()
    assert "sslmode=verify-full" in secured("postgresql://x@base.exemple.fr/y", tmp_path / "ca.pem")
    assert secured("postgresql://x@127.0.0.1/y", None) == "postgresql://x@127.0.0.1/y"
