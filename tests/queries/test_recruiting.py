"""What the recruiting sources say, beside the portfolio's types: one row a SIRET, suspects are the sources' alone."""

from __future__ import annotations

from datetime import datetime

import pytest

from prospectdesk.commands.bus import Revert
from prospectdesk.commands.recruiting import RegisterFound
from prospectdesk.domain.portfolio import Kind, Place, Request
from prospectdesk.domain.recruiting import Batch, Found, Gathered, Told
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.queries import portfolio, recruiting

RENNES = Place("Rennes", 48.1173, -1.6778)
GUICHEN = Found(
    "00010010700010",
    "Jardins de Guichen",
    "lba",
    47.9680,
    -1.7960,
    "3 rue du Lac",
    "35580",
    "Guichen",
    "81.30Z",
)
IMPRIMERIE = Found("00010009900019", "Imprimerie Bretonne", "lba", 48.1240, -1.2150)
BOTH = ("La bonne alternance", "La Bonne Boite")


def known(siret, source="lba", **more):
    return Found(siret, "Autrement nommée", source, **more)


@pytest.fixture
def demonstration(tmp_path):
    made = open_session(Opening(demo=True, data_dir=tmp_path, now=datetime(2026, 11, 23, 9)))
    yield made
    made.close()


def analysed(session, *found, radius=30.0, invalid=0, locate=lambda *_: None):
    told = [
        Told(source, Batch(tuple(one for one in found if one.source == source), invalid))
        for source in ("lba", "lbb")
    ]
    request = Request(RENNES, radius, recruiting=True)
    with session.reader.session() as conn:
        sets = session.reader.ready_sets(conn)
        analysis = recruiting.analyse(conn, sets, request, Gathered(tuple(told), 1), locate)
        return analysis, portfolio.rows(conn, analysis, range(len(analysis)))


def by_name(rows):
    return {row.name: row for row in rows}


@pytest.mark.spec("P-17", "A-P4")
def test_suspects_are_the_sources_alone_and_those_known_bear_their_names(demonstration):
    found = (
        GUICHEN,
        IMPRIMERIE,
        known("00010001600013"),
        known("00010010700010", "lbb"),
        known("00010005700017", "lbb"),
    )
    analysis, rows = analysed(demonstration, *found)
    told = by_name(rows)
    assert analysis.counts == (1, 1, 1, 2, 1, 1)
    assert [row.name for row in rows if row.kind is Kind.SUSPECT] == ["Jardins de Guichen"]
    assert told["Jardins de Guichen"].recruits == BOTH
    assert round(told["Jardins de Guichen"].distance_km, 1) == 18.8
    assert told["Atelier Kermarec"].recruits == ("La bonne alternance",)
    assert told["Énergie Armor"].recruits == ("La Bonne Boite",)
    assert (told["Boulangerie Tanguy"].recruits, "Ferronnerie Morel" in told) == ((), False)
    assert analysed(demonstration, *found, radius=50.0)[0].counts[Kind.SUSPECT] == 2


@pytest.mark.spec("P-13")
def test_dropped_rows_are_counted(demonstration):
    assert analysed(demonstration, invalid=3)[0].invalid == 6


def test_a_suspect_of_the_directory_is_one_row_in_the_order_of_distance(demonstration):
    near = Found("00010012300017", "Voisine", "lbb", 48.1173, -1.6779)
    analysis, rows = analysed(demonstration, GUICHEN, known("00010006500010"), near)
    suspects = [row for row in rows if row.kind is Kind.SUSPECT]
    assert [row.name for row in suspects] == ["Voisine", "Ferronnerie Morel", "Jardins de Guichen"]
    assert [row.company is None for row in suspects] == [True, False, True]
    assert list(analysis.group(Kind.SUSPECT)) == [6, 7, 8]


def test_a_company_that_lies_elsewhere_by_the_base_or_by_the_source_is_not_listed(demonstration):
    garage = known("00010007300014", latitude=48.1173, longitude=-1.6778)
    analysis, _rows = analysed(demonstration, garage, IMPRIMERIE)
    assert analysis.counts[Kind.SUSPECT] == 0


def test_a_row_without_place_lies_where_its_town_does_or_nowhere(demonstration):
    lost = Found("00010010700010", "Jardins", "lba", postcode="35580", town="Guichen")
    assert analysed(demonstration, lost)[0].counts[Kind.SUSPECT] == 0
    asked = []
    analysis, rows = analysed(
        demonstration, lost, locate=lambda *place: asked.append(place) or (47.97, -1.80)
    )
    assert (analysis.counts[Kind.SUSPECT], asked) == (1, [("35580", "Guichen")])
    assert rows[-1].latitude == 47.97


@pytest.mark.spec("P-15", "P-17")
def test_what_only_sources_know_is_registered_in_one_step_that_can_be_undone(demonstration):
    done = demonstration.bus.do(RegisterFound(found=(GUICHEN,)))
    analysis, rows = analysed(demonstration, GUICHEN)
    guichen = by_name(rows)["Jardins de Guichen"]
    assert (guichen.kind, guichen.recruits, analysis.counts[Kind.SUSPECT]) == (Kind.TO_QUALIFY, BOTH[:1], 0)
    assert (guichen.town, guichen.siret) == ("Guichen", GUICHEN.siret)
    assert isinstance(done.undo, Revert)
    demonstration.bus.do(done.undo)
    assert analysed(demonstration, GUICHEN)[0].counts[Kind.SUSPECT] == 1


def test_another_establishment_of_a_known_company_is_added_to_it(demonstration):
    other = Found("00010006500028", "Morel Vitré", "lba", 48.12, -1.2, None, "35500", "Vitré")
    before = demonstration.reader.run(lambda conn: conn.execute("SELECT count(*) FROM company").fetchone()[0])
    demonstration.bus.do(RegisterFound(found=(other,)))
    after, sites = demonstration.reader.run(
        lambda conn: (
            conn.execute("SELECT count(*) FROM company").fetchone()[0],
            conn.execute("SELECT count(*) FROM establishment WHERE siret LIKE '000100065%'").fetchone()[0],
        )
    )
    assert (after - before, sites) == (0, 2)
