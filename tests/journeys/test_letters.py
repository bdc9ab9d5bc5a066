"""Letters in the real window: printed offline from the dossier (A-D8), written by hand, compared, kept over a restart."""

import json

import pypdfium2
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.contact_states import SetPrivileged
from prospectdesk.commands.dossier_outcomes import SignDossier
from prospectdesk.commands.dossiers import CreateDossier, SetContract
from prospectdesk.domain.letters import DOCUMENTS, GROUPS
from prospectdesk.queries import companies, contacts

LE_GOFF = "00010003200010"
PRINT = "sheet.dossiers.print"
NAME = "Lettre de mission_Cycles Le Goff_2026-11-23.pdf"
KEPT = "SELECT label, number, title, length(sha256) FROM document WHERE number > 0 ORDER BY id"
NO_CONTRACT = "Choisissez un contrat type et une offre"


def do(driver, *commands):
    """Commands given beside the window, told to it; answers the last one."""
    for command in commands:
        done = driver.desk.session.bus.do(command)
        driver.desk.settled(done)
        driver.rest()
    return done


def sophie(driver):
    read = driver.desk.session.reader.run
    cards = read(contacts.cards, read(companies.find_id, LE_GOFF))
    return next(one.id for one in cards if one.first_name == "Sophie")


def dossier(driver):
    """A dossier Comptable of Le Goff with its client type."""
    command = CreateDossier(company=LE_GOFF, dossier_type="Comptable", type_client="Artisan/Commerçant")
    return do(driver, command).uid


def contract(uid):
    return SetContract(dossier=uid, contrat_type="Présentation des comptes", offre="Confort", montant="2400")


def open_dossiers(driver):
    driver.open_by_search("cycles", "Cycles Le Goff")
    driver.click("sheet.tabs.dossiers")
    driver.wait(lambda: driver.sees(PRINT))


def open_letter(driver, document):
    driver.menu(PRINT, f"{PRINT}.{document}")
    driver.wait(lambda: driver.sees("letters.preview") and driver.see("letters.preview").has_all())


def reasons(driver):
    """The entries of the menu that say why they are disabled."""
    found = driver.menu_items(PRINT)
    return {
        name.removeprefix(f"{PRINT}."): tip.replace("\u00a0", " ")
        for name, (on, tip) in found.items()
        if name and not on
    }


def text_of(path):
    with pypdfium2.PdfDocument(path) as found:
        assert [round(side) for side in found.get_page_size(0)] == [595, 842]
        return "\n".join(page.get_textpage().get_text_range() for page in found)


@pytest.mark.spec("D-35", "D-36", "X-05")
def test_the_menu_names_what_each_document_lacks(ugo):
    uid = dossier(ugo)
    open_dossiers(ugo)
    menu = ugo.see(PRINT).menu()
    shown = [one.text() for one in menu.actions() if one.objectName()]
    assert shown == [one.label for one in DOCUMENTS]
    assert [one.defaultWidget().text() for one in menu.actions() if hasattr(one, "defaultWidget")] == list(
        GROUPS
    )
    needs = {
        "lettre_de_mission", "lettre_de_mission_editable", "lettre_de_mission_evaluation",
        "lettre_de_mission_declaration_de_revenus", "lettre_de_mission_contrat_de_service",
        "lettre_de_mission_contrat_de_services_covid",
    }  # fmt: skip
    accountant = dict.fromkeys(
        ("courrier_de_demission", "lettre_au_confrere"), "Renseignez le cabinet actuel de la société"
    )
    assert reasons(ugo) == dict.fromkeys(needs, NO_CONTRACT) | accountant
    do(ugo, contract(uid))
    assert reasons(ugo) == dict.fromkeys(needs, "Désignez un contact privilégié") | accountant
    do(ugo, SetPrivileged(contact=sophie(ugo)))
    assert reasons(ugo) == accountant
    ugo.click("sheet.tabs.file")
    do(ugo, EditCompany(company=LE_GOFF, cabinet_actuel="Cabinet Bonnet"))
    ugo.click("sheet.tabs.dossiers")
    assert reasons(ugo) == {}


@pytest.mark.spec("A-D8", "D-35", "X-09", "X-10", "X-12")
def test_the_mission_letter_is_printed_offline_and_the_signed_list_exported(ugo, tmp_path):
    uid = dossier(ugo)
    do(ugo, contract(uid), SetPrivileged(contact=sophie(ugo)))
    do(ugo, SignDossier(dossier=uid, reasons=["Prix"]))
    open_dossiers(ugo)
    ugo.main_menu("action.demo.offline")
    open_letter(ugo, "lettre_de_mission")
    assert ugo.text("letters.file") == NAME
    assert "Brouillon" in ugo.see("letters.state").text()
    ugo.click("letters.generate")
    listed = ugo.text("ask.text")
    assert "…………" in listed
    assert "Exécutant de « Bilan »" in listed.replace("\u00a0", " ")
    assert ugo.rows(KEPT) == []
    ugo.click("ask.yes")
    ugo.wait(lambda: ugo.sees("letters.save"))
    assert ugo.rows(KEPT) == [("Lettre de mission", 1, NAME, 64)]
    ugo.click("letters.save")
    dialog = ugo.see("ask.save_file")
    assert NAME in dialog.selectedFiles()[0]
    ugo.choose_file("ask.save_file", tmp_path / NAME)
    ugo.wait((tmp_path / NAME).exists)
    told = text_of(tmp_path / NAME).replace("\u202f", " ").replace("\u00a0", " ")
    assert "2 400,00 €" in told
    for mission in ("Tenue", "Révision", "Bilan", "Liasse"):
        assert mission in told
    assert "Brouillon" not in told
    assert ugo.rows("SELECT title FROM timeline WHERE type = 'document'") == [
        ("Lettre de mission, version 1",)
    ]
    assert ugo.rows("SELECT count(*) FROM history WHERE field = 'Document'") == [(1,)]
    ugo.click("letters.back")
    assert ugo.sees(PRINT)
    export_signed(ugo, tmp_path / "signes.xlsx")


def export_signed(ugo, path):
    """« Editions » of the list filtered on Etape Signé."""
    ugo.click("rail.prospects")
    ugo.click("prospects.advanced_search")
    ugo.click("prospects.advanced.etape.signe")
    ugo.click("prospects.advanced.search")
    ugo.menu("prospects.export", "prospects.export.shown")
    ugo.choose_file("ask.save_file", path)
    ugo.wait(path.exists)
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert "Cycles Le Goff" in rows[1]


@pytest.mark.spec("X-11", "X-12", "X-28")
def test_a_text_written_by_hand_is_kept_printed_and_compared(ugo, tmp_path):
    uid = dossier(ugo)
    do(ugo, contract(uid), SetPrivileged(contact=sophie(ugo)))
    open_dossiers(ugo)
    open_letter(ugo, "lettre_de_mission_editable")
    field = ugo.see("letters.text")
    template = ugo.program.window.need_live().pages.page().current().merged.letter.body
    assert "n°\u00a02012-432" in template
    assert not ugo.see("letters.text.save").isEnabled()
    ugo.qtbot.mouseClick(field.viewport(), Qt.MouseButton.LeftButton)
    ugo.wait(field.hasFocus)
    ugo.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    ugo.press("Chère Sophie, ")
    ugo.wait(lambda: ugo.rows("SELECT count(*) FROM draft WHERE kind = 'letter'") == [(1,)])
    ugo.click("letters.text.save")
    ((saved,),) = ugo.rows("SELECT text FROM document WHERE number = 0")
    assert json.loads(saved)["body"] == f"Chère Sophie, {template}"
    assert ugo.rows("SELECT count(*) FROM draft WHERE kind = 'letter'") == [(0,)]
    ugo.click("letters.text.close")
    assert "ne suit plus les valeurs du dossier" in ugo.text("letters.frozen.text").replace("\u00a0", " ")
    ugo.click("letters.generate")
    ugo.click("ask.yes")
    ugo.wait(lambda: ugo.sees("letters.save"))
    ugo.click("letters.versions.1.save")
    ugo.choose_file("ask.save_file", tmp_path / "lettre.pdf")
    ugo.wait((tmp_path / "lettre.pdf").exists)
    assert "Chère Sophie" in text_of(tmp_path / "lettre.pdf")

    ugo.click("letters.frozen.button")
    ugo.click("letters.frozen.button")
    ugo.click("letters.text.drop")
    ugo.click("ask.yes")
    ugo.wait(lambda: ugo.text("letters.text").startswith("Madame, Monsieur,"))
    ugo.click("letters.text.close")
    ugo.click("letters.versions.compare")
    ugo.wait(lambda: "1 modifiée" in ugo.text("letters.compare.count"))
    assert "Chère Sophie, " in ugo.text("letters.compare.text")
    ugo.click("letters.compare.whole")
    assert "Identique" in ugo.text("letters.compare.text")
    ugo.click("letters.compare.yes")
