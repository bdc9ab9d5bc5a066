"""What the recruiting sources say, beside the portfolio's types: one row a SIRET, suspects are the sources' alone."""

from __future__ import annotations

from datetime import datetime

import pytest

from prospectdesk.commands.recruiting import RegisterFound
from prospectdesk.domain.portfolio import Kind, Place, Request
from prospectdesk.domain.recruiting import Batch, Found, Gathered, Told
from prospectdesk.jobs import portfolio
from prospectdesk.jobs.session import Opening, open_session

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


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    made = open_session(
        Opening(demo=True, data_dir=tmp_path_factory.mktemp("demo"), now=datetime(2026, 11, 23, 9))
    )
    yield made
    made.close()


def analysed(session, *found, radius=30.0, invalid=0):
    told = [
        Told(source, Batch(tuple(one for one in found if one.source == source), invalid))
        for source in ("lba", "lbb")
    ]
    request = Request(RENNES, radius, recruiting=True)
    analysis = portfolio.recruiting(session, request, Gathered(tuple(told), 1))
    return analysis, portfolio.rows(session, analysis, range(len(analysis)))


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
    assert analysis.counts == (1, 1, 1, 2, 1, 0)


@pytest.mark.spec("P-17")
def test_a_row_without_place_lies_where_its_town_does_or_nowhere(demonstration):
    lost = Found("00010010700010", "Jardins", "lba")
    assert analysed(demonstration, lost)[0].counts[Kind.SUSPECT] == 0
    placed = Found("00010010700010", "Jardins", "lba", postcode="35580", town="Guichen")
    analysis, rows = analysed(demonstration, placed)
    assert analysis.counts[Kind.SUSPECT] == 1
    assert 15 < rows[-1].distance_km < 22


@pytest.mark.spec("P-15", "P-17")
def test_a_suspect_taken_into_the_portfolio_is_a_prospect_that_recruits(demonstration):
    done = demonstration.bus.do(RegisterFound(found=(GUICHEN,)))
    analysis, rows = analysed(demonstration, GUICHEN)
    guichen = by_name(rows)["Jardins de Guichen"]
    assert (guichen.kind, guichen.recruits, analysis.counts[Kind.SUSPECT]) == (Kind.TO_QUALIFY, BOTH[:1], 0)
    demonstration.bus.do(done.undo)
    assert analysed(demonstration, GUICHEN)[0].counts[Kind.SUSPECT] == 1
