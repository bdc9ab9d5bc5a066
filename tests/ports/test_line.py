"""The line to a public service: whatever it does, the user reads one sentence and nothing else is hurt."""

from __future__ import annotations

import gzip
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from authority import shown
from public_service import CUT, HANG, SHORT, PublicService, Reply

from prospectdesk.domain.errors import Cancelled, Failure, Forbidden, Invalid, NotFound, Unavailable
from prospectdesk.ports.failures import Busy
from prospectdesk.ports.line import Limits, Line, Service
from prospectdesk.ports.pace import Pace

GARBAGE = bytes(range(256)) * 4096


def megabytes(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield GARBAGE


@pytest.mark.spec("R9", "L1")
def test_a_question_says_who_asks_and_the_answer_is_json(service, line_of):
    service.says("GET", "/a", Reply({"prénom": "Zoé"}))
    answer = line_of().get("/a", [("rome", "M1805"), ("rome", "E1205")], headers={"X-Key": "k"})
    assert (answer.status, answer.document) == (200, {"prénom": "Zoé"})
    asked = service.asked[0]
    assert asked.params == [("rome", "M1805"), ("rome", "E1205")]
    assert asked.headers["User-Agent"].startswith("ProspectDesk/")
    assert (asked.headers["X-Key"], asked.headers["Accept"]) == ("k", "application/json")


@pytest.mark.spec("L1", "X-25")
def test_no_log_hears_the_key_or_what_was_asked(service, line_of, caplog):
    caplog.set_level(logging.DEBUG)
    service.says("GET", "/a", Reply({"ok": 1}))
    line_of().get("/a", [("q", "Madame Dupont")], headers={"Authorization": "Bearer secret-du-test"})
    assert "secret-du-test" not in caplog.text
    assert "Dupont" not in caplog.text


@pytest.mark.spec("T17")
@pytest.mark.parametrize("kind", ["self_signed", "other_name"])
def test_a_certificate_nobody_vouches_for_is_refused(tmp_path, line_of, kind):
    files = shown(tmp_path, kind)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.chain, files.key)
    made = PublicService(context)
    try:
        with pytest.raises(Unavailable, match="rien n’a été envoyé") as told:
            line_of(url=made.url).get("/a", headers={"X-Key": "secret"})
        assert (told.value.code, made.asked) == ("certificate", [])
    finally:
        made.close()


FAULTS = {
    # name: (the answer, its failure, its code)
    "a query that is wrong": (Reply({"erreur": "Veuillez indiquer un <b>paramètre</b>."}, 400), Invalid, "request_refused"),
    "an empty refusal": (Reply(b"", 422), Invalid, "request_refused"),
    "a bad key": (Reply({"message": "Vous devez être connecté"}, 401), Forbidden, "key_refused"),
    "a scope that lacks": (Reply(b"Invalid scope", 403), Forbidden, "access_refused"),
    "an unknown thing": (Reply({}, 404), NotFound, "not_found"),
    "a query too long": (Reply(b"<html>", 414), Invalid, "request_refused"),
    "too many calls": (Reply({}, 429, {"Retry-After": "3"}), Busy, "busy"),
    "too many calls, said otherwise": (Reply({"statusCode": 419}, 419), Busy, "busy"),
    "a fault of theirs": (Reply(b"Internal", 500), Unavailable, "fault"),
    "a gateway in between": (Reply(b"<html>Bad gateway</html>", 502), Unavailable, "fault"),
    "a strange status": (Reply({}, 299), Unavailable, "bad_answer"),
    "no JSON": (Reply(b"<!doctype html><p>Portail"), Unavailable, "bad_answer"),
    "JSON that is cut": (Reply(b'{"jobs": [{"a":'), Unavailable, "bad_answer"),
    "JSON too deep": (Reply(b"[" * 200_000), Unavailable, "bad_answer"),
    "a number that is none": (Reply(b'{"lat": NaN}'), Unavailable, "bad_answer"),
    "10 MB of garbage": (Reply(pieces=megabytes(11)), Unavailable, "too_long"),
    "9 MB of garbage": (Reply(pieces=megabytes(9)), Unavailable, "bad_answer"),
    "a packed bomb": (Reply(gzip.compress(b" " * (64 << 20)), 200, {"Content-Encoding": "gzip"}), Unavailable, "too_long"),
    "a body that is not packed": (Reply(b"{}", 200, {"Content-Encoding": "gzip"}), Unavailable, "bad_answer"),
    "an unknown packing": (Reply(b"{}", 200, {"Content-Encoding": "br"}), Unavailable, "bad_answer"),
    "another host": (Reply(b"", 302, {"Location": "http://192.0.2.1/a"}), Unavailable, "redirected"),
    "a round of redirects": (Reply(b"", 301, {"Location": "/a"}), Unavailable, "redirected"),
    "a redirect to nowhere": (Reply(b"", 301, {"Location": "http://[::1"}), Unavailable, "broken"),
    "a connection that is cut": (CUT, Unavailable, "broken"),
    "a half-open connection": (HANG, Unavailable, "slow"),
}  # fmt: skip


@pytest.mark.spec("R9", "F9", "X-32")
@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_one_sentence(service, line_of, name):
    reply, kind, code = FAULTS[name]
    service.says("GET", "/a", reply)
    limits = SHORT if code == "slow" else replace(SHORT, silence=30.0, whole=60.0)
    with pytest.raises(Failure) as told:
        line_of(limits=limits).get("/a")
    assert (type(told.value), told.value.code) == (kind, code)
    assert "«\u00a0Service d’essai\u00a0»" in told.value.message
    assert "\n" not in told.value.message
    assert "{" not in told.value.message


def test_the_reason_of_a_refusal_is_told_without_its_control_characters(service, line_of):
    service.says(
        "GET", "/a", Reply({"header": {"statut": 400, "message": "Erreur\x1b de\nsyntaxe.\u202e"}}, 400)
    )
    with pytest.raises(Invalid, match=r"cette demande \(Erreur de syntaxe\)\xa0: modifiez"):
        line_of().get("/a")


@pytest.mark.spec("F9")
def test_an_answer_that_only_trickles_ends_by_the_watchdog(service, line_of):
    def drops():
        for _ in range(100):
            time.sleep(0.05)
            yield b" "

    service.says("GET", "/a", Reply(pieces=drops()))
    with pytest.raises(Unavailable) as told:
        line_of().get("/a")
    assert told.value.code == "slow"


def test_nobody_there_is_no_answer(line_of):
    with pytest.raises(Unavailable) as told:
        line_of(url="http://127.0.0.1:9").get("/a")
    assert told.value.code == "no_answer"


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "ftp://proxy:1", "http://[::1"])
def test_a_proxy_that_nobody_can_use_is_told(line_of, monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(Unavailable, match="proxy de ce poste"):
        line_of(url="https://service.exemple.fr").get("/a")


def test_a_service_on_this_machine_is_asked_without_proxy(service, line_of, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    service.says("GET", "/a", Reply({"ok": True}))
    assert line_of().get("/a").status == 200


@pytest.mark.parametrize(
    ("status", "more"),
    [(429, {"Retry-After": "7"}), (419, {"Retry-After": "7"}), (503, {}), (500, {}), (-1, {})],
)
def test_a_busy_or_broken_service_is_asked_again_after_its_wait(service, line_of, quick, status, more):
    service.says("GET", "/a", CUT if status < 0 else Reply({}, status, more), Reply({"ok": True}))
    assert line_of().get("/a").document == {"ok": True}
    assert quick.slept == pytest.approx(7.0 if more else SHORT.pause)


def test_a_wait_that_is_too_long_is_told_instead(service, line_of, quick):
    service.says("GET", "/a", Reply({}, 429, {"Retry-After": "600"}))
    line = line_of()
    with pytest.raises(Busy, match="600 s") as told:
        line.get("/a")
    assert (told.value.wait, quick.slept, len(service.asked)) == (600.0, 0.0, 1)
    quick.sleep(100)
    with pytest.raises(Busy, match="500 s"):  # nobody is asked before its time
        line.get("/a")
    assert len(service.asked) == 1
    service.says("GET", "/a", Reply({}))
    quick.sleep(500)
    assert line.get("/a").status == 200


@pytest.mark.parametrize(
    ("told", "waited"),
    [("Wed, 21 Oct 2026 07:28:05 GMT", 5.0), ("soon", 0.01), ("-3", 0.01), ("1e999", 0.01), ("1.5", 1.5)],
)
def test_a_wait_is_read_in_every_form(service, line_of, quick, told, waited):
    date = {"Date": "Wed, 21 Oct 2026 07:28:00 GMT"} if "GMT" in told else {}
    service.says("GET", "/a", Reply({}, 429, {"Retry-After": told, **date}), Reply({}))
    line_of().get("/a")
    assert quick.slept == pytest.approx(waited)


def test_what_may_act_twice_is_not_sent_twice(service, line_of):
    service.says("POST", "/a", Reply({}, 503))
    with pytest.raises(Unavailable):
        line_of().post_json("/a", {"data": []})
    assert len(service.asked) == 1


def test_a_redirect_on_the_same_host_is_followed(service, line_of):
    service.says("GET", "/a", Reply(b"", 301, {"Location": "/b?x=1"}))
    service.says("GET", "/b", Reply({"ok": True}))
    assert line_of().get("/a").document == {"ok": True}


@pytest.mark.spec("P-18")
def test_a_cancelled_call_frees_its_thread_at_once(service, line_of):
    service.says("GET", "/a", HANG)
    stop = threading.Event()
    line = line_of(limits=Limits(silence=20.0, whole=20.0))
    ended: list[BaseException] = []

    def ask() -> None:
        try:
            line.get("/a", stop=stop.is_set)
        except Cancelled as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while not service.asked:
        time.sleep(0.005)
    stop.set()
    thread.join(timeout=5)
    assert [type(one) for one in ended] == [Cancelled]


def test_a_wait_for_ones_turn_can_be_cancelled(line_of, quick):
    with pytest.raises(Cancelled), Pace(1, 1.0, quick.clock()).turn(lambda: True):
        pass


@pytest.mark.spec("X-32")
def test_calls_keep_the_pace_the_service_allows(quick):
    pace = Pace(2, 1.0, quick.clock())
    begun = []
    for lasts in (0.0, 0.5, 0.0, 0.0, 0.0):
        with pace.turn():
            begun.append(quick.now())
            quick.moment += lasts
    assert begun == [0.0, 0.0, 1.0, 1.5, 2.0], "counted from the answers: who knows when a question arrives"
    pace.hold(10.0)
    with pace.turn():
        assert quick.now() == 12.0


@pytest.mark.spec("T17")
@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://api.exemple.fr", "not_https"),
        ("ftp://api.exemple.fr", "bad_url"),
        ("https://u:p@api.exemple.fr", "bad_url"),
        ("https://api.exemple.fr/?a=1", "bad_url"),
        ("api.exemple.fr", "bad_url"),
        ("https://[::1", "bad_url"),
    ],
)
def test_only_protected_addresses_are_spoken_to(url, code):
    with pytest.raises(Invalid) as told:
        Line(Service("essai", "Essai", "https://api.exemple.fr", 1), url)
    assert told.value.code == code
