"""A row that was set aside is read again from the centre: mended it comes in, and the list forgets it (SECURITY T15)."""

from datetime import datetime

import pytest

from prospectdesk.commands.remote import ApplyRows
from prospectdesk.domain.errors import Refused
from prospectdesk.jobs import aside as job
from prospectdesk.jobs import demo_scene
from prospectdesk.jobs.opening import Opening
from prospectdesk.jobs.session import open_session
from prospectdesk.queries import aside
from prospectdesk.sync.credentials import Credentials

pytestmark = pytest.mark.spec("T15")


@pytest.fixture
def session(tmp_path, tiny, monkeypatch):
    monkeypatch.setattr(demo_scene, "SERVER", tiny.url)
    made = open_session(Opening(demo=True, data_dir=tmp_path / "demo", now=datetime(2026, 11, 23, 9)))
    demo_scene.furnish(made)
    Credentials(made.profile).keep("d" * 32, "the device key", "the token", "un mot de passe")
    yield made
    made.close()


def test_a_mended_row_leaves_the_list_and_one_that_is_gone_too(session, tiny):
    note, contact = session.reader.run(aside.aside_rows)
    with pytest.raises(Refused):  # the centre knows nothing of it
        job.read_again(session, note.table, note.uid)
    assert (note.author, note.changed) == ("Rachid Benali", False)
    company = session.reader.run(
        lambda conn: conn.execute("SELECT hex(uid) FROM company WHERE id = ?", (note.company,)).fetchone()[0]
    ).lower()
    row = [note.uid, 9, company, session.clock.now_ms(), "note", "Virement reçu"]
    columns = ["company_id", "at", "type", "text"]
    rows = {"timeline": {"columns": columns, "rows": [row]}}
    tiny.says("POST", "/v1/rows", {"rows": rows, "gone": [["contact", contact.uid]]})
    answer = job.read_again(session, note.table, note.uid)
    assert tiny.asked[-1][3]["rows"] == [["timeline", note.uid]]
    session.bus.do(ApplyRows(answer=answer))
    assert session.reader.run(aside.aside_rows) == ()
    found = session.reader.run(
        lambda conn: conn.execute(
            "SELECT text FROM timeline WHERE uid = ?", (bytes.fromhex(note.uid),)
        ).fetchone()
    )
    assert found[0] == "Virement reçu"
