"""A board that nobody looks at gives its pictures and very many cards back, and is as it was when seen again."""

import pytest
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.dossiers import CreateDossier, SetContract
from prospectdesk.ui.pipeline.page import OpportunitiesPage


@pytest.fixture
def page(walker):
    """Two dossiers at the first stage."""
    made = [walker.do(CreateDossier(company=siren, dossier_type="Comptable", type_client="SCI")).uid
            for siren in (walker.le_goff, walker.tanguy)]  # fmt: skip
    shown = walker.show(OpportunitiesPage(walker.desk))
    shown.made = made
    return shown


def first(page):
    """The view of the first column."""
    return next(iter(page.board.lanes.values())).view


@pytest.mark.spec("X-06")
def test_a_hidden_board_gives_its_cards_back_and_finds_them_again(walker, page, monkeypatch):
    wait = walker.qtbot.waitUntil
    view = first(page)
    view.stand_at(1)
    cards, held = view.cards.cards, view.current()
    pictures = view._drawer._drawn

    def away():
        page.desk.spawn(page, page.put_away())
        wait(lambda: page.desk.idle)

    page.grab()
    assert pictures
    away()
    assert view.cards.cards is cards  # somebody looks
    page.hide()
    assert page._away.isActive()
    away()
    assert not pictures
    assert view.cards.cards is cards  # few cards stay
    monkeypatch.setattr("prospectdesk.ui.pipeline.reading.MANY", 1)
    away()
    assert not any(lane.view.cards.cards for lane in page.board.lanes.values())
    assert page._reading._known is page._reading._last is None
    contract = {"contrat_type": "Présentation des comptes", "offre": "Confort", "montant": "1200"}
    walker.do(SetContract(dossier=page.made[0], **contract))
    page.show()
    assert not page._away.isActive()
    wait(lambda: bool(first(page).cards.cards) and page.desk.idle)
    assert first(page).cards.cards != cards  # the change is seen
    assert [one.id for one in first(page).cards.cards] == [one.id for one in cards]
    assert first(page).current().id == held.id


@pytest.mark.spec("X-06")
def test_a_board_that_changed_wholly_while_put_away_is_read_anew(walker, page, monkeypatch):
    wait = walker.qtbot.waitUntil
    monkeypatch.setattr("prospectdesk.ui.pipeline.reading.MANY", 1)
    number = len(first(page).cards.cards)
    page.hide()
    page.desk.spawn(page, page.put_away())
    wait(lambda: page.desk.idle)
    page._reading.forget()
    assert page._reading._packed is None
    page.show()
    wait(lambda: len(first(page).cards.cards) == number)


def test_a_hidden_map_keeps_no_pictures(qtbot):
    from prospectdesk.ui.kit.map import land
    from prospectdesk.ui.kit.map.view import MapView

    land.prepare()
    around = QWidget()
    qtbot.addWidget(around)
    view = MapView("test.map", parent=around)
    around.show()
    view.grab()
    assert view.ground._picture is not None
    around.hide()
    assert view.ground._picture is view.symbols._picture is None
