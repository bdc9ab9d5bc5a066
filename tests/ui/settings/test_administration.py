"""Administration: lists added to, edited, ordered, switched off; cabinets and their services; who may not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from prospectdesk.queries import administration, people
from prospectdesk.queries.own_place import own_place
from prospectdesk.queries.workspace_settings import is_by_naf
from prospectdesk.ui.settings.administration import AdministrationPage

CABINET, OFFICE = "settings.administration.cabinet", "settings.administration.bureau"
SOURCE = "settings.administration.source"
DOMAIN = "settings.administration.training_domain"


@pytest.fixture
def page(clerk):
    return clerk.show(AdministrationPage(clerk.desk))


@pytest.mark.spec("D-15", "X-04")
def test_a_source_is_added_renamed_and_ordered(clerk, page):
    clerk.press("settings.administration.list.sources")
    clerk.form(f"{SOURCE}.add")
    clerk.fill(label="salon")
    assert clerk.save_in_vain() == "La liste contient déjà «\u00a0salon\u00a0»."
    clerk.fill(label="Foire")
    clerk.save()
    assert clerk.rows(SOURCE) == ["Salon", "Recommandation", "Site internet", "Foire"]
    assert page.panels["source"].line().label == "Foire"
    clerk.press(f"{SOURCE}.up")
    clerk.press(f"{SOURCE}.up")
    assert clerk.rows(SOURCE) == ["Salon", "Foire", "Recommandation", "Site internet"]
    assert [one.label for one in clerk.ask(people.entries, "source")][1] == "Foire"
    clerk.find(f"{SOURCE}.list").setFocus()
    clerk.qtbot.keyClick(clerk.find(f"{SOURCE}.list"), Qt.Key.Key_F2)
    clerk.dialog()
    clerk.fill(label="Foire de Rennes")
    clerk.save()
    assert clerk.rows(SOURCE)[1] == "Foire de Rennes"
    clerk.undo()
    assert clerk.rows(SOURCE)[1] == "Foire"


@pytest.mark.spec("D-15", "X-05")
def test_what_is_used_is_switched_off_and_not_deleted(clerk, page):
    clerk.press("settings.administration.list.sources")
    clerk.pick(SOURCE, "Salon")
    delete = clerk.find(f"{SOURCE}.delete")
    assert not delete.isEnabled()
    assert delete.toolTip() == "L’entrée sert encore (6 sociétés)\u00a0: désactivez-la."
    clerk.press(f"{SOURCE}.active")
    assert clerk.row(SOURCE, "Salon").pill == "Désactivé"
    assert "Salon" not in [one.label for one in clerk.ask(people.entries, "source")]
    assert clerk.find(f"{SOURCE}.active").text() == "Réactiver"
    clerk.press(f"{SOURCE}.active")
    assert clerk.row(SOURCE, "Salon").pill == ""
    clerk.pick(SOURCE, "Site internet")
    clerk.press(f"{SOURCE}.delete")
    assert clerk.rows(SOURCE) == ["Salon", "Recommandation"]
    clerk.undo()
    assert clerk.rows(SOURCE) == ["Salon", "Recommandation", "Site internet"]


@pytest.mark.spec("D-27")
def test_a_cabinet_is_given_its_services_and_offices(clerk, page):
    assert clerk.rows(CABINET) == ["Cabinet Rennes", "Cabinet Vitré"]
    clerk.pick(CABINET, "Cabinet Vitré")
    assert clerk.find(f"{OFFICE}.title").text() == "Bureaux de Cabinet Vitré"
    assert clerk.rows(OFFICE) == []
    clerk.form(f"{CABINET}.edit")
    clerk.picture("cabinet")
    clerk.fill(
        services=("Juridique", "Comptabilité"), address="3 place du Château\n35500 Vitré", email="vitre@x"
    )
    assert clerk.save_in_vain().startswith("«\u00a0Courriel\u00a0»")
    clerk.fill(email="vitre@cabinet.example")
    clerk.save()
    assert "Comptabilité, Juridique" in clerk.row(CABINET, "Cabinet Vitré").under
    clerk.form(f"{OFFICE}.add")
    clerk.fill(label="Vitré Gare", address="1 place de la Gare")
    clerk.save()
    assert clerk.rows(OFFICE) == ["Vitré Gare"]
    clerk.pick(CABINET, "Cabinet Rennes")
    assert clerk.rows(OFFICE) == ["Rennes Centre"]


@pytest.mark.spec("P-03")
def test_the_workspace_moves_to_its_new_town(clerk, page):
    clerk.press("settings.administration.list.workspace")
    card = "settings.administration.workspace"
    assert clerk.find(f"{card}.address").text() == "35000 Rennes"
    clerk.form(f"{card}.edit")
    clerk.fill(name="")
    assert clerk.save_in_vain() == "Champ obligatoire\u00a0: Nom"
    clerk.fill(name="Démo Est", rue="1 place d’Armes", code_postal="57000", ville="Metz")
    clerk.save()
    clerk.picture("workspace")
    assert clerk.find(f"{card}.address").text() == "1 place d’Armes, 57000 Metz"
    place = clerk.desk.session.reader.run(own_place).place
    assert (round(place.latitude, 1), round(place.longitude, 1)) == (49.1, 6.2)
    clerk.form(f"{card}.edit")
    clerk.fill(code_postal="", ville="Xyzzyville")
    clerk.save()
    assert clerk.desk.session.reader.run(own_place) is None
    assert "à chaque fois" in clerk.find(f"{card}.place").text()


@pytest.mark.spec("P-10")
def test_trainings_have_domains_and_codes_and_the_codes_count_only_when_switched_on(clerk, page):
    clerk.press("settings.administration.list.trainings")
    training = "settings.administration.training"
    assert clerk.row(training, "BTS SIO").under == "Domaines\u00a0: Informatique"
    clerk.form(f"{DOMAIN}.add")
    clerk.fill(label="Commerce")
    clerk.save()
    clerk.form(f"{training}.add")
    clerk.fill(label="BTS MCO", domains=["Commerce"], naf="4711 47.19B")
    assert clerk.save_in_vain().startswith("Code NAF")
    clerk.fill(naf="4711F, 47.19B")
    clerk.picture("training")
    clerk.save()
    assert clerk.row(training, "BTS MCO").under == "Domaines\u00a0: Commerce · NAF\u00a0: 47.11F, 47.19B"
    assert "formation" in clerk.row(DOMAIN, "Commerce").under
    switch = clerk.find("settings.administration.by_naf")
    assert not switch.isChecked()
    switch.click()
    clerk.rest()
    clerk.picture("trainings")
    assert switch.isChecked()
    assert clerk.desk.session.reader.run(is_by_naf)


@pytest.mark.spec("D-31", "D-34")
def test_a_contract_type_has_missions_and_offers(clerk, page):
    clerk.press("settings.administration.list.contracts")
    contract, offer = "settings.administration.contract_type", "settings.administration.offer"
    assert clerk.row(contract, "Présentation des comptes").under == (
        "Missions\u00a0: Tenue, Révision, Bilan, Liasse"
    )
    assert clerk.rows(offer) == ["Essentielle", "Confort"]
    clerk.form(f"{contract}.add")
    clerk.fill(label="Paie", missions="Bulletins\n\nDéclarations\n")
    clerk.save()
    assert clerk.row(contract, "Paie").under == "Missions\u00a0: Bulletins, Déclarations"
    assert clerk.rows(offer) == []
    clerk.form(f"{offer}.add")
    clerk.fill(label="Confort")
    clerk.save()
    assert clerk.rows(offer) == ["Confort"]
    clerk.pick(contract, "Présentation des comptes")
    assert clerk.rows(offer) == ["Essentielle", "Confort"]


@pytest.mark.spec("D-22")
def test_a_type_of_dossier_has_its_service_and_rules(clerk, page):
    clerk.press("settings.administration.list.dossier_types")
    panel = "settings.administration.dossier_type"
    assert (
        clerk.row(panel, "Comptable").under
        == "Comptabilité · Standard · une seule fois · contrat obligatoire · missions"
    )
    assert clerk.row(panel, "Opportunité").under == "Standard · plusieurs fois"
    clerk.form(f"{panel}.add")
    clerk.picture("dossier_type")
    clerk.fill(label="Audit", service="Conseil", unique=False)
    clerk.save()
    assert clerk.row(panel, "Audit").under == "Conseil · Standard · plusieurs fois · contrat obligatoire"


@pytest.mark.spec("X-04", "X-05")
def test_who_is_no_administrator_reads_and_is_told_why(clerk):
    clerk.sign_in("rachid")
    clerk.show(AdministrationPage(clerk.desk))
    assert clerk.find("settings.administration.rights.text").text() == (
        "Lecture seule. Réservé aux administrateurs de l’espace."
    )
    clerk.pick(CABINET, "Cabinet Vitré")
    for key in ("add", "edit", "up", "down", "active", "delete"):
        button = clerk.find(f"{CABINET}.{key}")
        assert not button.isEnabled()
        assert button.toolTip() == "Réservé aux administrateurs de l’espace."
    clerk.qtbot.keyClick(clerk.find(f"{CABINET}.list"), Qt.Key.Key_Return)
    clerk.qtbot.keyClick(clerk.find(f"{CABINET}.list"), Qt.Key.Key_Delete)
    clerk.rest()
    assert clerk._dialogs() == []
    assert len(clerk.ask(administration.lines, "cabinet")) == 2


def test_a_profile_without_a_centre_has_no_other_devices(clerk, page):
    clerk.press("settings.administration.list.devices")
    button = clerk.find("settings.administration.devices.revoke")
    assert not button.isEnabled()
    assert "service central" in button.toolTip()
