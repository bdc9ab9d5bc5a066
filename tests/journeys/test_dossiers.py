"""Dossiers in the real window: opened, signed, lost, won (A-D3…A-D6), placed candidates, the opportunity box."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

TAB = "sheet.dossiers"
NEW = f"{TAB}.new_dialog"
CONTRACT = f"{TAB}.contract_dialog"
REASONS = "dossiers.reasons"
STATUS = "SELECT status FROM dossier WHERE deleted_at IS NULL ORDER BY id"
STAGE = "SELECT s.label, s.percent FROM dossier d JOIN stage s ON s.id = d.stage_id ORDER BY d.id"
FILES = "SELECT count(*) FROM client_file WHERE deleted_at IS NULL"


def open_dossiers(driver, typed, name):
    """The tab Dossiers/Missions of a sheet."""
    driver.open_by_search(typed, name)
    driver.click("sheet.tabs.dossiers")
    driver.wait(lambda: driver.sees(f"{TAB}.new"))


def create(driver, kind):
    """Makes a dossier through « Nouveau dossier »."""
    driver.click(f"{TAB}.new")
    driver.click(f"{NEW}.{kind}")
    driver.click(f"{NEW}.yes")
    driver.wait(lambda: driver.sees(f"{TAB}.save"))


def tip(driver, button):
    """What a disabled button of the dossier says on hover; it must be disabled."""
    widget = driver.see(f"{TAB}.{button}")
    assert not widget.isEnabled()
    return widget.toolTip().replace("\u00a0", " ")


def give_reason(driver, place):
    """Drops the list of « Facteurs » down, ticks a line, closes it."""
    driver.click(f"{REASONS}.reasons")
    driver.tick(f"{REASONS}.reason.{place}")
    driver.press(Qt.Key.Key_Return)
    assert not driver.sees(f"{REASONS}.reason.{place}")


def offered(driver, name):
    combo = driver.see(name, QComboBox)
    return [combo.itemText(place) for place in range(combo.count()) if combo.itemText(place)]


@pytest.mark.spec("A-D3", "D-22", "D-23", "D-27", "D-28", "X-05")
def test_a_used_type_is_greyed_and_lists_follow_the_service(ugo):
    open_dossiers(ugo, "cycles", "Cycles Le Goff")
    create(ugo, "comptable")
    ugo.click(f"{TAB}.new")
    used = ugo.see(f"{NEW}.comptable")
    assert not used.isEnabled()
    assert used.toolTip() == "Type déjà utilisé pour ce prospect"
    assert ugo.see(f"{NEW}.juridique").isEnabled()
    ugo.click(f"{NEW}.no")
    tabs = ugo.see(f"{TAB}.tabs").tabs
    assert [tab.text() for tab in tabs.values()] == ["Comptable"]
    assert offered(ugo, f"{TAB}.cabinet") == ["Cabinet Rennes"]
    assert offered(ugo, f"{TAB}.titulaire") == ["Ugo Martin"]
    assert "Administration > Cabinets > Services" in ugo.see(f"{TAB}.cabinet.hint").toolTip()
    assert "Droits d’accès aux services" in ugo.see(f"{TAB}.titulaire.hint").toolTip()
    ugo.choose(f"{TAB}.cabinet", "Cabinet Rennes")
    assert offered(ugo, f"{TAB}.bureau") == ["Rennes Centre"]


def choose_contract(ugo):
    """Contract type, offer and 2 400, each field waiting for the one before (D-33)."""
    ugo.click(f"{TAB}.contract")
    amount = ugo.see(f"{CONTRACT}.montant")
    assert not amount.isEnabled()
    assert amount.toolTip() == "Choisissez d’abord un contrat type"
    assert not ugo.see(f"{CONTRACT}.yes").isEnabled()
    ugo.choose(f"{CONTRACT}.contrat_type", "Présentation des comptes")
    assert not ugo.see(f"{CONTRACT}.yes").isEnabled()
    ugo.choose(f"{CONTRACT}.offre", "Confort")
    ugo.fill(f"{CONTRACT}.montant", "2 400")
    ugo.click(f"{CONTRACT}.yes")


def only_performers_change(ugo):
    """A signed dossier is read-only but for who performs its missions (D-38)."""
    assert tip(ugo, "delete") == "Un dossier signé ne peut pas être supprimé"
    assert tip(ugo, "save").startswith("Un dossier signé ne se modifie plus")
    assert not ugo.see(f"{TAB}.comment").isEnabled()
    ugo.click(f"{TAB}.missions")
    ugo.choose(f"{TAB}.missions_dialog.0", "Nora Petit")
    ugo.click(f"{TAB}.missions_dialog.yes")
    sql = "SELECT m.label, u.login FROM mission m JOIN user u ON u.id = m.performer_id"
    assert ugo.rows(sql) == [("Tenue", "nora")]


@pytest.mark.spec("A-D4", "D-31", "D-33", "D-37", "D-38", "D-39", "INV-09", "INV-10")
def test_a_dossier_is_signed_step_by_step(ugo):
    open_dossiers(ugo, "cycles", "Cycles Le Goff")
    create(ugo, "comptable")
    assert tip(ugo, "sign") == "Renseignez le type client"
    assert tip(ugo, "save") == "Renseignez le type client"
    assert tip(ugo, "missions") == "Choisissez d’abord un contrat type"
    assert tip(ugo, "montant") == "Choisissez d’abord un contrat type"
    ugo.choose(f"{TAB}.type_client", "Artisan/Commerçant")
    for button in ("sign", "lose", "contract"):
        assert tip(ugo, button) == "Enregistrez le dossier"
    ugo.click(f"{TAB}.save")
    assert tip(ugo, "sign") == "Choisissez un contrat type et une offre"
    assert (
        ugo.text(f"{TAB}.continue").replace("\u00a0", " ")
        == "Pour continuer : Choisissez un contrat type et une offre"
    )

    choose_contract(ugo)

    ugo.click(f"{TAB}.sign")
    ugo.click(f"{REASONS}.yes")
    assert ugo.text(f"{REASONS}.error") == "Sélectionnez au moins un facteur"
    assert ugo.rows(STATUS) == [("en_cours",)]
    told = "".join(ugo.text(f"{REASONS}.summary.{line}") for line in range(4))
    assert "Fichier client" in told
    assert "ERP Ouest" in told
    give_reason(ugo, 0)
    ugo.click(f"{REASONS}.yes")
    assert ugo.rows(STATUS) == [("signe",)]
    assert ugo.rows(STAGE) == [("Suspect", 5)]
    assert ugo.rows("SELECT amount FROM dossier") == [("2400.00",)]
    assert ugo.rows(FILES) == [(1,)]
    assert ugo.sees("sheet.client")
    assert ugo.rows(
        "SELECT t.tag FROM routine_tag t JOIN company c ON c.id = t.company_id WHERE c.name = ?",
        "Cycles Le Goff",
    ) == [("client",)]
    only_performers_change(ugo)


@pytest.mark.spec("A-D5", "D-40", "INV-07", "SM-4")
def test_a_lost_dossier_wants_a_justification_and_keeps_its_type(ugo):
    open_dossiers(ugo, "cycles", "Cycles Le Goff")
    create(ugo, "juridique")
    ugo.click(f"{TAB}.lose")
    ugo.click(f"{REASONS}.yes")
    assert ugo.text(f"{REASONS}.error") == "Sélectionnez au moins un facteur"
    give_reason(ugo, 1)
    ugo.click(f"{REASONS}.yes")
    assert ugo.text(f"{REASONS}.error") == "Une justification écrite est obligatoire"
    assert ugo.rows(STATUS) == [("en_cours",)]
    ugo.fill(f"{REASONS}.justification", "Il reste chez son confrère")
    ugo.click(f"{REASONS}.yes")
    assert ugo.rows(STATUS) == [("perdu",)]
    assert ugo.text(f"{TAB}.justification") == "Il reste chez son confrère"
    assert tip(ugo, "reopen").startswith("Réservé aux responsables")
    ugo.click(f"{TAB}.new")
    assert ugo.see(f"{NEW}.juridique").toolTip() == "Type déjà utilisé pour ce prospect"
    ugo.click(f"{NEW}.no")
    ugo.click(f"{TAB}.delete")
    ugo.click("ask.yes")
    assert ugo.rows(STATUS) == []
    ugo.click(f"{TAB}.new")
    assert ugo.see(f"{NEW}.juridique").isEnabled()
    ugo.click(f"{NEW}.no")


@pytest.mark.spec("A-D6", "D-24", "D-25", "INV-10")
def test_gagne_makes_one_client_file_and_signing_no_second(ugo):
    open_dossiers(ugo, "tanguy", "Boulangerie Tanguy")
    create(ugo, "comptable")
    stages = [
        "Suspect (5\u00a0%)",
        "Qualifié (20\u00a0%)",
        "Evalué (50\u00a0%)",
        "En négociation (75\u00a0%)",
        "Gagné (99\u00a0%)",
    ]
    assert offered(ugo, f"{TAB}.etape") == stages
    assert ugo.text(f"{TAB}.etape") == stages[0]
    ugo.choose(f"{TAB}.type_client", "Artisan/Commerçant")
    ugo.choose(f"{TAB}.etape", stages[-1])
    ugo.click(f"{TAB}.save")
    assert "Fichier client créé" in ugo.text("sheet.messages.text")
    assert ugo.rows(FILES) == [(1,)]
    assert ugo.rows(STATUS) == [("en_cours",)]
    ugo.click(f"{TAB}.contract")
    ugo.choose(f"{CONTRACT}.contrat_type", "Présentation des comptes")
    ugo.choose(f"{CONTRACT}.offre", "Essentielle")
    ugo.click(f"{CONTRACT}.yes")
    ugo.click(f"{TAB}.sign")
    give_reason(ugo, 2)
    ugo.click(f"{REASONS}.yes")
    assert ugo.rows(STATUS) == [("signe",)]
    assert ugo.rows(FILES) == [(1,)]


@pytest.mark.spec("D-31", "X-05")
def test_without_an_interlocuteur_nothing_is_signed(ugo):
    open_dossiers(ugo, "dupuis", "Dupuis Menuiserie")
    create(ugo, "conseil")
    assert tip(ugo, "sign") == "Ajoutez un interlocuteur"
    assert not ugo.sees(f"{TAB}.missions")


@pytest.mark.spec("D-29", "D-12")
def test_a_linked_dossier_says_it_pays_no_bonus_and_is_reached_from_the_fiche(ugo):
    open_dossiers(ugo, "cycles", "Cycles Le Goff")
    create(ugo, "comptable")
    ugo.click(f"{TAB}.links.add")
    assert "prime" in ugo.text(f"{NEW}.no_bonus")
    ugo.click(f"{NEW}.conseil")
    ugo.click(f"{NEW}.yes")
    ugo.wait(lambda: ugo.sees(f"{TAB}.links.no_bonus"))
    ugo.click(f"{TAB}.links.0")
    assert not ugo.sees(f"{TAB}.links.no_bonus")
    ((uid,),) = ugo.rows("SELECT uid FROM dossier WHERE parent_id IS NOT NULL")
    text = bytes(uid).hex()
    dashed = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    ugo.click("sheet.tabs.file")
    ugo.see(f"sheet.file.dossiers.{dashed}.open").click()
    ugo.rest()
    assert ugo.sees(f"{TAB}.links.no_bonus")


@pytest.mark.spec("C-35", "D-33")
def test_the_opportunity_is_edited_in_its_place(ugo):
    open_dossiers(ugo, "cycles", "Cycles Le Goff")
    create(ugo, "comptable")
    box = "sheet.opportunity"
    ugo.wait(lambda: "Comptable" in ugo.text(f"{box}.title"))
    ugo.click(f"{box}.edit")
    amount = ugo.see(f"{box}.montant")
    assert (amount.isEnabled(), amount.toolTip()) == (False, "Choisissez d’abord un contrat type")
    combo = ugo.see(f"{box}.etape", QComboBox)
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    ugo.rest()
    assert ugo.rows(STAGE) == [("Qualifié", 20)]
    ugo.fill(f"{box}.expected_signing.field", "15/12/2026")
    ugo.press("\r")
    ugo.fill(f"{box}.comment", "Rappeler lundi")
    ugo.see(f"{box}.etape").setFocus()
    ugo.rest()
    assert ugo.rows("SELECT signing_on, comment FROM dossier") == [(20802, "Rappeler lundi")]
    ugo.click(f"{box}.edit")
    assert not ugo.sees(f"{box}.montant")


@pytest.mark.spec("P-20")
def test_a_mission_is_added_and_a_candidate_placed(ugo):
    open_dossiers(ugo, "cycles", "Cycles Le Goff")
    dialog = "sheet.missions.dialog"
    ugo.click("sheet.missions.add")
    assert not ugo.see(f"{dialog}.yes").isEnabled()
    ugo.fill(f"{dialog}.label", "Atelier")
    ugo.tick(f"{dialog}.domain.0")
    ugo.click(f"{dialog}.yes")
    sql = "SELECT lower(hex(uid)) FROM mission WHERE label = 'Atelier' AND deleted_at IS NULL"
    ((text,),) = ugo.rows(sql)
    card = "sheet.missions.card." + "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    ugo.see(f"{card}.place").click()
    ugo.fill("sheet.missions.candidate_dialog.field", "malo")
    ugo.wait(lambda: ugo.see("sheet.missions.candidate_dialog.list").count() == 1)
    ugo.see("sheet.missions.candidate_dialog.list").setCurrentRow(0)
    ugo.click("sheet.missions.candidate_dialog.yes")
    assert ugo.text(f"{card}.candidate.0") == "Malo Guen"
    ugo.see(f"{card}.candidate.0.remove").click()
    ugo.rest()
    assert not ugo.sees(f"{card}.candidate.0")
    ugo.see(f"{card}.place").click()
    ugo.fill("sheet.missions.candidate_dialog.field", "Awa Diallo")
    ugo.click("sheet.missions.candidate_dialog.new")
    assert ugo.text("sheet.missions.candidate_dialog.nom") == "Diallo"
    ugo.click("sheet.missions.candidate_dialog.yes")
    ugo.wait(lambda: ugo.sees(f"{card}.candidate.0"))
    assert ugo.text(f"{card}.candidate.0") == "Awa Diallo"
