"""The client meets good, slow, cut and hostile centres (T17, F9, F10, X-41)."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time

import pytest
import zstandard

from prospectdesk.domain.errors import Invalid, Unavailable
from prospectdesk.sync import failures
from prospectdesk.sync.client import Clocks, checked_url

PULL = {"generation": "g", "buckets": {}, "pages": [], "now": 1_000_500}


@pytest.mark.spec("X-30")
@pytest.mark.parametrize(
    "url",
    [
        "http://centre.exemple.fr", "http://192.168.1.4:8000", "ftp://127.0.0.1", "centre.exemple.fr", "",
        "https://user:secret@centre.fr", "https://centre.fr/?x=1", "http://127.0.0.1.exemple.fr", "https://a:port",
    ],
)  # fmt: skip
def test_an_address_that_is_not_safe_is_refused(url):
    with pytest.raises(Invalid):
        checked_url(url)


def test_an_address_is_kept_without_its_last_slash():
    assert checked_url("https://centre.fr/desk/") == "https://centre.fr/desk"
    assert checked_url("http://[::1]:8000/") == "http://[::1]:8000"
    assert checked_url(" http://localhost:8000") == "http://localhost:8000"


@pytest.mark.parametrize("proxy", ["ftp://proxy:1", "http://[::1"])
def test_a_proxy_that_nobody_can_use_is_offline_with_its_sentence(client_of, monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(failures.Offline, match="proxy de ce poste"):
        client_of("https://centre.exemple.fr").pull({})


def test_a_long_body_travels_packed_and_a_packed_answer_is_read(tiny, client_of):
    packed = zstandard.ZstdCompressor().compress(b'{"seq": 1, "refused": [], "echo": {}, "gone": []}')
    tiny.answers["POST", "/v1/push"] = lambda _h, _b: (200, {"Content-Encoding": "zstd"}, packed)
    answer = client_of(tiny.url).push({"seq": 1, "ops": ["x" * 50] * 100})
    assert answer["seq"] == 1
    _, _, headers, body = tiny.asked[0]
    assert headers["Content-Encoding"] == "zstd"
    assert headers["X-Schema"] == "1"
    assert headers["Authorization"] == "Bearer old"
    assert len(body["ops"]) == 100


def test_the_offset_of_the_clock_is_measured_at_each_answer(tiny, client_of):
    tiny.says("POST", "/v1/pull", PULL)
    client = client_of(tiny.url)
    client.pull({})
    assert client.offset_ms == 500


def test_an_ended_token_is_renewed_with_the_device_key_once(tiny, client_of):
    def pull(headers, _body):
        good = headers["Authorization"] == "Bearer new"
        return (200, {}, b'{"generation": "g", "buckets": {}, "pages": []}') if good else (401, {}, b"{}")

    tiny.answers["POST", "/v1/pull"] = pull
    tiny.says("POST", "/v1/token", {"token": "new", "expires_ms": 1})
    client = client_of(tiny.url)
    client.pull({})
    client.pull({})
    assert [path for _, path, _, _ in tiny.asked] == ["/v1/pull", "/v1/token", "/v1/pull", "/v1/pull"]
    assert tiny.asked[1][3] == {"device": "d" * 32, "device_key": "key"}


@pytest.mark.spec("X-41")
@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "wipe", failures.Wiped), (426, "too_old", failures.TooOld), (429, "rate", failures.Busy),
        (503, "unavailable", failures.Busy), (409, "generation", failures.OutOfStep), (500, "", failures.Busy),
        (409, "sequence", failures.OutOfStep), (401, "unauthorized", failures.SignedOut), (418, "", Unavailable),
    ],
)  # fmt: skip
def test_each_error_of_the_centre_has_its_failure_and_a_sentence(tiny, client_of, status, code, kind):
    for path in ("/v1/pull", "/v1/token"):
        tiny.says("POST", path, {"error": {"code": code, "message": "<b>x</b>"}}, status, Retry_After="7")
    with pytest.raises(kind) as caught:
        client_of(tiny.url).pull({})
    assert caught.value.message.endswith((".", "?).", "!"))
    assert "<b>" not in caught.value.message
    if code == "rate":
        assert caught.value.wait == 7


def test_a_redirect_is_refused_and_not_followed(tiny, client_of):
    tiny.says("POST", "/v1/pull", {}, 307, Location=f"{tiny.url}/elsewhere")
    with pytest.raises(failures.Offline):
        client_of(tiny.url).pull({})
    assert len(tiny.asked) == 1


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b"[" * 100_000, b'{"generation": 4}', b"\xff\xfe"])
def test_an_answer_that_makes_no_sense_is_refused(tiny, client_of, data):
    tiny.answers["POST", "/v1/pull"] = lambda _h, _b: (200, {}, data)
    with pytest.raises(Unavailable) as caught:
        client_of(tiny.url).pull({})
    assert caught.value.code == "bad_answer"


def test_a_packed_bomb_stops_at_the_limit(tiny, client_of):
    bomb = zstandard.ZstdCompressor(level=19).compress(b" " * (300 << 20))
    assert len(bomb) < 1 << 20
    tiny.answers["POST", "/v1/pull"] = lambda _h, _b: (200, {"Content-Encoding": "zstd"}, bomb)
    with pytest.raises(Unavailable) as caught:
        client_of(tiny.url).pull({})
    assert caught.value.code == "too_long"


def _listener(serve):
    """A bare socket that `serve` treats badly; answers its address and what closes it."""
    server = socket.create_server(("127.0.0.1", 0))
    kept: list[socket.socket] = []

    def run():
        try:
            while True:
                conn, _ = server.accept()
                kept.append(conn)
                serve(conn)
        except OSError:
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def close():
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        for one in kept:
            one.close()
        thread.join()

    return f"http://127.0.0.1:{server.getsockname()[1]}", close


def _silent(conn):
    conn.recv(1)


def _half_a_head(conn):
    conn.recv(1000)
    conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")


def _half_a_body(conn):
    conn.recv(1000)
    conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


def _trickle(conn):
    conn.recv(1000)
    conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
    for _ in range(100):
        conn.sendall(b" ")
        time.sleep(0.05)


def _cut(conn):
    conn.recv(1000)
    conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    conn.close()


@pytest.mark.spec("F9")
@pytest.mark.parametrize("serve", [_silent, _half_a_head, _half_a_body, _trickle, _cut])
def test_a_line_without_progress_is_closed_and_said(client_of, serve):
    url, close = _listener(serve)
    start = time.monotonic()
    try:
        with pytest.raises(failures.Offline):
            client_of(url).pull({})
        assert time.monotonic() - start < 3
    finally:
        close()


@pytest.mark.spec("X-41")
def test_a_centre_that_is_not_there_is_offline(client_of):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(failures.Offline) as caught:
        client_of(f"http://127.0.0.1:{port}").pull({})
    assert (caught.value.code, caught.value.outcome) == ("offline", "offline")


@pytest.mark.spec("F10")
def test_after_a_sleep_the_connection_is_made_anew(tiny, client_of):
    wall = [100.0]
    clocks = Clocks(now_ms=lambda: 0, wall=lambda: wall[0], monotonic=lambda: 100.0)
    tiny.says("POST", "/v1/pull", PULL)
    client = client_of(tiny.url, clocks=clocks)
    client.pull({})
    first = client._line
    client.pull({})
    assert client._line is first
    wall[0] += 3600
    client.pull({})
    assert client._line is not first


@pytest.mark.spec("T17")
def test_a_pinned_authority_is_believed_and_no_other(https, client_of, tmp_path):
    centre, cert = https()
    other, _ = https("localhost")
    centre.says("POST", "/v1/pull", PULL)
    assert client_of(centre.url, ca=cert).pull({})["generation"] == "g"
    for url, pinned in ((centre.url, None), (other.url, cert)):
        with pytest.raises(failures.Offline) as caught:
            client_of(url, ca=pinned).pull({})
        assert caught.value.code == "certificate"


@pytest.mark.spec("T17")
@pytest.mark.parametrize(
    ("name", "days", "fault"),
    [
        ("127.0.0.1", (-9, -1), ""), ("127.0.0.1", (2, 9), ""), ("autre.fr", (-1, 9), ""), ("127.0.0.2", (-1, 9), ""),
        ("127.0.0.1", (-1, 9), "no_name"), ("127.0.0.1", (-1, 9), "client"), ("*", (-1, 9), ""),
        ("127.0.0.1.autre.fr", (-1, 9), ""),
    ],
)  # fmt: skip
def test_a_wrong_certificate_is_refused(https, client_of, name, days, fault):
    centre, cert = https(name, days, fault)
    with pytest.raises(failures.Offline) as caught:
        client_of(centre.url, ca=cert).pull({})
    assert caught.value.code == "certificate"
    assert not centre.asked


def test_a_download_goes_on_after_cuts(tiny, client_of, tmp_path):
    data = bytes(range(256)) * 400

    def part(headers, _body):
        start = int(headers.get("Range", "bytes=0-")[6:-1])
        return 206 if start else 200, {"Content-Length": str(len(data) - start)}, data[start : start + 30_000]

    tiny.answers["GET", "/v1/snapshot/one.zst"] = part
    target, steps = tmp_path / "one.part", []
    client_of(tiny.url).download("one.zst", len(data), target, told=lambda done, total: steps.append(done))
    assert target.read_bytes() == data
    assert len(tiny.asked) == 4
    assert steps == sorted(steps)


def test_httpx_is_loaded_with_the_first_line_only():
    code = "import sys, prospectdesk.sync.client; sys.exit('httpx' in sys.modules or 'ssl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
