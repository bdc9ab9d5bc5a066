"""Accueil: the sentence, the day's order, recent sheets, a fresh profile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from prospectdesk.commands.timeline import LogVisit
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.ui.home.page import HomePage
from prospectdesk.ui.kit.desk import Desk


@pytest.fixture
def page(walker):
    walker.plan(walker.tanguy, -3)
    walker.plan(walker.le_goff, 0, type_action="Rendez-vous", time="14:30")
    walker.plan(walker.vilaine, 2)
    return walker.show(HomePage(walker.desk))


@pytest.mark.spec("C-84")
def test_one_sentence_then_the_day_in_order_with_its_counts(page):
    assert page.hello.text() == "Bonjour Ugo"
    assert page.day.text() == (
        "Lundi 23 novembre 2026\u00a0: 1 en retard, 1 aujourd’hui, 1 rendez-vous à 14:30."
    )
    assert page.without.count.text() == "2"
    assert [row.company for row in page.without.list.rows.rows] == ["Boulangerie Tanguy", "Cycles Le Goff"]
    assert page.with_opportunity.none.isVisible()
    assert page.figures["due"].value.text() == "2"
    assert page.figures["soon"].value.text() == "1"


@pytest.mark.spec("C-84")
def test_commencer_opens_the_relances_with_the_filter(walker, page):
    walker.press("home.without_opportunity.start")
    assert walker.opened == [("relances", {"with_opportunity": False})]


@pytest.mark.spec("C-82")
def test_a_relance_is_treated_from_home(walker, page):
    page.without.list.setFocus()
    walker.qtbot.keyClick(page.without.list, Qt.Key.Key_F)
    walker.press("home.without_opportunity.list.next.nothing")
    assert walker.relance(walker.tanguy) is None
    assert page.figures["actions"].value.text() == "1"
    assert [row.company for row in page.without.list.rows.rows] == ["Cycles Le Goff"]


def test_recent_sheets_are_links_newest_first(walker, page):
    for siren in (walker.tanguy, walker.dupuis):
        walker.do(LogVisit(company=walker.company(siren)))
        walker.desk.session.clock = walker.desk.session.clock.forward(60_000)
    names = [sheet.name for sheet in page.recent._shown]
    assert names == ["Dupuis Menuiserie", "Boulangerie Tanguy"]
    company = walker.company(walker.dupuis)
    walker.press(f"home.recent.{company}")
    assert walker.opened == [("sheet", {"company": company})]


def test_import_and_new_prospect_are_one_click_away(walker, page):
    walker.press("home.import")
    walker.press("home.new")
    assert [name for name, _params in walker.opened] == ["import", "prospects.new"]


def test_a_fresh_profile_is_told_how_to_begin(walker, lanes, run, rest, tmp_path):
    session = open_session(Opening(data_dir=tmp_path / "fresh", encryption=False))
    desk = Desk.of(session, lanes)
    walker.desk = desk
    desk.navigator = walker
    page = walker.show(HomePage(desk))
    assert page.empty.isVisible()
    assert not page.area.isVisible()
    walker.press("home.empty.button")
    assert walker.opened == [("import", {})]
    walker.close()
    run(desk.close())
    session.close()
