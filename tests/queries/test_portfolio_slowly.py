"""Portfolio analysis held against SQL and geopy: any place, any radius, the real establishments of Metz."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from geopy.distance import Geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sirets import siren, siret

from prospectdesk.commands.import_job import ImportJob
from prospectdesk.domain.portfolio import Kind, Matching, Place, Request, Training, kind_of
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
MATCHING = Matching((Training("BTS SIO", ("Informatique", "Réseaux"), ("62.01Z",)),))
MIDDLE = (45.76, 4.84)
SPOTS = [(45.76, 4.84), (45.90, 4.90), (45.60, 5.10)]
"""Centres of communes, where many establishments lie at one point."""


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """What geopy's geodesic says, without its objects."""
    return float(WGS84.Inverse(*one, *other, Geodesic.DISTANCE)["s12"])


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
    card = {"company_id": person, "person": b"p" * 16, "made_at": NOW, "role": "candidat"}
    learner = uow.insert("contact", card)
    for number in range(60):
        naf, kind = draw.choice((None, "62.01Z", "47.11F")), int(draw.random() < 0.05)
        known = {"siren": siren(number)} if draw.random() < 0.85 else {}
        company = uow.insert("company", {"name": f"Société {number}", "kind": kind, "naf": naf, **known})
        for place in range(draw.choice((0, 1, 1, 1, 2, 3))):
            number_of = siret(number, place + 1) if known else None
            sites.append(add_site(uow, draw, company, place, number_of))
        if draw.random() < 0.6:
            own = {"city": "Vienne", "latitude": 45.52, "longitude": 4.87} if draw.random() < 0.1 else {}
            uow.insert("registration", {"company_id": company, "registered_at": NOW, **own})
        add_people(uow, draw, company, learner)
        if draw.random() < 0.06:
            uow.remove("company", company)


def add_site(
    uow: UnitOfWork, draw: random.Random, company: int, place: int, number: str | None
) -> tuple[float, float]:
    """An establishment, often at the centre of a commune; answers where."""
    lat, lon = draw.choice(SPOTS)
    if draw.random() < 0.7:
        lat, lon = lat + draw.uniform(-0.4, 0.4), lon + draw.uniform(-0.5, 0.5)
    lies = {"latitude": lat, "longitude": lon} if draw.random() < 0.95 else {}
    if number is not None and draw.random() < 0.1:
        number = draw.choice((None, "12345678901234"))
    row = {"company_id": company, "siret": number, "city": "Lyon", "head_office": int(place == 0)}
    uow.insert("establishment", {**row, "open": int(draw.random() < 0.85), **lies})
    return lat, lon


def add_people(uow: UnitOfWork, draw: random.Random, company: int, learner: int) -> None:
    """Cards of all colours and roles, missions of both natures with the candidate placed or not."""
    for card in range(draw.choice((0, 0, 1, 2))):
        row = {
            "company_id": company,
            "person": company.to_bytes(8, "big") + bytes(7) + bytes([card]),
            "made_at": NOW,
        }
        colour = draw.choice(("white", "orange", "orange", "grey"))
        role = draw.choice(("interlocuteur", "interlocuteur", "candidat"))
        uow.insert("contact", {**row, "colour": colour, "role": role})
    for _ in range(draw.choice((0, 0, 1, 2))):
        labels = draw.sample(["Informatique", "Commerce", "reseaux"], draw.randint(0, 2))
        nature = draw.choice(("placement", "placement", "prestation"))
        row = {"company_id": company, "label": "Poste", "domains": json.dumps(labels), "nature": nature}
        mission = uow.insert("mission", row)
        if draw.random() < 0.4:
            uow.insert("placement", {"mission_id": mission, "contact_id": learner}, company=company)


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
                beside = (np.diff(analysis.km) == 0) & (np.diff(analysis.kind) == 0)
                names = session.reader.columns.ranks[analysis.company]
                assert np.all(np.diff(names)[beside] > 0)
        at_random_around_metz(session, sites)
    finally:
        session.close()


def at_random_around_metz(session: Session, sites: list[tuple[int, float, float]]) -> None:
    """200 places and radii, every second one with the rim through an establishment or a nanometre before it.

    What a sphere says with one per cent of air is sure (it errs by 0.6 at most); geopy decides on the rest.
    """
    draw = random.Random(57)
    spots = np.array(sorted({site[1:] for site in sites}))
    owners = [{site[0] for site in sites if site[1:] == spot} for spot in map(tuple, spots.tolist())]
    parted = on_rim = 0
    for turn in range(200):
        place = (draw.uniform(49.03, 49.20), draw.uniform(6.05, 6.32))
        through = draw.randrange(len(spots))
        rim = kilometres(place, tuple(spots[through]))
        radius = (draw.uniform(1, 15), rim, draw.uniform(1, 15), rim - 1e-12)[turn % 4]
        rough = on_a_sphere(place, spots)
        inside = rough < radius * 0.99
        for one in np.flatnonzero(~inside & (rough < radius * 1.01)):
            inside[one] = kilometres(place, tuple(spots[one])) <= radius
        wanted = set().union(*(owners[one] for one in np.flatnonzero(inside)))
        found = portfolio.analyse(session, Request(Place("Metz", *place), radius)).company.tolist()
        assert sorted(found) == sorted(wanted)
        parted += 0 < len(found) < 6000
        on_rim += turn % 4 == 1 and owners[through] <= set(found)
    assert on_rim == 50, "the rim counts"
    assert parted > 120, "most circles part the companies: nothing is true by itself"


def on_a_sphere(place: tuple[float, float], spots: Any) -> Any:
    """Kilometres by the formula of haversines."""
    lat, lon, here = np.radians(spots[:, 0]), np.radians(spots[:, 1]), np.radians(place)
    half = np.sin((lat - here[0]) / 2) ** 2 + np.cos(lat) * np.cos(here[0]) * np.sin((lon - here[1]) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(half))
