"""kill -9 during an import, at several moments: nothing half imported, the next import works (R5, F1); nobody waits."""

import os
import signal
import subprocess
import sys

import pytest

from prospectdesk.commands.companies import CreateCompany
from prospectdesk.commands.timeline import AddNote
from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.store import summaries

ROWS = 2400
CHILD = """
import sys
from pathlib import Path
from prospectdesk.commands.import_job import ImportJob
from prospectdesk.jobs.session import Opening, open_session

class Ticket:
    def step(self, done, total, text):
        print(text, done, flush=True)

session = open_session(Opening(data_dir=Path(sys.argv[1]), encryption=False))
job = ImportJob(session.store, session.context(), sys.argv[2], registered=True)
job.stage(Ticket())
print("staged", flush=True)
job.run(Ticket())
print("done", flush=True)
"""


def killed(profile, path, moment, reached=0):
    """Runs an import in a process and kills it once it printed `moment` with at least this number."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(profile), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            number = line.split()[-1]
            if line.startswith(moment) and (not reached or int(number) >= reached):
                break
        process.send_signal(signal.SIGKILL)
        process.wait()


def held_rows(conn):
    tables = ("company", "establishment", "registration", "import_run", "import_change")
    return {name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is for systems that have it")
@pytest.mark.spec("X-25")
@pytest.mark.parametrize(
    ("moment", "reached"),
    [
        ("Lecture", 0),
        ("staged", 0),
        ("Enregistrement", 0),
        ("Enregistrement", 800),
        ("Enregistrement", 2000),
    ],
)
def test_a_killed_import_leaves_nothing_or_everything_and_the_next_one_works(
    tmp_path, table, siret, moment, reached
):
    path = table(
        {"siret": siret(n), "raison_sociale": f"SOCIETE {n}", "code_postal": "35000"} for n in range(ROWS)
    )
    profile = tmp_path / "killed"
    open_session(Opening(data_dir=profile, encryption=False)).close()
    killed(profile, path, moment, reached)
    session = open_session(Opening(data_dir=profile, encryption=False))
    try:
        with session.store.session() as conn:
            held = held_rows(conn)
            assert held["company"] in ((ROWS,) if reached > ROWS * 3 // 4 else (0, ROWS))
            if held["company"]:
                assert (held["establishment"], held["registration"], held["import_run"]) == (ROWS, ROWS, 1)
                lines = dict(conn.execute("SELECT tbl, count(*) FROM outbox GROUP BY tbl").fetchall())
                told = conn.execute("SELECT count(*) FROM history WHERE new LIKE '% (import)'").fetchone()[0]
                assert lines["registration"] == told == ROWS <= lines["history"]
                shown = conn.execute(
                    "SELECT count(*) FROM company WHERE registered = 1 AND deleted_at IS NULL"
                )
                assert shown.fetchone()[0] == ROWS
            else:
                assert set(held.values()) == {0}, held
            assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        from prospectdesk.commands.import_job import ImportJob

        job = ImportJob(session.store, session.context(), path, registered=True)
        assert job.run().data["created"] == ROWS - held["company"]
        assert not list(profile.glob("*.import*"))
        with session.store.session() as conn:
            assert not summaries.differences(conn)
    finally:
        session.close()


def test_saves_go_on_while_rows_are_staged(session, table, siret, held):
    from prospectdesk.commands.import_job import ImportJob
    from prospectdesk.commands.routines import CreateRoutine

    path = table({"siret": siret(n), "raison_sociale": f"SOCIETE {n}"} for n in range(3000))
    titles: list[str] = []

    class Ticket:
        def step(self, done, total, text):
            titles.append(f"R{len(titles)}")
            session.bus.do(CreateRoutine(title=titles[-1], mandatory=({"criterion": "naf", "value": "45"},)))

    job = ImportJob(session.store, session.context(), path)
    job.stage(Ticket())
    assert job.run().data["created"] == 3000
    with session.store.session() as conn:
        assert conn.execute("SELECT count(*) FROM routine").fetchone()[0] == len(titles) >= 5


def by_hand(session, name, **more):
    me = session.person.id
    return CreateCompany(
        raison_sociale=name, commercial_source=me, commercial_operationnel=me, source="Import", **more
    )


class Busy:
    """At each step of the writing a company is made by hand; a note on the first row that is in sight."""

    def __init__(self, session):
        self.session = session
        self.seen: list[int] = []
        self.noted = ""

    def step(self, done, total, text):
        if text != "Enregistrement":
            return
        with self.session.store.session() as conn:
            sql = "SELECT siret FROM company WHERE deleted_at IS NULL AND siret IS NOT NULL"
            rows = conn.execute(sql).fetchall()
        self.seen.append(len(rows))
        self.session.bus.do(by_hand(self.session, f"A LA MAIN {len(self.seen)}"))
        if rows and not self.noted:
            self.noted = rows[0][0]
            self.session.bus.do(AddNote(company=self.noted, text="Vue pendant l’import"))


@pytest.mark.spec("X-25")
@pytest.mark.parametrize("session", ["plain", "encrypted"], indirect=True)
def test_saves_go_on_while_rows_are_written_and_an_undo_keeps_what_they_touched(session, table, siret):
    from prospectdesk.commands.import_job import ImportJob
    from prospectdesk.commands.import_undoing import take_back

    path = table(
        {"siret": siret(n), "raison_sociale": f"SOCIETE {n}", "telephone": "0299112233"} for n in range(4000)
    )
    busy = Busy(session)
    job = ImportJob(session.store, session.context(), path, registered=True)
    job.stage()
    found = job.run(busy).data
    assert found["created"] == 4000
    assert busy.seen.count(0) >= 3, "hidden until the decision"
    assert busy.noted
    taken = take_back(session.bus, found["import_id"]).data
    assert [one["label"] for one in taken["kept"]] == ["SOCIETE 0"]
    with session.store.session() as conn:
        left = conn.execute("SELECT count(*) FROM company WHERE deleted_at IS NULL").fetchone()[0]
        assert left == len(busy.seen) + 1
        assert not summaries.differences(conn)


def test_a_company_made_by_hand_during_its_import_is_one_company(session, table, siret, held):
    from prospectdesk.commands.import_job import ImportJob

    path = table({"siret": siret(n), "raison_sociale": f"SOCIETE {n}"} for n in range(2000))
    made: list[int] = []

    class Ticket:
        """At the first step nothing of it is written, at the third its row is there, hidden."""

        def step(self, done, total, text):
            if text == "Enregistrement" and len(made) < 3:
                made.append(1)
                if len(made) in (1, 3):
                    number = siret(1990 if len(made) == 1 else 5)
                    session.bus.do(by_hand(session, f"A LA MAIN {number}", siret=number))

    job = ImportJob(session.store, session.context(), path, registered=True)
    job.stage()
    job.run(Ticket())
    with session.store.session() as conn:
        rows = conn.execute(
            "SELECT count(*), count(DISTINCT siren) FROM company WHERE deleted_at IS NULL"
        ).fetchone()
        assert rows == (2000, 2000)
        assert not summaries.differences(conn)
        assert not conn.execute("SELECT 1 FROM import_run WHERE state <> 'done'").fetchall()


def test_an_import_beside_another_is_refused_in_one_sentence(session, table, siret, held):
    from prospectdesk.commands.import_job import ImportJob
    from prospectdesk.domain.errors import Refused

    first = ImportJob(session.store, session.context(), table([{"siret": siret(1), "raison_sociale": "UN"}]))
    path = table([{"siret": siret(2), "raison_sociale": "DEUX"}], "autre.csv")
    second = ImportJob(session.store, session.context(), path)
    second.stage()

    class Ticket:
        def step(self, done, total, text):
            with pytest.raises(Refused, match="Un autre import"):
                second.run()

    first.stage()
    first.run(Ticket())
    assert second.run().data["created"] == 1
    assert held()["companies"] == 2
