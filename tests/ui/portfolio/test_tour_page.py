"""The round of visits: put in order, moved by hand, planned as relances, written to files; opened from both lists."""

from itertools import pairwise, permutations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.timeline import AddNote
from prospectdesk.geo.distance import kilometres
from prospectdesk.ui.portfolio.analysis_page import AnalysisPage
from prospectdesk.ui.portfolio.tour import NAME, TourPage
from prospectdesk.ui.prospects.page import ProspectsPage

PROSPECTS = ("kermarec", "tanguy", "le_goff", "dupuis")


@pytest.fixture
def page(walker):
    return walker.show(TourPage(walker.desk))


def chosen(walker):
    return tuple(walker.company(getattr(walker, name)) for name in PROSPECTS)


def names(page):
    return [row.stop.name for row in page.list.round.rows]


def begin(walker, page, companies):
    page.apply(companies=companies)
    page.refresh()  # what comes while the order is sought does not lose it
    walker.rest()


def shortest_way(page):
    """Tried one by one (km)."""
    home = page.round.ends.start[1]
    ways = ([home, *(stop.point for stop in one), home] for one in permutations(page.stops))
    return min(sum(kilometres(a, b) for a, b in pairwise(way)) for way in ways)


def move_up(walker, page, qtbot):
    qtbot.keyClick(page.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    walker.rest()


def changed_by_hand(walker, page, qtbot):
    """Moved, put back in order, taken out."""
    best, shortest = names(page), page.round.total_km
    page.list.stand_at(0)
    walker.press(f"{NAME}.down")
    assert names(page) == [best[1], best[0], *best[2:]]
    walker.do(AddNote(company=page.stops[0].company, text="Sonner deux fois"))
    assert names(page) == [best[1], best[0], *best[2:]], "a change of a company keeps the order there is"
    assert page.list.currentIndex().row() == 1
    assert page.round.total_km > shortest
    move_up(walker, page, qtbot)
    assert names(page) == best
    assert "première visite" in page.up.toolTip()
    page.list.stand_at(3)
    move_up(walker, page, qtbot)
    walker.press(f"{NAME}.order")
    assert names(page) == best
    page.map.point_picked.emit(2)
    assert page.list.currentIndex().row() == 2
    walker.press(f"{NAME}.sheet")
    assert walker.opened[-1] == ("sheet", {"company": page.stops[2].company})
    page.list.stand_at(3)
    walker.press(f"{NAME}.remove")
    assert names(page) == best[:3]


def written(walker, page, qtbot, monkeypatch, target):
    """One file, through the system's dialog."""
    page.save(target.suffix)
    qtbot.waitUntil(lambda: walker.host.window().findChild(QFileDialog, "ask.save_file") is not None)
    dialog = walker.host.window().findChild(QFileDialog, "ask.save_file")
    assert "2026-11-23" in dialog.selectedFiles()[0]
    monkeypatch.setattr(dialog, "selectedFiles", lambda: [str(target)])
    dialog.accept()
    walker.rest()
    return target.stat().st_size


def test_a_selection_becomes_a_round_that_a_person_changes_by_hand(
    walker, page, qtbot, tmp_path, monkeypatch
):
    assert page.empty.isVisibleTo(page)
    assert not page.plan.isEnabled()
    usual = {"commercial_source": "ugo", "commercial_operationnel": "ugo", "source": "Salon"}
    nowhere = walker.do(CreateCompany(raison_sociale="Nulle Part", **usual)).row_id
    begin(walker, page, (*chosen(walker), nowhere))
    assert len(names(page)) == 4
    assert page.round.total_km == pytest.approx(shortest_way(page), abs=0.1)
    assert page.inputs.start.place.label == "Rennes"
    assert page.missing.label.text() == "Sans coordonnées, hors de la tournée\u00a0: Nulle Part."
    assert page.summary.text().startswith("4 visites · ")
    assert len(page.map.stops) == 4
    assert page.map.ends[0] == page.map.ends[1] == page.round.ends.start[1]
    changed_by_hand(walker, page, qtbot)
    page.inputs.back.setChecked(False)
    walker.rest()
    assert page.round.back_km is None
    page.inputs.visit.setValue(90)
    walker.rest()
    first = page.list.round.rows[0].visit
    assert first.leaves - first.arrives == 90
    for suffix in ("pdf", "ics", "gpx"):
        assert written(walker, page, qtbot, monkeypatch, tmp_path / f"tournee.{suffix}") > 500


def test_the_relances_of_a_round_are_one_act_with_one_undo(walker, page):
    companies = chosen(walker)
    begin(walker, page, companies)
    free = [name for name in PROSPECTS if walker.relance(getattr(walker, name)) is None]
    assert free
    walker.press(f"{NAME}.plan")
    minutes = [walker.relance(getattr(walker, name)).minute for name in free]
    assert None not in minutes
    assert len(set(minutes)) == len(free)


def test_more_stops_than_a_round_holds_are_told(walker, page):
    begin(walker, page, range(1, 300))
    assert "100 visites" in walker.host.messages.label.text()


def test_both_lists_open_a_round_of_their_ticked_rows(walker):
    page = walker.show(ProspectsPage(walker.desk))
    page.model.tick_all(True)
    walker.rest()
    walker.press("prospects.selection.tour")
    name, params = walker.opened.pop()
    assert (name, sorted(params["companies"])) == (NAME, sorted(page.model.ticked.ids()))
    walker.close()
    page = walker.show(AnalysisPage(walker.desk))
    walker.press("portfolio.analysis.run")
    page.result.model.tick_all(True)
    walker.rest()
    walker.press("portfolio.analysis.selection.tour")
    name, params = walker.opened.pop()
    assert name == NAME
    assert walker.company(walker.tanguy) in params["companies"]
    walker.desk.open(NAME, companies=(3, 1))
    assert walker.opened.pop() == (NAME, {"companies": (3, 1)})
