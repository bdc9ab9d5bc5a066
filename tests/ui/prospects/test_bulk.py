"""Acts on many rows at once: one step each, taken back as one."""

import pytest
from PySide6.QtCore import Qt

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.dossiers import CreateDossier
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


@pytest.mark.spec("X-06", "SM-4")
def test_etape_moves_the_open_dossiers_and_names_who_stays(prospect_list):
    for siren in (TANGUY, LE_GOFF):
        prospect_list.do(CreateDossier(company=prospect_list.company(siren), dossier_type="Comptable"))
    prospect_list.tick(TANGUY, LE_GOFF, DUPUIS)
    steps = prospect_list.desk.history.stack.count()
    prospect_list.press("prospects.selection.stage", wait=False)
    dialog = prospect_list.dialog()
    assert plain(dialog.told.text()).startswith(
        "2 dossiers en cours sont concernés. 1 prospect n’a pas de dossier"
    )
    dialog.stage.setCurrentIndex(dialog.stage.findText("Qualifié (20\u00a0%)"))
    dialog.yes.click()
    prospect_list.rest()
    assert {prospect_list.row(one).stage for one in (TANGUY, LE_GOFF)} == {"Qualifié"}
    assert "Dupuis Menuiserie" in prospect_list.window.messages.text()
    assert prospect_list.desk.history.stack.count() == steps + 1
    prospect_list.undo()
    assert {prospect_list.row(one).stage for one in (TANGUY, LE_GOFF)} == {"Suspect"}
    prospect_list.tick(TANGUY, LE_GOFF)
    prospect_list.press("prospects.selection.stage")
    assert "dossier en cours" in prospect_list.window.messages.text()


@pytest.mark.spec("X-19")
def test_fusionner_asks_field_by_field_and_is_one_step(prospect_list):
    who = {"commercial_source": "ugo", "commercial_operationnel": "nora", "source": "Salon"}
    one = prospect_list.do(
        CreateCompany(raison_sociale="Dupuis", telephone="02 99 11 22 33", repreneur_activite=True, **who)
    ).row_id
    model, stays = prospect_list.page.model, prospect_list.company(DUPUIS)
    prospect_list.tick(DUPUIS)
    merging = prospect_list.find("prospects.selection.merge")
    assert (merging.isEnabled(), merging.toolTip()) == (False, "Cochez au moins deux fiches à fusionner.")
    prospect_list.tick(TANGUY)
    prospect_list.press("prospects.selection.merge")
    assert "deux sociétés" in prospect_list.window.messages.text()
    prospect_list.tick(TANGUY)
    model.toggle(model.row_of(one))
    prospect_list.press("prospects.selection.merge", wait=False)
    dialog = prospect_list.dialog()
    assert dialog.stays().id == stays  # the register's sheet stays, the other cannot
    other = dialog.groups["stays"].button(1)
    assert (other.isEnabled(), other.toolTip()) == (False, "La fiche qui porte le SIREN reste.")
    assert "source" not in dialog.groups  # the same everywhere
    dialog.groups["raison_sociale"].button(1).click()
    dialog.yes.click()
    prospect_list.rest()
    row = prospect_list.row(DUPUIS)
    assert (row.name, row.phone, row.takeover, row.operational_user) == (
        "Dupuis",
        "+33299112233",
        True,
        "Ugo Martin",
    )
    assert model.row_of(one) == -1
    prospect_list.undo()
    assert prospect_list.row(DUPUIS).name == "Dupuis Menuiserie"
    assert model.row_of(one) >= 0
