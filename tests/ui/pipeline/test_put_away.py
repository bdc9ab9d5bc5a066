"""A page that nobody looks at gives its pictures back, and is as it was when seen again."""

import pytest
from PySide6.QtWidgets import QWidget

from prospectdesk.commands.dossiers import CreateDossier
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
def test_a_hidden_board_gives_its_pictures_back_and_draws_them_again(walker, page):
    view = first(page)
    view.stand_at(1)
    cards, held = view.cards.cards, view.current()
    pictures = view._drawer._drawn
    page.grab()
    assert pictures
    page._away.setInterval(0)
    page.hide()
    walker.qtbot.waitUntil(lambda: not pictures)
    page.show()
    page.grab()
    assert not page._away.isActive()
    assert pictures
    assert view.cards.cards is cards
    assert view.current() == held


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
