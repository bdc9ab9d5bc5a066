"""The look: readable in both themes, dressed anew at once, one font in pictures."""

import tomllib

import pytest
from PySide6.QtGui import QColor

from prospectdesk import resources
from prospectdesk.ui.kit import theme as look
from prospectdesk.ui.kit.buttons import Button
from prospectdesk.ui.kit.icons import icon, pixmap, set_icon
from prospectdesk.ui.kit.pills import TONES
from prospectdesk.ui.kit.theme import Look, bundled_family
from prospectdesk.ui.kit.tokens import load_tokens

MODES = ("light", "dark")
GROUNDS = ("bg", "surface", "side", "hover")
TEXTS = (
    "text", "text_2", "text_3", "accent", "ok", "warn", "bad", "due_future", "due_today", "due_late", "due_very_late",
)  # fmt: skip
EDGES = ("input_edge", "card_white_edge", "card_orange_edge", "card_grey_edge")


def luminance(color):
    parts = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in color.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
def test_every_text_can_be_read_on_every_ground(mode):
    t = load_tokens(mode)
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [(ink, fill) for ink, fill in TONES.values()]
    pairs += [
        ("accent_on", "accent"),
        ("accent_on", "bad"),
        ("text", "accent_soft"),
        ("accent", "accent_soft"),
    ]
    pairs += [("text", f"card_{kind}") for kind in ("white", "orange")] + [("card_grey_text", "card_grey")]
    weak = {
        (a, b): round(contrast(getattr(t, a), getattr(t, b)), 2)
        for a, b in pairs
        if contrast(getattr(t, a), getattr(t, b)) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("mode", MODES)
def test_edges_of_fields_and_cards_can_be_seen(mode):
    t = load_tokens(mode)
    assert {edge: contrast(getattr(t, edge), t.surface) >= 3 for edge in EDGES} == dict.fromkeys(EDGES, True)


def test_both_themes_name_the_same_colours():
    light, dark = (tomllib.loads(resources.text(f"themes/{mode}.toml")) for mode in MODES)
    assert light.keys() == dark.keys()


@pytest.mark.parametrize("mode", MODES)
def test_the_marks_of_boxes_have_the_colours_of_the_theme(mode):
    t = load_tokens(mode)
    assert t.accent_on in resources.text(f"themes/marks/check-{mode}.svg")
    assert t.accent in resources.text(f"themes/marks/dot-{mode}.svg")


def test_the_style_sheet_is_short_and_has_no_colour_of_its_own():
    text = resources.text("themes/base.qss")
    assert len(text.splitlines()) <= 150
    assert "#" not in text.replace("QCalendarWidget #qt_calendar_navigationbar", "")


def test_a_change_of_theme_is_told_and_reaches_icons(theme, qtbot):
    button = Button("Appeler", "phone")
    qtbot.addWidget(button)
    before = button.icon().pixmap(16).toImage()
    with qtbot.waitSignal(theme.changed):
        theme.apply(Look("dark", family=bundled_family()))
    assert theme.dark
    assert button.icon().pixmap(16).toImage() != before
    assert look.current() is theme


def test_text_size_stays_between_90_and_150_percent(theme):
    theme.apply(Look("light", text_percent=400, family=bundled_family()))
    assert theme.look.text_percent == 150
    assert theme.font("body").pixelSize() == 20
    assert theme.control_height == 48
    theme.apply(Look("light", text_percent=10, family=bundled_family()))
    assert theme.font("body").pixelSize() == 12
    assert theme.control_height == 32


def test_density_sets_the_height_of_rows(theme):
    assert theme.row_height == 44
    theme.apply(Look("light", "compact", family=bundled_family()))
    assert theme.row_height == 32


def test_pictures_are_written_in_the_shipped_font(theme):
    assert theme.font("body").family() == "Inter"
    assert theme.font("title", True).weight() == 600


def test_every_shipped_icon_draws_something(theme):
    names = sorted(path.stem for path in resources.path("icons").glob("*.svg"))
    assert len(names) >= 90
    empty = [name for name in names if not any(drawn(name))]
    assert empty == []


def drawn(name):
    picture = pixmap(name, "text", 16, 1.0).toImage()
    return (picture.pixelColor(x, y).alpha() for x in range(16) for y in range(16))


def test_an_icon_is_made_once_and_an_unknown_one_is_refused(theme):
    assert pixmap("phone", "accent", 16, 2.0) is pixmap("phone", "accent", 16, 2.0)
    assert pixmap("phone", "accent", 16, 2.0).width() == 32
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_a_button_can_change_its_icon(theme, qtbot):
    button = Button("Appeler", "phone")
    qtbot.addWidget(button)
    set_icon(button, "mail")
    assert button.icon().pixmap(16).toImage() == icon("mail", "text_2", 6).pixmap(16).toImage()
    set_icon(button, "")
    assert button.icon().isNull()
