"""Sheets in windows of their own: pulled out of the strip, never doubled, back in a tab."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QWidget

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.timeline import AddNote
from prospectdesk.queries.people import settings
from prospectdesk.queries.window import most_told
from prospectdesk.ui.shell.router import Place


@pytest.fixture
def torn(window, session, rest):
    """The manager, with one sheet torn off by its action."""
    company = session.reader.run(most_told)
    window.open("sheet", company=company)
    rest(window.desk)
    page = window.need_live().pages.page()
    window.menus.actions["tear_tab"].trigger()
    rest(window.desk)
    made = window.need_live().torn
    assert made.windows[company].host.page is page  # as it was: nothing is built again
    return made


@pytest.mark.spec("X-01")
def test_a_torn_sheet_is_shown_where_it_is_and_comes_back_as_a_tab(window, torn, rest, run):
    [(company, made)] = torn.windows.items()
    page = made.host.page
    assert window.router.sheets == []
    assert window.router.here.company is None
    assert made.name in made.windowTitle()
    window.open("sheet", company=company)
    assert window.router.sheets == []
    window.open("sheet.history", company=company)
    rest(window.desk)
    assert window.router.sheets == []
    assert window.menus.actions["attach_tabs"].isEnabled()
    [listed] = window.menuBar().findChildren(QAction, f"menu.window.{company}")
    assert listed.text() == made.name.replace("&", "&&")
    run(window.need_live().save_tabs())
    kept = run(window.desk.query(settings, "window."))["window.tabs"]
    assert kept["sheets"] == [company]  # the next start has it in a tab
    made.findChild(QWidget, f"window.sheet.{company}.attach").click()
    rest(window.desk)
    assert torn.windows == {}
    assert window.router.here == Place("sheet", company)
    assert window.need_live().pages.page() is page
    assert not window.menus.actions["attach_tabs"].isEnabled()


@pytest.mark.spec("X-01")
def test_a_torn_sheet_follows_what_happens_undoes_it_and_closes_with_its_window(
    window, torn, run, rest, qtbot
):
    [(company, made)] = torn.windows.items()
    run(window.desk.do(EditCompany(company=company, raison_sociale="Nouveau nom")))
    rest(window.desk)
    assert made.name == "Nouveau nom"
    made.activateWindow()
    qtbot.waitUntil(lambda: torn.active() is made)
    run(window.desk.do(AddNote(company=company, text="Une note")))
    assert {"action.undo", "action.redo", "action.palette"} <= {one.objectName() for one in made.actions()}
    window.menus.actions["undo"].trigger()
    rest(window.desk)
    write = next(one for one in made.actions() if one.objectName().endswith("key.note"))
    write.trigger()
    rest(window.desk)
    assert window.need_live().floats.frames()[0].company == company
    made.close()
    rest(window.desk)
    assert torn.windows == {}
    assert window.router.sheets == []


@pytest.mark.spec("X-01")
def test_going_back_to_a_torn_sheet_brings_it_home(window, torn, rest):
    [company] = torn.windows
    window.back()
    rest(window.desk)
    assert window.router.here == Place("sheet", company)
    assert torn.windows == {}


@pytest.mark.spec("X-01")
def test_a_tab_pulled_out_of_the_strip_becomes_a_window(window, session, rest, qtbot):
    company = session.reader.run(most_told)
    window.open("sheet", company=company)
    rest(window.desk)
    tabs = window.top.tabs
    place = tabs.tabRect(1).center()
    qtbot.mousePress(tabs, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseMove(tabs, place + QPoint(0, 10))
    assert window.need_live().torn.windows == {}
    qtbot.mouseMove(tabs, place + QPoint(0, 200))
    qtbot.mouseRelease(tabs, Qt.MouseButton.LeftButton, pos=place + QPoint(0, 200))
    rest(window.desk)
    assert list(window.need_live().torn.windows) == [company]
    tabs.torn.emit(None, None)  # the screen of the rail stays where it is
    assert len(window.need_live().torn.windows) == 1


@pytest.mark.spec("X-01")
def test_a_sheet_is_torn_off_from_the_menu_of_its_tab(window, session, rest, qtbot):
    company = session.reader.run(most_told)
    window.open("sheet", company=company)
    rest(window.desk)
    tabs = window.top.tabs
    place = tabs.tabRect(1).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, tabs.mapToGlobal(place))
    QApplication.sendEvent(tabs, event)
    del event  # gone when the person chooses
    menu = QApplication.activePopupWidget()
    tear = next(one for one in menu.actions() if one.objectName() == "tabs.menu.tear")
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(tear).center())
    rest(window.desk)
    assert list(window.need_live().torn.windows) == [company]
