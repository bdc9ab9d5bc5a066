"""Companies: mandatory fields, identities, corrections beside the register, duplicates."""

from __future__ import annotations

from typing import Any

import pytest

from prospectdesk.commands.companies import CreateCompany, EditCompany, RegisterCompany, ReportNonConformity
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.domain.errors import Failure, Invalid, NotFound, Refused
from prospectdesk.domain.ids import siren_uid, uid_text
from prospectdesk.queries import companies, timeline

WHO = {"commercial_source": "ugo", "commercial_operationnel": "ugo", "source": "Salon"}


@pytest.mark.spec("A-D1", "D-16", "D-15")
def test_a_prospect_without_its_mandatory_fields_is_not_stored(session: Any, do: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        do(CreateCompany(raison_sociale="Test SARL"))
    assert refusal.value.values["fields"] == ("Commercial source", "Commercial opérationnel", "Source")
    with session.reader.session() as conn:
        assert conn.execute("SELECT count(*) FROM company WHERE name = 'Test SARL'").fetchone()[0] == 0
    done = do(CreateCompany(raison_sociale="Test SARL", **WHO))
    lines = session.reader.run(timeline.history, done.row_id)
    assert any(one.field == "Création" for one in lines)


@pytest.mark.spec("D-10", "X-04")
def test_a_source_salesperson_needs_the_status(do: Any) -> None:
    with pytest.raises(Refused, match="commercial source"):
        do(CreateCompany(raison_sociale="X", **(WHO | {"commercial_source": "nora"})))
    with pytest.raises(NotFound):
        do(CreateCompany(raison_sociale="X", **(WHO | {"commercial_source": "personne"})))


@pytest.mark.spec("INV-11", "X-19")
def test_a_company_with_a_siret_has_the_identity_of_its_siren(session: Any, do: Any) -> None:
    done = do(CreateCompany(raison_sociale="Danone", siret="552 100 554 00013", **WHO))
    assert done.uid == uid_text(siren_uid("552100554"))
    made = [one for one in session.reader.run(timeline.history, done.row_id) if one.field == "Création"]
    assert [(one.object, one.new) for one in made] == [("Société", "Danone")]
    with pytest.raises(Refused, match="Danone"):
        do(CreateCompany(raison_sociale="Encore", siret="55210055400013", **WHO))
    with pytest.raises(Invalid):
        do(CreateCompany(raison_sociale="Faux", siret="55210055400014", **WHO))


@pytest.mark.spec("P-15", "D-01")
def test_creating_a_company_of_the_directory_registers_it(
    session: Any, do: Any, company: Any, head: Any
) -> None:
    morel = company("Ferronnerie Morel")
    done = do(CreateCompany(raison_sociale="Ferronnerie Morel", siret="00010006500010", **WHO))
    assert done.row_id == morel
    assert head(morel).registered
    do(done.undo)
    assert not head(morel).registered


@pytest.mark.spec("P-15")
def test_a_directory_company_is_registered_once(do: Any, company: Any, head: Any) -> None:
    armor = company("Énergie Armor")
    with pytest.raises(Refused, match="portefeuille"):
        do(EditCompany(company=armor, telephone="0299000000"))
    do(RegisterCompany(company=armor))
    assert head(armor).source_user == "Ugo Martin"
    again = do(RegisterCompany(company="00010005700017"))
    assert again.message is not None


@pytest.mark.spec("D-13", "D-14", "X-17")
def test_an_edit_is_a_column_beside_the_registers(session: Any, do: Any, company: Any, head: Any) -> None:
    tanguy = company("Boulangerie Tanguy")
    done = do(
        EditCompany(company=tanguy, raison_sociale="Tanguy & Fils", naf="1071d", telephone="+44 20 7946 0958")
    )
    now = head(tanguy)
    assert (now.name, now.register_name, now.naf, now.phone) == (
        "Tanguy & Fils",
        "Boulangerie Tanguy",
        "10.71D",
        "+442079460958",
    )
    lines = {(one.field, one.old, one.new) for one in session.reader.run(timeline.history, tanguy)}
    assert ("Raison sociale", None, "Tanguy & Fils") in lines
    do(done.undo)
    assert head(tanguy).name == "Boulangerie Tanguy"


@pytest.mark.spec("D-16")
@pytest.mark.parametrize(
    "field", ["raison_sociale", "commercial_source", "commercial_operationnel", "source"]
)
def test_a_mandatory_field_is_never_emptied(do: Any, company: Any, field: str) -> None:
    with pytest.raises(Invalid, match="Champ obligatoire"):
        do(EditCompany(company=company("Cycles Le Goff"), **{field: ""}))


@pytest.mark.spec("C-08")
def test_a_non_conformity_is_kept_and_said_in_the_timeline(session: Any, do: Any, company: Any) -> None:
    do(ReportNonConformity(company=company("Hôtel Vilaine"), fields=("Téléphone",), text="Numéro changé"))
    first = session.reader.run(timeline.entries, company("Hôtel Vilaine"))[0]
    assert (first.type, first.text) == ("non_conformite", "Numéro changé")
    with pytest.raises(Invalid):
        do(ReportNonConformity(company=company("Hôtel Vilaine"), fields=(), text="x"))


@pytest.mark.spec("D-04")
def test_lookalikes_are_named_with_their_reason(session: Any, company: Any) -> None:
    found = session.reader.run(companies.lookalikes, "cycles le GOFF", "35830")
    assert [(one.name, one.reason) for one in found] == [("Cycles Le Goff", "même nom et même code postal")]
    found = session.reader.run(companies.lookalikes, "", None, "000 100 032 00010")
    assert found[0].reason == "même SIRET"
    assert session.reader.run(companies.lookalikes, "Cycles Le Goff", "75001") == []


HOSTILE = [
    "'; DROP TABLE company;--",
    '<img src="file:///etc/passwd">',
    "{0.__class__}",
    "%s%n",
    "a\u202eb",
    "\x00nul",
    "=1+1",
]


@pytest.mark.spec("R1", "T12")
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_stored_as_plain_text(session: Any, do: Any, head: Any, text: str) -> None:
    try:
        done = do(CreateCompany(raison_sociale=text, **WHO))
    except Failure:
        return
    name = head(done.row_id).name
    assert "\x00" not in name
    assert "\u202e" not in name
    assert name


@pytest.mark.spec("D-15", "D-45", "D-46")
def test_a_source_that_is_switched_off_stays_where_it_stands_and_is_not_chosen_again(
    session: Any, do: Any
) -> None:
    made = do(CreateCompany(raison_sociale="Avant", **WHO))
    with session.store.transaction(session.clock.now_ms(), 1) as uow:
        uow.run("UPDATE catalogue SET active = 0 WHERE kind = 'source' AND label = 'Salon'")
    do(EditCompany(company=made.uid, source="Salon", ville="Vannes"))
    for refused in (
        CreateCompany(raison_sociale="Après", **WHO),
        CreateFollowUp(company=made.uid, kind="tache", type_action="Demande", source="Salon"),
    ):
        with pytest.raises(Refused, match="plus utilisé"):
            do(refused)


@pytest.mark.spec("D-13")
def test_a_tax_regime_is_one_of_the_list_as_it_is_written_there(session: Any, do: Any) -> None:
    made = do(CreateCompany(raison_sociale="Impôts", regime_imposition="reel simplifie", **WHO))
    with session.reader.session() as conn:
        told = conn.execute("SELECT tax_regime FROM registration WHERE company_id = ?", (made.row_id,))
        assert told.fetchone()[0] == "Réel simplifié"
    with pytest.raises(Invalid):
        do(EditCompany(company=made.uid, regime_imposition="Impôt magique"))


@pytest.mark.spec("D-13", "X-04")
@pytest.mark.parametrize("typed", ["2026-W01-1", "20260101", "2026-1-1", "2026-02-29", "2026-01-01T10:00"])
def test_a_date_of_creation_is_written_in_one_way(do: Any, typed: str) -> None:
    with pytest.raises(Invalid):
        do(CreateCompany(raison_sociale="Date", date_creation=typed, **WHO))


@pytest.mark.spec("INV-11", "P-13")
def test_a_sheet_keeps_the_siren_it_was_made_for(do: Any) -> None:
    made = do(CreateCompany(raison_sociale="Danone", siret="55210055400013", **WHO))
    with pytest.raises(Refused, match="autre société"):
        do(EditCompany(company=made.uid, siret="73282932000074"))
    with pytest.raises(Refused, match="ne s’efface pas"):
        do(EditCompany(company=made.uid, siret=None))
    bare = do(CreateCompany(raison_sociale="Sans numéro", **WHO))
    do(EditCompany(company=bare.uid, siret=None))
    do(EditCompany(company=bare.uid, siret="73282932000074"))


@pytest.mark.spec("X-22")
def test_a_private_individual_has_no_siret(do: Any) -> None:
    with pytest.raises(Refused, match="particulier"):
        do(CreateCompany(raison_sociale="M. Noël", kind="particulier", siret="55210055400013", **WHO))
    made = do(CreateCompany(raison_sociale="M. Noël", kind="particulier", **WHO))
    with pytest.raises(Refused, match="particulier"):
        do(EditCompany(company=made.uid, siret="55210055400013"))
    firm = do(CreateCompany(raison_sociale="Danone", siret="55210055400013", **WHO))
    with pytest.raises(Refused, match="reste une organisation"):
        do(EditCompany(company=firm.uid, kind="particulier"))


@pytest.mark.spec("C-08")
def test_a_report_is_about_fields_of_the_sheet(do: Any, company: Any) -> None:
    morel = company("Cycles Le Goff")
    do(ReportNonConformity(company=morel, fields=("naf", "Adresse", "raison sociale"), text="faux"))
    with pytest.raises(Invalid, match="Champs concernés"):
        do(ReportNonConformity(company=morel, fields=("bogus",), text="faux"))
