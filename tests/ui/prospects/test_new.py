"""Nouveau prospect: mandatory fields, twins, SIRET, towns, draft."""

import pytest
from PySide6.QtWidgets import QComboBox

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.queries import companies, prospects, timeline
from prospectdesk.ui.prospects.new_form import LABELS
from prospectdesk.ui.prospects.new_page import NewProspectPage, kept_draft

MOREL_SIRET = "00010006500010"


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def error(form, name):
    return plain(form.find(f"prospects.new.{name}.error").text())


@pytest.mark.spec("A-D1")
@pytest.mark.spec("D-04")
@pytest.mark.spec("D-15")
@pytest.mark.spec("D-16")
def test_a_prospect_needs_its_mandatory_fields_and_is_stored_once_they_are_filled(new_form):
    before = new_form.query(prospects.count)
    new_form.type("prospects.new.raison_sociale", "Test SARL")
    new_form.press("prospects.new.save")
    marked = new_form.page.form.refused()
    assert marked == ["commercial_source", "commercial_operationnel", "source"]
    for name in marked:
        assert new_form.find(f"prospects.new.{name}").property("invalid") == "true"
        assert error(new_form, name) == f"Champ obligatoire : {LABELS[name]}"
    assert new_form.query(prospects.count) == before
    assert new_form.find("prospects.new.raison_sociale").text() == "Test SARL"
    new_form.pick("prospects.new.commercial_source", "ugo")
    new_form.pick("prospects.new.commercial_operationnel", "nora")
    new_form.pick("prospects.new.source", "Salon")
    assert new_form.page.form.refused() == []
    new_form.press("prospects.new.save")
    assert new_form.query(prospects.count) == before + 1
    name, params = new_form.window.opened[-1]
    assert name == "sheet"
    head = new_form.query(companies.head, params["company"])
    assert (head.name, head.source_user, head.operational_user) == ("Test SARL", "Ugo Martin", "Nora Petit")
    history = new_form.query(timeline.history, params["company"])
    made = [(line.object, line.user, line.field, line.new) for line in history]
    assert ("Société", "Ugo Martin", "Création", "Test SARL") in made
    assert new_form.find("prospects.new.raison_sociale").text() == ""


@pytest.mark.spec("D-13")
@pytest.mark.spec("D-14")
def test_every_field_of_the_form_is_stored(new_form):
    texts = {
        "raison_sociale": "Test SARL", "siret": "732 829 320 00074", "forme_juridique": "SARL", "naf": "6201z",
        "cabinet_actuel": "Fiduciaire", "rue": "1 rue du Port", "adresse_suite": "Bât. B", "code_postal": "35000",
        "ville": "Rennes", "pays": "France", "telephone": "02 99 11 22 33", "telephone_etranger": "+32 2 511 11 11",
        "fax": "02 99 11 22 34", "site_internet": "test.example",
    }  # fmt: skip
    for name, text in texts.items():
        new_form.type(f"prospects.new.{name}", text)
    new_form.page.form.put("date_creation", "01/02/2020")
    for name, value in (
        ("commercial_source", "ugo"), ("commercial_operationnel", "ugo"), ("source", "Salon"), ("regime_imposition", "IS"),
    ):  # fmt: skip
        new_form.pick(f"prospects.new.{name}", value)
    new_form.find("prospects.new.repreneur_activite").click()
    new_form.press("prospects.new.save")
    assert new_form.page.form.refused() == []
    head = new_form.query(companies.head, new_form.window.opened[-1][1]["company"])
    assert (head.siret, head.naf, head.tax_regime, head.accountant) == (
        "73282932000074",
        "62.01Z",
        "IS",
        "Fiduciaire",
    )
    assert (head.street, head.street2, head.postcode, head.city) == (
        "1 rue du Port",
        "Bât. B",
        "35000",
        "Rennes",
    )
    assert (head.phone, head.takeover, head.created_on) == ("+33299112233", True, 18293)
    assert head.fax
    assert head.phone_foreign
    assert head.website
    assert head.legal_form == "SARL"


def test_a_wrong_siret_is_marked_when_the_cursor_leaves_and_a_right_one_is_grouped(new_form):
    new_form.type("prospects.new.siret", "73282932000075")
    new_form.page.form.left.emit("siret")
    assert "clé de contrôle" in error(new_form, "siret")
    new_form.type("prospects.new.siret", "73282932000074")
    new_form.page.form.left.emit("siret")
    assert error(new_form, "siret") == ""
    assert plain(new_form.find("prospects.new.siret").text()) == "732 829 320 00074"


def test_a_refusal_of_one_value_marks_its_field(new_form):
    new_form.type("prospects.new.raison_sociale", "Test SARL")
    for name, value in (
        ("commercial_source", "ugo"),
        ("commercial_operationnel", "ugo"),
        ("source", "Salon"),
    ):
        new_form.pick(f"prospects.new.{name}", value)
    for name, text in (("naf", "pas un code"), ("siret", "123"), ("telephone", "12")):
        new_form.type(f"prospects.new.{name}", text)
        new_form.press("prospects.new.save")
        assert new_form.page.form.refused() == [name]
        assert new_form.window.opened == []
        new_form.type(f"prospects.new.{name}", "")


@pytest.mark.spec("D-04")
def test_a_lookalike_is_named_while_typing_and_opens_its_sheet(new_form):
    new_form.type("prospects.new.raison_sociale", "boulangerie tanguy")
    new_form.type("prospects.new.code_postal", "35170")
    new_form.qtbot.waitUntil(lambda: bool(new_form.page.twins.texts()))
    new_form.rest()
    text = plain(new_form.page.twins.texts()[0])
    assert text == "existe déjà : Boulangerie Tanguy, Bruz (même nom et même code postal)"
    new_form.press("prospects.new.twins.0")
    assert new_form.window.opened[-1] == ("sheet", {"company": new_form.company("000100024")})


@pytest.mark.spec("D-04")
def test_a_company_of_the_directory_lends_what_it_knows(new_form):
    new_form.type("prospects.new.siret", MOREL_SIRET)
    new_form.qtbot.waitUntil(lambda: bool(new_form.page.twins.texts()))
    new_form.rest()
    assert "connue de l’annuaire" in new_form.page.twins.texts()[0]
    new_form.press("prospects.new.twins.0")
    assert new_form.find("prospects.new.raison_sociale").text() == "Ferronnerie Morel"
    assert new_form.find("prospects.new.ville").text() == "Rennes"


def test_a_postcode_brings_its_town(new_form):
    new_form.type("prospects.new.code_postal", "35170")
    new_form.qtbot.waitUntil(lambda: new_form.find("prospects.new.ville").text() == "Bruz")
    assert new_form.find("prospects.new.ville").completer() is not None


def test_what_is_typed_survives_a_dead_window(new_form):
    new_form.type("prospects.new.raison_sociale", "À moitié SARL")
    new_form.pick("prospects.new.source", "Salon")
    new_form.qtbot.waitUntil(lambda: bool(new_form.query(kept_draft)))
    new_form.rest()
    again = NewProspectPage(new_form.desk)
    again.show()
    new_form.rest()
    assert again.form.value("raison_sociale") == "À moitié SARL"
    assert again.form.value("source") == "Salon"
    again.hide()
    again.deleteLater()
    new_form.press("prospects.new.cancel")
    assert new_form.query(kept_draft) == {}
    assert new_form.window.opened[-1][0] == "prospects"


@pytest.mark.spec("D-10")
def test_only_users_with_the_status_are_offered_as_source_salesperson(new_form):
    sellers = new_form.find("prospects.new.commercial_source", QComboBox)
    everybody = new_form.find("prospects.new.commercial_operationnel", QComboBox)
    assert [sellers.itemData(place) for place in range(sellers.count())] == ["", "ugo"]
    assert everybody.count() == 5


def test_the_same_siret_twice_is_refused_at_its_field(new_form):
    fields = {"commercial_source": "ugo", "commercial_operationnel": "ugo", "source": "Salon"}
    new_form.do(CreateCompany(raison_sociale="Un", siret="73282932000074", **fields))
    new_form.type("prospects.new.raison_sociale", "Deux")
    new_form.type("prospects.new.siret", "73282932000074")
    for name, value in fields.items():
        new_form.pick(f"prospects.new.{name}", value)
    new_form.press("prospects.new.save")
    assert "appartient déjà" in error(new_form, "siret")
