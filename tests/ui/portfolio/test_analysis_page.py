"""The analysis on the demonstration: what follows what, and what is done with a row."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.register_facts import TakeRegisterFacts
from prospectdesk.domain.portfolio import Kind
from prospectdesk.domain.register import Unit
from prospectdesk.queries import relances
from prospectdesk.queries.prospects_around import Around
from prospectdesk.ui.portfolio.analysis_page import AnalysisPage

NAME = "portfolio.analysis"
TANGUY = 1


@pytest.fixture
def page(walker):
    made = walker.show(AnalysisPage(walker.desk))
    walker.press(f"{NAME}.run")
    return made


def numbers(page):
    return tuple(tile.number for tile in page.result.tiles.tiles.values())


def inside(walker, name, kind=QWidget):
    """A part of the open dialog."""
    return walker.dialog().findChild(kind, name)


def click(walker, widget):
    walker.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    walker.rest()


def drag_the_handle(walker, page):
    """The counters follow the handle, the rows when it is let go."""
    page.result.dragged.emit(10.0)
    walker.rest()
    assert numbers(page) == (1, 0, 1, 1, 0, 1)
    assert len(page.result.analysis) == 7
    page.result.settled.emit(10.0)
    walker.rest()
    assert len(page.result.analysis) == 4
    assert walker.find(f"{NAME}.radius").text() == "10"
    walker.find(f"{NAME}.radius").setText("30")
    walker.press(f"{NAME}.run")


def ask_for_what_is_missing(walker):
    """The button says what it waits for."""
    start = walker.find(f"{NAME}.run")
    walker.find(f"{NAME}.radius").setText("300")
    assert not start.isEnabled()
    assert "rayon" in start.toolTip()
    walker.find(f"{NAME}.place").setText("xqzt")
    walker.rest()
    assert "introuvable" in start.toolTip()
    assert "rayon" in start.toolTip()
    walker.find(f"{NAME}.radius").setText("30")
    walker.find(f"{NAME}.place").setText("Rennes")
    walker.rest()
    assert start.isEnabled()


def correct_a_missing_siret(walker):
    """The banner counts it, the list leads to its sheet."""
    walker.do(
        CreateCompany(
            raison_sociale="Sans numéro",
            commercial_source="ugo",
            commercial_operationnel="ugo",
            source="Salon",
        )
    )
    walker.press(f"{NAME}.run")
    assert walker.find(f"{NAME}.invalid.banner.text").text() == "1 société au SIRET invalide ou manquant"
    walker.press(f"{NAME}.invalid.banner.button", asks=True)
    links = [
        one
        for one in walker.dialog().findChildren(QWidget)
        if one.objectName().startswith(f"{NAME}.invalid.correct.")
    ]
    assert len(links) == 1
    click(walker, links[0])
    assert walker.opened[-1][0] == "sheet.file"


def leave_who_objects_alone(walker, page):
    """A company in partial diffusion is not taken in; the buttons say why (X-31)."""
    adding = walker.find(f"{NAME}.row.register")
    assert adding.isEnabled()
    walker.do(TakeRegisterFacts(unit=Unit(siren="000100065", source="sirene", public=False)))
    page.result.map.point_picked.emit(0)
    walker.desk.spawn(page, page.acts.read_row())
    walker.rest()
    for button in (adding, walker.find(f"{NAME}.row.follow")):
        assert not button.isEnabled()
        assert "s’oppose à la prospection" in button.toolTip()
    page.acts.fill_menu()
    barred = {one.objectName(): one.isEnabled() for one in page.acts.menu.actions()}
    assert not barred[f"{NAME}.menu.register"]
    walker.do(TakeRegisterFacts(unit=Unit(siren="000100065", source="sirene", name="FERRONNERIE MOREL")))


def rest_on_a_point(walker, page):
    """A point whose row nobody has read tells its name when the mouse rests on it."""
    page.result._names.clear()
    at = page.result.map.camera.screen_point(
        *(float(one[0]) for one in (page.result.map.cloud.xs, page.result.map.cloud.ys))
    )
    rest = QPoint(*map(round, at))
    QApplication.sendEvent(
        page.result.map, QHelpEvent(QEvent.Type.ToolTip, rest, page.result.map.mapToGlobal(rest))
    )
    walker.rest()
    assert QToolTip.text() != ""


def choose_one_type(walker, page):
    """One type alone, in table and map; a part of the bar stands for its tile."""
    bar = page.result.tiles.bar
    right = QPoint(bar.width() - 3, 3)
    walker.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=right)
    assert page.result.model.only is Kind.SUSPECT
    walker.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=right)
    assert page.result.model.only is None
    click(walker, page.result.tiles.tiles[Kind.SUSPECT])
    assert page.result.model.rowCount() == 2
    assert len(page.result.map.cloud) == 1
    page.result.map.point_picked.emit(0)
    walker.rest()
    assert page.result.current.row.name == "Ferronnerie Morel"
    assert not walker.find(f"{NAME}.row.follow").isEnabled()
    leave_who_objects_alone(walker, page)
    click(walker, page.result.tiles.tiles[Kind.SUSPECT])
    assert page.result.model.rowCount() == 7 + 6


@pytest.mark.spec("P-03", "P-05", "P-13", "P-14", "P-15", "P-20")
def test_table_map_and_tiles_choose_the_same_row_and_act_on_it(walker, page):
    assert page.inputs.place.label == "Rennes"
    assert numbers(page) == (1, 1, 1, 2, 1, 1)

    # one row chosen anywhere is chosen everywhere
    page.result.map.point_picked.emit(TANGUY)
    walker.rest()
    assert page.result.table.current_id() == TANGUY
    assert page.result.current.row.name == "Boulangerie Tanguy"
    page.result.table.go_to(0)
    walker.rest()
    assert page.result.map.chosen == 0
    assert walker.find(f"{NAME}.row.name").text() == "Atelier Kermarec"

    # a heading folds its group
    heading = page.result.table.visualRect(page.result.model.index(0, 1)).center()
    for rows in (12, 13):
        walker.qtbot.mouseClick(page.result.table.viewport(), Qt.MouseButton.LeftButton, pos=heading)
        assert page.result.model.rowCount() == rows

    rest_on_a_point(walker, page)
    choose_one_type(walker, page)
    walker.press(f"{NAME}.prospects")
    assert walker.opened[-1] == ("prospects", {"around": Around("Rennes", 48.1173, -1.6778, 30.0)})
    drag_the_handle(walker, page)
    ask_for_what_is_missing(walker)
    correct_a_missing_siret(walker)


@pytest.mark.spec("P-15", "P-20", "P-06")
def test_a_relance_and_a_mission_come_from_the_row_and_the_next_analysis_tells(walker, page):
    page.result.go_to(page.result.analysis.group(Kind.TO_QUALIFY).start + 1)
    walker.rest()
    assert walker.find(f"{NAME}.row.name").text() == "Dupuis Menuiserie"
    walker.press(f"{NAME}.row.follow", asks=True)
    click(walker, inside(walker, f"{NAME}.follow.form.save"))
    assert walker.relance(walker.dupuis) is not None
    assert "23/11/2026" in walker.find(f"{NAME}.row.facts").text()

    page.result.go_to(page.result.analysis.group(Kind.CONTACT).start)
    walker.rest()
    walker.press(f"{NAME}.row.missions", asks=True)
    window = walker.dialog()
    walker.qtbot.waitUntil(lambda: window.findChild(QWidget, "sheet.missions.add").isEnabled())
    walker.qtbot.mouseClick(window.findChild(QWidget, "sheet.missions.add"), Qt.MouseButton.LeftButton)
    walker.qtbot.waitUntil(lambda: window.findChild(QDialog, "sheet.missions.dialog") is not None)
    mission = window.findChild(QDialog, "sheet.missions.dialog")
    mission.label.setText("Vendeur")
    walker.qtbot.mouseClick(mission.yes, Qt.MouseButton.LeftButton)
    walker.qtbot.waitUntil(lambda: len(walker.ask(missions_of, walker.company(walker.le_goff))) == 1)
    walker.qtbot.mouseClick(window.findChild(QWidget, f"{NAME}.missions.close"), Qt.MouseButton.LeftButton)
    walker.rest()
    assert walker.find(f"{NAME}.stale").isVisible()
    walker.press(f"{NAME}.stale.button")
    assert numbers(page) == (1, 2, 0, 2, 1, 1)


@pytest.mark.spec("P-15", "C-72")
def test_ticked_companies_get_a_relance_and_a_routine_in_one_step_each(walker, page):
    registered = [
        walker.company(one)
        for one in (walker.kermarec, walker.tanguy, walker.le_goff, walker.vilaine, walker.dupuis)
    ]
    page.result.model.tick_all(True)
    walker.press(f"{NAME}.selection.follow", asks=True)
    click(walker, inside(walker, f"{NAME}.follow.form.save"))
    assert all(walker.ask(relances.open_relance, one) for one in registered)
    walker.undo()
    assert not any(walker.ask(relances.open_relance, one) for one in registered)

    walker.press(f"{NAME}.selection.routine", asks=True)
    click(walker, inside(walker, f"{NAME}.routine.yes"))
    assert [walker.tag(one) for one in (walker.kermarec, walker.tanguy, walker.dupuis)] == [
        "client", "suspect", "suspect",
    ]  # fmt: skip
    walker.undo()
    assert walker.tag(walker.dupuis) is None


def missions_of(conn, company):
    from prospectdesk.queries import missions

    return missions.of_company(conn, company)
