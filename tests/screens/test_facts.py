"""What must be true of every screen: names, reasons, plain texts, nothing cut, nothing empty."""

import re
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.sideways import Sideways
from prospectdesk.ui.screens import colors, cut_texts, dress, render

NAME = re.compile(r"[a-z_]+(\.[\w-]+)*")
SIZES = ((1440, 900), (1024, 680))
COLORS = 12

scenes = sys.modules["scenes"]


@pytest.mark.spec("X-28")
def test_no_screen_is_empty_in_the_dark_theme(show, stage, rest):
    """The screens in one test and before all others: another theme costs by what the window holds already.

    Pages of the preferences are one kind; what depends on the layout is looked at in the light theme.
    """
    dress("dark")
    numbers = {
        scene.name: colors(render(show(scene), SIZES[0], "dark"))
        for scene in scenes.scenes()
        if scene.name == scene.screen and not scene.screen.startswith("settings.")
    }
    dress("light")
    assert numbers
    assert not {name: number for name, number in numbers.items() if number < COLORS}


@pytest.mark.spec("X-03", "X-05", "X-28")
def test_every_screen_is_named_explained_plain_whole_and_in_sight(scene, show, stage):
    """All facts of a screen in one test: bringing it about costs more than looking at it."""
    window = show(scene)
    found = [*unnamed(window), *unreasoned(window), *rich(window)]
    found += [f"shown before it had a parent: {one}" for one in stage.stray.found]
    stage.stray.found.clear()
    for size in sorted(SIZES, key=lambda size: size[0] != window.width()):  # another size costs much
        number = colors(render(window, size, "light"))
        wrong = [f"only {number} colours"] if number < COLORS else []
        wrong += [f"cut: {text!r}" for text in cut_texts(window)]
        wrong += [*squeezed(window), *outside(window), *sideways(window)]
        found += [f"{size[0]}x{size[1]}: {one}" for one in wrong]
    assert not found, "\n".join(found)


def unnamed(window):
    """Interactive widgets without objectName "screen.thing" or without a name for a screen reader."""
    for one in scenes.interactive(window):
        if not NAME.fullmatch(one.objectName()):
            yield f"no objectName: {scenes.told(one)}"
        if not (one.accessibleName() or (isinstance(one, QAbstractButton) and one.text())):
            yield f"no accessible name: {scenes.told(one)}"


def unreasoned(window):
    """Disabled controls and menu items that do not say what enables them."""
    for one in scenes.interactive(window):
        alone = not one.isEnabled() and (one.parentWidget() is None or one.parentWidget().isEnabled())
        if alone and not one.toolTip():
            yield f"no reason: {scenes.told(one)}"
    for action in window.findChildren(QAction):
        off = not action.isEnabled() and not action.isSeparator() and action.text()
        if off and not action.statusTip() and action.toolTip() == action.text().replace("&", ""):
            yield f"no reason: action {action.objectName()} {action.text()}"


def rich(window):
    """Labels that would read HTML in what somebody typed (R2)."""
    for one in window.findChildren(QLabel):
        if one.textFormat() != Qt.TextFormat.PlainText and not scenes.is_inner(one):
            yield f"not plain: {scenes.told(one)}"


def squeezed(window):
    """Buttons narrower than their text."""
    for one in scenes.on_screen(window):
        if isinstance(one, Button) and one.text() and one.width() < one.minimumSizeHint().width():
            yield f"squeezed: {scenes.told(one)} {one.width()} < {one.minimumSizeHint().width()}"


def outside(window):
    """Buttons and fields that lie beyond the edge of the window."""
    for one in scenes.interactive(window):
        if one.visibleRegion().isEmpty() and not scrolled(one):
            yield f"out of sight: {scenes.told(one)}"


def sideways(window):
    """Contents wider than a place that scrolls up and down only: their right edge is cut."""
    for area in window.findChildren(QScrollArea):
        inner, never = area.widget(), Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        shut = area.horizontalScrollBarPolicy() == never and not isinstance(area, Sideways)
        if shut and inner is not None and area.isVisible() and inner.width() > area.viewport().width():
            yield f"cut at the right: {scenes.told(area)} {inner.width()} > {area.viewport().width()}"


def scrolled(widget):
    """Whether it is only scrolled away, or covered on purpose (the palette lies over the page)."""
    above = widget
    while above is not None:
        if above.objectName() in {"qt_scrollarea_viewport", "tabs"}:
            return True
        above = above.parentWidget()
    veil = widget.window().findChild(QWidget, "palette")
    return veil is not None and veil.isVisible()
