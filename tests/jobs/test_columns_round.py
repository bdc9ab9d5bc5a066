"""The round that keeps the columns saved, and who loads a saved set."""

import pytest

from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.rounds import columns
from prospectdesk.jobs.session import open_session
from prospectdesk.queries import prospects
from prospectdesk.queries.prospects_views import Question, listing


@pytest.fixture
def session(tmp_path):
    made = open_session(Opening(data_dir=tmp_path / "profile", encryption=False))
    with made.store.transaction(0, None) as uow:
        for number in range(3):
            company = uow.insert("company", {"name": f"Société {number}"})
            uow.insert("registration", {"company_id": company, "registered_at": 1})
        uow.finish()
    yield made
    made.close()


def save(session):
    for command in columns.slices(session.reader):
        session.bus.do(command)


def change(session, number):
    """As many companies changed in one transaction, as an import does."""
    with session.store.transaction(0, None) as uow:
        batch = uow.value("SELECT batch FROM write_state")
        rows = [(one, batch) for one in range(1, number + 1)]
        uow.conn.executemany("INSERT OR REPLACE INTO column_dirty (id, batch) VALUES (?, ?)", rows)


def dirty(session):
    return session.reader.run(lambda conn: conn.execute("SELECT count(*) FROM column_dirty").fetchone()[0])


@pytest.mark.spec("X-27")
def test_a_set_read_from_the_tables_is_saved_and_then_left_alone(session):
    assert not columns.is_due(session.reader)  # nothing is loaded yet
    assert session.reader.load_columns()
    assert columns.is_due(session.reader)
    save(session)
    assert dirty(session) == 0
    assert not columns.is_due(session.reader)


@pytest.mark.spec("X-27")
def test_one_transaction_that_changed_many_companies_has_the_set_saved_again(session):
    session.reader.load_columns()
    save(session)
    change(session, columns.WORTH)
    assert not columns.is_due(session.reader)
    change(session, columns.WORTH + 1)
    assert columns.is_due(session.reader)


@pytest.mark.spec("X-27")
def test_dirty_rows_are_forgotten_a_part_at_a_time(session, monkeypatch):
    session.reader.load_columns()
    change(session, 50)
    session.reader.run(session.reader.columns.follow)
    monkeypatch.setattr("prospectdesk.commands.columns.FORGOTTEN", 20)
    save(session)
    assert dirty(session) == 0


@pytest.mark.spec("X-27")
def test_a_list_loads_a_saved_set_by_itself_and_only_that(session):
    reader = session.reader
    with reader.session() as conn:
        by_sql = list(listing(conn, reader, Question()).ids)
    assert reader.columns is None
    reader.load_columns()
    save(session)
    later = type(reader)(session.store)
    with later.session() as conn:
        by_columns = listing(conn, later, Question()).ids
    assert later.columns is not None
    assert by_columns.tolist() == by_sql
    assert len(by_sql) == len(session.reader.run(prospects.first))
