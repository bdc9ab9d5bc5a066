"""Cards of contacts: the privileged one, the white one taken over, the one who left (A-D2, A-C1)."""

import pytest

REASON = "Définissez d’abord un autre interlocuteur privilégié"


@pytest.mark.spec("A-D2", "D-20", "INV-04")
def test_the_privileged_contact_is_deleted_only_after_another_took_the_place(ugo):
    ugo.open_by_search("cycles", "Cycles Le Goff")
    ugo.click("sheet.tabs.contacts")
    yann, sophie = ugo.card("Yann Le Goff"), ugo.card("Sophie Rio")
    ugo.menu(f"{yann}.more", f"{yann}.privileged")
    yann = ugo.card("Yann Le Goff")
    assert ugo.menu_items(f"{yann}.more")[f"{yann}.delete"] == (False, REASON)
    ugo.menu(f"{sophie}.more", f"{sophie}.privileged")
    yann = ugo.card("Yann Le Goff")
    assert ugo.sees(f"{ugo.card('Sophie Rio')}.privileged")
    assert ugo.menu_items(f"{yann}.more")[f"{yann}.delete"][0]
    ugo.menu(f"{yann}.more", f"{yann}.delete")
    ugo.click("sheet.contacts.delete.yes")
    assert not ugo.sees(yann)
    assert ugo.rows("SELECT count(*) FROM contact WHERE email = ?", "yann@legoff.example") == [(0,)]


@pytest.mark.spec("A-C1", "C-13", "C-16", "INV-05")
def test_a_white_card_is_taken_over_and_one_who_left_has_no_action(ugo):
    ugo.open_by_search("tanguy", "Boulangerie Tanguy")
    ugo.click("sheet.tabs.contacts")
    paul = ugo.card("Paul Tanguy")
    assert ugo.text(f"{paul}.badge") == "SOURCE LÉGALE"
    assert not ugo.sees(f"{paul}.edit")
    ugo.click(f"{paul}.download")
    paul = ugo.card("Paul Tanguy")
    assert ugo.text(f"{paul}.badge") == "MA BASE"
    assert ugo.sees(f"{paul}.edit")
    assert not ugo.sees(f"{paul}.download")

    anne = ugo.card("Anne Caradec")
    leave(ugo, anne)
    anne = ugo.card("Anne Caradec")
    assert ugo.text(f"{anne}.badge") == "A QUITTÉ LA SOCIÉTÉ"
    assert not ugo.sees(f"{anne}.more")
    assert not ugo.sees(f"{anne}.mail")
    leave(ugo, anne)
    anne = ugo.card("Anne Caradec")
    assert ugo.text(f"{anne}.badge") == "MA BASE"
    assert ugo.sees(f"{anne}.more")


def leave(ugo, card):
    """Ticks or unticks « A quitté la société » on the edit page and saves."""
    ugo.click(f"{card}.edit")
    ugo.tick("sheet.contacts.editor.left")
    ugo.click("sheet.contacts.editor.save")
