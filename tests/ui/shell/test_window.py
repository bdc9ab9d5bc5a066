"""The window around the pages: rail, tabs, undo bar, status line, drafts, tabs kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.drafts import SaveDraft
from prospectdesk.commands.timeline import AddNote
from prospectdesk.jobs import demo
from prospectdesk.queries.people import settings
from prospectdesk.queries.window import company_names, most_told
from prospectdesk.ui.shell.router import Place


@pytest.fixture
def company(session):
    return session.reader.run(most_told)


def named(window, name):
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found


@pytest.mark.spec("X-01")
def test_the_rail_holds_the_built_screens_in_their_order(window):
    names = list(window.rail.buttons)
    order = [
        "home",
        "suspects",
        "relances",
        "opportunities",
        "prospects",
        "leads",
        "alerts",
        "dashboard",
        "tools",
    ]
    assert names[-1] == "settings"
    assert names[:-1] == [one for one in order if one in names]


def test_the_rail_shows_icons_only_in_a_narrow_window(window, qtbot):
    assert window.rail.width() == 216
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: window.rail.width() == 56)
    for button in window.rail.buttons.values():
        assert button.toolTip() == button.accessibleName()


def test_a_screen_of_the_rail_is_shown_by_a_click(window, qtbot):
    qtbot.mouseClick(named(window, "rail.settings"), Qt.MouseButton.LeftButton)
    assert window.router.here == Place("settings")
    assert named(window, "rail.settings").isChecked()
    assert window.top.tabs.tabText(0) == "Paramètres"


@pytest.mark.spec("X-01")
def test_a_sheet_has_a_tab_with_its_name_and_a_cross(window, company, rest, session, qtbot):
    window.open("sheet", company=company)
    rest(window.desk)
    name = session.reader.run(company_names, [company])[company]
    tabs = window.top.tabs
    assert [tabs.tabText(index) for index in range(1, tabs.count())] == [name.replace("&", "&&")]
    window.open("sheet", company=company)
    assert tabs.count() == 2
    qtbot.mouseClick(named(window, f"tabs.close.{company}"), Qt.MouseButton.LeftButton)
    assert tabs.count() == 1
    assert window.router.here.company is None


@pytest.mark.spec("X-05")
def test_what_cannot_be_done_says_what_would_enable_it(window):
    for action in window.menus.actions.all():
        if not action.isEnabled():
            assert action.statusTip(), action.objectName()
    for button in (window.top.back, window.top.forward, window.top.undo):
        assert button.isEnabled() or button.toolTip()


@pytest.mark.spec("X-15")
def test_changes_that_wait_are_counted_as_user_actions(window, company, run, rest):
    before = window.rail.sync.waiting.text()
    run(window.desk.do(AddNote(company=company, text="Une note")))
    rest(window.desk)
    run(window.need_live().read_counts())
    assert window.rail.sync.isVisible()
    assert "en attente" in window.rail.sync.waiting.text()
    assert window.rail.sync.waiting.text() != before
    assert "en attente" in window.status.state.text()


def test_undo_is_named_and_takes_the_last_step_back(window, company, run, rest):
    run(window.desk.do(CreateContact(company=company, nom="Dupont")))
    assert window.menus.actions["undo"].isEnabled()
    assert window.top.undo.isEnabled()
    count = "SELECT count(*) FROM contact WHERE last_name = 'Dupont' AND deleted_at IS NULL"
    read = window.desk.session.reader.run
    assert read(lambda conn: conn.execute(count).fetchone()[0]) == 1
    window.top.undo.click()
    rest(window.desk)
    assert read(lambda conn: conn.execute(count).fetchone()[0]) == 0
    assert "Annulé" in window.undo_bar.label.text()
    window.menus.actions["redo"].trigger()
    rest(window.desk)
    assert read(lambda conn: conn.execute(count).fetchone()[0]) == 1


@pytest.mark.spec("A-X6")
@pytest.mark.spec("C-42")
def test_a_note_being_written_stays_while_other_screens_are_visited(window, company, rest):
    window.open("sheet", company=company)
    window.write("sheet.note")
    rest(window.desk)
    frame = window.need_live().floats.frames()[0]
    assert frame.isVisible()
    window.open("settings")
    assert frame.isVisible()
    area = window.pages_area.rect()
    assert area.contains(frame.geometry())
    assert frame.geometry().bottom() > area.height() - 40


@pytest.mark.spec("A-X6")
def test_a_draft_is_open_again_after_a_restart(window, company, run, rest):
    live = window.need_live()
    draft = {"text": "À rappeler jeudi"}
    save = SaveDraft(key=f"sheet.note:{company}", kind="sheet.note", company=company, data=draft)
    run(window.desk.do(save, undoable=False))
    run(live.floats.reopen())
    rest(window.desk)
    frame = live.floats.frames()[0]
    assert frame.company == company
    assert frame.editor.body.text.toPlainText() == "À rappeler jeudi"


@pytest.mark.spec("X-01")
def test_open_tabs_are_kept_and_come_back(window, company, run, rest):
    window.open("settings")
    window.open("sheet", company=company)
    run(window.need_live().save_tabs())
    kept = run(window.desk.query(settings, "window."))["window.tabs"]
    assert kept == {"screen": "settings", "sheets": [company], "current": company}
    window.close_tab()
    run(window.need_live().restore())
    rest(window.desk)
    assert window.router.here == Place("sheet", company)


@pytest.mark.spec("X-29")
def test_the_demonstration_advances_its_clock_from_its_menu(window, rest):
    before = window.desk.today()
    window.menus.actions["demo.days"].trigger()
    rest(window.desk)
    assert window.desk.today() == before + 3
    assert "Horloge avancée" in window.undo_bar.label.text()


@pytest.mark.spec("X-29")
def test_the_demonstration_goes_offline_and_says_so(window, run, rest):
    window.menus.actions["demo.offline"].trigger()
    rest(window.desk)
    run(window.need_live().read_counts())
    assert window.rail.sync.state.text() == "Hors ligne"
    assert "Hors ligne" in window.status.state.text()


@pytest.mark.spec("X-29", "A-P5")
def test_the_demonstration_lets_a_port_fail_until_it_is_switched_off(window, session, rest):
    action = window.menus.actions["demo.fail.lbb"]
    action.trigger()
    rest(window.desk)
    assert "La Bonne Boite" in window.undo_bar.label.text()
    assert not session.ports.may_reach("lbb")
    demo.act(session, "fail", ["lbb", "off"])  # as the command line does
    window.need_live().demo.refresh()
    rest(window.desk)
    assert not action.isChecked()
    assert session.ports.may_reach("lbb")


def test_letters_alone_are_no_shortcut_of_the_window(window):
    from prospectdesk.ui.shell.actions import is_letter

    for action in window.menus.actions.all():
        assert not any(is_letter(keys) for keys in action.shortcuts()), action.objectName()


def test_no_shortcut_is_given_twice(window):
    keys = [one.toString() for action in window.menus.actions.all() for one in action.shortcuts()]
    assert sorted(keys) == sorted(set(keys))
