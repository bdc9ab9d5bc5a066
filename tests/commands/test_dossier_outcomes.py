"""Signing and losing dossiers: conditions in order, client file, bonus, tag (D-30, D-31, D-37…D-41, X-19)."""

import pytest

from prospectdesk.commands.bonuses import SetBonusPercent
from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.contact_states import MarkContactLeft
from prospectdesk.commands.dossier_outcomes import LoseDossier, SignDossier
from prospectdesk.commands.dossier_twins import MergeDossier, RetypeDossier
from prospectdesk.commands.dossiers import (
    CreateDossier,
    DeleteDossier,
    EditDossier,
    SetContract,
    SetPerformer,
    mission_row,
)
from prospectdesk.commands.pipeline import MoveStage
from prospectdesk.domain.errors import Failure, Forbidden
from prospectdesk.queries import companies, contacts, people

CONTRACT, OFFER = "Présentation des comptes", "Confort"


@pytest.fixture
def comptable(do, le_goff):
    """A dossier Comptable on Le Goff that lacks nothing but a signature."""
    uid = do(CreateDossier(company=le_goff, dossier_type="Comptable", type_client="SCI")).uid
    do(SetContract(dossier=uid, contrat_type=CONTRACT, offre=OFFER, montant="2 400"))
    return uid


@pytest.fixture
def value(session):
    """The first value of a query."""

    def read(sql, *parameters):
        with session.reader.session() as conn:
            found = conn.execute(sql, parameters).fetchone()
            return None if found is None else found[0]

    return read


@pytest.fixture
def status(value):
    return lambda uid: value("SELECT status FROM dossier WHERE uid = ?", bytes.fromhex(uid.replace("-", "")))


def refusal(do, command):
    with pytest.raises(Failure) as caught:
        do(command)
    return str(caught.value)


@pytest.mark.spec("D-31", "D-37", "INV-09")
def test_signing_names_the_first_condition_that_is_not_met(do, session, company):
    dupuis = company("Dupuis Menuiserie")
    uid = do(CreateDossier(company=dupuis, dossier_type="Comptable")).uid
    sign = SignDossier(dossier=uid, reasons=("Prix",))
    assert refusal(do, sign) == "Ajoutez un interlocuteur"
    le_goff = company("Cycles Le Goff")
    uid = do(CreateDossier(company=le_goff, dossier_type="Comptable")).uid
    sign = SignDossier(dossier=uid, reasons=("Prix",))
    assert refusal(do, sign) == "Renseignez le type client"
    do(EditDossier(dossier=uid, type_client="Artisan/Commerçant"))
    assert refusal(do, sign) == "Choisissez un contrat type et une offre"
    do(SetContract(dossier=uid, contrat_type=CONTRACT, offre=OFFER))
    assert refusal(do, SignDossier(dossier=uid)) == "Sélectionnez au moins un facteur"
    assert "Facteurs" in refusal(do, SignDossier(dossier=uid, reasons=("Injoignable",)))
    do(sign)


@pytest.mark.spec("D-31")
def test_who_left_is_no_interlocuteur_and_an_opportunity_needs_no_contract(do, session, le_goff, status):
    uid = do(CreateDossier(company=le_goff, dossier_type="Opportunité", type_client="SCI")).uid
    for card in session.reader.run(contacts.cards, le_goff):
        do(MarkContactLeft(contact=card.id))
    assert refusal(do, SignDossier(dossier=uid, reasons=("Prix",))) == "Ajoutez un interlocuteur"
    for card in session.reader.run(contacts.cards, le_goff):
        do(MarkContactLeft(contact=card.id, left=False))
    do(SignDossier(dossier=uid, reasons=("Prix",)))
    assert status(uid) == "signe"


@pytest.mark.spec("D-38", "D-39", "INV-10", "A-D4")
def test_signing_makes_the_client_file_and_the_tag_and_keeps_the_stage(
    do, session, comptable, le_goff, value, status
):
    done = do(SignDossier(dossier=comptable, reasons=("Prix", "Réactivité")))
    assert done.undo is None
    assert status(comptable) == "signe"
    assert value("SELECT s.label FROM dossier d JOIN stage s ON s.id = d.stage_id") == "Suspect"
    assert value("SELECT count(*) FROM client_file WHERE company_id = ?", le_goff) == 1
    assert value("SELECT count(*) FROM dossier_reason") == 2
    tags = session.reader.run(companies.tags, le_goff, session.person.id, False)
    assert [(one.routine, one.tag) for one in tags] == [("ERP Ouest", "client")]
    assert (
        value("SELECT title FROM timeline WHERE type = 'signe'")
        == "Dossier Comptable signé : Prix, Réactivité"
    )


@pytest.mark.spec("D-38", "D-41", "D-34")
def test_a_signed_dossier_keeps_its_stage_and_fields_but_not_its_performers(do, comptable, value):
    do(SignDossier(dossier=comptable, reasons=("Prix",)))
    for command in (
        MoveStage(dossier=comptable, etape="Qualifié"),
        EditDossier(dossier=comptable, comment="Non"),
        SetContract(dossier=comptable, contrat_type=CONTRACT, offre="Essentielle"),
        LoseDossier(dossier=comptable, reasons=("Délai",), justification="Non"),
        SignDossier(dossier=comptable, reasons=("Prix",)),
        RetypeDossier(dossier=comptable, dossier_type="Social"),
    ):
        assert "signé" in refusal(do, command)
    assert refusal(do, DeleteDossier(dossier=comptable)) == "Un dossier signé ne peut pas être supprimé"
    do(SetPerformer(dossier=comptable, mission="Tenue", executant="nora"))
    sql = "SELECT group_concat(label) FROM (SELECT label FROM mission WHERE nature = 'dossier' ORDER BY id)"
    assert value(sql) == "Tenue,Révision,Bilan,Liasse"


@pytest.mark.spec("D-30")
def test_signing_pays_a_share_to_the_source_salesperson(do, session, comptable, value):
    with pytest.raises(Forbidden):
        do(SetBonusPercent(percent="10"))
    session.person = session.reader.run(people.find_user, "claire")
    do(SetBonusPercent(percent="2,5 %"))
    do(SignDossier(dossier=comptable, reasons=("Prix",)))
    sql = "SELECT u.login || ' ' || b.amount || ' ' || b.state FROM bonus b JOIN user u ON u.id = b.user_id"
    assert value(sql) == "ugo 60.00 a_valider"


@pytest.mark.spec("D-30")
def test_the_bonus_is_nothing_until_an_administrator_says_otherwise(do, comptable, value):
    do(SignDossier(dossier=comptable, reasons=("Prix",)))
    assert value("SELECT amount FROM bonus") == "0.00"


@pytest.mark.spec("D-29", "D-30")
def test_a_linked_dossier_pays_no_bonus(do, le_goff, comptable, value):
    linked = do(
        CreateDossier(company=le_goff, dossier_type="Conseil", type_client="SCI", parent=comptable)
    ).uid
    do(SetContract(dossier=linked, contrat_type=CONTRACT, offre=OFFER, montant="100"))
    do(SignDossier(dossier=linked, reasons=("Prix",)))
    assert value("SELECT count(*) FROM bonus") == 0


@pytest.mark.spec("D-39")
def test_without_a_default_routine_signing_tags_nothing(do, session, comptable, le_goff):
    do(EditCompany(company=le_goff, commercial_operationnel="nora"))
    do(SignDossier(dossier=comptable, reasons=("Prix",)))
    tags = session.reader.run(companies.tags, le_goff, session.person.id, False)
    assert [one.tag for one in tags] == ["suspect"]


@pytest.mark.spec("D-40", "A-D5", "INV-07", "INV-09")
def test_losing_wants_a_reason_then_a_text_and_keeps_type_and_tag(do, session, comptable, le_goff, status):
    assert refusal(do, LoseDossier(dossier=comptable)) == "Sélectionnez au moins un facteur"
    reason = ("Reste chez son confrère",)
    for text in (None, "", "  \n "):
        lose = LoseDossier(dossier=comptable, reasons=reason, justification=text)
        assert refusal(do, lose) == "Une justification écrite est obligatoire"
    assert status(comptable) == "en_cours"
    done = do(LoseDossier(dossier=comptable, reasons=reason, justification="Il reste.\nRevoir en 2027."))
    assert done.undo is None
    assert status(comptable) == "perdu"
    assert "rouvrir" in refusal(do, EditDossier(dossier=comptable, comment="x"))
    assert "rouvrir" in refusal(do, MoveStage(dossier=comptable, etape="Qualifié"))
    again = CreateDossier(company=le_goff, dossier_type="Comptable")
    assert refusal(do, again) == "Type déjà utilisé pour ce prospect"
    tags = session.reader.run(companies.tags, le_goff, session.person.id, False)
    assert [one.tag for one in tags] == ["suspect"]


@pytest.mark.spec("A-D6", "INV-10")
def test_signing_after_gagne_makes_no_second_file(do, comptable, value):
    do(MoveStage(dossier=comptable, etape="Gagné"))
    assert do(SignDossier(dossier=comptable, reasons=("Prix",))).message == "Dossier signé."
    assert value("SELECT count(*) FROM client_file") == 1


@pytest.fixture
def twins(do, session, comptable, le_goff):
    """Two dossiers Comptable that met at the centre: the later one is locked."""
    with session.store.transaction(0, None) as uow:
        first = uow.one("SELECT * FROM dossier")
        later = uow.insert(
            "dossier",
            {
                "company_id": le_goff,
                "type_id": first["type_id"],
                "stage_id": first["stage_id"],
                "comment": "du second portable",
                "holder_id": session.person.id,
                "made_at": 1,
                "twin": 1,
            },
        )
        uow.finish()
    return comptable, later


@pytest.mark.spec("X-19")
def test_a_twin_is_locked_until_it_has_another_type(do, twins, value):
    _, later = twins
    for command in (
        EditDossier(dossier=later, comment="x"),
        MoveStage(dossier=later, etape="Qualifié"),
        SignDossier(dossier=later, reasons=("Prix",)),
        LoseDossier(dossier=later, reasons=("Délai",), justification="x"),
        SetContract(dossier=later, contrat_type=CONTRACT, offre=OFFER),
    ):
        assert "Type en double" in refusal(do, command)
    do(RetypeDossier(dossier=later, dossier_type="Fiscal"))
    assert value("SELECT twin FROM dossier WHERE id = ?", later) == 0
    do(EditDossier(dossier=later, comment="libre"))


@pytest.mark.spec("X-19")
def test_a_twin_is_merged_into_the_other_one(do, session, twins, value):
    first, later = twins
    assert "pas de double" in refusal(do, MergeDossier(dossier=first))
    do(SetPerformer(dossier=first, mission="Bilan", executant="rachid"))
    with session.store.transaction(0, None) as uow:
        for label, login in (("Bilan", "ugo"), ("Tenue", "nora")):
            user = uow.value("SELECT id FROM user WHERE login = ?", (login,))
            mission = mission_row(uow, uow.get("dossier", later), label)
            uow.update("mission", mission, {"performer_id": user})
        uow.finish()
    done = do(MergeDossier(dossier=later))
    assert done.uid == first
    assert value("SELECT count(*) FROM dossier WHERE deleted_at IS NULL") == 1
    sql = "SELECT d.comment || ' ' || u.login || ' ' || d.amount FROM dossier d JOIN user u ON u.id = d.holder_id"
    assert value(sql + " WHERE d.deleted_at IS NULL") == "du second portable ugo 2400.00"
    performers = (
        "SELECT group_concat(m.label || ' ' || u.login, ', ') FROM (SELECT * FROM mission ORDER BY label) m "
    )
    performers += "JOIN user u ON u.id = m.performer_id WHERE m.deleted_at IS NULL AND m.nature = 'dossier'"
    assert value(performers) == "Bilan rachid, Tenue nora"
