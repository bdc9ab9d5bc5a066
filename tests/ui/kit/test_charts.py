"""Charts: what lies where, patterns beside colours, pictures that other programs read."""

import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage

from prospectdesk.ui.kit.charts.data import PATTERNS, Chart, Group, Part, Series, nice_step
from prospectdesk.ui.kit.charts.painting import _ink, fill, stripes
from prospectdesk.ui.kit.charts.pictures import png, svg
from prospectdesk.ui.kit.charts.scene import least_height, scene
from prospectdesk.ui.kit.tokens import load_tokens

SERIES = tuple(Series(name, "accent", number / 8, PATTERNS[number]) for number, name in enumerate("abcdef"))


def chart(form="rows", values=((3, 2), (0, 4), (1, 0)), **more):
    groups = tuple(
        Group(f"<g{number}>", tuple(Part(place, one, f"{number}|{place}", "", str(one)) for place, one in enumerate(row)),
              str(sum(row)))
        for number, row in enumerate(values)
    )  # fmt: skip
    return Chart("Titre & <b>", groups, SERIES, form=form, legend=True, note="Note", **more)


@pytest.mark.parametrize("form", ["rows", "columns"])
@pytest.mark.parametrize("size", [(300, 240), (900, 420)])
def test_marks_are_as_long_as_their_values_and_lie_inside(qapp, theme, form, size):
    found = scene(chart(form), QSizeF(*size))
    keys = [(one.group, one.part) for one in found.marks]
    assert keys == [(0, 0), (0, 1), (1, 1), (2, 0)]
    long = [one.area.width() if form == "rows" else one.area.height() for one in found.marks]
    for mark, value in zip(long, (3, 2, 4, 1), strict=True):
        assert mark == pytest.approx(long[0] * value / 3, abs=3)
    whole = QRectF(0, 0, *size)
    assert all(whole.contains(one.area) for one in found.marks)
    assert found.at(found.marks[2].area.center()) == 2
    assert found.at(QRectF(-9, -9, 1, 1).center()) is None


def test_a_chart_of_nothing_is_empty_and_still_has_a_size(qapp, theme):
    for one in (Chart("", (), ()), chart(values=((0, 0),)), chart("columns", values=())):
        assert one.empty
        assert not scene(one, QSizeF(300, 200)).marks
        assert least_height(one, 300) > 0


@pytest.mark.parametrize(
    ("most", "step"), [(0, 1), (3, 1), (34_595, 20_000), (29_000, 10_000), (420, 200), (7, 5), (1e12, 5e11)]
)
def test_grid_lines_stand_at_round_values(most, step):
    assert nice_step(most) == step


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("token", ["accent", "type_client", "warn", "type_contact", "bad", "ok"])
def test_a_number_on_a_bar_is_readable(mode, token):
    tokens = load_tokens(mode)
    color = fill(Series("", token), tokens)
    assert contrast(color, _ink(color, tokens)) >= 4


def contrast(one, other):
    def light(color):
        parts = (color.redF(), color.greenF(), color.blueF())
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.spec("X-05")
def test_series_differ_without_their_colours():
    assert len({one.pattern for one in SERIES}) == len(SERIES)
    area = QRectF(10, 20, 57, 23)
    for rising in (True, False):
        for line in stripes(area, rising=rising):
            assert area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(line.p1())
            assert area.adjusted(-0.01, -0.01, 0.01, 0.01).contains(line.p2())
            assert (line.dy() * line.dx() < 0) == rising


def test_pictures_are_on_white_paper_whatever_the_window_wears(qapp, theme):
    from dataclasses import replace

    theme.apply(replace(theme.look, mode="dark"))
    for form in ("rows", "columns"):
        image = QImage.fromData(png(chart(form)))
        assert image.width() == 1800
        assert image.pixelColor(3, 3) == QColor("#FFFFFF")
        drawing = ET.fromstring(svg(chart(form)))
        texts = {one.text for one in drawing.iter() if one.tag.endswith("text")}
        assert {"Titre & <b>", "<g0>", "Note", "a"} <= texts
        titles = [one.text for one in drawing.iter() if one.tag.endswith("title")]
        assert titles == ["Titre & <b>"]
