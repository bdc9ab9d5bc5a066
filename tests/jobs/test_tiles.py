"""Map pictures from outside: addresses, what is taken for a picture, politeness, the disk and its limit."""

from __future__ import annotations

import struct
import threading
import time
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from public_service import SHORT, PublicService, Reply

from prospectdesk.domain.errors import Failure, Invalid
from prospectdesk.domain.tiles import Settings, picture_kind, read_template
from prospectdesk.jobs import tiles
from prospectdesk.jobs.tile_cache import OLD_SECONDS, TileCache
from prospectdesk.jobs.tiles import QUIET_SECONDS, Tiles, save
from prospectdesk.ports.line import Line
from prospectdesk.ports.tiles import LIMITS, TileServer, service

DAY = 24 * 3600


def png(side=256, colour=(200, 30, 30)):
    """A picture of one colour."""

    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes(colour) * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    )


def jpeg(width, height):
    """The beginning of a picture: a comment, then its size."""
    size = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8\xff\xfe\0\5abc\xff\xc0" + size + b"\xff\xd9"


# addresses -----------------------------------------------------------------------------------------
def test_an_address_has_one_host_and_three_places():
    found = read_template(" https://tuiles.exemple.fr/plan/{z}/{x}/{y}.png?cle=a ")
    assert found.host.host == "tuiles.exemple.fr"
    assert found.path_of(7, 65, 44) == "/plan/7/65/44.png?cle=a"
    assert read_template(Settings().template).path_of(1, 2, 3).endswith("TILEMATRIX=1&TILEROW=3&TILECOL=2")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "bad_tiles"), ("tuiles", "bad_tiles"), ("ftp://a.fr/{z}/{x}/{y}", "bad_tiles"),
        ("https://moi@a.fr/{z}/{x}/{y}", "bad_tiles"), ("https://a.fr/{z}/{x}/ {y}", "bad_tiles"),
        ("https://a.fr/{z}/{x}/{y}\n", "bad_tiles"), ("https://[::1/{z}/{x}/{y}", "bad_tiles"),
        ("http://a.fr/{z}/{x}/{y}.png", "not_https"), ("https://a.fr/{z}/{x}", "tile_places"),
        ("https://a.fr/{z}/{x}/{y}/{y}", "tile_places"), ("https://{s}.a.fr/{z}/{x}/{y}", "bad_tiles"),
        ("https://a.fr/{z}/{x}/{y}?{cle}", "tile_places"), ("https://a.fr/" + "a" * 400 + "{z}{x}{y}", "bad_tiles"),
    ],
)  # fmt: skip
def test_other_addresses_are_refused_in_a_sentence(typed, code):
    if typed.endswith("\n"):
        typed = "https://a.fr/\x07{z}/{x}/{y}"
    with pytest.raises(Invalid) as refused:
        read_template(typed)
    assert refused.value.code == code
    assert "{{" not in refused.value.message


def test_what_is_usual_is_not_kept():
    assert set(save(Settings()).values.values()) == {None}
    kept = save(Settings(on=True, megabytes=50)).values
    assert (kept["map.on"], kept["map.megabytes"], kept["map.template"]) == (True, 50, None)
    with pytest.raises(Invalid):
        save(Settings(megabytes=5))
    with pytest.raises(Invalid):
        save(Settings(template="http://a.fr/{z}/{x}/{y}"))


# pictures ------------------------------------------------------------------------------------------
def test_only_small_png_and_jpeg_are_pictures():
    assert picture_kind(png()) == "png"
    assert picture_kind(png(1024)) == "png"
    assert picture_kind(jpeg(512, 256)) == "jpeg"
    for data in (
        png(1025),
        jpeg(20_000, 256),
        jpeg(0, 256),
        b"",
        b"<svg/>",
        b"GIF89a",
        png()[:20],
        jpeg(9, 9)[:12],
    ):
        assert picture_kind(data) is None


@given(st.binary(max_size=60), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"]))
def test_garbage_is_never_more_than_no_picture(data, start):
    assert picture_kind(start + data) in {None, "png", "jpeg"}


# the server ----------------------------------------------------------------------------------------
@pytest.fixture
def server():
    made = PublicService()
    yield made
    made.close()


@pytest.fixture
def tiles_of(server, tmp_path):
    """Pictures of the stand-in, and the moments of their clock."""
    lines = []

    def make(*, online=True, limit=10):
        wanted = Settings(on=True, template=f"{server.url}/{{z}}/{{x}}/{{y}}.png", megabytes=limit)
        template = read_template(wanted.template)
        line = Line(
            service(template),
            limits=replace(SHORT, tries=LIMITS.tries, patience=0.05, longest=LIMITS.longest),
        )
        lines.append(line)
        now = [0.0]
        way = TileServer(line, template)
        made = Tiles(
            wanted,
            TileCache(tmp_path / "tiles", time.time),
            lambda _t: way if online else None,
            lambda: now[0],
        )
        return made, now

    yield make
    for line in lines:
        line.close()


def test_a_picture_is_asked_for_once_and_then_lies_on_the_disk(server, tiles_of):
    server.says("GET", "/7/65/44.png", Reply(png(), headers={"Content-Type": "image/png"}))
    found, _ = tiles_of()
    assert found.picture(7, 65, 44) == png()
    assert found.picture(7, 65, 44) == png()
    (asked,) = server.asked
    assert asked.headers["User-Agent"].startswith("ProspectDesk/")
    assert asked.headers["Accept"] == "image/png, image/jpeg"
    assert not asked.params
    offline, _ = tiles_of(online=False)
    assert offline.picture(7, 65, 44) == png(), "offline, what was seen is seen again"
    assert offline.picture(7, 65, 45) is None
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<html>", headers={"Content-Type": "image/png"}), Reply(png(1025)), Reply(b"", 500),
        Reply(b"x" * (1 << 21)), Reply(b"", 302, {"Location": "http://127.0.0.1:9/7/1/1.png"}),
        Reply(b"", 429, {"Retry-After": "30"}),
    ],
)  # fmt: skip
def test_anything_else_is_one_sentence_and_the_server_is_left_alone(server, tiles_of, reply):
    server.says("GET", "/7/1/1.png", reply)
    server.says("GET", "/7/1/2.png", Reply(png()))
    found, now = tiles_of()
    with pytest.raises(Failure) as failed:
        found.picture(7, 1, 1)
    assert failed.value.message
    asked = len(server.asked)
    assert found.picture(7, 1, 2) is None
    assert len(server.asked) == asked, "nothing is asked for a while"
    now[0] = QUIET_SECONDS + 1
    if reply.status != 429:  # the line itself keeps to what such a server asked for
        assert found.picture(7, 1, 2) == png()


def test_a_place_without_a_picture_is_no_failure(server, tiles_of):
    server.says("GET", "/7/1/2.png", Reply(png()))
    found, _ = tiles_of()
    assert found.picture(7, 1, 1) is None
    assert found.picture(7, 1, 2) == png()


def test_no_more_than_two_pictures_are_asked_for_at_once(server, tiles_of):
    lock, present, most = threading.Lock(), [0], [0]
    gate = threading.Barrier(2)

    def slow(_asked):
        with lock:
            present[0] += 1
            most[0] = max(most[0], present[0])
        gate.wait(5)  # both turns are taken before either ends
        with lock:
            present[0] -= 1
        return Reply(png(8))

    for row in range(6):
        server.says("GET", f"/7/1/{row}.png", slow)
    found, _ = tiles_of()
    threads = [threading.Thread(target=found.picture, args=(7, 1, row)) for row in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert most[0] == tiles.AT_ONCE == 2


# the disk ------------------------------------------------------------------------------------------
def test_the_disk_never_holds_more_than_its_limit_and_the_unused_go_first(tmp_path):
    now = [0.0]
    cache = TileCache(tmp_path / "tiles", now=lambda: now[0])
    for row in range(10):
        now[0] += DAY
        cache.put("a", 7, 1, row, b"x" * 1000, 5000)
        now[0] += 1
        assert cache.get("a", 7, 1, 0) is not None, "what is looked at stays"
        assert cache.size() <= 5000
    assert cache.get("a", 7, 1, 1) is None
    assert cache.get("a", 7, 1, 9).data == b"x" * 1000
    assert cache.get("b", 7, 1, 9) is None, "another address has pictures of its own"
    cache.clear()
    assert cache.size() == 0
    cache.put("a", 7, 1, 0, b"y", 5000)
    assert cache.size() == 1


def test_an_old_picture_is_asked_for_again_and_shown_when_that_fails(server, tiles_of, tmp_path):
    now = [0.0]
    old = TileCache(tmp_path / "tiles", now=lambda: now[0])
    found, clock = tiles_of()
    source = found.settings.template
    old.put(source, 7, 1, 1, png(8), 10**6)
    server.says("GET", "/7/1/1.png", Reply(b"", 500))
    assert old.get(source, 7, 1, 1).is_old is False
    now[0] = OLD_SECONDS + 1
    assert old.get(source, 7, 1, 1).is_old is True
    assert found.picture(7, 1, 1) == png(8), "written in 1970: old, yet better than nothing"
    clock[0] = QUIET_SECONDS + 1
    server.says("GET", "/7/1/1.png", Reply(png(16)))
    assert found.picture(7, 1, 1) == png(16)


def test_a_disk_that_does_not_write_only_means_that_nothing_is_kept(tmp_path):
    (tmp_path / "tiles").write_text("a file where the folder should be", encoding="utf-8")
    cache = TileCache(tmp_path / "tiles", time.time)
    cache.put("a", 7, 1, 1, b"x", 1000)
    assert cache.get("a", 7, 1, 1) is None


def test_a_damaged_file_of_the_disk_is_no_picture(server, tiles_of, tmp_path):
    found, _ = tiles_of(online=False)
    TileCache(tmp_path / "tiles", time.time).put(found.settings.template, 7, 1, 1, b"garbage", 1000)
    assert found.picture(7, 1, 1) is None
    server.says("GET", "/7/1/1.png", Reply(png(8)))
    assert tiles_of()[0].picture(7, 1, 1) == png(8)
