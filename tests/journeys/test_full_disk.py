"""F3 at the window: on a protected disk it opens and reads; what was typed stays until there is room."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt

if sys.platform == "win32":
    pytest.skip("rights of Unix", allow_module_level=True)

from disks import write_protected

NOTE = "Rappeler après la livraison"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.spec("F3", "X-26")
def test_a_protected_disk_is_said_at_the_start_and_the_note_waits_for_room(start, demo):
    with write_protected(demo.data_dir):
        desk = start(demo)
        assert "lecture seule" in desk.text("home.messages.text")
        assert desk.text("status.read_only") == "Lecture seule"
        desk.click("home.messages.retry")
        assert "lecture seule" in desk.text("home.messages.text")

        desk.open_by_search("cycles", "Cycles Le Goff")
        desk.fill("sheet.timeline.note.text", NOTE)
        desk.press(Qt.Key.Key_Return, CONTROL)
        assert "plein ou protégé" in desk.text("sheet.timeline.note.messages.text")
        assert desk.text("sheet.timeline.note.text") == NOTE
        assert not desk.sees("sheet.messages.text"), "tabs and drafts that cannot be kept are no news"
        assert desk.rows("SELECT count(*) FROM timeline WHERE text = ?", NOTE) == [(0,)]

    desk.press(Qt.Key.Key_Return, CONTROL)
    desk.wait(lambda: desk.text("sheet.timeline.note.text") == "")
    desk.rest()
    assert desk.rows("SELECT count(*) FROM timeline WHERE text = ?", NOTE) == [(1,)]
    assert not desk.sees("status.read_only")
