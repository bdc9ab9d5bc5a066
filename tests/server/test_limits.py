"""Bodies, paces and failures: what the service refuses, and how it says so."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import zstandard
from centre import Centre
from served import Service, Signed, code, push, source

from prospectdesk.server import limits
from prospectdesk.server.config import Settings

pytestmark = pytest.mark.pg


@pytest.fixture
def ugo(centre: Centre, service: Service) -> Signed:
    """The administrator of « Cabinet », signed in."""
    service.account(centre.person(centre.workspace("Cabinet"), "administrateur", "ugo"))
    return service.signed("ugo")


# ------------------------------------------------------------------ bodies


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"seq": 1}',
        b"[" * 100_000,
        b'{"seq": "a", "ops": []}',
    ],
)
def test_a_malformed_body_is_a_bad_request(ugo: Signed, body: bytes) -> None:
    for verb in ("push", "pull", "lease", "users/password"):
        refused = ugo.ask("POST", f"/v1/{verb}", body)
        assert refused.status_code in {400, 409, 413}, (verb, refused.text)
    assert ugo.service.ask("POST", "/v1/sign-in", body).status_code in {400, 413}


def test_fields_of_a_wrong_kind_are_bad_requests(ugo: Signed) -> None:
    good = {"login": "ugo", "password": "demo", "device_name": "x", "schema": 1}
    for name, value in (
        ("login", 1),
        ("login", ""),
        ("login", "x" * 300),
        ("password", None),
        ("workspace", []),
    ):
        assert code(ugo.service.ask("POST", "/v1/sign-in", good | {name: value})) == "bad_request"
    for body in (
        {"job": "a b", "seconds": 1},
        {"job": "a", "seconds": -1},
        {"job": "a", "seconds": True},
        {},
    ):
        assert code(ugo.ask("POST", "/v1/lease", body)) == "bad_request"
    assert code(ugo.ask("POST", "/v1/devices/revoke", {"device": "zz"})) == "bad_request"


@pytest.mark.spec("P1")
def test_bodies_over_the_limit_are_refused_said_or_found(ugo: Signed) -> None:
    refused = ugo.ask("POST", "/v1/push", b"x" * (8 * 1024 * 1024 + 1))
    assert (refused.status_code, code(refused)) == (413, "too_large")

    def endless() -> Any:
        for _ in range(200):
            yield b" " * 65_536

    headers = {"Authorization": f"Bearer {ugo.answer['token']}", "X-Schema": "1"}
    refused = ugo.service.http.post("/v1/push", content=endless(), headers=headers)
    assert refused.status_code == 413


class Counted:
    """A decompressor, and its stream, that add up what is unpacked."""

    def __init__(self, real: Any, tally: list[int]) -> None:
        self._real, self._tally = real, tally

    def stream_reader(self, *args: Any, **more: Any) -> Counted:
        return Counted(self._real.stream_reader(*args, **more), self._tally)

    def decompressobj(self) -> Any:
        return self._real.decompressobj()

    def read(self, size: int) -> bytes:
        piece: bytes = self._real.read(size)
        self._tally.append(len(piece))
        return piece

    def __enter__(self) -> Counted:
        return self

    def __exit__(self, *_error: object) -> None:
        self._real.close()


def test_packed_bodies_are_read_and_bombs_are_not(ugo: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[int] = []
    made = SimpleNamespace(
        ZstdError=zstandard.ZstdError,
        ZstdDecompressor=lambda **more: Counted(zstandard.ZstdDecompressor(**more), unpacked),
    )
    monkeypatch.setattr(limits, "zstandard", made)
    packer = zstandard.ZstdCompressor()
    headers = {"Content-Encoding": "zstd"}
    body = {"seq": 1, "generation": ugo.answer["generation"], "ops": [source("Salon")]}
    good = packer.compress(json.dumps(body).encode())
    assert ugo.ask("POST", "/v1/push", good, headers=headers).status_code == 200
    for size, status in ((1 << 30, 413), (7 << 20, 413)):
        bomb = packer.compress(b" " * size)
        unpacked.clear()
        refused = ugo.ask("POST", "/v1/push", bomb, headers=headers)
        assert (refused.status_code, code(refused)) == (status, "too_large")
        assert 0 < sum(unpacked) < 8 << 20, "it stops at the limit, not at the end"
    for wrong in (b"x" * 100, good[:-5], b""):
        assert code(ugo.ask("POST", "/v1/push", wrong, headers=headers)) == "bad_request"
    assert code(ugo.ask("POST", "/v1/push", good, headers={"Content-Encoding": "gzip"})) == "bad_request"


def test_long_answers_are_packed_for_who_unpacks(ugo: Signed) -> None:
    push(ugo, 1, *[source(f"Salon {number}") for number in range(100)])
    plain = ugo.ask(
        "POST", "/v1/pull", {"generation": ugo.answer["generation"]}, headers={"Accept-Encoding": "gzip"}
    )
    assert plain.headers.get("Content-Encoding") is None
    body = {"generation": ugo.answer["generation"], "cursors": {}}
    headers = {
        "Authorization": f"Bearer {ugo.answer['token']}",
        "X-Schema": "1",
        "Accept-Encoding": "zstd",
    }
    with ugo.service.http.stream("POST", "/v1/pull", json=body, headers=headers) as packed:
        assert packed.headers["Content-Encoding"] == "zstd"
        raw = b"".join(packed.iter_raw())
    assert len(raw) < len(plain.content) / 3
    read = json.loads(zstandard.ZstdDecompressor().decompressobj().decompress(raw))
    assert read["buckets"] == plain.json()["buckets"]


# ------------------------------------------------------------------ pace, failures, stops


def test_a_hurried_device_is_slowed_down(centre: Centre, service_settings: Settings) -> None:
    service = Service(centre, replace(service_settings, requests_burst=5, requests_per_second=1.0))
    service.start()
    try:
        service.account(centre.person(centre.workspace(), login="ana"))
        ana, calm = service.signed("ana"), service.signed("ana")
        answers = [ana.ask("GET", "/v1/devices") for _ in range(7)]
        assert [one.status_code for one in answers[:5]] == [200] * 5
        assert (answers[6].status_code, code(answers[6])) == (429, "rate")
        assert int(answers[6].headers["Retry-After"]) >= 1
        assert calm.ask("GET", "/v1/devices").status_code == 200
    finally:
        service.stop()


@pytest.mark.spec("P5")
def test_a_database_that_is_busy_too_long_is_told_as_unavailable(
    centre: Centre, service_settings: Settings
) -> None:
    service = Service(centre, replace(service_settings, statement_seconds=0.3))
    service.start()
    try:
        service.account(centre.person(centre.workspace(), "administrateur", "ugo"))
        ugo = service.signed("ugo")
        centre.sql("BEGIN")
        centre.sql("LOCK TABLE pd.catalogue IN ACCESS EXCLUSIVE MODE")
        refused = push(ugo, 1, source("Salon"))
        centre.sql("ROLLBACK")
        assert (refused.status_code, code(refused)) == (503, "unavailable")
        assert int(refused.headers["Retry-After"]) >= 1
        assert push(ugo, 1, source("Salon")).status_code == 200
    finally:
        service.stop()


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the driver's, of the cut connection
def test_the_service_lives_through_the_end_of_its_connections(ugo: Signed) -> None:
    ugo.service.centre.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND usename = 'prospectdesk_service'"
    )
    answers = {ugo.ask("GET", "/v1/devices").status_code for _ in range(10)}
    assert answers <= {200, 503}
    assert ugo.ask("GET", "/v1/devices").status_code == 200


def test_health_needs_no_sign_in_and_says_nothing_of_anybody(ugo: Signed) -> None:
    told = ugo.service.http.get("/health")
    assert told.status_code == 200
    assert told.json() == {
        "ok": True,
        "version": told.json()["version"],
        "schema": 1,
        "horizon_ms": told.json()["horizon_ms"],
        "database": "ok",
    }


def test_unknown_paths_and_methods_are_told_alike(ugo: Signed) -> None:
    assert code(ugo.ask("GET", "/v1/nothing")) == "not_found"
    assert code(ugo.ask("GET", "/v1/push")) == "method"
    assert code(ugo.ask("DELETE", "/v1/devices")) == "method"
