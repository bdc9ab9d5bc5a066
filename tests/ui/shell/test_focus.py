"""What needs a window system: the shortcuts of the window reach it wherever the focus is."""

import pytest
from PySide6.QtCore import Qt

from prospectdesk.ui.shell.registry import RAIL

pytestmark = pytest.mark.xvfb


@pytest.fixture
def active(window, qtbot):
    window.activateWindow()
    window.raise_()
    qtbot.waitActive(window)
    return window


def test_ctrl_k_opens_the_palette_and_escape_gives_the_focus_back(active, qtbot):
    active.open("settings")
    field = active.rail.buttons["settings"]
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = active.need_live().palette
    qtbot.waitUntil(palette.isVisible)
    qtbot.waitUntil(palette.field.hasFocus)
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(field.hasFocus)


def test_ctrl_z_in_a_field_is_the_field_s_own(active, qtbot):
    active.open("palette")
    field = active.need_live().palette.field
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "abc")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == ""
    active.need_live().palette.close_palette()


def test_a_screen_of_the_rail_is_reached_by_ctrl_and_its_number(active, qtbot):
    name = next(iter(active.rail.buttons))
    key = active.menus.actions[f"go.{name}"].shortcut()
    assert key.toString() == f"Ctrl+{RAIL.index(name) + 1}"
    active.open("settings")
    qtbot.keySequence(active, key)
    qtbot.waitUntil(lambda: active.router.screen == name)
