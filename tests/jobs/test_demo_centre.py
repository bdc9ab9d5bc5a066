"""Two named demonstrations share one centre that they start themselves (X-29)."""

from collections.abc import Iterator

import pytest

from prospectdesk.commands.timeline import AddNote
from prospectdesk.jobs.demo_centre import DemoCentre
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.rounds.sync import sync_once
from prospectdesk.jobs.session import Session, open_session
from prospectdesk.jobs.sign_in import client_of

pytestmark = pytest.mark.pg


@pytest.fixture
def two(tmp_path) -> Iterator[list[tuple[Session, DemoCentre]]]:
    """Ugo's and Rachid's demonstrations; what they started ends with them."""
    made = []
    for login in ("ugo", "rachid"):
        session = open_session(Opening(demo=True, data_dir=tmp_path / login, profile=login, user=login))
        made.append((session, DemoCentre(session)))
    yield made
    for session, centre in made:
        centre.close()
        session.close()


def sync(session):
    client = client_of(session)
    try:
        return sync_once(session, client)
    finally:
        client.close()


def rows(session, query):
    return session.reader.run(lambda conn: [tuple(row) for row in conn.execute(query).fetchall()])


@pytest.mark.spec("X-29", "X-30")
def test_the_second_demonstration_starts_the_centre_and_both_see_one_workspace(two):
    (ugo, first), (rachid, second) = two
    assert not first.look()  # alone: no service is started
    assert second.look()
    assert first.look()
    assert not first.look()
    [(company,)] = rows(ugo, "SELECT id FROM company WHERE name = 'Cycles Le Goff'")
    ugo.bus.do(AddNote(company=company, text="Vu de l’autre fenêtre"))
    assert sync(ugo)["pushed"] == 1
    for session in (ugo, rachid):
        told = sync(session)
        assert (told["conflicts"], told["refused"]) == (0, 0)
        assert rows(session, "SELECT count(*) FROM user WHERE deleted_at IS NULL") == [(4,)]
        assert rows(session, "SELECT count(*) FROM company WHERE deleted_at IS NULL") == [(9,)]
    assert rows(rachid, "SELECT text FROM timeline WHERE type = 'note'") == [("Vu de l’autre fenêtre",)]
    assert rachid.person.login == "rachid"
