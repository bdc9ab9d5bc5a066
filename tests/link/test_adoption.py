"""A local profile takes its place at a centre: nothing done before is lost, nothing keeps an old identity."""

from __future__ import annotations

import json

import pytest

from prospectdesk.commands.catalogues import SaveCatalogueEntry
from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.contacts import CreateContact
from prospectdesk.commands.follow_ups import CreateFollowUp
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.clock import ms_instant
from prospectdesk.domain.errors import Refused
from prospectdesk.domain.ids import natural_uid
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.store.outbox_check import disagreements
from prospectdesk.sync import adoption
from prospectdesk.sync.link import days_left, link_of
from prospectdesk.sync.sign_in import become_device

NOW = 1_790_000_000_000
ANSWER = {
    "device": "d" * 32, "device_key": "k", "token": "t", "user": "a" * 32, "login": "claire", "name": "Claire Le Bras",
    "licence": "administrateur", "workspace": "e" * 32, "workspace_name": "Ouest", "generation": "g" * 32, "now": NOW,
}  # fmt: skip


@pytest.fixture
def session_of(tmp_path):
    made = []

    def make(name="one", **more):
        more.setdefault("now", ms_instant(NOW))
        made.append(open_session(Opening(data_dir=tmp_path / name, encryption=False, **more)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _worked(session):
    """A company, a contact, a relance, a note and an edited list: what somebody did before there was a centre."""
    do = session.bus.do
    company = do(
        CreateCompany(
            raison_sociale="Ateliers Kervella",
            commercial_source="local",
            commercial_operationnel="local",
            source="Import",
            siret="00010012300017",
        )
    )
    do(CreateContact(company=company.uid, nom="Kervella", telephone_portable="06 11 22 33 44"))
    do(CreateFollowUp(company=company.uid))
    do(AddNote(company=company.uid, text="Premier contact"))
    do(SaveCatalogueEntry(catalogue="source", entry="Import", label="Fichier"))
    return company


def _rows(session, sql, *values):
    with session.reader.session() as conn:
        return conn.execute(sql, values).fetchall()


@pytest.mark.spec("X-14")
def test_an_untouched_profile_is_emptied_and_becomes_the_users(session_of):
    session = session_of()
    assert session.reader.run(adoption.is_untouched)
    assert become_device(session.store, "https://centre.fr", ANSWER, NOW)
    assert _rows(session, "SELECT lower(hex(uid)), login, licence FROM user") == [
        ("a" * 32, "claire", "administrateur")
    ]
    assert _rows(session, "SELECT lower(hex(uid)), name FROM workspace") == [("e" * 32, "Ouest")]
    for table in ("outbox", "catalogue", "stage", "pipeline", "dossier_type", "history"):
        assert _rows(session, f"SELECT count(*) FROM {table}") == [(0,)]
    found = session.reader.run(link_of)
    assert (found.login, found.server, found.workspace) == ("claire", "https://centre.fr", "e" * 32)


def test_work_makes_a_profile_one_of_its_own(session_of):
    session = session_of()
    session.bus.do(SaveCatalogueEntry(catalogue="source", label="Salon"))
    assert not session.reader.run(adoption.is_untouched)
    other = session_of("two")
    _worked(other)
    assert not other.reader.run(adoption.is_untouched)


@pytest.mark.spec("X-14")
def test_what_was_done_before_the_sign_in_waits_for_the_centre_under_its_identities(session_of):
    session = session_of()
    company = _worked(session)
    before = _rows(session, "SELECT count(*) FROM outbox")[0][0]
    old = [
        bytes(uid).hex() for (uid,) in _rows(session, "SELECT uid FROM user UNION SELECT uid FROM workspace")
    ]
    become_device(session.store, "https://centre.fr", ANSWER, NOW)
    workspace, uid = "e" * 32, company.uid.replace("-", "")
    expected = {
        "registration": natural_uid("registration", workspace, uid),
        "pipeline": natural_uid("pipeline", workspace, "standard"),
        "stage": natural_uid("stage", workspace, "Suspect"),
        "dossier_type": natural_uid("dossier_type", workspace, "Conseil"),
        "catalogue": natural_uid("catalogue", workspace, "source", "Import"),
    }
    for table, natural in expected.items():
        assert _rows(session, f"SELECT 1 FROM {table} WHERE uid = ?", natural), table
        assert _rows(session, "SELECT 1 FROM outbox WHERE tbl = ? AND row_uid = ?", table, natural), table
    [(follow_up,)] = _rows(session, "SELECT uid FROM follow_up")
    assert _rows(
        session,
        "SELECT 1 FROM follow_up_assignee WHERE uid = ?",
        natural_uid("assignee", bytes(follow_up).hex(), "a" * 32),
    )
    told = " ".join(
        str(one) for row in _rows(session, "SELECT val, lower(hex(row_uid)) FROM outbox") for one in row
    )
    assert all(uid not in told for uid in old)
    assert (
        before - _rows(session, "SELECT count(*) FROM outbox")[0][0] == 2
    )  # workspace and user are known there
    assert session.reader.run(disagreements) == []
    session.sign_in(None)
    assert session.person.login == "claire"


@pytest.mark.spec("X-29")
def test_a_demonstration_without_outbox_is_told_whole_parents_first(session_of):
    session = session_of(demo=True)
    session.bus.do(AddNote(company="00010003200010", text="Avant"))
    answer = {**ANSWER, "login": "ugo", "name": "Ugo", "licence": "utilisateur"}
    become_device(session.store, "https://centre.fr", answer, NOW)
    lines = _rows(session, "SELECT batch, tbl, lower(hex(row_uid)), col, val FROM outbox ORDER BY batch, seq")
    seen = {"a" * 32, "e" * 32} | {uid for (uid,) in _rows(session, "SELECT lower(hex(uid)) FROM company")}
    seen |= {uid for (uid,) in _rows(session, "SELECT lower(hex(uid)) FROM contact WHERE scope = 0")}
    from prospectdesk.wire.rules import columns

    for _batch, table, uid, col, val in lines:
        if col == "*":
            values = json.loads(val)
            for column in columns(table):
                if column.target is not None and values[column.name] is not None:
                    assert values[column.name] in seen, (table, column.name)
            seen.add(uid)
    rows = sum(_rows(session, f"SELECT count(*) FROM {t} WHERE scope <> 0")[0][0] for t in adoption.TABLES)
    assert len([1 for line in lines if line[3] == "*"]) == rows - 2
    assert session.reader.run(disagreements) == []


def test_a_device_of_somebody_else_is_refused_and_stays_as_it_was(session_of):
    session = session_of()
    become_device(session.store, "https://centre.fr", ANSWER, NOW)
    for change in ({"user": "b" * 32, "login": "ugo"}, {"workspace": "f" * 32}):
        with pytest.raises(Refused):
            become_device(session.store, "https://centre.fr", {**ANSWER, **change}, NOW)
    assert session.reader.run(link_of).login == "claire"
    assert not become_device(session.store, "https://centre.fr", {**ANSWER, "device": "c" * 32}, NOW)
    assert session.reader.run(link_of).device == "c" * 32


def test_users_of_one_login_become_the_centres(session_of):
    session = session_of(demo=True)
    become_device(session.store, "https://centre.fr", ANSWER, NOW)
    with session.store.transaction(NOW, None, muted=True) as uow:
        uow.run(
            "INSERT INTO user (uid, login, name, licence, rev) VALUES (?, 'ugo', 'U', 'utilisateur', 7)",
            (b"u" * 16,),
        )
        count = uow.value("SELECT count(*) FROM registration WHERE source_user_id IS NOT NULL")
        assert adoption.unite_users(uow) == 1
        uow.finish()
    assert _rows(session, "SELECT lower(hex(uid)) FROM user WHERE login = 'ugo'") == [((b"u" * 16).hex(),)]
    assert _rows(
        session,
        "SELECT count(*) FROM registration r JOIN user u ON u.id = r.source_user_id WHERE u.login = 'ugo'",
    ) == [(count,)]
    assert session.reader.run(disagreements) == []


@pytest.mark.spec("X-14")
def test_thirty_days_are_counted_from_the_last_synchronisation_and_a_clock_put_back_wins_nothing(session_of):
    session = session_of()
    become_device(session.store, "https://centre.fr", ANSWER, NOW)
    day = 86_400_000
    assert session.reader.run(days_left, NOW) == 30
    assert session.reader.run(days_left, NOW + 29 * day) == 1
    assert session.reader.run(days_left, NOW + 31 * day) < 0
    with session.store.transaction(NOW + 31 * day, None):
        pass
    assert session.reader.run(days_left, NOW) <= 0
