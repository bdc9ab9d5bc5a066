"""Acts on many rows at once: one step each, taken back as one."""

import pytest
from PySide6.QtCore import Qt

from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.lists import MOST, AssignProspects, PlanRelances
from prospectdesk.domain.errors import Invalid, Refused
from prospectdesk.queries import relances

TANGUY, LE_GOFF, DUPUIS, MOREL = "000100024", "000100032", "000100040", "000100065"


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def open_relances(prospect_list, siren):
    found = prospect_list.query(relances.of_company, prospect_list.company(siren))
    return [one for one in found if one.kind == "relance" and not one.done]


def test_ctrl_a_ticks_all_and_the_bar_counts(prospect_list):
    bar = prospect_list.find("prospects.selection")
    assert not bar.isVisible()
    prospect_list.qtbot.keyClick(prospect_list.page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert bar.isVisible()
    assert plain(prospect_list.find("prospects.selection.count").text()) == "6 prospects sélectionnés"
    assert "6 sélectionnés" in plain(prospect_list.page.status())
    prospect_list.press("prospects.selection.clear")
    assert not bar.isVisible()


@pytest.mark.spec("D-10")
def test_affecter_gives_the_ticked_a_salesperson_in_one_step(prospect_list):
    prospect_list.names()
    prospect_list.tick(TANGUY, LE_GOFF)
    steps = prospect_list.desk.history.stack.count()
    told = []
    prospect_list.desk.done.connect(told.append)
    prospect_list.press("prospects.selection.assign", wait=False)
    dialog = prospect_list.dialog()
    dialog.user.setCurrentIndex(dialog.user.findData("nora"))
    dialog.yes.click()
    prospect_list.rest()
    assert {prospect_list.row(one).operational_user for one in (TANGUY, LE_GOFF)} == {"Nora Petit"}
    assert prospect_list.desk.history.stack.count() == steps + 1
    assert told[0].message == "2 prospects affectés à Nora Petit."
    assert prospect_list.page.model.ticked.count() == 2
    prospect_list.undo()
    assert {prospect_list.row(one).operational_user for one in (TANGUY, LE_GOFF)} == {"Ugo Martin"}


@pytest.mark.spec("C-75")
def test_relances_are_planned_where_none_is_open(prospect_list):
    prospect_list.do(CreateFollowUp(company=prospect_list.company(TANGUY), date="2026-12-24"))
    prospect_list.names()
    prospect_list.tick(TANGUY, LE_GOFF, DUPUIS)
    told = []
    prospect_list.desk.done.connect(told.append)
    prospect_list.press("prospects.selection.relance", wait=False)
    dialog = prospect_list.dialog()
    dialog.chips.chips["1w"].click()
    dialog.subject.setText("Salon de Rennes")
    dialog.yes.click()
    prospect_list.rest()
    assert plain(told[0].message) == "Relance planifiée pour 2 prospects ; 1 en avaient déjà une."
    assert open_relances(prospect_list, LE_GOFF)[0].description == "Salon de Rennes"
    assert prospect_list.words(DUPUIS, "prochaine_action") == "Relance · 30/11"
    assert len(open_relances(prospect_list, TANGUY)) == 1
    prospect_list.undo()
    assert open_relances(prospect_list, LE_GOFF) == []
    assert open_relances(prospect_list, DUPUIS) == []
    assert len(open_relances(prospect_list, TANGUY)) == 1


def test_a_relance_needs_a_date(prospect_list):
    prospect_list.names()
    prospect_list.tick(LE_GOFF)
    prospect_list.press("prospects.selection.relance", wait=False)
    dialog = prospect_list.dialog()
    dialog.date.field.setText("bientôt")
    assert not dialog.yes.isEnabled()
    assert dialog.yes.toolTip() == "Choisissez une date."
    dialog.no.click()
    prospect_list.rest()
    assert open_relances(prospect_list, LE_GOFF) == []


def test_a_bulk_act_that_is_refused_changes_nothing(prospect_list):
    bus = prospect_list.session.bus
    with pytest.raises(Invalid):
        bus.do(AssignProspects(companies=(), user="ugo"))
    with pytest.raises(Refused) as refused:
        bus.do(AssignProspects(companies=tuple(range(MOST + 1)), user="ugo"))
    assert "5000" in refused.value.message
    both = (prospect_list.company(TANGUY), prospect_list.company(MOREL))
    with pytest.raises(Refused):
        bus.do(AssignProspects(companies=both, user="nora"))
    assert prospect_list.row(TANGUY).operational_user == "Ugo Martin"
    bus.do(PlanRelances(companies=(prospect_list.company(TANGUY),)))
    with pytest.raises(Refused) as twice:
        bus.do(PlanRelances(companies=(prospect_list.company(TANGUY),)))
    assert twice.value.code == "relance_open"


@pytest.mark.spec("X-05")
def test_the_menu_of_a_row_says_what_enables_its_acts(prospect_list):
    acts = prospect_list.page.acts
    acts.fill_menu(prospect_list.row(MOREL))
    by_name = {action.objectName(): action for action in acts.menu.actions()}
    assert not by_name["prospects.row.relance"].isEnabled()
    assert "portefeuille" in by_name["prospects.row.relance"].toolTip()
    by_name["prospects.row.register"].trigger()
    prospect_list.rest()
    assert prospect_list.row(MOREL).registered
