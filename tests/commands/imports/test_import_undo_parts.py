"""An import is taken back by parts: nobody waits, a stop brings it back, a kill is ended by the next start (R5, F1)."""

import os
import signal
import subprocess
import sys

import pytest

from prospectdesk.commands import import_undoing
from prospectdesk.commands.companies import EditCompany
from prospectdesk.commands.contacts import EditContact
from prospectdesk.commands.import_job import ImportJob
from prospectdesk.commands.import_undoing import take_back
from prospectdesk.commands.timeline import AddNote
from prospectdesk.domain.errors import Cancelled, NotFound, Refused
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.store import summaries
from prospectdesk.store.check import check

ROWS = 400
SEEN = {
    "company": "uid, name, shown_name, siret, phone, registered, deleted_at IS NULL",
    "establishment": "uid, siret, name, city, deleted_at IS NULL",
    "registration": "uid, company_id, phone, source_id, deleted_at IS NULL",
    "contact": "uid, company_id, last_name, job, deleted_at IS NULL",
    "contact_point": "uid, contact_id, value, deleted_at IS NULL",
    "timeline": "uid, company_id, title, text, deleted_at IS NULL",
    "commune_centre": "code, n, round(latitude_sum, 6)",
    "import_run": "uid, state, undone_at",
}
CHILD = """
import sys
from pathlib import Path
from prospectdesk.commands import import_undoing
from prospectdesk.jobs.session import Opening, open_session

import_undoing.MOST = 100

class Ticket:
    def step(self, done, total, text):
        print(text, done, flush=True)

session = open_session(Opening(data_dir=Path(sys.argv[1]), encryption=False))
import_undoing.take_back(session.bus, sys.argv[2], ticket=Ticket())
"""


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Parts of a hundred rows at most, so that there are several."""
    monkeypatch.setattr(import_undoing, "MOST", 100)


@pytest.fixture
def people(table, siret):
    rows = [
        {
            "siret": siret(n % 3),
            "Nom": f"Nom {n}",
            "Courriel": f"n{n}@exemple.fr",
            "Portable": f"06 {n // 100:02} {n % 100:02} 00 00",
            "Commentaire": "vu au salon" if n % 10 == 0 else "",
        }
        for n in range(120)
    ]
    return table(rows, "contacts.csv")


@pytest.fixture
def companies(table, siret):
    rows = [
        {
            "siret": siret(n, 1 + n % 2),
            "raison_sociale": f"SOCIETE {n // 2 if n < 100 else n}",
            "telephone": "0299112233",
            "code_postal": "35000",
            "commune": "Rennes",
            "longitude": "-1.7",
            "latitude": "48.1",
            "code_commune": "35238",
        }
        for n in range(ROWS)
    ]
    return table(rows)


def seen(store):
    """What the import wrote, as it stands."""
    with store.session() as conn:
        return {
            name: conn.execute(f"SELECT {what} FROM {name} ORDER BY 1").fetchall()
            for name, what in SEEN.items()
        }


class Ticket:
    """Does something at each step, and hears them."""

    def __init__(self, at_step=None):
        self.steps, self._at_step = [], at_step

    def step(self, done, total, text):
        self.steps.append((done, total, text))
        if self._at_step is not None:
            self._at_step(len(self.steps))


@pytest.mark.spec("X-40", "X-27")
@pytest.mark.parametrize("session", ["plain", "encrypted"], indirect=True)
def test_saves_go_on_between_the_parts_and_what_they_touch_stays(session, companies, siret, load, ask):
    found = load(companies, registered=True)
    touched = []

    def beside(number):
        if number % 2:
            return
        last = ask("SELECT max(siren) FROM company WHERE deleted_at IS NULL AND registered")[0][0]
        if last is not None and last not in touched:
            touched.append(last)
            session.bus.do(AddNote(company=last, text="Vue pendant l’annulation"))

    ticket = Ticket(beside)
    taken = take_back(session.bus, found["import_id"], ticket=ticket).data
    assert len(ticket.steps) > ROWS // 100
    assert ticket.steps[-1][0] == ticket.steps[-1][1] > 0
    assert len(touched) == 1
    assert [one["reason"] for one in taken["kept"]] == ["des échanges y sont notés"]
    assert ask("SELECT siren FROM company WHERE deleted_at IS NULL") == [(touched[0],)]
    assert ask("SELECT count(*) FROM import_change WHERE tbl IN ('kept', 'restored')") == [(0,)]
    assert ask("SELECT state, undone_at IS NULL FROM import_run") == [("undone", 0)]
    assert check(session.store) == []
    with pytest.raises(Refused, match="déjà annulé"):
        take_back(session.bus, found["import_id"])


@pytest.mark.parametrize("kind", ["companies", "contacts"])
def test_stopped_half_way_the_import_is_there_again(
    session, table, companies, people, siret, load, ask, kind
):
    """Stopped at several of its steps; some companies were there before with other values."""
    known = [{"siret": siret(n, 1 + n % 2), "raison_sociale": f"AUTREFOIS {n}"} for n in range(0, 300, 6)]
    load(table(known, "avant.csv"))
    found = load(companies, registered=True)
    found = load(people, "contacts") if kind == "contacts" else found
    session.bus.do(EditCompany(company=siret(5, 2), telephone="02 99 00 00 01"))
    before = seen(session.store)

    def stopped_at(stop):
        def cancel(number):
            if number == stop:
                raise Cancelled

        return Ticket(cancel)

    for stop in (1, 3, 5):
        with pytest.raises(Cancelled):
            take_back(session.bus, found["import_id"], ticket=stopped_at(stop))
        now = seen(session.store)
        assert {name: now[name] == before[name] for name in before} == dict.fromkeys(before, True)
    assert check(session.store) == []
    taken = take_back(session.bus, found["import_id"]).data
    assert [one["reason"] for one in taken["kept"]] == (
        [] if kind == "contacts" else ["modifié depuis l’import"]
    )
    if kind == "companies":
        assert ask("SELECT count(*) FROM company WHERE deleted_at IS NULL AND name LIKE 'AUTREFOIS%'") == [
            (50,)
        ]


def test_a_card_that_was_touched_between_two_parts_stays_whole(session, companies, people, load, ask):
    load(companies, registered=True)
    found = load(people, "contacts")
    edited = []

    def beside(number):
        if number == 3 and not edited:
            (first, name) = ask(
                "SELECT id, last_name FROM contact WHERE deleted_at IS NULL ORDER BY id DESC"
            )[0]
            edited.append(name)
            session.bus.do(EditContact(contact=first, fonction="Acheteuse"))

    taken = take_back(session.bus, found["import_id"], ticket=Ticket(beside)).data
    assert [one["reason"] for one in taken["kept"]] == ["modifié depuis l’import"]
    assert ask("SELECT last_name FROM contact WHERE deleted_at IS NULL") == [(edited[0],)]
    points = "SELECT count(*) FROM contact_point p JOIN contact c ON c.id = p.contact_id WHERE p.deleted_at IS NULL"
    assert ask(f"{points} AND c.deleted_at IS NULL") == [(2,)]
    assert check(session.store) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is for systems that have it")
@pytest.mark.spec("X-25")
def test_killed_half_way_the_next_start_ends_it(tmp_path, companies, people, siret):
    how = Opening(data_dir=tmp_path / "killed", encryption=False)
    session = open_session(how)
    uids = []
    for path, kind in ((companies, "companies"), (people, "contacts")):
        job = ImportJob(session.store, session.context(), path, kind, registered=kind == "companies")
        job.stage()
        uids.append(job.run().data["import_id"])
    session.close()
    for uid, others, left in zip(reversed(uids), ("done", "undone"), (ROWS, 3), strict=True):
        call = [sys.executable, "-c", CHILD, str(tmp_path / "killed"), uid]
        process = subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
        with process.stdout:
            for line in process.stdout:
                if int(line.split()[-1]) >= 100:
                    break
            process.send_signal(signal.SIGKILL)
            process.wait()
        session = open_session(how)
        with session.store.session() as conn:
            states = [row[0] for row in conn.execute("SELECT state FROM import_run ORDER BY id")]
            assert states == [others, "undone"]
            held = conn.execute(
                "SELECT (SELECT count(*) FROM company WHERE deleted_at IS NULL), "
                "(SELECT count(*) FROM contact WHERE deleted_at IS NULL)"
            ).fetchone()
            assert tuple(held) == (left, 0), (
                "of three companies the history tells of the cards that were there"
            )
            assert not summaries.differences(conn)
        with pytest.raises(Refused, match="déjà annulé"):
            take_back(session.bus, uid)
        session.close()


def test_beside_another_import_or_of_none_it_is_refused(session, companies, load):
    found = load(companies)
    job = ImportJob(session.store, session.context(), companies)
    job.stage()

    class During:
        def step(self, done, total, text):
            with pytest.raises(Refused, match="Un autre import"):
                take_back(session.bus, found["import_id"])

    job.run(During())
    with pytest.raises(NotFound):
        take_back(session.bus, "rien")
