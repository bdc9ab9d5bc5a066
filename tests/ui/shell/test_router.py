"""The router: places, the way back, sheets that are never doubled, walking through a list."""

import pytest

from prospectdesk.ui.kit.screen import ScreenSpec
from prospectdesk.ui.shell.router import Place, Router


def spec(name, group="rail", order=0):
    return ScreenSpec(name, name, "info", group, order, lambda desk: None)


@pytest.fixture
def router(qapp):
    names = [spec("home"), spec("prospects"), spec("sheet", "sheet"), spec("settings", "hidden")]
    names.append(spec("settings.about", "settings"))
    return Router({one.name: one for one in names})


@pytest.fixture
def seen(router):
    places = []
    router.arrived.connect(lambda place, params: places.append((place, dict(params))))
    return places


def test_an_unknown_screen_is_left_alone(router, seen):
    assert not router.open("leads")
    assert seen == []


def test_the_way_back_leads_through_the_places_and_forth_again(router, seen):
    router.open("home")
    router.open("prospects")
    router.open("sheet", company=7)
    router.back()
    router.back()
    assert router.here == Place("home")
    assert not router.can_go_back
    router.forward()
    router.forward()
    assert router.here == Place("sheet", 7)
    assert not router.can_go_forward


def test_a_new_place_forgets_what_was_left_by_going_back(router):
    router.open("home")
    router.open("prospects")
    router.back()
    router.open("sheet", company=1)
    assert not router.can_go_forward
    router.back()
    assert router.here == Place("home")


@pytest.mark.spec("X-01")
def test_a_sheet_already_open_is_focused_and_never_doubled(router):
    router.open("home")
    for company in (3, 5, 3):
        router.open("sheet", company=company)
    assert router.sheets == [3, 5]
    assert router.here == Place("sheet", 3)


def test_a_part_of_the_sheet_opens_the_sheet_at_that_part(router, seen):
    router.open("sheet", company=3)
    router.open("sheet.contacts")
    assert seen[-1] == (Place("sheet", 3), {"company": 3, "tab": "sheet.contacts"})


def test_a_sheet_without_company_is_not_opened(router, seen):
    router.open("home")
    assert not router.open("sheet")
    assert router.here == Place("home")


def test_a_background_sheet_gets_a_tab_without_being_shown(router):
    router.open("home")
    router.open("sheet", company=4, background=True)
    assert router.sheets == [4]
    assert router.here == Place("home")


def test_walking_stays_in_the_tab_and_stops_at_the_ends(router):
    router.open("prospects")
    router.open("sheet", company=20, company_list=[10, 20, 30])
    assert router.walk_place() == (2, 3)
    assert router.walk(1)
    assert router.sheets == [30]
    assert router.walk_place() == (3, 3)
    assert not router.walk(1)
    assert router.walk(-1)
    assert router.here == Place("sheet", 20)


def test_closing_the_last_sheet_shows_the_screen_of_the_rail(router):
    router.open("prospects")
    router.open("sheet", company=1)
    router.open("sheet", company=2)
    router.close_sheet(2)
    assert router.here == Place("sheet", 1)
    router.close_sheet(1)
    assert router.here == Place("prospects")
    assert router.sheets == []


def test_a_company_that_is_gone_leaves_tabs_and_the_way_back(router):
    router.open("home")
    router.open("sheet", company=1)
    router.open("prospects")
    router.forget({1})
    router.back()
    assert router.here == Place("home")


def test_settings_are_one_place_with_parts(router, seen):
    router.open("settings.about")
    assert router.here == Place("settings", part="settings.about")


@pytest.mark.spec("X-01")
def test_what_was_open_comes_back_as_far_as_it_still_exists(router):
    kept = {"screen": "prospects", "sheets": [1, 2, "x"], "current": 2}
    router.restore(kept, {2}, "home")
    assert router.sheets == [2]
    assert router.here == Place("sheet", 2)
    assert router.screen == "prospects"


def test_a_screen_that_is_no_more_gives_the_first_one(router):
    router.restore({"screen": "leads", "sheets": [], "current": None}, set(), "home")
    assert router.here == Place("home")


@pytest.fixture
def with_tool(qapp):
    names = [spec("home"), spec("prospects"), spec("sheet", "sheet")]
    names += [spec(name, "hidden")._replace(tab="tool") for name in ("tool", "tool.part")]
    return Router({one.name: one for one in names})


@pytest.mark.spec("P-01")
def test_a_tool_stands_in_one_closable_tab_and_leaves_the_screen_of_the_rail(with_tool):
    with_tool.open("prospects")
    with_tool.open("tool")
    with_tool.open("tool.part")
    assert with_tool.tools == {"tool": "tool.part"}
    assert with_tool.screen == "prospects"
    assert with_tool.tab_of(with_tool.here) == "tool"
    with_tool.pick(None)
    assert with_tool.here == Place("prospects")
    with_tool.pick("tool")
    assert with_tool.here == Place("tool.part")
    with_tool.close_tab("tool")
    assert with_tool.here == Place("prospects")
    assert with_tool.tools == {}
    with_tool.back()
    assert with_tool.here == Place("tool.part")
    assert with_tool.tools == {"tool": "tool.part"}


def test_the_tab_of_a_tool_comes_back_at_the_next_start(with_tool):
    with_tool.open("home")
    with_tool.open("tool.part")
    kept = with_tool.state()
    with_tool.close_tab("tool")
    with_tool.restore(kept, set(), "prospects")
    assert with_tool.here == Place("tool.part")
    assert with_tool.screen == "home"
    with_tool.restore(
        {"screen": "tool", "tools": {"tool": "gone", "x": 3}, "current": "tool"}, set(), "prospects"
    )
    assert with_tool.here == Place("prospects")
    assert with_tool.tools == {}
