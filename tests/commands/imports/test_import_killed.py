"""kill -9 during an import, at several moments: nothing half imported, the next import works (R5, F1)."""

import os
import signal
import subprocess
import sys
import time

import pytest

from prospectdesk.jobs.session import Opening, open_session
from prospectdesk.store import summaries

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


def killed(profile, path, moment):
    """Runs an import in a process and kills it once it printed `moment`."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(profile), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            if line.startswith(moment):
                break
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is for systems that have it")
@pytest.mark.spec("X-25")
@pytest.mark.parametrize(
    "moment", ["Lecture", "staged", "Enregistrement 0", "Enregistrement 3", "Enregistrement 6"]
)
def test_a_killed_import_leaves_nothing_and_the_next_one_works(tmp_path, table, siret, moment):
    path = table(
        {"siret": siret(n), "raison_sociale": f"SOCIETE {n}", "code_postal": "35000"} for n in range(6000)
    )
    profile = tmp_path / "killed"
    open_session(Opening(data_dir=profile, encryption=False)).close()
    killed(profile, path, moment)
    session = open_session(Opening(data_dir=profile, encryption=False))
    try:
        with session.store.session() as conn:
            held = {
                table_name: conn.execute(f"SELECT count(*) FROM {table_name}").fetchone()[0]
                for table_name in ("company", "establishment", "registration", "import_run", "import_change")
            }
            assert set(held.values()) == {0}, held
            assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        from prospectdesk.commands.import_job import ImportJob

        job = ImportJob(session.store, session.context(), path, registered=True)
        assert job.run().data["created"] == 6000
        assert not list(profile.glob("*.import*"))
        with session.store.session() as conn:
            assert not summaries.differences(conn)
    finally:
        session.close()


def test_saves_go_on_while_rows_are_staged(session, table, siret, held):
    from prospectdesk.commands.import_job import ImportJob
    from prospectdesk.commands.routines import CreateRoutine

    path = table({"siret": siret(n), "raison_sociale": f"SOCIETE {n}"} for n in range(3000))
    slowest = 0.0
    titles: list[str] = []

    class Ticket:
        def step(self, done, total, text):
            nonlocal slowest
            begin = time.perf_counter()
            titles.append(f"R{len(titles)}")
            session.bus.do(CreateRoutine(title=titles[-1], mandatory=({"criterion": "naf", "value": "45"},)))
            slowest = max(slowest, time.perf_counter() - begin)

    job = ImportJob(session.store, session.context(), path)
    job.stage(Ticket())
    assert job.run().data["created"] == 3000
    assert slowest < 1.0
