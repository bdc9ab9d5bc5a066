"""Portfolio analysis on the demonstration: types, badges, radius."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from prospectdesk.commands.companies import RegisterCompany
from prospectdesk.commands.missions import RemovePlacement
from prospectdesk.commands.portfolio import SetPotentialByNaf
from prospectdesk.domain.portfolio import (
    Kind,
    Place,
    Request,
    Row,
    badges,
    kind_of,
    lacks_contact,
    read_radius,
)
from prospectdesk.jobs import portfolio
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.queries.portfolio import Analysis

NOW = 1_795_000_000_000
RENNES = Place("Rennes", 48.1173, -1.6778)


def rows(session: Session, analysis: Analysis) -> list[Row]:
    return portfolio.rows(session, analysis, range(len(analysis)))


def named(session: Session, radius: float) -> dict[str, Row]:
    analysis = portfolio.analyse(session, Request(RENNES, radius))
    return {row.name: row for row in rows(session, analysis)}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demonstration, Ugo at the desk; a test that changes it takes its changes back."""
    folder = tmp_path_factory.mktemp("demo")
    made = open_session(Opening(demo=True, data_dir=folder, now=datetime(2026, 11, 23, 9)))
    yield made
    made.close()


@pytest.mark.spec("A-P1", "P-04", "P-05", "P-06", "P-07", "P-08", "P-09", "P-10", "P-11", "P-12", "P-14")
def test_around_rennes_every_company_of_the_demonstration_has_its_type(demo: Session) -> None:
    analysis = portfolio.analyse(demo, Request(RENNES, 30.0))
    assert analysis.counts == (1, 1, 1, 2, 1, 1)
    assert analysis.invalid == 0
    found = rows(demo, analysis)
    assert [(row.kind, row.name, round(row.distance_km, 1)) for row in found] == [
        (Kind.CLIENT, "Atelier Kermarec", 5.6),
        (Kind.MISSION, "Boulangerie Tanguy", 11.4),
        (Kind.CONTACT, "Cycles Le Goff", 7.8),
        (Kind.TO_QUALIFY, "Hôtel Vilaine", 1.3),
        (Kind.TO_QUALIFY, "Dupuis Menuiserie", 15.0),
        (Kind.POTENTIAL, "Énergie Armor", 20.8),
        (Kind.SUSPECT, "Ferronnerie Morel", 0.8),
    ]
    assert [badges(row) for row in found] == [(), (), (), ("Contact manquant",), (), (), ()]
    assert (found[0].siret, found[0].town) == ("00010001600013", "Cesson-Sévigné")
    assert (found[1].contacts, found[1].missions, found[1].placed) == (1, 1, 0)
    assert [list(analysis.group(kind)) for kind in Kind] == [[0], [1], [2], [3, 4], [5], [6]]


@pytest.mark.spec("A-P2", "P-04")
def test_garage_nantais_lies_between_a_hundred_and_a_hundred_and_one_kilometres(demo: Session) -> None:
    near = portfolio.surroundings(demo, RENNES)
    for radius, contacts in ((100.0, 1), (101.0, 2)):
        assert portfolio.analyse(demo, Request(RENNES, radius)).counts[Kind.CONTACT] == contacts
        assert portfolio.counts(demo, near, radius)[Kind.CONTACT] == contacts


@pytest.mark.spec("A-P3", "P-15")
def test_a_suspect_added_to_the_portfolio_is_to_qualify_at_the_next_analysis(demo: Session) -> None:
    morel = named(demo, 30.0)["Ferronnerie Morel"]
    done = demo.bus.do(RegisterCompany(company=morel.uid or ""))
    demo.reader.heard(done.changes)
    assert portfolio.analyse(demo, Request(RENNES, 30.0)).counts == (1, 1, 1, 3, 1, 0)
    assert done.undo is not None
    demo.reader.heard(demo.bus.do(done.undo).changes)
    assert portfolio.analyse(demo, Request(RENNES, 30.0)).counts == (1, 1, 1, 2, 1, 1)


@pytest.mark.spec("P-20")
def test_a_company_without_its_last_placement_is_no_client_any_more(demo: Session) -> None:
    sql = "SELECT mission_id, contact_id FROM placement WHERE deleted_at IS NULL"
    mission, contact = demo.reader.run(lambda conn: conn.execute(sql).fetchone())
    done = demo.bus.do(RemovePlacement(mission=mission, contact=contact))
    assert named(demo, 30.0)["Atelier Kermarec"].kind is Kind.MISSION
    assert done.undo is not None
    demo.bus.do(done.undo)
    assert named(demo, 30.0)["Atelier Kermarec"].kind is Kind.CLIENT


@pytest.mark.spec("P-10")
def test_the_naf_of_a_training_counts_only_when_an_administrator_says_so(demo: Session) -> None:
    with demo.store.transaction(NOW, None) as uow:
        data = json.dumps({"domains": ["Informatique"], "naf": ["25.11Z"]})
        training = uow.rows("SELECT id FROM catalogue WHERE kind = 'training'")[0]["id"]
        uow.update("catalogue", training, {"data": data})
        morel = uow.rows("SELECT id FROM company WHERE name = 'Ferronnerie Morel'")[0]["id"]
        uow.update("company", morel, {"naf": "25.11Z"})
        uow.finish()
    demo.sign_in("claire")
    kinds = []
    for on in (False, True, False):
        demo.bus.do(SetPotentialByNaf(on=on))
        kinds.append(named(demo, 30.0)["Ferronnerie Morel"].kind)
    demo.sign_in("ugo")
    assert kinds == [Kind.SUSPECT, Kind.POTENTIAL, Kind.SUSPECT]


@pytest.mark.parametrize(
    ("registered", "contacts", "missions", "placed", "potential", "kind", "badge"),
    [
        pytest.param(True, 1, 1, 1, False, Kind.CLIENT, False, marks=pytest.mark.spec("P-06")),
        pytest.param(True, 2, 3, 1, True, Kind.CLIENT, False, marks=pytest.mark.spec("P-06")),
        pytest.param(True, 1, 1, 0, False, Kind.MISSION, False, marks=pytest.mark.spec("P-07")),
        pytest.param(True, 1, 0, 0, True, Kind.CONTACT, False, marks=pytest.mark.spec("P-08")),
        pytest.param(True, 0, 0, 0, True, Kind.TO_QUALIFY, False, marks=pytest.mark.spec("P-09")),
        pytest.param(True, 0, 1, 0, False, Kind.TO_QUALIFY, True, marks=pytest.mark.spec("P-12")),
        pytest.param(True, 0, 1, 1, False, Kind.TO_QUALIFY, True, marks=pytest.mark.spec("P-12")),
        pytest.param(False, 0, 1, 0, True, Kind.POTENTIAL, False, marks=pytest.mark.spec("P-10")),
        pytest.param(False, 0, 1, 0, False, Kind.SUSPECT, False, marks=pytest.mark.spec("P-11")),
        pytest.param(False, 0, 0, 0, False, Kind.SUSPECT, False, marks=pytest.mark.spec("P-11")),
    ],
)
def test_a_company_has_the_first_type_that_fits(
    registered: bool, contacts: int, missions: int, placed: int, potential: bool, kind: Kind, badge: bool
) -> None:
    found = kind_of(
        registered=registered, contacts=contacts, missions=missions, placed=placed, potential=potential
    )
    assert found is kind
    assert lacks_contact(registered=registered, contacts=contacts, missions=missions) is badge


@pytest.mark.spec("P-03")
@pytest.mark.parametrize("typed", ["0", "0.99", "200.1", "nan", "", "trente", "-5", "inf"])
def test_a_radius_lies_between_one_and_two_hundred_kilometres(typed: str) -> None:
    assert read_radius("12,5") == 12.5
    assert (read_radius(1), read_radius(200)) == (1.0, 200.0)
    with pytest.raises(Exception, match="entre 1 et 200"):
        read_radius(typed)
