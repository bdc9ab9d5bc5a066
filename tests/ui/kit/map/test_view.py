"""The map in a window: handle, wheel, lasso, keyboard, picking, words, paper."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPdfWriter, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from prospectdesk.ui.kit.map.camera import world_point
from prospectdesk.ui.kit.map.circle import HANDLE
from prospectdesk.ui.kit.map.view import AT_ONCE, MapView

LYON = (45.7606, 4.8611)
LATITUDES = [45.80, 45.70, 45.76, 45.90, 45.90, np.nan]
LONGITUDES = [4.80, 4.95, 5.00, 4.60, 4.60, 4.60]
KINDS = [0, 1, 4, 5, 5, 2]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shown(qtbot, theme):
    """A map of a few points around Lyon between two buttons, and what it told."""
    window = QWidget()
    row = QHBoxLayout(window)
    view = MapView("sample.map")
    for one in (QPushButton("avant"), view, QPushButton("après")):
        row.addWidget(one)
    told = []
    view.radius_changed.connect(lambda km: told.append(("radius", km)))
    view.radius_settled.connect(lambda km: told.append(("settled", km)))
    view.point_picked.connect(lambda index: told.append(("picked", index)))
    view.chosen_changed.connect(lambda index: told.append(("chosen", index)))
    view.lassoed.connect(lambda found: told.append(("lasso", found.tolist())))
    view.set_place(*LYON)
    view.set_points(LATITUDES, LONGITUDES, KINDS)
    view.set_names(lambda index: f"Société {index}")
    window.resize(980, 620)
    qtbot.addWidget(window)
    window.show()
    view.setFocus()
    yield view, told
    window.close()


def where(view, index):
    """The pixel of a point."""
    at = view.camera.screen_point(*world_point(LATITUDES[index], LONGITUDES[index]))
    return QPoint(round(at[0]), round(at[1]))


def drag(qtbot, view, places):
    """Presses, moves through some places and lets go."""
    qtbot.mousePress(view, LEFT, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(view, place)
    qtbot.mouseRelease(view, LEFT, pos=places[-1])


def turn(view, at, eighths):
    """Turns the wheel over a pixel."""
    turned = QWheelEvent(
        at, view.mapToGlobal(at), QPoint(), QPoint(0, eighths),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, turned)


@pytest.mark.spec("P-03")
@pytest.mark.spec("P-14")
def test_mouse_wheel_and_lasso(qtbot, shown):
    view, told = shown
    box = view.camera.box
    assert box.left < view.circle.box.left < view.circle.box.right < box.right
    handle = view.circle.handle(view.camera).toPoint()
    drag(qtbot, view, [handle, handle - QPoint(30, 0), handle - QPoint(60, 0), handle - QPoint(60, 5)])
    radii = [km for what, km in told if what == "radius"]
    assert len(radii) >= 2
    assert radii == sorted(radii, reverse=True)
    assert told[-1] == ("settled", view.circle.km)
    assert 15 < view.circle.km < 30
    told.clear()
    before = view.camera
    drag(qtbot, view, [QPoint(200, 200), QPoint(240, 200), QPoint(260, 230)])
    assert (view.camera.x, view.camera.y) != (before.x, before.y)
    assert not told, "panning picks nothing"
    under = view.camera.world_at(300, 200)
    turn(view, QPointF(300, 200), 240)
    assert view.camera.zoom == pytest.approx(before.zoom + 1)
    assert view.camera.world_at(300, 200) == (pytest.approx(under[0]), pytest.approx(under[1]))
    qtbot.mouseClick(view.tools.whole, LEFT)
    qtbot.mouseClick(view.tools.nearer, LEFT)
    qtbot.mouseClick(view.tools.farther, LEFT)
    qtbot.mouseClick(view.tools.lasso, LEFT)
    around = [where(view, 0) + QPoint(x, y) for x, y in ((-30, -30), (30, -30), (30, 30), (-30, 30))]
    drag(qtbot, view, around)
    assert told == [("lasso", [0])]
    assert not view.tools.lasso.isChecked(), "one lasso, then the map is in hand again"
    told.clear()
    qtbot.mouseClick(view, LEFT, pos=where(view, 2))
    assert told == [("chosen", 2), ("picked", 2)]
    assert "Choisi\u00a0: Société 2." in view.accessibleDescription()
    told.clear()
    qtbot.mouseClick(view, LEFT, pos=where(view, 3))
    assert told == [("lasso", [3, 4])], "one spot cannot be looked at nearer: its points are told"
    qtbot.mouseClick(view, LEFT, pos=QPoint(20, 300))
    assert view.chosen == -1


def test_a_notch_shows_the_former_ground_for_a_frame_and_then_the_exact_one(qtbot, shown):
    view, _told = shown
    view.grab()
    for eighths in (60, -60):
        turn(view, QPointF(300, 200), eighths)
        hasty = view.grab().toImage()
        assert view.ground.is_stretched
        qtbot.waitUntil(lambda: not view.ground.is_worn(view.camera))
        drawn = view.grab().toImage()
        view.redraw()
        view.grab()
        qtbot.waitUntil(lambda: not view.ground.is_worn(view.camera))
        assert drawn == view.grab().toImage() != hasty
    turn(view, QPointF(300, 200), 480)
    view.grab()
    assert not view.ground.is_stretched, "far from the former zoom all is drawn at once"


@pytest.mark.spec("P-03")
def test_the_keyboard_does_what_the_mouse_can(qtbot, shown):
    view, told = shown
    assert view.accessibleName() == "Carte"
    assert "Cercle de 30\u00a0km" in view.accessibleDescription()
    assert (
        "1\u00a0clients, 1\u00a0mission qualifiée, 1\u00a0potentiels, 2\u00a0suspects"
        in view.accessibleDescription()
    )
    start = view.camera
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.camera.x > start.x
    assert view.camera.y < start.y
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera.zoom == pytest.approx(start.zoom + 1)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.camera == start
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    both = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(view, Qt.Key.Key_Up, both)
    assert [km for what, km in told if what == "radius"] == [29, 39]
    told.clear()
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_N)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told == [("chosen", 0), ("chosen", 1), ("picked", 1)]
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.chosen == -1
    view.setFocus()
    qtbot.keyClick(view.tools.lasso, Qt.Key.Key_Space)
    assert view.hand.lassoing
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.hand.lassoing


def test_tab_goes_through_the_marks_and_then_leaves(qtbot, shown):
    view, told = shown
    stood = []
    while view.hasFocus() and len(stood) < 9:
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        stood.append(view.mark_in_hand())
    assert len(stood) == 5, "four marks, then the next widget"
    assert sorted(stood[:4]) == [0, 1, 2, 3]
    assert [index for what, index in told if what == "chosen" and index >= 0] == [0, 1, 2]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_type_and_the_round_are_drawn_in_both_themes(qtbot, shown, theme, mode):
    view, _ = shown
    theme.apply(theme.look.__class__(mode, family=theme.look.family))
    view.route([(45.85, 4.80), (45.85, 4.95), (45.90, 4.60)])
    view.select(0)
    assert "Société 0" in view.accessibleDescription()
    image = view.grab().toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)
    }
    tokens = theme.tokens
    assert {tokens.accent.lower(), tokens.surface.lower(), tokens.type_mission.lower()} <= colours
    handle = view.circle.handle(view.camera)
    assert image.pixelColor(round(handle.x()), round(handle.y())) == tokens.color("surface")
    assert image.pixelColor(round(handle.x() + HANDLE), round(handle.y())) != tokens.color("surface")


def test_a_map_prints_as_texts_and_lines(shown, tmp_path):
    view, _ = shown
    view.route([(45.80, 4.80), (45.70, 4.95)])
    file = tmp_path / "carte.pdf"
    writer = QPdfWriter(str(file))
    painter = QPainter(writer)
    view.paint_on(painter, QRectF(0, 0, writer.width(), writer.height()), "Lyon, 30 km")
    painter.end()
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        text = document[0].get_textpage().get_text_bounded()
        pictures = [one for one in document[0].get_objects() if one.type == 3]
    for words in (
        "Lyon, 30 km",
        "Clients : 1",
        "Suspects : 2",
        "Vénissieux",
        "10 km",
        "Fond de carte hors ligne",
    ):
        assert words in text.replace("\u00a0", " ")
    assert not pictures, "drawn as vectors"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    view.paint_on(painter, QRectF(0, 0, 400, 300))
    painter.end()
    assert image.pixelColor(200, 280).lightness() > 100


def test_many_points_are_made_ready_in_a_lane_and_the_last_wish_wins(qtbot, desk, theme):
    view = MapView("sample.map", desk)
    qtbot.addWidget(view)
    rng = np.random.default_rng(1)
    for number in (AT_ONCE + 1, AT_ONCE + 2, AT_ONCE + 3):
        view.set_points(rng.normal(46, 1, number), rng.normal(3, 1, number), np.zeros(number, np.uint8))
    assert not len(view.cloud), "nothing was done on the spot"
    qtbot.waitUntil(lambda: desk.idle)
    assert len(view.cloud) == AT_ONCE + 3
    view.set_points([45.0], [5.0], [1])
    assert len(view.cloud) == 1
