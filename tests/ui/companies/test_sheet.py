"""The sheet as a whole: header, Fiche edited in place, tags, register, history."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit

from prospectdesk.commands.companies import CreateCompany, EditCompany, ReportNonConformity
from prospectdesk.commands.timeline import AddNote
from prospectdesk.queries import companies, timeline
from prospectdesk.ui.companies.card_export import write_cards, write_sheet
from prospectdesk.ui.companies.screens import SCREENS
from prospectdesk.ui.companies.sheet import SheetPage

TANGUY, LE_GOFF, DUPUIS, MOREL = "000100024", "000100032", "000100040", "000100065"


def head(sheet, siren):
    return sheet.query(companies.head, sheet.company(siren))


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def types(sheet, siren):
    return [row.type for row in sheet.query(timeline.entries, sheet.company(siren))]


@pytest.mark.spec("C-02")
@pytest.mark.spec("C-03")
def test_the_header_says_who_the_company_is(sheet):
    page = sheet.open(TANGUY)
    assert sheet.find("sheet.name").text() == "Boulangerie Tanguy"
    identity = plain(sheet.find("sheet.identity").text())
    assert "SIREN 000 100 024" in identity
    assert "SIRET 000 100 024 00017" in identity
    assert "NAF 10.71C Boulangerie" in identity
    assert "24 salariés" in sheet.find("sheet.particulars").text()
    assert "35170 Bruz" in sheet.find("sheet.particulars").text()
    assert sheet.find("sheet.establishments.title").text() == "Siège"
    assert plain(sheet.find("sheet.establishments.siret").text()) == "000 100 024 00017"
    assert page.title() == "Boulangerie Tanguy"


@pytest.mark.spec("D-11")
def test_the_five_tabs_stand_in_their_order(sheet):
    page = sheet.open(TANGUY)
    titles = [tab.text().split(" · ")[0] for tab in page.body.tabs.tabs.values()]
    assert titles == ["Fiche", "Interlocuteurs", "Dossiers / Missions", "Suivi", "Historique"]
    for key in ("contacts", "dossiers", "follow_ups", "history", "file"):
        sheet.press(f"sheet.tabs.{key}")
        assert page.body.stack.currentWidget() is page.body.pages[key]


@pytest.mark.spec("C-10")
def test_opening_a_sheet_is_a_visit_once_in_half_an_hour(sheet):
    sheet.open(DUPUIS)
    sheet.open(DUPUIS)
    assert types(sheet, DUPUIS) == ["visite"]


@pytest.mark.spec("D-12")
@pytest.mark.spec("D-13")
@pytest.mark.spec("D-14")
@pytest.mark.spec("D-15")
def test_the_three_frames_are_read_first_and_edited_after_f2(sheet):
    page = sheet.open(LE_GOFF)
    frames = [getattr(page.body.file.form, f"title_{name}").text() for name in page.body.file.pencils]
    assert frames == ["Informations", "Coordonnées", "Informations complémentaires"]
    assert sheet.find("sheet.file.raison_sociale.value").isVisibleTo(page)
    assert not sheet.find("sheet.file.raison_sociale").isVisibleTo(page)
    sheet.qtbot.keyClick(page, Qt.Key.Key_F2)
    assert sheet.find("sheet.file.raison_sociale").isVisibleTo(page)
    sheet.type("sheet.file.cabinet_actuel", "Cabinet Delorme")
    assert head(sheet, LE_GOFF).accountant == "Cabinet Delorme"
    sheet.qtbot.keyClick(sheet.find("sheet.file.cabinet_actuel"), Qt.Key.Key_Escape)
    assert sheet.find("sheet.file.cabinet_actuel.value").text() == "Cabinet Delorme"
    assert sheet.find("sheet.file.cabinet_actuel.value").isVisibleTo(page)


def test_one_field_is_one_step_that_can_be_undone(sheet):
    page = sheet.open(LE_GOFF)
    page.edit()
    sheet.type("sheet.file.cabinet_actuel", "Cabinet Delorme")
    assert sheet.desk.history.stack.count() == 1
    sheet.desk.history.undo()
    sheet.rest()
    assert head(sheet, LE_GOFF).accountant is None
    assert sheet.find("sheet.file.cabinet_actuel").text() == ""


@pytest.mark.spec("D-16")
def test_an_empty_mandatory_field_is_marked_and_nothing_is_stored(sheet):
    page = sheet.open(LE_GOFF)
    page.edit()
    sheet.type("sheet.file.raison_sociale", "")
    assert sheet.find("sheet.file.raison_sociale.error").text() == "Champ obligatoire\u00a0: Raison sociale"
    assert sheet.find("sheet.file.raison_sociale").property("invalid") == "true"
    assert head(sheet, LE_GOFF).name == "Cycles Le Goff"
    sheet.do(AddNote(company=sheet.company(LE_GOFF), text="Autre chose"))
    assert sheet.find("sheet.file.raison_sociale").text() == ""
    page.body.stop_editing()
    assert sheet.find("sheet.file.raison_sociale.value").text() == "Cycles Le Goff"


def test_what_cannot_be_read_stays_in_its_field(sheet):
    page = sheet.open(LE_GOFF)
    page.body.file.toggle("coordonnees")
    sheet.type("sheet.file.telephone", "12")
    assert sheet.find("sheet.file.telephone").text() == "12"
    assert "numéro de téléphone" in sheet.find("sheet.file.telephone.error").text()
    sheet.type("sheet.file.telephone", "02 99 00 11 22")
    assert head(sheet, LE_GOFF).phone == "+33299001122"
    assert not sheet.find("sheet.file.telephone.error").isVisibleTo(page)
    assert sheet.find("sheet.phone").text() == "02\u00a099\u00a000\u00a011\u00a022"


def test_lists_and_boxes_save_at_once(sheet):
    page = sheet.open(LE_GOFF)
    page.body.file.toggle("complementaires")
    source = sheet.find("sheet.file.source", QComboBox)
    source.setCurrentIndex(source.findData("Recommandation"))
    source.activated.emit(source.currentIndex())
    sheet.rest()
    sheet.find("sheet.file.repreneur_activite", QCheckBox).click()
    sheet.rest()
    assert (head(sheet, LE_GOFF).source, head(sheet, LE_GOFF).takeover) == ("Recommandation", True)


def test_a_change_from_elsewhere_does_not_disturb_the_field_being_typed(sheet):
    page = sheet.open(LE_GOFF)
    page.edit()
    field = sheet.find("sheet.file.cabinet_actuel", QLineEdit)
    sheet.page.activateWindow()
    field.setFocus()
    field.insert("Del")
    sheet.do(EditCompany(company=sheet.company(LE_GOFF), regime_imposition="IS"))
    assert sheet.find("sheet.file.regime_imposition").currentText() == "IS"
    if field.hasFocus():
        assert field.text() == "Del"


@pytest.mark.spec("D-04")
def test_a_name_that_exists_already_is_told_while_it_is_typed(sheet):
    made = sheet.session.bus.do(
        CreateCompany(
            raison_sociale="Cycle", commercial_source="ugo", commercial_operationnel="ugo", source="Salon"
        )
    )
    sheet.page = page = SheetPage(sheet.desk)
    page.apply(company=made.row_id)
    page.show()
    sheet.rest()
    page.edit()
    field = sheet.find("sheet.file.raison_sociale", QLineEdit)
    field.selectAll()
    sheet.qtbot.keyClicks(field, "cycles le goff")
    strip = sheet.find("sheet.file.exists")
    sheet.qtbot.waitUntil(lambda: bool(strip.texts()))
    assert strip.texts() == ["existe déjà\u00a0: Cycles Le Goff (même nom)"]
    page.body.stop_editing()
    sheet.rest()
    assert strip.texts() == []


@pytest.mark.spec("C-11")
def test_a_sheet_is_handed_over_as_a_workbook(sheet, tmp_path, run):
    page = sheet.open(LE_GOFF)
    target = tmp_path / "legoff.xlsx"
    target.write_bytes(b"older")
    run(write_sheet(sheet.desk, page, page.company_id, target))
    assert target.read_bytes()[:2] == b"PK"
    assert "legoff.xlsx" in page.messages.text()
    cards = tmp_path / "legoff.vcf"
    write_cards(sheet.session.reader, [card.id for card in page.facts.cards], cards)
    assert cards.read_text(encoding="utf-8").count("BEGIN:VCARD") == 2


@pytest.mark.spec("C-04")
def test_unknown_public_values_read_non_renseigne(sheet):
    sheet.open(DUPUIS)
    assert sheet.find("sheet.file.public.turnover").text() == "Non renseigné"
    assert sheet.find("sheet.file.public.workforce").text() == "6 salariés"
    assert sheet.find("sheet.file.public.vat").text().startswith("FR")


@pytest.mark.spec("C-72")
def test_the_default_routine_is_framed_in_orange_and_its_tag_can_be_changed(sheet):
    sheet.open(LE_GOFF)
    tag = sheet.query(companies.tags, sheet.company(LE_GOFF), sheet.session.person.id, False)[0]
    box = sheet.find(f"sheet.tags.{tag.routine_id}")
    assert box.property("tone") == "orange"
    assert sheet.find(f"sheet.tags.{tag.routine_id}.tag").text() == "Suspect"
    sheet.trigger(f"sheet.tags.{tag.routine_id}.set.client")
    sheet.rest()
    assert sheet.find(f"sheet.tags.{tag.routine_id}.tag").text() == "Client"
    assert "tag" in types(sheet, LE_GOFF)


@pytest.mark.spec("C-08")
def test_a_non_conformity_names_fields_and_lands_in_the_timeline(sheet):
    sheet.open(LE_GOFF)
    dialog = sheet.ask("sheet.non_conformity")
    send = dialog.findChild(object, "sheet.non_conformity.dialog.yes")
    assert not send.isEnabled()
    assert send.toolTip()
    dialog.findChild(QCheckBox, "sheet.non_conformity.dialog.field.1").click()
    dialog.findChild(QPlainTextEdit, "sheet.non_conformity.dialog.text_field").setPlainText("Ancien SIRET")
    send.click()
    sheet.rest()
    row = sheet.query(timeline.entries, sheet.company(LE_GOFF))[0]
    assert (row.type, row.text) == ("non_conformite", "Ancien SIRET")


@pytest.mark.spec("C-08", "X-24")
def test_a_report_says_how_far_it_is_and_waits_for_the_centre_when_there_is_one(sheet):
    sheet.open(MOREL)
    sheet.do(ReportNonConformity(company=sheet.company(MOREL), fields=("SIRET",), text="Ancien"))
    button = sheet.find("sheet.reports")
    assert plain(button.text()) == "Non-conformité : Envoyée"
    with sheet.session.store.transaction(1, None, muted=True) as uow:
        uow.run("INSERT INTO sync_state (key, value) VALUES ('server', 'https://centre.example')")
    sheet.page.refresh_all()
    sheet.rest()
    assert plain(button.text()) == "Non-conformité : En attente de connexion"
    with sheet.session.store.transaction(1, None, muted=True) as uow:
        uow.run("DELETE FROM sync_state WHERE key = 'server'")
    dialog = sheet.ask("sheet.reports")
    (state,) = dialog.findChildren(QComboBox)
    state.setCurrentIndex(state.findText("Traitée"))
    dialog.findChild(object, "sheet.reports.dialog.yes").click()
    sheet.rest()
    assert not button.isVisible()
    assert types(sheet, MOREL)[0] == "non_conformite"


@pytest.mark.spec("P-15")
def test_a_directory_company_is_added_to_the_portfolio_from_its_sheet(sheet):
    page = sheet.open(MOREL)
    assert sheet.find("sheet.directory").isVisibleTo(page)
    pencil = sheet.find("sheet.file.informations.edit")
    assert not pencil.isEnabled()
    assert "portefeuille" in pencil.toolTip()
    sheet.press("sheet.register")
    assert head(sheet, MOREL).registered
    assert not sheet.find("sheet.directory").isVisibleTo(page)
    assert pencil.isEnabled()


@pytest.mark.spec("D-49")
def test_the_history_shows_old_and_new_values_newest_first_and_filters(sheet, tmp_path, run):
    company = sheet.company(LE_GOFF)
    for form in ("SARL", "SAS"):
        sheet.session.bus.do(EditCompany(company=company, forme_juridique=form))
    page = sheet.open(LE_GOFF, "sheet.history")
    rows = page.body.history.rows
    cells = [str(rows.index(0, column).data()) for column in range(rows.columnCount())]
    assert cells[1:] == ["Ugo Martin", "Société", "Forme juridique", "SARL", "SAS"]
    sheet.type("sheet.history.filter", "sas")
    assert rows.rowCount() == 1
    dialog = sheet.ask("sheet.history.export")
    assert dialog.selectedFiles()[0].endswith("Historique Cycles Le Goff.xlsx")
    dialog.reject()
    sheet.rest()


def test_a_sheet_without_contacts_or_establishment_says_what_to_do(sheet):
    made = sheet.session.bus.do(
        CreateCompany(
            raison_sociale="Toute neuve",
            commercial_source="ugo",
            commercial_operationnel="ugo",
            source="Salon",
        )
    )
    sheet.page = page = SheetPage(sheet.desk)
    page.apply(company=made.row_id)
    page.show()
    sheet.rest()
    assert sheet.find("sheet.contacts.empty").isVisibleTo(page)
    assert not page.body.sites.isVisibleTo(page)
    assert sheet.find("sheet.file.dossiers.empty").isVisibleTo(page)
    assert not sheet.find("sheet.call_menu").isEnabled()
    assert "Aucun numéro" in sheet.find("sheet.call_menu").toolTip()


def test_a_sheet_that_is_gone_says_so(sheet):
    sheet.page = page = SheetPage(sheet.desk)
    page.apply(company=987_654)
    page.show()
    sheet.rest()
    assert page.gone.isVisibleTo(page)
    assert not page.body.isVisibleTo(page)
    page.messages.clear()


@pytest.mark.spec("X-05")
def test_every_disabled_control_of_a_sheet_says_why(sheet):
    from PySide6.QtWidgets import QAbstractButton, QWidget

    for siren in (TANGUY, LE_GOFF, DUPUIS, MOREL):
        page = sheet.open(siren)
        for widget in page.findChildren(QAbstractButton) + page.findChildren(QLineEdit):
            if widget.isVisibleTo(page) and not widget.isEnabledTo(widget.parentWidget()):
                assert widget.toolTip(), widget.objectName()
        icons = [
            one for one in page.findChildren(QAbstractButton) if not one.text() and one.isVisibleTo(page)
        ]
        assert all(one.accessibleName() for one in icons)
        assert isinstance(page, QWidget)


def test_the_siret_is_copied(sheet):
    page = sheet.open(TANGUY)
    sheet.trigger("sheet.copy_siret")
    assert QGuiApplication.clipboard().text() == "00010002400017"
    assert "000 100 024 00017" in plain(page.messages.text())


def test_the_screens_of_the_sheet_are_registered():
    assert [one.name for one in SCREENS] == ["sheet"]
    assert SCREENS[0].group == "sheet"


def test_in_a_low_window_who_writes_has_the_room_and_the_entries_come_back(sheet, qtbot):
    page = sheet.open(LE_GOFF)
    page.resize(820, 330)
    page.activateWindow()
    sheet.rest()
    timeline = page.body.timeline
    assert timeline.card.isVisible()
    assert timeline.composer.isHidden()
    page.write_note()
    sheet.rest()
    text = timeline.composer.editors["note"].body.text
    assert text.isVisible()
    assert not timeline.card.isVisible()
    qtbot.waitUntil(timeline.composer.has_cursor)
    text.setPlainText("Rappeler lundi")
    timeline.composer.editors["note"].publish()
    sheet.rest()
    qtbot.waitUntil(lambda: timeline.card.isVisible() and timeline.composer.isHidden())


@pytest.mark.spec("C-75")
def test_the_form_of_a_relance_has_its_whole_height_beside_the_entries(sheet):
    sheet.open(LE_GOFF)
    sheet.press("sheet.relance.add")
    form = sheet.find("sheet.relance.form")
    assert not sheet.find(
        "sheet.timeline"
    ).hasHeightForWidth()  # else Qt takes from the form what the entries want
    assert form.fields.geometry().bottom() < form.save.geometry().top()
    assert form.height() >= form.minimumSizeHint().height()
