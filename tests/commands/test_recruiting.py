"""Companies that only the recruiting sources know enter the portfolio in one step."""

from __future__ import annotations

from datetime import datetime

import pytest

from prospectdesk.commands.bus import Revert
from prospectdesk.commands.recruiting import RegisterFound
from prospectdesk.domain.errors import Invalid
from prospectdesk.domain.recruiting import Found
from prospectdesk.jobs.session import Opening, open_session

GUICHEN = Found(
    "00010010700010",
    "Jardins de Guichen",
    "lba",
    47.968,
    -1.796,
    "3 rue du Lac",
    "35580",
    "Guichen",
    "81.30Z",
)
KNOWN = "SELECT c.id, c.registered, c.scope, c.shown_name, c.shown_city, c.shown_naf FROM company c WHERE c.siren = ? AND c.deleted_at IS NULL"  # fmt: skip
SITES = "SELECT siret, street, latitude FROM establishment WHERE company_id = ? AND deleted_at IS NULL ORDER BY siret"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    made = open_session(
        Opening(demo=True, data_dir=tmp_path_factory.mktemp("demo"), now=datetime(2026, 11, 23, 9))
    )
    yield made
    made.close()


def rows(session, sql, *values):
    return session.reader.run(lambda conn: conn.execute(sql, values).fetchall())


@pytest.mark.spec("P-15", "P-17")
def test_what_only_sources_know_is_registered_and_that_can_be_undone(demonstration):
    done = demonstration.bus.do(RegisterFound(found=(GUICHEN,)))
    [(company, *told)] = rows(demonstration, KNOWN, "000100107")
    assert told == [1, 0, "Jardins de Guichen", "Guichen", "81.30Z"]
    assert rows(demonstration, SITES, company) == [(GUICHEN.siret, "3 rue du Lac", 47.968)]
    assert done.message == "1 société ajoutée au portefeuille."
    assert isinstance(done.undo, Revert)
    demonstration.bus.do(done.undo)
    assert rows(demonstration, KNOWN, "000100107") == []


def test_with_companies_of_the_directory_it_is_one_step(demonstration):
    [(armor, *_)] = rows(demonstration, KNOWN, "000100057")
    done = demonstration.bus.do(RegisterFound(found=(GUICHEN,), companies=(armor,)))
    assert done.message == "2 sociétés ajoutées au portefeuille."
    demonstration.bus.do(done.undo)
    assert rows(demonstration, KNOWN, "000100057")[0][1] == 0


def test_another_establishment_of_a_known_company_is_added_to_it(demonstration):
    other = Found("00010006500028", "Morel Vitré", "lba", 48.12, -1.2, None, "35500", "Vitré")
    demonstration.bus.do(RegisterFound(found=(other,)))
    [(company, registered, *_)] = rows(demonstration, KNOWN, "000100065")
    assert registered == 1
    assert [one[0] for one in rows(demonstration, SITES, company)] == ["00010006500010", other.siret]


@pytest.mark.spec("INV-11")
def test_a_wrong_siret_registers_nothing(demonstration):
    with pytest.raises(Invalid):
        demonstration.bus.do(RegisterFound(found=(GUICHEN, Found("00010011500014", "Fausse", "lba"))))
    assert rows(demonstration, KNOWN, "000100107") == []
