"""Contact cards: three colours, what each of them allows, and how they change."""

import pytest
from PySide6.QtWidgets import QCheckBox, QLineEdit

from prospectdesk.commands.contact_states import BlockContact, SetPrivileged
from prospectdesk.commands.contacts import CreateContact
from prospectdesk.queries import contacts

TANGUY, LE_GOFF, DUPUIS = "000100024", "000100032", "000100040"
CARD = "sheet.contacts.card"
EDITOR = "sheet.contacts.editor"


def badge(sheet, card):
    return sheet.find(f"{CARD}.{card.uid}.badge").text()


@pytest.mark.spec("C-12")
def test_cards_stand_orange_white_grey_with_their_badges(sheet):
    sheet.open(TANGUY, "sheet.contacts")
    cards = sheet.query(contacts.cards, sheet.company(TANGUY))
    assert [card.colour for card in cards] == ["orange", "white", "grey"]
    assert [badge(sheet, card) for card in cards] == ["MA BASE", "SOURCE LÉGALE", "A QUITTÉ LA SOCIÉTÉ"]
    places = [sheet.find(f"{CARD}.{card.uid}").geometry().topLeft() for card in cards]
    assert [(place.y(), place.x()) for place in places] == sorted((place.y(), place.x()) for place in places)


@pytest.mark.spec("A-C1")
@pytest.mark.spec("C-16")
@pytest.mark.spec("SM-1")
def test_the_arrow_takes_a_white_card_into_the_base(sheet):
    sheet.open(TANGUY, "sheet.contacts")
    white = sheet.card(TANGUY, "Paul")
    arrow = sheet.find(f"{CARD}.{white.uid}.download")
    assert arrow.mapTo(sheet.find(f"{CARD}.{white.uid}"), arrow.rect().topLeft()).x() < 30
    assert sheet.missing(f"{CARD}.{white.uid}.edit")
    sheet.press(f"{CARD}.{white.uid}.download")
    orange = sheet.card(TANGUY, "Paul")
    assert orange.colour == "orange"
    assert badge(sheet, orange) == "MA BASE"
    assert sheet.find(f"{CARD}.{orange.uid}.edit").isEnabled()
    assert sheet.missing(f"{CARD}.{white.uid}")


@pytest.mark.spec("A-C1")
@pytest.mark.spec("C-15")
@pytest.mark.spec("C-20")
@pytest.mark.spec("INV-05")
def test_ticking_a_quitte_la_societe_turns_anne_grey_and_unticking_restores_her(sheet):
    sheet.open(TANGUY, "sheet.contacts")
    anne = sheet.card(TANGUY, "Anne")
    sheet.press(f"{CARD}.{anne.uid}.edit")
    sheet.find(f"{EDITOR}.left", QCheckBox).click()
    sheet.press(f"{EDITOR}.save")
    assert badge(sheet, anne) == "A QUITTÉ LA SOCIÉTÉ"
    assert sheet.missing(f"{CARD}.{anne.uid}.more")
    sheet.press(f"{CARD}.{anne.uid}.edit")
    assert not sheet.find(f"{EDITOR}.nom").isEnabled()
    assert sheet.find(f"{EDITOR}.nom").toolTip()
    sheet.find(f"{EDITOR}.left", QCheckBox).click()
    sheet.press(f"{EDITOR}.save")
    assert sheet.card(TANGUY, "Anne").colour == "orange"
    assert badge(sheet, anne) == "MA BASE"


@pytest.mark.spec("A-D2")
@pytest.mark.spec("D-20")
@pytest.mark.spec("D-21")
@pytest.mark.spec("X-05")
def test_a_privileged_contact_is_deleted_only_after_another_took_its_place(sheet):
    sheet.session.bus.do(SetPrivileged(contact=sheet.card(LE_GOFF, "Yann").id))
    sheet.open(LE_GOFF, "sheet.contacts")
    yann, sophie = sheet.card(LE_GOFF, "Yann"), sheet.card(LE_GOFF, "Sophie")
    delete = sheet.action(f"{CARD}.{yann.uid}.delete")
    assert not delete.isEnabled()
    assert delete.toolTip() == "Définissez d’abord un autre interlocuteur privilégié"
    assert delete.parent().toolTipsVisible() or delete.associatedObjects()[0].toolTipsVisible()
    sheet.trigger(f"{CARD}.{sophie.uid}.privileged")
    sheet.rest()
    assert sheet.card(LE_GOFF, "Sophie").privileged
    assert not sheet.card(LE_GOFF, "Yann").privileged
    sheet.trigger(f"{CARD}.{yann.uid}.delete")
    dialog = sheet.dialog()
    dialog.findChild(object, "sheet.contacts.delete.yes").click()
    sheet.rest()
    assert [card.first_name for card in sheet.query(contacts.cards, sheet.company(LE_GOFF))] == ["Sophie"]
    assert sheet.missing(f"{CARD}.{yann.uid}")


@pytest.mark.spec("C-20")
@pytest.mark.spec("INV-04")
def test_a_privileged_contact_cannot_be_ticked_as_gone(sheet):
    sheet.session.bus.do(SetPrivileged(contact=sheet.card(LE_GOFF, "Yann").id))
    sheet.open(LE_GOFF, "sheet.contacts")
    sheet.press(f"{CARD}.{sheet.card(LE_GOFF, 'Yann').uid}.edit")
    box = sheet.find(f"{EDITOR}.left", QCheckBox)
    assert not box.isEnabled()
    assert "privilégié" in box.toolTip()


@pytest.mark.spec("C-21")
def test_the_delete_dialog_offers_a_quitte_la_societe_first(sheet):
    sheet.open(TANGUY, "sheet.contacts")
    anne = sheet.card(TANGUY, "Anne")
    sheet.trigger(f"{CARD}.{anne.uid}.delete")
    dialog = sheet.dialog()
    text = dialog.findChild(object, "sheet.contacts.delete.text").text()
    assert "préférez «\u00a0A quitté la société\u00a0»" in text
    dialog.findChild(object, "sheet.contacts.delete.leave").click()
    sheet.rest()
    assert sheet.card(TANGUY, "Anne").colour == "grey"


@pytest.mark.spec("C-17")
def test_the_back_arrow_cancels_and_the_floppy_saves(sheet):
    sheet.open(LE_GOFF, "sheet.contacts")
    yann = sheet.card(LE_GOFF, "Yann")
    sheet.press(f"{CARD}.{yann.uid}.edit")
    sheet.find(f"{EDITOR}.fonction", QLineEdit).setText("Gérant")
    sheet.press(f"{EDITOR}.back")
    assert sheet.card(LE_GOFF, "Yann").job is None
    sheet.press(f"{CARD}.{yann.uid}.edit")
    sheet.find(f"{EDITOR}.fonction", QLineEdit).setText("Gérant")
    sheet.press(f"{EDITOR}.save")
    assert sheet.card(LE_GOFF, "Yann").job == "Gérant"
    assert sheet.find(f"{CARD}.{yann.uid}.job").text() == "Gérant"


@pytest.mark.spec("C-19")
def test_removing_only_the_e_mail_keeps_name_and_function(sheet):
    sheet.open(LE_GOFF, "sheet.contacts")
    yann = sheet.card(LE_GOFF, "Yann")
    assert sheet.find(f"{CARD}.{yann.uid}.mail").text() == "yann@legoff.example"
    sheet.press(f"{CARD}.{yann.uid}.edit")
    sheet.find(f"{EDITOR}.courriel", QLineEdit).clear()
    sheet.press(f"{EDITOR}.save")
    after = sheet.card(LE_GOFF, "Yann")
    assert (after.email, after.first_name, after.last_name) == (None, "Yann", "Le Goff")
    assert sheet.missing(f"{CARD}.{yann.uid}.mail")


@pytest.mark.spec("C-18")
@pytest.mark.spec("D-16")
def test_a_wrong_e_mail_and_a_missing_name_stay_marked_and_are_not_saved(sheet):
    sheet.open(LE_GOFF, "sheet.contacts")
    yann = sheet.card(LE_GOFF, "Yann")
    sheet.press(f"{CARD}.{yann.uid}.edit")
    sheet.find(f"{EDITOR}.courriel", QLineEdit).setText("yann(at)legoff")
    sheet.press(f"{EDITOR}.save")
    assert "n’est pas une adresse e-mail" in sheet.find(f"{EDITOR}.error").text()
    assert sheet.find(f"{EDITOR}.courriel").property("invalid") == "true"
    sheet.find(f"{EDITOR}.courriel", QLineEdit).setText("yann@legoff.example")
    sheet.find(f"{EDITOR}.nom", QLineEdit).setText("")
    sheet.press(f"{EDITOR}.save")
    assert sheet.find(f"{EDITOR}.error").text().endswith("Nom")
    assert sheet.card(LE_GOFF, "Yann").last_name == "Le Goff"


@pytest.mark.spec("D-17")
@pytest.mark.spec("C-22")
def test_adding_searches_existing_persons_first_and_links_the_one_found(sheet):
    sheet.open(DUPUIS, "sheet.contacts")
    assert "Ajouter un interlocuteur" in sheet.find("sheet.contacts.empty").text()
    sheet.press("sheet.contacts.add")
    sheet.type("sheet.contacts.search.field", "Rozenn")
    found = sheet.find("sheet.contacts.search.list")
    assert found.count() == 1
    assert "Atelier Kermarec" in found.item(0).text()
    sheet.press("sheet.contacts.search.link")
    assert sheet.card(DUPUIS, "Rozenn").colour == "orange"
    assert badge(sheet, sheet.card(DUPUIS, "Rozenn")) == "MA BASE"


@pytest.mark.spec("D-17")
@pytest.mark.spec("D-18")
def test_a_person_nobody_knows_is_made_by_the_form(sheet):
    sheet.open(DUPUIS, "sheet.contacts")
    sheet.press("sheet.contacts.add")
    sheet.type("sheet.contacts.search.field", "Maëlle Riou")
    sheet.press("sheet.contacts.search.new")
    assert sheet.find(f"{EDITOR}.prenom").text() == "Maëlle"
    sheet.find(f"{EDITOR}.telephone_portable", QLineEdit).setText("06 01 02 03 04")
    sheet.find(f"{EDITOR}.date_naissance", QLineEdit).setText("02/05/1980")
    sheet.press(f"{EDITOR}.save")
    made = sheet.card(DUPUIS, "Maëlle")
    assert (made.colour, made.mobile) == ("orange", "+33601020304")
    assert sheet.find(f"{CARD}.{made.uid}.mobile").text() == "06\u00a001\u00a002\u00a003\u00a004"


@pytest.mark.spec("D-04")
def test_a_strip_names_the_person_who_exists_already(sheet):
    sheet.open(DUPUIS, "sheet.contacts")
    sheet.trigger("sheet.contacts.plus.form")
    field = sheet.find(f"{EDITOR}.courriel", QLineEdit)
    sheet.qtbot.keyClicks(field, "yann@legoff.example")
    strip = sheet.find(f"{EDITOR}.exists")
    sheet.qtbot.waitUntil(lambda: bool(strip.texts()))
    assert strip.texts() == ["existe déjà\u00a0: Yann Le Goff, Cycles Le Goff"]
    sheet.rest()


@pytest.mark.spec("D-19")
def test_a_vcard_holds_the_person_and_the_company(sheet, tmp_path, run):
    page = sheet.open(LE_GOFF, "sheet.contacts")
    yann = sheet.card(LE_GOFF, "Yann")
    target = tmp_path / "yann.vcf"
    run(page.body.contacts.actions_.save_card(yann, target))
    text = target.read_text(encoding="utf-8")
    assert "VERSION:4.0" in text
    assert "Le Goff;Yann" in text
    assert "yann@legoff.example" in text
    assert "yann.vcf" in page.messages.text()
    sheet.trigger(f"{CARD}.{yann.uid}.vcard")
    dialog = sheet.dialog()
    assert dialog.selectedFiles()[0].endswith("Yann Le Goff.vcf")
    dialog.reject()
    sheet.rest()


@pytest.mark.spec("INV-12")
def test_a_closed_channel_disables_the_number_with_its_reason(sheet):
    made = sheet.session.bus.do(
        CreateContact(
            company=sheet.company(LE_GOFF), nom="Bloqué", prenom="Jean", telephone_portable="0601020304"
        )
    )
    sheet.session.bus.do(BlockContact(contact=made.row_id, channels=("call", "sms", "email")))
    sheet.open(LE_GOFF, "sheet.contacts")
    jean = sheet.card(LE_GOFF, "Jean")
    number = sheet.find(f"{CARD}.{jean.uid}.mobile")
    assert not number.isEnabled()
    assert number.toolTip() == "Cette personne a demandé à ne plus être appelée."
    assert sheet.find(f"{CARD}.{jean.uid}.blocked").text() == "Ne plus contacter"


def test_names_that_look_like_html_are_shown_as_they_stand(sheet):
    sheet.session.bus.do(
        CreateContact(company=sheet.company(DUPUIS), nom="<b>Gras</b>", prenom="<img src=x>")
    )
    sheet.open(DUPUIS, "sheet.contacts")
    card = sheet.query(contacts.cards, sheet.company(DUPUIS))[0]
    label = sheet.find(f"{CARD}.{card.uid}.name")
    assert label.text() == "<img src=x> <b>Gras</b>"
    assert label.textFormat().name == "PlainText"


def test_a_thousand_contacts_are_shown_page_by_page_and_filtered(sheet):
    company = sheet.company(DUPUIS)
    with sheet.session.store.transaction(1_795_420_800_000, sheet.session.person.id) as uow:
        for number in range(1000):
            row = {
                "company_id": company, "person": number.to_bytes(16, "big"), "colour": "orange", "was_orange": 1,
                "last_name": f"Nom {number:04}", "made_at": 0, "origin": "manuelle",
            }  # fmt: skip
            uow.insert("contact", row, log=False)
        uow.finish()
    sheet.open(DUPUIS, "sheet.contacts")
    grid = sheet.page.body.contacts.grid
    assert len(grid.widgets) == 40
    assert "960" in sheet.find("sheet.contacts.more").text()
    sheet.press("sheet.contacts.more")
    assert len(grid.widgets) == 80
    sheet.type("sheet.contacts.filter", "nom 0777")
    assert [one.card.last_name for one in grid.widgets.values()] == ["Nom 0777"]
