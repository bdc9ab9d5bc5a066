"""Placement missions and their candidates (P-20)."""

import pytest

from prospectdesk.commands.missions import (
    CreateMission,
    DeleteMission,
    EditMission,
    PlaceCandidate,
    RemovePlacement,
)
from prospectdesk.domain.errors import Failure, Invalid
from prospectdesk.queries import contacts


@pytest.fixture
def numbers(session):
    """Missions and placements of a company, as lists count them."""

    def read(company_id):
        with session.reader.session() as conn:
            sql = "SELECT n_missions, n_placed FROM company WHERE id = ?"
            return tuple(conn.execute(sql, (company_id,)).fetchone())

    return read


@pytest.fixture
def malo(session, company):
    """The candidate of the demonstration."""
    return session.reader.run(contacts.cards, company("Malo Guen"))[0].id


@pytest.mark.spec("P-20")
def test_a_mission_is_added_and_a_candidate_placed_on_it(do, company, numbers, malo):
    le_goff = company("Cycles Le Goff")
    mission = do(
        CreateMission(
            company=le_goff, label="Atelier", domains=("informatique",), contract_kind="Apprentissage"
        )
    ).uid
    assert numbers(le_goff) == (1, 0)
    do(PlaceCandidate(mission=mission, contact=malo))
    assert numbers(le_goff) == (1, 1)
    with pytest.raises(Failure, match="déjà placé"):
        do(PlaceCandidate(mission=mission, contact=malo))
    done = do(RemovePlacement(mission=mission, contact=malo))
    assert numbers(le_goff) == (1, 0)
    do(done.undo)
    assert numbers(le_goff) == (1, 1)
    do(DeleteMission(mission=mission))
    assert numbers(le_goff) == (0, 0)


@pytest.mark.spec("P-20")
def test_only_a_candidate_of_the_base_is_placed(do, session, company):
    mission = do(CreateMission(company=company("Cycles Le Goff"), label="Atelier")).uid
    yann = session.reader.run(contacts.cards, company("Cycles Le Goff"))[0]
    with pytest.raises(Failure, match="candidat"):
        do(PlaceCandidate(mission=mission, contact=yann.id))


@pytest.mark.spec("P-20")
def test_a_mission_has_a_label_known_domains_and_dates_in_order(do, company):
    le_goff = company("Cycles Le Goff")
    with pytest.raises(Invalid, match="Libellé"):
        do(CreateMission(company=le_goff, label=" "))
    with pytest.raises(Failure, match="Domaines"):
        do(CreateMission(company=le_goff, label="A", domains=("Poterie",)))
    mission = do(CreateMission(company=le_goff, label="A", date_debut="2027-02-01")).uid
    with pytest.raises(Invalid, match="avant"):
        do(EditMission(mission=mission, date_fin="2027-01-01"))
    do(EditMission(mission=mission, date_fin="2027-03-01", label="B"))
