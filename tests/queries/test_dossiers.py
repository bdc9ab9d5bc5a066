"""What the dossiers tab reads: choices by right, hints, missions, the dossier of the opportunity box."""

import pytest

from prospectdesk.commands.dossier_outcomes import LoseDossier, SignDossier
from prospectdesk.commands.dossiers import CreateDossier, EditDossier, SetContract, SetPerformer
from prospectdesk.commands.missions import CreateMission, PlaceCandidate
from prospectdesk.queries import companies, contacts, dossier_choices, dossiers, missions

LE_GOFF = "000100032"


@pytest.fixture
def le_goff(session):
    return session.reader.run(companies.find_id, LE_GOFF)


def create(session, company, kind, **more):
    return session.bus.do(CreateDossier(company=company, dossier_type=kind, **more))


@pytest.mark.spec("D-27", "D-28", "A-D3")
def test_lists_offer_what_the_service_of_the_type_allows(session, le_goff):
    found = session.reader.run(dossier_choices.choices, le_goff)
    kinds = {one.label: one for one in found.types}
    comptable = found.rights[kinds["Comptable"].id]
    assert [one.label for one in comptable.cabinets] == ["Cabinet Rennes"]
    assert [name for _id, name in comptable.cabinets[0].offices] == ["Rennes Centre"]
    assert [name for _id, name in comptable.people] == ["Ugo Martin"]
    assert [one.label for one in found.rights[kinds["Juridique"].id].cabinets] == [
        "Cabinet Rennes",
        "Cabinet Vitré",
    ]
    assert found.rights[kinds["Juridique"].id].people == ()
    assert len(found.rights[kinds["Opportunité"].id].people) == 4


@pytest.mark.spec("D-22", "INV-07", "INV-08")
def test_used_types_and_a_second_project_are_greyed_with_a_reason(session, le_goff):
    for kind in ("Comptable", "Formation", "Opportunité"):
        create(session, le_goff, kind)
    found = session.reader.run(dossier_choices.types, le_goff)
    greyed = {one.label: str(one.refusal) for one in found if one.refusal is not None}
    assert greyed == {
        "Comptable": "Type déjà utilisé pour ce prospect",
        "Formation": "Un projet de formation est déjà ouvert pour cette société",
    }


@pytest.mark.spec("D-37", "D-40")
def test_reasons_are_those_of_their_occasion(session, le_goff):
    found = session.reader.run(dossier_choices.choices, le_goff)
    assert [label for _id, label in found.signature][:2] == ["Prix", "Proximité"]
    assert [label for _id, label in found.loss][-1] == "Cessation d’activité"
    assert (len(found.signature), len(found.loss)) == (8, 8)


@pytest.mark.spec("D-26", "D-33", "D-34")
def test_a_dossier_is_told_with_everything_it_names(session, le_goff):
    uid = create(
        session, le_goff, "Comptable", type_client="SCI", titulaire="ugo", cabinet="Cabinet Rennes",
        bureau="Rennes Centre", date_debut="2027-01-01", date_fin="2027-12-31", comment="à suivre",
    ).uid  # fmt: skip
    linked = create(session, le_goff, "Conseil", parent=uid).uid
    do = session.bus.do
    do(SetContract(dossier=uid, contrat_type="Présentation des comptes", offre="Confort", montant="2400"))
    do(SetPerformer(dossier=uid, mission="Bilan", executant="nora"))
    do(SignDossier(dossier=uid, reasons=("Proximité", "Prix")))
    do(LoseDossier(dossier=linked, reasons=("Délai",), justification="Trop tard"))
    first, second = session.reader.run(dossiers.of_company, le_goff)
    assert {name: first[name] for name in ("dossier_type", "etape", "percent", "status", "montant")} == {
        "dossier_type": "Comptable",
        "etape": "Suspect",
        "percent": 5,
        "status": "signe",
        "montant": "2400.00",
    }
    assert (first["contrat_type"], first["offre"]) == ("Présentation des comptes", "Confort")
    assert (first["titulaire"], first["cabinet"], first["bureau"]) == (
        "ugo",
        "Cabinet Rennes",
        "Rennes Centre",
    )
    assert (first["date_debut"], first["date_fin"]) == ("2027-01-01", "2027-12-31")
    assert first["reasons"] == ["Prix", "Proximité"]
    assert [one["mission"] for one in first["missions"]] == ["Tenue", "Révision", "Bilan", "Liasse"]
    assert [one["executant"] for one in first["missions"]] == [None, None, "nora", None]
    assert (second["status"], second["justification"], second["parent"]) == ("perdu", "Trop tard", uid)
    assert (first["bonus_eligible"], second["bonus_eligible"]) == (True, False)


@pytest.mark.spec("C-35")
def test_the_box_follows_the_open_dossier_that_is_furthest(session, le_goff):
    first = create(session, le_goff, "Comptable").uid
    create(session, le_goff, "Opportunité")
    session.bus.do(EditDossier(dossier=first, etape="Evalué"))
    rows = session.reader.run(dossiers.dossiers, le_goff)
    found = dossiers.followed(rows)
    assert found is not None
    assert found.uid == first
    assert dossiers.followed([]) is None


@pytest.mark.spec("P-20")
def test_missions_are_told_with_their_candidates(session, le_goff):
    mission = session.bus.do(CreateMission(company=le_goff, label="Atelier", domains=("Informatique",))).uid
    malo = session.reader.run(missions.find_candidates, "malo")
    assert [one.name for one in malo] == ["Malo Guen"]
    assert session.reader.run(missions.find_candidates, "yann") == []
    session.bus.do(PlaceCandidate(mission=mission, contact=malo[0].id))
    (found,) = session.reader.run(missions.of_company, le_goff)
    assert (found.label, found.domains, [one.name for one in found.candidates]) == (
        "Atelier",
        ("Informatique",),
        ["Malo Guen"],
    )
    assert session.reader.run(contacts.cards, le_goff)
