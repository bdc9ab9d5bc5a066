"""Lists of contacts and clients go in by parts: nobody waits, a kill leaves nothing or everything (R5, F1)."""

import os
import signal
import subprocess
import sys

import pytest

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.contacts import CreateContact, EditContact
from prospectdesk.commands.import_job import ImportJob
from prospectdesk.commands.import_undoing import take_back
from prospectdesk.domain.errors import Cancelled, Refused
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.store import summaries
from prospectdesk.store.check import check

PEOPLE = 300
CHILD = """
import sys
from pathlib import Path
from prospectdesk.commands.import_job import ImportJob
from prospectdesk.jobs.session import Opening, open_session

class Ticket:
    def step(self, done, total, text):
        print(text, done, flush=True)

session = open_session(Opening(data_dir=Path(sys.argv[1]), encryption=False))
job = ImportJob(session.store, session.context(), sys.argv[2], "contacts")
job.stage(Ticket())
job.run(Ticket())
"""


@pytest.fixture
def people(table, siret):
    rows = [
        {
            "siret": siret(n % 3),
            "Nom": f"Nom {n}",
            "Courriel": f"n{n}@exemple.fr",
            "Portable": "" if n % 2 else f"06 {n // 100:02} {n % 100:02} 00 00",
            "Commentaire": "vu au salon" if n % 10 == 0 else "",
        }
        for n in range(PEOPLE)
    ]
    return table(rows, "contacts.csv")


def three_companies(session, siret):
    me = session.person.id
    for n in range(3):
        session.bus.do(
            CreateCompany(
                raison_sociale=f"SOCIETE {n}", siret=siret(n), commercial_source=me,
                commercial_operationnel=me, source="Import",
            )
        )  # fmt: skip


@pytest.fixture
def three(session, siret):
    three_companies(session, siret)


def job_of(session, path, kind="contacts", **more):
    made = ImportJob(session.store, session.context(), path, kind, **more)
    made.stage()
    return made


class Colleague:
    """Works on the same store at each step of the writing: sees how many cards there are, types one of the list."""

    def __init__(self, session, siret):
        self.session, self.siret = session, siret
        self.seen = []

    def step(self, done, total, text):
        if text != "Enregistrement":
            return
        with self.session.store.session() as conn:
            cards = [row[0] for row in conn.execute("SELECT last_name FROM contact WHERE deleted_at IS NULL")]
        self.seen.append(len(cards))
        if len(self.seen) == 1:
            self.session.bus.do(CreateContact(company=self.siret(0), nom="Nom 297", fonction="Acheteuse"))
        if "Nom 0" in cards:
            self.session.bus.do(EditContact(contact=self.first(), fonction=f"Vu {len(self.seen)} fois"))

    def first(self):
        with self.session.store.session() as conn:
            return conn.execute("SELECT id FROM contact WHERE last_name = 'Nom 0'").fetchone()[0]


@pytest.mark.spec("X-25", "X-27")
@pytest.mark.parametrize("session", ["plain", "encrypted"], indirect=True)
def test_saves_go_on_while_contacts_are_written_and_an_undo_keeps_what_they_touched(
    session, three, people, siret, ask
):
    colleague = Colleague(session, siret)
    found = job_of(session, people).run(colleague).data
    assert (found["created"], found["ignored"]) == (PEOPLE - 1, 1), "one was typed meanwhile"
    assert found["rows"] == PEOPLE
    assert len(set(colleague.seen)) >= 4, "cards come in parts"
    assert ask("SELECT count(*), count(DISTINCT last_name) FROM contact") == [(PEOPLE, PEOPLE)]
    assert ask("SELECT count(*) FROM timeline WHERE type = 'note'") == [(PEOPLE // 10,)]
    assert ask("SELECT tbl FROM import_change WHERE tbl LIKE '+%'") == []
    assert check(session.store) == []
    taken = take_back(session.bus, found["import_id"]).data
    assert [one["reason"] for one in taken["kept"]][:1] == ["modifié depuis l’import"]
    assert sorted(ask("SELECT last_name FROM contact WHERE deleted_at IS NULL")) == [("Nom 0",), ("Nom 297",)]
    assert check(session.store) == []


def test_a_cancel_before_the_decision_leaves_nothing(session, three, people, load, ask):

    class Ticket:
        def step(self, done, total, text):
            job.cancel()

    job = job_of(session, people)
    with pytest.raises(Cancelled):
        job.run(Ticket())
    assert ask("SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM import_change)") == [(0, 0)]
    assert load(people, "contacts")["created"] == PEOPLE


def test_a_list_beside_another_import_is_refused_in_one_sentence(session, three, people):
    second = job_of(session, people)

    class Ticket:
        def step(self, done, total, text):
            with pytest.raises(Refused, match="Un autre import"):
                second.run()

    job_of(session, people).run(Ticket())
    assert second.run().data["created"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is for systems that have it")
@pytest.mark.spec("X-25")
@pytest.mark.parametrize(("reached", "left"), [(0, 0), (40, PEOPLE)])
def test_a_killed_list_leaves_nothing_or_everything(tmp_path, siret, people, reached, left):
    how = Opening(data_dir=tmp_path / "killed", encryption=False)
    session = open_session(how)
    three_companies(session, siret)
    session.close()
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "killed"), str(people)],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    with process.stdout:
        for line in process.stdout:
            if line.startswith("Enregistrement") and int(line.split()[-1]) >= reached:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
    session = open_session(how)
    try:
        with session.store.session() as conn:
            held = conn.execute("SELECT count(*), count(made_by_id) FROM contact").fetchone()
            assert tuple(held) == (left, left)
            assert conn.execute("SELECT count(*) FROM import_run").fetchone()[0] == (1 if left else 0)
            assert not conn.execute("SELECT 1 FROM import_run WHERE state <> 'done'").fetchall()
            assert not summaries.differences(conn)
        assert job_of(session, people).run().data["created"] == PEOPLE - left
    finally:
        session.close()
