"""Pictures from outside in a window: from the settings to the screen, on a profile of one's own."""

import struct
import zlib

import pytest
from public_service import PublicService, Reply
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from prospectdesk.domain.tiles import Settings
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.jobs.tiles import cache_of, save
from prospectdesk.ui.kit.desk import Desk
from prospectdesk.ui.kit.map import land
from prospectdesk.ui.kit.map.camera import Camera, world_point
from prospectdesk.ui.kit.map.tiles import in_sight, picture, place_of
from prospectdesk.ui.kit.map.view import MapView

RED = (200, 30, 30)


def png():
    """A red picture."""

    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes(RED) * 256 for _ in range(256))
    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
    )


@pytest.fixture
def server():
    made = PublicService()
    yield made
    made.close()


@pytest.fixture
def own(tmp_path, lanes, run, theme):
    """A desk on a new profile that is no demonstration."""
    session = open_session(Opening(data_dir=tmp_path / "p", encryption=False, interactive=False))
    desk = Desk.of(session, lanes)
    yield desk
    run(desk.close())
    desk.deleteLater()
    session.close()


def test_pictures_are_drawn_once_they_are_wanted_and_named(qtbot, rest, own, server):
    for known in (land.outlines, land.borders, land.towns):
        known.cache_clear()
    view = MapView("sample.map", own)
    view.resize(700, 500)
    qtbot.addWidget(view)
    view.show()
    rest(own)
    assert view.attribution() == "Fond de carte hors ligne intégré"
    assert land.is_ready(), "the shipped ground was read in a lane"
    assert not server.asked, "off unless wanted"
    for zoom, column, row in in_sight(view.camera.sized(1000, 800)):
        server.says("GET", f"/{zoom}/{column}/{row}.png", Reply(png()))
    template = f"{server.url}/{{z}}/{{x}}/{{y}}.png"
    own.bus.do(save(Settings(on=True, template=template, attribution="© Exemple")))
    view.hide()
    view.show()
    qtbot.waitUntil(lambda: len(server.asked) >= len(in_sight(view.camera)), timeout=10_000)
    rest(own)
    view.grab()
    rest(own)
    qtbot.waitUntil(lambda: view.grab().toImage().pixelColor(300, 20) == QColor(*RED), timeout=5000)
    assert view.attribution() == "© Exemple"
    assert cache_of(own.session).size() > 0
    asked = len(server.asked)
    view.look(view.camera.zoomed(2))
    assert view.grab().toImage().pixelColor(300, 20) == QColor(*RED), (
        "a coarser picture until the finer one is there"
    )
    qtbot.waitUntil(lambda: view.tiles.failed or len(server.asked) > asked)
    rest(own)
    own.bus.do(save(Settings()))
    view.hide()
    view.show()
    rest(own)
    assert view.grab().toImage().pixelColor(300, 20) != QColor(*RED)


def test_squares_in_sight_cover_the_screen_and_the_middle_comes_first():
    camera = Camera(*world_point(45.76, 4.86), 9.3, 700, 500)
    keys = in_sight(camera)
    assert place_of(camera, keys[0]).contains(350, 250)
    for corner in (QPoint(0, 0), QPoint(699, 0), QPoint(0, 499), QPoint(699, 499)):
        assert sum(place_of(camera, key).contains(corner) for key in keys) == 1
    assert {zoom for zoom, _, _ in keys} == {9}


class Given:
    """Gives the bytes of a test as the picture of every square."""

    def __init__(self, data):
        self.data = data

    def picture(self, *_key):
        return self.data


def test_bytes_that_only_begin_as_a_picture_draw_nothing(qapp):
    whole = png()
    assert picture(Given(whole), (1, 0, 0)).pixelColor(9, 9) == QColor(*RED)
    for data in (
        None,
        b"",
        b"GIF89a",
        whole[:33],
        whole[:60],
        whole[:40] + b"\0" * 40,
        b"\xff\xd8\xff" + whole,
    ):
        found = picture(Given(data), (1, 0, 0))
        assert found is None or found.width() == 256, "what a library mends is still of the size it said"
