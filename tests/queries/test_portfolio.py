"""Portfolio analysis: who is around a place and of which type, held against SQL and geopy."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sirets import siren, siret

from prospectdesk.commands.companies import RegisterCompany
from prospectdesk.commands.import_job import ImportJob
from prospectdesk.commands.missions import RemovePlacement
from prospectdesk.commands.portfolio import SetPotentialByNaf
from prospectdesk.domain.portfolio import (
    Kind,
    Matching,
    Place,
    Request,
    Row,
    Training,
    badges,
    kind_of,
    lacks_contact,
    read_radius,
)
from prospectdesk.domain.siret import siret_key_holds
from prospectdesk.jobs import portfolio
from prospectdesk.jobs.session import Opening, Session, open_session
from prospectdesk.jobs.ticket import Ticket
from prospectdesk.queries import portfolio as queries
from prospectdesk.queries.portfolio import Analysis
from prospectdesk.queries.reader import Reader
from prospectdesk.store.store import Store
from prospectdesk.store.unit_of_work import UnitOfWork

NOW = 1_795_000_000_000
WGS84 = Geodesic(6378.137, 1 / 298.257223563)
RENNES = Place("Rennes", 48.1173, -1.6778)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """What geopy's geodesic says, without its objects."""
    return float(WGS84.Inverse(*one, *other, Geodesic.DISTANCE)["s12"])


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


# brute force ---------------------------------------------------------------------------------------
MATCHING = Matching((Training("BTS SIO", ("Informatique", "Réseaux"), ("62.01Z",)),))
MIDDLE = (45.76, 4.84)
SPOTS = [(45.76, 4.84), (45.90, 4.90), (45.60, 5.10)]
"""Centres of communes, where many establishments lie at one point."""


@dataclass
class World:
    """A store of all sorts of companies, and what a slow reading of its tables says of them."""

    store: Store
    reader: Reader
    sites: list[tuple[float, float]] = field(default_factory=list)
    known: dict[int, tuple[Kind, list[tuple[str | None, float, float]]]] = field(default_factory=dict)

    def analyse(self, place: tuple[float, float], radius: float) -> Analysis:
        with self.reader.session() as conn:
            sets = self.reader.ready_sets(conn)
            return queries.analyse(conn, sets, Request(Place("ici", *place), radius), NOW)

    def know(self) -> None:
        """Reads the tables, slowly."""
        with self.store.session() as conn:
            for (company,) in conn.execute(
                "SELECT id FROM company WHERE kind = 0 AND deleted_at IS NULL"
            ).fetchall():
                own = conn.execute(
                    "SELECT city, latitude, longitude FROM registration WHERE company_id = ? AND deleted_at IS NULL",
                    (company,),
                ).fetchone()
                self.known[company] = slow_kind(conn, company, own is not None), places_of(conn, company, own)

    def slowly(
        self, place: tuple[float, float], radius: float
    ) -> tuple[dict[int, tuple[Kind, int, float]], set[int]]:
        """By company its type, its establishments in the radius and the nearest distance; and the unsound ones."""
        typed, unsound = {}, set()
        for company, (kind, sites) in self.known.items():
            inside = [
                (number, km)
                for number, *spot in sites
                if (km := kilometres(place, (spot[0], spot[1]))) <= radius
            ]
            sound = [km for number, km in inside if number is not None and siret_key_holds(number)]
            if sound:
                typed[company] = (kind, len(sound), min(sound))
            elif inside:
                unsound.add(company)
        return typed, unsound


def places_of(conn: Any, company: int, own: Any) -> list[tuple[str | None, float, float]]:
    """SIRET and degrees of every open establishment; a corrected address stands for the seat's."""
    sql = (
        "SELECT siret, latitude, longitude, head_office, city FROM establishment WHERE company_id = ? AND open = 1 "
        "AND deleted_at IS NULL"
    )
    found = []
    for number, lat, lon, seat, city in conn.execute(sql, (company,)):
        corrected = own is not None and own[1] is not None and seat and own[0] != city
        spot = own[1:] if corrected else (lat, lon)
        if spot[0] is not None:
            found.append((number, *spot))
    return found


def slow_kind(conn: Any, company: int, registered: bool) -> Kind:
    def count(sql: str) -> int:
        return int(conn.execute(sql, (company,)).fetchone()[0])

    contacts = count(
        "SELECT count(*) FROM contact WHERE company_id = ? AND colour = 'orange' AND role = 'interlocuteur' "
        "AND deleted_at IS NULL"
    )
    mission = "FROM mission m WHERE m.company_id = ? AND m.nature = 'placement' AND m.deleted_at IS NULL"
    placed = count(f"SELECT count(*) FROM placement p WHERE p.mission_id IN (SELECT m.id {mission})")
    labels = [
        label
        for row in conn.execute(f"SELECT m.domains {mission}", (company,))
        for label in json.loads(row[0] or "[]")
    ]
    naf = conn.execute("SELECT naf FROM company WHERE id = ?", (company,)).fetchone()[0]
    potential = replace(MATCHING, by_naf=True).is_met(labels, naf)
    missions = count(f"SELECT count(*) {mission}")
    return kind_of(
        registered=registered, contacts=contacts, missions=missions, placed=placed, potential=potential
    )


def fill(uow: UnitOfWork, draw: random.Random, sites: list[tuple[float, float]]) -> None:
    """Sixty companies: registered or not, closed, gone, Particulier, without SIRET, with cards and missions."""
    trainings = json.dumps({"domains": ["Informatique", "Réseaux"], "naf": ["62.01Z"]})
    uow.insert("catalogue", {"kind": "training", "label": "BTS SIO", "data": trainings})
    uow.insert("workspace", {"name": "Lyon", "settings": '{"potential_by_naf": true}'})
    person = uow.insert("company", {"name": "Léa Morvan", "kind": 1, "scope": 1})
    learner = uow.insert(
        "contact", {"company_id": person, "person": b"p" * 16, "made_at": NOW, "role": "candidat"}
    )
    for number in range(60):
        known = draw.random() < 0.85
        row = {
            "name": f"Société {number}",
            "kind": int(draw.random() < 0.05),
            "naf": draw.choice((None, "62.01Z", "47.11F")),
        }
        company = uow.insert("company", row | ({"siren": siren(number)} if known else {}))
        for place in range(draw.choice((0, 1, 1, 1, 2, 3))):
            spot = draw.choice(SPOTS)
            if draw.random() < 0.7:
                spot = (spot[0] + draw.uniform(-0.4, 0.4), spot[1] + draw.uniform(-0.5, 0.5))
            sites.append(spot)
            wrong = draw.choice((None, "12345678901234")) if draw.random() < 0.1 else siret(number, place + 1)
            lies = dict(
                zip(("latitude", "longitude"), spot if draw.random() < 0.95 else (None, None), strict=True)
            )
            uow.insert("establishment", {"company_id": company, "siret": wrong if known else None, "city": "Lyon",
                                         "head_office": int(place == 0), "open": int(draw.random() < 0.85), **lies})  # fmt: skip
        if draw.random() < 0.6:
            own = {"city": "Vienne", "latitude": 45.52, "longitude": 4.87} if draw.random() < 0.1 else {}
            uow.insert("registration", {"company_id": company, "registered_at": NOW, **own})
        for card in range(draw.choice((0, 0, 1, 2))):
            uow.insert("contact", {"company_id": company, "person": bytes([number, card]) * 8, "made_at": NOW,
                                   "colour": draw.choice(("white", "orange", "orange", "grey")),
                                   "role": draw.choice(("interlocuteur", "interlocuteur", "candidat"))})  # fmt: skip
        for _ in range(draw.choice((0, 0, 1, 2))):
            labels = draw.sample(["Informatique", "Commerce", "reseaux"], draw.randint(0, 2))
            mission = uow.insert("mission", {"company_id": company, "label": "Poste", "domains": json.dumps(labels),
                                             "nature": draw.choice(("placement", "placement", "prestation"))})  # fmt: skip
            if draw.random() < 0.4:
                uow.insert("placement", {"mission_id": mission, "contact_id": learner}, company=company)
        if draw.random() < 0.06:
            uow.remove("company", company)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    store = Store(tmp_path_factory.mktemp("world") / "store.db", None)
    store.open()
    made = World(store, Reader(store))
    with store.transaction(NOW, None) as uow:
        fill(uow, random.Random(4), made.sites)
        uow.finish()
    made.know()
    yield made
    store.close()


@pytest.mark.spec("P-04", "P-05", "P-06", "P-07", "P-08", "P-09", "P-10", "P-11", "P-13")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_place_and_radius_give_what_geopy_and_the_tables_say(world: World, data: st.DataObject) -> None:
    place = (data.draw(st.floats(45.2, 46.4)), data.draw(st.floats(4.2, 5.6)))
    rim = data.draw(st.sampled_from([None, *range(len(world.sites))]))
    radius = data.draw(st.floats(1, 80)) if rim is None else kilometres(place, world.sites[rim])
    if data.draw(st.booleans()):
        radius -= 1e-9
    analysis = world.analyse(place, radius)
    typed, unsound = world.slowly(place, radius)
    found = {
        int(company): (Kind(int(kind)), int(several))
        for company, kind, several in zip(analysis.company, analysis.kind, analysis.several, strict=True)
    }
    assert found == {company: (kind, several) for company, (kind, several, _) in typed.items()}
    assert all(
        abs(km - typed[int(one)][2]) < 1e-4 for one, km in zip(analysis.company, analysis.km, strict=True)
    )
    assert [*zip(analysis.kind.tolist(), analysis.km.round(4).tolist(), strict=True)] == sorted(
        zip(analysis.kind.tolist(), analysis.km.round(4).tolist(), strict=True)
    )
    assert unsound <= set(analysis.unsound.tolist())
    with world.reader.session() as conn:
        sets = world.reader.ready_sets(conn)
        exactly = queries.exactly(conn)
        near = queries.surroundings(conn, sets, Place("ici", *place), 200.0)
        assert (
            near.counts(radius, exactly)
            == queries.count(conn, sets, Place("ici", *place), radius)
            == analysis.counts
        )


@pytest.mark.spec("P-13")
def test_a_company_that_nobody_can_place_is_told_with_those_of_a_wrong_siret(world: World) -> None:
    def lost(uow: UnitOfWork) -> int:
        company = uow.insert("company", {"name": "Sans adresse", "scope": 1})
        uow.insert("registration", {"company_id": company, "registered_at": NOW})
        return company

    with world.store.transaction(NOW, None) as uow:
        company = lost(uow)
        uow.finish()
    analysis = world.analyse((43.3, 5.4), 5.0)
    assert company in analysis.unsound.tolist()
    assert not len(analysis)
    told = world.reader.run(queries.unsound, analysis)
    assert ("Sans adresse", None, True) in [(one.name, one.siret, one.registered) for one in told]


@pytest.mark.spec("P-04")
def test_around_metz_the_real_establishments_are_those_of_a_slow_computation(
    shared_data: Path, tmp_path: Path
) -> None:
    session = open_session(Opening(data_dir=tmp_path / "metz", encryption=False))
    try:
        file = shared_data / "etablissements_metz" / "etablissements_metz.csv"
        job = ImportJob(session.store, session.context(), file, "companies")
        try:
            job.stage(Ticket())
            job.run(Ticket())
        finally:
            job.close()
        sql = (
            "SELECT company_id, latitude, longitude FROM establishment WHERE deleted_at IS NULL AND open = 1"
        )
        sites = session.reader.run(lambda conn: conn.execute(sql).fetchall())
        assert len(sites) > 7000
        for place in ((49.1193, 6.1757), (49.0856, 6.1386), (49.14, 6.21), (49.1111, 6.17141), (49.07, 6.30)):
            slow = {spot: kilometres(place, spot) for spot in {site[1:] for site in sites}}
            for radius in (1.0, 5.0, 10.0):
                analysis = portfolio.analyse(session, Request(Place("Metz", *place), radius))
                inside = [site for site in sites if slow[site[1:]] <= radius]
                assert sorted(analysis.company.tolist()) == sorted({site[0] for site in inside})
                assert int(analysis.several.sum()) == len(inside)
    finally:
        session.close()
