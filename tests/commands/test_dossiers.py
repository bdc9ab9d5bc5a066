"""Dossiers: created, edited, their contract and their performers (D-10, D-22…D-34, D-41, C-35)."""

import pytest

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.dossier_outcomes import LoseDossier, ReopenDossier, SignDossier
from prospectdesk.commands.dossier_twins import RetypeDossier
from prospectdesk.commands.dossiers import (
    CreateDossier,
    DeleteDossier,
    EditDossier,
    SetContract,
    SetPerformer,
)
from prospectdesk.commands.people import EditUser
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.commands.projects import SetPiece
from prospectdesk.domain.errors import Failure, Forbidden, Invalid, Refused, Stale
from prospectdesk.queries import people

CONTRACT, OFFER = "Présentation des comptes", "Confort"


@pytest.fixture
def comptable(do, le_goff):
    """A dossier Comptable on Le Goff."""
    return do(CreateDossier(company=le_goff, dossier_type="Comptable")).uid


@pytest.fixture
def row(session):
    """A row of the store by table and uid."""

    def read(uid, table="dossier"):
        with session.store.transaction(0, None) as uow:
            return uow.by_uid(table, bytes.fromhex(uid.replace("-", "")))

    return read


@pytest.fixture
def value(session):
    """The first value of a query."""

    def read(sql, *parameters):
        with session.reader.session() as conn:
            found = conn.execute(sql, parameters).fetchone()
            return None if found is None else found[0]

    return read


def refusal(do, command):
    with pytest.raises(Failure) as caught:
        do(command)
    return str(caught.value)


@pytest.mark.spec("D-24", "D-23")
def test_a_new_dossier_is_en_cours_at_the_first_stage(comptable, row, value):
    stored = row(comptable)
    assert stored["status"] == "en_cours"
    assert value("SELECT label FROM stage WHERE id = ?", stored["stage_id"]) == "Suspect"
    assert stored["rank"]


@pytest.mark.spec("D-22", "INV-07")
def test_a_unique_type_is_used_once_until_its_dossier_is_deleted(do, le_goff, comptable):
    again = CreateDossier(company=le_goff, dossier_type="comptable")
    assert refusal(do, again) == "Type déjà utilisé pour ce prospect"
    do(DeleteDossier(dossier=comptable))
    assert do(again).uid != comptable


@pytest.mark.spec("D-22")
def test_opportunities_may_be_several(do, le_goff):
    first = do(CreateDossier(company=le_goff, dossier_type="Opportunité"))
    second = do(CreateDossier(company=le_goff, dossier_type="Opportunité"))
    assert first.uid != second.uid


@pytest.mark.spec("INV-08")
def test_a_company_has_one_open_project(do, le_goff):
    first = do(CreateDossier(company=le_goff, dossier_type="Formation"))
    again = CreateDossier(company=le_goff, dossier_type="Formation")
    assert refusal(do, again) == "Un projet de formation est déjà ouvert pour cette société"
    refused = refusal(
        do, LoseDossier(dossier=first.uid, reasons=("Délai",), justification="Abandon du client")
    )
    assert refused.startswith("Un projet suit ses étapes")
    do(MoveStage(dossier=first.uid, etape="Abandon"))
    assert do(again).uid


@pytest.mark.spec("D-26")
def test_a_mission_never_ends_before_it_starts(do, comptable, row):
    do(EditDossier(dossier=comptable, date_debut="2027-01-01", date_fin="2027-12-31"))
    assert "avant" in refusal(do, EditDossier(dossier=comptable, date_fin="2026-12-31"))
    assert "avant" in refusal(do, EditDossier(dossier=comptable, date_debut="2028-01-01"))
    do(EditDossier(dossier=comptable, date_fin="2027-01-01"))
    assert row(comptable)["starts_on"] == row(comptable)["ends_on"]


@pytest.mark.spec("D-26")
def test_the_client_type_is_mandatory_once_given(do, comptable):
    do(EditDossier(dossier=comptable, type_client="SCI"))
    with pytest.raises(Invalid):
        do(EditDossier(dossier=comptable, type_client=""))


@pytest.mark.spec("D-27", "A-D3")
def test_a_cabinet_needs_the_service_and_a_bureau_its_cabinet(do, comptable, row):
    assert "Administration > Cabinets > Services" in refusal(
        do, EditDossier(dossier=comptable, cabinet="Cabinet Vitré")
    )
    assert (
        refusal(do, EditDossier(dossier=comptable, bureau="Rennes Centre")) == "Choisissez d’abord un cabinet"
    )
    do(EditDossier(dossier=comptable, cabinet="Cabinet Rennes", bureau="Rennes Centre"))
    assert row(comptable)["office_id"] is not None
    do(EditDossier(dossier=comptable, cabinet=""))
    assert row(comptable)["office_id"] is None


@pytest.mark.spec("D-28", "A-D3")
@pytest.mark.parametrize("field", ["titulaire", "associe"])
def test_holder_and_partner_need_the_service_right(do, comptable, field):
    assert "Droits d’accès aux services" in refusal(do, EditDossier(dossier=comptable, **{field: "nora"}))
    do(EditDossier(dossier=comptable, **{field: "ugo"}))


@pytest.mark.spec("D-29")
def test_a_linked_dossier_knows_its_parent_and_gets_no_bonus(do, le_goff, comptable, row):
    linked = do(CreateDossier(company=le_goff, dossier_type="Juridique", parent=comptable)).uid
    assert row(linked)["parent_id"] == row(comptable)["id"]
    assert row(linked)["bonus_eligible"] == 0
    assert row(comptable)["bonus_eligible"] == 1
    twice = CreateDossier(company=le_goff, dossier_type="Comptable", parent=linked)
    assert refusal(do, twice) == "Type déjà utilisé pour ce prospect"


@pytest.mark.spec("D-33")
def test_contract_type_and_offer_are_both_mandatory_and_belong_together(do, session, comptable, row):
    assert "Offre" in refusal(do, SetContract(dossier=comptable, contrat_type=CONTRACT))
    assert "Contrat type" in refusal(do, SetContract(dossier=comptable, offre=OFFER, montant="2400"))
    assert row(comptable)["amount"] is None
    assert "liste" in refusal(do, SetContract(dossier=comptable, contrat_type=CONTRACT, offre="Autre"))
    do(SetContract(dossier=comptable, contrat_type=CONTRACT, offre=OFFER, montant="2 400"))
    assert row(comptable)["amount"] == "2400.00"
    do(SetContract(dossier=comptable, contrat_type=CONTRACT, offre="Essentielle"))
    assert row(comptable)["amount"] == "2400.00"
    do(SetContract(dossier=comptable, contrat_type=CONTRACT, offre="Essentielle", montant=""))
    assert row(comptable)["amount"] is None


@pytest.mark.spec("D-34")
def test_missions_are_those_of_the_contract_type_and_get_a_performer(do, le_goff, comptable, value):
    perform = SetPerformer(dossier=comptable, mission="bilan", executant="nora")
    assert refusal(do, perform) == "Choisissez d’abord un contrat type"
    do(SetContract(dossier=comptable, contrat_type=CONTRACT, offre=OFFER))
    done = do(perform)
    sql = "SELECT u.login FROM mission m LEFT JOIN user u ON u.id = m.performer_id WHERE m.id = ?"
    assert value(sql, done.row_id) == "nora"
    assert "pas de mission" in refusal(do, SetPerformer(dossier=comptable, mission="Paie", executant="ugo"))
    do(SetPerformer(dossier=comptable, mission="Bilan", executant=""))
    assert value(sql, done.row_id) is None
    social = do(CreateDossier(company=le_goff, dossier_type="Social")).uid
    do(SetContract(dossier=social, contrat_type=CONTRACT, offre=OFFER))
    assert "pas de missions" in refusal(do, SetPerformer(dossier=social, mission="Bilan", executant="ugo"))


@pytest.mark.spec("D-34")
def test_missions_of_a_dossier_are_no_placement_missions(do, comptable, value, le_goff):
    do(SetContract(dossier=comptable, contrat_type=CONTRACT, offre=OFFER))
    do(SetPerformer(dossier=comptable, mission="Bilan", executant="ugo"))
    assert value("SELECT n_missions FROM company WHERE id = ?", le_goff) == 0


@pytest.mark.spec("D-25", "INV-10", "A-D6")
def test_gagne_makes_one_client_file_and_the_dossier_stays_open(do, comptable, row, value, le_goff):
    done = do(EditDossier(dossier=comptable, type_client="SCI", etape="Gagné (99%)"))
    assert "Fichier client créé" in done.message
    assert row(comptable)["status"] == "en_cours"
    count = "SELECT count(*) FROM client_file WHERE deleted_at IS NULL"
    assert value(count) == 1
    assert value("SELECT client FROM company WHERE id = ?", le_goff) == 1
    assert value("SELECT count(*) FROM timeline WHERE type = 'client' AND company_id = ?", le_goff) == 1
    do(MoveStage(dossier=comptable, etape="Suspect"))
    assert do(MoveStage(dossier=comptable, etape="Gagné")).message is None
    assert value(count) == 1


@pytest.mark.spec("D-25")
def test_undoing_gagne_takes_the_client_file_back(do, comptable, value):
    done = do(MoveStage(dossier=comptable, etape="Gagné"))
    redo = do(done.undo).undo
    count = "SELECT count(*) FROM client_file WHERE deleted_at IS NULL"
    assert value(count) == 0
    do(redo)
    assert value(count) == 1


@pytest.mark.spec("SM-4")
def test_a_stage_moves_freely_but_not_behind_somebody_elses_back(do, comptable, row, value):
    do(MoveStage(dossier=comptable, etape="Evalué", expect="Suspect"))
    with pytest.raises(Stale):
        do(MoveStage(dossier=comptable, etape="Qualifié", expect="Suspect"))
    do(MoveStage(dossier=comptable, etape="Suspect", expect="Evalué (50 %)"))
    assert value("SELECT label FROM stage WHERE id = ?", row(comptable)["stage_id"]) == "Suspect"


@pytest.mark.spec("C-33")
def test_a_stage_change_is_in_the_timeline_and_the_history(do, comptable, le_goff, value):
    do(MoveStage(dossier=comptable, etape="Qualifié"))
    assert (
        value("SELECT title FROM timeline WHERE type = 'etape'") == "Dossier Comptable : Suspect → Qualifié"
    )
    sql = "SELECT old || ' > ' || new FROM history WHERE object = 'Dossier Comptable' AND field = 'Etape'"
    assert value(sql) == "Suspect > Qualifié"


@pytest.mark.spec("X-07")
def test_cards_are_ordered_between_their_neighbours(do, company, row):
    names = ("Cycles Le Goff", "Boulangerie Tanguy", "Dupuis Menuiserie")
    made = [do(CreateDossier(company=company(name), dossier_type="Comptable")).uid for name in names]
    assert sorted(made, key=lambda uid: row(uid)["rank"]) == made
    do(MoveStage(dossier=made[2], etape="Suspect", after=made[0], before=made[1]))
    assert sorted(made, key=lambda uid: row(uid)["rank"]) == [made[0], made[2], made[1]]
    do(MoveStage(dossier=made[1], etape="Suspect", before=made[0]))
    assert sorted(made, key=lambda uid: row(uid)["rank"]) == [made[1], made[0], made[2]]
    do(MoveStage(dossier=made[1], etape="Suspect", after=made[0]))
    assert sorted(made, key=lambda uid: row(uid)["rank"]) == [made[0], made[1], made[2]]


@pytest.mark.spec("D-41")
def test_deleting_can_be_undone(do, comptable, row):
    done = do(DeleteDossier(dossier=comptable))
    assert row(comptable)["deleted_at"] is not None
    do(done.undo)
    assert row(comptable)["deleted_at"] is None


@pytest.mark.spec("C-35")
def test_another_type_clears_what_its_service_forbids(do, comptable, row, value):
    do(EditDossier(dossier=comptable, titulaire="ugo", cabinet="Cabinet Rennes"))
    done = do(RetypeDossier(dossier=comptable, dossier_type="Social"))
    assert done.message == "À choisir de nouveau, faute de droit sur le service : Cabinet, Titulaire."
    assert row(comptable)["holder_id"] is None
    do(RetypeDossier(dossier=comptable, dossier_type="Opportunité"))
    assert value("SELECT label FROM dossier_type WHERE id = ?", row(comptable)["type_id"]) == "Opportunité"


@pytest.mark.spec("SM-4")
def test_only_a_responsable_reopens_a_lost_dossier(do, session, comptable, row, value):
    do(LoseDossier(dossier=comptable, reasons=("Délai", "Injoignable"), justification="Trop tard"))
    with pytest.raises(Forbidden):
        do(ReopenDossier(dossier=comptable))
    session.person = session.reader.run(people.find_user, "rachid")
    do(ReopenDossier(dossier=comptable))
    assert row(comptable)["status"] == "en_cours"
    assert row(comptable)["justification"] is None
    assert value("SELECT count(*) FROM dossier_reason WHERE deleted_at IS NULL") == 0
    with pytest.raises(Refused):
        do(ReopenDossier(dossier=comptable))


@pytest.mark.spec("SM-5", "INV-08", "X-07")
def test_a_project_has_its_own_stages_and_abandon_is_the_end(do, session, le_goff, row, value):
    project = do(CreateDossier(company=le_goff, dossier_type="Formation")).uid
    label = "SELECT s.label FROM dossier d JOIN stage s ON s.id = d.stage_id WHERE d.deleted_at IS NULL"
    assert value(label) == "Projet ouvert"
    for piece in ("devis", "di", "convention"):
        do(
            SetPiece(
                dossier=project, piece=piece, sent="2026-11-20", returned="2026-11-23", signed="2026-11-23"
            )
        )
    for stage in ("Proposition", "Concrétisé, à valider", "Proposition"):
        do(MoveStage(dossier=project, etape=stage))
        assert value(label) == stage
    assert "liste" in refusal(do, MoveStage(dossier=project, etape="Gagné"))
    assert "déjà ouvert" in refusal(do, CreateDossier(company=le_goff, dossier_type="Formation"))
    done = do(MoveStage(dossier=project, etape="Abandon"))
    assert (done.undo, row(project)["status"]) == (None, "perdu")
    over = "Ce projet est abandonné : un nouveau projet est à ouvrir."
    session.person = session.reader.run(people.find_user, "rachid")
    for command in (
        MoveStage(dossier=project, etape="Projet ouvert"),
        EditDossier(dossier=project, etape="Proposition"),
        ReopenDossier(dossier=project),
        LoseDossier(dossier=project, reasons=("Délai",), justification="x"),
    ):
        assert refusal(do, command) == over
    again = do(CreateDossier(company=le_goff, dossier_type="Formation")).uid
    done = do(EditDossier(dossier=again, type_client="Particulier", etape="Abandon"))
    assert (done.undo, row(again)["status"]) == (None, "perdu")


@pytest.mark.spec("D-22")
def test_a_company_of_the_directory_is_registered_first(do, company):
    with pytest.raises(Refused) as caught:
        do(CreateDossier(company=company("Ferronnerie Morel"), dossier_type="Comptable"))
    assert "portefeuille" in str(caught.value)


@pytest.mark.spec("D-10")
def test_a_source_salesperson_has_access_to_the_cabinets_of_the_dossiers(do, session, le_goff, comptable):
    session.person = session.reader.run(people.find_user, "claire")
    do(EditUser(user="rachid", capabilities=("commercial_source",), cabinets=("Cabinet Vitré",)))
    do(EditCompany(company=le_goff, commercial_source="rachid"))
    do(EditCompany(company=le_goff, commercial_source="ugo"))
    do(EditDossier(dossier=comptable, cabinet="Cabinet Rennes"))
    assert "Cabinet Rennes" in refusal(do, EditCompany(company=le_goff, commercial_source="rachid"))
    sellers = [one.login for one in session.reader.run(people.users_for, le_goff) if one.source_seller]
    assert sellers == ["ugo"]
    do(EditUser(user="rachid", cabinets=("Cabinet Vitré", "Cabinet Rennes")))
    do(EditCompany(company=le_goff, commercial_source="rachid"))


@pytest.mark.spec("D-26", "D-33", "D-37", "C-36")
def test_an_entry_that_is_switched_off_is_not_chosen_any_more_but_stays_where_it_stands(
    do, session, comptable
):
    ugo, session.person = session.person, session.reader.run(people.find_user, "claire")
    do(EditDossier(dossier=comptable, type_client="SCI", cabinet="Cabinet Rennes", bureau="Rennes Centre"))
    do(SetContract(dossier=comptable, contrat_type=CONTRACT, offre=OFFER))
    for kind, label in (
        ("type_client", "SCI"), ("type_client", "LMNP"), ("cabinet", "Cabinet Rennes"), ("bureau", "Rennes Centre"),
        ("contract_type", CONTRACT), ("offer", "Essentielle"), ("reason", "Prix"),
    ):  # fmt: skip
        do(SaveCatalogueEntry(catalogue=kind, label=label, entry=label, active=False))
    session.person = ugo
    do(EditDossier(dossier=comptable, type_client="SCI", cabinet="Cabinet Rennes", bureau="Rennes Centre"))
    do(SetContract(dossier=comptable, contrat_type=CONTRACT, offre=OFFER, montant="10"))
    for command in (
        EditDossier(dossier=comptable, type_client="LMNP"),
        SetContract(dossier=comptable, contrat_type=CONTRACT, offre="Essentielle"),
        CreateDossier(company="00010002400017", dossier_type="Comptable", cabinet="Cabinet Rennes"),
    ):
        assert "n’est plus utilisé" in refusal(do, command)
    assert "la liste ne contient pas" in refusal(do, SignDossier(dossier=comptable, reasons=("Prix",)))
